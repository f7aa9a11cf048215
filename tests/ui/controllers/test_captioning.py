"""Captions of the selected clip, from the field to the library and back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.fakes.still_frames import draw_video

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def footage_folder(tmp_path):
    folder = tmp_path / "Day 4"
    for name, words in (("car", "red car"), ("fox", "red fox")):
        draw_video(folder / f"{name}.mov", [(words, 3.0)])
    return folder


@pytest.fixture
def panel(window):
    return window.details.captions


def select(window, settle, row):
    window.grid.list.setCurrentIndex(window.grid._model.index(row))
    window.grid.list.setFocus()
    settle()


def write(qtbot, panel, settle, text):
    qtbot.keyClicks(panel.field, text)
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    settle()


def rows(panel):
    items = [panel.list.topLevelItem(row) for row in range(panel.list.topLevelItemCount())]
    return [(item.text(0), item.text(1)) for item in items]


def kept(house):
    return [each.text for each in house.library.captions()]


def test_a_caption_is_written_from_the_keyboard_listed_and_undone(qtbot, stocked, window, panel, settle, house):
    select(window, settle, 0)
    qtbot.keyClick(window.grid.list, Qt.Key.Key_C)
    assert panel.field.hasFocus()
    assert "whole clip" in panel.place
    write(qtbot, panel, settle, "a car drives by")
    assert rows(panel) == [("Whole clip", "a car drives by")]
    assert panel.field.text() == ""
    qtbot.keyClick(panel.field, Qt.Key.Key_Z, CTRL)
    settle()
    assert (rows(panel), kept(house)) == ([], [])
    stocked.keeping.undo_stack.redo()
    settle()
    assert rows(panel) == [("Whole clip", "a car drives by")]


def test_a_caption_is_for_in_and_out_where_they_are_set_else_for_the_moment(
    qtbot, stocked, window, panel, settle, house
):
    window.query.ask("red")
    settle()
    select(window, settle, 0)
    write(qtbot, panel, settle, "the moment")
    segment = window.grid.hits[0].segment
    (caption,) = house.library.captions()
    assert (float(caption.start_s), float(caption.end_s)) == pytest.approx((segment.start_s, segment.end_s), abs=0.1)
    stocked.playing._mark_stretch(1.0, 2.0)
    assert "0:01–0:02" in panel.place
    write(qtbot, panel, settle, "a second")
    assert ("0:01–0:02", "a second") in rows(panel)


def test_a_click_goes_to_the_moment(qtbot, stocked, window, panel, settle, house):
    select(window, settle, 0)
    stocked.playing._mark_stretch(1.0, 2.0)
    write(qtbot, panel, settle, "a second")
    shown = []
    stocked.playing.show_moment = lambda video, span: shown.append((video.path.name, span.start_s, span.end_s))
    item = panel.list.topLevelItem(0)
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=panel.list.visualItemRect(item).center())
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert shown == [("car.mov", 1, 2)] * 2


def test_captions_are_edited_in_place_and_what_cannot_be_kept_is_shown_as_it_was(
    qtbot, stocked, window, panel, settle, house
):
    select(window, settle, 0)
    write(qtbot, panel, settle, "a car")
    panel.list.setCurrentItem(panel.list.topLevelItem(0), 0)
    for text, after in (("a red car", "a red car"), ("x" * 2000, "a red car"), ("", "a red car")):
        qtbot.keyClick(panel.list, Qt.Key.Key_F2)
        editor = panel.list.findChild(QLineEdit)
        editor.setText(text)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        settle()
        assert ([row[1] for row in rows(panel)], kept(house)) == ([after], [after])


def test_del_removes_captions_and_never_the_clip(qtbot, stocked, window, panel, settle, house):
    select(window, settle, 0)
    for text in ("one", "two", "three"):
        write(qtbot, panel, settle, text)
    panel.list.setFocus()
    panel.list.setCurrentItem(panel.list.topLevelItem(1), 0)
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    settle()
    assert [text for _, text in rows(panel)] == kept(house) == ["one", "three"]
    assert len(house.catalogue.videos()) == 2
    panel.list.selectAll()
    panel.menu_of(house.library.captions()[0].id).actions()[-1].trigger()
    settle()
    assert kept(house) == []
    stocked.keeping.undo_stack.undo()
    settle()
    assert [text for _, text in rows(panel)] == ["one", "three"]


def test_what_is_typed_stays_with_its_clip_until_it_is_added(qtbot, stocked, window, panel, settle, house):
    select(window, settle, 0)
    qtbot.keyClicks(panel.field, "a car that")
    select(window, settle, 1)
    assert panel.field.text() == ""
    write(qtbot, panel, settle, "a fox")
    select(window, settle, 0)
    assert panel.field.text() == "a car that"
    qtbot.keyClick(panel.field, Qt.Key.Key_Escape)
    assert not panel.field.hasFocus()
    assert panel.field.text() == "a car that"
    assert kept(house) == ["a fox"]


def test_a_caption_that_is_too_long_says_so_and_stays_in_the_field(qtbot, stocked, window, panel, settle, house):
    select(window, settle, 0)
    panel.field.setText("x" * 10_000)
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    settle()
    assert len(panel.field.text()) == 10_000
    assert kept(house) == []
    assert any("1,000 characters" in bar.notice.title for bar in window.notices.bars)


def test_captions_written_elsewhere_appear(stocked, window, panel, settle, house, lane):
    from core.lane import Priority

    select(window, settle, 0)
    id_ = stocked.selection.card.video.id
    lane.submit(Priority.BROWSE, house.library.add_caption, id_, "from a script")
    settle()
    assert rows(panel) == [("Whole clip", "from a script")]


def test_the_points_of_the_player_become_those_of_a_caption(qtbot, stocked, window, panel, settle, house):
    select(window, settle, 0)
    write(qtbot, panel, settle, "a car")
    caption = house.library.captions()[0]
    panel.points_asked.emit(caption.id)
    settle()
    assert any("No in and out points" in bar.notice.title for bar in window.notices.bars)
    stocked.playing._mark_stretch(1.0, 2.0)
    panel.points_asked.emit(caption.id)
    settle()
    assert rows(panel) == [("0:01–0:02", "a car")]


def test_times_are_never_cut(qtbot, stocked, window, panel, settle, house):
    select(window, settle, 0)
    write(qtbot, panel, settle, "a car " * 60)
    stocked.playing._mark_stretch(1.0, 2.0)
    write(qtbot, panel, settle, "a car")
    widest = max(panel.list.fontMetrics().horizontalAdvance(times) for times, _ in rows(panel))
    assert panel.list.columnWidth(0) > widest
    assert panel.list.height() >= sum(panel.list.visualItemRect(panel.list.topLevelItem(at)).height() for at in (0, 1))


def test_the_field_stays_in_view_while_the_list_above_it_grows(qtbot, stocked, window, panel, settle, house):
    window.resize(1100, 700)
    select(window, settle, 0)
    window.actions_["mark.caption"].trigger()
    for text in ("one", "two", "three"):
        write(qtbot, panel, settle, text)
        seen = panel.field.visibleRegion().boundingRect()
        assert seen.height() == panel.field.height()


def test_everything_in_the_panel_has_a_name(window, panel):
    assert all(each.accessibleName() for each in (panel.list, panel.field, panel._button))
