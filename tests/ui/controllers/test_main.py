import shutil
import threading

import pytest
from PySide6.QtCore import QMimeData, QPoint, QSettings, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from core.errors import EncoderDiedError, EncoderError, SettingsError
from core.lane import Priority
from core.library import Library, edit_phrases
from core.search.phrases import cut_query
from core.search.query_vectors import QueryVectors
from core.search.verdict import ScoreCalibration
from core.values import LARGE_HEIGHT_PX, IngestProgress, Pace
from tests.fakes.still_frames import draw_video
from tests.ui.browse.test_drops import drop, enter
from ui.library_model import SidebarFilter
from ui.play.screen import Screen
from ui.widgets import formatting
from ui.widgets.busy import Busy
from ui.window.main_window import MainWindow


def test_an_empty_library_shows_where_to_begin(running, window):
    assert window.grid.first_run.isVisible()
    assert not window.evidence.isVisible()


def test_a_folder_dropped_on_the_window_fills_the_grid(running, window, settle, footage_folder):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(footage_folder))])
    assert enter(window, data).isAccepted()
    drop(window, data)
    settle()
    assert window.grid.words == ("All clips", "4 clips")
    assert window.notices.bars[0].notice.title == "1 clip could not be indexed."
    assert window.status.text.startswith("3 clips indexed")
    assert "1 failed" in window.status._failed.text()


def test_a_sentence_finds_its_moment_and_says_why(stocked, window, settle):
    window.query.ask("red car")
    settle()
    best = window.grid.current
    assert best.video.path.name == "car.mov"
    assert best.hit.segment.start_s == 0.0
    assert window.evidence.isVisible()
    assert window.evidence.table()
    assert "red car" in window.details.words
    assert window.grid._model.card(0).explanation is not None


def test_the_selected_moment_is_cued_at_its_best_frame(stocked, window, settle, qtbot):
    cued = []
    window.player.cue = lambda *args: cued.append(args)
    window.query.ask("green field")
    settle()
    qtbot.waitUntil(lambda: bool(cued))
    path, time_s, info = cued[-1]
    assert path.name == "car.mov"
    assert 3.0 <= time_s <= 5.0
    assert info.fps == 25


def test_a_still_picture_is_shown_large_and_opens_no_video(stocked, window, settle, qtbot, footage_folder):
    draw_video(footage_folder / "boat.jpg", [("yellow boat", 1.0)])
    stocked.add([footage_folder])
    settle()
    window.query.ask("yellow boat")
    settle()
    assert window.grid.current.video.path.name == "boat.jpg"
    qtbot.waitUntil(lambda: window.player.picture.image.height() == LARGE_HEIGHT_PX)
    assert not window.player.is_playing
    assert window.player.picture.sentence == ""


def test_walking_quickly_through_cards_opens_only_the_last_video(stocked, window, settle, qtbot):
    cued = []
    window.player.cue = lambda *args: cued.append(args[0].name)
    for row in (1, 2, 3, 1):
        window.grid.list.setCurrentIndex(window.grid.list.model().index(row))
    qtbot.waitUntil(lambda: bool(cued))
    settle()
    assert cued == ["car.mov"]


def test_enter_plays_from_a_little_before_the_moment(stocked, window, settle, qtbot):
    window.query.ask("green field")
    settle()
    calls = []
    window.player.cue = lambda path, time_s, info: calls.append(round(time_s, 2))
    window.player.play = lambda: calls.append("play")
    best_s = window.grid.current.best_s
    qtbot.keyClick(window.grid.list, Qt.Key.Key_Return)
    assert calls == [round(best_s - 0.5, 2), "play"]
    stocked.selection.set_pre_roll(0.25)
    calls.clear()
    stocked.selection.play(window.grid.current)
    assert calls == [round(best_s - 0.25, 2), "play"], "as the settings say"


