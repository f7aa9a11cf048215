"""The walk through a video: samples on a grid, exact cuts between them, a sample for every shot."""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from av.video.frame import VideoFrame

from core.media.cut_detection import AROUND, FLASH_FRAMES, LOOK_CLOSER, change, hard_cuts, signature
from core.media.decode_plan import DecodeRun, frames_of, frames_on_screen, grid_times, plan_runs, through_runs
from core.media.open_video import OnFrame, OpenVideo
from core.media.packet_cuts import frames_to_see
from core.media.packet_index import PacketIndex
from core.media.picture_layers import FREE
from core.media.probe import ProbedMedia
from core.media.proxy_encoder import ProxyPart
from core.media.tiny_picture import tiny_picture
from core.media.upright import Posture, upright
from core.values import PICTURE_HEIGHT_PX, WHOLE, FloatArray, FrameShape, Sample, Span

FINISH_SHARE = 0.25
"""A group of pictures is decoded to its end when at most this share of it lies behind its last sample."""
SECOND_LOOKS = 0.1
"""Where second looks decode more than this share of what the first one did, it leaves nothing out any more."""
AHEAD = 64
"""A decoder has been fed less than so many packets beyond the frame that it gave last."""
STRIDE = 2 * (FLASH_FRAMES + 1)
"""Where frames can be decoded one by one, every so many-th tells which part of a stretch that changed is worth a look
at each: a shot of so many frames is never missed."""


@dataclass(frozen=True, slots=True, eq=False)
class _Taken:
    """A decoded sample whose cuts are not known yet."""

    ticks: int
    sample: Sample
    only_for_cuts: bool
    """True for the video's last frame, which is sampled so that no shot at the end is missed."""


def sample_of(frame: VideoFrame, ticks: int, known: ProbedMedia, posture: Posture, shape: FrameShape) -> Sample:
    """A frame as the model wants it, with its small picture."""
    with known.reducing.running():
        shown = upright(frame, posture, max(shape.image_px, PICTURE_HEIGHT_PX))
        return Sample(known.index.seconds(ticks), shown.reduced(shape), shown.picture(PICTURE_HEIGHT_PX))


