"""Scenario 10, and the drag of scenario 11: files that change outside of the window, and files dragged out of it."""

import time
from functools import partial

import pytest

from c2v_desktop.paths import find_places
from core.store.catalogue import SqliteCatalogue
from tests.acceptance.desktop import LONGEST_TEST_S, wait_for
from tests.acceptance.footage import draw_clip, plan
from tests.e2e.runs import ready_videos

pytestmark = [pytest.mark.slow, pytest.mark.timeout(LONGEST_TEST_S)]

PIECES, GROWS_S = 5, 4.0
"""How a camera card is copied, in small."""


def segment_ids(home):
    """Of each clip by its name."""
    catalogue = SqliteCatalogue(find_places(home).catalogue, read_only=True)
    try:
        spec = catalogue.last_spec()
        return {
            video.path.name: [each.id for each in catalogue.segments_of(video.id, spec)] for video in catalogue.videos()
        }
    finally:
        catalogue.close()


def is_past(moment_s):
    """Of the monotonic clock."""
    return time.monotonic() >= moment_s


def names(program):
    return sorted(card.name.split(",")[0] for card in program.cards())


def test_files_that_grow_change_names_and_go_are_followed(start, tmp_path):
    folder = tmp_path / "Day 4"
    folder.mkdir()
    draw_clip(folder / "car.mp4", [plan("red-car")])
    whole = draw_clip(tmp_path / "fish.mp4", [plan("fish-at-sea"), plan("fish-at-sea", 1)]).read_bytes()
    program = start(tmp_path / "home", folder)
    program.find("label", "^1 clip indexed")
    (first,) = segment_ids(program.home)["car.mp4"]

    began_s = time.monotonic()
    with (folder / "fish.mp4").open("wb") as growing:
        for piece in range(PIECES):
            due_s = began_s + piece * GROWS_S / (PIECES - 1)
            wait_for(partial(is_past, due_s), "the next piece")
            growing.write(whole[piece * len(whole) // PIECES : (piece + 1) * len(whole) // PIECES])
            growing.flush()
    program.find("label", "^2 clips indexed")
    program.picture("1 a clip that was copied here")
    assert not program.sees("push button", "failed$"), "the half copy was not taken for a damaged clip"
    ids = segment_ids(program.home)
    assert ids == {"car.mp4": [first], "fish.mp4": [first + 1, first + 2]}, "ids are never given twice: indexed once"

    (folder / "fish.mp4").rename(folder / "fish at sea.mp4")
    program.wait(lambda: names(program) == ["car.mp4", "fish at sea.mp4"], "the new name")
    assert segment_ids(program.home) == {"car.mp4": [first], "fish at sea.mp4": [first + 1, first + 2]}
    program.picture("2 its new name")

    (folder / "car.mp4").unlink()
    program.find("list item", "^Missing")
    card = program.wait(lambda: [each for each in program.cards() if each.name.startswith("car.mp4")], "the card")[0]
    assert "File not found" in card.name
    assert segment_ids(program.home)["car.mp4"] == [first], "what was indexed of it is kept"
    program.picture("3 a clip that was deleted")


def test_a_removed_folder_is_back_after_undo(start, home):
    program = start(home)
    program.find("label", "^6 clips indexed")
    before = segment_ids(home)
    program.choose_in_menu(program.find("list item", "^Day 4"), "Up", "Return")  # the last one: Remove from library…
    program.click(program.find("push button", "^Remove$"))
    program.find("push button", "^Choose a folder")
    assert ready_videos(home) == 0
    program.picture("1 removed")
    program.click(program.find("push button", "^Undo$"))
    program.find("label", "^6 clips indexed")
    assert len(program.wait(program.cards, "the cards")) == 6
    assert segment_ids(home) == before
    program.picture("2 back")


def test_cards_and_the_basket_are_dragged_out_as_files_that_stay_untouched(start, home, six_clips, drag_window):
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in six_clips.iterdir()}
    program = start(home)
    program.find("label", "^6 clips indexed")
    card = program.wait(program.cards, "the clips")[0]
    path = six_clips / card.name.split(",")[0]
    other = drag_window("onto")
    other.drop_here(card.box.at(0.5, 0.3))
    check_drop(other, [str(path)])
    program.picture("1 a card was dragged out")

    program.click(program.cards()[1])
    program.press("b")
    program.click(program.cards()[2])
    program.press("b", "shift+b")
    table = program.find("tree", "^Kept moments$")
    rows = program.wait(lambda: table.within("tree item", r"\.mp4$"), "two moments")
    program.click(rows[1])
    program.press("shift+Up")
    other = drag_window("onto")
    other.drop_here(rows[0].box.at())
    check_drop(other, [str(six_clips / row.name) for row in rows])
    program.picture("2 the basket was dragged out")
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in six_clips.iterdir()} == before


def check_drop(other, paths):
    """Plain files, to be copied only: a move could take rushes off their disk."""
    dropped = next(line for line in other.told if "urls" in line)
    assert dropped["urls"] == paths
    assert dropped["action"] == "CopyAction"
    assert dropped["offered"] == 1, "CopyAction alone"
    assert "text/uri-list" in next(line for line in other.told if "entered" in line)["entered"]
