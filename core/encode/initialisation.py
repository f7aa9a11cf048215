"""Where training starts: a CLIP2Video whose temporal blocks are copies of its text tower's blocks, on any towers.

Source: CLIP2Video's code for models without a checkpoint (models specification 1.9).
"""

from collections.abc import Mapping
from typing import Any, cast

import torch
from torch import Tensor

from core.encode.backends.clip2video import Clip2VideoModel, build_from_state_dict
from core.encode.clip2video_layout import clean_state
from core.encode.temporal import HEAD_WIDTH, HeadSizes, TemporalBlock, TemporalHeads

_NO_WEIGHTS = ("input_resolution", "context_length", "vocab_size")


def initialise_from_clip(
    clip_state: Mapping[str, object], centres: int = 5, temporal_layers: int = 4, frames: int = 12, seed: int = 0
) -> Clip2VideoModel:
    """A model ready to be trained: towers from a CLIP, temporal blocks copied from its text tower, random centres.

    `clip_state` has the names of open_clip or OpenAI, with or without the prefix `clip.`. Blocks the text tower does
    not have keep a random start. Raises: WeightsCorruptError.
    """
    clean = _named(clip_state)
    places = clean.get("clip.positional_embedding", torch.zeros(0, 0))
    heads = HeadSizes(places.shape[-1], centres, temporal_layers, len(places))
    return build_from_state_dict({**clean, **_start(clean, "clip.", heads, seed)}, frames=frames).train()


def initialise_on_towers(
    architecture: str,
    preprocessing: Mapping[str, Any],
    clip_state: Mapping[str, object],
    centres: int = 5,
    temporal_layers: int = 4,
    frames: int = 12,
    seed: int = 0,
) -> Clip2VideoModel:
    """The same on towers of any architecture of open_clip that reads sentences token by token.

    Where the text tower is not as wide as the joint space, its blocks cannot be copied, and all heads start at random.
    Raises: WeightsCorruptError, EncoderError.
    """
    clean = _named(clip_state)
    text = "clip.text." if "clip.text.positional_embedding" in clean else "clip."
    places = clean.get(f"{text}positional_embedding", torch.zeros(0, 0))
    heads = HeadSizes(_joint_width(clean, text), centres, temporal_layers, len(places))
    state = {**clean, **_start(clean, text, heads, seed)}
    del clean  # large models come close to what a computer holds
    model = build_from_state_dict(state, frames=frames, architecture=architecture, preprocessing=preprocessing)
    return model.train()


@torch.no_grad()
def start_as_mean(heads: TemporalHeads, seed: int = 0) -> None:
    """Put heads where the global half is exactly the mean of the frames; use it with a `center_weight` of 1.

    Blocks that add nothing leave the frames as they are, and places and kinds of zero add nothing to them. Centres are
    random: equal ones would stay equal for ever.
    """
    generator = torch.Generator().manual_seed(seed)
    for part in (heads.transformerClip, heads.actionClip):
        for block in cast(list[TemporalBlock], part.resblocks):
            for last in (block.attn.out_proj, block.mlp.c_proj):
                last.weight.zero_()
                last.bias.zero_()
    heads.frame_position_embeddings.weight.zero_()
    heads.type_position_embeddings.weight.zero_()
    for centre in (heads.weight_center, heads.emb_center):
        centre.copy_(torch.randn(centre.shape, generator=generator) * HEAD_WIDTH**-0.5)


def _named(clip_state: Mapping[str, object]) -> dict[str, Tensor]:
    """The towers' weights, under names that begin with `clip.`."""
    clean = clean_state(clip_state)
    if not any(name.startswith("clip.") for name in clean):
        clean = {f"clip.{name}": weight for name, weight in clean.items()}
    return {name: weight for name, weight in clean.items() if name.removeprefix("clip.") not in _NO_WEIGHTS}


def _joint_width(clean: Mapping[str, Tensor], text: str) -> int:
    """Width of the space that pictures and sentences share, by the projection of the text tower; 0 without one."""
    linear = clean.get(f"{text}text_projection.weight")
    if linear is not None:
        return linear.shape[0]
    return clean.get(f"{text}text_projection", torch.zeros(0, 0)).shape[-1]


def _start(clean: Mapping[str, Tensor], text: str, heads: HeadSizes, seed: int) -> dict[str, Tensor]:
    """Weights of the heads; `text` is where the names of the text tower begin."""
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.randn(2, heads.centres, heads.width, generator=generator) * HEAD_WIDTH**-0.5
    new = {**_fresh_heads(heads, seed), "weight_center": drawn[0], "emb_center": drawn[1]}
    places = clean.get(f"{text}positional_embedding", torch.zeros(0, 0))
    if places.shape[-1] != heads.width:
        return new
    new |= {
        "frame_position_embeddings.weight": places.clone(),
        "type_position_embeddings.weight": places[:2].clone(),
    }
    copies = [(f"transformerClip.resblocks.{i}.", i) for i in range(heads.temporal_layers)]
    copies += [("frame2t_attention.resblocks.0.", 0), ("actionClip.resblocks.0.", 0)]
    for target, i in copies:
        source = f"{text}transformer.resblocks.{i}."
        copied = {target + name[len(source) :]: w for name, w in clean.items() if name.startswith(source)}
        new |= {name: w.clone() for name, w in copied.items() if name in new and w.shape == new[name].shape}
    return new


def _fresh_heads(heads: HeadSizes, seed: int) -> dict[str, Tensor]:
    """Randomly started temporal weights, without touching torch's global random state."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return TemporalHeads(heads).state_dict()
