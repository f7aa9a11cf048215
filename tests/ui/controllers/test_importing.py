"""Timelines of other programs are opened: dropped or chosen, matched, kept, searched in, undone."""

import pytest

from core.values import Given
from ui.library_model import SidebarFilter


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
    assert {hit.video.path.name for hit in stocked.search_controller.answer.hits} == {"car.mov", "dog.mov"}
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
