"""In and out points while a clip is watched. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from core.values import counts_frames, exact_time


@dataclass(frozen=True, slots=True)
class PlaySpan:
    """In and out, each set or not. Units: seconds on the player's clock; the frame at `end_s` is not part of it."""

    start_s: Fraction | None = None
    end_s: Fraction | None = None

    @property
    def is_empty(self) -> bool:
        """True when neither is set."""
        return self.start_s is None and self.end_s is None

    def with_start(self, start_s: Fraction) -> "PlaySpan":
        """Another in point; an out point that is not behind it goes."""
        return PlaySpan(start_s, self.end_s if self.end_s is not None and self.end_s > start_s else None)

    def with_end(self, end_s: Fraction) -> "PlaySpan":
        """Another out point; an in point that is not before it goes."""
        return PlaySpan(self.start_s if self.start_s is not None and self.start_s < end_s else None, end_s)

    def within(self, length_s: Fraction) -> tuple[Fraction, Fraction]:
        """Both points: where one is not set, that end of the clip."""
        start_s = self.start_s if self.start_s is not None else Fraction()
        return start_s, self.end_s if self.end_s is not None else max(length_s, start_s)

    def has(self, time_s: float) -> bool:
        """True when the frame that begins at this time is part of it."""
        after = self.start_s is None or time_s >= float(self.start_s) - _NEAR_S
        return after and (self.end_s is None or time_s < float(self.end_s) - _NEAR_S)


_NEAR_S = 0.002
"""Players keep places in whole milliseconds."""


def frame_span(time_s: float, end_s: float, fps: Fraction | None) -> tuple[Fraction, Fraction]:
    """Start and end of the frame on screen at a time; `end_s` is what the player says of its end, 0 when unknown.

    Exact where the rate can be counted, else to the microsecond.
    """
    start = exact_time(time_s, fps)
    if fps is not None and counts_frames(fps):
        return start, start + 1 / fps
    shown = exact_time(end_s, None) if end_s > time_s else start + (1 / fps if fps else Fraction(1, 25))
    return start, shown


def snapped(start_s: float, end_s: float, fps: Fraction | None, length_s: Fraction) -> PlaySpan:
    """The stretch set to whole frames: one frame at least, and inside of the clip."""
    start = min(exact_time(max(0.0, start_s), fps), length_s)
    end = length_s if length_s > 0 and end_s >= length_s else exact_time(end_s, fps)
    least = 1 / fps if fps else Fraction(1, 25)
    if end <= start:
        end = start + least
    if 0 < length_s < end:
        end = length_s
        start = min(start, max(Fraction(), end - least))
    return PlaySpan(start, end)
