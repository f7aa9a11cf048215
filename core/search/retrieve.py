"""From a sentence's vector to ranked moments, told in words an editor can use."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import cast, get_args

import numpy as np

from core.ports import Catalogue, Clock, Encoder, VectorIndex
from core.search.calibration import Calibration
from core.search.hints import find_hints
from core.search.verdict import ModelNull, ScoreCalibration
from core.values import (
    Answer,
    EncoderSpec,
    Filter,
    FloatArray,
    Hit,
    IdArray,
    Query,
    SearchTimings,
    Segment,
    TextVectors,
    Video,
    VideoState,
)

BACKGROUND_SEGMENTS = 1000
"""How many segments stand for the library."""
FEWEST_TO_COMPARE = 8
GOOD_CHANCE, STRONG_CHANCE = 0.05, 0.01
"""While a model's null is not there: how many segments of the background may score as high by chance."""
STALE_SHARE = 0.05
"""The background is good until the library has grown or shrunk by this share."""
TEXTS_KEPT = 64
FAR = 8
"""So many times the wanted hits are looked through before deleted files are left out of the question."""
SHOWN_STATES = frozenset({"ready", "missing", "offline"})


def make_score_calibration(scores: FloatArray) -> ScoreCalibration | None:
    """A measure by the library alone, until the model's null is there; None with too few segments to compare with.

    Shapes: scores (N,).
    """
    if len(scores) < FEWEST_TO_COMPARE:
        return None
    median = float(np.median(scores))
    spread = 1.4826 * float(np.median(np.abs(scores - median)))
    normal = NormalDist()
    good, strong = (-normal.inv_cdf(chance / len(scores)) for chance in (GOOD_CHANCE, STRONG_CHANCE))
    # A spread below float32 rounding means equal segments: nothing stands out by less than that.
    return ScoreCalibration(median, max(spread, 1e-5), good, strong)


@dataclass(slots=True)
class _Group:
    """Hits that are one to the viewer: the same content at the same place, or the same video."""

    score: float
    segment: Segment
    video: Video
    copies: list[Video]

    @property
    def is_missing(self) -> bool:
        """True when none of its files is left."""
        return all(video.state == "missing" for video in (self.video, *self.copies))


class Searcher:
    """Answers queries. Thread: the engine lane."""

    def __init__(
        self,
        catalogue: Catalogue,
        encoder: Encoder,
        now_s: Clock,
        calibration: Calibration,
        instead_of: EncoderSpec | None = None,
    ) -> None:
        """`instead_of` is a model for which videos may wait that are shown all the same."""
        self._calibration = calibration
        self._shift: tuple[ModelNull, FloatArray, float] | None = None
        self._catalogue = catalogue
        self._instead_of = instead_of
        self._encoder = encoder
        self._now_s = now_s
        self._texts: dict[str, TextVectors] = {}
        self._background: tuple[str, int, FloatArray] = "", 0, np.zeros((0, 0), np.float32)

    def prepare(self, index: VectorIndex) -> None:
        """Read what the first search would wait for."""
        self._background_of(self._encoder.spec, len(index))

    def answer(self, query: Query, index: VectorIndex, is_exact: bool, limit: int, by_film: bool) -> Answer:
        """Rank moments. Raises: QueryError, EncoderError, StoreError."""
        spec = self._encoder.spec
        started_s = self._now_s()
        text = self._encode(query.sentence)
        encoded_s = self._now_s()
        allowed = None if query.filter.is_empty else self._catalogue.segment_ids(spec, query.filter)
        searched = len(index) if allowed is None else len(allowed)
        collect = _Collector(self._catalogue, by_film, self._is_shown)
        index_s = self._fill(
            collect, index, text.pooled, min(limit, searched), allowed, lambda: self._ids_of_present(spec, query.filter)
        )
        score_calibration, hints = (
            self._score_calibration(spec, len(index), text.pooled),
            find_hints(query.text, spec.is_multilingual),
        )
        # What is written in letters the model cannot read says nothing, however high it happens to score.
        is_read = not any(hint.kind == "script" for hint in hints)
        hits = tuple(
            Hit(
                rank,
                g.score,
                score_calibration.judge(g.score) if score_calibration is not None and is_read else "weak",
                g.segment,
                g.video,
                tuple(g.copies),
            )
            for rank, g in enumerate(collect.ranked[:limit], start=1)
        )
        counts = self._catalogue.counts(spec)
        # The states of videos speak of the chosen model; another one may know fewer videos, or more.
        ready = counts.searchable if self._instead_of is None else self._catalogue.coverage(spec).videos
        timings = SearchTimings(
            text_ms=1000 * (encoded_s - started_s),
            index_ms=1000 * index_s,
            fetch_ms=1000 * (self._now_s() - encoded_s - index_s),
        )
        return Answer(
            query=query,
            hits=hits,
            searched_segments=searched,
            ready_videos=ready,
            total_videos=counts.total,
            dropped=text.dropped,
            timings=timings,
            is_exact=is_exact,
            is_cut=len(collect.groups) > limit,
            by_film=by_film,
            is_judged=score_calibration is not None,
            hints=hints,
        )

    def _score_calibration(self, spec: EncoderSpec, size: int, text: FloatArray) -> ScoreCalibration | None:
        """How scores of this sentence are judged: by the model's null, until it is there by the library."""
        background, null = self._background_of(spec, size), self._calibration.find(spec)
        if null is None:
            return make_score_calibration(background @ text)
        if self._shift is None or self._shift[0] is not null or self._shift[1] is not background:
            self._shift = null, background, null.shift(background)
        return null.score_calibration(text, size, self._shift[2])

    def _is_shown(self, video: Video) -> bool:
        """False for a video that failed, or waits because it is another now than it was when it was indexed."""
        refined = video.info is not None and video.info.looked == "refine"
        return video.state in SHOWN_STATES or (
            (self._instead_of is not None or refined) and video.state == "waiting" and video.is_current
        )

    def _ids_of_present(self, spec: EncoderSpec, filter_: Filter) -> IdArray:
        """Segments whose files were not deleted."""
        states = (filter_.states or frozenset(get_args(VideoState))) - {"missing"}
        if not states:
            return np.zeros(0, np.int64)
        return self._catalogue.segment_ids(spec, replace(filter_, states=states))

    def _fill(
        self,
        collect: "_Collector",
        index: VectorIndex,
        vector: FloatArray,
        wanted: int,
        allowed: object,
        present: Callable[[], IdArray],
    ) -> float:
        """Ask the index for more and more until enough groups are there; returns the seconds it took.

        Where deleted files crowd the first places, only those that are there are asked for: `present` tells which.
        """
        spent_s, asked, is_narrow = 0.0, 0, False
        size = len(index) if allowed is None else len(cast(Collection[int], allowed))
        while asked < size and collect.present <= wanted:
            began_s = self._now_s()
            if not is_narrow and asked >= FAR * wanted and collect.present < len(collect.groups):
                rest = present()
                allowed, size, asked, is_narrow = rest, len(rest), 0, True
                if not size:
                    break
            asked = min(size, max(2 * wanted, 4 * asked, 16))
            ids, scores = index.search(vector, asked, cast("Collection[int] | None", allowed))
            spent_s += self._now_s() - began_s
            collect.take(ids.tolist(), scores.tolist())
            if len(ids) < asked:
                break
        return spent_s

    def _encode(self, text: str) -> TextVectors:
        """The sentence's vector; the last few are kept, so that a changed filter costs no second encoding."""
        key = f"{self._encoder.spec.key} {text}"
        known = self._texts.pop(key, None) or self._encoder.encode_text([text])[0]
        self._texts[key] = known
        if len(self._texts) > TEXTS_KEPT:
            self._texts.pop(next(iter(self._texts)))
        return known

    def _background_of(self, spec: EncoderSpec, size: int) -> FloatArray:
        """Vectors to compare with, read again when the library has become quite another."""
        known_key, known_size, known = self._background
        if known_key != spec.key or abs(size - known_size) > STALE_SHARE * known_size:
            known = self._catalogue.random_vectors(spec, BACKGROUND_SEGMENTS)
            self._background = spec.key, size, known
        return known


