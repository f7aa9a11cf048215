"""Which picture track of a file is the video: posters, previews and covers are not.

The rule: attached pictures and tracks of one picture are passed over where there is another, as are tracks shorter than
half of the longest; then the flag "default" decides, where only some have it; then the first is taken, unless it is the
preview of a much larger one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

_NO_VIDEO = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image | Disposition.dependent
LONG_ENOUGH = 0.5
"""A track shorter than this share of the longest is an extra."""
PREVIEW = 3
"""A track of which another has more than so many times the area is its preview."""
PICTURES = frozenset({"mjpeg", "png", "gif", "bmp", "webp", "tiff", "jpegxl"})
"""Codecs of pictures: a single one of them in a file is a poster, though its container flags it as a track."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """The picture track that is read, with those that continue it under another number."""

    stream: VideoStream
    indices: tuple[int, ...]
    """Its number in the file, and those under which it continues, one after another."""
    note: str = ""
    """Names other tracks that might have been meant."""

    @property
    def index(self) -> int:
        """Its number in the file."""
        return self.stream.index


@dataclass(slots=True)
class TrackTally:
    """What the packets of one track amount to. Units: seconds; first and last are places in the file, -1 unknown."""

    count: int = 0
    first: int = -1
    last: int = -1
    length_s: float = 0.0


@dataclass(slots=True)
class Counted:
    """Tallies of all tracks of a file, by number."""

    tallies: dict[int, TrackTally] = field(default_factory=dict)
    packets: int = 0

    def take(self, packet: Any) -> None:
        """One more packet."""
        self.packets += 1
        if packet.size:
            place = -1 if packet.pos is None else packet.pos
            tally = self.tallies.setdefault(packet.stream_index, TrackTally(first=place))
            tally.count, tally.last = tally.count + 1, max(tally.last, place)
            if packet.duration and packet.time_base:
                tally.length_s += float(packet.duration * packet.time_base)

    def of(self, track: "VideoStream | AudioStream") -> TrackTally:
        """Of one track."""
        return self.tallies.get(track.index, TrackTally())


def candidates(container: InputContainer) -> list[VideoStream]:
    """Tracks that may be the video, those without a decoder among them."""
    return [one for one in container.streams.video if not one.disposition & _NO_VIDEO]


def has_decoder(track: VideoStream) -> bool:
    """False where libav has no decoder for a track."""
    context: Any = track.codec_context
    return context is not None


def choose(tracks: Sequence[VideoStream], counted: Counted | None = None) -> VideoStream:
    """The video among several tracks that can be decoded."""
    found = counted or Counted()
    frames = {one.index: _frames(one, found) for one in tracks}
    many = [one for one in tracks if frames[one.index] > 1] or list(tracks)
    longest_s = max(_length_s(one, found) for one in many)
    long = [one for one in many if _length_s(one, found) >= LONG_ENOUGH * longest_s] or many
    flagged = [one for one in long if one.disposition & Disposition.default] or long
    largest = max(_area(one) for one in flagged)
    return next(one for one in flagged if _area(one) * PREVIEW >= largest)


def continued(
    track: "VideoStream | AudioStream", tracks: "Sequence[VideoStream | AudioStream]", counted: Counted | None
) -> tuple[int, ...]:
    """The numbers under which a track continues when its recorder changed them midway: same codec, in turn."""
    numbers = [track]
    if counted is not None:
        for one in sorted(tracks, key=lambda each: counted.of(each).first):
            if (
                one.index != track.index
                and one.codec_context.name == track.codec_context.name
                and counted.of(one).first > counted.of(numbers[-1]).last >= 0
            ):
                numbers.append(one)
    return tuple(one.index for one in numbers)


def needs_counting(container: InputContainer, tracks: Sequence[VideoStream]) -> bool:
    """Whether only a walk through the packets tells which of several tracks is the video."""
    return len(tracks) > 1 and not all(one.frames for one in tracks)


def others_note(track: Track, tracks: Sequence[VideoStream], counted: Counted | None) -> str:
    """A sentence that names the real tracks which are not read; "" where there are none."""
    found = counted or Counted()
    left = [
        one
        for one in tracks
        if one.index not in track.indices and _frames(one, found) > 1 and _area(one) * PREVIEW >= _area(track.stream)
    ]
    if not left:
        return ""
    sizes = [
        f"{one.codec_context.width}\N{MULTIPLICATION SIGN}{one.codec_context.height}" for one in (track.stream, *left)
    ]
    return f"This file has {len(sizes)} video tracks ({', '.join(sizes)}); only the first one listed is indexed."


def _frames(track: VideoStream, counted: Counted) -> int:
    """How many pictures it has; many, where nobody says."""
    stated = counted.of(track).count if counted.packets else track.frames
    return stated or (1 if track.codec_context.codec.canonical_name in PICTURES and not counted.packets else 2)


def _area(track: VideoStream) -> int:
    return track.codec_context.width * track.codec_context.height


def _length_s(track: VideoStream, counted: Counted) -> float:
    if counted.packets:
        return counted.of(track).length_s
    return float((track.duration or 0) * (track.time_base or 0))
