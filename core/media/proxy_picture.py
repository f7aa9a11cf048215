"""A decoded frame made small for a proxy: upright, square pixels, one instant, colours as the video has them."""

from dataclasses import dataclass

import numpy as np
from av.video.frame import PictureType, VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from core.media.clean_aperture import Crop
from core.media.colour import has_alpha, light_of, matrix_of, one_field, ordinary_rgb
from core.media.upright import FIELD_ROWS, NO_CROP, Posture
from core.values import PROXY_LINES

PLAIN, DEEP = "yuv420p", "yuv420p10le"
BLACK = {PLAIN: (16, 128, 128), DEEP: (64, 512, 512)}
SAME_SHAPE = 0.02
"""Shapes that differ by less are rounding of sizes."""


@dataclass(frozen=True, slots=True)
class Colours:
    """What the file states for players, which would go by the size. Units: the standard's own numbers."""

    matrix: int
    primaries: int
    transfer: int

    @classmethod
    def of(cls, frame: VideoFrame) -> "Colours":
        """Of a video's first frame."""
        matrix = Colorspace.ITU709 if frame.format.is_rgb else matrix_of(frame)
        return cls(int(matrix), int(frame.color_primaries), int(frame.color_trc))


class Shrinker:
    """Makes frames small, all to one size. Units: size is width and height on screen, both even."""

    def __init__(self, first: VideoFrame, posture: Posture, allow_deep: bool) -> None:
        self._posture, self._shape = posture, posture.displayed(first.width, first.height)
        self.size = proxy_size(*self._shape)
        self.colours = Colours.of(first)
        # Eight bits are too few for the curves of HDR; players show ten-bit H.264 as they do ten-bit HEVC.
        self.format = DEEP if allow_deep and light_of(first) in {"pq", "hlg", "pq p3"} else PLAIN

    def small(self, frame: VideoFrame, now: Posture | None = None) -> VideoFrame:
        """The frame as it is to be written, without a time; one of another shape than the first between black bars.

        `now`: how it is to be shown, where that is not as the first.
        """
        posture = now or self._posture
        inside = self._inside(*posture.displayed(frame.width, frame.height))
        crop = posture.crop_for(frame.width, frame.height)
        if crop != NO_CROP:
            frame = self._cropped(frame, crop)
        if frame.interlaced_frame and frame.height >= FIELD_ROWS:
            frame = one_field(frame)
        if has_alpha(frame):
            rgb = ordinary_rgb(frame, min(self.size), is_opaque=posture.is_opaque)
            frame = VideoFrame.from_ndarray(rgb, format="rgb24")
        width, height = inside if posture.rotation_deg % 180 == 0 else inside[::-1]
        made = frame.reformat(
            width=width,
            height=height,
            format=self.format,
            src_colorspace=self.colours.matrix if frame.format.is_rgb else matrix_of(frame),
            dst_colorspace=self.colours.matrix,
            dst_color_range=ColorRange.MPEG,
            interpolation="AREA",
            threads=1,
        )
        if posture.rotation_deg or posture.is_mirrored or inside != self.size:
            made = self._laid(made, posture, inside)
        made.pict_type = PictureType.NONE  # else the encoder follows the kinds of frames the video itself is made of
        return made

    def _cropped(self, frame: VideoFrame, crop: Crop) -> VideoFrame:
        """The clean part; its planes as they are, since HDR has to stay what it is."""
        if not frame.format.is_planar or frame.format.is_rgb:
            rgb = ordinary_rgb(frame, max(frame.width, frame.height))
            rgb = rgb[crop.top : frame.height - crop.bottom, crop.left : frame.width - crop.right]
            return VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
        part = VideoFrame(*crop.left_over(frame.width, frame.height), frame.format.name)
        for mine, theirs in zip(part.planes, frame.planes, strict=True):
            lines = np.frombuffer(memoryview(theirs), np.uint8).reshape(-1, theirs.line_size)
            pixel_bytes = 2 if frame.format.components[0].bits > 8 else 1
            top, left = crop.top * theirs.height // frame.height, crop.left * theirs.width // frame.width
            taken = lines[top : top + mine.height, left * pixel_bytes : (left + mine.width) * pixel_bytes]
            to = np.frombuffer(memoryview(mine), np.uint8).reshape(-1, mine.line_size)
            to[: taken.shape[0], : taken.shape[1]] = taken
        part.colorspace, part.color_range = matrix_of(frame), frame.color_range
        part.color_trc, part.color_primaries = frame.color_trc, frame.color_primaries
        return part

    def _inside(self, width_px: int, height_px: int) -> tuple[int, int]:
        """The size at which a frame of this shape fits."""
        (wide, tall), (first_wide, first_tall) = self.size, self._shape
        if abs(width_px * first_tall / (height_px * first_wide) - 1) < SAME_SHAPE:
            return self.size
        scale = min(wide / width_px, tall / height_px)
        return max(2, round(width_px * scale / 2) * 2), max(2, round(height_px * scale / 2) * 2)

    def _laid(self, stored: VideoFrame, posture: Posture, inside: tuple[int, int]) -> VideoFrame:
        """Turned, and in the middle of a black picture."""
        upright = VideoFrame(*self.size, self.format)
        parts = zip(upright.planes, stored.planes, BLACK[self.format], strict=True)
        for number, (mine, theirs, black) in enumerate(parts):
            halves = 2 if number else 1
            left, top = ((whole - part) // 4 * 2 // halves for whole, part in zip(self.size, inside, strict=True))
            to, pixels = self._samples(mine), posture.turned(self._samples(theirs))
            to[:] = black
            to[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
        return upright

    def _samples(self, plane: VideoPlane) -> NDArray[np.unsignedinteger]:
        """The plane's memory without the padding of its lines. Shapes: (H, W)."""
        lines: NDArray[np.unsignedinteger] = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        if self.format == DEEP:
            lines = lines.view(np.uint16)
        return lines[: plane.height, : plane.width]


def proxy_size(width_px: int, height_px: int) -> tuple[int, int]:
    """At most so many lines, never enlarged, both even."""
    lines = max(2, min(PROXY_LINES, height_px) // 2 * 2)
    return max(2, 2 * round(width_px * lines / height_px / 2)), lines
