"""The walk through a video: samples on a grid, exact cuts between them, a sample for every shot."""

import itertools
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from av.video.frame import VideoFrame

from core.media.cut_detection import AROUND
from core.media.cut_watch import CutWatch, packet_picture_of
from core.media.decode_plan import frames_on_screen, grid_times, plan_runs, through_runs
from core.media.open_video import OnFrame, OpenVideo
from core.media.packet_cuts import frames_to_see
from core.media.probe import ProbedMedia
from core.media.proxy_encoder import ProxyPart
from core.media.upright import Posture, upright
from core.values import PICTURE_HEIGHT_PX, WHOLE, FrameShape, Sample, Span

FINISH_SHARE = 0.25
"""A group of pictures is decoded to its end when at most this share of it lies behind its last sample."""


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
        self._watch = CutWatch(index, runs, self._second_look, packet_picture_of(self._known.info))
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


def copying(part: ProxyPart, video: OpenVideo, watch: CutWatch) -> OnFrame:
    """Each frame goes to the proxy; those that would pass the decoder anyway are seen as well."""

    def take(frame: VideoFrame, ticks: int) -> None:
        part.take(frame, ticks, video.posture)
        if watch.would_see(ticks):
            watch.see(frame, ticks)

    return take
