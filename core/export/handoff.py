"""What is handed to another program: moments as frames of files, at exact rates, in the order of a timeline.

Nothing here is a float second: frames are integers, rates fractions, labels `Timecode`.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal

from core.export.path_mapping import PathMapping
from core.sentences import sentence
from core.values import Flag, Strength, Timecode

ProblemKind = Literal[
    "unknown_clip",
    "unread",
    "outside",
    "no_length",
    "offline",
    "missing",
    "still",
    "varying_rate",
    "odd_rate",
    "no_timecode",
    "timecode_rate",
    "midnight",
    "mixed_rates",
    "reel",
    "reel_clash",
    "name",
    "same_name",
    "many_events",
    "one_clip",
    "long_labels",
    "sound",
    "media",
]
MarkerClock = Literal["timeline", "source"]
LEFT_OUT: Final = sentence("Left out.")
"""What is done about a moment that is not exported."""
STEREO: Final = 2
STILL_S: Final = 5
"""So long a still stands on a timeline."""


@dataclass(frozen=True, slots=True)
class HandoffProblem:
    """Something that the other program will see differently, and what is done about it."""

    kind: ProblemKind
    clip: str
    """Name of the clip; empty where it is about all of them."""
    what: str
    """A `MadeSentence`."""
    done: str
    """What is done about it, a `MadeSentence`."""
    is_left_out: bool = False
    """True when the moment is not exported."""


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """A file that moments are of, as the other program will see it."""

    path: str
    """Where that program finds it: mapped, and perhaps in the spelling of another system."""
    name: str
    rate: Fraction
    """At which its frames are counted; of clips whose rate varies the one they are conformed to."""
    frames: int
    """How many frames it has; 0 for a still."""
    start: Timecode
    """Label of its first frame, at `rate`; 00:00:00:00 where none was recorded."""
    has_timecode: bool = False
    is_conformed: bool = False
    """True when its own rate varies or has no labels."""
    is_still: bool = False
    has_sound: bool = False
    sound_tracks: tuple[int, ...] = ()
    """Channels of each; empty where there is no sound, and where it is not known."""
    width_px: int = 0
    height_px: int = 0
    reel: str = ""
    """As the file states it; empty where it states none."""
    camera: str = ""
    recorded: str = ""
    """When, in words."""
    fingerprint: str = ""
    phase_s: Fraction = Fraction()
    """So much later than a whole frame of the player's clock its pictures begin; less than a frame."""

    def __hash__(self) -> int:
        """Quick: exports look files up many times, and fractions are slow to hash."""
        return hash(self.path)

    @property
    def sound_channels(self) -> int:
        """Of all its sound tracks; where that is not known it is taken for stereo."""
        return sum(self.sound_tracks) or (STEREO if self.has_sound else 0)

    @property
    def key(self) -> str:
        """What a choice about this file is remembered by: its content, else its path."""
        return self.fingerprint or self.path

    def label(self, frame: int) -> Timecode:
        """The timecode of one of its frames, counted from 0; over midnight too."""
        return self.start + frame

    def time_s(self, frame: int) -> Fraction:
        """The time of a frame on a clock that does not begin again at midnight. Units: seconds."""
        return (self.start.frame + frame) / self.rate


@dataclass(frozen=True, slots=True)
class PhraseNote:
    """A phrase of the search that found a moment."""

    text: str
    score: float | None = None
    values: tuple[float, ...] = ()
    """What each sampled frame adds, in order: its heat strip."""


@dataclass(frozen=True, slots=True)
class HandoffMoment:
    """A moment, as frames of its file.

    Units: frames counted from 0 at `media.rate`; the moment ends before `end`.
    """

    media: MediaFacts
    first: int
    end: int
    head: int = 0
    """Handles: so many frames more before and after, as far as the file has them."""
    tail: int = 0
    note: str = ""
    phrases: tuple[PhraseNote, ...] = ()
    score: float | None = None
    strength: Strength | None = None
    rating: int = 0
    flag: Flag = ""
    tags: tuple[str, ...] = ()
    collection: str = ""
    samples: tuple[int, ...] = ()
    """Frames that the search sampled."""

    @property
    def begin(self) -> int:
        """First frame with its handle."""
        return self.first - self.head

    @property
    def stop(self) -> int:
        """The frame after the last one with its handle."""
        return self.end + self.tail

    @property
    def frames(self) -> int:
        """Length with handles."""
        return self.stop - self.begin


@dataclass(frozen=True, slots=True)
class PlacedMoment:
    """A moment on a timeline. Units: frames of the timeline from its first one."""

    number: int
    """From 1."""
    moment: HandoffMoment
    start: int
    stop: int


