"""Scenarios 1 and 2: an empty library becomes one with clips, by the file dialog and by drag and drop."""

import shutil

import pytest

from tests.acceptance.conftest import choose_folder
from tests.acceptance.desktop import LONGEST_TEST_S
from tests.clips import draw_numbers
from tests.e2e.runs import ready_videos

pytestmark = pytest.mark.timeout(LONGEST_TEST_S)


def has_torch(libraries):
    return any(name.startswith("libtorch") for name in libraries)


def test_an_empty_library_shows_how_to_begin_and_a_folder_becomes_six_cards(start, tmp_path, six_clips):
    program = start(tmp_path / "home")
    program.find("push button", "^Choose a folder")
    assert not has_torch(program.libraries_at_first_paint)
    program.picture("1 nothing here yet")

    choose_folder(program, six_clips)
    program.find("label", "^6 clips indexed")
    assert [card.name.split(",")[0] for card in program.cards()] == sorted(each.name for each in six_clips.iterdir())
    assert ready_videos(program.home) == 6
    assert not has_torch(program.libraries()), "the model has a process of its own"
    program.picture("2 six clips")
    program.note(first_paint_s=program.painted_s)


def test_a_folder_dropped_from_another_program_is_indexed_but_for_what_cannot_be(
    start, tmp_path, six_clips, drag_window
):
    folder = tmp_path / "Day 5"
    shutil.copytree(six_clips, folder)
    (folder / "notes.txt").write_text("Ask about the second take.")
    broken = draw_numbers(folder / "broken.mp4", 30)
    broken.write_bytes(broken.read_bytes()[:3000])  # the end with the index of frames is lost
    before = {path: path.read_bytes() for path in folder.iterdir()}

    program = start(tmp_path / "home")
    first_page = program.find("push button", "^Choose a folder").box
    assert drag_window("from", folder).drag_to(first_page.at()) == "CopyAction"
    program.find("label", "^6 clips indexed")
    failed = program.find("push button", "^1 failed$")
    program.picture("1 six clips and one that failed")

    program.click(failed)
    program.wait(lambda: [card.name for card in program.cards()] and len(program.cards()) == 1, "the failed clip alone")
    (card,) = program.cards()
    assert card.name.startswith("broken.mp4, ")
    program.click(card)
    program.find("push button", "^Retry$")
    program.picture("2 why it failed")
    assert ready_videos(program.home) == 6, "the others were indexed all the same"
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
