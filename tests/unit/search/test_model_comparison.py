"""Two rankings side by side, and the third made of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search.model_comparison import K, compare, depth_of, reciprocal_rank
from core.values import Answer, Comparison, EncoderSpec, FrameShape, Hit, ModelCoverage, Query, SearchTimings
from tests.unit.search.test_hit_merging import A, B, cuts, hit, video


def spec(name: str) -> EncoderSpec:
    return EncoderSpec(name, "fake", name * 64, 8, 8, 12, FrameShape(32), 20, 0)


HOLDINGS = ModelCoverage(spec("a"), 4, 5, 40, 60.0), ModelCoverage(spec("b"), 3, 5, 30, 45.0)


def answer(hits: list[Hit]) -> Answer:
    return Answer(Query("red car", ()), tuple(hits), 40, 4, 5, (), SearchTimings(1.0, 2.0, 3.0), True)


def put(first: list[Hit], second: list[Hit], limit: int = 100, known: bool = True) -> Comparison:
    return compare((answer(first), answer(second)), HOLDINGS, limit, False, lambda *_: known)


def places(found: Answer) -> list[tuple[int, float, float, float]]:
    """What the viewer sees of a fused ranking, and the score it is ordered by."""
    return [(h.video.id, h.segment.start_s, h.segment.end_s, h.fusion.score) for h in found.hits if h.fusion]


def test_each_moment_knows_its_rank_with_the_other_model() -> None:
    one = [hit(1, 0, 6, A, 1), hit(2, 6, 12, A, 2), hit(3, 0, 6, B, 3)]
    two = [hit(1, 6, 12, A, 12), hit(2, 30, 36, B, 14), hit(3, 0, 6, A, 11)]
    left, right = put(one, two).columns
    assert [(p.elsewhere, p.gain) for p in left.ranked_hits] == [(3, 2), (1, -1), (None, None)]
    assert [(p.elsewhere, p.gain) for p in right.ranked_hits] == [(2, 1), (None, None), (1, -2)]
    assert left.coverage is HOLDINGS[0]
    assert left.depth == 3


def test_a_rank_below_what_is_shown_is_told_all_the_same() -> None:
    one = [hit(1, 0, 6, A, 1)]
    two = [hit(i, 10.0 * i, 10.0 * i + 5, B, 10 + i) for i in range(1, 40)] + [hit(40, 0, 6, A, 99)]
    left, right = put(one, two, limit=5).columns
    assert left.ranked_hits[0].elsewhere == 40
    assert len(right.ranked_hits) == len(right.answer.hits) == 5
    assert right.depth == 40
    assert depth_of(100) >= 200


def test_a_video_the_other_model_has_not_looked_at_is_told_apart() -> None:
    (ranked_hit,) = put([hit(1, 0, 6, A, 1)], [], known=False).columns[0].ranked_hits
    assert ranked_hit.elsewhere is None
    assert not ranked_hit.is_known_there
    (ranked_hit,) = put([hit(1, 0, 6, A, 1)], [], known=True).columns[0].ranked_hits
    assert ranked_hit.is_known_there


def test_fusion_prefers_what_both_rank_high() -> None:
    one = [hit(1, 0, 6, A, 1), hit(2, 6, 12, A, 2)]
    two = [hit(1, 0, 6, B, 13), hit(2, 6, 12, A, 12)]
    fused = put(one, two).fused
    best = fused.hits[0]
    assert (best.video.id, best.segment.start_s, best.rank) == (A.id, 6, 1)
    assert best.fusion is not None
    assert best.fusion.ranks == (("a", 2), ("b", 2))
    assert best.fusion.score == pytest.approx(2 / (K + 2))
    assert fused.hits[1].fusion is not None
    assert fused.hits[1].fusion.ranks in ((("a", 1), ("b", None)), (("a", None), ("b", 1)))
    assert fused.fused == HOLDINGS
    assert [each.rank for each in fused.hits] == [1, 2, 3]


def test_the_hit_shown_is_of_the_model_that_ranks_it_higher() -> None:
    fused = put([hit(3, 0, 6, A, 1)], [hit(1, 0, 6, A, 11)]).fused
    assert [each.segment.id for each in fused.hits] == [11]
    assert fused.hits[0].fusion is not None
    assert fused.hits[0].fusion.seen_by == "b"


def test_equal_scores_are_ordered_by_path_and_time_not_by_chance() -> None:
    first, second = video(8), video(9)
    one, two = [hit(1, 0, 6, second, 1)], [hit(1, 0, 6, first, 11)]
    assert [each.video.id for each in put(one, two).fused.hits] == [8, 9]
    assert [each.video.id for each in put(two, one).fused.hits] == [8, 9]


def test_two_empty_answers_give_an_empty_one() -> None:
    found = put([], [])
    assert found.fused.hits == ()
    assert [column.ranked_hits for column in found.columns] == [(), ()]


RANKS = st.one_of(st.none(), st.integers(1, 1000))


@given(st.lists(RANKS, max_size=5))
def test_the_score_does_not_care_in_which_order_models_are_named(ranks: list[int | None]) -> None:
    assert reciprocal_rank(ranks) == reciprocal_rank(ranks[::-1])


@given(st.lists(RANKS, min_size=1, max_size=5), st.data())
def test_a_better_rank_never_lowers_the_score(ranks: list[int | None], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(ranks) - 1))
    was = ranks[at]
    better = data.draw(st.integers(1, was - 1 if was else 1000)) if was != 1 else 1
    raised = [*ranks[:at], better, *ranks[at + 1 :]]
    assert reciprocal_rank(raised) >= reciprocal_rank(ranks)
    if was != 1:
        assert reciprocal_rank(raised) > reciprocal_rank(ranks)


def test_the_formula() -> None:
    assert reciprocal_rank([1, 2, None]) == pytest.approx(1 / 61 + 1 / 62)
    assert reciprocal_rank([None, None]) == 0.0


@given(cuts(first_id=100), cuts(first_id=200))
def test_fusion_is_symmetric(first: list[Hit], second: list[Hit]) -> None:
    assert places(put(first, second).fused) == places(put(second, first).fused)


@given(cuts(first_id=100), cuts(first_id=200), st.floats(1e-3, 1e3), st.floats(-10, 10))
def test_fusion_does_not_care_for_the_scale_of_scores(
    first: list[Hit], second: list[Hit], scale: float, shift: float
) -> None:
    other = [replace(each, score=each.score * scale + shift) for each in second]
    assert places(put(first, other).fused) == places(put(first, second).fused)


@given(cuts(first_id=100), cuts(first_id=200))
def test_every_moment_is_in_the_fused_ranking_once_and_scores_fall(first: list[Hit], second: list[Hit]) -> None:
    fused = put(first, second).fused
    scores = [each.fusion.score for each in fused.hits if each.fusion]
    assert scores == sorted(scores, reverse=True)
    ranked = [{rank for each in fused.hits if each.fusion and (rank := each.fusion.ranks[side][1])} for side in (0, 1)]
    best = [1 in ranks or not hits for ranks, hits in zip(ranked, (first, second), strict=True)]
    assert all(best), "the first of each model is there"
    assert len({each.segment.id for each in fused.hits}) == len(fused.hits)


@given(cuts(first_id=100))
def test_a_model_fused_with_itself_changes_nothing(first: list[Hit]) -> None:
    again = [replace(each, segment=replace(each.segment, id=each.segment.id + 500)) for each in first]
    assert [each.segment.id for each in put(first, again).fused.hits] == [each.segment.id for each in first]
    assert all(ranked_hit.gain == 0 for column in put(first, again).columns for ranked_hit in column.ranked_hits)
