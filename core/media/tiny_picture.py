"""A tiny picture of a decoded frame, taken straight from its colour planes, for comparing many frames cheaply."""

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane

from core.media.colour import matrix_of
from core.values import ByteArray

GLANCE_ROWS, GLANCE_COLUMNS = 36, 64


def tiny_picture(frame: VideoFrame) -> ByteArray:
    """Brightness and two colour differences. Shapes: (36, 64, 3) uint8."""
    kind = frame.format
    planar = kind.name.startswith(("yuv4", "yuvj4", "yuva4")) and kind.name.endswith(("p", "le"))
    if not planar:
        matrix = matrix_of(frame)
        small = frame.reformat(
            width=GLANCE_COLUMNS,
            height=GLANCE_ROWS,
            format="yuv444p",
            interpolation="AREA",
            src_colorspace=matrix,
            dst_colorspace=matrix,
        )
        return np.stack([_samples(plane, 8) for plane in small.planes[:3]], axis=2)
    bits = kind.components[0].bits
    return np.stack([_shrunk(_samples(plane, bits), bits) for plane in frame.planes[:3]], axis=2)


def _samples(plane: VideoPlane, bits: int) -> ByteArray:
    """The plane's memory as an array, without a copy."""
    width_bytes = plane.width * (2 if bits > 8 else 1)
    lines = np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(-1, plane.line_size)[: plane.height, :width_bytes]
    return lines if bits <= 8 else np.asarray(lines.view(np.uint16))


def _shrunk(samples: ByteArray, bits: int) -> ByteArray:
    """Every n-th line and column, then the mean of what is left; 10 bits become 8."""
    step = max(1, min(samples.shape[0] // (3 * GLANCE_ROWS), samples.shape[1] // (3 * GLANCE_COLUMNS)))
    few = np.ascontiguousarray(samples[::step, ::step])
    if bits > 8:
        few = (few >> (bits - 8)).astype(np.uint8)
    return np.asarray(cv2.resize(few, (GLANCE_COLUMNS, GLANCE_ROWS), interpolation=cv2.INTER_AREA), dtype=np.uint8)
