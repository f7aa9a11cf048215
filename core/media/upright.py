"""A decoded frame as people see it: RGB, rotated upright, fields and HDR made ordinary; and its small JPEG."""

from dataclasses import dataclass

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, ColorTrc

from core.media.reduce import reduce_frame
from core.values import ByteArray, FloatArray, FrameShape

JPEG_QUALITY = 80
HD_ROWS = 720
"""From here on players take BT.709 colours when the file does not say."""
EXPOSURE = 0.7
"""Of HDR pictures; 1 would show reference white (203 cd/m2) at half of the way to the brightest."""
UNSPECIFIED = 2
"""`AVCOL_SPC_UNSPECIFIED` of libavutil."""
NEARLY_SQUARE = 0.01
"""Pixel aspects this close to 1 are rounding of the container, not anamorphic film."""


@dataclass(frozen=True, slots=True)
class Posture:
    """How a track is to be shown. Units: rotation clockwise; aspect is width / height of a stored pixel."""

    rotation_deg: int
    pixel_aspect: float

    def displayed(self, width_px: int, height_px: int) -> tuple[int, int]:
        """Width and height on screen of a stored size."""
        wide = max(1, round(width_px * self.pixel_aspect))
        return (height_px, wide) if self.rotation_deg % 180 else (wide, height_px)


def posture_of(frame: VideoFrame, container_aspect: float | None) -> Posture:
    """Read rotation from the frame and pixel aspect from the container (or, without one, square)."""
    quarter_turns = round(-(frame.rotation or 0) / 90) % 4
    aspect = container_aspect or 1.0
    if not 0.05 < aspect < 20 or abs(aspect - 1.0) < NEARLY_SQUARE:
        aspect = 1.0
    return Posture(90 * quarter_turns, aspect)


@dataclass(frozen=True, slots=True, eq=False)
class Upright:
    """A frame turned upright. Shapes: rgb (H, W, 3) with stored pixels; `size` (width, height) on screen."""

    rgb: ByteArray
    size: tuple[int, int]
    is_hdr: bool

    def reduced(self, shape: FrameShape) -> ByteArray:
        """As the model wants it. Shapes: (S, S, 3)."""
        return self._ordinary(reduce_frame(self.rgb, shape, self.size))

    def picture(self, height_px: int) -> bytes:
        """The whole frame as JPEG of this height (never enlarged)."""
        wide, tall = self.size
        height = min(height_px, tall)
        width = max(1, round(wide * height / tall))
        small = cv2.resize(self.rgb, (width, height), interpolation=cv2.INTER_AREA)
        ordinary = self._ordinary(np.asarray(small, dtype=np.uint8))
        done, coded = cv2.imencode(
            ".jpg", cv2.cvtColor(ordinary, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
        )
        return coded.tobytes() if done else b""

    def _ordinary(self, rgb: ByteArray) -> ByteArray:
        return tone_down(rgb) if self.is_hdr else rgb


def upright(frame: VideoFrame, posture: Posture) -> Upright:
    """Convert to RGB with the colours the file means, drop one field of interlaced frames, turn upright."""
    matrix = None
    if int(frame.colorspace) == UNSPECIFIED and frame.height >= HD_ROWS:
        matrix = Colorspace.ITU709
    rgb = frame.to_ndarray(format="rgb24", src_colorspace=matrix, dst_colorspace=matrix, threads=1)
    size = posture.displayed(frame.width, frame.height)
    if frame.interlaced_frame and frame.height >= 4:
        rgb = rgb[::2]  # one field: half the lines, but of one instant instead of a comb of two
    turns = posture.rotation_deg // 90
    if turns:
        rgb = np.rot90(rgb, -turns)
    return Upright(np.ascontiguousarray(rgb), size, frame.color_trc == ColorTrc.SMPTE2084)


def tone_down(rgb: ByteArray) -> ByteArray:
    """HDR (PQ, BT.2020) to an ordinary picture: what is brighter than reference white rolls off softly.

    Exposure and gamma make an HDR and an SDR master of one film look alike (mean difference 5 levels, untreated 21).

    Source: SMPTE ST 2084 (transfer), ITU-R BT.2087 (primaries), BT.2408 (reference white 203 cd/m2).
    """
    light = _PQ_LIGHT[rgb]
    light = light @ _BT2020_TO_709.T
    np.maximum(light, 0.0, out=light)
    brightest = light.max(axis=-1, keepdims=True)
    light *= (1.0 + brightest / 25.0) / (1.0 + brightest)
    return np.asarray(255.0 * np.clip(light, 0.0, 1.0) ** (1 / 2.4) + 0.5, dtype=np.uint8)


def _pq_light() -> FloatArray:
    """Light of each 8-bit code, 1.0 = reference white. Shapes: (256,)."""
    signal = (np.arange(256) / 255.0) ** (1 / 78.84375)
    light = np.maximum(signal - 0.8359375, 0.0) / (18.8515625 - 18.6875 * signal)
    return np.asarray(light ** (1 / 0.1593017578125) * 10_000 / 203 * EXPOSURE, dtype=np.float32)


_PQ_LIGHT = _pq_light()
_BT2020_TO_709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], dtype=np.float32
)
