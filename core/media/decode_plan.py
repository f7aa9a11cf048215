"""Which packets the decoder must be fed so that the wanted frames come out: pure arithmetic on an index.

Source: the packet-level planner measured in `tests/bench/bench_media.py` (S1 to S6).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.media.packet_index import PacketIndex
from core.media.picture_layers import BASE
from core.values import IdArray, Span


@dataclass(frozen=True, slots=True)
class DecodeRun:
    """Feed packets first..last (numbers in decoding order) to a fresh decoder and drain it.

    `wanted` are presentation times in ticks, ascending, of the frames to keep. `skipped` are packets in between that
    need not be fed: no wanted frame leans on them.
    """

    first: int
    last: int
    wanted: tuple[int, ...]
    skipped: frozenset[int] = frozenset()


def frames_on_screen(index: PacketIndex, times_s: Sequence[float]) -> IdArray:
    """Presentation times (ticks, ascending, distinct) of the frames on screen at these times.

    Before the first frame that is the first, after the last the last. Shapes: -> (n,), n <= len(times_s).
    """
    shown = index.times
    if not len(shown) or not len(times_s):
        return np.empty(0, dtype=np.int64)
    # Half a microsecond of grace: 0.04 s is not a binary number, and its frame is the one meant.
    ticks = (np.asarray(times_s, dtype=np.float64) + float(index.origin_s) + 5e-7) / float(index.time_base)
    at = np.searchsorted(shown, ticks, side="right") - 1
    return np.asarray(shown[np.unique(np.clip(at, 0, len(shown) - 1))], dtype=np.int64)


def grid_times(index: PacketIndex, every_s: float) -> list[float]:
    """0, every_s, 2 every_s, ... on the player's clock, from the first frame to the end of the last.

    Where frames are far fewer than that (a damaged clock may jump by years), only the first such time in each
    frame: the same frames are on screen then.
    """
    shown = index.times
    if not len(shown):
        return []
    first_s, end_s = index.seconds(int(shown[0])), index.seconds(index.end)
    start = int(max(0.0, first_s) // every_s)
    count = int(np.ceil((end_s - start * every_s) / every_s - 1e-9))
    if count > 4 * len(shown) + 1000:
        begins_s = shown * float(index.time_base) - float(index.origin_s)
        steps = np.unique(np.ceil(begins_s / every_s - 1e-6))
        return [first_s, *(k * every_s for k in steps.tolist() if first_s < k * every_s < end_s)]
    return [first_s, *(k * every_s for k in range(start, start + max(count, 0)) if k * every_s > first_s)]


def plan_runs(
    index: PacketIndex, wanted: Sequence[int], finish: float = 0.0, seen: NDArray[np.bool_] | None = None
) -> list[DecodeRun]:
    """Cut the work into runs of the decoder.

    Each run begins at a keyframe. A frame shown before its keyframe but stored after it (a leading picture of
    an open group) needs the group before as well. With `finish` > 0 a group is read to its end when no more
    than that share of it would be left over: then its last frames are seen too. So are packets in `seen` (N,), where a
    run passes them anyway.
    """
    numbers = index.order[np.searchsorted(index.times, np.asarray(wanted, dtype=np.int64))]
    keys = index.keys
    spans: list[tuple[int, int, int]] = []
    for number, pts in sorted(zip(numbers.tolist(), wanted, strict=True)):
        group = int(np.searchsorted(keys, number, side="right")) - 1
        while group > 0 and pts < index.pts[keys[group]]:
            group -= 1
        last = _finished(keys, len(index), number, finish) if finish > 0 else number
        spans.append((int(keys[group]), last, pts))
    return [_sparing(index, run, seen) for run in _joined(spans)]


def through_runs(index: PacketIndex, wanted: Sequence[int], span_s: Span, finish: float) -> list[DecodeRun]:
    """As `plan_runs`, with every frame of the span decoded too: as a rule one run, whose `wanted` stay the same."""
    seconds = index.times * float(index.time_base) - float(index.origin_s)
    within = index.times[(seconds >= span_s[0]) & (seconds < span_s[1])]
    runs = plan_runs(index, sorted({*within.tolist(), *wanted}), finish)
    chosen = set(wanted)
    return [replace(run, wanted=tuple(ticks for ticks in run.wanted if ticks in chosen)) for run in runs]


def frames_of(index: PacketIndex, runs: Sequence[DecodeRun]) -> frozenset[int]:
    """Times (ticks) of the frames that leave the decoder when it is fed these runs."""
    found: set[int] = set()
    for run in runs:
        times = index.pts[run.first : run.last + 1]
        early = np.logical_and.accumulate(np.append(True, times[1:] < times[0]))
        early[0] = False  # the keyframe itself; those behind it lean on frames that were not decoded
        early[[number - run.first for number in run.skipped]] = True
        found.update(times[~early].tolist())
    return frozenset(found)


def _joined(spans: list[tuple[int, int, int]]) -> list[DecodeRun]:
    """Runs of spans (first, last, wanted) that touch or overlap become one: the decoder just continues."""
    runs: list[tuple[int, int, list[int]]] = []
    for first, last, pts in sorted(spans):
        if runs and first <= runs[-1][1] + 1:
            begun, end, wanted = runs[-1]
            wanted.append(pts)  # into the same list: a video of many hours may be one run of many thousand frames
            runs[-1] = (begun, max(end, last), wanted)
        else:
            runs.append((first, last, [pts]))
    return [DecodeRun(first, last, tuple(sorted(set(wanted)))) for first, last, wanted in runs]


def _sparing(index: PacketIndex, run: DecodeRun, seen: NDArray[np.bool_] | None) -> DecodeRun:
    """The run without packets that neither a wanted frame nor one to be seen leans on."""
    layers = index.layers[run.first : run.last + 1]
    if not layers.any():
        return run
    kept = np.isin(index.pts[run.first : run.last + 1], run.wanted)
    if seen is not None:
        kept |= seen[run.first : run.last + 1]
    # A frame needs what came before it, of lower layers and of its own, but of its own only what others lean on.
    bound = np.where(kept, layers | 1, BASE + 1)
    needed = layers < np.maximum.accumulate(bound[::-1])[::-1]
    return replace(run, skipped=frozenset((np.flatnonzero(~needed & ~kept) + run.first).tolist()))


def _finished(keys: IdArray, total: int, last: int, share: float) -> int:
    """The last packet of this group when few are left over after `last`, else `last`."""
    at = int(np.searchsorted(keys, last, side="right"))
    begin, end = int(keys[at - 1]), int(keys[at]) if at < len(keys) else total
    return end - 1 if (end - 1 - last) <= share * (end - begin) else last
