"""A decoded frame as people see it: ordinary RGB of one instant, turned upright; and its small JPEG."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeVar, cast

import cv2
import numpy as np
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from core.media.clean_aperture import Crop
from core.media.colour import is_padding, one_field, ordinary_rgb
from core.media.resize import reduce_frame
from core.values import LARGE_HEIGHT_PX, ByteArray, FrameShape

JPEG_QUALITY = 80
NO_CROP = Crop()
NEARLY_SQUARE = 0.01
"""Pixel aspects this close to 1 are rounding of the container, not anamorphic video."""
FIELD_ROWS = 4
"""Frames of fewer lines than this are not taken apart into fields."""


Pixels = TypeVar("Pixels", bound=NDArray[np.generic])


@dataclass(frozen=True, slots=True)
class Posture:
    """How a track is to be shown. Units: rotation clockwise; aspect is width / height of a stored pixel."""

    rotation_deg: int
    pixel_aspect: float
    camera_log: str = ""
    """Name of the camera's log curve in `LIGHTS`, when the file says that it was used."""
    is_mirrored: bool = False
    """True when left and right are exchanged before it is turned."""
    is_opaque: bool = False
    """True when what is stored as transparency is only padding."""
    crop: Crop = NO_CROP
    """What the container leaves out, of pictures of the size that it names."""
    cropped_size: tuple[int, int] = (0, 0)

    def crop_for(self, width_px: int, height_px: int) -> Crop:
        """For pictures of a stored size: those of a different size than the container speaks of are shown whole."""
        return self.crop if (width_px, height_px) == self.cropped_size else NO_CROP

    def displayed(self, width_px: int, height_px: int) -> tuple[int, int]:
        """Width and height on screen of a stored size."""
        width_px, height_px = self.crop_for(width_px, height_px).left_over(width_px, height_px)
        wide = max(1, round(width_px * self.pixel_aspect))
        return (height_px, wide) if self.rotation_deg % 180 else (wide, height_px)

    def turned(self, pixels: Pixels) -> Pixels:
        """Stored pixels as they are shown. Shapes: (H, W, ...) -> (H, W, ...) or (W, H, ...)."""
        if self.is_mirrored:
            pixels = cast("Pixels", pixels[:, ::-1])
        turns = self.rotation_deg // 90
        return cast("Pixels", np.rot90(pixels, -turns)) if turns else pixels

    def with_aspect(self, aspect: Fraction | None) -> "Posture":
        """The same, for pixels of another shape."""
        return replace(self, pixel_aspect=_likely(aspect))


def posture_of(
    frame: VideoFrame, container_aspect: float | None, camera_log: str = "", crop: Crop = NO_CROP
) -> Posture:
    """Read the display matrix from the frame and pixel aspect from the container (or, without one, square)."""
    turns, is_mirrored = _orientation(frame)
    size = (frame.width, frame.height)
    return Posture(90 * turns, _likely(container_aspect), camera_log, is_mirrored, is_padding(frame), crop, size)


def _likely(aspect: "float | Fraction | None") -> float:
    ratio = float(aspect or 1)
    return 1.0 if not 0.05 < ratio < 20 or abs(ratio - 1.0) < NEARLY_SQUARE else ratio


def _orientation(frame: VideoFrame) -> tuple[int, bool]:
    """Quarter turns clockwise, and whether the picture is mirrored before them.

    Source: the matrix of QuickTime, nine numbers of 32 bits; a picture's x goes to (a x, b x), its y to (c y, d y).
    """
    found: Iterable[Any] = iter(frame.side_data)  # PyAV's stubs take it for a mapping's keys
    data = next((each for each in found if each.type == Type.DISPLAYMATRIX), None)
    if data is None:
        return 0, False
    numbers = np.frombuffer(bytes(data), dtype=np.int32)
    if len(numbers) < 5:
        return 0, False
    a, b, c, d = (int(numbers[at]) for at in (0, 1, 3, 4))
    is_mirrored = a * d - b * c < 0
    if is_mirrored:
        a, b = -a, -b
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return (0 if a + d >= 0 else 2), is_mirrored
    return (1 if b - c > 0 else 3), is_mirrored


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
    size, crop = posture.displayed(frame.width, frame.height), posture.crop_for(frame.width, frame.height)
    stored_rows, stored_columns = frame.height, frame.width
    if frame.interlaced_frame and frame.height >= FIELD_ROWS:
        frame = one_field(frame)
    rgb = ordinary_rgb(frame, least_px, posture.camera_log, posture.is_opaque)
    if crop != NO_CROP:
        down, right = rgb.shape[0] / stored_rows, rgb.shape[1] / stored_columns  # of a field, or made smaller
        rows = slice(round(crop.top * down), rgb.shape[0] - round(crop.bottom * down))
        rgb = rgb[rows, round(crop.left * right) : rgb.shape[1] - round(crop.right * right)]
    return Upright(np.ascontiguousarray(posture.turned(rgb)), size)
