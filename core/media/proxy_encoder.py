"""A part of a video's proxy, written from the frames that pass the decoder anyway: nothing is decoded twice.

A proxy is H.264 of at most 480 lines with every frame at its own time. (A *camera
proxy* is another thing: a file others made, see `companions`.) A long video is read in pieces, so each gives a part;
`small_join` makes the video of them.
"""

import errno
import shutil
from collections.abc import Callable
from contextlib import ExitStack, suppress
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.codec.codec import Codec, UnknownCodecError
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from core.errors import MediaError
from core.media.opening import shown_name
from core.media.probe import ProbedMedia
from core.media.proxy_picture import Shrinker
from core.media.proxy_sound import RATE, Samples, Sound, SoundForm
from core.media.upright import Posture
from core.values import LEAST_FREE_BYTES, PROXIES_FULL, ProxyTarget, Span

TICK = Fraction(1, 60_000)
"""Times of frames are rounded to this; the rates of video and television fit it."""
LOOK_EVERY = 250
LATE_S = 0.001
"""A video whose first frame comes later than this begins late; earlier is rounding."""
ENCODERS = ("libx264", "libopenh264", "mpeg4")
"""The first that this build of libav has. x264 comes with PyAV under the GPL; builds without it do with the others."""
_X264 = {"preset": "superfast", "crf": "26", "maxrate": "2500k", "bufsize": "5000k", "bf": "0"}
BITS = 2_000_000
"""A second, of the others."""


class ProxyPart:
    """Writes one. Use as a context: its file is there when all of it was written, and not otherwise.

    Whatever goes wrong in here ends the part, is reported, and leaves the reading alone.
    """

    def __init__(self, copy: ProxyTarget, known: ProbedMedia, span_s: Span, threads: int = 1) -> None:
        self._copy, self._known, self._threads = copy, known, threads
        end_s = known.index.seconds(known.index.end)
        self._span_s, self._is_last = (span_s[0], min(span_s[1], end_s)), span_s[1] >= end_s
        self._draft = copy.path.with_name(f"{copy.path.name}.new")
        self._opened = ExitStack()
        self._writer: _Writer | None = None
        self._latest: int | None = None
        self._count = 0
        self._is_over = False

    def __enter__(self) -> "ProxyPart":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """The end of the reading: keep what is whole."""
        if not self._is_over and kind is None:
            self._try(self._finish)
        self._give_up()

    def take(self, frame: VideoFrame, ticks: int, posture: Posture) -> None:
        """A frame that left the decoder; those of other spans and those that are not shown are passed over."""
        seconds = self._known.index.seconds(ticks)
        if self._is_over or not self._span_s[0] <= seconds < self._span_s[1] or not self._is_shown(ticks):
            return
        if self._latest is None or ticks > self._latest:
            self._latest = ticks
            self._try(lambda: self._write(frame, seconds, posture))

    def _is_shown(self, ticks: int) -> bool:
        times = self._known.index.times
        at = int(np.searchsorted(times, ticks))
        return at < len(times) and int(times[at]) == ticks

    def _write(self, frame: VideoFrame, seconds: float, posture: Posture) -> None:
        if self._count % LOOK_EVERY == 0 and shutil.disk_usage(self._draft.parent).free < LEAST_FREE_BYTES:
            raise OSError(errno.ENOSPC, "kept free")
        self._count += 1
        if self._writer is None:
            self._begin(frame, seconds, posture)
        assert self._writer is not None
        self._writer.write(frame, seconds, posture)

    def _begin(self, frame: VideoFrame, seconds: float, posture: Posture) -> None:
        known = self._known
        sound = self._opened.enter_context(Sound(known, self._span_s, SoundForm()))
        container = self._opened.enter_context(av.open(str(self._draft), "w", format="nut"))
        self._writer = _Writer(container, sound, (frame, posture), known, self._threads)
        if self._span_s[0] == 0 and seconds >= LATE_S and not sound.is_there:
            self._writer.write(frame, 0.0, posture)  # else players would take the first frame's time for the beginning

    def _finish(self) -> None:
        if self._writer is None:
            raise av.error.InvalidDataError(0, "no frame")
        self._writer.finish(to_end=not self._is_last)
        self._opened.close()
        self._draft.replace(self._copy.path)
        self._is_over = True

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (av.error.FFmpegError, OSError, ValueError, MemoryError, MediaError) as error:
            self._give_up()
            self._copy.tell(why_not(self._known.info.path, error))

    def _give_up(self) -> None:
        """No more of this part."""
        self._is_over, self._writer = True, None
        with suppress(av.error.FFmpegError, OSError, ValueError):
            self._opened.close()
        with suppress(OSError):
            self._draft.unlink(missing_ok=True)


