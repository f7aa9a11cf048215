"""The score ledger: a CLIP2Video score taken apart, exactly, into words x centres x frames.

Pure over tensors, any precision, differentiable, batch first. With the norms that occurred held fixed both vectors are
sums over (token, centre), so their inner product is a sum of signed shares; nothing is approximated.
"""

import torch
from torch import Tensor

from core.encode.temporal import Aggregate, unit


def global_row(text: Tensor, frame_tokens: Tensor, mask: Tensor, weight: float) -> Tensor:
    """Each frame's share of `weight * <text, pooled frames>`.

    Shapes: text (B, D) unit norm; frame_tokens (B, F, D); mask (B, F) -> (B, F), 0 at masked frames.
    """
    real = mask.to(frame_tokens.dtype)
    directions = unit(frame_tokens) * real.unsqueeze(-1)
    length: Tensor = torch.linalg.vector_norm(directions.sum(dim=1), dim=-1, keepdim=True)  # M * r
    along: Tensor = (directions @ text.unsqueeze(-1)).squeeze(-1)
    return weight * along / length


def token_loadings(side: Aggregate, mask: Tensor) -> Tensor:
    """How much of `token - centre` went into the aggregated vector. Shapes: mask (B, M) -> (B, M, K)."""
    K = side.residual_sum.shape[1]
    lengths: Tensor = torch.linalg.vector_norm(side.residual_sum, dim=-1)  # (B, K)
    whole: Tensor = torch.linalg.vector_norm(unit(side.residual_sum).mean(dim=1), dim=-1)  # (B,)
    share: Tensor = side.assignment * mask.to(side.assignment.dtype).unsqueeze(-1)
    return share / (K * lengths * whole[:, None]).unsqueeze(1)


def aligned_cells(
    words: Tensor, word_loadings: Tensor, tokens: Tensor, token_loadings: Tensor, centres: Tensor
) -> Tensor:
    """Shares of `<a_t, a_v>` by word, centre of the video side, and video token.

    Shapes: words (B, L, D), word_loadings (B, L, K), tokens (B, M, D), token_loadings (B, M, K), centres (K, D)
    -> (B, L, K, M).
    """
    spoken = words * word_loadings.sum(dim=-1, keepdim=True) - word_loadings @ centres  # (B, L, D)
    along = spoken @ tokens.transpose(1, 2)  # (B, L, M)
    offset = spoken @ centres.T  # (B, L, K)
    return token_loadings.transpose(1, 2).unsqueeze(1) * (along.unsqueeze(2) - offset.unsqueeze(-1))


def fold_to_frames(cells: Tensor, frames: int) -> Tensor:
    """Add the cells of the stride-2 tokens to frames 0, 2, 4, ... Shapes: (..., F + ceil(F/2)) -> (..., F)."""
    folded = cells[..., :frames].clone()
    folded[..., ::2] += cells[..., frames:]
    return folded


def frame_readings(frames: int) -> tuple[int, ...]:
    """How often the alignment block counts each frame: it has tokens of stride 1 and of stride 2."""
    return tuple(2 if frame % 2 == 0 else 1 for frame in range(frames))


def group_words(cells: Tensor, word_phrases: Tensor, phrases: int) -> Tensor:
    """Sum words into phrases; -1 goes to the last row, the rest. Shapes: (L, K, T), (L,) -> (P+1, K, T)."""
    rows = torch.where(word_phrases < 0, phrases, word_phrases)
    grouped = cells.new_zeros(phrases + 1, *cells.shape[1:])
    return grouped.index_add(0, rows, cells)
