"""Draws small videos for tests: frames that show their number as bars, shots of plain scenes, sound without picture."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

BITS = 12
SIZE = (192, 108)


@dataclass(frozen=True)
class VideoSpec:
    """How a video is drawn. Units: times_s one per frame; without them the rate gives the times."""

    codec: str = "mpeg4"
    pix_fmt: str = "yuv420p"
    fps: Fraction = Fraction(25)
    gop: int = 12
    size: tuple[int, int] = SIZE
    times_s: Sequence[float] = ()
    options: dict[str, str] = field(default_factory=dict)
    sound_s: float = 0.0
    tags: dict[str, str] = field(default_factory=dict)


def numbered_frame(number: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    """A frame whose bars, from left to right, are the bits of its number; grey above them moves a little."""
    width, height = size
    bits = [(number >> (BITS - 1 - bit)) & 1 for bit in range(BITS)]
    bars = np.repeat(np.array(bits, dtype=np.uint8) * 200 + 28, -(-width // BITS))[:width]
    frame = np.empty((height, width, 3), dtype=np.uint8)
    frame[:] = bars[None, :, None]
    frame[: height // 4] = 100 + number % 50
    return frame


def read_number(pixels: np.ndarray) -> int:
    """The number in a frame of any size that was not cropped."""
    height, width = pixels.shape[:2]
    band = pixels[height // 2 : -max(1, height // 8)].mean(axis=(0, 2))
    centres = ((np.arange(BITS) + 0.5) * width / BITS).astype(int)
    return int("".join("1" if band[at] > 128 else "0" for at in centres), 2)


def draw_numbers(path: Path, count: int, video: VideoSpec | None = None) -> Path:
    """A video of numbered frames."""
    video = video or VideoSpec()
    return draw(path, (numbered_frame(number, video.size) for number in range(count)), video)


def scene_frame(scene: int, moment: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    """One of endless many plain scenes: two colours and a slowly moving patch of a third."""
    random = np.random.default_rng(1000 + scene)
    colours = random.integers(0, 256, size=(3, 3))
    width, height = size
    frame = np.empty((height, width, 3), dtype=np.uint8)
    frame[:], frame[height // 2 :] = colours[0], colours[1]
    left = (scene * 37 + moment) % (width - width // 6)
    frame[height // 4 : 3 * height // 4, left : left + width // 6] = colours[2]
    return frame


def draw_scenes(path: Path, lengths: Sequence[int], video: VideoSpec | None = None) -> Path:
    """A video of shots with these numbers of frames, hard cuts between them."""
    video = video or VideoSpec()
    frames = (
        scene_frame(scene, moment, video.size) for scene, length in enumerate(lengths) for moment in range(length)
    )
    return draw(path, frames, video)


@contextmanager
def usual_scheduling() -> Iterator[None]:
    """SVT-AV1 raises the thread that opens it to real time where it may (as root), and leaves it there: all that the
    thread starts later, children too, would run before everything else on the machine."""
    if not hasattr(os, "sched_setscheduler"):
        yield
        return
    before = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        if os.sched_getscheduler(0) != before[0]:
            os.sched_setscheduler(0, *before)


def draw(path: Path, frames: Iterable[np.ndarray], video: VideoSpec) -> Path:
    """Encode frames; skips the test where this build of libav has no such encoder."""
    if video.codec not in av.codecs_available:
        pytest.skip(f"no encoder {video.codec} here")
    time_base = Fraction(1, 1000) if video.times_s else 1 / video.fps
    with usual_scheduling(), av.open(str(path), "w") as container:
        container.metadata.update(video.tags)
        stream = container.add_stream(video.codec, rate=video.fps, options=dict(video.options))
        stream.width, stream.height = video.size
        stream.pix_fmt = video.pix_fmt
        stream.codec_context.gop_size = video.gop
        stream.codec_context.time_base = time_base
        stream.bit_rate = 4_000_000
        sound = container.add_stream("aac", rate=48_000) if video.sound_s else None
        for number, pixels in enumerate(frames):
            frame = VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts = round(video.times_s[number] * 1000) if video.times_s else number
            frame.time_base = time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if sound is not None:
            for frame in _silence(video.sound_s):
                container.mux(sound.encode(frame))
            container.mux(sound.encode(None))
    return path


def draw_sound(path: Path, seconds: float = 1.0) -> Path:
    """A file with a sound track only."""
    with av.open(str(path), "w") as container:
        sound = container.add_stream("aac", rate=48_000)
        for frame in _silence(seconds):
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path


def _silence(seconds: float) -> Iterable[AudioFrame]:
    for number in range(int(seconds * 48_000) // 1024):
        frame = AudioFrame.from_ndarray(np.zeros((2, 1024), dtype=np.float32), format="fltp", layout="stereo")
        frame.sample_rate = 48_000
        frame.pts = number * 1024
        frame.time_base = Fraction(1, 48_000)
        yield frame


def draw_clicks(path: Path, count: int, video: VideoSpec, every: int = 10, sound: str = "aac") -> Path:
    """Numbered frames, and a click in the sound at the start of every so many of them."""
    times_s = video.times_s or [float(number / video.fps) for number in range(count)]
    wave = np.zeros((2, round((times_s[-1] + float(1 / video.fps)) * 48_000)), dtype=np.float32)
    for number in range(0, count, every):
        at = round(times_s[number] * 48_000)
        wave[:, at : at + 48] = 0.8
    form = "fltp" if sound == "aac" else "s16p"
    if form == "s16p":
        wave = (wave * 32767).astype(np.int16)
    time_base = Fraction(1, 1000) if video.times_s else 1 / video.fps
    with usual_scheduling(), av.open(str(path), "w") as container:
        container.metadata.update(video.tags)
        pictures = container.add_stream(video.codec, rate=video.fps, options=dict(video.options))
        pictures.width, pictures.height = video.size
        pictures.pix_fmt, pictures.bit_rate = video.pix_fmt, 4_000_000
        pictures.codec_context.gop_size, pictures.codec_context.time_base = video.gop, time_base
        heard = container.add_stream(sound, rate=48_000, layout="stereo")
        for number in range(count):
            frame = VideoFrame.from_ndarray(numbered_frame(number, video.size), format="rgb24")
            frame.pts, frame.time_base = round(times_s[number] / float(time_base)), time_base
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode(None))
        for begin in range(0, wave.shape[1], 1024):
            block = AudioFrame.from_ndarray(np.ascontiguousarray(wave[:, begin : begin + 1024]), form, "stereo")
            block.sample_rate, block.pts, block.time_base = 48_000, begin, Fraction(1, 48_000)
            container.mux(heard.encode(block))
        container.mux(heard.encode(None))
    return path


def clicks_of(path: Path) -> list[float]:
    """Seconds at which clicks are heard."""
    with av.open(str(path)) as container:
        bring = av.AudioResampler(format="fltp", layout="mono", rate=48_000)
        blocks = [
            (made.time, made.to_ndarray()[0]) for each in container.decode(audio=0) for made in bring.resample(each)
        ]
    wave = np.concatenate([np.zeros(1, np.float32), *(samples for _, samples in blocks)])
    at = np.flatnonzero((wave[1:] > 0.3) & (wave[:-1] <= 0.3))
    return [float(blocks[0][0] + each / 48_000) for each in at]
