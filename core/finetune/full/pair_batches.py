"""Which pairs each step shows, and what they look like as tensors.

Everything is drawn by a generator of seed, step and place in the batch: a run that was broken off sees the same data,
and so do several processes that share a batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.errors import C2VError
from core.finetune.full.clip_frames import ClipFrames
from core.finetune.full.frame_choice import segment_frames, spread_frames, vary
from core.finetune.full.pair_model import PairBatch
from core.finetune.full.recipe import FullRecipe
from core.values import ByteArray
from core.values.arrays import BoolArray, IdArray


@dataclass(frozen=True, slots=True, eq=False)
class PairSet:
    """Captions and the clips they are true of. Shapes: clips (N,), numbers in `frames`."""

    captions: Sequence[str]
    clips: IdArray
    frames: ClipFrames


@dataclass(frozen=True, slots=True)
class FrameStyle:
    """How a model wants its frames. `by_segments`: Frozen in Time's choice and augmentation, else CLIP2Video's.

    Units: `side_px` of a training frame; frames for judging come as they are kept.
    """

    frames: int
    side_px: int
    by_segments: bool = False
    judged: int = 0
    """Frames of a moment when it is judged; 0: as many as in training."""


class PairOrder:
    """The pairs of each step. An epoch takes every caption once, or every clip once with one of its captions; the last,
    incomplete batch is dropped. Where there are enough of both, batches of stills and of videos take turns.
    """

    def __init__(self, clips: IdArray, is_still: BoolArray, recipe: FullRecipe, processes: int = 1) -> None:
        self._clips, self._recipe = clips, recipe
        kinds = [np.flatnonzero(is_still == still) for still in (False, True)]
        apart = recipe.curriculum and all(self._size(group) >= recipe.batch for group in kinds)
        self._groups = kinds if apart else [np.arange(len(clips))]
        most = min(recipe.batch, *map(self._size, self._groups))
        self.batch = most // processes * processes
        """Pairs of a step: of the recipe, or as many as there are."""
        if self.batch < 2 * processes:
            raise C2VError(
                f"{len(clips)} pairs are too few to tell one from another.", "Add pairs, or start fewer processes."
            )
        self._rounds = [self._size(group) // self.batch for group in self._groups]
        self.epoch_steps = max(self._rounds) * len(self._groups)

    def pairs(self, step: int) -> IdArray:
        """Places of a step's pairs. Shapes: -> (batch,)."""
        turn, kind = divmod(step, len(self._groups))
        epoch, start = divmod(turn, self._rounds[kind])  # the smaller kind begins again sooner
        rng = np.random.default_rng([self._recipe.seed, 1, epoch, kind])
        order = rng.permutation(self._groups[kind])
        if self._recipe.one_caption_a_clip:
            _, first = np.unique(self._clips[order], return_index=True)
            order = order[np.sort(first)]
        return order[start * self.batch : (start + 1) * self.batch]

    def _size(self, group: IdArray) -> int:
        return len(np.unique(self._clips[group])) if self._recipe.one_caption_a_clip else len(group)


def draw_chunks(
    pairs: PairSet, own: IdArray, chunk: int, style: FrameStyle, tokens: Any, seed: int, step: int, first: int
) -> list[PairBatch]:
    """A process' share of a step, as the chunks it encodes. `first` is the place of its first pair in the batch."""
    batches = []
    for start in range(0, len(own), chunk):
        rows = own[start : start + chunk]
        rngs = [np.random.default_rng([seed, 2, step, first + start + i]) for i in range(len(rows))]
        shown = [show(pairs.frames, int(pairs.clips[row]), style, rng) for row, rng in zip(rows, rngs, strict=True)]
        batches.append(
            make_batch(shown, [pairs.captions[row] for row in rows], pairs.clips[rows], style.frames, tokens)
        )
    return batches


def show(frames: ClipFrames, clip: int, style: FrameStyle, rng: np.random.Generator | None) -> ByteArray:
    """Frames of a clip for training, or without `rng` for judging. Shapes: -> (n, S, S, 3)."""
    choose = segment_frames if style.by_segments else spread_frames
    most = style.frames if rng is not None else style.judged or style.frames
    pixels = frames.take(clip, choose(frames.count(clip), most, rng))
    return vary(pixels, style.side_px, rng) if style.by_segments and rng is not None else pixels


def make_batch(
    shown: Sequence[ByteArray], captions: Sequence[str], clips: IdArray, frames: int, tokens: Any
) -> PairBatch:
    """Tensors of clips and captions; captions that are too long are cut as the model cuts them."""
    ids, words = tokens.pad([tokens.read(caption) for caption in captions])
    return PairBatch(*stack_clips(shown, frames), ids, words, torch.from_numpy(np.asarray(clips, np.int64)))


def stack_clips(shown: Sequence[ByteArray], frames: int) -> tuple[Tensor, Tensor]:
    """Frames and mask as in `PairBatch`. Shapes: (n, S, S, 3) each -> (M, 3, S, S), (B, frames)."""
    mask = torch.zeros(len(shown), frames)
    for row, each in enumerate(shown):
        mask[row, : len(each)] = 1
    return torch.from_numpy(np.concatenate(shown)).permute(0, 3, 1, 2).contiguous(), mask
