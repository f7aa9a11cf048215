"""Try all number formats of a model on this machine, once, and keep what was found beside its weights."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import torch

from core.encode import text_layers
from core.encode.devices import has_bfloat16, machine_key
from core.encode.format_measurements import (
    FILE_FORMATS,
    PLAIN,
    FormatMeasurements,
    FormatTrial,
    TextTrial,
    keep_measured,
)
from core.encode.number_formats import COMPILED, Dressed, FormattedTower, dress, names_to_try, try_formats
from core.encode.onnx_runtime import is_available
from core.encode.onnx_tower import make_tower, open_tower, tower_file
from core.encode.placement import Placement
from core.encode.text_layers import OnnxTextLayers, can_export, compare_layers, make_text_layers
from core.encode.weights import file_sha256
from core.errors import EncoderError
from core.values import ByteArray

_log = logging.getLogger(__name__)


def measure_tower(
    tower: FormattedTower,
    weights: Path,
    pixels: ByteArray,
    pictures: str,
    seconds: float,
    date: str,
    text: tuple[Any, str] | None = None,
) -> FormatMeasurements:
    """Compare the formats on these frames; `pictures` says in words what they are, `seconds` is for the timing.

    `text` is the model's text tower and its identity. Files that are made stay only where they are faster and agree
    with float32. Shapes: pixels (N, S, S, 3). Raises: EncoderError, when nothing can be kept beside the weights.
    """
    device = tower.device
    formats = {name: _dresser(tower, name) for name in names_to_try(device, has_bfloat16(device))}
    if device.type == "cpu" and is_available():
        for name in FILE_FORMATS:
            if _make(tower, name, tower_file(weights, name)):
                formats[name] = partial(_opened, weights, name, device)
    trials = try_formats(formats, tower.statistics, pixels, seconds)
    if device.type == "cuda":
        trials = _with_compiled(tower, trials, pixels, seconds)
    measured = FormatMeasurements(tower.identity, trials, pictures, date)
    for name in FILE_FORMATS:
        made = tower_file(weights, name)
        if measured.best.format == name:
            measured = replace(measured, made=made.name, made_sha256=file_sha256(made))
        else:
            made.unlink(missing_ok=True)
    if text is not None:
        measured = replace(measured, text=_measure_text(*text, weights, device, seconds))
    keep_measured(weights, machine_key(device), measured)
    return measured


def _make(tower: FormattedTower, name: str, made: Path) -> bool:
    """Write the tower as a file; False where that cannot be done."""
    with suppress(OSError):
        made.unlink(missing_ok=True)  # of another day, perhaps of another tower
    try:
        make_tower(tower.module, tower.image_px, name, made)
    except EncoderError as error:
        _log.warning("no %s: %s", name, error)
        return False
    return True


def _opened(weights: Path, name: str, device: torch.device) -> Dressed:
    return open_tower(tower_file(weights, name), name), Placement(device, format=name)


def _measure_text(text: Any, identity: str, weights: Path, device: torch.device, seconds: float) -> TextTrial | None:
    """The layers of a text tower by ONNX Runtime; None where that cannot be tried."""
    made = weights.with_name(weights.name + text_layers.SUFFIX)
    with suppress(OSError):
        made.unlink(missing_ok=True)
    if device.type != "cpu" or not is_available() or not identity or not can_export(text):
        return None
    try:
        make_text_layers(text, made)
        speedup, cosine = compare_layers(text, OnnxTextLayers(made, torch.get_num_threads()), seconds)
    except (EncoderError, RuntimeError, MemoryError) as error:
        _log.warning("the text tower stays with torch: %s", error)
        made.unlink(missing_ok=True)
        return None
    trial = TextTrial(identity, round(speedup, 2), round(cosine, 7))
    if speedup >= text_layers.MIN_SPEEDUP and cosine >= text_layers.MIN_COSINE:
        return replace(trial, made=made.name, made_sha256=file_sha256(made))
    made.unlink(missing_ok=True)
    return trial


def _dresser(tower: FormattedTower, name: str) -> Callable[[], Dressed]:
    return lambda: dress(tower.module, tower.device, name)


def _with_compiled(
    tower: FormattedTower, trials: tuple[FormatTrial, ...], pixels: ByteArray, seconds: float
) -> tuple[FormatTrial, ...]:
    """The best once more, compiled: compiling all of them would take minutes, and gains where the best one gains."""
    best = FormatMeasurements(tower.identity, trials, "", "").best.format
    compiled = f"{best} {COMPILED}"
    formats = {name: _dresser(tower, name) for name in dict.fromkeys([PLAIN, best, compiled])}
    pair = try_formats(formats, tower.statistics, pixels, seconds)
    return (*trials, *(each for each in pair if each.format == compiled))
