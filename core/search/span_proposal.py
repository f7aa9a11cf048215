"""In and out points to begin with, for a moment that was found: where the score is made, up to the next cut. Pure."""

from fractions import Fraction
from typing import Final

from core.values import Explanation, MediaInfo, Segment, exact_length, exact_time

WHOLE_BELOW_S: Final = 6.0
"""A clip shorter than this is proposed whole."""
AROUND_S: Final = 2.0
"""At least so much before and after the best frame, as far as the shot goes."""
SHARE: Final = 0.5
"""Frames beside the best one belong to it while they add at least this share of what it adds."""
SNAP_S: Final = 0.5
"""A point this close to a cut is set to the cut."""


def propose_span(explanation: Explanation, segment: Segment, info: MediaInfo) -> tuple[Fraction, Fraction] | None:
    """In and out for a moment; None for a still.

    They never leave the segment, whose ends are cuts or the ends of what was sampled together.
    """
    if info.is_still:
        return None
    length_s = exact_length(info)
    if info.duration_s < WHOLE_BELOW_S:
        return Fraction(), length_s
    first, last = _around_best(explanation)
    times_s, best_s = explanation.times_s, explanation.best_s
    start_s = segment.start_s if first == 0 else (times_s[first - 1] + times_s[first]) / 2
    end_s = segment.end_s if last == len(times_s) - 1 else (times_s[last] + times_s[last + 1]) / 2
    start_s, end_s = min(start_s, best_s - AROUND_S), max(end_s, best_s + AROUND_S)
    if start_s <= segment.start_s + SNAP_S:
        start_s = segment.start_s
    if end_s >= segment.end_s - SNAP_S:
        end_s = segment.end_s
    start = exact_time(start_s, info.fps)
    end = length_s if end_s >= length_s else exact_time(end_s, info.fps)
    if end <= start:  # a shot of a single frame: the one that it lies in, whichever way its times were rounded
        frame = 1 / info.fps if info.fps > 0 else Fraction(1, 25)
        start = max(Fraction(), start - frame) if start > start_s else start
        end = min(length_s, start + frame)
    return (start, end) if start < end else (Fraction(), length_s)


def _around_best(explanation: Explanation) -> tuple[int, int]:
    """First and last of the frames around the best one that make the score together with it."""
    totals, best = explanation.frame_totals, explanation.best_frame
    least = SHARE * float(totals[best])
    first = last = best
    while least > 0 and first > 0 and totals[first - 1] >= least:
        first -= 1
    while least > 0 and last < len(totals) - 1 and totals[last + 1] >= least:
        last += 1
    return first, last