def test_old_results_stay_dimmed_until_new_ones_come(stocked, window, settle, qtbot, house):
    window.query.ask("red car")
    settle()
    gate = threading.Event()
    stocked._services.engine.submit(Priority.LOAD, gate.wait, 10)
    window.query.ask("white van turning")
    qtbot.waitUntil(lambda: window.grid._views.delegate.is_stale)
    assert window.grid._model.rowCount() > 0
    gate.set()
    settle()
    assert not window.grid._views.delegate.is_stale
    assert window.grid.current.video.path.name == "van.mov"


def test_esc_goes_back_to_all_clips(stocked, window, settle, qtbot):
    window.query.ask("red car")
    settle()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    settle()
    assert window.grid.words == ("All clips", "4 clips")
    assert not window.evidence.isVisible()
    assert window.grid.list.hasFocus()


def test_a_folder_is_a_filter_for_searching_too(stocked, window, settle, tmp_path):
    draw_video(tmp_path / "Other" / "copy.mov", [("red car", 2.0), ("blue boat", 1.0)])
    stocked.add([tmp_path / "Other"])
    settle()
    window.query.ask("red car")
    settle()
    other = next(folder for folder in stocked.library_model.folders if folder.path.name == "Other")
    window.sidebar.choose(SidebarFilter("folder", other.id))
    settle()
    assert {hit.video.path.name for hit in window.grid.hits} == {"copy.mov"}


def test_failed_videos_are_shown_with_their_reason(stocked, window, settle):
    window.status.failed_asked.emit()
    settle()
    assert window.sidebar.place == SidebarFilter("failed")
    assert window.grid.words == ("Failed", "1 clip")
    assert window.grid._model.card(0).trouble == "This is not a video. It may be damaged."


def test_the_player_says_why_it_shows_nothing(stocked, window, settle, qtbot):
    screen = window.player.findChild(Screen)
    assert screen.invitation == "Select a moment to play it"
    window.status.failed_asked.emit()
    settle()
    window.grid.list.setCurrentIndex(window.grid._model.index(0))
    qtbot.waitUntil(lambda: screen.invitation == "This is not a video. It may be damaged.")  # a little after the card
    assert screen.accessibleDescription() == screen.invitation
    window.sidebar.choose(SidebarFilter("all"))
    settle()
    model = window.grid._model
    (row,) = [row for row, video in enumerate(model.rows) if video.path.name == "car.mov"]
    window.grid.list.setCurrentIndex(model.index(row))
    qtbot.waitUntil(lambda: window.player.path is not None)
    assert screen.invitation == "Select a moment to play it"


def test_an_error_while_searching_is_said_and_the_old_answer_stays_dimmed(stocked, window, settle, house):
    window.query.ask("red car")
    settle()
    search, house.library.search = house.library.search, _fail
    window.query.ask("white van")
    settle()
    assert window.grid._views.delegate.is_stale, "these are moments of another question than the one that stands above"
    assert window.grid.hits
    assert "The engine stopped." in window.query._notice.text()
    house.library.search = search
    window.query.ask("white van")
    settle()
    assert not window.grid._views.delegate.is_stale


def test_clips_that_are_browsed_are_not_dimmed_by_a_question_that_fails(stocked, window, settle, house):
    house.library.search = _fail
    window.query.ask("white van")
    settle()
    assert not window.grid._views.delegate.is_stale
    assert "The engine stopped." in window.query._notice.text()


def _fail(*_):
    raise EncoderError("The engine stopped.", "Try again.")


def test_a_bug_in_a_job_becomes_a_message_and_nothing_ends(stocked, window, settle, house):
    house.library.search = lambda *_: 1 / 0
    window.query.ask("red car")
    settle()
    assert "bug in C2V Desktop" in window.notices.bars[0].notice.title
    del house.library.search
    window.query.ask("white van")
    settle()
    assert window.grid.hits


def test_trouble_of_the_evidence_is_said_in_the_window(stocked, window):
    window.evidence.trouble.emit(SettingsError("The picture could not be saved."))
    assert window.notices.bars[0].notice.title == "The picture could not be saved."


def test_the_picture_of_a_card_is_its_best_frame(stocked, window, settle):
    window.query.ask("sky blue")
    settle()
    card = window.grid._model.card(0)
    assert card.video.path.name == "dog.mov"
    assert card.best_s >= 2.0
    assert stocked.pictures.peek(card.video, card.best_s) is not None


