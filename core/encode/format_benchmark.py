"""Try all number formats of a model on this machine, once, and keep what was found beside its weights."""

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import torch

from core.encode.devices import has_bfloat16, machine_key
from core.encode.format_measurements import PLAIN, FormatMeasurements, FormatTrial, keep_measured
from core.encode.int8 import SUFFIX, Int8Tower, is_available, make_int8
from core.encode.number_formats import COMPILED, INT8, Dressed, FormattedTower, dress, names_to_try, try_formats
from core.encode.placement import Placement
from core.encode.weights import file_sha256
from core.errors import EncoderError
from core.values import ByteArray

_log = logging.getLogger(__name__)


def measure_tower(
    tower: FormattedTower, weights: Path, pixels: ByteArray, pictures: str, seconds: float, date: str
) -> FormatMeasurements:
    """Compare the formats on these frames; `pictures` says in words what they are, `seconds` is for the timing.

    The eight-bit file stays only where it is the fastest and agrees with float32. Shapes: pixels (N, S, S, 3).
    Raises: EncoderError, when nothing can be kept beside the weights.
    """
    device = tower.device
    formats = {name: _dresser(tower, name) for name in names_to_try(device, has_bfloat16(device))}
    made = weights.with_name(weights.name + SUFFIX)
    if device.type == "cpu" and is_available():
        with suppress(OSError):
            made.unlink(missing_ok=True)  # of another day, perhaps of another tower
        try:
            make_int8(tower.module, tower.image_px, made)
            threads = torch.get_num_threads()
            formats[INT8] = lambda: (Int8Tower(made, threads), Placement(device, format=INT8))
        except EncoderError as error:
            _log.warning("no eight bits: %s", error)
    trials = try_formats(formats, tower.statistics, pixels, seconds)
    if device.type == "cuda":
        trials = _with_compiled(tower, trials, pixels, seconds)
    measured = FormatMeasurements(tower.identity, trials, pictures, date)
    if measured.best.format == INT8:
        measured = FormatMeasurements(tower.identity, trials, pictures, date, made.name, file_sha256(made))
    else:
        made.unlink(missing_ok=True)
    keep_measured(weights, machine_key(device), measured)
    return measured


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