class _Writer:
    """An open file with its tracks."""

    def __init__(
        self,
        container: OutputContainer,
        sound: Sound,
        first: tuple[VideoFrame, Posture],
        known: ProbedMedia,
        threads: int,
    ) -> None:
        name = _encoder()
        self._container, self._sound = container, sound
        self._shrinker = Shrinker(*first, allow_deep=name == "libx264")
        rate = known.info.fps if 1 <= known.info.fps <= 1000 else Fraction(25)
        self._pictures = cast(
            VideoStream, container.add_stream(name, rate=rate, options=_X264 if name == "libx264" else {})
        )
        self._pictures.codec_context.max_b_frames = 0  # so frames are stored in the order in which they are shown
        if name != "libx264":
            self._pictures.bit_rate = BITS
        self._pictures.width, self._pictures.height = self._shrinker.size
        self._pictures.pix_fmt = self._shrinker.format
        context, colours = self._pictures.codec_context, self._shrinker.colours
        context.time_base, context.framerate = TICK, rate
        context.gop_size = max(1, min(60, round(rate)))  # a second: whoever scrubs waits for no more than that
        context.thread_count = threads
        context.colorspace, context.color_primaries = colours.matrix, colours.primaries
        context.color_range = 1
        if colours.transfer < 256:
            context.color_trc = colours.transfer
        self._sounds: AudioStream | None = None
        if sound.is_there:
            self._sounds = container.add_stream("pcm_s16le", rate=RATE, layout="stereo")
        self._latest = -1

    def write(self, frame: VideoFrame, seconds: float, posture: Posture) -> None:
        """One more picture, with the sound before it."""
        small = self._shrinker.small(frame, posture)
        small.pts = self._latest = max(self._latest + 1, round(seconds / TICK))
        small.time_base = TICK
        self._container.mux(self._pictures.encode(small))
        for place, samples in self._sound.upto(seconds):
            self._write_sound(place, samples)

    def finish(self, to_end: bool) -> None:
        """The rest of the sound, and what the encoder holds back."""
        for place, samples in self._sound.rest(to_end):
            self._write_sound(place, samples)
        self._container.mux(self._pictures.encode(None))

    def _write_sound(self, place: int, samples: Samples) -> None:
        if self._sounds is not None:
            self._container.mux(self._sounds.encode(sound_frame(place, samples)))


def sound_frame(place: int, samples: Samples) -> AudioFrame:
    """Samples as libav wants them."""
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="s16p", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = RATE, place, Fraction(1, RATE)
    return frame


def why_not(path: Path, error: BaseException) -> str:
    """The sentence for a copy that could not be made."""
    if getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}:
        return PROXIES_FULL
    if isinstance(error, MediaError):
        return f"No proxy was made of {shown_name(path)}: {error.title}"
    return f"No proxy of {shown_name(path)} could be made: {error or type(error).__name__}."


def _encoder() -> str:
    for name in ENCODERS:
        with suppress(UnknownCodecError):
            Codec(name, "w")
            return name
    raise ValueError("this build of libav cannot write proxies")