def test_a_video_that_went_away_shows_as_missing_in_place(stocked, window, settle, footage_folder):
    window.query.ask("red car")
    settle()
    (footage_folder / "car.mov").unlink()
    stocked.indexing.rescan()
    settle()
    assert window.grid._model.card(0).video.state == "missing"


def test_a_drive_that_went_away_shows_as_offline(stocked, window, settle, footage_folder, tmp_path):
    shutil.move(footage_folder, tmp_path / "elsewhere")
    stocked.indexing.rescan()
    settle()
    from ui.browse.sidebar_entries import entries

    assert [entry.value for entry in entries(stocked.library_model) if entry.is_offline] == ["offline"]


def test_typed_letters_do_nothing_to_the_player(running, window, qtbot):
    done = []
    for name in ("toggle", "shuttle", "step"):
        setattr(window.player, name, lambda *_, name=name: done.append(name))
    field = window.query.findChild(QLineEdit)
    field.setFocus()
    QTest.keyClicks(field, "jkl /i?.,")
    assert field.text() == "jkl /i?.,"
    assert done == []


def test_letters_in_the_grid_reach_the_player(stocked, window, qtbot):
    done = []
    window.player.shuttle = done.append
    window.player.step = lambda frames: done.append(("step", frames))
    window.grid.list.setFocus()
    for key in (Qt.Key.Key_L, Qt.Key.Key_K, Qt.Key.Key_J, Qt.Key.Key_Period, Qt.Key.Key_Comma):
        qtbot.keyClick(window.grid.list, key)
    assert done == [1, 0, -1, ("step", 1), ("step", -1)]


def test_slash_goes_to_the_search_field(stocked, window, qtbot):
    window.grid.list.setFocus()
    qtbot.keyClick(window.grid.list, Qt.Key.Key_Slash)
    assert window.query.findChild(QLineEdit).hasFocus()


def test_path_and_timecode_can_be_copied(stocked, window, settle):
    window.query.ask("red car")
    settle()
    window.actions_["clip.copy_path"].trigger()
    assert QGuiApplication.clipboard().text().endswith("car.mov")
    window.actions_["clip.copy_timecode"].trigger()
    assert QGuiApplication.clipboard().text().startswith("00:0")


def test_pausing_by_menu_shows_in_the_line_at_once(running, window, qtbot, settle, footage_folder):
    window.actions_["library.pause"].trigger()
    assert running.indexing.is_paused
    running.add([footage_folder])
    qtbot.waitUntil(lambda: len(running.library_model.videos) == 4)
    window.actions_["library.pause"].trigger()
    settle()
    assert not running.indexing.is_paused
    assert window.status.text.startswith("3 clips")
    assert window.windowTitle() == "C2V Desktop"


def test_a_pause_before_anything_was_counted_says_so_and_can_be_ended(running, window, qtbot, settle, footage_folder):
    window.actions_["library.pause"].trigger()
    running.add([footage_folder])
    qtbot.waitUntil(lambda: window.status.text.startswith("Paused · 0 clips indexed, 4 waiting"))
    assert window.status._pause.isVisible()
    assert window.status._pause.text() == "Resume"
    qtbot.mouseClick(window.status._pause, Qt.MouseButton.LeftButton)
    settle()
    assert window.status.text.startswith("3 clips")
    assert not window.status._pause.isVisible()


def test_a_pause_outlives_the_program(running, window, qtbot, tmp_path):
    window.actions_["library.pause"].trigger()
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    again = MainWindow(cut_query, edit_phrases, kept)
    qtbot.addWidget(again)
    assert again.is_paused
    window.actions_["library.pause"].trigger()
    assert not again.is_paused


def test_a_desk_that_was_paused_starts_paused(controller, window, qtbot, footage_folder):
    window.is_paused = True
    controller.start()
    controller.add([footage_folder])
    qtbot.waitUntil(lambda: window.status.text.startswith("Paused · "))
    assert controller.indexing.is_paused
    assert window.actions_["library.pause"].isChecked()


