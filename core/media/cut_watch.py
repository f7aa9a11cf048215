"""The cuts of a video, found while as few of its frames are decoded as tell them for certain."""

import itertools
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

import numpy as np
from av.video.frame import VideoFrame

from core.media.cut_detection import AROUND, FLASH_FRAMES, LOOK_CLOSER, change, hard_cuts, possible_cuts, signature
from core.media.decode_plan import DecodeRun, frames_of, plan_runs
from core.media.open_video import OnFrame, OpenVideo
from core.media.packet_index import PacketIndex
from core.media.picture_layers import FREE
from core.media.prores_dc import tiny_prores_picture
from core.media.tiny_picture import tiny_picture
from core.values import ByteArray, FloatArray, MediaInfo

SECOND_LOOKS = 0.1
"""Where second looks decode more than this share of what the first one did, it leaves nothing out any more."""
AHEAD = 64
"""A decoder has been fed less than so many packets beyond the frame that it gave last."""
STRIDE = 2 * (FLASH_FRAMES + 1)
"""Where frames can be decoded one by one, every so many-th tells which part of a stretch that changed is worth a look
at each: a shot of so many frames is never missed."""
PacketPicture = Callable[[bytes], ByteArray | None]
"""A tiny picture of the frame in a packet, without decoding it; None where the packet does not tell."""
PACKET_PICTURES: Final[dict[str, PacketPicture]] = {"prores": tiny_prores_picture}
"""By codec, of those whose frames all stand alone."""
LARGE_PX: Final = 600_000
"""Frames with fewer pixels are decoded as fast as their packets are read."""
LIKE_DECODED: Final = 0.12
"""A picture out of a packet differs by less from that of the decoded frame; otherwise packets are not believed."""


def packet_picture_of(video: MediaInfo) -> PacketPicture | None:
    """How to look at a frame without decoding it, where that is worth while."""
    return PACKET_PICTURES.get(video.codec) if video.width_px * video.height_px >= LARGE_PX else None


