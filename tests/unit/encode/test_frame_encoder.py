"""Batches through a tower: memory that runs out, half precision that overflows, drivers that fail."""

import numpy as np
import pytest
import torch

from core.encode.frame_encoder import FrameEncoder, PixelStatistics, guarded
from core.encode.placement import Placement
from core.errors import DeviceError, OutOfMemoryError

CPU = Placement(torch.device("cpu"))


class FakeTower:
    """Gives each frame's mean per channel; runs out of memory above `room` frames."""

    def __init__(self, room: int = 99, error: Exception | None = None) -> None:
        self.room = room
        self.error = error or torch.OutOfMemoryError("CUDA out of memory")
        self.batches: list[int] = []

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        self.batches.append(len(pixels))
        if len(pixels) > self.room:
            raise self.error
        return pixels.mean(dim=(2, 3))


def pixels(n: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n, 4, 4, 3), dtype=np.uint8)


def test_frames_go_through_in_batches_and_keep_their_order():
    tower = FakeTower()
    vectors = FrameEncoder(tower, CPU, 4, PixelStatistics((0, 0, 0), (1, 1, 1))).encode(pixels(10))
    assert tower.batches == [4, 4, 2]
    assert np.allclose(vectors, pixels(10).mean(axis=(1, 2)) / 255, atol=1e-3)
    assert vectors.dtype == np.float16


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("no"),
        MemoryError(),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"),
        RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"),
    ],
)
def test_the_batch_halves_until_it_fits_and_stays_small(error):
    tower = FakeTower(room=3, error=error)
    frames = FrameEncoder(tower, CPU, 16)
    assert len(frames.encode(pixels(7))) == 7
    assert frames.batch == 2
    assert tower.batches == [7, 7, 4, 2, 2, 2, 1]
    frames.encode(pixels(2))
    assert tower.batches[-1] == 2


def test_when_not_even_one_frame_fits_it_is_said():
    frames = FrameEncoder(FakeTower(room=0), CPU, 8)
    with pytest.raises(OutOfMemoryError, match="even one frame"):
        frames.encode(pixels(3))


def test_other_failures_on_the_processor_are_our_bug():
    with pytest.raises(RuntimeError, match="shape"):
        FrameEncoder(FakeTower(room=0, error=RuntimeError("shape")), CPU, 8).encode(pixels(3))


def test_a_driver_fault_is_a_device_error():
    frames = FrameEncoder(FakeTower(room=0, error=RuntimeError("CUDA error: launch failure\nmore")), CPU, 8)
    frames.placement = Placement(torch.device("meta"))
    with pytest.raises(DeviceError, match="launch failure"):
        frames._after_failure(RuntimeError("CUDA error: launch failure\nmore"))


def test_half_precision_that_overflows_is_given_up():
    class OverflowingTower:
        def __call__(self, ready: torch.Tensor) -> torch.Tensor:
            grown = ready.flatten(1) @ torch.full((48, 2), 1e4)
            return torch.where(torch.tensor(torch.is_autocast_enabled("cpu")), torch.inf, grown)

    frames = FrameEncoder(OverflowingTower(), Placement(torch.device("cpu"), autocast=torch.bfloat16), 4)
    vectors = frames.encode(pixels(3))
    assert np.isfinite(vectors).all()
    assert frames.placement.autocast is None
    assert frames.placement.precision == "float32"


def test_no_frames_are_our_bug():
    with pytest.raises(ValueError, match="no frames"):
        FrameEncoder(FakeTower(), CPU, 4).encode(np.zeros((0, 4, 4, 3), np.uint8))


def test_faults_outside_the_frame_tower_become_ours():
    with pytest.raises(OutOfMemoryError), guarded(torch.device("cpu")):
        raise MemoryError
    with pytest.raises(DeviceError), guarded(torch.device("cuda")):
        raise RuntimeError("CUDA error: unspecified")
    with pytest.raises(RuntimeError, match="bug"), guarded(torch.device("cpu")):
        raise RuntimeError("bug")
