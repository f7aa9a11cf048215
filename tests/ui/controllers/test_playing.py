"""In and out in the window: by keys, from the heatmap, kept with B, remembered for each card; J K L; timecode."""

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel

from core.values import Changes, SourceMetadata, Timecode
from tests.ui.controllers.test_basket import opened, rows
from tests.ui.controllers.test_keeping import press
from ui.play.span import PlaySpan

FPS = Fraction(25)


@pytest.fixture
def cued(stocked, window, settle, qtbot):
    """The red car, found and cued."""
    window.query.ask("red car")
    settle()
    qtbot.waitUntil(lambda: window.player.path is not None and window.player.path.name == "car.mov")
    settle()
    return stocked


def stand(window, frame):
    window.player.marks.stand(float(frame / FPS), float((frame + 1) / FPS))


def test_keys_set_the_points_and_b_keeps_them(qtbot, cued, window, settle):
    stand(window, 25)
    press(qtbot, window, settle, Qt.Key.Key_I)
    stand(window, 49)
    press(qtbot, window, settle, Qt.Key.Key_O)
    press(qtbot, window, settle, Qt.Key.Key_B)
    assert rows(opened(cued, settle)) == [("car.mov", "00:00:01:00", "00:00:02:00", "00:00:01:00", "")]
    window.activateWindow()
    window.actions_["play.clear_marks"].trigger()
    assert window.player.marks.span.is_empty


