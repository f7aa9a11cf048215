"""The times of a video's packets on a clock of our own, that only goes forward. Pure arithmetic.

What a file says of time is used as far as it can be believed. Where its clock goes back, or leaps ahead in a container
that only records a clock (transport and programme streams), a new piece begins, and the pieces are put one behind
another. A long gap in a container that states times on purpose (MP4, Matroska) stays a gap: of a recorded screen, say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from core.values import FloatArray, IdArray

NONE = np.iinfo(np.int64).min
"""Stands for a time that is not there."""
LEAP_S, LEAP_FRAMES = 1.0, 10
"""A recorded clock that runs ahead by more than both of these, with no sound in between, has leapt."""
FILLED = 0.5
"""With sound for so much of a gap, the picture was away and time went on."""
DISTINCT = 0.9
"""A clock that gives fewer frames a time of their own than this share is none."""
FINE = 1000
"""Parts into which ticks are divided where frames that share a time would find no room."""


@dataclass(frozen=True, slots=True, eq=False)
class Stamps:
    """What the file says, packet by packet in decoding order. Shapes: all (N,); `NONE` where the file has none."""

    pts: IdArray
    dts: IdArray
    shown: NDArray[np.bool_]
    key: NDArray[np.bool_]
    rank: IdArray | None = None
    """The place of each packet's picture in the order of showing, where the presentation times do not tell."""
    sound_s: FloatArray | None = None
    """Seconds of sound that were read before each packet; None without sound."""


@dataclass(frozen=True, slots=True, eq=False)
class PacketTimes:
    """Shapes: ticks (N,), of every packet. Units: ticks of `time_base`."""

    ticks: IdArray
    time_base: Fraction
    begins: tuple[int, ...]
    """Packet numbers at which pieces begin; the first is 0."""
    is_plain: bool
    """True when these are the file's own times."""
    keeps_order: bool
    """True when the order is that of the file's own times of showing."""


def place(stamps: Stamps, time_base: Fraction, step: int, leaps: bool) -> PacketTimes:
    """Lay the packets on one clock. `step`: ticks of a usual frame; `leaps`: a leap ahead is none of the video's."""
    count = len(stamps.pts)
    begins = pieces(stamps, time_base, step, leaps)
    ticks = np.zeros(count, dtype=np.int64)
    own, after = True, None
    for first, stop in zip(begins, [*begins[1:], count], strict=True):
        piece, is_own = _piece_ticks(stamps, slice(first, stop), step)
        own = own and is_own
        seen = piece[stamps.shown[first:stop]]
        if after is not None and len(seen):
            piece = piece + (after - int(seen.min()))
            seen = piece[stamps.shown[first:stop]]
        ticks[first:stop] = piece
        if len(seen):
            after = int(seen.max()) + step
    apart, fine = _apart(ticks, stamps, step)
    is_plain = own and len(begins) == 1 and fine == 1 and bool((apart == ticks).all())
    return PacketTimes(apart, time_base / fine, tuple(begins), is_plain, own)


def pieces(stamps: Stamps, time_base: Fraction, step: int, leaps: bool) -> list[int]:
    """Packet numbers at which the clock starts again."""
    begins = [0]
    steady = stamps.dts != NONE
    if len(steady) and steady.mean() > DISTINCT:
        at = np.flatnonzero(steady)
        moves = np.diff(stamps.dts[at])
        back = at[1:][_is_back(stamps, at, moves, step)]
        begins += back.tolist()
        if leaps and len(moves):
            usual = max(step, int(np.median(np.abs(moves))))
            far = max(float(LEAP_S / time_base), LEAP_FRAMES * usual)
            ahead = np.flatnonzero(moves > far)
            begins += [int(at[i + 1]) for i in ahead if not _is_filled(stamps, at, int(i), int(moves[i]), time_base)]
    else:
        begins += _back_by_keys(stamps)
    return sorted(set(begins))


