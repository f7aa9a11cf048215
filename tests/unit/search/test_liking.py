"""Likes and dislikes: what they add to a score, and what they do to an answer through `Library`."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.errors import EmptyQueryError, QueryError
from core.library import add_phrase
from core.search import composite_search
from core.search.liking import DISLIKED_SHARE, LIKED_SHARE, likes_score
from core.search.phrases import cut_query
from core.values import Answer, FloatArray, Hit, Like, LikeKind, Query, Step
from tests.fakes.house import FakeHouse, house_of_scenes

SPREADS = arrays(np.float32, 6, elements=st.floats(-5, 8, width=32))
SCENES = [
    ("red car", "blue sky"),
    ("red frog", "white rabbit"),
    ("red frog", "bear fence"),
    ("red bus", "grey road"),
    ("red car", "moon rover"),
]


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    return house_of_scenes(tmp_path, SCENES)


def place(hit: Hit, kind: LikeKind = "liked") -> Like:
    return Like(kind, hit.video.path, hit.segment.start_s, hit.segment.end_s)


def hit_at(answer: Answer, stem: str, start_s: float) -> Hit:
    return next(hit for hit in answer.hits if (hit.video.path.stem, hit.segment.start_s) == (stem, start_s))


def stems(answer: Answer, count: int) -> list[str]:
    return [hit.video.path.stem for hit in answer.hits[:count]]


# ---- numbers


@given(SPREADS, SPREADS)
def test_a_like_raises_in_proportion_and_a_dislike_lowers(a: FloatArray, b: FloatArray) -> None:
    np.testing.assert_allclose(likes_score([a], []), LIKED_SHARE * a, atol=1e-5)
    np.testing.assert_allclose(likes_score([], [b]), -DISLIKED_SHARE * b, atol=1e-5)
    np.testing.assert_allclose(likes_score([a], [b]), LIKED_SHARE * a - DISLIKED_SHARE * b, atol=1e-5)


@given(SPREADS, SPREADS)
def test_many_likes_count_no_more_than_one(a: FloatArray, b: FloatArray) -> None:
    np.testing.assert_allclose(likes_score([a, a, b, b], []), likes_score([a, b], []), atol=1e-5)


# ---- answers


def test_what_looks_like_a_liked_result_comes_first(house: FakeHouse) -> None:
    plain = house.library.search(cut_query("red"))
    liked = replace(cut_query("red"), likes=(place(hit_at(plain, "1", 0.0)),))
    assert set(stems(house.library.search(liked), 2)) == {"1", "2"}
    other = replace(cut_query("red"), likes=(place(hit_at(plain, "0", 0.0)),))
    assert set(stems(house.library.search(other), 2)) == {"0", "4"}


def test_what_looks_like_a_disliked_result_comes_after_the_others(house: FakeHouse) -> None:
    plain = house.library.search(cut_query("red"))
    disliked = replace(cut_query("red"), likes=(place(hit_at(plain, "0", 0.0), "disliked"),))
    assert set(stems(plain, 2)) == {"0", "4"}
    reds = [hit.video.path.stem for hit in house.library.search(disliked).hits if hit.segment.start_s == 0.0]
    assert set(reds[-2:]) == {"0", "4"}


def test_judged_results_stay_marked_and_the_rest_is_not(house: FakeHouse) -> None:
    plain = house.library.search(cut_query("red"))
    query = replace(
        cut_query("red"), likes=(place(hit_at(plain, "1", 0.0)), place(hit_at(plain, "3", 0.0), "disliked"))
    )
    marked = {(h.video.path.stem, h.segment.start_s): h.judged for h in house.library.search(query).hits if h.judged}
    assert marked == {("1", 0.0): "liked", ("3", 0.0): "disliked"}


def test_likes_never_change_how_well_a_moment_fits(house: FakeHouse) -> None:
    marked = add_phrase(cut_query("red"), "bus", "should")
    plain = {hit.segment.id: (hit.strength, hit.score) for hit in house.library.search(marked).hits}
    liked = replace(marked, likes=(place(house.library.search(marked).hits[0]),))
    for hit in house.library.search(liked).hits:
        strength, score = plain[hit.segment.id]
        assert hit.strength == strength
        assert hit.score - hit.likes == pytest.approx(score, abs=1e-4)


def test_the_explanation_says_what_likes_add_and_keeps_the_score(house: FakeHouse) -> None:
    plain = house.library.search(cut_query("red car"))
    query = replace(cut_query("red car"), likes=(place(plain.hits[0]), place(plain.hits[-1], "disliked")))
    for hit in house.library.search(query).hits:
        made = house.library.explain(query, hit.segment.id)
        assert made.likes == pytest.approx(hit.likes, abs=1e-4)
        assert made.score == house.library.explain(cut_query("red car"), hit.segment.id).score
        assert made.likes_line
    assert house.library.explain(cut_query("red car"), plain.hits[0].segment.id).likes_line == ""


def test_muted_likes_count_for_nothing(house: FakeHouse) -> None:
    plain = house.library.search(cut_query("red"))
    muted = replace(cut_query("red"), likes=(replace(place(hit_at(plain, "1", 0.0)), muted=True),))
    found = house.library.search(muted)
    assert [hit.segment.id for hit in found.hits] == [hit.segment.id for hit in plain.hits]
    assert not any(hit.judged for hit in found.hits)


def test_likes_alone_find_nothing(house: FakeHouse) -> None:
    with pytest.raises(EmptyQueryError):
        house.library.search(Query("", (), likes=(Like("liked", house.home / "films/0.film", 0.0, 3.0),)))


def test_likes_order_chains_by_the_moment_they_begin_with(house: FakeHouse) -> None:
    asked = replace(cut_query("red"), then=(Step("rabbit"),))
    plain = house.library.search(asked)
    liked = house.library.search(replace(asked, likes=(place(hit_at(plain, "0", 0.0)),)))
    for hit in liked.hits:
        before = next((each for each in plain.hits if each.segment.id == hit.segment.id), None)
        assert before is None or hit.score - hit.likes == pytest.approx(before.score, abs=1e-4)
    assert hit_at(liked, "0", 0.0).likes > hit_at(liked, "1", 0.0).likes


def test_a_like_is_named_by_any_of_its_frames_and_outlives_indexing_again(house: FakeHouse) -> None:
    path = house.home / "films/1.film"
    for start_s, stop_s in ((1.0, 1.0), (0.3, 2.6), (0.0, 3.0)):
        found = house.library.search(replace(cut_query("red"), likes=(Like("liked", path, start_s, stop_s),)))
        assert [(h.video.path.stem, h.segment.start_s) for h in found.hits if h.judged] == [("1", 0.0)]
        assert set(stems(found, 2)) == {"1", "2"}


def test_in_a_large_library_what_is_liked_is_looked_for_as_well(
    house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composite_search, "WHOLE", 0)
    monkeypatch.setattr(composite_search, "POOL", 1)
    rabbit = Like("liked", house.home / "films/1.film", 3.0, 6.0)
    found = house.library.search(replace(cut_query("red car"), likes=(rabbit,)), 1)
    ids = [hit.segment.id for hit in found.hits]
    assert ids
    assert not found.is_exact


@pytest.mark.parametrize(
    "like",
    [Like("liked", Path(), 0.0, 1.0), Like("liked", Path("/a"), 2.0, 1.0), Like("disliked", Path("/a"), -1.0, 1.0)],
)
def test_what_names_no_moment_is_refused(house: FakeHouse, like: Like) -> None:
    with pytest.raises(QueryError):
        house.library.search(replace(cut_query("red"), likes=(like,)))


def test_a_liked_clip_that_is_gone_is_named(house: FakeHouse) -> None:
    with pytest.raises(Exception, match=r"gone\.mov"):
        house.library.search(replace(cut_query("red"), likes=(Like("liked", house.home / "gone.mov", 0.0, 1.0),)))