@dataclass(frozen=True)
class Handoff:
    """Moments one after another on a timeline."""

    title: str
    moments: tuple[HandoffMoment, ...]
    rate: Fraction
    """Of the timeline."""
    start: Timecode
    """Its first label, at that rate."""

    @property
    def drop(self) -> bool:
        """True when its labels drop frames."""
        return self.start.drop

    @cached_property
    def placed(self) -> tuple[PlacedMoment, ...]:
        """The moments in their places; one of another rate lasts as long in whole frames of the timeline."""
        placed, at = list[PlacedMoment](), 0
        for number, moment in enumerate(self.moments, start=1):
            length = max(1, round(moment.frames / moment.media.rate * self.rate))
            placed.append(PlacedMoment(number, moment, at, at + length))
            at += length
        return tuple(placed)

    @property
    def frames(self) -> int:
        """Length of the timeline."""
        return self.placed[-1].stop if self.placed else 0

    def marked(self, placed: PlacedMoment) -> tuple[int, int]:
        """Where a moment itself begins and ends on the timeline, without its handles."""
        moment = placed.moment
        head, tail = (round(each / moment.media.rate * self.rate) for each in (moment.head, moment.tail))
        start = min(placed.start + head, placed.stop - 1)
        return start, max(start + 1, placed.stop - tail)

    @cached_property
    def media(self) -> tuple[MediaFacts, ...]:
        """The files, each once, in the order in which they come."""
        return tuple(dict.fromkeys(moment.media for moment in self.moments))

    @property
    def size_px(self) -> tuple[int, int]:
        """The most frequent size of pictures."""
        sizes = Counter((each.media.width_px, each.media.height_px) for each in self.moments)
        (size, _), *_ = sizes.most_common(1) or [((1920, 1080), 0)]
        return size if all(size) else (1920, 1080)

    def by_rate(self) -> list["Handoff"]:
        """Timelines in each of which all moments have the rate and labels of the timeline: files that know only one."""
        groups: dict[tuple[Fraction, bool], list[HandoffMoment]] = {}
        for moment in self.moments:
            groups.setdefault((moment.media.rate, moment.media.start.drop), []).append(moment)
        return [
            replace(self, moments=tuple(moments), rate=rate, start=relabel(self.start, rate, drop))
            for (rate, drop), moments in groups.items()
        ]

    def by_media(self) -> list["Handoff"]:
        """One for each file, at its own rate."""
        return [
            replace(
                self,
                moments=tuple(each for each in self.moments if each.media == media),
                rate=media.rate,
                start=relabel(self.start, media.rate, media.start.drop),
            )
            for media in self.media
        ]


FindPicture = Callable[[HandoffMoment, int], bytes | None]
"""The JPEG of a frame of the moment's file, counted from 0; None where there is none."""


@dataclass(frozen=True, slots=True)
class HandoffOptions:
    """How moments are handed over."""

    title: str = "Selects"
    rate: Fraction | None = None
    """Of the timeline; None: the one that most moments have."""
    start: str = "01:00:00:00"
    """Its first label."""
    handle_frames: int = 0
    handle_s: Fraction = Fraction()
    """Handles in frames and in seconds add up."""
    mappings: tuple[PathMapping, ...] = ()
    reel_length: int = 8
    """Letters of a reel's name; CMX 3600 has room for 8."""
    reels: tuple[tuple[str, str], ...] = ()
    """Names of reels that were chosen, by `MediaFacts.key` of their files."""
    columns: tuple[str, ...] = ()
    """Of tables; empty: those of the standard preset."""
    find_picture: FindPicture | None = None
    """For contact sheets; without it they have empty frames."""
    markers: MarkerClock = "timeline"
    """Whether marker lists count on the timeline, or give each clip a file with its own timecode."""


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file to be written."""

    tail: str
    """What follows the chosen name: its suffix, perhaps with what tells it from its sisters."""
    content: bytes
    media: tuple[tuple[str, str], ...] = field(default=())
    """Of a bundle: names inside it, and files that are copied into it; `content` is then one of its members."""


def relabel(start: Timecode, rate: Fraction, drop: bool) -> Timecode:
    """The same hours, minutes and seconds as a label of another rate; frames at the same part of the second."""
    if (start.fps, start.drop) == (rate, drop):
        return start
    zero = Timecode(0, rate, drop)
    clock, _, frames = str(start).replace(";", ":").rpartition(":")
    number = int(frames) * zero.base // start.base
    for later in range(zero.base):  # a label that is dropped at this rate: the next one
        try:
            return Timecode.parse(f"{clock}:{min(number + later, zero.base - 1):02d}", rate, drop)
        except ValueError:
            continue
    return zero


def most_frequent_rate(moments: Sequence[HandoffMoment]) -> tuple[Fraction, bool]:
    """Rate and counting that most moments have; stills have none of their own."""
    kinds = Counter((each.media.rate, each.media.start.drop) for each in moments if not each.media.is_still)
    return kinds.most_common(1)[0][0] if kinds else (Fraction(25), False)
