"""Near-identical takes: which moments are one stack."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search.phrases import cut_query
from core.search.takes import SAME, find_stacks, usual_likeness
from core.values import FloatArray
from tests.fakes.house import FakeHouse, house_of_scenes
from tests.fakes.plain_index import PlainIndex

ANGLES = st.lists(st.floats(0, 2 * np.pi), min_size=1, max_size=24)


def circle(angles: list[float]) -> FloatArray:
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


@given(ANGLES, st.lists(st.integers(0, 6), min_size=24, max_size=24), st.floats(0, 0.9))
def test_every_moment_is_counted_once_and_is_like_the_first_of_its_stack(
    angles: list[float], videos: list[int], usual: float
) -> None:
    vectors = circle(angles)
    stacks = find_stacks(vectors, videos[: len(angles)], usual)
    rows = [row for stack in stacks for row in stack]
    assert len(rows) == len(set(rows))
    for stack in stacks:
        assert len(stack) > 1
        assert list(stack) == sorted(stack), "the best first"
        assert len({videos[row] for row in stack}) == len(stack), "one moment of a clip"
        for row in stack[1:]:
            assert float(vectors[stack[0]] @ vectors[row]) >= usual + SAME * (1 - usual) - 1e-5
    heads = {stack[0] for stack in stacks} | (set(range(len(angles))) - set(rows))
    for row in heads:
        for first in (each for each in heads if each < row and videos[each] != videos[row]):
            taken = next((stack for stack in stacks if stack[0] == first), (first,))
            is_full = any(videos[each] == videos[row] for each in taken)
            alike = float(vectors[first] @ vectors[row]) >= usual + SAME * (1 - usual) + 1e-5
            assert not alike or is_full, "nothing that looks the same stands beside its stack"


def test_a_chain_of_small_changes_does_not_end_far_from_where_it_began() -> None:
    step = float(np.arccos(SAME)) * 0.9
    stacks = find_stacks(circle([0.0, step, 2 * step, 3 * step]), [1, 2, 3, 4], 0.0)
    assert stacks == ((0, 1), (2, 3))


def test_what_all_moments_have_in_common_says_nothing() -> None:
    vectors = circle([0.0, 0.2])  # .98 alike
    assert find_stacks(vectors, [1, 2], 0.0) == ((0, 1),)
    assert find_stacks(vectors, [1, 2], 0.9) == ()


def test_nothing_and_one_have_no_stacks() -> None:
    assert find_stacks(circle([1.0]), [1], 0.0) == ()
    assert usual_likeness(circle([1.0])) == 0.0
    assert usual_likeness(circle([0.0, np.pi / 3])) == pytest.approx(0.5, abs=1e-5)


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    scenes = [("red car", "grey road"), ("red car", "moon rover"), ("white van",), ("red car",), ("blue lake",)]
    return house_of_scenes(tmp_path, scenes)


def test_an_answer_names_its_stacks_and_loses_nothing(house: FakeHouse) -> None:
    answer = house.library.search(cut_query("red car"))
    places = {hit.segment.id: (hit.video.path.stem, hit.segment.start_s) for hit in answer.hits}
    assert [{places[each] for each in stack} for stack in answer.stacks] == [{("0", 0.0), ("1", 0.0), ("3", 0.0)}]
    assert len(answer.hits) == 7
    order = [hit.segment.id for hit in answer.hits]
    assert [order.index(each) for each in answer.stacks[0]] == sorted(order.index(each) for each in answer.stacks[0])


def test_the_best_stands_first_in_its_stack_however_the_list_is_sorted(house: FakeHouse) -> None:
    plain = house.library.search(cut_query("red car"))
    assert house.library.search(replace(cut_query("red car"), sort="name")).stacks == plain.stacks


def test_two_moments_of_one_clip_are_no_takes_even_where_a_copy_of_its_file_shows_one_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes = [("red car", "grey road", "red car")] * 2  # equal files: one clip
    house = house_of_scenes(tmp_path, [*scenes, ("white van",), ("blue lake",)])
    search = PlainIndex.search

    def turned(self: PlainIndex, vector: FloatArray, limit: int, allowed: object = None) -> object:
        """Equal scores in another order, as an approximate index has them: the first moments of one file, then all."""
        ids, scores = search(self, vector, limit, allowed)
        order = np.lexsort(([0, 3, 1, 2, *range(4, len(ids))], -np.round(scores, 4)))
        return ids[order], scores[order]

    monkeypatch.setattr(PlainIndex, "search", turned)
    answer = house.library.search(cut_query("red car"))
    assert len({hit.video.id for hit in answer.hits[:2]}) == 2, "each moment is named by another file"
    assert answer.stacks == ()
