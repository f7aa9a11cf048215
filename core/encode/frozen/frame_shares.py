"""A video's vector taken apart by frame, while the tower runs: vectors of frames that add up to it.

The class token is followed through the blocks. Everything added to it is either a weighted sum of values of patches,
which belong to frames, or made of the class token itself. With the attention, the norms and the gates of GELU that
occurred held fixed, all of that is linear; so the parts add up *exactly* to the video's vector. What belongs to no
frame (class token at the start, biases) is divided evenly.

An *approximation* is which frame a part is counted for: time attention lets patches know of other frames, and what
they know is counted where they stand. Held fixed also means: the parts say how the score came about, not what it
would have been without the frame. A video of one frame has one part, its vector.
"""

from typing import cast

import torch
from torch import Tensor, nn

from core.encode.frozen.tower import Attended, DividedAttention, Mlp, SpaceTimeBlock, SpaceTimeTower


def split_by_frame(tower: SpaceTimeTower, head: nn.Module, videos: Tensor) -> Tensor:
    """Vectors of frames whose sum is `head(tower(videos))`.

    Shapes: (B, f, 3, S, S) normalised -> (B, f, E). `head` is linear: one layer, or none.
    """
    f = videos.shape[1]
    tokens = tower.embed(videos)
    parts = tokens.new_zeros(len(videos), 1 + f, tokens.shape[-1], dtype=torch.float32)
    parts[:, 0] = tokens[:, 0]  # the part of no frame stands first
    for module, steps in zip(tower.blocks, tower.walk(tokens, f), strict=True):
        block = cast(SpaceTimeBlock, module)
        with torch.autocast(videos.device.type, enabled=False):
            # Norms need their input whole: the parts of the class token add up to it at every step.
            between = parts + _attended(block.timeattn, steps.time, _normed(block.norm3, parts))
            parts = parts + _attended(block.attn, steps.space, _normed(block.norm1, between))
            parts = parts + _gated(block.mlp, _normed(block.norm2, parts))
    with torch.autocast(videos.device.type, enabled=False):
        parts = _normed(tower.norm, parts)
        for layer in head.modules():
            if isinstance(layer, nn.Linear):
                parts = _linear(parts, layer.weight, layer.bias)
    return parts[:, 1:] + parts[:, :1] / f


def _normed(norm: nn.Module, parts: Tensor) -> Tensor:
    """LayerNorm, its standard deviation held fixed. Shapes: (B, 1+f, D) -> same."""
    assert isinstance(norm, nn.LayerNorm)
    whole = parts.sum(dim=1, keepdim=True)
    spread = (whole.var(dim=-1, correction=0, keepdim=True) + norm.eps).sqrt()
    centred = (parts - parts.mean(dim=-1, keepdim=True)) / spread * norm.weight.float()
    return _with_bias(centred, norm.bias)


def _attended(module: DividedAttention, seen: Attended, parts: Tensor) -> Tensor:
    """What the class query took from each frame's patches, and from the parts of the class token itself.

    Shapes: (B, 1+f, D) -> same.
    """
    B, P, D = parts.shape
    f, h = P - 1, module.heads
    share, values = seen.class_share.float(), seen.values.float()
    weights = share[:, :, 1:].reshape(B, h, f, -1)
    taken = torch.einsum("bhfn,bhfnd->bfhd", weights, values[:, :, 1:].reshape(B, h, f, -1, D // h))
    own = _linear(parts, module.qkv.weight[2 * D :], module.qkv.bias[2 * D :]).view(B, P, h, D // h)
    own = own * share[:, None, :, :1]
    mixed = torch.cat([own[:, :1], own[:, 1:] + taken], dim=1).reshape(B, P, D)
    return _linear(mixed, module.proj.weight, module.proj.bias)


def _gated(mlp: Mlp, parts: Tensor) -> Tensor:
    """GELU is its input times a gate; the gate is held fixed. Shapes: (B, 1+f, D) -> same."""
    hidden = _linear(parts, mlp.fc1.weight, mlp.fc1.bias)
    gate = torch.special.ndtr(hidden.sum(dim=1, keepdim=True))
    return _linear(hidden * gate, mlp.fc2.weight, mlp.fc2.bias)


def _linear(parts: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return _with_bias(parts @ weight.float().T, bias)


def _with_bias(parts: Tensor, bias: Tensor) -> Tensor:
    """A bias belongs to no frame."""
    return torch.cat([parts[:, :1] + bias.float(), parts[:, 1:]], dim=1)
