"""What every way of teaching gives the engine: steps that can be continued, and vectors that can be judged.

Torch-free: each way imports what it trains.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np

from core.encode.encoder_options import EncoderOptions
from core.finetune.teaching_data import TeachingData
from core.values.arrays import FloatArray, IdArray
from core.values.teaching import TeachingPlan

TrainerState: TypeAlias = dict[str, Any]
"""Tensors and plain values by name, as torch.save writes them and torch.load reads them with weights_only."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainerRequest:
    """What a trainer is made for. A run makes several: one that is handed over, and one for each fold it is judged by.

    Shapes: pairs (N,), places in `data.captions`.
    """

    plan: TeachingPlan
    data: TeachingData
    base: EncoderOptions
    """The model that is taught."""
    pairs: IdArray
    """The pairs to learn from; no other caption or moment of a pair may be looked at, but all of `data.library` may."""
    cache: Path
    """A folder for what can be made again, such as decoded frames; shared by all trainers of a run."""
    validation: IdArray = field(default_factory=lambda: np.zeros(0, np.int64))
    """Pairs by whose ranks it may choose what is not learned, such as one weight. Empty for the trainers of folds."""
    chosen: Mapping[str, float] = field(default_factory=dict)
    """What the trainer that is handed over chose so, for those of folds."""
    steps: int = 0
    """For those of folds: as many as the trainer that is handed over has, so that rates fall alike; 0: as planned."""
    before: FloatArray | None = None
    """All moments as the model sees them before it is taught, where that is known. Shapes: (M, D)."""
    decoded: Callable[[int, int], None] | None = None
    """Hears how many clips of how many are decoded, where that is done before the first step. Raises: Cancelled."""
    sample: int = 0
    """For a trial: so many moments at most are decoded, and shown in place of the others too; 0: all are."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """What a way decodes before its first step, once in a run, and how much of it a trial did."""

    done_s: float = 0.0
    left_s: float = 0.0
    disk_bytes: int = 0
    """Of both together."""


class Trainer(Protocol):
    """Learns step by step. On a processor the same request gives the same weights, bit for bit, broken off or not."""

    @property
    def steps(self) -> int:
        """How many steps there are in all."""
        ...

    @property
    def epoch_steps(self) -> int:
        """After so many steps the engine measures ranks; for ways without epochs a tenth of all, or so."""
        ...

    @property
    def step(self) -> int:
        """Steps made."""
        ...

    def advance(self) -> float:
        """Make one step, its data drawn by a generator of seed and step alone; returns the loss."""
        ...

    def state(self) -> TrainerState:
        """All that later steps depend on."""
        ...

    def restore(self, state: TrainerState) -> None:
        """Continue from what `state` gave; the same holds for a new trainer of the same request."""
        ...

    def learned(self) -> TrainerState:
        """A copy of what was learned, as small as can be: kept for the best epoch."""
        ...

    def use(self, learned: TrainerState) -> None:
        """Put back what `learned` gave: vectors and `write` are of this from now on."""
        ...

    def choose(self) -> dict[str, float]:
        """Choose what is not learned, by `validation`, and say what; called before ranks are measured."""
        ...

    def loss_of(self, pairs: IdArray) -> float:
        """The loss on pairs that it does not learn from."""
        ...

    def text_vectors(self, captions: Sequence[str]) -> FloatArray:
        """Sentences as the taught model reads them now. Shapes: (N, D) float32, unit norm."""
        ...

    def moment_vectors(self, moments: IdArray) -> FloatArray:
        """Moments as the taught model sees them now. Shapes: places in `data.moments` (M,) -> (M, D) float32."""
        ...

    def write(self, path: Path, card: Mapping[str, Any]) -> None:
        """Write what was learned as a safetensors file, this card in its metadata. Raises: EncoderError, OSError."""
        ...

    def close(self) -> None:
        """End its threads and let go of its memory: a run makes several trainers, one after the other."""
        ...
