"""The way `full`: towers and heads learn together from frames, by the recipe of the model's authors.

A model without heads gets new ones that change nothing at first; how much their second half counts is chosen by ranks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from core.encode.devices import choose_device, set_threads
from core.errors import C2VError, OutOfMemoryError
from core.finetune.full.moment_frames import MomentFrames, readable
from core.finetune.full.pair_batches import FrameStyle, PairSet
from core.finetune.full.recipe import CLIP2VIDEO, FROZEN, FullRecipe
from core.finetune.full.taught_models import TaughtModel, open_model
from core.finetune.full.trainer import FullTrainer
from core.finetune.full.workers import Workers
from core.finetune.judging import mean_reciprocal
from core.finetune.run_ranks import ranks_by
from core.finetune.trainer import Decoding, TrainerRequest, TrainerState
from core.machine import total_memory_bytes
from core.ports import FrameSource
from core.values.arrays import BoolArray, FloatArray, IdArray
from core.values.teaching import TeachingSettings

EPOCHS: Final = {"quick": 3, "careful": 5}
FEWEST_STEPS: Final = {"quick": 60, "careful": 150}
"""So many at least, however few pairs there are."""
NEW_HEADS: Final = 1e-3
"""Learning rate of heads that begin as the mean of frames; towers learn at the authors' rate."""
WEIGHTS: Final = (1.0, 0.9, 0.75, 0.5)
"""Of the global half: what new heads may choose by ranks."""
_SHARE: Final = 0.5
"""Of the memory that a chunk may fill; fixed, so that the same run has the same chunks."""


