"""Seed-made models, small enough for a test: weights by the recipe of the parity numbers."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import open_clip
import torch
from torch import Tensor

from core.encode.backends.clip2video import Clip2VideoModel, build_from_state_dict
from core.encode.clip2video_layout import ModelSizes

_NORMS = {"LayerNorm", "sa_layer_norm", "output_layer_norm", "trans_layernorm", "norm", "norm1", "norm2", "norm3"}


def recipe_weights(shapes: Mapping[str, Sequence[int]], seed: int) -> dict[str, Tensor]:
    """The weight recipe of the parity numbers' README, section 1."""
    draw = np.random.Generator(np.random.PCG64(seed))
    weights = {}
    for name in sorted(shapes):
        z = draw.standard_normal(tuple(shapes[name]))
        parts = name.split(".")
        owner = parts[-2] if len(parts) > 1 else ""
        if name.endswith("logit_scale"):
            value = 3.0 + 0.1 * z
        elif parts[-1] == "weight" and (owner.startswith("ln_") or owner in _NORMS):
            value = 1.0 + 0.1 * z
        elif name in ("weight_center", "emb_center"):
            value = 0.125 * z
        elif z.ndim >= 2:
            value = z / np.sqrt(np.prod(z.shape[1:]))
        else:
            value = 0.1 * z
        weights[name] = torch.from_numpy(np.asarray(value, dtype=np.float32))
    return weights


def sizes(centres: int = 5, vocab: int = 600, layers: int = 2) -> ModelSizes:
    return ModelSizes(
        image_px=32,
        patch_px=16,
        vision_width=64,
        vision_layers=1,
        context_length=40,
        vocab=vocab,
        text_width=64,
        text_layers=1,
        embed_dim=64,
        temporal_layers=layers,
        centres=centres,
        positions=40,
    )


def tiny_state(seed: int = 7, centres: int = 5, vocab: int = 600, layers: int = 2) -> dict[str, Tensor]:
    with torch.device("meta"):
        empty = Clip2VideoModel(sizes(centres, vocab, layers))
    return recipe_weights({name: tuple(each.shape) for name, each in empty.state_dict().items()}, seed)


def tiny_model(seed: int = 7, centres: int = 5, vocab: int = 600, frames: int = 12) -> Clip2VideoModel:
    return build_from_state_dict(tiny_state(seed, centres, vocab), frames=frames)


def teach_architecture(folder: Path, name: str, vocab: int = 600) -> None:
    """Let open_clip know the towers of `tiny_state` by a name."""
    path = folder / f"{name}.json"
    config = {
        "embed_dim": 64,
        "quick_gelu": True,
        "vision_cfg": {"image_size": 32, "layers": 1, "width": 64, "patch_size": 16},
        "text_cfg": {"context_length": 40, "vocab_size": vocab, "width": 64, "heads": 1, "layers": 1},
    }
    path.write_text(json.dumps(config))
    open_clip.add_model_config(path)
