"""Frames reduced to the model's square, equal to Pillow's antialiased resize within one or two grey levels.

Pillow spends most of its time in the horizontal pass over all rows. Here each pass is a product of a banded
matrix with lines, block by block, in single precision: columns that the centre crop drops are never touched, and the
horizontal pass works on the transposed frame, because products of whole lines are several times faster.
Source: the antialiased filters of Pillow's `Image.resize` (support stretched by the scale, weights summing to 1,
rounding to 8 bits between the passes, columns first). Pillow 13 takes the rows of tall images first, which moves single
pixels by a few levels; the older order is kept, because models were trained and published with it.
"""

from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from core.values import ByteArray, FloatArray, FrameShape

BLOCK = 12
"""Output lines per matrix product: wide enough for BLAS, narrow enough that the band wastes little."""


def reduce_frame(rgb: ByteArray, shape: FrameShape, size: tuple[int, int] | None = None) -> ByteArray:
    """Fit a frame into the square the model wants. Shapes: (H, W, 3) -> (S, S, 3) uint8.

    `size` is (width, height) on screen when the stored pixels are not square; the stretch costs nothing extra.
    "shortest": short side to S, centre crop. "squash": both sides to S. "longest": long side to S, black bars.
    """
    height, width = rgb.shape[:2]
    rows, columns, pad = _layout((height, width), size or (width, height), shape)
    across = _bands(columns, shape.interpolation)
    low, high = across[0][0], across[-1][1]
    reduced = _resample(_turned(rgb[:, low:high]), across, low)
    reduced = _resample(_turned(reduced), _bands(rows, shape.interpolation), 0)
    if pad == (0, 0):
        return reduced
    side = shape.image_px
    square = np.zeros((side, side, 3), dtype=np.uint8)
    square[pad[0] : pad[0] + reduced.shape[0], pad[1] : pad[1] + reduced.shape[1]] = reduced
    return square


Span = tuple[int, int, int, int]
"""One axis: input length, output length before cropping, first output line kept, number kept."""


def _layout(stored: tuple[int, int], size: tuple[int, int], shape: FrameShape) -> tuple[Span, Span, tuple[int, int]]:
    """How rows and columns are resampled, and where the result lies in the square."""
    (rows, columns), (width, height), side = stored, size, shape.image_px
    if shape.resize_mode == "squash":
        return (rows, side, 0, side), (columns, side, 0, side), (0, 0)
    if shape.resize_mode == "longest":
        scale = side / max(height, width)
        tall, wide = max(1, round(height * scale)), max(1, round(width * scale))
        return (rows, tall, 0, tall), (columns, wide, 0, wide), ((side - tall) // 2, (side - wide) // 2)
    # The rule of torchvision's Resize and CenterCrop: the long side is cut down to a whole number.
    tall = side if height <= width else int(side * height / width)
    wide = side if width <= height else int(side * width / height)
    top, left = round((tall - side) / 2.0), round((wide - side) / 2.0)
    return (rows, tall, top, side), (columns, wide, left, side), (0, 0)


Band = tuple[int, int, FloatArray]
"""Input lines first..stop and the (outputs, stop - first) weights that make one block of output lines."""


@lru_cache(maxsize=64)
def _bands(span: Span, interpolation: Literal["bicubic", "bilinear"]) -> tuple[Band, ...]:
    """Weights of one axis, in blocks of output lines."""
    length, whole, skip, kept = span
    scale = length / whole
    stretch = max(scale, 1.0)
    support = (2.0 if interpolation == "bicubic" else 1.0) * stretch
    bands: list[Band] = []
    for begin in range(0, kept, BLOCK):
        centres = (np.arange(begin, min(begin + BLOCK, kept)) + skip + 0.5) * scale
        firsts = np.maximum((centres - support + 0.5).astype(np.int64), 0)
        stops = np.minimum((centres + support + 0.5).astype(np.int64), length)
        first, stop = int(firsts.min()), int(stops.max())
        at = np.arange(first, stop)
        weights = _kernel((at[None, :] - centres[:, None] + 0.5) / stretch, interpolation)
        weights *= (at[None, :] >= firsts[:, None]) & (at[None, :] < stops[:, None])
        weights /= weights.sum(axis=1, keepdims=True)
        bands.append((first, stop, weights.astype(np.float32)))
    return tuple(bands)


def _kernel(x: NDArray[np.float64], interpolation: Literal["bicubic", "bilinear"]) -> NDArray[np.float64]:
    """The interpolation kernels; bicubic with a = -0.5."""
    x = np.abs(x)
    if interpolation == "bilinear":
        return np.asarray(np.maximum(0.0, 1.0 - x))
    near = (1.5 * x - 2.5) * x * x + 1.0
    far = ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    return np.where(x < 1.0, near, np.where(x < 2.0, far, 0.0))


def _turned(pixels: ByteArray) -> ByteArray:
    """Rows and columns exchanged, contiguous. Shapes: (H, W, 3) -> (W, H, 3)."""
    return np.asarray(cv2.transpose(pixels), dtype=np.uint8)


def _resample(lines: ByteArray, bands: tuple[Band, ...], skipped: int) -> ByteArray:
    """One pass over the first axis, whose `skipped` first lines are not there. Shapes: (N, M, 3) -> (n, M, 3)."""
    count, length, _ = lines.shape
    flat = lines.reshape(count, length * 3)
    kept = sum(len(weights) for _, _, weights in bands)
    reduced = np.empty((kept, length * 3), dtype=np.uint8)
    done = 0
    for first, stop, weights in bands:
        block = weights @ flat[first - skipped : stop - skipped].astype(np.float32)
        block += 0.5
        np.clip(block, 0.0, 255.0, out=block)
        reduced[done : done + len(weights)] = block
        done += len(weights)
    return reduced.reshape(kept, length, 3)
