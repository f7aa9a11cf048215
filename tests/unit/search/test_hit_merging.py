"""When moments of two models are one moment."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search.hit_merging import ENOUGH, MergedMoment, content_of, join, overlap
from core.values import Hit, MediaInfo, Segment, Video


def video(id_: int, content: str = "", name: str = "") -> Video:
    path = Path("/films") / (name or f"{id_}.mov")
    info = MediaInfo(path, 1, 1, 60.0, Fraction(25), 64, 36, 0, "h264", 1500, content or f"content {id_}")
    return Video(id_, 1, path, 1, 1, 0.0, "ready", info=info)


def hit(rank: int, start_s: float, end_s: float, video: Video, id_: int, score: float = 0.5) -> Hit:
    return Hit(rank, score, "good", Segment(id_, video.id, start_s, end_s, (start_s,) * 3), video)


def ids(moments: list[MergedMoment]) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    left, right = range(2)
    return {
        (tuple(h.segment.id for h in each.hits[left]), tuple(h.segment.id for h in each.hits[right]))
        for each in moments
    }


A, B = video(1), video(2)


def test_equal_spans_are_one_moment_and_other_videos_are_not() -> None:
    first = [hit(1, 0, 6, A, 1), hit(2, 0, 6, B, 2)]
    assert ids(join(first, [hit(1, 0, 6, A, 11)])) == {((1,), (11,)), ((2,), ())}


def test_a_long_moment_takes_in_the_short_ones_inside_it() -> None:
    second = [hit(1, 2, 4, A, 12), hit(2, 0, 2, A, 11), hit(3, 6, 8, A, 14), hit(4, 4, 6, A, 13)]
    found = join([hit(5, 0, 6, A, 1)], second)
    assert ids(found) == {((1,), (12, 11, 13)), ((), (14,))}
    assert {moment.ranks for moment in found} == {(5, 1), (None, 3)}


def test_half_of_the_shorter_is_enough_and_less_is_not() -> None:
    assert ids(join([hit(1, 0, 6, A, 1)], [hit(1, 5, 7, A, 11)])) == {((1,), (11,))}
    assert ids(join([hit(1, 0, 6, A, 1)], [hit(1, 5.1, 7.1, A, 11)])) == {((1,), ()), ((), (11,))}


def test_a_moment_between_two_goes_to_the_larger_overlap_then_to_the_earlier() -> None:
    leaders = [hit(1, 0, 6, A, 1), hit(2, 6, 12, A, 2)]
    assert ids(join(leaders, [hit(1, 5, 8, A, 11)])) == {((1,), ()), ((2,), (11,))}
    assert ids(join(leaders, [hit(1, 5, 7, A, 11)])) == {((1,), (11,)), ((2,), ())}


def test_copies_of_a_video_are_one_video() -> None:
    one, other = video(3, "same"), video(4, "same")
    assert content_of(hit(1, 0, 6, one, 1)) == content_of(hit(1, 0, 6, other, 2))
    assert ids(join([hit(1, 0, 6, one, 1)], [hit(1, 0, 6, other, 11)])) == {((1,), (11,))}


def test_still_pictures_meet_at_their_place() -> None:
    assert ids(join([hit(1, 0, 0, A, 1)], [hit(3, 0, 0, A, 11)])) == {((1,), (11,))}


def test_by_video_the_place_does_not_count() -> None:
    found = join([hit(4, 0, 6, A, 1)], [hit(2, 50, 56, A, 11)], by_video=True)
    assert [moment.ranks for moment in found] == [(4, 2)]


@st.composite
def cuts(draw: st.DrawFn, first_id: int) -> list[Hit]:
    """The segments of two videos as one model cuts them, some of them found, in any order."""
    found = []
    for video in (A, B):
        edges = sorted(draw(st.sets(st.integers(0, 40), min_size=2, max_size=9)))
        found += [(a, b, video) for a, b in pairwise(edges) if draw(st.booleans())]
    found = draw(st.permutations(found))
    return [hit(i + 1, a, b, video, first_id + i) for i, (a, b, video) in enumerate(found)]


@given(cuts(first_id=100), cuts(first_id=200))
def test_every_hit_is_in_one_moment_whoever_is_asked_first(first: list[Hit], second: list[Hit]) -> None:
    moments = join(first, second)
    for side, hits in enumerate((first, second)):
        inside = [each.segment.id for moment in moments for each in moment.hits[side]]
        assert sorted(inside) == sorted(each.segment.id for each in hits)
    assert ids(moments) == {(left, right) for right, left in ids(join(second, first))}


@given(cuts(first_id=100), cuts(first_id=200))
def test_moments_are_led_by_a_segment_that_all_of_the_other_model_overlap(first: list[Hit], second: list[Hit]) -> None:
    for moment in join(first, second):
        assert min(map(len, moment.hits)) <= 1, "only one side has a leader, the other may be cut finer"
        few, many = sorted(moment.hits, key=len)
        assert few or len(many) == 1
        for leader in few:
            assert all(overlap(leader.segment, each.segment) >= ENOUGH for each in many)
            assert all(content_of(leader) == content_of(each) for each in many)


def test_the_best_rank_of_a_side_counts() -> None:
    (moment,) = join([hit(1, 0, 9, A, 1)], [hit(7, 0, 3, A, 11), hit(4, 3, 6, A, 12)])
    assert moment.ranks == (1, 4)
    assert moment.rank(1) == pytest.approx(4)
