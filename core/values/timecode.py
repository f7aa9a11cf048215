"""Timecode as SMPTE 12M counts it: frames, seconds and labels, in exact fractions and integers.

The window, the command line and exports write every point of a clip with this module. `timecode` counts from the start
of the file; `Timecode` is a label of a clock that was recorded with the pictures and starts again at midnight.
A length that is not counted in frames is written as minutes and seconds (0:07, 1:02:30), with no field for frames to
be mistaken for.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final, Self

_EPSILON_FRAMES = Fraction(1, 1000)
"""Times of frames come as rounded decimals; a time this close below a frame's start belongs to that frame."""
_ROUNDED_S = Fraction(495, 1_000_000)
"""So does one this close in seconds: Matroska and others round times of frames to milliseconds, halves upwards.

At no standard rate is the start of a frame rounded down by more.
"""
_MOST_EPSILON = Fraction(1, 4)
_DAY_S = 86400
_LABEL = re.compile(r"([0-9]{1,2})([:;.,])([0-9]{1,2})([:;.,])([0-9]{1,2})([:;.,])([0-9]{1,3})")
_DROP_MARKS: Final = frozenset(";.,")
"""Before the frames; `01:00:00;02` is usual, `01:00:00.02` and `01;00;00;02` are written too."""
_NTSC = Fraction(1000, 1001)
_NEAR = Fraction(1, 4000)
"""Rates this close are one rate, written with more or fewer digits: 29.97 and 30000/1001."""
_STANDARD: Final = tuple(
    sorted([Fraction(base) for base in (24, 25, 30, 48, 50, 60, 96, 100, 120)]
    + [base * _NTSC for base in (24, 30, 48, 60, 96, 120)])
)  # fmt: skip


def frame_at(time_s: float | Fraction, fps: Fraction) -> int:
    """Number of the frame on screen at this time, counted from 0. Negative times count as 0."""
    epsilon = min(_MOST_EPSILON, max(_EPSILON_FRAMES, _ROUNDED_S * fps))
    return max(0, int(Fraction(time_s) * fps + epsilon))


def frame_middle_s(frame: int, fps: Fraction) -> float:
    """The safest time to ask a player for this frame: players land one early when asked for the start."""
    return float((frame + Fraction(1, 2)) / fps)


def timecode(time_s: float | Fraction, fps: Fraction | None) -> str:
    """Timecode of the frame on screen, from the start of the file: 00:00:08:16.

    29.97 and 59.94 frames a second are counted in drop frames, written 00:00:08;16, so that the label
    keeps to the wall clock. Odd rates (12.5, the mean of a varying rate) count frames within each second.
    Without a rate: 00:00:08.64.
    """
    if fps is None or fps <= 0:
        hundredths = max(0, round(time_s * 100))
        minutes, rest = divmod(hundredths, 6000)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 100:02d}.{rest % 100:02d}"
    frame = frame_at(time_s, fps)
    if fps.denominator not in (1, 1001):
        return _written(*_split(frame, fps), ":")
    base = nominal_rate(fps)
    return _label(frame, base, fps.denominator == 1001 and can_drop(base))