class FullWay:
    """The Trainer of the way `full`. `source` reads clips, else a decoder of its own does."""

    def __init__(
        self, request: TrainerRequest, source: FrameSource | None = None, workers: Workers | None = None
    ) -> None:
        self._request, self._data = request, request.data
        settings, base = request.plan.settings, request.base
        set_threads(base.threads)
        device = choose_device(base.device)
        self.taught = open_model(base, settings.seed)
        self._workers = workers or Workers()
        self._frames = self._find_frames(source)
        pairs = readable(self._frames, self._data, request.pairs)
        self._expect_equal(len(pairs))
        most = int(self._data.counts.max(initial=1))
        style = FrameStyle(
            self.taught.pairs.frames, self.taught.image_px, by_segments=self.taught.is_frozen, judged=most
        )
        if not self.taught.is_frozen:
            style = replace(style, judged=0)
        recipe = recipe_for(settings, self.taught, len(pairs))
        if base.precision == "float32":
            recipe = replace(recipe, precision="float32")
        if "center_weight" in request.chosen:
            self.taught.set_weight(request.chosen["center_weight"])
        self._trainer = FullTrainer(
            self.taught.pairs.to(device), self._set(pairs), style, recipe, self._workers, request.steps
        )
        self._fit_memory(device)
        fewest = FEWEST_STEPS[settings.preset]
        if not request.steps and not settings.epochs:
            self._trainer.steps = max(self._trainer.steps, fewest)

    # ---- steps

    @property
    def steps(self) -> int:
        """How many steps there are in all."""
        return self._trainer.steps

    @property
    def epoch_steps(self) -> int:
        """Ranks are measured after each epoch, about ten times in all where epochs are short."""
        return max(self._trainer.epoch_steps, -(-self.steps // 10))

    @property
    def step(self) -> int:
        """Steps made."""
        return self._trainer.step

    def advance(self) -> float:
        """Make a step; returns the loss. Raises: OutOfMemoryError, C2VError."""
        return self._trainer.advance()

    def state(self) -> TrainerState:
        """All that later steps depend on."""
        return {**self._trainer.state(), "center_weight": self.taught.weight}

    def restore(self, state: TrainerState) -> None:
        """Continue from what `state` gave."""
        self._trainer.restore(state)
        self.taught.set_weight(float(state["center_weight"]))

    def learned(self) -> TrainerState:
        """The learned weights, and the weight of the global half."""
        return {"weights": self._trainer.learned(), "center_weight": self.taught.weight}

    def use(self, learned: TrainerState) -> None:
        """Put back what `learned` gave."""
        self._trainer.use(learned["weights"])
        self.taught.set_weight(float(learned["center_weight"]))

    # ---- judging

    def choose(self) -> dict[str, float]:
        """New heads choose the weight of the global half by ranks; others keep theirs."""
        pairs = readable(self._frames, self._data, self._request.validation)
        if self.taught.is_new and len(pairs):
            found = {}
            for weight in WEIGHTS:
                self.taught.set_weight(weight)
                found[weight] = mean_reciprocal(ranks_by(self, self._data, pairs))[0]
            self.taught.set_weight(max(WEIGHTS, key=lambda weight: found[weight]))
        return {"center_weight": self.taught.weight} if not self.taught.is_frozen else {}

    def loss_of(self, pairs: IdArray) -> float:
        """The loss on other pairs."""
        return self._trainer.loss_of(self._set(readable(self._frames, self._data, pairs)))

    def text_vectors(self, captions: Sequence[str]) -> FloatArray:
        """Shapes: (N, D) float32, unit norm."""
        return self._same(self._trainer.text_vectors(captions))

    def moment_vectors(self, moments: IdArray) -> FloatArray:
        """Shapes: (M,) -> (M, D) float32, unit norm; 0 for moments that cannot be read."""
        there = self.is_readable(moments)
        seen = self._trainer.video_vectors(self._frames, moments[there])
        width = seen.shape[1] or self._trainer.text_vectors(self._data.captions[:1]).shape[1]
        found = np.zeros((len(moments), width), np.float32)
        if there.any():
            found[there] = seen
        return self._same(found)

    def is_readable(self, moments: IdArray) -> BoolArray:
        """Which moments have frames. Shapes: (M,) -> (M,)."""
        return self._frames.is_readable([int(moment) for moment in moments])

    def write(self, path: Path, card: Mapping[str, Any]) -> None:
        """Write the model as its own backend reads it. Raises: EncoderError."""
        self.taught.write(path, self._request.plan.name, card)

    def close(self) -> None:
        """End the thread that draws."""
        self._trainer.close()

    @property
    def decoding(self) -> Decoding:
        """Of the clips, when this trainer was made."""
        return self._frames.decoding

    # ---- inside

    def _find_frames(self, source: FrameSource | None) -> MomentFrames:
        """Frames of all moments, decoded by the first process. Raises: C2VError."""
        data, cache, shape = self._data, self._request.cache, self.taught.shape
        if self._workers.is_first:
            frames = MomentFrames(data, cache, shape, source, self._request.decoded, sample=self._request.sample)
            self._workers.wait()
            return frames
        self._workers.wait()
        return MomentFrames(data, cache, shape, decodes=False)

    def _expect_equal(self, pairs: int) -> None:
        """Raises: C2VError, when the processes do not see the same clips: they would wait for each other for ever."""
        if self._workers.least(pairs) != -self._workers.least(-pairs):
            raise C2VError(
                "The processes do not see the same frames of the clips.",
                "Keep the files of C2V Desktop on a drive that all computers reach under one path.",
            )

    def _set(self, pairs: IdArray) -> PairSet:
        captions = [self._data.captions[int(i)] for i in pairs]
        return PairSet(captions, self._data.of_caption[pairs].astype(np.int64), self._frames)

    def _same(self, vectors: FloatArray) -> FloatArray:
        """The first process' vectors for all: decisions made by them are the same everywhere."""
        return self._workers.same(vectors)

    def _fit_memory(self, device: torch.device) -> None:
        """Chunks that fit. Raises: OutOfMemoryError, when not even one pair does."""
        trainer, total = self._trainer, total_memory_bytes() // self._workers.local_size
        if device.type == "cuda":
            total = torch.cuda.get_device_properties(device).total_memory
        if not total:
            return
        need = trainer.memory()
        fits = self._workers.least(need.chunk(int(total * _SHARE), trainer.chunk))
        if not fits:
            raise OutOfMemoryError(
                f"Training this model in full needs more than {need.fixed_bytes / 2**30:.1f} GB of memory.",
                "Freeze more layers, choose a smaller model, or another way of teaching.",
            )
        trainer.chunk = fits


def recipe_for(settings: TeachingSettings, taught: TaughtModel, pairs: int) -> FullRecipe:
    """The authors' recipe for careful runs; quick ones leave the first half of each tower as it is."""
    recipe = FROZEN if taught.is_frozen else CLIP2VIDEO
    frozen_layers = settings.frozen_layers
    if frozen_layers < 0:
        frozen_layers = taught.layers // 2 if settings.preset == "quick" else 0
    rate = settings.learning_rate or recipe.rate
    share = recipe.tower_share
    if taught.is_new and not settings.learning_rate:
        rate, share = NEW_HEADS, recipe.rate * recipe.tower_share / NEW_HEADS
    if taught.is_frozen and len(recipe.curriculum) and taught.knows_time:
        recipe = replace(recipe, curriculum=())  # it has learned from images before: its videos are what is new
    return replace(
        recipe,
        batch=settings.batch or max(2, min(recipe.batch, pairs)),
        epochs=settings.epochs or EPOCHS[settings.preset],
        rate=rate,
        tower_share=share,
        frozen_layers=frozen_layers,
        seed=settings.seed,
    )
