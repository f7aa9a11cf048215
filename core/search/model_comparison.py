"""One question, two models: their rankings side by side, and the third ranking that is made of them. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import fsum
from typing import Final

from core.search.hit_merging import MergedMoment, join
from core.values import (
    Answer,
    Comparison,
    EncoderSpec,
    Fusion,
    Hint,
    Hit,
    ModelCoverage,
    RankedColumn,
    RankedHit,
    SearchTimings,
    Video,
)

K: Final = 60
"""Of reciprocal rank fusion; the value of its authors. Larger listens more to agreement, smaller to first places."""
LEAST_DEPTH: Final = 200
HasIndexed = Callable[[EncoderSpec, Sequence[Video]], bool]
"""Does this model know one of these files, which have the same content?"""


def depth_of(limit: int) -> int:
    """How many moments of each model are looked through, so that a lower rank is shown rather than none."""
    return max(LEAST_DEPTH, 2 * limit)


def reciprocal_rank(ranks: Iterable[int | None], k: int = K) -> float:
    """The score of a thing that several rankings place: the sum over the rankings of 1 / (k + rank).

    Ranks begin at 1; a ranking that does not have it (None) adds nothing. Scores of the models do not enter, so
    that models of quite different scales can be joined.
    Source: Cormack, Clarke and Buettcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning
    methods", SIGIR 2009.
    """
    return fsum(1.0 / (k + rank) for rank in ranks if rank is not None)


def compare(
    answers: tuple[Answer, Answer],
    coverages: tuple[ModelCoverage, ModelCoverage],
    limit: int,
    by_video: bool,
    has_indexed: HasIndexed,
) -> Comparison:
    """Put two answers to one question, deeper than `limit`, side by side."""
    moments = join(answers[0].hits, answers[1].hits, by_video=by_video)
    left, right = (_column(side, answers[side], coverages, moments, limit, has_indexed) for side in (0, 1))
    return Comparison(answers[0].query, (left, right), _fused(answers, coverages, moments, limit))


def _column(
    side: int,
    answer: Answer,
    coverages: tuple[ModelCoverage, ModelCoverage],
    moments: Sequence[MergedMoment],
    limit: int,
    has_indexed: HasIndexed,
) -> RankedColumn:
    elsewhere = {hit.segment.id: moment.rank(1 - side) for moment in moments for hit in moment.hits[side]}
    other = coverages[1 - side].spec
    ranked_hits = []
    for hit in answer.hits[:limit]:
        rank = elsewhere[hit.segment.id]
        is_known = rank is not None or has_indexed(other, (hit.video, *hit.copies))
        ranked_hits.append(RankedHit(hit, rank, is_known))
    shown = replace(answer, hits=answer.hits[:limit], is_cut=answer.is_cut or len(answer.hits) > limit)
    return RankedColumn(coverages[side], shown, tuple(ranked_hits), len(answer.hits))


def _fused(
    answers: tuple[Answer, Answer],
    coverages: tuple[ModelCoverage, ModelCoverage],
    moments: Sequence[MergedMoment],
    limit: int,
) -> Answer:
    """The third ranking as an answer, deleted files last. Equal scores: the better single rank, then path and time."""
    names = [coverage.spec.name for coverage in coverages]
    ordered = sorted(moments, key=_order)[:limit]
    hits = tuple(
        replace(_shown(moment), rank=rank, fusion=_fusion(moment, names))
        for rank, moment in enumerate(ordered, start=1)
    )
    one, other = answers
    return Answer(
        query=one.query,
        hits=hits,
        searched_segments=one.searched_segments + other.searched_segments,
        ready_videos=max(coverage.videos for coverage in coverages),
        total_videos=max(one.total_videos, other.total_videos),
        dropped=tuple(dict.fromkeys((*one.dropped, *other.dropped))),
        timings=_added(one.timings, other.timings),
        is_exact=one.is_exact and other.is_exact,
        fused=coverages,
        is_cut=len(moments) > limit or one.is_cut or other.is_cut,
        by_video=one.by_video,
        is_judged=one.is_judged and other.is_judged,
        hints=_shared_hints(one, other),
    )


def _order(moment: MergedMoment) -> tuple[bool, float, int, str, float]:
    shown = _shown(moment)
    is_gone = all(video.state == "missing" for video in (shown.video, *shown.copies))
    return is_gone, -reciprocal_rank(moment.ranks), shown.rank, str(shown.video.path), shown.segment.start_s


def _shown(moment: MergedMoment) -> Hit:
    """The hit that stands for it: of the model that ranks it higher, of equal ones the segment that was first made."""
    return min((hits[0] for hits in moment.hits if hits), key=lambda hit: (hit.rank, hit.segment.id))


def _fusion(moment: MergedMoment, names: Sequence[str]) -> Fusion:
    shown = _shown(moment)
    side = next(side for side, hits in enumerate(moment.hits) if any(hit is shown for hit in hits))
    return Fusion(reciprocal_rank(moment.ranks), tuple(zip(names, moment.ranks, strict=True)), names[side])


def _added(one: SearchTimings, other: SearchTimings) -> SearchTimings:
    return SearchTimings(one.text_ms + other.text_ms, one.index_ms + other.index_ms, one.fetch_ms + other.fetch_ms)


def _shared_hints(one: Answer, other: Answer) -> tuple[Hint, ...]:
    """Hints that hold for both: a model that reads the language makes up for one that does not."""
    return tuple(hint for hint in one.hints if hint in other.hints)
