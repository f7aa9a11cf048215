from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from core.values import Removal, RemovalImpact
from tests.fakes.still_frames import draw_video
from ui.browse.removed_dialog import RemovedDialog, describe
from ui.controllers.removal import lost
from ui.library_model import SidebarFilter


def bar(window):
    return window.notices.bars[0]


def press(window, title, settle):
    next(each for each in bar(window).findChildren(QPushButton) if each.text() == title).click()
    settle()


def entry(window, place):
    found = window.sidebar._list.entry_of(place)
    assert found is not None
    return found


@pytest.fixture
def root(stocked):
    return stocked.library_model.folders[0]


def test_removing_a_folder_says_what_is_lost_and_can_be_undone_without_indexing(stocked, window, settle, house, root):
    window.sidebar.remove_asked.emit(entry(window, SidebarFilter("folder", root.id)))
    settle()
    assert "Day 4" in bar(window).notice.title
    assert "4 clips" in bar(window).notice.hint
    assert "indexed moments" in bar(window).notice.hint
    press(window, "Remove", settle)
    assert stocked.library_model.videos == {}
    assert window.grid.first_run.isVisible()
    decoded = len(house.frames.scanned)
    press(window, "Undo", settle)
    assert window.grid.words == ("All clips", "4 clips")
    assert len(house.frames.scanned) == decoded
    window.query.ask("red car")
    settle()
    assert window.grid.current.video.path.name == "car.mov"


def test_keeping_leaves_everything_as_it_was(stocked, window, settle, root):
    window.sidebar.remove_asked.emit(entry(window, SidebarFilter("folder", root.id)))
    settle()
    press(window, "Cancel", settle)
    assert len(stocked.library_model.videos) == 4
    assert all(each.notice.name != "removal" for each in window.notices.bars)


def test_a_single_clip_is_removed_from_its_card_and_stays_out(stocked, window, settle):
    video = next(each for each in stocked.library_model.videos.values() if each.path.name == "van.mov")
    window.menus.remove_asked.emit([video])
    settle()
    press(window, "Remove", settle)
    stocked.indexing.rescan()
    settle()
    assert "van.mov" not in {each.path.name for each in stocked.library_model.videos.values()}
    assert video.path.exists()


def test_missing_clips_are_listed_forgotten_and_brought_back(stocked, window, settle, footage_folder):
    (footage_folder / "dog.mov").unlink()
    stocked.indexing.rescan()
    settle()
    window.sidebar.choose(SidebarFilter("missing"))
    assert window.grid.words == ("Missing", "1 clip")
    assert window.grid._heading.forget.isVisible()
    window.grid._heading.forget.click()
    settle()
    assert "dog.mov" in bar(window).notice.title
    press(window, "Forget", settle)
    assert len(stocked.library_model.videos) == 3
    assert window.sidebar.place == SidebarFilter("all")
    press(window, "Undo", settle)
    assert entry(window, SidebarFilter("missing")).value == "1"


def test_the_delete_key_on_a_missing_clip_forgets_it(stocked, window, settle, footage_folder):
    (footage_folder / "dog.mov").unlink()
    stocked.indexing.rescan()
    settle()
    window.sidebar.choose(SidebarFilter("missing"))
    window.grid.list.setCurrentIndex(window.grid.list.model().index(0))
    window.actions_["clip.remove"].trigger()
    settle()
    assert bar(window).notice.title.startswith("Forget")


def test_single_clips_are_one_row_and_go_together(running, window, settle, tmp_path):
    for name in ("one.mov", "two.mov"):
        draw_video(tmp_path / "loose" / name, [("red car", 1.0)])
        running.add([tmp_path / "loose" / name])
    settle()
    window.sidebar.remove_asked.emit(entry(window, SidebarFilter("singles")))
    settle()
    assert "2 single clips" in bar(window).notice.title
    press(window, "Remove", settle)
    assert running.library_model.videos == {}


def test_what_was_removed_is_listed_and_can_be_restored_or_deleted_for_good(stocked, window, settle, house, root):
    for name in ("van.mov", "dog.mov"):
        window.menus.remove_asked.emit(
            [each for each in stocked.library_model.videos.values() if each.path.name == name]
        )
        settle()
        press(window, "Remove", settle)
    window.actions_["library.removed"].trigger()
    settle()
    dialog = window.findChild(RemovedDialog)
    assert [dialog._list.item(row).text().split("\n")[0] for row in range(2)] == ["dog.mov", "van.mov"]
    dialog._purge.click()
    assert dialog._sure.isVisibleTo(dialog)
    dialog._delete.click()
    settle()
    assert [removal.paths[0].name for removal in house.library.removals()] == ["van.mov"]
    dialog._restore.click()
    settle()
    assert dialog._list.count() == 0
    assert not dialog._restore.isEnabled()
    assert "van.mov" in {each.path.name for each in stocked.library_model.videos.values()}


def test_a_removal_is_described_by_name_size_and_time_left():
    removal = Removal(1, "folder", (Path("/films/Day 1"),), 1_000_000.0, RemovalImpact(clips=3))
    title, rest = describe(removal, 1_000_000.0).split("\n")
    assert title == "Day 1"
    assert rest.startswith("3 clips")
    assert rest.endswith("30 days left")


def test_the_cost_of_a_removal_names_clips_moments_and_what_stays():
    assert lost(RemovalImpact(clips=1)) == "1 clip leaves the library."
    words = lost(RemovalImpact(clips=4, segments=9, footage_s=61.0, kept=2))
    assert all(part in words for part in ("4 clips", "9 indexed moments", "1:01", "2 clips stay"))
