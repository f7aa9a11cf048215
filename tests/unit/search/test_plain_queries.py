"""A typed sentence is ranked as it always was: one encoding, the same questions to the index, the same numbers."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.search.phrases import cut_query
from core.values import FloatArray, IdArray, Phrase, Query
from tests.fakes.house import FakeHouse
from tests.fakes.plain_index import PlainIndex
from tests.fakes.still_frames import draw_video

SCENES = [
    ("red car", "blue sky"),
    ("green frog", "white rabbit"),
    ("bear fence", "man walks"),
    ("red bus", "grey road"),
]


class AskedIndex(PlainIndex):
    """Notes what it is asked."""

    asked: list[tuple[bytes, int, object]]

    def search(self, vector: FloatArray, k: int, allowed: Collection[int] | None = None) -> tuple[IdArray, FloatArray]:
        self.asked = [*getattr(self, "asked", []), (vector.tobytes(), k, allowed)]
        return super().search(vector, k, allowed)


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    for number, scenes in enumerate(SCENES):
        draw_video(tmp_path / f"films/{number}.film", [(words, 3.0) for words in scenes])
    house = FakeHouse(tmp_path)
    house.library = house.build(open_index=AskedIndex)
    house.index(tmp_path / "films")
    return house


@pytest.mark.parametrize("text", ["red car", "a red car drives up, at night", "man"])
@pytest.mark.parametrize("limit", [1, 3, 100])
def test_a_sentence_costs_and_gives_what_it_did(house: FakeHouse, text: str, limit: int) -> None:
    index = house.library._index_manager.index
    assert isinstance(index, AskedIndex)
    vector = house.encoder.encode_text([text])[0].pooled
    ids, scores = PlainIndex.search(index, vector, 8)
    house.encoder.texts.clear()
    index.asked = []
    answer = house.library.search(cut_query(text), limit)
    assert [(hit.segment.id, hit.score) for hit in answer.hits] == list(
        zip(ids.tolist(), scores.tolist(), strict=True)
    )[:limit]
    assert house.encoder.texts == [text]
    assert index.asked == [(vector.tobytes(), 8, None)]


def test_colours_and_order_are_no_part_of_the_ranking(house: FakeHouse) -> None:
    query = cut_query("a red car drives up")
    coloured = replace(query, phrases=tuple(replace(p, colour=3) for p in query.phrases))
    assert coloured.is_plain
    assert _numbers(house, coloured) == _numbers(house, query) == _numbers(house, Query(query.text, ()))


def test_marks_take_part(house: FakeHouse) -> None:
    muted = Query("red car, rabbit", (Phrase("rabbit", 9, 15, muted=True),))
    np.testing.assert_array_equal(_numbers(house, muted), _numbers(house, cut_query("red car")))


def _numbers(house: FakeHouse, query: Query) -> list[tuple[int, float]]:
    return [(hit.segment.id, hit.score) for hit in house.library.search(query).hits]
