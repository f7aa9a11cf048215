"""Explanations of marked queries: a row for each phrase of any role, and of examples."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.library import add_phrase
from core.search.explaining import explain_moment
from core.search.phrases import cut_query
from core.values import Example, Phrase, Query, Step
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.house import FakeHouse
from tests.fakes.still_frames import draw_video

TIMES = (0.0, 0.5, 1.0, 1.5)


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    draw_video(tmp_path / "films/0.film", [("red car", 3.0), ("blue sky", 3.0)])
    house = FakeHouse(tmp_path)
    house.index(tmp_path / "films")
    return house


def test_a_plain_query_is_explained_as_ever(house: FakeHouse) -> None:
    query = cut_query("red car")
    segment = house.library.search(query).hits[0].segment
    frames = house.catalogue.frame_vectors([segment.id])[0]
    ours, theirs = house.library.explain(query, segment.id), house.encoder.explain(query, frames, segment.frame_times_s)
    assert type(ours) is type(theirs)
    assert ours.score == theirs.score
    np.testing.assert_array_equal(ours.phrase_rows, theirs.phrase_rows)


def test_every_phrase_has_its_row(house: FakeHouse) -> None:
    query = add_phrase(add_phrase(cut_query("red car"), "blue sky", "not"), "rain", "should")
    query = replace(query, phrases=(*query.phrases[:-1], replace(query.phrases[-1], muted=True)))
    segment = house.library.search(query).hits[0].segment
    made = house.library.explain(query, segment.id)
    assert [part.label for part in made.parts()] == ["whole sentence", "red car", "blue sky", "rain"]
    vector = house.catalogue.segment_vectors([segment.id])[0]
    for row, phrase in zip(made.phrase_rows, query.phrases, strict=True):
        alone = float(house.encoder.encode_text([phrase.text])[0].pooled @ vector)
        assert float(row.sum()) == pytest.approx(alone, abs=1e-3)
    sentence = float(house.encoder.encode_text(["red car"])[0].pooled @ vector)
    assert made.score == pytest.approx(sentence, abs=1e-3)
    assert made.approximation


def test_a_later_step_has_an_explanation_of_its_own(house: FakeHouse) -> None:
    query = replace(cut_query("red car"), then=(Step("blue sky", (Phrase("sky", 5, 8),)),))
    hit = house.library.search(query).hits[0]
    first, second = (house.library.explain(query, each.id, step) for step, each in enumerate((hit.segment, *hit.then)))
    assert [p.text for p in first.phrases] == ["red car"]
    assert [p.text for p in second.phrases] == ["sky"]
    assert (first.colour_of(0), second.colour_of(0)) == (0, 1), "no two steps share a colour"
    assert min(first.score, second.score) > 0.9


def test_an_example_is_explained_frame_by_frame(house: FakeHouse) -> None:
    query = Query("", (), examples=(Example("frame", house.home / "films/0.film", 4.0),))
    segment = house.library.search(query).hits[0].segment
    made = house.library.explain(query, segment.id)
    assert made.phrases == ()
    assert len(made.whole_row) == len(segment.frame_times_s)
    assert made.score == pytest.approx(1.0, abs=1e-2)


def test_a_motion_weight_of_a_model_without_halves_changes_nothing() -> None:
    encoder, frames = HashEncoder(), np.random.default_rng(1).normal(size=(4, 64)).astype(np.float16)
    query = cut_query("red car")
    plain, moved = (explain_moment(encoder, each, frames, TIMES) for each in (query, replace(query, motion=0.1)))
    assert plain.score == moved.score


@pytest.mark.parametrize("role", ["not", "muted"])
def test_what_an_example_alone_finds_is_explained_by_the_example(house: FakeHouse, role: str) -> None:
    example = Example("frame", house.home / "films/0.film", 0.5)
    phrase = Phrase("sky", 0, 3, "not") if role == "not" else Phrase("sky", 0, 3, muted=True)
    query = Query("sky", (phrase,), examples=(example,))
    made = house.library.explain(query, house.library.search(query).hits[0].segment.id)
    assert made.is_by_example
    assert made.parts()[0].label == "example"
    assert made.wanted_phrases == ()
    mixed = replace(cut_query("red car"), examples=(example,))
    assert not house.library.explain(mixed, house.library.search(mixed).hits[0].segment.id).is_by_example
