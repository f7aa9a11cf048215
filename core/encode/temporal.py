"""The temporal part of CLIP2Video: what turns frame vectors into a video vector.

Difference block (TDB), temporal transformer, alignment block (TAB). Plain torch, no open_clip.
Names of modules and parameters are those of the official checkpoints.
Source: CLIP2Video, arXiv 2106.11097; layout and numbers checked against the authors' code.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

HEAD_WIDTH = 64
MASKED = -1e6
"""Finite on purpose: a row whose keys are all masked attends to all of them instead of giving NaN."""


@dataclass(frozen=True, slots=True)
class HeadSizes:
    """Everything that fixes the shapes of the temporal part."""

    width: int
    centres: int
    temporal_layers: int
    positions: int


class DifferenceTokens(NamedTuple):
    """What the TDB gives. Shapes: tokens, position, kind (B, 2T-1, D); mask (B, 2T-1); attended (B, T-1, D)."""

    tokens: Tensor
    position: Tensor
    kind: Tensor
    mask: Tensor
    attended: Tensor


class GlobalPath(NamedTuple):
    """The global half, step by step. Shapes: temporal_out (B, 2F-1, D); frame_tokens (B, F, D); vector (B, D)."""

    difference: DifferenceTokens
    temporal_out: Tensor
    frame_tokens: Tensor
    vector: Tensor


class Aggregate(NamedTuple):
    """Tokens gathered at centres. Shapes: assignment (B, M, K); residual_sum (B, K, D); vector (B, D)."""

    assignment: Tensor
    residual_sum: Tensor
    vector: Tensor


class AlignedPath(NamedTuple):
    """The aligned half of a video, step by step. Shapes: tokens (B, M, D) with M = F + ceil(F/2); mask (B, M)."""

    difference: DifferenceTokens
    temporal_out: Tensor
    tokens: Tensor
    mask: Tensor
    aggregate: Aggregate


def unit(x: Tensor) -> Tensor:
    """Divide by the Euclidean norm over the last axis."""
    length: Tensor = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    return x / length


def interleave(even: Tensor, odd: Tensor) -> Tensor:
    """Order as e0 o0 e1 o1 ... eT. Shapes: (B, T, ...), (B, T-1, ...) -> (B, 2T-1, ...)."""
    pairs = torch.stack([even[:, :-1], odd], dim=2).flatten(1, 2)
    return torch.cat([pairs, even[:, -1:]], dim=1)


def pool_frames(tokens: Tensor, mask: Tensor) -> Tensor:
    """Normalise each frame, average the real ones, normalise. Shapes: (B, F, D), (B, F) -> (B, D)."""
    weight = mask.to(tokens.dtype)
    total = (unit(tokens) * weight.unsqueeze(-1)).sum(dim=1)
    return unit(total / weight.sum(dim=1, keepdim=True).clamp(min=1))


def key_penalty(mask: Tensor) -> Tensor:
    """What is added to attention scores, the same for all heads and queries of a clip. Shapes: (B, T) -> (B, 1, 1, T).

    The authors' code mixes up clips and heads here when masks differ; a parity test does so too, to show it.
    """
    return ((1.0 - mask) * MASKED)[:, None, None, :]


class TemporalAttention(nn.Module):
    """Multi-head self-attention with an additive mask on keys; all heads of a clip share its mask."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.heads = max(1, width // HEAD_WIDTH)
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)
        nn.init.xavier_uniform_(self.in_proj_weight)

    def forward(self, x: Tensor, penalty: Tensor) -> Tensor:
        """Shapes: x (B, T, D); penalty broadcastable to (B, heads, T, T)."""
        B, T, D = x.shape
        parts = F.linear(x, self.in_proj_weight, self.in_proj_bias).view(B, T, 3, self.heads, D // self.heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4)  # each (B, heads, T, D / heads)
        scores = (q * (q.shape[-1] ** -0.5)) @ k.transpose(-1, -2) + penalty
        mixed = scores.softmax(dim=-1) @ v
        out: Tensor = self.out_proj(mixed.transpose(1, 2).reshape(B, T, D))
        return out


class TemporalMLP(nn.Module):
    """Two layers with QuickGELU between them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """Shapes: (..., D) -> (..., D)."""
        hidden = self.c_fc(x)
        out: Tensor = self.c_proj(hidden * torch.sigmoid(1.702 * hidden))
        return out


class TemporalBlock(nn.Module):
    """Pre-norm transformer block. LayerNorm epsilon is 1e-12, not torch's 1e-5: the checkpoints need it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.attn = TemporalAttention(width)
        self.ln_1 = nn.LayerNorm(width, eps=1e-12)
        self.mlp = TemporalMLP(width)
        self.ln_2 = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, penalty: Tensor) -> Tensor:
        """Shapes: x (B, T, D); penalty broadcastable to (B, heads, T, T)."""
        x = x + self.attn(self.ln_1(x), penalty)
        out: Tensor = x + self.mlp(self.ln_2(x))
        return out