class VideoScan:
    """One walk. `second_look` is a second reader for stretches that changed, and shots between samples.

    With `part` every frame of the span is decoded for it; what is seen of the video otherwise stays the same.
    """

    def __init__(
        self,
        video: OpenVideo,
        second_look: OpenVideo,
        known: ProbedMedia,
        shape: FrameShape,
        part: ProxyPart | None = None,
    ) -> None:
        self._video, self._second_look, self._known, self._shape = video, second_look, known, shape
        self._part = part
        self._watch: CutWatch
        self._last: int | None = None

    def samples(self, every_s: float, span_s: Span = WHOLE) -> Iterator[Sample]:
        """Samples in order of time, each with the cuts since the one before.

        Of a span come those samples which the walk through all would give there: it is begun a little earlier and
        ended one sample later, as the cuts at its ends depend on the frames around them.
        """
        index = self._known.index
        grid = {int(pts) for pts in frames_on_screen(index, grid_times(index, every_s))}
        wanted = sorted({*grid, int(index.times[-1])})
        first, stop = self._within(wanted, span_s)
        ours = wanted[self._lead_in(wanted, first) : stop + 1] if first < stop else []
        waiting: list[_Taken] = []
        runs = plan_runs(index, ours, FINISH_SHARE, frames_to_see(index))
        self._watch = CutWatch(index, runs, self._second_look)
        see: OnFrame = self._watch.see
        if self._part is not None:
            see = copying(self._part, self._video, self._watch)
            runs = through_runs(index, ours, span_s, FINISH_SHARE)
        for run in runs:
            for ticks, frame in self._video.wanted_frames(run, see):
                if waiting and ticks <= waiting[-1].ticks:
                    continue
                sample = sample_of(frame, ticks, self._known, self._video.posture, self._shape)
                waiting.append(_Taken(ticks, sample, ticks not in grid))
                if len(waiting) > 1:  # a cut is judged by the motion after it as well
                    yield from self._given(waiting.pop(0), wanted[first], wanted[stop - 1])
                    if self._watch.is_costly and self._watch.see_all_behind(ticks):
                        self._video.feed_all(self._watch.dense_from)
        for taken in waiting:
            yield from self._given(taken, wanted[first], wanted[stop - 1])

    def _within(self, wanted: list[int], span_s: Span) -> tuple[int, int]:
        """Positions of the first wanted frame of the span and of the one after its last."""
        from_s, to_s = span_s
        seconds = [self._known.index.seconds(ticks) for ticks in wanted]
        return 0 if from_s <= 0 else bisect_left(seconds, from_s), bisect_left(seconds, to_s)

    def _lead_in(self, wanted: list[int], first: int) -> int:
        """Position of the sample to begin with, so that the motion before the span is known."""
        places = np.searchsorted(self._known.index.times, wanted)
        lead = max(0, first - 2)
        while lead > 0 and places[first - 1] - places[lead] < AROUND:
            lead -= 1
        return lead

    def _given(self, taken: _Taken, first: int, last: int) -> Iterator[Sample]:
        """What a frame gives: nothing where it only leads in or out. Units: ticks."""
        if taken.ticks > last:
            return
        for sample in self._decide(taken):
            if taken.ticks >= first:
                yield sample

    def _decide(self, taken: _Taken) -> Iterator[Sample]:
        """Find the cuts up to this sample; first come the shots that no sample fell into."""
        before, self._last = self._last, taken.ticks
        if before is None:
            yield taken.sample
            return
        cuts = self._watch.cuts(before, taken.ticks)
        seconds = self._known.index.seconds
        left = [seconds(cut) for cut in cuts]
        for begun, ended in itertools.pairwise(cuts):
            for sample in self._middle(begun, ended):
                upto = [cut for cut in left if cut <= sample.time_s]
                left = left[len(upto) :]
                yield Sample(sample.time_s, sample.pixels, sample.picture, tuple(upto))
        if cuts or not taken.only_for_cuts:
            yield Sample(taken.sample.time_s, taken.sample.pixels, taken.sample.picture, tuple(left))

    def _middle(self, first: int, stop: int) -> list[Sample]:
        """The frame in the middle of a shot, if it can be decoded."""
        index = self._known.index
        times = index.times[np.searchsorted(index.times, first) : np.searchsorted(index.times, stop)]
        for run in plan_runs(index, [int(times[len(times) // 2])]):
            for ticks, frame in self._second_look.wanted_frames(run):
                if first <= ticks < stop:
                    return [sample_of(frame, ticks, self._known, self._second_look.posture, self._shape)]
        return []


def copying(part: ProxyPart, video: OpenVideo, watch: "CutWatch") -> OnFrame:
    """Each frame goes to the proxy; those that would pass the decoder anyway are seen as well."""

    def take(frame: VideoFrame, ticks: int) -> None:
        part.take(frame, ticks, video.posture)
        if watch.would_see(ticks):
            watch.see(frame, ticks)

    return take


class CutWatch:
    """Notes every frame that passes the decoder, and finds the cuts between two of them.

    What it finds depends on which frames it sees. So it decides by the plan alone, not by what a decoder was fed in
    fact: with and without a proxy the same cuts are found.
    """

    def __init__(self, index: PacketIndex, runs: Sequence[DecodeRun], second_look: OpenVideo) -> None:
        self._index, self._second_look = index, second_look
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
            self._decode({place for one, other in changed for place in range(one + STRIDE, other, STRIDE)}, low, high)
            changed, margin = self._changed(low, high), AROUND
        last = len(self._index.times) - 1
        self._decode(
            {place for one, other in changed for place in range(max(0, one - margin), min(last, other + margin) + 1)},
            low,
            high,
        )
        begun = bisect_right(self._begins, int(self._index.times[high]))
        self.is_costly |= self._second_look.fed_count > SECOND_LOOKS * max(self._planned[begun], high)
        return {place for one, other in changed for place in range(one, other)}

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