def nominal_rate(fps: Fraction) -> int:
    """How many labels a second of timecode has: 30 at 29.97 frames a second."""
    twice, half = 2 * fps.numerator + fps.denominator, 2 * fps.denominator  # integers: ten times as quick
    return max(1, twice // half)


def can_drop(base: int) -> bool:
    """True for the nominal rates for which drop-frame counting is defined: 30 and its multiples."""
    return base % 30 == 0


def standard_rate(fps: Fraction) -> Fraction | None:
    """The exact rate of a recording for one that was rounded (29.97, 23.98) or measured; None when none is near."""
    if fps > 0 and (fps.denominator == 1 or fps in _STANDARD):
        return fps
    nearest = min(_STANDARD, key=lambda rate: abs(rate - fps))
    return nearest if abs(nearest - fps) <= nearest * _NEAR else None


@dataclass(frozen=True, slots=True)
class Timecode:
    """One label of a recorded clock, which begins at 00:00:00:00 each day.

    `frame` counts from there, at the exact rate `fps`; any integer is taken and brought into one day. `drop` leaves
    out labels so that they keep to the wall clock.
    Raises: ValueError, for a rate that has no labels, or drop-frame counting where it is not defined.
    """

    frame: int
    fps: Fraction
    drop: bool = False

    def __post_init__(self) -> None:
        if 2 * self.fps.numerator < self.fps.denominator:
            raise ValueError(f"Timecode needs a frame rate, not {self.fps}.")
        if self.drop and not can_drop(self.base):
            raise ValueError(f"There is no drop-frame timecode at {self.base} frames a second.")
        object.__setattr__(self, "frame", self.frame % frames_per_day(self.base, self.drop))

    @classmethod
    def parse(cls, text: str, fps: Fraction, drop: bool | None = None) -> Self:
        """Read a label: 01:00:00:00, or 01:00:00;02 in drop frames. With `drop` the marks say nothing.

        Raises: ValueError, with a sentence, for what is no label at this rate, such as 00:01:00;00.
        """
        found = _LABEL.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"“{text[:40]}” is not a timecode. Write it as 01:00:00:00.")
        hours, minutes, seconds, frames = (int(found[group]) for group in (1, 3, 5, 7))
        drop = found[6] in _DROP_MARKS if drop is None else drop
        zero = cls(0, fps, drop)
        base = zero.base
        if hours > 23 or minutes > 59 or seconds > 59:
            raise ValueError(f"“{found[0]}” is not a time of day.")
        if frames >= base:
            raise ValueError(f"“{found[0]}” has more than {base} frames in a second.")
        left_out = _left_out_each_minute(base) if drop else 0
        if frames < left_out and seconds == 0 and minutes % 10:
            raise ValueError(f"“{found[0]}” is one of the labels that drop-frame timecode leaves out.")
        whole_minutes = 60 * hours + minutes
        number = (60 * whole_minutes + seconds) * base + frames - left_out * (whole_minutes - whole_minutes // 10)
        return cls(number, fps, drop)

    @property
    def base(self) -> int:
        """Labels in a second."""
        return nominal_rate(self.fps)

    def __str__(self) -> str:
        return _label(self.frame, self.base, self.drop)

    def __add__(self, frames: int) -> "Timecode":
        """The label so many frames later, over midnight too."""
        return Timecode(self.frame + frames, self.fps, self.drop)

    def frames_since(self, earlier: "Timecode") -> int:
        """Frames from an earlier label of the same clock to this one, which may lie behind midnight."""
        return (self.frame - earlier.frame) % frames_per_day(self.base, self.drop)

    def at(self, elapsed_s: float | Fraction) -> "Timecode":
        """The label on screen so long after this one.

        Counted by the clock: right as well for pictures at another rate than their timecode, or at a varying one.
        """
        return self + frame_at(elapsed_s, self.fps)


def frames_per_day(base: int, drop: bool = False) -> int:
    """How many labels 24 hours of timecode have."""
    return _DAY_S * base - (_left_out_each_minute(base) * 9 * 144 if drop else 0)


def _label(frame: int, base: int, drop: bool) -> str:
    """The label of a frame counted from 00:00:00:00; hours run on."""
    number = frame + (_dropped(frame, base) if drop else 0)
    seconds, frames = divmod(number, base)
    return _written(seconds, frames, ";" if drop else ":")


def _written(seconds: int, frames: int, mark: str) -> str:
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}{mark}{frames:02d}"


def _split(frame: int, fps: Fraction) -> tuple[int, int]:
    """The second in which a frame begins, and its number among the frames that begin there."""
    second = int(frame / fps)
    return second, frame - ceil(second * fps)


def _left_out_each_minute(base: int) -> int:
    """Source: SMPTE 12M: labels 0 and 1 (0-3 at 60) are left out each minute, except each tenth."""
    return base // 15


def _dropped(frame: int, base: int) -> int:
    """How many frame labels drop-frame counting has left out before this frame."""
    per_minute_drop = _left_out_each_minute(base)
    per_minute = base * 60 - per_minute_drop
    per_ten = base * 600 - 9 * per_minute_drop
    tens, rest = divmod(frame, per_ten)
    extra = 9 * per_minute_drop * tens
    if rest >= per_minute_drop:
        extra += per_minute_drop * ((rest - per_minute_drop) // per_minute)
    return extra
