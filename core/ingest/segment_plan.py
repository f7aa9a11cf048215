"""Which frames describe which span of a video: samples and cuts become shots, shots become segments.

Pure: times in, times out. Units: seconds on the player's clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

from core.values import MediaInfo, Span

MIN_SEGMENT_FRAMES = 3
"""The temporal heads use differences and every second token: fewer frames give them nothing."""
LATE_S = 1e-6
"""Times closer than this are one time."""
LONG_S, PIECE_S = 20 * 60.0, 5 * 60.0
"""Of a video longer than the first, chunks of the second length are kept as they are done."""
RARE_KEYS_S = 30.0
"""A video that lasts longer without a keyframe is always sampled exactly."""
CHUNK_FRAMES = 256
"""Single frames kept at one go."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A span between two cuts with the times of its sampled frames, ascending and distinct."""

    start_s: float
    end_s: float
    times_s: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """A segment to be: its span, and its frame times with repeats where the shot has too few frames."""

    start_s: float
    end_s: float
    times_s: tuple[float, ...]


def may_be_fast(info: MediaInfo) -> bool:
    """True when sampling keyframes alone saves time and still shows the video."""
    return 0 < info.key_count < info.frame_count and info.key_gap_s <= RARE_KEYS_S


def step_s(info: MediaInfo, every_s: float, fast: bool) -> float:
    """Seconds between two samples on the whole."""
    return max(every_s, info.duration_s / info.key_count) if fast and may_be_fast(info) else every_s


def spans_of(duration_s: float) -> list[Span]:
    """The spans in which a video is read: a short one as a whole; the same video always in the same ones."""
    count = max(1, ceil(duration_s / PIECE_S)) if duration_s > LONG_S else 1
    starts = [number * PIECE_S for number in range(count)]
    return list(zip(starts, [*starts[1:], inf], strict=True))


def find_shots(times_s: Sequence[float], cuts_s: Sequence[float], end_s: float) -> list[Shot]:
    """Divide the samples of a video at its cuts.

    A cut belongs to the new shot. A span between two cuts without any sample joins the shot before it;
    the video begins at its first sample and ends at `end_s`, or with the last sample if that is later.
    """
    if not times_s:
        return []
    end_s = max(end_s, times_s[-1])
    inner = sorted({cut for cut in cuts_s if times_s[0] + LATE_S < cut <= times_s[-1] + LATE_S})
    shots: list[Shot] = []
    place = 0
    for start_s, stop_s in zip([times_s[0], *inner], [*inner, None], strict=True):
        mine: list[float] = []
        while place < len(times_s) and (stop_s is None or times_s[place] < stop_s - LATE_S):
            mine.append(times_s[place])
            place += 1
        shot_end_s = end_s if stop_s is None else stop_s
        if mine:
            shots.append(Shot(start_s, shot_end_s, tuple(mine)))
        else:
            shots[-1] = Shot(shots[-1].start_s, shot_end_s, shots[-1].times_s)
    return shots


def denser_times(shot: Shot, min_frames: int, frame_s: float) -> list[float]:
    """Times at which a shot with too few samples should be sampled as well; none when it has enough.

    They are middles of equal parts, those farthest from what was sampled already, and no more of them than the
    shot has frames of its own.
    """
    span_s = shot.end_s - shot.start_s
    wanted = min(min_frames, max(1, round(span_s / frame_s)) if frame_s > 0 else min_frames)
    if len(shot.times_s) >= wanted or span_s <= 0:
        return []
    middles = [shot.start_s + span_s * (i + 0.5) / wanted for i in range(wanted)]
    far = [(min(abs(t - known) for known in shot.times_s), t) for t in middles]
    new = sorted((pair for pair in far if pair[0] >= max(frame_s, LATE_S) / 2), reverse=True)
    return sorted(t for _, t in new[: wanted - len(shot.times_s)])


def cut_segments(shot: Shot, frames_per_clip: int, longest_s: float = inf) -> list[SegmentPlan]:
    """Divide a shot into the fewest segments of at most `frames_per_clip` frames, all about equally long.

    Where frames are rare none lasts much longer than `longest_s`, as long as each has a frame of its own.

    Neighbours meet halfway between the last frame of one and the first of the next, so that the segments cover
    the shot without a gap. A shot with fewer than three frames repeats its last.
    """
    count = len(shot.times_s)
    parts = max(ceil(count / frames_per_clip), min(count, ceil((shot.end_s - shot.start_s) / longest_s)))
    bounds = [count * i // parts for i in range(parts + 1)]
    edges = [(shot.times_s[at - 1] + shot.times_s[at]) / 2 for at in bounds[1:-1]]
    spans = zip([shot.start_s, *edges], [*edges, shot.end_s], strict=True)
    return [
        SegmentPlan(start_s, end_s, _at_least_three(shot.times_s[first:last]))
        for (start_s, end_s), first, last in zip(spans, bounds, bounds[1:], strict=False)
    ]


def expected_frames(duration_s: float, every_s: float) -> int:
    """About how many samples a video of this length gives."""
    return max(1, ceil(duration_s / every_s))


def breaks_off(last_s: float, end_s: float, every_s: float) -> bool:
    """True when the samples end well before the video should."""
    return end_s - last_s > 2 * every_s + 0.5


def _at_least_three(times_s: tuple[float, ...]) -> tuple[float, ...]:
    return times_s + times_s[-1:] * (MIN_SEGMENT_FRAMES - len(times_s))
