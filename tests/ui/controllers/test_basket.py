"""What is kept with B: seen, put in order, named, removed, and all of it undone."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent

from tests.ui.controllers.test_keeping import CTRL, choose, press


def rows(dialog):
    table = dialog.table
    items = [table.topLevelItem(row) for row in range(table.topLevelItemCount())]
    return [tuple(item.text(column) for column in range(5)) for item in items]


def names(dialog):
    return [row[0] for row in rows(dialog)]


@pytest.fixture
def basket(stocked, window, settle):
    stocked.basket.open()
    settle()
    return stocked.basket.dialog


@pytest.fixture
def filled(qtbot, basket, window, settle):
    for name in ("car.mov", "van.mov", "dog.mov"):
        choose(window, name)
        window.actions_["mark.keep"].trigger()
        settle()
    return basket


def test_an_empty_basket_says_how_to_fill_it(basket):
    assert basket.total == "Nothing here yet. Press B on a result to keep it."


def test_whole_clips_are_kept_while_browsing(filled):
    assert names(filled) == ["car.mov", "van.mov", "dog.mov"]
    assert rows(filled)[0][1:4] == ("Whole clip", "", "0:05")
    assert filled.total == "3 moments · 0:13 in all"


def opened(controller, settle):
    controller.basket.open()
    settle()
    return controller.basket.dialog


def test_a_result_is_kept_with_in_and_out(qtbot, stocked, window, settle):
    window.query.ask("red car")
    settle()
    hit = window.grid.current.hit
    press(qtbot, window, settle, Qt.Key.Key_B)
    ((name, begin, end, length, _),) = rows(opened(stocked, settle))
    assert name == "car.mov"
    assert (begin, end, length) == ("00:00:00:00", "00:00:05:00", "0:05")  # of a short clip all is proposed
    assert (hit.segment.start_s, hit.segment.end_s) == (0.0, 3.0)


def test_rows_are_moved_by_keys_and_by_dragging(filled, settle):
    table = filled.table
    table.setCurrentItem(table.topLevelItem(2))
    table.step(-1)
    settle()
    assert names(filled) == ["car.mov", "dog.mov", "van.mov"]
    table.clearSelection()
    table.topLevelItem(0).setSelected(True)
    place = QPointF(table.visualItemRect(table.topLevelItem(2)).bottomLeft())
    drop = QDropEvent(
        place, Qt.DropAction.CopyAction, QMimeData(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    drop.source = lambda: table
    table.dropEvent(drop)
    settle()
    assert names(filled) == ["dog.mov", "van.mov", "car.mov"]


def test_rows_are_dragged_out_as_files(filled):
    table = filled.table
    data = table.mimeData([table.topLevelItem(0), table.topLevelItem(1)])
    assert [url.fileName() for url in data.urls()] == ["car.mov", "van.mov"]
    assert table.supportedDropActions() == Qt.DropAction.CopyAction


def test_notes_are_written_and_undone(filled, window, settle):
    table = filled.table
    table.setCurrentItem(table.topLevelItem(1))
    table.currentItem().setText(4, "use the turn")
    settle()
    assert rows(filled)[1][4] == "use the turn"
    window.actions_["edit.undo"].trigger()
    settle()
    assert rows(filled)[1][4] == ""


def test_moments_are_removed_and_brought_back(filled, window, settle):
    filled.table.topLevelItem(0).setSelected(True)
    filled._remove.click()
    settle()
    assert names(filled) == ["van.mov", "dog.mov"]
    window.actions_["edit.undo"].trigger()
    settle()
    assert names(filled) == ["car.mov", "van.mov", "dog.mov"]


def test_several_results_are_one_step(qtbot, stocked, window, settle):
    choose(window, "car.mov", "van.mov")
    press(qtbot, window, settle, Qt.Key.Key_B)
    press(qtbot, window, settle, Qt.Key.Key_Z, CTRL)
    assert names(opened(stocked, settle)) == []
    window.actions_["edit.redo"].trigger()
    settle()
    assert sorted(names(stocked.basket.dialog)) == ["car.mov", "van.mov"]


def test_collections_are_made_named_filled_and_removed(filled, window, settle):
    assert not filled._rename.isEnabled()
    filled.make_asked.emit("Opening")
    settle()
    assert [filled._choice.itemText(row) for row in range(filled._choice.count())] == ["Basket", "Opening"]
    filled._choice.setCurrentIndex(1)
    filled._choice.activated.emit(1)
    settle()
    assert names(filled) == []
    choose(window, "dog.mov")
    window.actions_["mark.keep"].trigger()
    settle()
    assert names(filled) == ["dog.mov"]
    filled.rename_asked.emit(filled.collection.id, "Titles")
    settle()
    assert filled._choice.currentText() == "Titles"
    filled._delete.click()
    settle()
    assert filled.collection.is_basket
    assert names(filled) == ["car.mov", "van.mov", "dog.mov"]


def test_what_cannot_be_done_is_said(filled, window, settle, tasks):
    failed = []
    tasks.failed.connect(failed.append)
    filled.make_asked.emit("   ")
    settle()
    assert any("needs a name" in str(error) for error in failed)


def test_a_row_is_played_from_its_in_point(filled, window, settle, monkeypatch):
    cued = []
    monkeypatch.setattr(window.player, "cue", lambda path, start_s, info: cued.append((path.name, start_s)))
    monkeypatch.setattr(window.player, "play", lambda: None)
    table = filled.table
    table.setCurrentItem(table.topLevelItem(1))
    table.itemActivated.emit(table.topLevelItem(1), 0)
    assert cued == [("van.mov", 0.0)]


def test_a_clip_that_is_gone_says_so(filled, window, settle, stocked, footage_folder):
    (footage_folder / "van.mov").unlink()
    stocked.indexing.rescan()
    settle()
    table = filled.table
    table.setCurrentItem(table.topLevelItem(1))
    table.itemActivated.emit(table.topLevelItem(1), 0)
    assert any("van.mov is not available" in bar.notice.title for bar in window.notices.bars)