class TemporalTransformer(nn.Module):
    """Some blocks in a row, without a final LayerNorm."""

    def __init__(self, width: int, layers: int) -> None:
        super().__init__()
        self.resblocks = nn.ModuleList(TemporalBlock(width) for _ in range(layers))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Shapes: x (B, T, D); mask (B, T), 1 for tokens that may be attended to."""
        penalty = key_penalty(mask.to(x.dtype))
        for block in self.resblocks:
            x = block(x, penalty)
        return x


class TemporalHeads(nn.Module):
    """TDB, temporal transformer and TAB with their shared embeddings and centres."""

    def __init__(self, sizes: HeadSizes) -> None:
        super().__init__()
        width = sizes.width
        self.weight_center = nn.Parameter(torch.randn(sizes.centres, width) * 0.125)
        self.emb_center = nn.Parameter(torch.randn(sizes.centres, width) * 0.125)
        self.frame_position_embeddings = nn.Embedding(sizes.positions, width)
        self.type_position_embeddings = nn.Embedding(2, width)
        self.transformerClip = TemporalTransformer(width, sizes.temporal_layers)
        self.frame2t_attention = TemporalTransformer(width, 1)
        self.actionClip = TemporalTransformer(width, 1)
        self.trans_layernorm = nn.LayerNorm(width)
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, std=0.02)
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)

    def insert_differences(self, x: Tensor, mask: Tensor) -> DifferenceTokens:
        """Put a difference token between neighbouring frames.

        In the difference attention a difference has its *later* frame's position and mask; in the sequence
        that follows it has its *earlier* frame's. So the checkpoints were trained.
        Shapes: (B, T, D), (B, T) -> (B, 2T-1, D), T >= 2. Source: CLIP2Video, section 3.2 (TDB).
        """
        T = x.shape[1]
        place = self.frame_position_embeddings.weight[:T]
        attended = self.frame2t_attention(x[:, 1:] - x[:, :-1] + place[1:], mask[:, 1:])
        change = 2 * torch.sigmoid(self.trans_layernorm(attended)) - 1
        kind = self.type_position_embeddings.weight
        still = torch.ones(1, T, 1, dtype=x.dtype, device=x.device)
        moving = interleave(still, torch.zeros_like(still[:, 1:]))
        return DifferenceTokens(
            tokens=interleave(x, change),
            position=interleave(place[None], place[None, :-1]).expand(len(x), -1, -1),
            kind=(moving * kind[1] + (1 - moving) * kind[0]).expand(len(x), -1, -1),
            mask=interleave(mask, mask[:, :-1]),
            attended=attended,
        )

    def global_path(self, frames: Tensor, mask: Tensor) -> GlobalPath:
        """From raw frame vectors to the global video vector. Shapes: (B, F, D), (B, F); F >= 2."""
        difference = self.insert_differences(frames, mask)
        moved = self.transformerClip(difference.tokens + difference.position + difference.kind, difference.mask)
        tokens = moved[:, ::2] + frames
        return GlobalPath(difference, moved, tokens, pool_frames(tokens, mask))

    def aligned_path(self, frames: Tensor, mask: Tensor) -> AlignedPath:
        """From raw frame vectors to the aligned video vector. Shapes: (B, F, D), (B, F); F >= 3.

        The extra tokens stand at frames 0, 2, 4, ... and go through the same TDB, with positions recounted.
        Source: CLIP2Video, section 3.3 (TAB).
        """
        sparse, sparse_mask = frames[:, ::2], mask[:, ::2]
        difference = self.insert_differences(sparse, sparse_mask)
        moved = self.actionClip(difference.tokens + difference.position + difference.kind, difference.mask)
        tokens = torch.cat([frames, moved[:, ::2] + sparse], dim=1)
        token_mask = torch.cat([mask, sparse_mask], dim=1)
        return AlignedPath(difference, moved, tokens, token_mask, self.gather_at_centres(tokens, token_mask))

    def gather_at_centres(self, tokens: Tensor, mask: Tensor) -> Aggregate:
        """Sum residuals at each centre, normalise, average. Shapes: (B, M, D), (B, M) -> vector (B, D)."""
        assignment = (tokens @ self.weight_center.T).softmax(dim=-1)  # (B, M, K)
        share = assignment * mask.to(tokens.dtype).unsqueeze(-1)
        residual_sum = share.transpose(1, 2) @ tokens - share.sum(dim=1).unsqueeze(-1) * self.emb_center
        return Aggregate(assignment, residual_sum, unit(unit(residual_sum).mean(dim=1)))

    def gather_words(self, hidden: Tensor, mask: Tensor) -> Aggregate:
        """The aligned text vector: every real token but the start token. Shapes: (N, L, D), (N, L)."""
        counted = mask.clone()
        counted[:, 0] = 0
        return self.gather_at_centres(hidden, counted)