class CutWatch:
    """Notes every frame that passes the decoder, and finds the cuts between two of them.

    What it finds depends on which frames it sees. So it decides by the plan alone, not by what a decoder was fed in
    fact: with and without a proxy the same cuts are found.
    """

    def __init__(
        self,
        index: PacketIndex,
        runs: Sequence[DecodeRun],
        second_look: OpenVideo,
        packet_picture: PacketPicture | None = None,
    ) -> None:
        self._index, self._second_look, self._packet_picture = index, second_look, packet_picture
        self._runs = runs
        self._begins = [int(index.pts[run.first]) for run in runs]
        self._planned = [0, *itertools.accumulate(run.last - run.first + 1 - len(run.skipped) for run in runs)]
        """Packets to be fed before each run."""
        self._seen: dict[int, FloatArray] = {}
        """Signatures by position in the order of time."""
        self.is_costly = False
        """True once second looks take more than they save."""
        self.dense_from = len(index)
        """From this packet on, in decoding order, every frame of a run is seen."""

    def see(self, frame: VideoFrame, ticks: int) -> None:
        """Note a frame."""
        self._seen[int(np.searchsorted(self._index.times, ticks))] = signature(tiny_picture(frame))

    def would_see(self, ticks: int) -> bool:
        """Whether a frame passes a decoder that is fed nothing but the plan."""
        return ticks in self._sparse or (self._number(ticks) >= self.dense_from and ticks in self._whole)

    @cached_property
    def _sparse(self) -> frozenset[int]:
        """Frames that pass by the plan."""
        return frames_of(self._index, self._runs)

    @cached_property
    def _whole(self) -> frozenset[int]:
        """Frames that pass when no packet of the runs is left out."""
        return frames_of(self._index, [replace(run, skipped=frozenset()) for run in self._runs])

    def see_all_behind(self, ticks: int) -> bool:
        """Second looks are too dear: leave nothing out from a place on that no decoder has reached. False if done."""
        if self.dense_from < len(self._index):
            return False
        index, first = self._index, self._number(ticks) + AHEAD
        if len(index.layers) and int(index.layers.max()) > FREE:  # what is left out may be leant on until the next key
            first = int(next(iter(index.keys[index.keys >= first]), len(index)))
        self.dense_from = min(first, len(index))
        return self.dense_from < len(index)

    def _number(self, ticks: int) -> int:
        """Of the packet of a frame, in decoding order."""
        return int(self._index.order[np.searchsorted(self._index.times, ticks)])

    def cuts(self, before: int, upto: int) -> list[int]:
        """Times (ticks) at which new shots begin after `before` and not after `upto`."""
        low, high = (int(np.searchsorted(self._index.times, ticks)) for ticks in (before, upto))
        closer = self._look_closer(low, high)
        places = sorted(place for place in self._seen if low - AROUND <= place <= high + AROUND)
        changes = []
        for one, other in itertools.pairwise(places):
            value = change(self._seen[one], self._seen[other])
            # Between two sampled frames far apart, a change is accumulated motion.
            changes.append(value if one in closer or other == one + 1 else value / (other - one))
        signatures = [self._seen[place] for place in places]
        for place in [place for place in self._seen if place < low - AROUND]:
            del self._seen[place]
        found = [places[at] for at in hard_cuts(changes, signatures)]
        return [int(self._index.times[place]) for place in found if low < place <= high]

    def _look_closer(self, low: int, high: int) -> set[int]:
        """Decode the frames between neighbours that differ. Returns the places from which that was done."""
        changed = self._changed(low, high)
        margin = 0
        if self._index.is_intra:
            # Single frames cost the same wherever they lie: find the part that changed, and see the motion around it.
            changed, margin = self._narrowed(changed, low, high), AROUND
        last = len(self._index.times) - 1
        self._decode(
            {place for one, other in changed for place in range(max(0, one - margin), min(last, other + margin) + 1)},
            low,
            high,
        )
        begun = bisect_right(self._begins, int(self._index.times[high]))
        self.is_costly |= self._second_look.fed_count > SECOND_LOOKS * max(self._planned[begun], high)
        return {place for one, other in changed for place in range(one, other)}

    def _narrowed(self, gaps: list[tuple[int, int]], low: int, high: int) -> list[tuple[int, int]]:
        """Parts of these gaps in which a cut may lie: by what their packets tell, else by every so many-th frame."""
        told = {gap: self._told_by_packets(*gap) for gap in gaps}
        untold = [gap for gap, cuts in told.items() if cuts is None]
        self._decode({place for one, other in untold for place in range(one + STRIDE, other, STRIDE)}, low, high)
        among = [part for part in self._changed(low, high) if any(one <= part[0] < other for one, other in untold)]
        return sorted([*among, *((cut - 1, cut) for cuts in told.values() for cut in cuts or ())])

    def _told_by_packets(self, one: int, other: int) -> list[int] | None:
        """Places between these at which shots may begin, without decoding; None where packets do not tell.

        They are believed where they agree with the frames at both ends, which were decoded.
        """
        if self._packet_picture is None:
            return None
        first, last = max(0, one - AROUND), min(len(self._index.times) - 1, other + AROUND)
        seen: dict[int, FloatArray] = {}
        for place, packet in zip(
            range(first, last + 1), self._second_look.packets(self._index.order[first : last + 1]), strict=False
        ):
            picture = self._packet_picture(packet)
            if picture is None:
                return None
            seen[place] = signature(picture)
        if len(seen) <= last - first or any(change(seen[end], self._seen[end]) > LIKE_DECODED for end in (one, other)):
            return None
        changes = [change(before, after) for before, after in itertools.pairwise(seen.values())]
        return [first + at for at in possible_cuts(changes) if one < first + at <= other]

    def _changed(self, low: int, high: int) -> list[tuple[int, int]]:
        """Places of neighbours among the seen that differ, with others between them."""
        seen = sorted(place for place in self._seen if low <= place <= high)
        gaps = [(one, other) for one, other in itertools.pairwise(seen) if other > one + 1]
        return [gap for gap in gaps if change(self._seen[gap[0]], self._seen[gap[1]]) >= LOOK_CLOSER]

    def _decode(self, places: set[int], low: int, high: int) -> None:
        """Have a second look at those of these frames that were not seen."""
        wanted = [int(self._index.times[place]) for place in sorted(places - self._seen.keys())]
        for run in plan_runs(self._index, wanted):
            for _ in self._second_look.wanted_frames(run, self._note_between(low - AROUND, high + AROUND)):
                pass

    def _note_between(self, low: int, high: int) -> OnFrame:
        def note(frame: VideoFrame, ticks: int) -> None:
            if low <= int(np.searchsorted(self._index.times, ticks)) <= high:
                self.see(frame, ticks)

        return note
