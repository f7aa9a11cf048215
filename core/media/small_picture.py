"""A decoded frame made small for a small copy: upright, square pixels, one instant, colours as the film has them."""

from dataclasses import dataclass

import numpy as np
from av.video.frame import PictureType, VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from core.media.colour import has_alpha, light_of, matrix_of, one_field, ordinary_rgb
from core.media.upright import FIELD_ROWS, Posture
from core.values import SMALL_COPY_LINES

PLAIN, DEEP = "yuv420p", "yuv420p10le"


@dataclass(frozen=True, slots=True)
class Colours:
    """What a player has to be told: it would judge a small picture by its size. Units: the standard's own numbers."""

    matrix: int
    primaries: int
    transfer: int

    @classmethod
    def of(cls, frame: VideoFrame) -> "Colours":
        """Of a film's first frame."""
        matrix = Colorspace.ITU709 if frame.format.is_rgb else matrix_of(frame)
        return cls(int(matrix), int(frame.color_primaries), int(frame.color_trc))


class Shrinker:
    """Makes frames small, all to one size. Units: size is width and height on screen, both even."""

    def __init__(self, first: VideoFrame, posture: Posture, allow_deep: bool) -> None:
        self._turns = posture.rotation_deg // 90
        self.size = small_size(*posture.displayed(first.width, first.height))
        self.colours = Colours.of(first)
        # Eight bits are too few for the curves of HDR; players show ten-bit H.264 as they do ten-bit HEVC.
        self.format = DEEP if allow_deep and light_of(first) in {"pq", "hlg", "pq p3"} else PLAIN

    def small(self, frame: VideoFrame) -> VideoFrame:
        """The frame as it is to be written, without a time."""
        if frame.interlaced_frame and frame.height >= FIELD_ROWS:
            frame = one_field(frame)
        if has_alpha(frame):
            frame = VideoFrame.from_ndarray(ordinary_rgb(frame, min(self.size)), format="rgb24")
        width, height = self.size if self._turns % 2 == 0 else self.size[::-1]
        made = frame.reformat(
            width=width,
            height=height,
            format=self.format,
            src_colorspace=self.colours.matrix,
            dst_colorspace=self.colours.matrix,
            dst_color_range=ColorRange.MPEG,
            interpolation="AREA",
            threads=1,
        )
        if self._turns:
            made = self._turned(made)
        made.pict_type = PictureType.NONE  # else the encoder follows the kinds of frames the film itself is made of
        return made

    def _turned(self, stored: VideoFrame) -> VideoFrame:
        upright = VideoFrame(*self.size, self.format)
        for mine, theirs in zip(upright.planes, stored.planes, strict=True):
            self._samples(mine)[:] = np.rot90(self._samples(theirs), -self._turns)
        return upright

    def _samples(self, plane: VideoPlane) -> NDArray[np.unsignedinteger]:
        """The plane's memory without the padding of its lines. Shapes: (H, W)."""
        lines: NDArray[np.unsignedinteger] = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        if self.format == DEEP:
            lines = lines.view(np.uint16)
        return lines[: plane.height, : plane.width]


def small_size(width_px: int, height_px: int) -> tuple[int, int]:
    """At most so many lines, never enlarged, both even."""
    lines = max(2, min(SMALL_COPY_LINES, height_px) // 2 * 2)
    return max(2, 2 * round(width_px * lines / height_px / 2)), lines
