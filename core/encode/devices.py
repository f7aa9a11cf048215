"""Where a model runs and in which number format: chosen, measured, never assumed.

May import torch, values and errors.
"""

import copy
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.encode.options import EncoderOptions
from core.errors import DeviceError

MIN_COSINE = 0.999
"""A faster number format is refused below this agreement with float32."""
_PROBE_BATCH = 4


@dataclass(frozen=True, slots=True)
class Placement:
    """Device and number formats of the image tower. Temporal heads and text always run in float32."""

    device: torch.device
    weights: torch.dtype = torch.float32
    autocast: torch.dtype | None = None
    note: str = ""

    @property
    def precision(self) -> str:
        """Name for the status bar."""
        return str(self.autocast or self.weights).removeprefix("torch.")


def choose_device(wanted: str) -> torch.device:
    """CUDA, else Apple's MPS, else the processor; or the one that was set. Raises: DeviceError."""
    usable = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return torch.device(next(name for name, there in usable.items() if there))
    if wanted not in usable:
        raise DeviceError(f'"{wanted}" is no device.', "Choose auto, cuda, mps or cpu.")
    if not usable[wanted]:
        label = {"cuda": "an NVIDIA graphics card (CUDA)", "mps": "an Apple graphics processor (MPS)"}[wanted]
        raise DeviceError(f"The settings ask for {label}, but there is none here.", 'Set the device to "auto".')
    return torch.device(wanted)


def set_threads(wanted: int) -> int:
    """Let torch use this many processor threads; 0 leaves one core to the user."""
    threads = wanted or max(1, (os.cpu_count() or 2) - 1)
    torch.set_num_threads(threads)
    return threads


def place_tower(tower: nn.Module, image_px: int, options: EncoderOptions) -> tuple[nn.Module, Placement]:
    """Move an image tower to its device, in the fastest number format that agrees with float32.

    On a graphics card half precision is used by autocast. On a processor bfloat16 weights are tried where it has
    such instructions, and kept when two measured batches are faster and agree. Raises: DeviceError.
    """
    device = choose_device(options.device)
    if device.type != "cpu":
        return _move(tower, device), _gpu_placement(device, options.precision)
    if options.precision == "float32" or (options.precision == "auto" and not _has_bfloat16()):
        return tower, Placement(device)
    light = copy.deepcopy(tower).to(torch.bfloat16)
    if options.precision == "bfloat16":
        return light, Placement(device, torch.bfloat16)
    speedup, cosine = compare_towers(tower, light, image_px)
    if speedup > 1 and cosine >= MIN_COSINE:
        note = f"bfloat16 measured {speedup:.1f} times as fast as float32"
        return light, Placement(device, torch.bfloat16, note=note)
    return tower, Placement(device, note=f"bfloat16 not used: {speedup:.1f} times as fast, agreement {cosine:.4f}")


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


def _has_bfloat16() -> bool:
    """True when the processor multiplies bfloat16 itself; asking torch costs nothing, measuring without would."""
    probe = getattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", None)
    return bool(probe and probe())