def _is_back(stamps: Stamps, at: IdArray, moves: IdArray, step: int) -> NDArray[np.bool_]:
    """A step back, but for the few ticks of a sloppy writer."""
    return (moves < 0) & ((moves < -2 * step) | stamps.key[at[1:]])


def _back_by_keys(stamps: Stamps) -> list[int]:
    """Where the file states no decoding times.

    Everything decoded before a keyframe is shown before it, or the clock started again. Other frames come in any order.
    """
    begins, latest = [], NONE
    for number in np.flatnonzero(stamps.pts != NONE).tolist():
        pts = int(stamps.pts[number])
        if stamps.key[number] and pts < latest:
            begins.append(number)
            latest = pts
        latest = max(latest, pts)
    return begins


def _is_filled(stamps: Stamps, at: IdArray, place: int, gap: int, time_base: Fraction) -> bool:
    """Whether sound went on while no picture came. Tracks are stored a little apart, so the neighbours count too."""
    if stamps.sound_s is None:
        return False
    low, high = int(at[max(0, place - 1)]), int(at[min(len(at) - 1, place + 2)])
    return float(stamps.sound_s[high] - stamps.sound_s[low]) > FILLED * float(gap * time_base)


def _piece_ticks(stamps: Stamps, part: slice, step: int) -> tuple[IdArray, bool]:
    """Times of one piece, and whether they are the file's own."""
    pts, dts, shown = stamps.pts[part], stamps.dts[part], stamps.shown[part]
    rank = None if stamps.rank is None else stamps.rank[part]
    if rank is None and _is_clock(pts[shown]):
        return _filled(pts, step), True
    place = np.argsort(np.argsort(rank, kind="stable")) if rank is not None else np.arange(len(pts))
    if _is_clock(dts[shown]):
        return np.sort(_filled(dts, step))[place], False
    begin = next((int(t) for t in (*pts[:1], *dts[:1]) if t != NONE), 0)
    return begin + place * step, False


def _is_clock(times: IdArray) -> bool:
    """True when nearly all frames have a time, and one of their own."""
    stated = times[times != NONE]
    return len(times) > 0 and len(np.unique(stated)) >= max(1, DISTINCT * len(times))


def _filled(times: IdArray, step: int) -> IdArray:
    """A frame without a time comes one usual frame after the one before it."""
    missing = np.flatnonzero(times == NONE)
    if not len(missing):
        return times.copy()
    filled = times.copy()
    if missing[0] == 0:
        first = int(np.flatnonzero(times != NONE)[0])
        filled[:first] = times[first] - step * np.arange(first, 0, -1)
    for number in missing[missing > 0].tolist():
        if filled[number] == NONE:
            filled[number] = filled[number - 1] + step
    return filled


def _apart(ticks: IdArray, stamps: Stamps, step: int) -> tuple[IdArray, int]:
    """Visible frames that share a time get times of their own, up to the next; and into how many parts ticks went."""
    visible = np.flatnonzero(stamps.shown)
    order = visible[np.argsort(ticks[visible], kind="stable")]
    times = ticks[order]
    if len(times) < 2 or (np.diff(times) > 0).all():
        return ticks, 1
    distinct, first, counts = np.unique(times, return_index=True, return_counts=True)
    room = np.append(np.diff(distinct), step * int(counts[-1]))
    fine = 1 if (room >= counts).all() else FINE
    nth = np.arange(len(times)) - np.repeat(first, counts)
    spread = np.repeat(room * fine, counts) * nth // np.repeat(counts, counts)
    apart = ticks * fine
    apart[order] = times * fine + spread
    return apart, fine


def rank_by_kind(kinds: Sequence[str]) -> IdArray:
    """The order of showing of pictures of the old codecs: a picture others lean on waits for the next such picture."""
    rank = np.zeros(len(kinds), dtype=np.int64)
    shown, waiting = 0, -1
    for number, kind in enumerate(kinds):
        if kind == "B":
            rank[number] = shown
            shown += 1
            continue
        if waiting >= 0:
            rank[waiting] = shown
            shown += 1
        waiting = number
    if waiting >= 0:
        rank[waiting] = shown
    return rank
