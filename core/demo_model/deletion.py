"""The deletion loss: what the ledger credits must be what the score rests on.

A frame token of the global half has seen the whole video, so a video can lose the frames with most credit and keep its
score. This loss takes them away, and as many others by chance, and asks that the first costs more.
"""

from typing import Final

import torch
import torch.nn.functional as F
from torch import Tensor

from core.encode.attribution import global_row, token_loadings
from core.encode.backends.clip2video import Clip2VideoModel
from core.encode.temporal import AlignedPath, GlobalPath

REMOVED: Final = 3
"""Frames taken away, as in the test."""
_SHARPNESS: Final = 100.0


def frame_credit(
    model: Clip2VideoModel, text: Tensor, spoken: Tensor, whole: GlobalPath, aligned: AlignedPath, mask: Tensor
) -> Tensor:
    """The ledger's columns: what each frame adds to the score of its own caption, all rows together.

    Shapes: text, spoken (B, E), the sentence's two unit vectors; mask (B, F) -> (B, F), adding up to the scores.
    """
    share = token_loadings(aligned.aggregate, aligned.mask)  # (B, M, K)
    along = (aligned.tokens @ spoken.unsqueeze(-1)) * share.sum(-1, keepdim=True)
    offset = share @ (model.emb_center @ spoken.T).T.unsqueeze(-1)
    tokens = (1 - model.center_weight) * (along - offset).squeeze(-1)  # (B, M)
    frames = mask.shape[1]
    credit = global_row(text, whole.frame_tokens, mask, model.center_weight) + tokens[:, :frames]
    credit[:, ::2] += tokens[:, frames:]
    return credit


def without(vectors: Tensor, mask: Tensor, removed: Tensor, empty: Tensor) -> tuple[Tensor, Tensor]:
    """Clips without some of their frames, the others in order and moved up.

    Shapes: vectors (B, F, E), mask (B, F), removed (B, F) true where a frame goes -> vectors, mask.
    """
    kept = (mask > 0) & ~removed
    order = (~kept).to(torch.int8).argsort(dim=1, stable=True)
    shorter = kept.gather(1, order)
    moved = vectors.gather(1, order.unsqueeze(-1).expand_as(vectors))
    return torch.where(shorter.unsqueeze(-1), moved, empty), shorter.float()


def pick(weights: Tensor, mask: Tensor) -> Tensor:
    """The three real frames of greatest weight. Shapes: (B, F), (B, F) -> (B, F) true at three."""
    chosen = weights.masked_fill(mask == 0, float("-inf")).topk(REMOVED, dim=1).indices
    return torch.zeros_like(mask, dtype=torch.bool).scatter(1, chosen, True)


def deletion_loss(
    model: Clip2VideoModel, clips: tuple[Tensor, Tensor, Tensor], sentence: Tensor, credit: Tensor, chance: Tensor
) -> Tensor:
    """Losing the credited frames shall cost more than losing others.

    Shapes: clips, the vectors, mask and empty frame; sentence (B, 2E), both halves joined; credit, chance (B, F).
    """
    vectors, mask, empty = clips
    long = mask.sum(1) >= 2 * REMOVED
    vectors, mask, sentence, credit, chance = (each[long] for each in (vectors, mask, sentence, credit, chance))
    most, some = pick(credit, mask), pick(chance, mask)
    scores = [
        (model.join_halves(*model.video_vectors(*without(vectors, mask, gone, empty))) * sentence).sum(1)
        for gone in (most, some)
    ]
    different = (most != some).any(1).float()
    return (F.softplus(_SHARPNESS * (scores[0] - scores[1])) * different).sum() / different.sum().clamp(min=1)
