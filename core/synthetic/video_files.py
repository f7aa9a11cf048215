"""Drawn videos as real video files: several codecs, sizes, rates and qualities, with frame numbers on request.

A file shows exactly the video of the plan, as many pictures a second as its rate says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame

from core.errors import C2VError
from core.synthetic.drawing import draw_scene
from core.synthetic.scene import scene_at
from core.synthetic.world import STEP_S, VideoPlan
from core.values import ByteArray

BITS: Final = 12
"""Of a burnt-in frame number."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a video becomes a file. `drops` is the share of pictures left out, so that the rate varies."""

    name: str
    codec: str
    suffix: str
    width_px: int
    height_px: int
    fps: int
    pix_fmt: str = "yuv420p"
    options: dict[str, str] = field(default_factory=dict)
    drops: float = 0.0
    bit_rate: int = 0

    @property
    def is_there(self) -> bool:
        """Whether this build of libav can write it."""
        return self.codec in av.codecs_available


def _h264(name: str, width: int, height: int, fps: int, crf: int, drops: float = 0.0) -> Format:
    options = {"crf": str(crf), "preset": "veryfast"}
    return Format(name, "libx264", ".mp4", width, height, fps, options=options, drops=drops)


FORMATS: Final = (
    _h264("H.264 320x180, 24 fps", 320, 180, 24, 18),
    _h264("H.264 1280x720, 25 fps", 1280, 720, 25, 23),
    _h264("H.264 640x360, 60 fps", 640, 360, 60, 23),
    _h264("H.264 640x480, 30 fps, heavily compressed", 640, 480, 30, 36),
    _h264("H.264 320x180, 24 fps, compressed to mush", 320, 180, 24, 45),
    _h264("H.264 portrait 360x640, 30 fps", 360, 640, 30, 23),
    _h264("H.264 640x360, varying rate", 640, 360, 30, 23, drops=0.4),
    Format("HEVC 640x360, 25 fps", "libx265", ".mp4", 640, 360, 25,
           options={"crf": "28", "preset": "ultrafast", "x265-params": "log-level=none"}),
    Format("VP9 640x360, 30 fps, compressed", "libvpx-vp9", ".webm", 640, 360, 30,
           options={"crf": "42", "b": "0", "deadline": "realtime", "cpu-used": "8"}),
    Format("MPEG-4 320x240, 25 fps", "mpeg4", ".avi", 320, 240, 25, bit_rate=500_000),
    Format("MJPEG 640x480, 24 fps", "mjpeg", ".avi", 640, 480, 24, "yuvj420p", bit_rate=8_000_000),
    Format("ProRes 640x360, 24 fps", "prores", ".mov", 640, 360, 24, "yuv422p10le"),
)  # fmt: skip


def draw_pictures(video: VideoPlan, width_px: int, height_px: int, fps: int) -> Iterator[ByteArray]:
    """The video's pictures at a rate. Portrait pictures show the square in their middle. Shapes: (H, W, 3) each."""
    longer = replace(video, frames=video.frames + 1)  # so that the last step has pictures after it
    for number in range(int(video.frames * STEP_S * fps)):
        scene = scene_at(longer, number / (STEP_S * fps))
        yield _fitted(draw_scene(scene, width_px, min(width_px, height_px)), height_px)


def write_video_file(path: Path, video: VideoPlan, form: Format, numbered: bool = False, seed: int = 0) -> Path:
    """Write a video in a format; `numbered` burns a number into every picture. Raises: C2VError."""
    if not form.is_there:
        raise C2VError(f"This installation cannot write {form.codec}.", "Choose another format.")
    pictures = draw_pictures(video, form.width_px, form.height_px, form.fps)
    if numbered:
        pictures = (burn_number(picture, number) for number, picture in enumerate(pictures))
    return write_pictures(path, _some(pictures, form.drops, np.random.default_rng([seed, 11])), form)


def write_pictures(path: Path, pictures: Iterable[tuple[int, ByteArray]], form: Format) -> Path:
    """Encode pictures, each with its place in time, counted in frames of the format. Raises: C2VError."""
    try:
        with av.open(str(path), "w") as container:
            stream = container.add_stream(form.codec, rate=Fraction(form.fps), options=dict(form.options))
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height, stream.pix_fmt = form.width_px, form.height_px, form.pix_fmt
            stream.codec_context.time_base = Fraction(1, form.fps)
            if form.bit_rate:
                stream.bit_rate = form.bit_rate
            for number, picture in pictures:
                frame = VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
                frame.pts, frame.time_base = number, Fraction(1, form.fps)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
    except (av.FFmpegError, OSError) as error:
        raise C2VError(f"The video {path.name} could not be written: {error}.", "Is there room on the disk?") from error
    return path


def burn_number(picture: ByteArray, number: int) -> ByteArray:
    """A copy with the number as bars, left to right its bits, along the bottom. Shapes: (H, W, 3) -> (H, W, 3)."""
    marked = picture.copy()
    bits = [(number >> (BITS - 1 - bit)) & 1 for bit in range(BITS)]
    width = picture.shape[1]
    bars = (np.asarray(bits, np.uint8) * 200 + 28)[np.arange(width) * BITS // width]
    marked[-_strip(picture) :] = bars[None, :, None]
    return marked


def read_number(picture: ByteArray) -> int:
    """The number burnt into a picture of any size that was not cropped. Shapes: (H, W, 3)."""
    strip = picture[-max(1, _strip(picture) * 3 // 4) :].mean(axis=(0, 2))
    centres = ((np.arange(BITS) + 0.5) * picture.shape[1] / BITS).astype(int)
    return int("".join("1" if strip[at] > 128 else "0" for at in centres), 2)


def _strip(picture: ByteArray) -> int:
    return max(8, int(picture.shape[0]) // 16)


def _some(pictures: Iterable[ByteArray], drops: float, rng: np.random.Generator) -> Iterator[tuple[int, ByteArray]]:
    """Numbered pictures, some left out, never the first."""
    for number, picture in enumerate(pictures):
        if number == 0 or rng.random() >= drops:
            yield number, picture


def _fitted(picture: ByteArray, height_px: int) -> ByteArray:
    """Mirrored above and below up to the height."""
    more = height_px - picture.shape[0]
    if more <= 0:
        return picture
    tall = cv2.copyMakeBorder(picture, more // 2, more - more // 2, 0, 0, cv2.BORDER_REFLECT_101)
    return np.asarray(tall, np.uint8)
