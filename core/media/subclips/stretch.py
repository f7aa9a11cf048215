"""Which packets or frames a stretch of a video is made of: pure arithmetic on an index."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from core.media.decode_plan import plan_runs
from core.media.packet_index import PacketIndex
from core.values import IdArray, SubclipJob

_ROUNDED_S: Final = Fraction(505, 1_000_000)
"""Containers such as Matroska round times of frames to milliseconds: so near to a frame's start it is that frame."""


@dataclass(frozen=True, slots=True, eq=False)
class CopiedStretch:
    """Packets that can be taken over and decoded by themselves, in the order of decoding.

    Shapes: numbers, pts, dts, lasts (N,). Units: ticks of the index, `pts` and `dts` from the first frame shown.
    """

    numbers: IdArray
    pts: IdArray
    dts: IdArray
    lasts: IdArray
    """How long each frame is shown."""
    start_s: Fraction
    end_s: Fraction
    """The in and out that result, on the player's clock."""


def exact_s(index: PacketIndex, ticks: int) -> Fraction:
    """Time on the player's clock."""
    return int(ticks) * index.time_base - index.origin_s


def phase_s(index: PacketIndex, rate: Fraction) -> Fraction:
    """How far behind the player's clock frames begin: the pictures of some files begin a little after their sound."""
    phase = exact_s(index, int(index.times[0])) % (1 / rate) if len(index.times) else Fraction()
    spare = _spare_s(rate)
    return phase if spare < phase < 1 / rate - spare else Fraction()


def shown_at(index: PacketIndex, job: SubclipJob) -> list[int]:
    """Times (ticks) of the frames on screen at each frame of the stretch: of a varying rate some twice, some never."""
    from_s = phase_s(index, job.rate) + _spare_s(job.rate) + index.origin_s
    limits = [(number / job.rate + from_s) / index.time_base for number in range(job.first, job.end)]
    ticks = np.array([limit.numerator // limit.denominator for limit in limits], dtype=np.int64)
    at = np.searchsorted(index.times, ticks, side="right") - 1
    return [int(each) for each in index.times[np.clip(at, 0, len(index.times) - 1)]]


def copied_stretch(index: PacketIndex, job: SubclipJob) -> CopiedStretch:
    """From the keyframe at or before the in point to the first place behind the out point where packets can be parted.

    Frames shown before the keyframe but stored after it lean on what was left out, so they are left out too.
    """
    wanted = sorted(set(shown_at(index, job)))
    first = plan_runs(index, wanted[:1])[0].first
    begin = int(index.pts[first])
    last_shown = np.flatnonzero(np.isin(index.pts, wanted) & index.shown)
    end = _parted(index.pts, first, int(last_shown.max()) + 1)
    numbers = np.arange(first, end)
    numbers = numbers[index.pts[first:end] >= begin]
    pts = index.pts[numbers]
    in_order = np.sort(pts)
    after = index.times[np.searchsorted(index.times, in_order[-1], side="right") :]
    stop = int(after[0]) if len(after) else max(index.end, int(in_order[-1]) + 1)
    lasts = np.diff(np.append(in_order, stop))[np.searchsorted(in_order, pts)]
    dts = in_order - int((in_order - pts).max())  # decoded in this order, none later than it is shown
    return CopiedStretch(
        numbers, pts - begin, dts - begin, np.maximum(lasts, 1), exact_s(index, begin), exact_s(index, stop)
    )


def _spare_s(rate: Fraction) -> Fraction:
    return min(_ROUNDED_S, 1 / (4 * rate))


def _parted(pts: IdArray, first: int, end: int) -> int:
    """The first number from `end` on before which every frame is shown earlier than those from there on."""
    latest = np.maximum.accumulate(pts[first:])
    earliest = np.minimum.accumulate(pts[::-1])[::-1]
    for number in range(end, len(pts)):
        if latest[number - 1 - first] < earliest[number]:
            return number
    return len(pts)
