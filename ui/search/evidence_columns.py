"""Which stretch of the clip each column of the evidence stands for. Pure."""

from collections.abc import Sequence
from itertools import pairwise

from core.values import Explanation, Segment


def column_bounds(explanation: Explanation, segment: Segment) -> tuple[float, ...]:
    """Where columns begin and the last one ends: halfway between frames, and at the ends of the moment.

    Units: seconds. Shapes: T frames -> T + 1 bounds, ascending.
    """
    times_s = explanation.times_s
    first, last = min(segment.start_s, times_s[0]), max(segment.end_s, times_s[-1])
    return (first, *((a + b) / 2 for a, b in pairwise(times_s)), last)


def stretch_of(bounds: Sequence[float], one: int, other: int) -> tuple[float, float]:
    """From the start of the earlier of two columns to the end of the later one."""
    first, last = sorted((one, other))
    return bounds[first], bounds[last + 1]


def place_of(bounds: Sequence[float], time_s: float) -> float:
    """A time as a number of columns from the left edge of the first; times outside are at that edge."""
    for column, (start_s, end_s) in enumerate(pairwise(bounds)):
        if time_s < end_s:
            return column + min(1.0, max(0.0, (time_s - start_s) / (end_s - start_s))) if end_s > start_s else column
    return float(len(bounds) - 1)


def places_of(bounds: Sequence[float], start_s: float | None, end_s: float | None) -> tuple[float, float] | None:
    """In and out as places; None when neither is set, or nothing of the stretch is among the columns."""
    if start_s is None and end_s is None:
        return None
    start = place_of(bounds, start_s) if start_s is not None else 0.0
    end = place_of(bounds, end_s) if end_s is not None else float(len(bounds) - 1)
    return (start, end) if end > start else None
