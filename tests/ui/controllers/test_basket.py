"""What is kept with B: seen, put in order, named, removed, and all of it undone."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPushButton

from tests.fakes.still_frames import draw_video
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
    assert basket.total == "Nothing here yet. Keep results with Mark > Keep moment."


def test_whole_clips_are_kept_while_browsing(filled):
    assert names(filled) == ["car.mov", "van.mov", "dog.mov"]
    assert rows(filled)[0][1:4] == ("Whole clip", "", "00:00:05:00")
    assert filled.total == "3 moments · 00:00:13:00 in all"


def said(window):
    return [bar.notice.title for bar in window.notices.bars if "Kept" in bar.notice.title]


def test_the_notice_of_what_was_kept_goes_when_that_is_undone_and_with_the_next_step(qtbot, stocked, window, settle):
    choose(window, "car.mov")
    press(qtbot, window, settle, Qt.Key.Key_B)
    assert said(window) == ["Kept 1 moment."]
    press(qtbot, window, settle, Qt.Key.Key_Z, CTRL)
    assert said(window) == []
    press(qtbot, window, settle, Qt.Key.Key_B)
    press(qtbot, window, settle, Qt.Key.Key_4)
    assert said(window) == []


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
    assert (begin, end, length) == ("00:00:00:00", "00:00:05:00", "00:00:05:00")  # of a short clip all is proposed
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


def chosen(dialog, row):
    dialog.table.setCurrentItem(dialog.table.topLevelItem(row))
    return dialog.table.current


def written(editor, begin, end, note=None):
    editor.start.setText(begin)
    editor.end.setText(end)
    if note is not None:
        editor.note.setText(note)
    editor.accept()


def test_in_out_and_note_of_a_kept_moment_are_edited_and_undone(filled, stocked, window, settle):
    chosen(filled, 1)
    filled._edit.click()
    written(stocked.basket.editor, "00:00:01:00", "3", "the turn")
    settle()
    assert rows(filled)[1][1:] == ("00:00:01:00", "00:00:03:00", "00:00:02:00", "the turn")
    assert filled.total == "3 moments · 00:00:11:00 in all"
    filled.undo_asked.emit()
    settle()
    assert rows(filled)[1][1:] == ("Whole clip", "", "00:00:04:00", "")


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        ("00:00:03:00", "00:00:01:00", "The in point must come before the out point."),
        ("0", "00:01:00:00", "The clip ends at 00:00:04:00."),
        ("soon", "3", "“soon” is not a time"),
        ("TC 10:00:00:00", "3", "This file has no timecode of its own"),
    ],
)
def test_what_cannot_be_an_in_or_out_point_is_said_in_place(filled, stocked, settle, begin, end, said):
    chosen(filled, 1)
    filled._edit.click()
    editor = stocked.basket.editor
    written(editor, begin, end)
    assert editor.trouble.startswith(said)
    assert editor.isVisible()
    editor.reject()
    settle()
    assert rows(filled)[1][1] == "Whole clip"


def test_a_moment_is_updated_from_the_player(filled, stocked, window, settle):
    entry = chosen(filled, 1)
    assert not filled._take.isEnabled()
    filled.opened.emit(entry)
    settle()
    marks = window.player.marks
    marks.stand(1.0, 1.04)
    marks.set_start()
    marks.stand(1.96, 2.0)
    marks.set_end()
    assert filled._take.isEnabled()
    filled._take.click()
    settle()
    assert rows(filled)[1][1:4] == ("00:00:01:00", "00:00:02:00", "00:00:01:00")
    chosen(filled, 0)
    assert not filled._take.isEnabled()  # another clip
    window.actions_["edit.undo"].trigger()
    settle()
    assert rows(filled)[1][1] == "Whole clip"


@pytest.fixture
def moved_away(filled, stocked, settle, footage_folder, tmp_path):
    """The van's file lies elsewhere, where no folder of the library is."""
    elsewhere = tmp_path / "Archive"
    elsewhere.mkdir()
    (footage_folder / "van.mov").rename(elsewhere / "van_2.mov")
    stocked.indexing.rescan()
    settle()
    return elsewhere / "van_2.mov"


def test_a_row_whose_file_is_missing_says_so_and_can_be_relinked(filled, stocked, window, settle, moved_away):
    assert names(filled) == ["car.mov", "van.mov (File not found)", "dog.mov"]
    chosen(filled, 0)
    assert not filled._relink.isEnabled()
    entry = chosen(filled, 1)
    assert filled._relink.isEnabled()
    stocked.basket.relink(entry, moved_away)
    settle()
    assert names(filled) == ["car.mov", "van_2.mov", "dog.mov"]
    assert any("is linked to its file again" in bar.notice.title for bar in window.notices.bars)
    assert filled.table._entries[entry.moment.id].video.path == moved_away
    assert filled.total == "3 moments · 00:00:13:00 in all"


def test_another_clip_is_not_taken_unless_the_user_says_so(filled, stocked, window, settle, moved_away, tmp_path):
    other = draw_video(tmp_path / "other.mov", [("black cat", 6.0)])
    entry = chosen(filled, 1)
    stocked.basket.relink(entry, other)
    settle()
    assert names(filled)[1] == "van.mov (File not found)"
    bar = next(bar for bar in window.notices.bars if bar.notice.name == "relink")
    assert bar.notice.title == "other.mov is not the same clip as van.mov: its content is different."
    next(button for button in bar.findChildren(QPushButton) if button.text() == "Use it anyway").click()
    settle()
    assert names(filled) == ["car.mov", "other.mov", "dog.mov"]
    window.actions_["edit.undo"].trigger()
    settle()
    assert names(filled)[1] == "van.mov (File not found)"


def test_a_file_that_cannot_be_read_is_said(filled, stocked, settle, tasks, moved_away, tmp_path):
    failed = []
    tasks.failed.connect(failed.append)
    stocked.basket.relink(chosen(filled, 1), tmp_path / "gone.mov")
    settle()
    assert failed
    assert names(filled)[1] == "van.mov (File not found)"
