"""Where training starts: a CLIP2Video whose towers are a CLIP and whose temporal blocks are copies of its text blocks.

Source: CLIP2Video's code for models without a checkpoint (models specification 1.9).
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from core.encode.backends.clip2video import Clip2VideoModel, build_from_state_dict
from core.encode.layout import clean_state
from core.encode.temporal import HEAD_WIDTH, HeadSizes, TemporalHeads


def initialise_from_clip(
    clip_state: Mapping[str, object], centres: int = 5, temporal_layers: int = 4, frames: int = 12, seed: int = 0
) -> Clip2VideoModel:
    """A model ready to be trained: towers from a CLIP, temporal blocks copied from its text tower, random centres.

    `clip_state` has the names of open_clip or OpenAI, with or without the prefix `clip.`. Blocks the text tower does
    not have keep a random start. Raises: WeightsCorruptError.
    """
    clean = clean_state(clip_state)
    if not any(name.startswith("clip.") for name in clean):
        clean = {f"clip.{name}": weight for name, weight in clean.items()}
    for extra in ("input_resolution", "context_length", "vocab_size"):
        clean.pop(f"clip.{extra}", None)
    places = clean.get("clip.positional_embedding", torch.zeros(0, 0))
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.randn(2, centres, places.shape[-1], generator=generator) * HEAD_WIDTH**-0.5
    new = {
        "weight_center": drawn[0],
        "emb_center": drawn[1],
        "frame_position_embeddings.weight": places.clone(),
        "type_position_embeddings.weight": places[:2].clone(),
    }
    copies = [(f"transformerClip.resblocks.{i}.", i) for i in range(temporal_layers)]
    copies += [("frame2t_attention.resblocks.0.", 0), ("actionClip.resblocks.0.", 0)]
    for target, i in copies:
        source = f"clip.transformer.resblocks.{i}."
        new |= {target + name[len(source) :]: w.clone() for name, w in clean.items() if name.startswith(source)}
    fresh = _fresh_heads(places.shape[-1], centres, temporal_layers, len(places), seed)
    return build_from_state_dict({**fresh, **clean, **new}, frames=frames).train()


def _fresh_heads(width: int, centres: int, temporal_layers: int, positions: int, seed: int) -> dict[str, Tensor]:
    """Randomly started temporal weights, without touching torch's global random state."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return TemporalHeads(HeadSizes(width, centres, temporal_layers, positions)).state_dict()
