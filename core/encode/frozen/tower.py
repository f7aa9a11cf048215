"""The video tower: a vision transformer whose blocks attend first along time, then over space.

Names of modules and parameters are those of the official checkpoints.
Source: Frozen in Time, arXiv 2104.00650, section 3.1; layout and numbers checked against the authors' code.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

_EPSILON = 1e-6
_MLP_RATIO = 4
Axis = Literal["time", "space"]


@dataclass(frozen=True, slots=True)
class TowerSizes:
    """Everything that fixes the shapes of the video tower. Heads stand in no file: 64 wide in the official one."""

    image_px: int
    patch_px: int
    width: int
    depth: int
    heads: int
    frames: int

    @property
    def patches(self) -> int:
        """Patches of one frame."""
        return (self.image_px // self.patch_px) ** 2


class Attended(NamedTuple):
    """What one attention module gives, with what its class query saw.

    Shapes: out (B, 1+fN, D); class_share (B, h, 1+fN), summing to 1; values (B, h, 1+fN, D/h).
    """

    out: Tensor
    class_share: Tensor
    values: Tensor


class BlockSteps(NamedTuple):
    """One block, step by step. Shapes: between and out (B, 1+fN, D)."""

    time: Attended
    between: Tensor
    """The input with the time branch added; only the space branch reads it."""
    space: Attended
    out: Tensor


class DividedAttention(nn.Module):
    """Patches attend to the class token and to their own place in all frames, or to all places of their own frame.

    The class token attends to every token either way.
    """

    def __init__(self, width: int, heads: int, axis: Axis) -> None:
        super().__init__()
        self.heads = heads
        self.axis = axis
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x: Tensor, frames: int) -> Attended:
        """Shapes: x (B, 1+fN, D), patches frame by frame."""
        B, T, D = x.shape
        q, k, v = self.qkv(x).view(B, T, 3, self.heads, D // self.heads).permute(2, 0, 3, 1, 4)  # each (B, h, T, D/h)
        share = (q[:, :, :1] @ k.transpose(-1, -2) * (D // self.heads) ** -0.5).softmax(dim=-1)
        first = share @ v
        groups = F.scaled_dot_product_attention(self._group(q, frames), self._keys(k, frames), self._keys(v, frames))
        rest = (groups.transpose(2, 3) if self.axis == "time" else groups).flatten(2, 3)
        mixed = torch.cat([first, rest], dim=2).transpose(1, 2).reshape(B, T, D)
        return Attended(self.proj(mixed), share.squeeze(2), v)

    def _group(self, tokens: Tensor, frames: int) -> Tensor:
        """Patches that see one another. Shapes: (B, h, 1+fN, d) -> (B, h, N, f, d) or (B, h, f, N, d)."""
        B, h, _, d = tokens.shape
        patches = tokens[:, :, 1:].reshape(B, h, frames, -1, d)
        return patches.transpose(2, 3) if self.axis == "time" else patches

    def _keys(self, tokens: Tensor, frames: int) -> Tensor:
        """The same with the class token in every group."""
        groups = self._group(tokens, frames)
        first = tokens[:, :, None, :1].expand(-1, -1, groups.shape[2], -1, -1)
        return torch.cat([first, groups], dim=3)


class Mlp(nn.Module):
    """Two layers with exact GELU between them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, _MLP_RATIO * width)
        self.fc2 = nn.Linear(_MLP_RATIO * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """Shapes: (..., D) -> (..., D)."""
        out: Tensor = self.fc2(F.gelu(self.fc1(x)))
        return out


class SpaceTimeBlock(nn.Module):
    """Time, space, MLP. The space branch is added to the block's *input*: time reaches the output through it alone."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width, eps=_EPSILON) for _ in range(3))
        self.attn = DividedAttention(width, heads, "space")
        self.timeattn = DividedAttention(width, heads, "time")
        self.mlp = Mlp(width)

    def forward(self, x: Tensor, frames: int) -> BlockSteps:
        """Shapes: (B, 1+fN, D)."""
        time = self.timeattn(self.norm3(x), frames)
        between = x + time.out
        space = self.attn(self.norm1(between), frames)
        z = x + space.out
        return BlockSteps(time, between, space, z + self.mlp(self.norm2(z)))


class PatchEmbedding(nn.Module):
    """A convolution over squares that do not overlap."""

    def __init__(self, width: int, patch_px: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(3, width, patch_px, patch_px)

    def forward(self, frames: Tensor) -> Tensor:
        """Shapes: (M, 3, S, S) -> (M, N, D), row by row."""
        patches: Tensor = self.proj(frames)
        return patches.flatten(2).transpose(1, 2)


class SpaceTimeTower(nn.Module):
    """Videos of one to `sizes.frames` frames to one class token each; a picture is a video of one frame."""

    def __init__(self, sizes: TowerSizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.patch_embed = PatchEmbedding(sizes.width, sizes.patch_px)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, sizes.width))
        self.pos_embed = nn.Parameter(torch.randn(1, 1 + sizes.patches, sizes.width) * 0.02)
        self.temporal_embed = nn.Parameter(torch.zeros(1, sizes.frames, sizes.width))
        self.blocks = nn.ModuleList(SpaceTimeBlock(sizes.width, sizes.heads) for _ in range(sizes.depth))
        self.norm = nn.LayerNorm(sizes.width, eps=_EPSILON)
        self.saves_activations = False
        """In training: activations of blocks are computed again on the way back instead of being kept."""

    def embed(self, videos: Tensor) -> Tensor:
        """Tokens before the first block: class token, then patches frame by frame.

        Shapes: (B, f, 3, S, S) -> (B, 1+fN, D). Raises: ValueError, when there are more frames than the model knows.
        """
        B, f = videos.shape[:2]
        if not 1 <= f <= self.sizes.frames:
            raise ValueError(f"a video has 1 to {self.sizes.frames} frames here, not {f}")
        patches = self.patch_embed(videos.flatten(0, 1)).unflatten(0, (B, f))  # (B, f, N, D)
        placed = patches + self.pos_embed[:, None, 1:] + self.temporal_embed[:, :f, None]
        first = (self.cls_token + self.pos_embed[:, :1]).expand(B, -1, -1)
        return torch.cat([first, placed.flatten(1, 2)], dim=1)

    def walk(self, tokens: Tensor, frames: int) -> Iterator[BlockSteps]:
        """The blocks one after another."""
        for block in self.blocks:
            steps: BlockSteps = self._run(block, tokens, frames)
            tokens = steps.out
            yield steps

    def _run(self, block: nn.Module, tokens: Tensor, frames: int) -> BlockSteps:
        if self.saves_activations and torch.is_grad_enabled():
            return cast(BlockSteps, checkpoint(block, tokens, frames, use_reentrant=False))
        return cast(BlockSteps, block(tokens, frames))

    def forward(self, videos: Tensor) -> Tensor:
        """The class token after the last norm. Shapes: (B, f, 3, S, S) or (B, 3, S, S), normalised -> (B, D)."""
        if videos.dim() == 4:
            videos = videos[:, None]
        tokens = self.embed(videos)
        for steps in self.walk(tokens, videos.shape[1]):
            tokens = steps.out
        vectors: Tensor = self.norm(tokens[:, 0])
        return vectors
