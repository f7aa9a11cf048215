"""Number formats of an image tower: how each is put on, and which is the fastest that agrees with float32.

A format is named as it is kept and shown: "bfloat16", "int8", "float32 onnx", or on a graphics card
"float16 channels_last compiled".
May import torch, values and errors.
"""

import copy
import logging
import math
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import torch
from torch import nn

from core.encode.format_measurements import PLAIN, FormatTrial
from core.encode.frame_encoder import FrameEncoder, PixelStatistics
from core.encode.placement import COMPILED as COMPILED
from core.encode.placement import Placement
from core.errors import EncoderError
from core.values import ByteArray, FloatArray

Dressed = tuple[nn.Module, Placement]
BATCH: Final = 4
CHANNELS_LAST: Final = "channels_last"
_TYPES: Final = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class FormattedTower:
    """An image tower in float32, to be tried. `identity` is the encoder's `EncoderSpec.frames_sha256`."""

    module: nn.Module
    image_px: int
    statistics: PixelStatistics
    identity: str
    device: torch.device


def dress(tower: nn.Module, device: torch.device, name: str, note: str = "") -> Dressed:
    """A copy of the tower in a format, and how it wants its frames; float32 is the tower itself.

    On a processor the weights change; on a graphics card autocast does it, which is as fast there and overflows less.
    Raises: ValueError, for a name nobody knows.
    """
    kind, *ways = name.split()
    if kind not in _TYPES or not set(ways) <= {CHANNELS_LAST, COMPILED}:
        raise ValueError(f'"{name}" is no number format')
    half = _TYPES[kind] if kind != PLAIN else None
    on_card = device.type != "cpu"
    if (half and not on_card) or CHANNELS_LAST in ways:
        tower = copy.deepcopy(tower)
    if half and not on_card:
        tower = tower.to(half)
    if CHANNELS_LAST in ways:
        tower = tower.to(memory_format=torch.channels_last)
    if COMPILED in ways:
        tower = torch.compile(tower)  # type: ignore[assignment]
    return tower, Placement(
        device,
        weights=half if half and not on_card else torch.float32,
        autocast=half if on_card else None,
        note=note,
        channels_last=CHANNELS_LAST in ways,
        format=name,
    )


def names_to_try(device: torch.device, has_bfloat16: bool) -> list[str]:
    """Formats worth a trial on a device, float32 first; compiling is tried on the best of these."""
    if device.type == "cpu":
        return [PLAIN, *(["bfloat16"] if has_bfloat16 else [])]
    halves = ["float16", *(["bfloat16"] if has_bfloat16 else [])]
    return [PLAIN, *halves, *(f"{half} {CHANNELS_LAST}" for half in halves)]


def try_formats(
    formats: Mapping[str, Callable[[], Dressed]],
    statistics_: PixelStatistics,
    pixels: ByteArray,
    seconds: float,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[FormatTrial, ...]:
    """Run all formats in turns on the same frames, in small batches; what fails or overflows is left out.

    Shapes: pixels (N, S, S, 3). The first of `formats` is float32, and all others are compared with it.
    """
    encoders: dict[str, FrameEncoder] = {}
    seen: dict[str, FloatArray] = {}
    for name, make in formats.items():
        try:
            tower, placement = make()
            encoders[name] = FrameEncoder(tower, placement, BATCH, statistics_)
            seen[name] = encoders[name].encode(pixels).astype("float32")  # the first time pays for what is made once
            if encoders[name].placement.precision != name:
                raise RuntimeError(encoders[name].placement.note)  # it overflowed and went on in float32
        except (RuntimeError, MemoryError, NotImplementedError, EncoderError) as error:
            if name == PLAIN:
                raise
            _log.warning("%s cannot be used here: %s", name, error)
            encoders.pop(name, None)
    took = _in_turns(encoders, pixels, seconds, clock)
    return tuple(
        FormatTrial(
            name, round(BATCH / max(statistics.median(took[name]), 1e-9), 2), _agreement(seen[PLAIN], seen[name])
        )
        for name in encoders
    )


def _in_turns(
    encoders: Mapping[str, FrameEncoder], pixels: ByteArray, seconds: float, clock: Callable[[], float]
) -> dict[str, list[float]]:
    """Seconds a batch: a b c, a b c, until the time is up, so that whatever else the machine does falls on all."""
    took: dict[str, list[float]] = {name: [] for name in encoders}
    began, start = clock(), 0
    while True:
        batch = pixels[start : start + BATCH]
        for name, encoder in encoders.items():
            before = clock()
            encoder.encode(batch)
            took[name].append(clock() - before)
        start = (start + BATCH) % max(1, len(pixels) - BATCH + 1)
        if clock() - began >= seconds:
            return took


def _agreement(exact: FloatArray, near: FloatArray) -> float:
    """Least cosine, cut to six places: a rounded 0.999 must have been one."""
    a, b = torch.from_numpy(exact).double(), torch.from_numpy(near).double()
    least = float(torch.cosine_similarity(a, b).nan_to_num(0.0).min())
    return math.floor(min(least, 1.0) * 1e6 + 0.01) / 1e6
