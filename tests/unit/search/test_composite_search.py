"""Marked queries over a library on fakes: excluded, optional, joined and by example, through `Library`."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from core.errors import C2VError, EmptyQueryError, QueryError
from core.library import add_phrase
from core.search import composite_search
from core.search.phrases import cut_query
from core.search.retrieve import in_order
from core.values import (
    Answer,
    CreationDate,
    Example,
    Filter,
    Hit,
    MediaInfo,
    Phrase,
    Query,
    Segment,
    SourceMetadata,
    Step,
    Video,
)
from tests.fakes.house import FakeHouse, house_of_scenes
from tests.fakes.still_frames import draw_video

SCENES = [
    ("red car", "blue sky"),
    ("blue sky", "red car"),
    ("red frog", "white rabbit"),
    ("bear fence", "man walks"),
    ("fly petal", "dog basket"),
    ("moon rover", "stream stones"),
    ("red bus", "grey road"),
]


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    return house_of_scenes(tmp_path, SCENES)


def names(answer: Answer) -> list[tuple[str, float]]:
    return [(hit.video.path.stem, hit.segment.start_s) for hit in answer.hits]


def test_excluded_moments_stand_below_all_others(house: FakeHouse) -> None:
    query = add_phrase(cut_query("red"), "car", "not")
    found = names(house.library.search(query))
    assert found[:2] in ([("2", 0.0), ("6", 0.0)], [("6", 0.0), ("2", 0.0)])
    assert {("0", 0.0), ("1", 3.0)} <= set(found[-3:])
    assert len(found) == 14
    assert names(house.library.search(cut_query("red"), 4)).count(("0", 0.0)) == 1, "without it they stand high"


def test_excluded_moments_are_called_weak(house: FakeHouse) -> None:
    by_place = {
        (hit.video.path.stem, hit.segment.start_s): hit.strength
        for hit in house.library.search(add_phrase(cut_query("red car"), "car", "not")).hits
    }
    assert by_place["0", 0.0] == "weak"


def test_an_optional_phrase_helps_and_costs_nothing(house: FakeHouse) -> None:
    plain = cut_query("red")
    helped = house.library.search(add_phrase(plain, "bus", "should"))
    assert names(helped)[0] == ("6", 0.0)
    assert {hit.strength for hit in helped.hits[:4]} == {hit.strength for hit in house.library.search(plain).hits[:4]}


def test_any_finds_each_of_the_phrases(house: FakeHouse) -> None:
    query = replace(cut_query("white rabbit, moon rover"), combine="any")
    assert [p.text for p in query.phrases] == ["white rabbit", "moon rover"]
    assert set(names(house.library.search(query, 2))) == {("2", 3.0), ("5", 0.0)}


def test_a_weight_moves_the_ranking(house: FakeHouse) -> None:
    text = "red car, grey road"
    for heavy, first in ((0, "0"), (1, "6")):
        phrases = (Phrase("red car", 0, 7), Phrase("grey road", 9, 18))
        weighed = tuple(replace(p, weight=2.0 if at == heavy else 0.5) for at, p in enumerate(phrases))
        assert names(house.library.search(Query(text, weighed), 1))[0][0] == first


def test_one_thing_after_another_in_one_video(house: FakeHouse) -> None:
    answer = house.library.search(replace(cut_query("red car"), then=(Step("blue sky"),)))
    best = answer.hits[0]
    assert (best.video.path.stem, best.segment.start_s) == ("0", 0.0)
    assert [segment.start_s for segment in best.then] == [3.0]
    assert all(segment.video_id == hit.segment.video_id for hit in answer.hits for segment in hit.then)
    other = house.library.search(replace(cut_query("blue sky"), then=(Step("red car"),)))
    assert other.hits[0].video.path.stem == "1"


def test_phrases_in_order_are_steps(house: FakeHouse) -> None:
    query = replace(cut_query("red car, blue sky"), combine="in_order")
    assert house.library.search(query).hits[0].video.path.stem == "0"
    assert (
        house.library.search(replace(cut_query("blue sky, red car"), combine="in_order")).hits[0].video.path.stem == "1"
    )


def test_a_step_beyond_the_gap_does_not_follow(house: FakeHouse) -> None:
    draw_video(house.home / "films/7.film", [("old wheel", 3.0), ("dark wood", 20.0), ("bright star", 3.0)])
    house.index()
    query = replace(cut_query("old wheel"), then=(Step("bright star"),))
    hit = next(
        h
        for h in house.library.search(replace(query, within_s=30.0)).hits
        if h.segment.start_s == 0.0 and h.video.path.stem == "7"
    )
    assert hit.then[0].start_s >= 23.0
    near = [h for h in house.library.search(replace(query, within_s=2.0)).hits if h.video.path.stem == "7"]
    assert all(h.then[0].start_s < 23.0 for h in near if h.segment.start_s == 0.0)


def test_a_step_may_exclude(house: FakeHouse) -> None:
    draw_video(house.home / "films/8.film", [("red car", 3.0), ("blue lake", 3.0)])
    house.index()
    step = Step("blue, sky", (Phrase("sky", 6, 9, "not"),))
    best = house.library.search(replace(cut_query("red car"), then=(step,))).hits[0]
    assert best.video.path.stem == "8"


def muted(text: str) -> tuple[Phrase, ...]:
    return (Phrase(text, 0, len(text), muted=True),)


def test_a_step_of_which_all_is_muted_is_left_out_wherever_it_stands(house: FakeHouse) -> None:
    car, sky, frog = Step("red car", muted("red car")), Step("blue sky", muted("blue sky")), Step("frog", muted("frog"))
    alone, chain = cut_query("red car"), replace(cut_query("red car"), then=(Step("blue sky"),))
    for asked, meant in (
        (replace(alone, then=(sky,)), alone),
        (Query("red car", car.phrases, then=(Step("blue sky"),)), Query("blue sky", ())),
        (replace(alone, then=(frog, Step("blue sky"))), chain),
        (replace(alone, then=(Step("blue sky"), frog)), chain),
        (Query("frog", frog.phrases, then=(Step("red car"), Step("blue sky"))), chain),
    ):
        answer, plain = house.library.search(asked), house.library.search(meant)
        assert names(answer) == names(plain)
        assert [hit.then for hit in answer.hits] == [hit.then for hit in plain.hits]
        assert answer.query == asked, "the line still shows it"
        for step in range(1 + len(answer.hits[0].then)):
            segment = (answer.hits[0].segment, *answer.hits[0].then)[step]
            explained, expected = (house.library.explain(query, segment.id, step) for query in (asked, meant))
            assert explained.score == expected.score


def test_a_step_of_which_only_small_words_are_left_is_left_out_too(house: FakeHouse) -> None:
    fish = Step("an orange fish", (Phrase("orange fish", 3, 14, muted=True),))
    asked = Query(fish.text, fish.phrases, then=(Step("a red car"),))
    answer, plain = house.library.search(asked), house.library.search(Query("a red car", ()))
    assert names(answer) == names(plain)
    assert answer.query == asked


def test_where_every_step_is_muted_there_is_nothing_to_look_for(house: FakeHouse) -> None:
    with pytest.raises(EmptyQueryError, match="excluded or muted"):
        house.library.search(Query("car", muted("car"), then=(Step("sky", muted("sky")),)))


def test_a_step_that_only_excludes_is_named_by_its_number(house: FakeHouse) -> None:
    step = Step("sky", (Phrase("sky", 0, 3, "not"),))
    with pytest.raises(EmptyQueryError, match="Step 3"):
        house.library.search(replace(cut_query("red car"), then=(Step("blue sky"), step)))


@pytest.mark.parametrize("kind", ["frame", "moment"])
def test_an_example_finds_its_like(house: FakeHouse, kind: str) -> None:
    path = house.home / "films/2.film"
    example = Example(kind, path, 3.5, 5.5 if kind == "moment" else None)  # type: ignore[arg-type]
    answer = house.library.search(Query("", (), examples=(example,)))
    assert names(answer)[0] == ("2", 3.0)
    assert house.encoder.texts == []


def test_a_picture_from_outside_is_an_example(house: FakeHouse) -> None:
    draw_video(house.home / "elsewhere/like.film", [("moon rover", 3.0)])
    example = Example("image", house.home / "elsewhere/like.film")
    assert names(house.library.search(Query("", (), examples=(example,)), 1)) == [("5", 0.0)]


def test_examples_mix_with_phrases(house: FakeHouse) -> None:
    example = Example("frame", house.home / "films/2.film", 0.5)
    query = add_phrase(replace(cut_query("red"), examples=(example,)), "car", "not")
    assert names(house.library.search(query))[0] == ("2", 0.0)


def test_an_example_that_is_not_there_is_refused(house: FakeHouse) -> None:
    with pytest.raises(C2VError) as refused:
        house.library.search(Query("", (), examples=(Example("image", house.home / "gone.jpg"),)))
    assert "gone.jpg" in str(refused.value)


def test_a_filter_bounds_every_part(house: FakeHouse) -> None:
    only = Filter(below=house.library.places_of(house.home / "films/1.film"))
    query = replace(add_phrase(cut_query("red"), "sky", "not"), filter=only)
    assert {name for name, _ in names(house.library.search(query))} == {"1"}
    chain = replace(cut_query("red car"), then=(Step("blue sky"),), filter=only)
    assert {name for name, _ in names(house.library.search(chain))} <= {"1"}


def test_a_large_library_is_searched_by_a_pool_that_grows(house: FakeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    query = add_phrase(cut_query("red"), "car", "not")
    whole = house.library.search(query, 5)
    monkeypatch.setattr(composite_search, "WHOLE", 0)
    monkeypatch.setattr(composite_search, "POOL", 1)
    pooled = house.library.search(query, 1)
    assert (whole.is_exact, pooled.hits[0].segment.id) == (True, whole.hits[0].segment.id)
    assert not house.library.search(add_phrase(cut_query("red"), "bus", "should"), 1).is_exact


def test_a_model_without_halves_says_that_motion_means_nothing(house: FakeHouse) -> None:
    answer = house.library.search(replace(cut_query("red car"), motion=0.3))
    assert [hint.kind for hint in answer.hints] == ["motion"]
    assert [hit.score for hit in answer.hits] == [hit.score for hit in house.ask("red car").hits]


def test_hits_are_listed_by_name_with_their_ranks(house: FakeHouse) -> None:
    answer = house.library.search(replace(cut_query("red car"), sort="name"))
    listed = names(answer)
    assert listed == sorted(listed)
    assert sorted(hit.rank for hit in answer.hits) == list(range(1, 15))


def test_what_looks_for_nothing_is_refused_at_the_door(house: FakeHouse) -> None:
    with pytest.raises(EmptyQueryError):
        house.library.search(Query("car", (Phrase("car", 0, 3, "not"),)))
    with pytest.raises(QueryError):
        house.library.search(Query("car", (Phrase("car", 0, 3, weight=9.0),)))


def test_by_date_shot_the_earliest_comes_first_and_clips_without_a_date_last() -> None:
    def shot(number: int, when: str) -> Hit:
        source = SourceMetadata(created=CreationDate(datetime.fromisoformat(when), 120, "date")) if when else None
        info = MediaInfo(Path(f"/{number}"), 1, 1, 9.0, Fraction(25), 16, 9, 0, "h264", 1, str(number), source=source)
        video = Video(number, 1, Path(f"/{number}"), 1, 1, 0.0, "ready", "", info)
        return Hit(number, 1.0, "good", Segment(number, number, 0.0, 1.0, (0.5,)), video)

    hits = [
        shot(1, ""),
        shot(2, "2026-05-02T10:00:00"),
        shot(3, "2026-05-02T09:59:59.5"),
        shot(4, "2025-12-31T23:00:00"),
    ]
    assert [hit.rank for hit in in_order(hits, "shot")] == [4, 3, 2, 1]
