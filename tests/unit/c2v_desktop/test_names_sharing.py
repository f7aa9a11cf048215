"""Words that were handed over are taken back: what was taught before under the same spelling is as it was."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from c2v_desktop.names_sharing import take_back
from core.library import dump_change
from core.values import TaughtVectors, TaughtWord, WordExample
from tests.fakes.house import FakeHouse, house_of_scenes

OLD = (WordExample("picture", "c1", Path("/old.jpg")),)
NEW = (WordExample("picture", "c2", Path("/new.jpg")),)


def word(text: str, number: float, examples: tuple[WordExample, ...] = (), tower: str = "t") -> TaughtWord:
    return TaughtWord(0, text, "name", examples, 0.0, (TaughtVectors.of(tower, np.full((1, 4), number, np.float32)),))


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    return house_of_scenes(tmp_path, [["red car"]])


def kept(house: FakeHouse) -> dict[str, tuple[object, ...]]:
    return {each.text: (each.examples, each.vectors, each.taught_s) for each in house.library.taught_words()}


def test_a_name_that_was_taught_before_is_as_it_was(house: FakeHouse) -> None:
    house.library.put_words([word("rex", 1, OLD), word("rex", 5, OLD, "elsewhere"), word("Max", 2)])
    before = kept(house)
    change = house.library.put_words([word("Rex", 3, NEW), word("Bella", 4)])
    assert set(kept(house)) == {"Rex", "Max", "Bella"}
    take_back(house.library, ["Rex", "Bella"], dump_change(change))
    assert kept(house) == before


def test_taking_back_can_be_undone(house: FakeHouse) -> None:
    house.library.put_words([word("rex", 1, OLD)])
    change = house.library.put_words([word("Rex", 3, NEW), word("Bella", 4)])
    after = kept(house)
    house.library.undo_kept(take_back(house.library, ["Rex", "Bella"], dump_change(change)))
    assert kept(house) == after


def test_a_name_that_was_renamed_since_then_is_taken_back_too(house: FakeHouse) -> None:
    house.library.put_words([word("Rex", 1, OLD)])
    before = kept(house)
    change = house.library.put_words([word("Rex", 3, NEW)])
    house.library.rename_word(house.library.taught_words()[0].id, "Rexy")
    take_back(house.library, ["Rex"], dump_change(change))
    assert kept(house) == before


def test_what_was_taught_again_or_removed_since_then_stays_so(house: FakeHouse) -> None:
    change = house.library.put_words([word("Rex", 3, NEW), word("Bella", 4)])
    house.library.put_words([word("Rex", 6, OLD)])
    house.library.remove_words([each.id for each in house.library.taught_words() if each.text == "Bella"])
    now = kept(house)
    assert take_back(house.library, ["Rex", "Bella"], dump_change(change)).is_empty
    assert kept(house) == now


def test_rows_that_were_numbered_anew_by_undo_and_redo_are_found(house: FakeHouse) -> None:
    change = house.library.put_words([word("Bella", 4)])
    again = house.library.undo_kept(house.library.undo_kept(change))
    assert kept(house)
    moved = tuple(replace(each, key=999, row=replace(each.row, id=999)) for each in again.after)
    take_back(house.library, ["Bella"], dump_change(replace(again, after=moved)))
    assert not kept(house)


@pytest.mark.parametrize("handed_over", ["", "nonsense", "[]", "[[], 3]"])
def test_a_state_of_an_earlier_version_goes_by_the_spelling(house: FakeHouse, handed_over: str) -> None:
    house.library.put_words([word("Rex", 3, NEW), word("Max", 4)])
    take_back(house.library, ["REX", "gone"], handed_over)
    assert set(kept(house)) == {"Max"}
