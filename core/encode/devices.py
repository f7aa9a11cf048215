"""Where a model runs and in which number format: chosen, measured, never assumed.

May import torch, values and errors.
"""

import copy
import logging
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from core.encode.encoder_options import EncoderOptions
from core.encode.format_measurements import (
    FILE_FORMATS,
    INT8,
    MIN_COSINE,
    FormatMeasurements,
    made_file,
    processor_key,
    read_measured,
    threads_of,
)
from core.encode.frame_encoder import FrameEncoder
from core.encode.kept_trials import KeptTrial, find_trial, keep_trial
from core.encode.number_formats import dress
from core.encode.onnx_tower import open_tower
from core.encode.placement import COMPILED, Placement
from core.errors import DeviceError, EncoderError, OutOfMemoryError

_PROBE_BATCH = 4
_TRIED = 2
"""Frames in the batch whose memory is measured."""
_AGAIN = "Run `c2v models bench` to create and measure it."
_log = logging.getLogger(__name__)


def choose_device(wanted: str) -> torch.device:
    """CUDA, else Apple's MPS, else the processor; or the one that was set. Raises: DeviceError."""
    usable = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return torch.device(next(name for name, there in usable.items() if there))
    if wanted not in usable:
        raise DeviceError(f'Unknown device "{wanted}".', "Choose auto, cuda, mps or cpu.")
    if not usable[wanted]:
        label = {"cuda": "an NVIDIA graphics card (CUDA)", "mps": "an Apple graphics processor (MPS)"}[wanted]
        raise DeviceError(f"The settings ask for {label}, but this computer has none.", 'Set the device to "auto".')
    return torch.device(wanted)


def set_threads(wanted: int) -> int:
    """Let torch use this many processor threads; 0 leaves one core to the user."""
    threads = threads_of(wanted)
    torch.set_num_threads(threads)
    return threads


def place_tower(
    tower: nn.Module, image_px: int, options: EncoderOptions, identity: str = ""
) -> tuple[nn.Module, Placement]:
    """Move an image tower to its device, in the fastest number format that agrees with float32.

    What `c2v models bench` measured of the tower of this `identity` holds. Else a graphics card uses half precision by
    autocast; on a processor that has such instructions bfloat16 weights are tried once, and used when two measured
    batches are faster and agree. Raises: DeviceError, EncoderError.
    """
    device = choose_device(options.device)
    known = measurements_here(options, device, identity)
    if device.type != "cpu":
        tower = _move(tower, device)
    if options.precision == INT8:
        if not identity:
            raise EncoderError("This kind of model cannot run in 8-bit (int8).", 'Set the precision to "auto".')
        return _eight_bits(options, device, known)
    if options.precision == "auto" and known is not None:
        return _as_measured(tower, options, device, known)
    if device.type != "cpu":
        return tower, _gpu_placement(device, options.precision)
    if options.precision == "float32" or (options.precision == "auto" and not has_bfloat16(device)):
        return tower, Placement(device)
    if options.precision == "bfloat16":
        return copy.deepcopy(tower).to(torch.bfloat16), Placement(device, torch.bfloat16)
    return _faster(tower, image_px, options.notes, identity)


def _faster(tower: nn.Module, image_px: int, notes: str, identity: str) -> tuple[nn.Module, Placement]:
    """The tower in bfloat16, where that is faster on this processor and agrees; tried once for each tower."""
    device = torch.device("cpu")
    machine = machine_key(device)
    trial = find_trial(notes, identity, machine)
    light = copy.deepcopy(tower).to(torch.bfloat16) if trial is None or trial.speedup > 1 else tower
    if trial is None:
        trial = KeptTrial(*compare_towers(tower, light, image_px))
        keep_trial(notes, identity, machine, trial)
    if trial.speedup > 1 and trial.cosine >= MIN_COSINE:
        note = f"bfloat16 measured {trial.speedup:.1f} times as fast as float32"
        return light, Placement(device, torch.bfloat16, note=note)
    remark = f"bfloat16 not used: {trial.speedup:.1f} times as fast, agreement {trial.cosine:.4f}"
    return tower, Placement(device, note=remark)


def machine_key(device: torch.device) -> str:
    """A device as measurements of it are filed."""
    if device.type == "cuda":
        return f"{torch.cuda.get_device_name(device)}, torch {metadata.version('torch')}"
    if device.type == "mps":
        return f"Apple graphics, torch {metadata.version('torch')}"
    return processor_key(torch.get_num_threads())


def measurements_here(options: EncoderOptions, device: torch.device, identity: str) -> FormatMeasurements | None:
    """What was measured of this very tower on this very machine."""
    if not identity or not options.weights:
        return None
    found = read_measured(Path(options.weights)).get(machine_key(device))
    return found if found is not None and found.tower == identity else None


