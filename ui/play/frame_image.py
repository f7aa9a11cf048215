"""From a decoded frame to an upright picture, also where Qt gives none."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QTransform
from PySide6.QtMultimedia import QtVideo, QVideoFrame, QVideoFrameFormat

from core.values import ByteArray

_Format = QVideoFrameFormat.PixelFormat
_PLANAR = {
    # horizontal and vertical chroma step, bytes of a sample, shift down to 8 bits
    _Format.Format_YUV420P: (2, 2, 1, 0),
    _Format.Format_YUV422P: (2, 1, 1, 0),
    _Format.Format_YUV420P10: (2, 2, 2, 2),
}
_PAIRED = {
    _Format.Format_NV12: (1, 0),
    _Format.Format_P010: (2, 8),
    _Format.Format_P016: (2, 8),
}
_Space, _Transfer = QVideoFrameFormat.ColorSpace, QVideoFrameFormat.ColorTransfer
_RED_BLUE = defaultdict(
    lambda: (0.2126, 0.0722),
    {_Space.ColorSpace_BT601: (0.299, 0.114), _Space.ColorSpace_BT2020: (0.2627, 0.0593)},
)
"""Share of red and blue in brightness."""
_HDR = {_Transfer.ColorTransfer_ST2084: "pq", _Transfer.ColorTransfer_STD_B67: "hlg"}
_601_MOST_PX = 576
"""Videos that do not say their colour space are of the old one up to this height."""
_TALLEST_PX = 1080
"""Pictures made here are thinned out to this height: the path is slow and only for sight."""


def image_of(frame: QVideoFrame) -> QImage:
    """The frame as an upright picture; null when its pixels cannot be read at all.

    Qt makes no picture of 10-bit frames where there is no graphics device; these are converted here.
    """
    image = frame.toImage()
    if not image.isNull():
        return image
    kind = frame.pixelFormat()
    if kind not in _PLANAR and kind not in _PAIRED:
        return QImage()
    if not frame.map(QVideoFrame.MapMode.ReadOnly):
        return QImage()
    try:
        pixels = _planar(frame) if kind in _PLANAR else _paired(frame)
    finally:
        frame.unmap()
    height, width, _ = pixels.shape
    made = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
    return _upright(made, frame.surfaceFormat().rotation())


def _planar(frame: QVideoFrame) -> ByteArray:
    across, down, depth, shift = _PLANAR[frame.pixelFormat()]
    width, height = frame.size().width(), frame.size().height()
    chroma_width, chroma_height = -(-width // across), -(-height // down)
    luma = _plane(frame, 0, width, height, depth)
    chroma = [_plane(frame, i, chroma_width, chroma_height, depth) for i in (1, 2)]
    return _rgb(frame, luma, chroma[0], chroma[1], (across, down), shift)


def _paired(frame: QVideoFrame) -> ByteArray:
    depth, shift = _PAIRED[frame.pixelFormat()]
    width, height = frame.size().width(), frame.size().height()
    luma = _plane(frame, 0, width, height, depth)
    both = _plane(frame, 1, 2 * (-(-width // 2)), -(-height // 2), depth)
    return _rgb(frame, luma, both[:, 0::2], both[:, 1::2], (2, 2), shift)


def _plane(frame: QVideoFrame, index: int, width: int, height: int, depth: int) -> NDArray[np.unsignedinteger]:
    """One plane without the padding at the end of its lines. Shapes: (height, width)."""
    stride = frame.bytesPerLine(index)
    kind = np.uint8 if depth == 1 else np.dtype("<u2")
    lines = np.frombuffer(frame.bits(index), dtype=np.uint8, count=stride * height).reshape(height, stride)
    plane: NDArray[np.unsignedinteger] = lines[:, : width * depth].copy().view(kind)
    return plane


def _rgb(
    frame: QVideoFrame,
    luma: NDArray[np.unsignedinteger],
    blue: NDArray[np.unsignedinteger],
    red: NDArray[np.unsignedinteger],
    steps: tuple[int, int],
    shift: int,
) -> ByteArray:
    """Shapes: luma (H, W), blue and red thinner by `steps` -> (h, w, 3) uint8. Source: ITU-R BT.601, 709 and 2020."""
    across, down = steps
    thin = max(1, -(-luma.shape[0] // _TALLEST_PX))
    rows, columns = np.arange(0, luma.shape[0], thin), np.arange(0, luma.shape[1], thin)
    scale = np.float32(1.0 / (1 << shift))
    y = luma[::thin, ::thin].astype(np.float32) * scale
    u = blue[np.ix_(rows // down, columns // across)].astype(np.float32) * scale - 128
    v = red[np.ix_(rows // down, columns // across)].astype(np.float32) * scale - 128
    if frame.surfaceFormat().colorRange() != QVideoFrameFormat.ColorRange.ColorRange_Full:
        y, u, v = (y - 16) * (255 / 219), u * (255 / 224), v * (255 / 224)
    space = frame.surfaceFormat().colorSpace()
    is_small = space == QVideoFrameFormat.ColorSpace.ColorSpace_Undefined and luma.shape[0] <= _601_MOST_PX
    kr, kb = _RED_BLUE[QVideoFrameFormat.ColorSpace.ColorSpace_BT601 if is_small else space]
    r, b = y + 2 * (1 - kr) * v, y + 2 * (1 - kb) * u
    g = (y - kr * r - kb * b) / (1 - kr - kb)
    codes = np.clip(np.stack([r, g, b], axis=-1), 0, 255)
    light = _HDR.get(frame.surfaceFormat().colorTransfer(), "")
    if not light:
        return np.ascontiguousarray(codes.astype(np.uint8))
    from core.tone_mapping import ordinary  # with OpenCV behind it, which most sessions never need here

    return ordinary((codes * 257).astype(np.uint16), light)


def _upright(image: QImage, rotation: QtVideo.Rotation) -> QImage:
    if rotation == QtVideo.Rotation.None_:
        return image
    return image.transformed(QTransform().rotate(int(rotation.value)))
