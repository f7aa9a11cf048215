"""An image tower out of an ONNX file: in eight bits (`int8`), or in float32.

On an EPYC with AVX2 alone ViT-B/32 in float32 took 0.74 of torch's time, in batches of 4 or 16; eight bits gained
nothing there.
"""

from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

from core.encode import onnx_runtime
from core.encode.format_measurements import INT8, ONNX
from core.encode.int8 import make_int8

_SUFFIXES: Final = {INT8: ".int8.onnx", ONNX: ".float32.onnx"}


class OnnxTower(nn.Module):
    """Runs a file that `make_tower` wrote. Raises: EncoderError, when it cannot be opened."""

    def __init__(self, path: Path, format_: str, threads: int) -> None:
        super().__init__()
        onnx_runtime.must_be_available()
        self._session = onnx_runtime.open_session(path, threads)
        self._at_once = 1 if format_ == INT8 else 0

    def forward(self, pixels: Tensor) -> Tensor:
        """Eight bits frame by frame (see `int8`). Shapes: (N, 3, S, S) float32 -> (N, E).

        Raises: MemoryError, RuntimeError, as torch would.
        """
        return torch.cat(onnx_runtime.run(self._session, "pixels", torch.split(pixels, self._at_once or len(pixels))))


def tower_file(weights: Path, format_: str) -> Path:
    """Where the tower of a weights file is kept in a format."""
    return weights.with_name(weights.name + _SUFFIXES[format_])


def make_tower(tower: nn.Module, image_px: int, format_: str, target: Path) -> None:
    """Write a float32 tower on the processor in a format, all at once or not at all. Raises: EncoderError."""
    if format_ == INT8:
        make_int8(tower, image_px, target)
        return
    onnx_runtime.must_be_available()
    onnx_runtime.export_to(
        target, "This tower", tower, torch.zeros(2, 3, image_px, image_px), ("pixels", "vectors"), {0: "n"}
    )


def open_tower(path: Path, format_: str) -> OnnxTower:
    """With as many threads as torch has. Raises: EncoderError."""
    return OnnxTower(path, format_, torch.get_num_threads())
