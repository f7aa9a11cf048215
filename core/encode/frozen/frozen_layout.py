"""The official checkpoint layout of Frozen in Time: cleaned, measured, compared, and led to another number of frames.

May import torch and errors. Knows nothing of files: a state dict comes in.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from core.encode.frozen.tower import TowerSizes
from core.errors import WeightsCorruptError
from core.printable import printable

TEMPORAL = "video_model.temporal_embed"
HEAD_WIDTH = 64
_OBSOLETE = frozenset({"text_model.embeddings.position_ids"})
"""Buffers that some versions of transformers saved."""
_HINT = "Choose a Frozen in Time checkpoint (.pth.tar or .safetensors)."
_ROWS_SHOWN = 12
Inflation = Literal["zeros", "interp", "bilinear"]


@dataclass(frozen=True, slots=True)
class FrozenSizes:
    """Everything that fixes the shapes of a Frozen model."""

    tower: TowerSizes
    vocab: int
    positions: int
    text_width: int
    text_hidden: int
    text_layers: int
    text_heads: int
    joint: int


@dataclass(frozen=True, slots=True)
class FrozenMismatch:
    """One line of the table of what did not fit; an empty word stands for "not there"."""

    name: str
    found: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.name}: {self.found or 'missing'}, {f'should be {self.wanted}' if self.wanted else 'not known'}"


class FrozenMismatchError(WeightsCorruptError):
    """A checkpoint of another layout. `table` holds all that differs, the text the first rows."""

    def __init__(self, table: Sequence[FrozenMismatch]) -> None:
        rows = [str(each) for each in table[:_ROWS_SHOWN]]
        if len(table) > _ROWS_SHOWN:
            rows.append(f"and {len(table) - _ROWS_SHOWN} more")
        super().__init__(f"{len(table)} weights in the file do not fit this model.", _HINT)
        self.title = "\n  ".join([self.title, *map(printable, rows)])
        self.table = tuple(table)


def clean_state(state: Mapping[str, object]) -> dict[str, Tensor]:
    """Give float32 copies under the official names, without `module.` and without obsolete buffers.

    Raises: WeightsCorruptError, when something is no tensor or holds NaN or infinite numbers.
    """
    cut = len("module.") if state and all(name.startswith("module.") for name in state) else 0
    clean: dict[str, Tensor] = {}
    for name, value in ((name[cut:], value) for name, value in state.items()):
        if name in _OBSOLETE:
            continue
        if not isinstance(value, Tensor):
            raise WeightsCorruptError(f"The file is not a checkpoint of this model: {name} is not a weight.", _HINT)
        clean[name] = value.detach().to(torch.float32, copy=True)
        if not bool(torch.isfinite(clean[name]).all()):
            raise WeightsCorruptError(f"The checkpoint is damaged: {name} contains numbers that are not finite.", _HINT)
    return clean


def read_sizes(state: Mapping[str, Tensor], heads: int = 0, text_heads: int = 0) -> FrozenSizes:
    """Derive the sizes from names and shapes; heads, which stand in no file, are 64 wide unless given.

    Raises: WeightsCorruptError, naming what is missing or odd.
    """
    conv = _weight(state, "video_model.patch_embed.proj.weight", 4)
    places = _weight(state, "video_model.pos_embed", 3).shape[1]
    grid = math.isqrt(max(places - 1, 0))
    if grid == 0 or grid * grid + 1 != places:
        raise WeightsCorruptError(
            f"The checkpoint does not fit: {places} image patch positions are not a square number plus one.", _HINT
        )
    words = _weight(state, "text_model.embeddings.word_embeddings.weight", 2)
    width, text_width = conv.shape[0], words.shape[1]
    heads, text_heads = heads or width // HEAD_WIDTH, text_heads or text_width // HEAD_WIDTH
    for what, size, count in (("image", width, heads), ("text", text_width, text_heads)):
        if count < 1 or size % count:
            raise WeightsCorruptError(
                f"The checkpoint does not fit: {what} width {size} is not a multiple of 64.", _HINT
            )
    return FrozenSizes(
        tower=TowerSizes(
            image_px=grid * conv.shape[-1],
            patch_px=conv.shape[-1],
            width=width,
            depth=_layers(state, "video_model.blocks"),
            heads=heads,
            frames=_weight(state, TEMPORAL, 3).shape[1],
        ),
        vocab=len(words),
        positions=len(_weight(state, "text_model.embeddings.position_embeddings.weight", 2)),
        text_width=text_width,
        text_hidden=len(_weight(state, "text_model.transformer.layer.0.ffn.lin1.weight", 2)),
        text_layers=_layers(state, "text_model.transformer.layer"),
        text_heads=text_heads,
        joint=len(_weight(state, "vid_proj.0.weight", 2)),
    )


def compare(state: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> list[FrozenMismatch]:
    """All names and shapes that differ, in order of name."""
    shapes = [{name: _shape(each) for name, each in side.items()} for side in (state, expected)]
    names = sorted(shapes[0].keys() | shapes[1].keys())
    table = [FrozenMismatch(name, shapes[0].get(name, ""), shapes[1].get(name, "")) for name in names]
    return [each for each in table if each.found != each.wanted]


def inflate(temporal: Tensor, frames: int, method: Inflation = "zeros") -> Tensor:
    """Lead the embedding of time to another number of frames. Shapes: (1, a, D) -> (1, frames, D).

    Fewer frames are the first ones. More are zeros after those known, or the known ones stretched.
    """
    known = temporal.shape[1]
    if frames <= known:
        return temporal[:, :frames].clone()
    match method:
        case "zeros":
            return F.pad(temporal, (0, 0, 0, frames - known))
        case "interp":
            return F.interpolate(temporal[None], (frames, temporal.shape[2]), mode="nearest")[0]
        case "bilinear":
            return F.interpolate(temporal[None], (frames, temporal.shape[2]), mode="bilinear", align_corners=False)[0]


def _weight(state: Mapping[str, Tensor], name: str, dimensions: int) -> Tensor:
    if name not in state:
        raise WeightsCorruptError(f"The file is not a Frozen in Time checkpoint: {name} is missing.", _HINT)
    if state[name].dim() != dimensions or 0 in state[name].shape:
        raise WeightsCorruptError(f"The checkpoint does not fit: {name} has shape {_shape(state[name])}.", _HINT)
    return state[name]


def _layers(state: Mapping[str, Tensor], owner: str) -> int:
    pattern = re.compile(re.escape(owner) + r"\.(\d+)\.")
    numbers = {int(found[1]) for name in state if (found := pattern.match(name))}
    if not numbers:
        raise WeightsCorruptError(f"The file is not a Frozen in Time checkpoint: it has no {owner}.", _HINT)
    return len(numbers)


def _shape(weight: Tensor) -> str:
    return "x".join(map(str, weight.shape)) or "a single number"
