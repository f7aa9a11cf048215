"""The sound of a video while its pictures pass: read beside them, brought to one form, placed on the player's clock."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, cast

import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard
from numpy.typing import NDArray

from core.media.opening import count_packets, open_container, open_video, packets_of
from core.media.probe import ProbedMedia
from core.media.small_clock import SoundClock
from core.media.tracks import continued

RATE = 48_000
SLACK_SHARE = 50
"""Sound that lies off its place by less than this part of a second is taken to follow on: containers round."""
BEFORE_S = 1.0
"""Decoders of sound want something to begin with."""
BLOCK_SHARE = 4
"""Silence is written in blocks of this part of a second."""

Samples = NDArray[Any]
"""Shapes: (channels, N), of the type of its form."""


@dataclass(frozen=True, slots=True)
class SoundForm:
    """The form that sound is brought to."""

    rate: int = RATE
    layout: str = "stereo"
    channels: int = 2
    format: Literal["s16p", "s32p", "fltp"] = "s16p"

    @property
    def kind(self) -> "np.dtype[Any]":
        """Of its samples."""
        return np.dtype({"s16p": np.int16, "s32p": np.int32, "fltp": np.float32}[self.format])


class Sound:
    """A sound track of a video within a span, from its start to its end or to where the sound ends.

    That is the first, or the one at this position among the sound tracks. What cannot be decoded is silent. Use as a
    context. Units: positions count samples on the player's clock.
    """

    def __init__(
        self, known: ProbedMedia, span_s: tuple[float | Fraction, float | Fraction], form: SoundForm, track: int = -1
    ) -> None:
        self._path, self._tracks, self._wanted = known.info.path, known.tracks, track
        self.form, rate = form, form.rate
        self._clock = SoundClock(known.index)
        self._origin_s = float(known.index.origin_s)
        self._span_s = float(span_s[0]), float(span_s[1])
        self.begin = self.place = round(span_s[0] * rate)
        self._stop = round(span_s[1] * rate)
        """Where the next sample belongs, and where none do any more."""
        self._slack = 0
        self._opened = ExitStack()
        self._frames: Iterator[tuple[float | None, AudioFrame]] | None = None
        self._resampler = _resampler(form)
        self._seen: tuple[str, str, int] | None = None

    def __enter__(self) -> "Sound":
        container, _ = self._opened.enter_context(open_video(self._path, known_tracks=self._tracks))
        track = _sound_track(container, self._wanted)
        if track is not None:
            numbers: tuple[int, ...] = (track.index,)
            if len(self._tracks) > 1 and self._wanted < 0:
                # where the picture continues under another number, so may the sound
                others = [one for one in container.streams.audio if one.codec_context is not None]
                numbers = continued(track, others, count_packets(self._path))
            self._frames = self._decoded(container, track) if len(numbers) == 1 else self._one_by_one(numbers)
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    @property
    def is_there(self) -> bool:
        """False for a silent video."""
        return self._frames is not None

    def upto(self, time_s: float) -> Iterator[tuple[int, Samples]]:
        """The sound up to about this time, in blocks with their places, without gaps."""
        while self._frames is not None and self.place < min(self._stop, time_s * self.form.rate):
            found = next(self._frames, None)
            if found is None:
                return
            seconds, frame = found
            for made in self._resampled(frame):
                place = self.place if seconds is None else round(seconds * self.form.rate)
                yield from self._placed(place, made.to_ndarray().astype(self.form.kind, copy=False))

    def _resampled(self, frame: AudioFrame) -> list[AudioFrame]:
        """The block in our form; what follows a joint may have another form than what came before."""
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._seen not in {None, form}:
            self._resampler = _resampler(self.form)
        self._seen = form
        return self._resampler.resample(frame)

    def rest(self, to_end: bool) -> Iterator[tuple[int, Samples]]:
        """What is left of the span; to its very end with silence, if a further part follows."""
        yield from self.upto(self._span_s[1])
        if to_end and self._frames is not None:
            yield from self._silence(self._stop)

    def _placed(self, place: int, samples: Samples) -> Iterator[tuple[int, Samples]]:
        slack, self._slack = self._slack, self.form.rate // SLACK_SHARE
        if place > self.place + slack:
            yield from self._silence(min(place, self._stop))
        skipped = self.place - place if self.place > place + slack else 0
        if skipped >= samples.shape[1]:
            self._slack = slack  # of before the span: where that begins is exact
        kept = samples[:, skipped : skipped + max(0, self._stop - self.place)]
        if kept.shape[1]:
            yield self.place, kept
            self.place += kept.shape[1]

    def _silence(self, upto: int) -> Iterator[tuple[int, Samples]]:
        while self.place < upto:
            count = min(self.form.rate // BLOCK_SHARE, upto - self.place)
            yield self.place, np.zeros((self.form.channels, count), self.form.kind)
            self.place += count

    def _one_by_one(self, numbers: Sequence[int]) -> Iterator[tuple[float | None, AudioFrame]]:
        for number in numbers:
            with closing(open_container(self._path)) as container:
                yield from self._decoded(container, cast(AudioStream, container.streams[number]))

    def _decoded(self, container: InputContainer, track: AudioStream) -> Iterator[tuple[float | None, AudioFrame]]:
        """Blocks from a little before the span on, each with its second on the player's clock, if it has one.

        No seek finds its way where the clock starts again: then all that comes before is read, but not decoded.
        """
        for stream in container.streams:
            if stream.index != track.index:
                stream.discard = Discard.all
        begin_s = self._span_s[0] - BEFORE_S
        if begin_s > 0 and track.time_base and self._clock.is_plain:
            with suppress(av.error.FFmpegError, OSError):
                ticks = round((begin_s + self._origin_s) / float(track.time_base))
                container.seek(ticks, stream=track, backward=True)
        packets = packets_of(container, track)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, av.error.FFmpegError, OSError):
                return
            stated = packet.pts if packet.pts is not None else packet.dts
            is_early = stated is not None and not self._clock.is_plain and self._at(stated, packet) < begin_s
            if is_early:
                continue
            with suppress(av.error.FFmpegError):
                for frame in track.codec_context.decode(packet):
                    yield None if frame.pts is None else self._at(frame.pts, packet, frame.time_base), frame

    def _at(self, ticks: int, packet: "Packet[AudioStream]", time_base: Fraction | None = None) -> float:
        """Where a time in the file belongs; a frame counts in a time base of its own."""
        return self._clock.at(float(ticks * (time_base or packet.time_base or Fraction(0))), packet.pos)


def _resampler(form: SoundForm) -> AudioResampler:
    return AudioResampler(format=form.format, layout=form.layout, rate=form.rate)


def _sound_track(container: InputContainer, wanted: int) -> AudioStream | None:
    """The one at this position, or the one a player plays first; None where it cannot be decoded."""
    streams = [one for at, one in enumerate(container.streams.audio) if wanted in (-1, at)]
    return next((one for one in streams if one.codec_context is not None), None)
