"""The quick walk through a video: keyframes alone, so that nothing is decoded that is not used."""

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np

from core.media.cut_detection import change, signature
from core.media.decode_plan import grid_times, plan_runs
from core.media.open_video import OpenVideo
from core.media.packet_index import PacketIndex
from core.media.probe import ProbedMedia
from core.media.tiny_picture import tiny_picture
from core.media.video_scan import sample_of
from core.values import WHOLE, FloatArray, FrameShape, Sample, Span

EARLY = 0.9
"""A keyframe that comes after less than this share of the usual distance was put there by the encoder: at a cut."""
EARLY_CHANGE, FAR_CHANGE = 0.35, 0.5
"""Frames seconds apart differ by motion alone; more than this is another shot. An early one is half a proof."""


def chosen_keys(index: PacketIndex, every_s: float) -> list[tuple[int, bool]]:
    """Times (ticks) of the keyframes to sample, each with whether it came early.

    Those nearest to the grid, so that no two lie much closer than `every_s`, and the early ones besides.
    """
    keys = np.unique(index.pts[index.keys][index.shown[index.keys]])
    if not len(keys):
        return []
    gaps = np.diff(keys)
    usual = float(np.median(gaps)) if len(gaps) else 0.0
    early = {int(key) for key, gap in zip(keys[1:], gaps, strict=True) if gap < EARLY * usual}
    grid = (np.array(grid_times(index, every_s)) + float(index.origin_s)) / float(index.time_base)
    after = np.clip(np.searchsorted(keys, grid), 0, len(keys) - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(np.abs(keys[before] - grid) <= np.abs(keys[after] - grid), before, after)
    return [(key, key in early) for key in sorted({int(keys[0]), *keys[nearest].tolist(), *early})]


class KeyScan:
    """One quick walk. A cut is reported at the first keyframe after it."""

    def __init__(self, video: OpenVideo, known: ProbedMedia, shape: FrameShape) -> None:
        self._video, self._known, self._shape = video, known, shape
        self._before: FloatArray | None = None

    def samples(self, every_s: float, span_s: Span = WHOLE) -> Iterator[Sample]:
        """Samples in order of time. Of a span come those which the walk through all would give there."""
        index = self._known.index
        keys = chosen_keys(index, every_s)
        seconds = [index.seconds(ticks) for ticks, _ in keys]
        first, stop = 0 if span_s[0] <= 0 else bisect_left(seconds, span_s[0]), bisect_left(seconds, span_s[1])
        for place in range(max(0, first - 1), stop):
            sample = self._look(*keys[place])
            if sample is not None and place >= first:
                yield sample

    def _look(self, ticks: int, is_early: bool) -> Sample | None:
        """Decode one keyframe; None when it is damaged."""
        for run in plan_runs(self._known.index, [ticks]):
            for at, frame in self._video.wanted_frames(run):
                seen, before = signature(tiny_picture(frame)), self._before
                self._before = seen
                is_cut = before is not None and change(before, seen) >= (EARLY_CHANGE if is_early else FAR_CHANGE)
                sample = sample_of(frame, at, self._known, self._video.posture, self._shape)
                return Sample(sample.time_s, sample.pixels, sample.picture, (sample.time_s,) if is_cut else ())
        return None
