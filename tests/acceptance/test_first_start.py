"""Scenarios 1 and 2: an empty library becomes one with clips, by the file dialog and by drag and drop."""

import shutil

from tests.clips import draw_numbers
from tests.e2e.runs import ready_videos


def has_torch(libraries):
    return any(name.startswith("libtorch") for name in libraries)


def test_an_empty_library_shows_how_to_begin_and_a_folder_becomes_six_cards(start, tmp_path, six_clips):
    program = start(tmp_path / "home")
    program.find("label", "Drop a folder here")
    assert not has_torch(program.libraries_at_first_paint)
    program.picture("1 nothing here yet")

    program.click(program.find("push button", "Choose a folder"))
    program.find("dialog", "Choose a folder of footage")
    program.type(str(six_clips))
    program.press("Return")
    program.find("label", "^6 clips, ")
    program.picture("2 what is in the folder")
    program.click(program.find("push button", "^Start indexing$"))
    program.find("label", "^6 clips indexed")
    assert [card.name.split(",")[0] for card in program.cards()] == sorted(each.name for each in six_clips.iterdir())
    assert ready_videos(program.home) == 6
    assert not has_torch(program.libraries()), "the model has a process of its own"
    program.picture("3 six clips")
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
    program.find("label", "Drop a folder here")
    other = drag_window("from", folder)
    grid = program.find("label", "Drop a folder here").box
    assert other.drag_to(grid.at()) == "CopyAction"
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
