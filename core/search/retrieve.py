"""From a query to ranked moments, in words an editor can use."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, cast, get_args

import numpy as np

from core.ports import Catalogue, Clock, Encoder, VectorIndex
from core.search.calibration import Calibration
from core.search.centre_muting import POOL, centres_left_out, muting_hint
from core.search.collecting import ResultCollector, ResultGroup
from core.search.composite_search import POOL_GROWTH, CompositeSearch, Ranking, Scope, first_pool
from core.search.examples import ExampleReader
from core.search.explaining import explain_moment
from core.search.hints import find_hints
from core.search.hit_merging import content_of
from core.search.liking import judgement, likes_of_moment
from core.search.query_plan import plan_steps
from core.search.query_rules import without_silent_steps
from core.search.query_vectors import QueryVectors, rebalanced
from core.search.takes import find_stacks
from core.values import (
    Answer,
    EncoderSpec,
    Explanation,
    Filter,
    FloatArray,
    Hint,
    Hit,
    HitSort,
    IdArray,
    Query,
    SearchTimings,
    Segment,
    Strength,
    Video,
    VideoState,
    shot_key,
)

FAR: Final = 8
"""So many times the wanted hits are looked through before deleted files are left out of the question."""
SHOWN_STATES: Final = frozenset({"ready", "missing", "offline"})


@dataclass(frozen=True, slots=True, eq=False)
class RankedGroups:
    """What one way of ranking found."""

    groups: Sequence[ResultGroup]
    """Best first, as many as were asked for."""
    judge: Callable[[ResultGroup], Strength] | None
    """None while it is not known what scores are worth."""
    dropped: tuple[str, ...]
    encoded_s: float
    """When all sentences were vectors."""
    index_s: float
    """How long the index was asked."""
    is_exact: bool
    is_cut: bool
    then: dict[int, tuple[int, ...]]
    """By the id a group was found by: the moments of further steps."""
    in_spreads: bool = False
    likes: Mapping[int, float] = field(default_factory=dict)
    """By the id a group was found by: what likes add to its score."""


class Searcher:
    """Answers queries. Thread: the engine lane."""

    def __init__(
        self,
        catalogue: Catalogue,
        encoder: Encoder,
        now_s: Clock,
        calibration: Calibration,
        examples: ExampleReader,
        instead_of: EncoderSpec | None = None,
    ) -> None:
        """`instead_of` is a model for which videos may wait that are shown all the same."""
        self._catalogue = catalogue
        self._instead_of = instead_of
        self._encoder = encoder
        self._now_s = now_s
        self._examples = examples
        self._vectors = QueryVectors(catalogue, encoder, calibration)
        self._size = 0
        """Moments of the index that was asked last."""

    def prepare(self, index: VectorIndex) -> None:
        """Read what the first search would wait for."""
        self._size = len(index)
        self._vectors.prepare(self._size)

    def forget_texts(self) -> None:
        """Sentences are read in another way from now on: words were taught or removed."""
        self._vectors.forget_texts()

    def answer(self, query: Query, index: VectorIndex, is_exact: bool, limit: int, by_video: bool) -> Answer:
        """Rank moments. Raises: QueryError, EncoderError, MediaError (of an example), StoreError."""
        given, query = query, without_silent_steps(query)
        spec = self._encoder.spec
        self._size = len(index)
        started_s = self._now_s()
        allowed = None if query.filter.is_empty else self._catalogue.segment_ids(spec, query.filter)
        scope = Scope(index, allowed, len(index) if allowed is None else len(allowed))
        asked_s = self._now_s()
        collect = ResultCollector(self._catalogue, by_video, self._is_shown)
        steps = plan_steps(query)
        judges = any(not like.muted for like in query.likes)
        is_sentence, ranked = len(steps) == 1 and steps[0].is_sentence and not judges, 0
        if is_sentence and centres_left_out(query, spec):
            found = self._without_centres(query, scope, collect, is_exact and not by_video, limit)
            ranked = min(len(collect.groups), max(limit, POOL))
        elif is_sentence:
            found = self._by_sentence(query, scope, collect, is_exact, limit)
        else:
            found = self._by_parts(query, scope, collect, limit)
        muting = muting_hint(query, spec, ranked, is_sentence)
        hints = (*self._hints(query), *([muting] if muting is not None else []))
        # What is written in letters the model cannot read says nothing, however high it happens to score.
        judge = found.judge if not any(hint.kind == "script" for hint in hints) else None
        later = self._later_moments(found)
        hits = [
            Hit(
                rank,
                g.score,
                judge(g) if judge is not None else "weak",
                g.segment,
                g.video,
                tuple(g.copies),
                then=later.get(g.found_id, ()),
                likes=found.likes.get(g.found_id, 0.0),
            )
            for rank, g in enumerate(found.groups, start=1)
        ]
        if query.likes:
            hits = [replace(hit, judged=judgement(hit, query.likes)) for hit in hits]
        stacks = self._stacks(hits)
        counts = self._catalogue.counts(spec)
        # The states of videos speak of the chosen model; another one may know fewer videos, or more.
        ready = counts.searchable if self._instead_of is None else self._catalogue.coverage(spec).videos
        timings = SearchTimings(
            text_ms=1000 * (found.encoded_s - asked_s),
            index_ms=1000 * found.index_s,
            fetch_ms=1000 * (self._now_s() - found.encoded_s - found.index_s + asked_s - started_s),
        )
        return Answer(
            query=given,
            hits=in_order(hits, query.sort),
            searched_segments=scope.size,
            ready_videos=ready,
            total_videos=counts.total,
            dropped=found.dropped,
            timings=timings,
            is_exact=found.is_exact,
            is_cut=found.is_cut,
            by_video=by_video,
            is_judged=found.judge is not None,
            hints=hints,
            in_spreads=found.in_spreads,
            stacks=stacks,
        )

    def explain(self, query: Query, segment: Segment, step: int = 0) -> Explanation:
        """Take the score of one segment apart, for this step of those that were searched.

        Raises: QueryError, MediaError (of an example), StoreError, EncoderError.
        """
        query = without_silent_steps(query)
        frames = self._catalogue.frame_vectors([segment.id])[0]
        examples = [each.vector for each in self._examples.vectors(query, self._encoder)]
        made = explain_moment(self._encoder, query, frames, segment.frame_times_s, examples, step)
        liked = self._examples.liked(query, self._encoder)
        if not liked or step:  # likes are added once, for the moment with which a chain begins
            return made
        vector = self._catalogue.segment_vectors([segment.id])[0]
        added = likes_of_moment(liked, vector, lambda each: self._vectors.example_scale(each, self._size))
        return replace(made, likes=added)

    # ---- ways of ranking

    def _by_sentence(
        self, query: Query, scope: Scope, collect: ResultCollector, is_exact: bool, limit: int
    ) -> RankedGroups:
        """One sentence, one question to the index."""
        text = self._vectors.text(query.sentence)
        own = self._encoder.spec.global_weight
        vector = text.pooled if query.motion is None or own is None else rebalanced(text.pooled, own, query.motion)
        encoded_s = self._now_s()
        index_s = self._fill(
            collect,
            scope.index,
            vector,
            min(limit, scope.size),
            scope.allowed,
            lambda: self._ids_of_present(self._encoder.spec, query.filter),
        )
        measure = self._vectors.calibration_of(vector, len(scope.index))
        return RankedGroups(
            collect.ranked[:limit],
            (lambda group: measure.judge(group.score)) if measure is not None else None,
            text.dropped,
            encoded_s,
            index_s,
            is_exact,
            len(collect.groups) > limit,
            {},
        )

    def _without_centres(
        self, query: Query, scope: Scope, collect: ResultCollector, is_exact: bool, limit: int
    ) -> RankedGroups:
        """One sentence, and the best moments ranked again by what the other centres add."""
        pool = max(limit, POOL)
        found = self._by_sentence(query, scope, collect, is_exact, pool)
        judge = found.judge
        verdicts = {group.found_id: judge(group) for group in found.groups} if judge is not None else {}
        for group in found.groups:
            group.score = self.explain(query, group.segment).score
        ranked = sorted(found.groups, key=lambda group: (group.is_missing, -group.score))
        return replace(
            found,
            groups=ranked[:limit],
            judge=(lambda group: verdicts[group.found_id]) if judge is not None else None,
            is_exact=found.is_exact and not found.is_cut,
            is_cut=found.is_cut or len(ranked) > limit,
        )

    def _by_parts(self, query: Query, scope: Scope, collect: ResultCollector, limit: int) -> RankedGroups:
        """Phrases, examples and steps, each scored by itself."""
        examples = self._examples.vectors(query, self._encoder)
        likes = self._examples.liked(query, self._encoder)
        search = CompositeSearch(query, self._catalogue, self._encoder, self._vectors, scope, examples, likes)
        encoded_s, index_s, pool = self._now_s(), 0.0, first_pool(limit)
        while True:
            began_s = self._now_s()
            ranking = search.rank(pool, limit)
            index_s += self._now_s() - began_s
            used = self._collect(ranking, collect, limit)
            if not ranking.can_grow or (collect.present > limit and not ranking.moments[used - 1].is_excluded):
                break
            pool *= POOL_GROWTH
            collect.clear()
        moments = {each.id: each for each in ranking.moments[:used]}
        measure = ranking.judge

        def judge(group: ResultGroup) -> Strength:
            moment = moments[group.found_id]
            return "weak" if moment.is_excluded or measure is None else measure.judge(moment.wanted)

        return RankedGroups(
            collect.ranked[:limit],
            judge if measure is not None else None,
            search.dropped,
            encoded_s,
            index_s,
            ranking.is_exact,
            len(collect.groups) > limit,
            {id_: each.then for id_, each in moments.items() if each.then},
            in_spreads=True,
            likes={id_: each.likes for id_, each in moments.items() if each.likes},
        )

    def _collect(self, ranking: Ranking, collect: ResultCollector, limit: int) -> int:
        """Take moments, best first, until there are enough; returns how many were taken."""
        taken = 0
        while taken < len(ranking.moments) and collect.present <= limit:
            part = ranking.moments[taken : taken + max(2 * limit, 16)]
            collect.take([each.id for each in part], [each.score for each in part])
            taken += len(part)
        return taken

    # ---- what is reported beside the moments

    def _hints(self, query: Query) -> tuple[Hint, ...]:
        spec = self._encoder.spec
        said = ", ".join(text for text in (query.sentence, *(step.sentence for step in query.then)) if text)
        hints = find_hints(said, spec.is_multilingual)
        if query.motion is not None and spec.global_weight is None:
            hints = (*hints, Hint("motion", spec.name))
        return hints

    def _stacks(self, hits: Sequence[Hit]) -> tuple[tuple[int, ...], ...]:
        """Near-identical takes among the moments that are listed, by the ids of their segments."""
        if len(hits) < 2:
            return ()
        ids = [hit.segment.id for hit in hits]
        vectors, usual = self._catalogue.segment_vectors(ids), self._vectors.usual_likeness(self._size)
        found = find_stacks(vectors, [content_of(hit) for hit in hits], usual)
        return tuple(tuple(ids[row] for row in stack) for stack in found)

    def _later_moments(self, found: RankedGroups) -> dict[int, tuple[Segment, ...]]:
        """The moments of further steps of the groups that are shown."""
        shown = {group.found_id: found.then.get(group.found_id, ()) for group in found.groups}
        wanted = list(dict.fromkeys(id_ for ids in shown.values() for id_ in ids))
        segments = {each.id: each for each in self._catalogue.segments(wanted)} if wanted else {}
        return {first: tuple(segments[id_] for id_ in ids if id_ in segments) for first, ids in shown.items()}

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
        collect: ResultCollector,
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


def in_order(hits: Sequence[Hit], sort: HitSort) -> tuple[Hit, ...]:
    """The hits as they are to be listed; ranks stay those of the match."""
    if sort == "name":
        return tuple(
            sorted(hits, key=lambda hit: (hit.video.path.name.casefold(), str(hit.video.path), hit.segment.start_s))
        )
    if sort == "shot":  # clips that do not say when they were shot come last
        return tuple(sorted(hits, key=lambda hit: (*shot_key(hit.video), str(hit.video.path), hit.segment.start_s)))
    if sort == "added":
        return tuple(sorted(hits, key=lambda hit: (-hit.video.added_s, str(hit.video.path), hit.segment.start_s)))
    return tuple(hits)