def test_stopping_ends_a_pause_too(running, window, qtbot, settle, footage_folder):
    window.actions_["library.pause"].trigger()
    running.add([footage_folder])
    qtbot.waitUntil(lambda: len(running.library_model.videos) == 4)
    window.actions_["library.stop"].trigger()
    settle()
    assert not running.indexing.is_paused
    assert not window.actions_["library.pause"].isChecked()
    window.actions_["library.rescan"].trigger()
    settle()
    assert window.status.text.startswith("3 clips")


def test_nothing_turns_once_all_is_quiet(stocked, window):
    assert [busy for busy in window.findChildren(Busy) if busy.isVisible()] == []


@pytest.mark.parametrize("panel", ["view.sidebar", "view.inspector"])
def test_panels_can_be_hidden_and_come_back(running, window, panel):
    shown = window.sidebar if panel == "view.sidebar" else window.player
    window.actions_[panel].trigger()
    assert not shown.isVisible()
    window.actions_["view.reset"].trigger()
    assert shown.isVisible()


def test_full_screen_shows_the_video_only_and_comes_back(stocked, window, qtbot):
    window.actions_["play.fullscreen"].trigger()
    assert window.player.isVisible()
    assert not window.grid.isVisible()
    assert not window.sidebar.isVisible()
    window.actions_["play.fullscreen"].trigger()
    assert window.grid.isVisible()
    assert window.sidebar.isVisible()


