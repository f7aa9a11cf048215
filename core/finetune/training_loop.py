"""A stretch of training: where it runs, how long it takes, how the rate falls, where its state is kept.

Every step draws its data from a generator of its own, made of seed, stage and step: a course that was broken off and
resumed sees the same data as one that was not.
"""

import math
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from core.finetune.muon import Muon, block_matrices

Batch = TypeVar("Batch")
Say = Callable[[str], None]
Losses = dict[str, tuple[float, Tensor]]
"""Every loss of a batch by name, with its weight."""
Shard = tuple[dict[str, Tensor], tuple[Tensor | None, ...]]
"""What a batch comes to: its losses and the gradient of each learner."""
SHARDS: Final = 2
"""Batches in one step, whatever the machine, so that steps mean the same everywhere."""


@dataclass(frozen=True, slots=True)
class TrainingLength:
    """How long a stage lasts: a number of steps, or minutes when `steps` is 0.

    Only a length in steps gives the same weights on a faster machine.
    """

    steps: int = 0
    minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class LearningRate:
    """Learning rate at the start of the cosine, its warm-up in steps, and the decay of weights."""

    peak: float = 1e-3
    warm_steps: int = 100
    decay: float = 0.05
    floor: float = 0.02


def moved(value: Any, device: torch.device) -> Any:
    """The same record with every tensor in it on the device; lists and plans stay as they are."""
    if isinstance(value, Tensor):
        return value.to(device, non_blocking=True)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    return type(value)(**{each.name: moved(getattr(value, each.name), device) for each in fields(value)})


class TrainingLoop(Generic[Batch]):
    """Runs the steps of one stage: draws ahead, sets the rate, keeps and restores the state.

    It runs where its modules are: on two threads of the processor, or on a graphics card fed by two threads.
    """

    def __init__(
        self, name: str, modules: list[nn.Module], length: TrainingLength, rate: LearningRate, keep: Path | None
    ) -> None:
        self.name = name
        self.step = 0
        self.spent_s = 0.0
        self.cpu_s = 0.0
        self._modules = nn.ModuleList(modules)
        self.device = next(self._modules.parameters()).device
        self._length, self._rate = length, rate
        self._file = keep / f"{name}.pt" if keep is not None else None
        self._learners = [p for p in self._modules.parameters() if p.requires_grad]
        self._muon = Muon(block_matrices(self._modules), rate.decay)
        self._optimiser = _adamw(self._modules, rate)
        self._saved_s = time.monotonic()
        if self._file is not None and self._file.exists():
            self.restore(torch.load(self._file, weights_only=True, map_location=self.device))

    @property
    def progress(self) -> float:
        """Done share of the stage, 0 to 1."""
        if self._length.steps:
            return self.step / self._length.steps
        return min(1.0, self.spent_s / (60 * self._length.minutes))

    def run(
        self,
        seed: int,
        draw: Callable[[np.random.Generator], Batch] | Sequence[Callable[[np.random.Generator], Batch]],
        losses: Callable[[Batch], Losses],
    ) -> Generator[dict[str, Tensor], None, None]:
        """Go through the stage step by step, giving the losses of each. Several ways to draw take turns, one a step.

        A step is made of two batches, each drawn, judged and differentiated on a thread of its own, so that two cores
        have work without dividing every small operation.
        """
        stage = sum(self.name.encode())
        turns = [draw] if callable(draw) else list(draw)

        def prepare(step: int, shard: int) -> Batch:
            batch: Batch = moved(
                turns[step % len(turns)](np.random.default_rng([seed, stage, step, shard])), self.device
            )
            return batch

        def work(step: int, shard: int) -> Shard:
            return self._differentiate(losses(prepare(step, shard)))

        shards = range(SHARDS)
        # One thread a shard: the number of OpenMP threads is each thread's own, and two teams at once may wait for
        # each other for ever on a busy machine.
        with ThreadPoolExecutor(SHARDS, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            drawn = pool.map(prepare, [self.step] * SHARDS, shards) if self.device.type == "cuda" else None
            while self.progress < 1.0:
                started_s, started_cpu_s = time.monotonic(), time.process_time()
                if drawn is None:
                    done = list(pool.map(work, [self.step] * SHARDS, shards))
                else:  # a graphics card takes one thread; the others draw the next batches meanwhile
                    now = list(drawn)
                    drawn = pool.map(prepare, [self.step + 1] * SHARDS, shards)
                    done = [self._differentiate(losses(batch)) for batch in now]
                self._descend([gradients for _, gradients in done])
                self.step += 1
                yield done[0][0]
                self.spent_s += time.monotonic() - started_s
                self.cpu_s += time.process_time() - started_cpu_s
                if self._file is not None and time.monotonic() - self._saved_s > 60:
                    self.save()
        self.save()

    def _differentiate(self, losses: Losses) -> Shard:
        total = torch.stack([weight * part for weight, part in losses.values()]).sum()
        gradients = torch.autograd.grad(total, self._learners, allow_unused=True)
        return {name: part.detach() for name, (_, part) in losses.items()}, gradients

    def _descend(self, shards: list[tuple[Tensor | None, ...]]) -> None:
        """One step of the optimisers against the mean gradient, clipped to norm 1."""
        rate = self._rate
        cosine = rate.floor + (1 - rate.floor) * 0.5 * (1 + math.cos(math.pi * min(1.0, self.progress)))
        now = rate.peak * cosine * min(1.0, (self.step + 1) / rate.warm_steps)
        for group in self._optimiser.param_groups:
            group["lr"] = now
        for learner, *gradients in zip(self._learners, *shards, strict=True):
            known = [gradient for gradient in gradients if gradient is not None]
            learner.grad = torch.stack(known).sum(0) / len(shards) if known else None
        torch.nn.utils.clip_grad_norm_(self._learners, 1.0)
        self._optimiser.step()
        self._muon.step(now)

    def line(self, losses: dict[str, Tensor]) -> str:
        """How far the stage is, in words."""
        values = " ".join(f"{name} {loss.item():.3f}" for name, loss in losses.items())
        return f"{self.name} {self.progress:4.0%} step {self.step} {self.spent_s / 60:.1f} min: {values}"

    def save(self) -> None:
        """Write the state so that a crash leaves either the old or the new one."""
        if self._file is None:
            return
        draft = self._file.with_suffix(".draft")
        torch.save(self.state(), draft)
        draft.replace(self._file)
        self._saved_s = time.monotonic()

    def state(self) -> dict[str, Any]:
        """All that later steps depend on. Its tensors are the live ones: write them before the next step."""
        return {
            "modules": self._modules.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "muon": self._muon.state(),
            "step": self.step,
            "spent_s": self.spent_s,
            "cpu_s": self.cpu_s,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Continue from what `state` gave."""
        self._modules.load_state_dict(state["modules"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._muon.restore(state["muon"])
        self.step, self.spent_s, self.cpu_s = int(state["step"]), float(state["spent_s"]), float(state["cpu_s"])


def _adamw(modules: nn.Module, rate: LearningRate) -> torch.optim.AdamW:
    others = {id(p) for p in block_matrices(modules)}
    decayed = [p for p in modules.parameters() if p.requires_grad and p.dim() >= 2 and id(p) not in others]
    plain = [p for p in modules.parameters() if p.requires_grad and p.dim() < 2]
    groups = [{"params": decayed, "weight_decay": rate.decay}, {"params": plain, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate.peak, betas=(0.9, 0.98), fused=True)
