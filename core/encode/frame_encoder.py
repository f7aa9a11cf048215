"""Frames through an image tower: normalising on the device, batches that shrink when memory runs out."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from core.encode.placement import Placement
from core.encode.preprocessing import CLIP_MEAN, CLIP_STD, normalise
from core.errors import DeviceError, OutOfMemoryError
from core.values import ByteArray, HalfArray

_log = logging.getLogger(__name__)
_HALF_MAX = float(np.finfo(np.float16).max)


@dataclass(frozen=True, slots=True)
class PixelStatistics:
    """Mean and spread of the pixels the tower was trained on, per channel, of values in 0..1."""

    mean: Sequence[float] = CLIP_MEAN
    std: Sequence[float] = CLIP_STD


class FrameEncoder:
    """Runs a tower over any number of frames. `batch` halves for good when memory runs out."""

    def __init__(
        self,
        tower: Callable[[Tensor], Tensor],
        placement: Placement,
        batch: int,
        statistics: PixelStatistics | None = None,
    ) -> None:
        self.tower = tower
        self.placement = placement
        self.batch = max(1, batch)
        self.statistics = statistics or PixelStatistics()

    def encode(self, pixels: ByteArray) -> HalfArray:
        """Shapes: (N, S, S, 3) or (N, 3, S, S) uint8 -> (N, E) float16. Raises: OutOfMemoryError, DeviceError."""
        if len(pixels) == 0:
            raise ValueError("no frames to encode")
        frames = torch.from_numpy(np.ascontiguousarray(pixels))
        if frames.shape[-1] == 3:
            frames = frames.permute(0, 3, 1, 2)
        done: list[Tensor] = []
        start = 0
        while start < len(frames):
            try:
                done.append(self._encode_batch(frames[start : start + self.batch]))
                start += self.batch
            except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
                self._after_failure(error)
        vectors: HalfArray = torch.cat(done).numpy()
        return vectors

    @torch.inference_mode()
    def _encode_batch(self, frames: Tensor) -> Tensor:
        vectors = self._forward(frames)
        if self.placement.autocast is not None and not bool(torch.isfinite(vectors).all()):
            _log.warning("half precision overflows on this model; going on in float32")
            note = "half precision overflowed on this model"
            self.placement = replace(self.placement, autocast=None, format="", note=note)
            vectors = self._forward(frames)
        return vectors.clamp(-_HALF_MAX, _HALF_MAX).half().cpu()

    def _forward(self, frames: Tensor) -> Tensor:
        place = self.placement
        ready = normalise(frames.to(place.device), self.statistics.mean, self.statistics.std).to(place.weights)
        count = len(ready)
        if place.is_compiled and count < self.batch:  # another size would be compiled again, for up to a minute
            ready = torch.cat([ready, ready[:1].expand(self.batch - count, -1, -1, -1)])
        if place.channels_last:
            ready = ready.contiguous(memory_format=torch.channels_last)
        with self._half(place):
            return self.tower(ready)[:count].float()

    @staticmethod
    def _half(place: Placement) -> AbstractContextManager[object]:
        return torch.autocast(place.device.type, place.autocast) if place.autocast else nullcontext()

    def _after_failure(self, error: Exception) -> None:
        """Shrink the batch after running out of memory, or say what else happened."""
        if not is_out_of_memory(error):
            if self.placement.device.type == "cpu":
                raise error
            raise device_fault(error) from error
        if self.batch == 1:
            raise OutOfMemoryError(
                "Not enough memory for even one frame.", "Close other programs, or choose a smaller model."
            ) from error
        self.batch //= 2
        _log.warning("out of memory: batch is now %d", self.batch)
        if self.placement.device.type == "cuda":
            torch.cuda.empty_cache()


def is_out_of_memory(error: BaseException) -> bool:
    """True for every way torch says that memory ran out."""
    said = str(error).lower()
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or (
        isinstance(error, RuntimeError) and ("out of memory" in said or "can't allocate memory" in said)
    )


def device_fault(error: BaseException) -> DeviceError:
    """A driver's words as a sentence."""
    first = (str(error).splitlines() or ["no reason given"])[0]
    return DeviceError(f"The graphics device failed: {first}.", 'Restart, or set the device to "cpu".')


@contextmanager
def guarded(device: torch.device) -> Iterator[None]:
    """Around torch work outside the frame tower: memory and driver faults become ours."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if is_out_of_memory(error):
            raise OutOfMemoryError("The model ran out of memory.", "Close other programs.") from error
        if device.type != "cpu":
            raise device_fault(error) from error
        raise