def test_sizes_are_remembered(running, window, qtbot, tmp_path):
    from ui.window.main_window import MainWindow

    window._columns.setSizes([300, 1140])
    window.grid.set_zoom(1.5)
    expected = window._columns.sizes()[0]
    window.close()
    again = MainWindow(cut_query, edit_phrases, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(again)
    again.show()
    assert again._columns.sizes()[0] == expected == 300
    assert again.grid.zoom_level == 1.5


def test_closing_hides_first_and_then_tells(running, window, qtbot):
    seen = []
    window.closing.connect(lambda: seen.append(window.isVisible()))
    window.close()
    assert seen == [False]


def test_dragging_a_card_out_carries_its_file(stocked, window):
    model = window.grid.list.model()
    mime = model.mimeData([model.index(1)])
    assert mime.urls()[0].toLocalFile().endswith("car.mov")
    assert window.grid.list.dragDropMode() == window.grid.list.DragDropMode.DragOnly


def test_files_dragged_over_any_panel_reach_the_window(running, window):
    """Qt hands a drag to the first parent that accepts drops: no panel may stand in the way."""
    for panel in (window.sidebar, window.grid.list, window.grid.list.viewport(), window.player, window.evidence):
        widget = panel
        while widget is not window:
            assert not widget.acceptDrops(), widget
            widget = widget.parentWidget()
    assert window.acceptDrops()
    assert window.childAt(QPoint(700, 300)) is not None


def test_clips_indexed_since_the_question_are_offered_and_the_list_does_not_jump(
    stocked, window, settle, footage_folder
):
    window.query.ask("red car")
    settle()
    before = window.grid.hits
    draw_video(footage_folder / "late.mov", [("red car", 2.0), ("night", 1.0)])
    stocked.indexing.rescan()
    settle()
    assert window.grid.hits == before
    assert window.grid._heading.again.text() == "Update (1 new clip)"
    window.grid._heading.again.click()
    settle()
    assert "late.mov" in {hit.video.path.name for hit in window.grid.hits}
    assert not window.grid._heading.again.isVisible()


def test_a_question_that_found_nothing_close_is_asked_of_what_is_indexed_later(
    stocked, window, settle, footage_folder, monkeypatch
):
    monkeypatch.setattr(QueryVectors, "calibration_of", lambda *_: ScoreCalibration(0.0, 1.0, 0.8, 0.9))
    window.query.ask("green frog")
    settle()
    assert window.grid._heading.words[0].startswith("No close matches")
    draw_video(footage_folder / "late.mov", [("green frog", 3.0)])
    stocked.indexing.rescan()
    settle()
    assert window.grid.hits[0].video.path.name == "late.mov"
    assert window.grid.row == 0, "what was selected by itself makes room for the find"
    assert not window.grid._heading.again.isVisible()


def test_space_presses_the_button_in_focus_and_else_plays(stocked, window, qtbot):
    toggled, asked = [], []
    window.player.toggle = lambda: toggled.append(1)
    window.actions_["play.toggle"].triggered.disconnect()
    window.actions_["play.toggle"].triggered.connect(window.player.toggle)
    window.sidebar.add_asked.disconnect()
    window.sidebar.add_asked.connect(lambda: asked.append(1))
    window.sidebar._add.setFocus()
    qtbot.keyClick(window.sidebar._add, Qt.Key.Key_Space)
    assert (toggled, asked) == ([], [1])
    window.grid.list.setFocus()
    qtbot.keyClick(window.grid.list, Qt.Key.Key_Space)
    assert (toggled, asked) == ([1], [1])


def test_a_folder_that_is_only_looked_through_from_time_to_time_shows_it(stocked, window, settle, monkeypatch):
    folder_id = stocked.library_model.folders[0].id
    notes = {folder_id: "Looked through from time to time."}
    monkeypatch.setattr(Library, "watch_notes", property(lambda self: notes))
    stocked.indexing.rescan()
    settle()
    rows = [window.sidebar._list.item(row) for row in range(window.sidebar._list.count())]
    (row,) = [row for row in rows if "from time to time" in row.toolTip()]
    assert row.data(Qt.ItemDataRole.UserRole + 1).sign == "retry"


def test_a_model_that_keeps_ending_holds_the_indexing_and_says_so(running, window, settle, footage_folder, house):
    deaths = []

    def die(_):
        deaths.append(1)
        raise EncoderDiedError("The model's process ended unexpectedly (exit code 9).")

    encode, house.encoder.encode_frames = house.encoder.encode_frames, die
    running.add([footage_folder])
    settle()
    bar = window.notices.bars[0]
    assert bar.notice.title.startswith("Indexing paused: the model's process keeps crashing.")
    assert "exit code 9" in bar.notice.title
    assert window.status.text.startswith("Indexing is paused · 0 clips indexed, 3 waiting")
    until_held = len(deaths)
    running.indexing._timer.timeout.emit()  # five minutes later
    settle()
    assert len(deaths) == until_held
    house.encoder.encode_frames = encode
    next(button for button in bar.findChildren(QPushButton) if button.text() == "Try again").click()
    settle()
    assert window.status.text.startswith("3 clips indexed")


def test_the_status_says_why_indexing_is_slow_or_waits(controller, window):
    def shown(mode, words, frames=100):
        videos = 12 if frames else 3
        progress = IngestProgress(3, videos, frames * 3 // 10, frames, 0, 8.0, None, None, pace=Pace(mode, words))
        window.status.show_progress(progress)
        return window.status.text

    assert shown("full", "") == "Indexing · 30 % · 9 clips left · 8.0 fr/s · estimating…"
    slowed = "Indexing · 30 % · 9 clips left · slowed: playing · 8.0 fr/s · estimating…"
    assert shown("slow", "slowed: playing") == slowed
    assert shown("held", "waiting until 20:00") == "Waiting until 20:00 · 30 % · 9 clips left"
    assert not window.status._busy.isVisible()
    assert shown("held", "waiting until 20:00", frames=0) == "Waiting until 20:00"


def test_while_the_player_plays_indexing_gives_way(controller, window, house):
    window.player.playing_changed.emit(True)
    assert house.library._indexing.pacer.is_playing
    window.player.playing_changed.emit(False)
    assert not house.library._indexing.pacer.is_playing


def test_how_many_moments_are_listed_is_said_once(stocked, window, settle):
    stocked.search_controller.limit = 2
    window.query.ask("red car")
    settle()
    answer = stocked.search_controller.answer
    assert answer.is_cut
    said = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert len([text for text in said if formatting.found(answer) in text]) == 1
