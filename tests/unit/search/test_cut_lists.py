"""A list that ends at its limit says so, and says of how many; one that is whole does not."""

from dataclasses import replace
from pathlib import Path

import pytest

from c2v_desktop.format import answers
from core.values import Filter
from tests.fakes.house import FakeHouse
from tests.fakes.still_frames import draw_video
from ui.browse.card import verdict
from ui.search.answer_text import answer_details, answer_line
from ui.widgets import formatting


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    """Six segments in four files; two of them are copies, so there are four moments in three clips."""
    house = FakeHouse(tmp_path)
    for name in ("a", "copy"):
        draw_video(tmp_path / f"films/{name}.film", [("red car", 3.0), ("blue sky", 2.0)])
    draw_video(tmp_path / "films/frog.film", [("green frog", 3.0)])
    draw_video(tmp_path / "other/van.film", [("white van", 3.0)])
    house.index(tmp_path / "films", tmp_path / "other")
    return house


@pytest.mark.parametrize(("limit", "is_cut"), [(1, True), (3, True), (4, False), (5, False), (6, False), (100, False)])
def test_a_list_is_cut_when_there_are_more_moments_than_its_limit(house: FakeHouse, limit: int, is_cut: bool) -> None:
    answer = house.ask("red car", limit)
    assert (len(answer.hits), answer.is_cut) == (min(limit, 4), is_cut)


@pytest.mark.parametrize(("limit", "is_cut"), [(2, True), (3, False), (4, False)])
def test_of_one_moment_a_clip_the_clips_count(house: FakeHouse, limit: int, is_cut: bool) -> None:
    answer = house.ask("red car", limit, by_video=True)
    assert (len(answer.hits), answer.is_cut, answer.by_video) == (min(limit, 3), is_cut, True)


def test_window_and_command_line_say_how_much_is_listed(house: FakeHouse) -> None:
    answer = house.ask("red car", 3)
    assert formatting.found(answer) == "first 3 of 6 moments"
    assert answer_line(answer).startswith("first 3 of 6 moments · 4 clips searched · ")
    lines = answers.answer_lines(answer, [0.0] * 3)
    assert lines[3] == "First 3 of 6 moments; --top N lists more."
    assert answers.answer_json(answer, [0.0] * 3)["is_cut"] is True
    whole = house.ask("red car")
    assert formatting.found(whole) == "4 moments"
    assert not any("irst" in line for line in answers.answer_lines(whole, [0.0] * 4))
    assert answers.answer_json(whole, [0.0] * 4)["is_cut"] is False


def test_a_list_of_the_best_of_each_clip_says_that_too(house: FakeHouse) -> None:
    answer = house.ask("red car", 2, by_video=True)
    assert formatting.found(answer) == "first 2, one per clip, of 6 moments"
    assert answers.listed(answer) == "First 2, one per clip, of 6 moments"
    assert formatting.found(house.ask("red car", by_video=True)) == "3 moments, one per clip"


def test_a_heading_never_counts_a_cut_list_as_all_there_is(house: FakeHouse) -> None:
    answer = house.ask("red car", 2)
    close = replace(answer, is_judged=True, hits=tuple(replace(hit, strength="good") for hit in answer.hits))
    assert verdict(close) == "First 2 close matches"
    mixed = replace(close, hits=(close.hits[0], replace(close.hits[1], strength="weak")))
    assert verdict(mixed) == "1 close match, then 1 of the weaker ones"


def test_in_a_chosen_folder_no_number_of_the_whole_library_is_given(house: FakeHouse) -> None:
    other = next(each for each in house.reader.folders() if each.path.name == "other")
    query = replace(house.library.cut("red car"), filter=Filter(folder_ids=frozenset({other.id})))
    answer = house.library.search(query)
    assert answer_line(answer).startswith("1 moment · 1 moment searched here · ")
    assert "1 moment in the selected folder or list" in answer_details(answer)
    assert "Searched 1 moment of the chosen folders exactly" in answers.answer_lines(answer, [0.0])[-1]


def test_a_folder_without_an_indexed_clip_does_not_speak_for_the_library(house: FakeHouse) -> None:
    query = replace(house.library.cut("red car"), filter=Filter(folder_ids=frozenset({99})))
    assert verdict(house.library.search(query)) == "No clips here are indexed yet."
    assert verdict(FakeHouse(house.home / "empty").ask("red car")) == "No clips are indexed yet."
