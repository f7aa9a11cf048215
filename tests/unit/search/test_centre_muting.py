"""Centres of the model that are left out of the score: the ranking, what is said of it, and the sum that stays true."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import QueryError
from core.library import dump_query, load_query
from core.search import centre_muting
from core.search.phrases import cut_query
from core.values import Answer, HalfArray, Ledger, Query
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.house import FakeHouse
from tests.fakes.still_frames import draw_video

CENTRES = 3


class CentreEncoder(HashEncoder):
    """Its scores are those of the fake model; half of each frame's share is divided among three centres."""

    def __init__(self) -> None:
        super().__init__("centres")
        self.spec = replace(self.spec, centres=CENTRES)

    def explain(self, query: Query, frame_vectors: HalfArray, times_s: Sequence[float]) -> Ledger:  # type: ignore[override]
        plain = super().explain(query, frame_vectors, times_s)
        parts = np.abs(frame_vectors[:, :CENTRES].astype(np.float32)) ** 4 + 1e-6
        shares = (parts / parts.sum(axis=1, keepdims=True)).T  # (K, T)
        half = plain.sentence / 2
        cells = np.zeros((len(query.phrases) + 1, CENTRES, len(times_s)), np.float32)
        cells[0 if query.phrases else -1] = half * shares
        return Ledger(
            phrases=query.phrases,
            words=plain.words,
            word_phrases=plain.word_phrases,
            times_s=plain.times_s,
            sentence=half,
            cells=cells,
            word_centres=np.ones((len(plain.words), CENTRES), np.float32),
            assignment=shares.astype(np.float32),
            score=plain.score,
        )


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    scenes = ("red car", "red dog", "red car night", "blue red sea", "red", "grey road red car")
    for number, words in enumerate(scenes):
        draw_video(tmp_path / f"films/{number}.film", [(words, 3.0)])
    house = FakeHouse(tmp_path, encoder=CentreEncoder())
    house.index(tmp_path / "films")
    return house


def scores(answer: Answer) -> dict[int, float]:
    return {hit.segment.id: hit.score for hit in answer.hits}


@pytest.mark.parametrize("muted", [(0,), (1,), (0, 2), (0, 1, 2)])
def test_the_ranking_is_by_what_the_other_centres_add(house: FakeHouse, muted: tuple[int, ...]) -> None:
    query = cut_query("red car")
    whole = scores(house.library.search(query))
    answer = house.library.search(replace(query, muted_centres=muted))
    wanted = {}
    for id_, score in whole.items():
        ledger = house.library.explain(query, id_)
        assert isinstance(ledger, Ledger)
        wanted[id_] = score - float(ledger.cells[:, list(muted)].sum())
    assert scores(answer) == pytest.approx(wanted, abs=1e-4)
    assert [hit.segment.id for hit in answer.hits] == sorted(wanted, key=lambda id_: -wanted[id_])
    assert answer.is_exact
    assert not answer.in_spreads


def test_some_ranking_is_another_one(house: FakeHouse) -> None:
    query = cut_query("red car")
    orders = {
        tuple(hit.segment.id for hit in house.library.search(replace(query, muted_centres=muted)).hits)
        for muted in ((), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2))
    }
    assert len(orders) > 1


def test_the_sum_of_the_explanation_stays_true(house: FakeHouse) -> None:
    query = replace(cut_query("red car"), muted_centres=(1,))
    hit = house.library.search(query).hits[0]
    made = house.library.explain(query, hit.segment.id)
    assert isinstance(made, Ledger)
    assert made.muted == (1,)
    assert made.score == pytest.approx(hit.score, abs=1e-5)
    assert float(made.frame_totals.sum()) == pytest.approx(hit.score, abs=1e-4)
    assert sum(part.total for part in made.parts()) == made.total
    assert made.cells[:, 1].any(), "what it would add can still be seen"


def test_it_is_said_what_was_ranked_and_what_the_verdicts_speak_of(house: FakeHouse) -> None:
    query = cut_query("red car")
    verdicts = {hit.segment.id: hit.strength for hit in house.library.search(query).hits}
    answer = house.library.search(replace(query, muted_centres=(0, 2)))
    (hint,) = [each.text for each in answer.hints if each.kind == "centres"]
    assert hint.startswith(
        "Centres 1 and 3 are muted. The 6 best moments are ranked by the score without what is muted"
    )
    assert {hit.segment.id: hit.strength for hit in answer.hits} == verdicts


def test_of_a_larger_library_the_best_are_ranked_again_and_that_is_not_exact(
    house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.search.retrieve.POOL", 3)
    answer = house.library.search(replace(cut_query("red car"), muted_centres=(0,)), 2)
    assert len(answer.hits) == 2
    assert not answer.is_exact
    assert answer.is_cut
    assert any("The 3 best moments" in hint.text for hint in answer.hints)


def test_a_model_without_such_a_centre_says_so_and_ranks_as_ever(house: FakeHouse) -> None:
    query = cut_query("red car")
    answer = house.library.search(replace(query, muted_centres=(7,)))
    assert scores(answer) == scores(house.library.search(query))
    assert any("has no such centres" in hint.text for hint in answer.hints)


def test_beside_marked_phrases_it_is_ignored_and_said(house: FakeHouse) -> None:
    query = replace(cut_query("red car"), combine="all", muted_centres=(0,))
    answer = house.library.search(query)
    assert answer.in_spreads
    assert any("muting was ignored" in hint.text for hint in answer.hints)


def test_a_muted_phrase_leaves_a_ledger_of_what_is_read(house: FakeHouse) -> None:
    query = cut_query("“red car”, “night”")
    query = replace(query, phrases=(query.phrases[0], replace(query.phrases[1], muted=True)))
    hit = house.library.search(query).hits[0]
    made = house.library.explain(query, hit.segment.id)
    assert isinstance(made, Ledger)
    assert [phrase.text for phrase in made.phrases] == ["red car"]
    assert made.score == pytest.approx(hit.score, abs=1e-4)
    assert made.approximation == ""


def test_phrases_keep_their_colours_when_the_first_is_muted(house: FakeHouse) -> None:
    query = cut_query("“red car”, “night”")
    query = replace(query, phrases=(replace(query.phrases[0], muted=True), query.phrases[1]))
    made = house.library.explain(query, house.library.search(query).hits[0].segment.id)
    assert [phrase.text for phrase in made.phrases] == ["night"]
    assert made.colour_of(0) == 1


def test_muted_centres_are_part_of_the_record() -> None:
    query = replace(cut_query("red car"), muted_centres=(2, 4))
    assert not query.is_plain
    assert load_query(dump_query(query)).query == query
    with pytest.raises(QueryError):
        load_query('{"text": "red car", "muted_centres": [-1]}')
    assert centre_muting.POOL >= 100
