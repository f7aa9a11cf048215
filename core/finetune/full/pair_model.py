"""What a model must offer to be trained in full: vectors of pairs, their loss, and their scores."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True, eq=False)
class PairBatch:
    """Clips beside their captions. Frames of all clips lie in a row, real ones only, so that none is encoded in vain.

    Shapes: frames (M, 3, S, S) uint8; mask (B, F), a prefix of ones a row, M in all; ids, words (B, L); clips (B,),
    equal for one and the same clip.
    """

    frames: Tensor
    mask: Tensor
    ids: Tensor
    words: Tensor
    clips: Tensor

    def __len__(self) -> int:
        return len(self.mask)

    def to(self, device: torch.device) -> "PairBatch":
        """The same on a device; a copy from pinned memory does not wait."""
        return PairBatch(*(getattr(self, each.name).to(device, non_blocking=True) for each in fields(self)))

    def pinned(self) -> "PairBatch":
        """The same where a graphics card can fetch it by itself."""
        return PairBatch(*(getattr(self, each.name).pin_memory() for each in fields(self)))


class PairVectors(NamedTuple):
    """What a batch comes to. Shapes: rows (B, ...) each; shared: tensors that no pair owns, such as the scale."""

    rows: tuple[Tensor, ...]
    shared: tuple[Tensor, ...]


class PairModel(nn.Module):
    """Base of both. `number_type` is that of the towers' products; everything after them runs in float32."""

    frames: int
    """Of one video."""
    tokens: Any
    """Reads captions: `read(text)`, `pad(sentences)`."""

    def __init__(self) -> None:
        super().__init__()
        self.number_type: torch.dtype | None = None

    @property
    def device(self) -> torch.device:
        """Where it is."""
        return next(self.parameters()).device

    def forward(self, batch: PairBatch) -> PairVectors:
        """Vectors of the pairs."""
        raise NotImplementedError

    def loss(self, vectors: PairVectors, clips: Tensor) -> Tensor:
        """The contrast of all pairs of a step; one clip's captions are no mistake for one another. Shapes: (B,)."""
        raise NotImplementedError

    def text_vectors(self, ids: Tensor, words: Tensor) -> Tensor:
        """Shapes: (N, L), (N, L) -> (N, D), unit norm."""
        raise NotImplementedError

    def video_vectors(self, frames: Tensor, mask: Tensor) -> Tensor:
        """Shapes: as in `PairBatch` -> (B, D), unit norm, whose products with sentences rank as the model does."""
        raise NotImplementedError

    def judged_vectors(self, frames: Tensor, mask: Tensor) -> Tensor:
        """As an encoder makes them of a whole moment, which may have more frames than a step shows."""
        return self.video_vectors(frames, mask)

    def scale(self) -> Tensor:
        """What cosines are multiplied with."""
        raise NotImplementedError

    def is_tower(self, name: str) -> bool:
        """Whether a weight belongs to what was trained before, and learns slowly."""
        raise NotImplementedError

    def save_activations(self, enabled: bool) -> None:
        """Compute activations again on the way back instead of keeping them."""
        raise NotImplementedError

    def after_step(self) -> None:
        """Whatever must hold of the weights after each step."""

    def towers(self) -> AbstractContextManager[object]:
        """Around the towers: half precision where it was chosen."""
        return torch.autocast(self.device.type, self.number_type) if self.number_type is not None else nullcontext()


def keep_statistics(model: nn.Module) -> None:
    """Batch norms keep the statistics they were trained with: those of a few clips are worse, and depend on chunks."""
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.eval()


def real_places(mask: Tensor) -> Tensor:
    """Row of `PairBatch.frames` for each place of its mask; one behind the last where the mask is 0. Shapes: (B, F)."""
    flat = mask.flatten() > 0
    place = flat.cumsum(0) - 1
    return place.where(flat, flat.sum()).view(mask.shape)


def whole(parts: Sequence[PairVectors]) -> PairVectors:
    """Chunks as one batch."""
    rows = tuple(torch.cat(each) for each in zip(*(part.rows for part in parts), strict=True))
    return PairVectors(rows, parts[0].shared)
