"""A decoded frame as ordinary RGB: with the matrix, range and light that its file means."""

from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, Colorspace, ColorTrc

from core.tone_mapping import ordinary
from core.values import ByteArray

HD_COLUMNS, SD_ROWS = 1280, 576
"""From so many columns on, or with more rows than this, players take BT.709 colours when the file does not say.

Source: mpv, `mp_csp_guess_colorspace`.
"""
BACKDROP = 128
"""Grey level behind transparent pictures: a black and a white logo can both be seen on it."""
ROOM = 1.5
"""Video that is not ordinary is first shrunk to this many times what is asked for; its light is worked out there."""

_STATED = frozenset({1, 4, 5, 6, 7, 9})
"""Matrices (`AVColorSpace`) that swscale knows: BT.709, FCC, BT.470BG, SMPTE 170M, SMPTE 240M, BT.2020."""
_BT2020_CONSTANT_LUMINANCE = 10
_V_LOG = 256
"""`AVCOL_TRC_V_LOG`, which libav counts beyond the standard's own numbers."""
_LIGHT_OF_TRANSFER = {int(ColorTrc.SMPTE2084): "pq", int(ColorTrc.ARIB_STD_B67): "hlg", _V_LOG: "v-log"}
_LIGHT_OF_PRIMARIES = {
    int(ColorPrimaries.BT2020): "bt2020",
    int(ColorPrimaries.SMPTE431): "p3",
    int(ColorPrimaries.SMPTE432): "p3",
}


def light_of(frame: VideoFrame, camera_log: str = "") -> str:
    """Name of the frame's light in `LIGHTS`, "" for ordinary video. `camera_log` is what its file says."""
    if camera_log:
        return camera_log
    primaries = _LIGHT_OF_PRIMARIES.get(int(frame.color_primaries), "")
    light = _LIGHT_OF_TRANSFER.get(int(frame.color_trc), primaries)
    return "pq p3" if light == "pq" and primaries == "p3" else light


def matrix_of(frame: VideoFrame) -> Colorspace:
    """The matrix between YUV and RGB. Where the file states none, or one that swscale refuses, it goes by the size."""
    stated = int(frame.colorspace)
    if stated in _STATED:
        return Colorspace(5 if stated == 6 else stated)
    if stated == _BT2020_CONSTANT_LUMINANCE:
        return Colorspace.BT2020
    is_hd = frame.width >= HD_COLUMNS or frame.height > SD_ROWS
    return Colorspace.ITU709 if is_hd else Colorspace.ITU601


def ordinary_rgb(frame: VideoFrame, least_px: int, camera_log: str = "", is_opaque: bool = False) -> ByteArray:
    """The frame in the colours of an SDR screen; what is transparent on grey, unless it `is_opaque`.

    Shapes: (H, W, 3) uint8. Ordinary video comes in its own size; other video may come smaller, with a short side of
    `ROOM * least_px`.
    """
    light = light_of(frame, camera_log)
    if light:
        short = min(frame.width, frame.height)
        scale = min(1.0, ROOM * least_px / short)
        width, height = (max(1, round(side * scale)) for side in (frame.width, frame.height))
        return ordinary(_converted(frame, "rgb48le", width=width, height=height, interpolation="AREA"), light)
    if has_alpha(frame) and not is_opaque:
        return _on_backdrop(_converted(frame, "rgba"))
    return np.asarray(_converted(frame, "rgb24"), dtype=np.uint8)


def _converted(frame: VideoFrame, kind: str, **how: Any) -> Any:
    matrix = matrix_of(frame)
    return frame.to_ndarray(format=kind, src_colorspace=matrix, dst_colorspace=matrix, threads=1, **how)


def has_alpha(frame: VideoFrame) -> bool:
    """True where something behind the picture may be seen."""
    return any(part.is_alpha for part in frame.format.components)


def is_padding(frame: VideoFrame) -> bool:
    """True where what should be transparency is only a fourth byte that nobody filled in.

    It is zero everywhere, over a picture; a frame that is wholly transparent has nothing below.
    """
    return has_alpha(frame) and _is_unfilled(_converted(frame, "rgba"))


def _is_unfilled(rgba: ByteArray) -> bool:
    return not rgba[..., 3].any() and bool(rgba[..., :3].any())


def _on_backdrop(rgba: ByteArray) -> ByteArray:
    alpha = rgba[..., 3]
    rgb = np.ascontiguousarray(rgba[..., :3])
    if alpha.min() == 255 or _is_unfilled(rgba):
        return rgb
    share = alpha[..., None].astype(np.uint16)
    return np.asarray((rgb * share + BACKDROP * (255 - share) + 127) // 255, dtype=np.uint8)


def one_field(frame: VideoFrame) -> VideoFrame:
    """The upper field of an interlaced frame: half the lines, but of one instant instead of a comb of two.

    Taken from the planes, so that the colours of the two instants are not mixed either.
    """
    field = VideoFrame(frame.width, -(-frame.height // 2), frame.format.name)
    for mine, both in zip(field.planes, frame.planes, strict=True):
        upper = _lines(both)[: 2 * mine.height : 2]
        width = min(mine.line_size, both.line_size)
        _lines(mine)[: len(upper), :width] = upper[:, :width]
    field.colorspace = matrix_of(frame)  # half the lines would be taken for a small picture
    field.color_range = frame.color_range
    field.color_trc, field.color_primaries = frame.color_trc, frame.color_primaries
    return field


def _lines(plane: Any) -> ByteArray:
    return np.frombuffer(plane, dtype=np.uint8).reshape(-1, plane.line_size)