class _Collector:
    """Turns ids into groups of hits, best first."""

    def __init__(self, catalogue: Catalogue, by_film: bool, is_shown: Callable[[Video], bool]) -> None:
        self._catalogue = catalogue
        self._by_video = by_film
        self._is_shown = is_shown
        self._seen: set[int] = set()
        self._videos: dict[int, Video | None] = {}
        self._by_key: dict[object, _Group] = {}
        self.groups: list[_Group] = []

    @property
    def present(self) -> int:
        """Groups whose files were not deleted."""
        return sum(not group.is_missing for group in self.groups)

    @property
    def ranked(self) -> list[_Group]:
        """Best first, and below all others those whose files were deleted: there is nothing left to cut with."""
        return sorted(self.groups, key=lambda group: group.is_missing)

    def take(self, ids: Sequence[int], scores: Sequence[float]) -> None:
        """Add further results; those seen in an earlier, shorter answer are passed over."""
        fresh = {i: s for i, s in zip(ids, scores, strict=True) if i not in self._seen}
        self._seen.update(fresh)
        for segment in self._catalogue.segments(list(fresh)):
            video = self._video(segment.video_id)
            if video is not None and self._is_shown(video):
                self._add(fresh[segment.id], segment, video)

    def _add(self, score: float, segment: Segment, video: Video) -> None:
        content: object = video.info.fingerprint if video.info is not None else video.id
        key = content if self._by_video else (content, segment.start_s, segment.end_s)
        group = self._by_key.get(key)
        if group is None:
            self._by_key[key] = group = _Group(score, segment, video, [])
            self.groups.append(group)
        elif video.id != group.video.id and all(video.id != copy.id for copy in group.copies):
            self._join(group, segment, video)

    def _join(self, group: _Group, segment: Segment, video: Video) -> None:
        """Note another file with this content; one that is there speaks for one whose drive is away."""
        better = group.video.state != "ready" and video.state == "ready"
        same_place = (segment.start_s, segment.end_s) == (group.segment.start_s, group.segment.end_s)
        if better and same_place:
            group.copies.append(group.video)
            group.segment, group.video = segment, video
        else:
            group.copies.append(video)

    def _video(self, video_id: int) -> Video | None:
        if video_id not in self._videos:
            self._videos[video_id] = self._catalogue.video(video_id)
        return self._videos[video_id]
