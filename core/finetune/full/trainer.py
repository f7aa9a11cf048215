"""Trains towers and heads step by step: any batch in the memory of a chunk, any number of processes, resumable."""

import logging
import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor

from core.encode.devices import has_bfloat16
from core.encode.frame_encoder import is_out_of_memory
from core.errors import NotFiniteError, OutOfMemoryError
from core.finetune.full.cached_gradients import differentiate
from core.finetune.full.clip_frames import ClipFrames
from core.finetune.full.pair_batches import (
    FrameStyle,
    PairOrder,
    PairSet,
    draw_chunks,
    make_batch,
    show,
    stack_clips,
)
from core.finetune.full.pair_model import PairBatch, PairModel, PairVectors, whole
from core.finetune.full.recipe import (
    FullRecipe,
    Precision,
    frames_at,
    freeze_layers,
    make_optimiser,
    parameter_groups,
    rate_at,
    set_rates,
)
from core.finetune.full.workers import Workers
from core.values.arrays import FloatArray, IdArray

_JUDGED: Final = 16
"""Clips encoded at once without a gradient."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MemoryNeed:
    """What training takes: weights, gradients and the optimiser; and activations for each pair of a chunk."""

    fixed_bytes: int
    a_pair_bytes: int

    def chunk(self, free_bytes: int, most: int) -> int:
        """Pairs to be encoded at once in so much memory; 0 when not even one fits."""
        return max(0, min(most, (free_bytes - self.fixed_bytes) // max(1, self.a_pair_bytes)))


class FullTrainer:
    """One run over `pairs`. The model is on its device; where memory runs out, chunks are halved and the step repeated.

    Thread: one; a second one draws the next step meanwhile.
    """

    def __init__(
        self,
        model: PairModel,
        pairs: PairSet,
        style: FrameStyle,
        recipe: FullRecipe,
        workers: Workers | None = None,
        steps: int = 0,
    ) -> None:
        self.model, self.pairs, self.recipe = model.train(), pairs, recipe
        self.workers = workers or Workers()
        self.step = 0
        self._style = style
        is_still = np.array([pairs.frames.count(int(clip)) == 1 for clip in pairs.clips], np.bool_)
        self._order = PairOrder(pairs.clips, is_still, recipe, self.workers.size)
        self.epoch_steps = self._order.epoch_steps
        self.steps = steps or recipe.epochs * self.epoch_steps
        self._own = self._order.batch // self.workers.size
        self.chunk = min(recipe.chunk or self._own, self._own)
        model.number_type = choose_half(recipe.precision, model.device)
        freeze_layers(model, recipe.frozen_layers, model.is_tower)
        model.save_activations(recipe.checkpointing)
        if self.workers.size > 1:
            self._freeze_unused()
        self._scaler = torch.amp.GradScaler(model.device.type) if model.number_type is torch.float16 else None
        self._optimiser = make_optimiser(parameter_groups(model.named_parameters(), recipe, model.is_tower), recipe)
        self._shared = self.workers.share(model)
        self._pool = ThreadPoolExecutor(1, "batches", initializer=torch.set_num_threads, initargs=(1,))
        self._next: tuple[int, int, Future[list[PairBatch]]] | None = None

    @property
    def batch(self) -> int:
        """Pairs that are told apart in one step, over all processes."""
        return self._order.batch

    @property
    def learners(self) -> list[torch.nn.Parameter]:
        """The weights that are learned."""
        return [weight for weight in self.model.parameters() if weight.requires_grad]

    def advance(self) -> float:
        """Make a step; gives its loss. Raises: OutOfMemoryError, MediaError, C2VError when the loss is no number."""
        loss = self._differentiate()
        if not math.isfinite(loss):
            raise NotFiniteError(
                f"Training failed at step {self.step + 1}: the loss is not a number.", "Choose a lower learning rate."
            )
        set_rates(self._optimiser, self.recipe.rate * rate_at(self.recipe, self.step, self.steps))
        if self._scaler is not None:
            self._scaler.unscale_(self._optimiser)
        if self.recipe.clip_norm:
            torch.nn.utils.clip_grad_norm_(self.learners, self.recipe.clip_norm)
        if self._scaler is not None:
            self._scaler.step(self._optimiser)
            self._scaler.update()
        else:
            self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self.model.after_step()
        self.step += 1
        return loss

    def state(self) -> dict[str, Any]:
        """All that later steps depend on."""
        return {
            "step": self.step,
            "chunk": self.chunk,
            "model": self.model.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "scaler": self._scaler.state_dict() if self._scaler is not None else {},
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Continue from `state`."""
        self.model.load_state_dict(state["model"])
        self._optimiser.load_state_dict(state["optimiser"])
        if self._scaler is not None and state["scaler"]:
            self._scaler.load_state_dict(state["scaler"])
        self.step, self.chunk = int(state["step"]), min(int(state["chunk"]), self._own)
        self._next = None

    def learned(self) -> dict[str, Tensor]:
        """A copy of the learned weights, on the processor."""
        named = self.model.named_parameters()
        return {name: weight.detach().cpu().clone() for name, weight in named if weight.requires_grad}

    @torch.no_grad()
    def use(self, learned: dict[str, Tensor]) -> None:
        """Put back what `learned` gave."""
        named = dict(self.model.named_parameters())
        for name, weight in learned.items():
            named[name].copy_(weight)

    def memory(self) -> MemoryNeed:
        """What a step takes, measured by a pass over two pairs; nothing is learned by it. Raises: MediaError."""
        learned = sum(weight.numel() * weight.element_size() for weight in self.learners)
        everything = sum(weight.numel() * weight.element_size() for weight in self.model.parameters())
        probe = self._probe()
        self.model.save_activations(False)  # with it, less is needed than what is measured here
        kept = kept_bytes(lambda: self.model(probe))
        self.model.save_activations(self.recipe.checkpointing)
        return MemoryNeed(everything + 3 * learned, (kept + probe.frames.numel() * 4) // len(probe))

    # ---- judging

    def loss_of(self, pairs: PairSet) -> float:
        """The loss on other pairs, in batches of a step's size; NaN for fewer than two. Raises: MediaError."""
        seen, losses = list[PairVectors](), list[float]()
        with self._judging():
            for start in range(0, len(pairs.captions), _JUDGED):
                clips = pairs.clips[start : start + _JUDGED]
                style = replace(self._style, judged=0)
                shown = [show(pairs.frames, int(clip), style, None) for clip in clips]
                captions = pairs.captions[start : start + _JUDGED]
                batch = make_batch(shown, captions, clips, self._style.frames, self.model.tokens)
                seen.append(self.model(batch.to(self.model.device)))
            clips_ = torch.from_numpy(pairs.clips).to(self.model.device)
            for start in range(0, len(clips_) - 1, self.batch):
                part = slice(start, start + self.batch)
                together = whole(seen)
                vectors = PairVectors(tuple(rows[part] for rows in together.rows), together.shared)
                losses.append(self.model.loss(vectors, clips_[part]).item())
        return float(np.mean(losses)) if losses else math.nan

    def text_vectors(self, captions: Sequence[str]) -> FloatArray:
        """Shapes: -> (N, D) float32, unit norm."""
        tokens, done = self.model.tokens, list[Tensor]()
        with self._judging():
            for start in range(0, len(captions), _JUDGED):
                ids, words = tokens.pad([tokens.read(caption) for caption in captions[start : start + _JUDGED]])
                done.append(self.model.text_vectors(ids.to(self.model.device), words.to(self.model.device)).cpu())
        return np.asarray(torch.cat(done).numpy(), np.float32)

    def video_vectors(self, frames: ClipFrames, clips: IdArray) -> FloatArray:
        """Clips by their numbers. Shapes: (M,) -> (M, D) float32, unit norm. Raises: MediaError."""
        device, done = self.model.device, list[Tensor]()
        with self._judging():
            for start in range(0, len(clips), _JUDGED):
                shown = [show(frames, int(clip), self._style, None) for clip in clips[start : start + _JUDGED]]
                pixels, mask = stack_clips(shown, self._style.judged or self._style.frames)
                done.append(self.model.judged_vectors(pixels.to(device), mask.to(device)).cpu())
        return np.asarray(torch.cat(done).numpy() if done else np.zeros((0, 0)), np.float32)

    def close(self) -> None:
        """End the thread that draws."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    # ---- a step

    def _differentiate(self) -> float:
        """The loss of the step, with its gradient in the weights; chunks are halved until they fit."""
        while True:
            try:
                chunks = [chunk.to(self.model.device) for chunk in self._drawn()]
                seed = self.recipe.seed * 100_003 + self.step
                loss = differentiate(self.model, self._shared, chunks, self.workers, seed, self._scaler)
                return loss.item()
            except (MemoryError, RuntimeError) as error:
                if not is_out_of_memory(error):
                    raise
                self._after_full_memory(error)

    def _after_full_memory(self, error: Exception) -> None:
        """Halve the chunk. Raises: OutOfMemoryError, when that is no way out."""
        self._optimiser.zero_grad(set_to_none=True)
        if self.chunk == 1 or self.workers.size > 1:  # the others would wait for ever
            raise OutOfMemoryError(
                "Training ran out of memory.", "Close other programs, freeze more layers, or choose a smaller model."
            ) from error
        self.chunk = (self.chunk + 1) // 2
        self._next = None
        _log.warning("out of memory: %d pairs are encoded at once now", self.chunk)
        if self.model.device.type == "cuda":
            torch.cuda.empty_cache()

    def _drawn(self) -> list[PairBatch]:
        """The chunks of this step, drawn while the last was made; the next are begun."""
        known, self._next = self._next, None
        ready = known[2] if known is not None and known[:2] == (self.step, self.chunk) else self._begin(self.step)
        chunks = ready.result()
        if self.step + 1 < self.steps:
            self._next = (self.step + 1, self.chunk, self._begin(self.step + 1))
        return chunks

    def _begin(self, step: int) -> "Future[list[PairBatch]]":
        return self._pool.submit(self._draw, step, self.chunk)

    def _draw(self, step: int, chunk: int) -> list[PairBatch]:
        first = self.workers.rank * self._own
        own = self._order.pairs(step)[first : first + self._own]
        style = replace(self._style, frames=self._shown_frames(step))
        chunks = draw_chunks(self.pairs, own, chunk, style, self.model.tokens, self.recipe.seed, step, first)
        return [each.pinned() for each in chunks] if self.model.device.type == "cuda" else chunks

    def _shown_frames(self, step: int) -> int:
        return frames_at(self.recipe, step, self.steps, self._style.frames)

    def _probe(self) -> PairBatch:
        """Two pairs as the last steps show them."""
        rows = self._order.pairs(0)[:2]
        style = replace(self._style, frames=self._shown_frames(self.steps - 1))
        (batch,) = draw_chunks(self.pairs, rows, len(rows), style, self.model.tokens, self.recipe.seed, 0, 0)
        return batch.to(self.model.device)

    def _freeze_unused(self) -> None:
        """Weights that no pair uses are frozen: processes would wait for their gradients for ever."""
        differentiate(self.model, self.model, [self._probe()], Workers(), 0)
        for weight in self.learners:
            weight.requires_grad_(weight.grad is not None)
            weight.grad = None

    @contextmanager
    def _judging(self) -> Iterator[None]:
        self.model.eval()
        try:
            with torch.no_grad():
                yield
        finally:
            self.model.train()


def choose_half(precision: Precision, device: torch.device) -> torch.dtype | None:
    """The number type of the towers' products: on a graphics card bfloat16 where it has it, else float16."""
    if precision == "auto":
        if device.type != "cuda":
            return None
        return torch.bfloat16 if has_bfloat16(device) else torch.float16
    return {"float32": None, "bfloat16": torch.bfloat16, "float16": torch.float16}[precision]


def kept_bytes(forward: Callable[[], object]) -> int:
    """Memory that a forward pass keeps for the way back, weights left out: each tensor's storage once."""
    seen: dict[int, int] = {}

    def note(tensor: Tensor) -> Tensor:
        if not isinstance(tensor, torch.nn.Parameter):
            storage = tensor.untyped_storage()
            seen[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        result = forward()
    del result
    return sum(seen.values())