def test_lost_points_come_back_with_undo(qtbot, cued, window, settle):
    marks, undo = window.player.marks, cued.keeping.undo_stack
    stand(window, 25)
    press(qtbot, window, settle, Qt.Key.Key_I)
    stand(window, 49)
    press(qtbot, window, settle, Qt.Key.Key_O)
    pair = marks.span
    press(qtbot, window, settle, Qt.Key.Key_G)
    assert marks.span.is_empty
    press(qtbot, window, settle, Qt.Key.Key_G)  # nothing is lost by it: no step
    press(qtbot, window, settle, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert marks.span == pair
    assert cued.playing.span_of(window.selected_cards()[0]) == (1, 2)
    undo.undo()
    assert marks.span == PlaySpan(Fraction(1))
    undo.undo()
    assert marks.span.is_empty
    for _ in range(3):
        undo.redo()
    assert marks.span.is_empty
    undo.undo()
    assert marks.span == pair


def test_one_drag_of_a_point_is_one_step_of_undo(cued, window):
    marks, timeline, undo = window.player.marks, window.player._timeline, cued.keeping.undo_stack
    stand(window, 25)
    marks.set_start()
    for frames in ((30, 35, 40), (41, 50)):
        timeline.drag += 1
        for frame in frames:
            timeline.start_dragged.emit((frame + 0.5) / 25)
    assert marks.span.start_s == 2
    undo.undo()
    assert marks.span.start_s == Fraction(40, 25)
    undo.undo()
    assert marks.span.start_s == 1


def test_columns_of_the_heatmap_become_whole_frames(cued, window, settle):
    window.evidence.span_chosen.emit(0.513, 1.777)
    span = window.player.marks.span
    assert (span.start_s, span.end_s) == (Fraction(12, 25), Fraction(44, 25))
    assert window.evidence._evidence.span == (0.48, 1.76)
    window.actions_["mark.keep"].trigger()
    settle()
    assert rows(opened(cued, settle))[0][1:3] == ("00:00:00:12", "00:00:01:19")


def test_columns_dragged_before_the_clip_is_cued_are_not_lost(stocked, window, settle, qtbot):
    window.query.ask("red car")
    qtbot.waitUntil(lambda: window.evidence._evidence is not None, timeout=10_000)
    window.player.stop()
    window.evidence.span_chosen.emit(0.5, 1.7)
    assert window.evidence._evidence.span == (0.48, 1.68)
    stocked.selection._timer.start()  # the clip comes
    settle()
    qtbot.waitUntil(lambda: window.player.path is not None and window.player.marks.complete is not None)
    assert window.player.marks.span == PlaySpan(Fraction(12, 25), Fraction(42, 25))


def test_each_card_has_its_own_points(cued, window, settle, qtbot):
    window.query.clear()
    settle()

    def at(name):
        grid = window.grid
        row = next(row for row in range(grid._model.rowCount()) if grid._model.card(row).video.path.name == name)
        grid.list.setCurrentIndex(grid._model.index(row))
        qtbot.waitUntil(lambda: window.player.path is not None and window.player.path.name == name)
        settle()

    at("van.mov")
    stand(window, 10)
    window.player.marks.set_start()
    at("dog.mov")
    assert window.player.marks.span.is_empty
    at("van.mov")
    assert window.player.marks.span == PlaySpan(Fraction(10, 25), None)
    window.player.marks.clear()
    at("dog.mov")
    cued.keeping.undo_stack.undo()
    assert window.player.marks.span.is_empty, "they are another clip's"
    at("van.mov")
    assert window.player.marks.span == PlaySpan(Fraction(10, 25), None)


def key(window, kind, which):
    QApplication.sendEvent(window, QKeyEvent(kind, which, Qt.KeyboardModifier.NoModifier))


def test_j_and_l_step_while_k_is_held(cued, window):
    steps, speeds = [], []
    window.player.step, window.player.shuttle = steps.append, speeds.append
    key(window, QEvent.Type.ShortcutOverride, Qt.Key.Key_K)
    window.actions_["play.forward"].trigger()
    window.actions_["play.back"].trigger()
    key(window, QEvent.Type.KeyRelease, Qt.Key.Key_K)
    window.actions_["play.forward"].trigger()
    assert (steps, speeds) == ([1, -1], [1])


def test_another_key_in_place_of_k_is_held_as_well(cued, window):
    steps = []
    window.player.step = steps.append
    window.actions_["play.pause"].setShortcuts(["S"])
    key(window, QEvent.Type.ShortcutOverride, Qt.Key.Key_K)
    window.actions_["play.forward"].trigger()
    assert steps == []
    key(window, QEvent.Type.ShortcutOverride, Qt.Key.Key_S)
    window.actions_["play.forward"].trigger()
    assert steps == [1]


def test_a_key_that_is_held_down_does_its_thing_once(window, controller):
    assert not window.actions_["play.forward"].autoRepeat()
    assert window.actions_["play.frame_forward"].autoRepeat()


def test_escape_leaves_the_full_screen_before_the_search(cued, window):
    window.actions_["play.fullscreen"].trigger()
    assert window.is_video_only
    window.actions_["search.clear"].trigger()
    assert not window.is_video_only
    assert window.query.query is not None
    window.actions_["search.clear"].trigger()
    assert window.query.query is None


@pytest.fixture
def with_timecode(cued, window, settle, house):
    """The header of the clip is read only now."""
    video = next(video for video in house.library.videos() if video.path.name == "car.mov")
    source = SourceMetadata(Timecode.parse("10:00:00:00", FPS))
    house.catalogue.update_video(replace(video, info=replace(video.info, source=source)))
    house.library.on_changes(Changes(videos=frozenset({video.id}), initiator="ingest"))
    settle(20_000)
    return cued


def test_a_timecode_read_later_is_shown_without_selecting_again(with_timecode, window):
    assert window.player.findChild(QLabel, "source-time").text().startswith("TC 10:00:0")
    assert window.grid.current.timecode.startswith("TC 10:00:0")
    assert "(TC 10:00:0" in window.evidence.table()[0][3]


def copied(window):
    return next(bar.notice for bar in window.notices.bars if bar.notice.name == "copied")


def test_the_recorded_timecode_is_copied_and_named(with_timecode, window):
    window.actions_["clip.copy_timecode"].trigger()
    assert QGuiApplication.clipboard().text().startswith("10:00:0")
    notice = copied(window)
    assert "10:00:0" in notice.title
    assert notice.hint == "Timecode recorded in the file."


def test_a_file_without_timecode_counts_from_its_start(cued, window):
    window.actions_["clip.copy_timecode"].trigger()
    assert QGuiApplication.clipboard().text().startswith("00:00:0")
    assert copied(window).hint == "Time from the start of the file."
