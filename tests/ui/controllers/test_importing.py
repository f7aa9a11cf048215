"""Timelines of other programs are opened: dropped or chosen, matched, kept, searched in, undone."""

import pytest
from PySide6.QtWidgets import QLabel

from core.values import Given
from ui.library_model import SidebarFilter
from ui.notices import Notice


def opened(controller, settle, path):
    controller.add([Given.of(path)])
    settle()
    return controller.handing_off.imports.dialog


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "Their cut.csv"
    path.write_text("clip,in,out\ncar.mov,1,2\nnone.mov,1,2\ndog.mov,0,1\n")
    return path


def rows(dialog):
    return [tuple(dialog.table.text(row, column) for column in range(3)) for row in range(dialog.table.rowCount())]


def names(controller):
    return [each.collection.name for each in controller.library_model.kept]


def test_a_dropped_timeline_is_kept_as_a_collection_and_searched_in(stocked, window, settle, table):
    dialog = opened(stocked, settle, table)
    assert rows(dialog) == [("row 3", "none.mov", "The library has no clip of this name.")]
    assert dialog.collection.currentText() == "Their cut"
    dialog.search.click()
    settle()
    assert names(stocked) == ["Basket", "Their cut"]
    kept = stocked.library_model.kept[1]
    assert kept.moments == 2
    assert window.sidebar.place == SidebarFilter("collection", collection_id=kept.collection.id)
    window.query.ask("red car")
    settle()
    answer = stocked.search_controller.answer
    assert {hit.video.path.name for hit in answer.hits} == {"car.mov", "dog.mov"}
    assert answer.query.filter.only_kept
    assert [part.text for part in window.query.filters.parts()] == ["Only kept moments"]
    window.actions_["edit.undo"].trigger()
    settle()
    assert names(stocked) == ["Basket"]


def test_the_file_of_a_clip_that_was_not_found_is_chosen(stocked, settle, table, footage_folder):
    dialog = opened(stocked, settle, table)
    dialog.file_chosen.emit("none.mov", footage_folder / "van.mov")
    settle()
    assert rows(dialog) == []
    dialog.collection.setCurrentIndex(dialog.collection.findText("Basket"))
    dialog.keep.click()
    settle()
    assert stocked.library_model.kept[0].moments == 3


def test_a_folder_that_the_library_does_not_have_is_taken_in(stocked, settle, table, footage_folder, tmp_path):
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "none.mov").write_bytes((footage_folder / "van.mov").read_bytes())
    dialog = opened(stocked, settle, table)
    dialog.folder_chosen.emit(folder)
    settle(60_000)
    assert rows(dialog) == []
    assert dialog.words == ""


def test_what_cannot_be_read_is_said(stocked, settle, tmp_path):
    path = tmp_path / "x.edl"
    path.write_bytes(b"\0\0")
    dialog = opened(stocked, settle, path)
    assert "x.edl" in dialog.words
    assert not dialog.keep.isEnabled()


def test_a_timeline_is_written_again_with_the_paths_of_here(stocked, settle, footage_folder, tmp_path):
    path = tmp_path / "Cut.csv"
    path.write_text(f"Path,in,out\n/old/drive/car.mov,1,2\n/old/drive/none.mov,1,2\n{footage_folder / 'dog.mov'},0,1\n")
    dialog = opened(stocked, settle, path)
    assert dialog.relink.isEnabled()
    assert not dialog.reveal.isVisibleTo(dialog)
    target = tmp_path / "Cut relinked.csv"
    dialog.relink_asked.emit(target)
    settle()
    assert target.read_text() == path.read_text().replace("/old/drive/car.mov", str(footage_folder / "car.mov"))
    assert dialog.words == "Wrote Cut relinked.csv: 2 clips, 1 not found and left as they are."
    assert dialog.reveal.isVisibleTo(dialog)
    assert len(names(stocked)) == 1, "relinking keeps nothing"


def test_a_timeline_whose_clips_are_away_is_not_written(stocked, settle, footage_folder, tmp_path, monkeypatch):
    path = tmp_path / "Cut.csv"
    path.write_text(f"Path,in,out\n{footage_folder / 'dog.mov'},0,1\n")
    dialog = opened(stocked, settle, path)
    (footage_folder / "dog.mov").unlink()
    stocked.indexing.rescan()
    settle(60_000)
    dialog.relink_asked.emit(tmp_path / "new.csv")
    settle()
    assert not (tmp_path / "new.csv").exists()
    assert "None of its clips can be reached now" in dialog.words


def test_nothing_is_said_to_be_added_while_a_timeline_is_open(stocked, window, settle, table):
    """The window may have said so before the library was open, when it could not know."""
    window.notices.show_notice(Notice("info", "Adding 1 item…", "", "added"))
    opened(stocked, settle, table)
    assert not any("Adding" in each.text() for each in window.notices.findChildren(QLabel))