def _as_measured(
    tower: nn.Module, options: EncoderOptions, device: torch.device, known: FormatMeasurements
) -> tuple[nn.Module, Placement]:
    """The best of what was measured; where its file is gone the best that needs none, with a note."""
    if COMPILED in known.best.format:
        torch._dynamo.config.suppress_errors = True  # where the compiler has gone since, it runs uncompiled
    if known.best.format not in FILE_FORMATS:
        return dress(tower, device, known.best.format, known.note)
    try:
        return _out_of_file(options, device, known)
    except EncoderError as error:
        _log.warning("%s %s", error.title, error.hint)
        return dress(tower, device, known.without_files().best.format, f"{error.title} {error.hint}")


def _eight_bits(
    options: EncoderOptions, device: torch.device, known: FormatMeasurements | None
) -> tuple[nn.Module, Placement]:
    """The tower in eight bits, which is another file. Raises: EncoderError."""
    if device.type != "cpu":
        raise EncoderError("8-bit (int8) runs on processors only.", 'Set the precision to "auto".')
    if known is None or all(each.format != INT8 for each in known.trials):
        raise EncoderError("The 8-bit (int8) version of this model has not been created on this computer.", _AGAIN)
    if known.best.format != INT8:
        trial = next(each for each in known.trials if each.format == INT8)
        raise EncoderError(
            f"8-bit (int8) is not worth it here: {known.speedup(trial):.1f} times as fast as float32, agreement "
            f"{trial.cosine:.4f}; {known.best.format} is better.",
            'Set the precision to "auto".',
        )
    return _out_of_file(options, device, known)


def _out_of_file(
    options: EncoderOptions, device: torch.device, known: FormatMeasurements
) -> tuple[nn.Module, Placement]:
    """The tower in the best format, out of the file that was made of it. Raises: EncoderError."""
    path = made_file(Path(options.weights), known)
    if path is None:
        raise EncoderError(f"The {known.best.format} file of this model is missing or was changed.", _AGAIN)
    return open_tower(path, known.best.format), Placement(device, note=known.note, format=known.best.format)


def batch_that_fits(tower: nn.Module, placement: Placement, image_px: int, wanted: int) -> int:
    """As many frames at once as a graphics card has room for, `wanted` at most: two are tried, and half of what is free
    may be filled. What others take later is met by halving (`FrameEncoder`). Elsewhere it is `wanted`.
    """
    device = placement.device
    if device.type != "cuda" or wanted <= _TRIED:
        return wanted
    try:
        before = torch.cuda.memory_allocated(device)
        torch.cuda.reset_peak_memory_stats(device)
        plain = getattr(tower, "_orig_mod", tower)  # a compiled tower would be compiled for this size too
        FrameEncoder(plain, placement, _TRIED).encode(np.zeros((_TRIED, 3, image_px, image_px), np.uint8))
        each = max(1, torch.cuda.max_memory_allocated(device) - before) / _TRIED
        free, _ = torch.cuda.mem_get_info(device)
    except (RuntimeError, OutOfMemoryError):
        return 1  # the first real batch says what is wrong, in words
    return max(1, min(wanted, int(free / 2 / each)))


def compare_towers(
    tower: nn.Module, light: nn.Module, image_px: int, clock: Callable[[], float] = time.perf_counter
) -> tuple[float, float]:
    """How many times as fast the lighter tower is, and its least cosine with the other, over two batches."""
    generator = torch.Generator().manual_seed(0)
    batches = [torch.randn(_PROBE_BATCH, 3, image_px, image_px, generator=generator) for _ in range(2)]
    _run(light, batches[0]), _run(tower, batches[0])  # warm up both
    spent = [0.0, 0.0]
    cosine = 1.0
    for batch in batches:
        began = clock()
        exact = _run(tower, batch)
        middle = clock()
        near = _run(light, batch)
        spent[0] += middle - began
        spent[1] += clock() - middle
        cosine = min(cosine, float(torch.cosine_similarity(exact, near).min()))
    return spent[0] / max(spent[1], 1e-9), cosine


@torch.inference_mode()
def _run(tower: nn.Module, batch: Tensor) -> Tensor:
    vectors: Tensor = tower(batch.to(next(tower.parameters()).dtype))
    return vectors.float()


def _gpu_placement(device: torch.device, precision: str) -> Placement:
    if precision == "float32":
        return Placement(device)
    return Placement(device, autocast=torch.bfloat16 if precision == "bfloat16" else torch.float16)


def _move(tower: nn.Module, device: torch.device) -> nn.Module:
    try:
        return tower.to(device)
    except RuntimeError as error:
        raise DeviceError(
            f"The model could not be moved to {device.type}: {str(error).splitlines()[0]}.", 'Set the device to "cpu".'
        ) from error


def has_bfloat16(device: torch.device) -> bool:
    """True when the device multiplies bfloat16 by instructions of its own.

    oneDNN alone cannot be asked: it says yes wherever it can emulate them, which is a third as fast as float32.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type != "cpu":
        return False
    capabilities = getattr(torch.cpu, "get_capabilities", None)  # newer releases of torch
    if capabilities is not None:
        return any(there for name, there in capabilities().items() if "bf16" in name)
    asked = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(bool(getattr(torch.cpu, name)()) for name in asked if hasattr(torch.cpu, name))
