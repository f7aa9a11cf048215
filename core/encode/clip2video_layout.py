"""The official checkpoint layout of CLIP2Video: sizes read from names and shapes, and a strict check.

May import torch, values and errors. Knows nothing of files: a state dict comes in.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from core.encode.temporal import HEAD_WIDTH, HeadSizes
from core.errors import WeightsCorruptError

_SHOWN = 5
_HINT = "Choose a CLIP2Video checkpoint (pytorch_model.bin.N or .safetensors)."


@dataclass(frozen=True, slots=True)
class ModelSizes:
    """Everything that fixes the shapes of a CLIP2Video model."""

    image_px: int
    patch_px: int
    vision_width: int
    vision_layers: int
    context_length: int
    vocab: int
    text_width: int
    text_layers: int
    embed_dim: int
    temporal_layers: int = 4
    centres: int = 5
    positions: int = 77
    architecture: str = ""
    """open_clip's name of the towers; "" for those of the official layout. Widths and depths that only the towers know
    are 0 then, and so is `patch_px` of a tower that has no grid of patches."""

    @property
    def grid(self) -> int:
        """Patches along one side of a frame; 0 without a grid."""
        return self.image_px // self.patch_px if self.patch_px else 0

    @property
    def heads(self) -> HeadSizes:
        """The part of the sizes that the temporal modules need."""
        return HeadSizes(self.embed_dim, self.centres, self.temporal_layers, self.positions)


def clean_state(state: Mapping[str, object]) -> dict[str, Tensor]:
    """Give float32 copies under the official names, without a `module.` prefix.

    Raises: WeightsCorruptError, when something in it is no tensor or holds NaN or infinite numbers.
    """
    strangers = [name for name, value in state.items() if not isinstance(value, Tensor)]
    if strangers or not state:
        what = f"it contains data other than weights: {_some(strangers)}" if strangers else "it is empty"
        raise WeightsCorruptError(f"The file is not a checkpoint of this model: {what}.", _HINT)
    cut = len("module.") if all(name.startswith("module.") for name in state) else 0
    clean: dict[str, Tensor] = {}
    for name, value in state.items():
        assert isinstance(value, Tensor)
        weight = value.detach().to(torch.float32, copy=True)
        if not bool(torch.isfinite(weight).all()):
            raise WeightsCorruptError(f"The checkpoint is damaged: {name} contains numbers that are not finite.", _HINT)
        clean[name[cut:]] = weight
    return clean


def read_sizes(state: Mapping[str, Tensor]) -> ModelSizes:
    """Derive the sizes from names and shapes. Raises: WeightsCorruptError, naming what is missing or odd."""
    conv = _weight(state, "clip.visual.conv1.weight", 4)
    places = _weight(state, "clip.visual.positional_embedding", 2)
    text_places = _weight(state, "clip.positional_embedding", 2)
    grid = math.isqrt(max(len(places) - 1, 0))
    if grid * grid + 1 != len(places) or grid == 0:
        raise WeightsCorruptError(
            (f"The checkpoint does not fit: {len(places)} image patch positions are not a square number plus one."),
            _HINT,
        )
    sizes = ModelSizes(
        image_px=grid * conv.shape[-1],
        patch_px=conv.shape[-1],
        vision_width=conv.shape[0],
        vision_layers=_layers(state, "clip.visual.transformer"),
        context_length=len(text_places),
        vocab=len(_weight(state, "clip.token_embedding.weight", 2)),
        text_width=text_places.shape[1],
        text_layers=_layers(state, "clip.transformer"),
        embed_dim=_weight(state, "clip.visual.proj", 2).shape[1],
        temporal_layers=_layers(state, "transformerClip"),
        centres=len(_weight(state, "weight_center", 2)),
        positions=len(_weight(state, "frame_position_embeddings.weight", 2)),
    )
    for what, width in (("image", sizes.vision_width), ("text", sizes.text_width), ("temporal", sizes.embed_dim)):
        if width % HEAD_WIDTH and width > HEAD_WIDTH:
            raise WeightsCorruptError(
                f"The checkpoint does not fit: {what} width {width} is not a multiple of 64.", _HINT
            )
    return sizes


def read_heads(state: Mapping[str, Tensor]) -> HeadSizes:
    """Sizes of the temporal part alone, whatever towers it stands on. Raises: WeightsCorruptError."""
    centres = _weight(state, "weight_center", 2)
    return HeadSizes(
        width=centres.shape[1],
        centres=len(centres),
        temporal_layers=_layers(state, "transformerClip"),
        positions=len(_weight(state, "frame_position_embeddings.weight", 2)),
    )


def check_state(state: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> None:
    """Compare names and shapes, all of them. Raises: WeightsCorruptError, naming the first few that differ."""
    missing = sorted(expected.keys() - state.keys())
    unexpected = sorted(state.keys() - expected.keys())
    misshapen = [
        f"{name} is {_shape(state[name])} instead of {_shape(expected[name])}"
        for name in sorted(expected.keys() & state.keys())
        if state[name].shape != expected[name].shape
    ]
    faults = [
        f"{len(names)} {what}: {_some(names)}"
        for what, names in (("missing", missing), ("unexpected", unexpected), ("of the wrong shape", misshapen))
        if names
    ]
    if faults:
        raise WeightsCorruptError(f"The checkpoint does not fit this model ({'; '.join(faults)}).", _HINT)


def _weight(state: Mapping[str, Tensor], name: str, dimensions: int) -> Tensor:
    if name not in state:
        raise WeightsCorruptError(f"The file is not a CLIP2Video checkpoint: {name} is missing.", _HINT)
    if state[name].dim() != dimensions or 0 in state[name].shape:
        raise WeightsCorruptError(f"The checkpoint does not fit: {name} has shape {_shape(state[name])}.", _HINT)
    return state[name]


def _layers(state: Mapping[str, Tensor], owner: str) -> int:
    pattern = re.compile(re.escape(owner) + r"\.resblocks\.(\d+)\.")
    numbers = {int(found[1]) for name in state if (found := pattern.match(name))}
    if not numbers:
        raise WeightsCorruptError(f"The file is not a CLIP2Video checkpoint: it has no {owner} blocks.", _HINT)
    return len(numbers)


def _shape(weight: Tensor) -> str:
    return "x".join(map(str, weight.shape)) or "a single number"


def _some(names: Iterable[str]) -> str:
    first = list(names)
    rest = f" and {len(first) - _SHOWN} more" if len(first) > _SHOWN else ""
    return ", ".join(first[:_SHOWN]) + rest
