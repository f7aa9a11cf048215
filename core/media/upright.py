"""A decoded frame as people see it: ordinary RGB of one instant, turned upright; and its small JPEG."""

from dataclasses import dataclass

import cv2
import numpy as np
from av.video.frame import VideoFrame

from core.media.colour import one_field, ordinary_rgb
from core.media.reduce import reduce_frame
from core.values import LARGE_HEIGHT_PX, ByteArray, FrameShape

JPEG_QUALITY = 80
NEARLY_SQUARE = 0.01
"""Pixel aspects this close to 1 are rounding of the container, not anamorphic film."""
FIELD_ROWS = 4
"""Frames of fewer lines than this are not taken apart into fields."""


@dataclass(frozen=True, slots=True)
class Posture:
    """How a track is to be shown. Units: rotation clockwise; aspect is width / height of a stored pixel."""

    rotation_deg: int
    pixel_aspect: float
    camera_log: str = ""
    """Name of the camera's log curve in `LIGHTS`, when the file says that it was used."""

    def displayed(self, width_px: int, height_px: int) -> tuple[int, int]:
        """Width and height on screen of a stored size."""
        wide = max(1, round(width_px * self.pixel_aspect))
        return (height_px, wide) if self.rotation_deg % 180 else (wide, height_px)


def posture_of(frame: VideoFrame, container_aspect: float | None, camera_log: str = "") -> Posture:
    """Read rotation from the frame and pixel aspect from the container (or, without one, square)."""
    quarter_turns = round(-(frame.rotation or 0) / 90) % 4
    aspect = container_aspect or 1.0
    if not 0.05 < aspect < 20 or abs(aspect - 1.0) < NEARLY_SQUARE:
        aspect = 1.0
    return Posture(90 * quarter_turns, aspect, camera_log)


@dataclass(frozen=True, slots=True, eq=False)
class Upright:
    """A frame turned upright. Shapes: rgb (H, W, 3) with stored pixels; `size` (width, height) on screen."""

    rgb: ByteArray
    size: tuple[int, int]

    def reduced(self, shape: FrameShape) -> ByteArray:
        """As the model wants it. Shapes: (S, S, 3)."""
        return reduce_frame(self.rgb, shape, self.size)

    def picture(self, height_px: int) -> bytes:
        """The whole frame as JPEG of this height (never enlarged)."""
        wide, tall = self.size
        height = min(height_px, tall)
        width = max(1, round(wide * height / tall))
        small = cv2.resize(self.rgb, (width, height), interpolation=cv2.INTER_AREA)
        done, coded = cv2.imencode(
            ".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
        )
        return coded.tobytes() if done else b""


def upright(frame: VideoFrame, posture: Posture, least_px: int = LARGE_HEIGHT_PX) -> Upright:
    """The frame in ordinary colours, one field of an interlaced one, turned upright.

    `least_px` is the longer of the sides that will be asked for; more need not be kept.
    """
    size = posture.displayed(frame.width, frame.height)
    if frame.interlaced_frame and frame.height >= FIELD_ROWS:
        frame = one_field(frame)
    rgb = ordinary_rgb(frame, least_px, posture.camera_log)
    turns = posture.rotation_deg // 90
    if turns:
        rgb = np.rot90(rgb, -turns)
    return Upright(np.ascontiguousarray(rgb), size)
