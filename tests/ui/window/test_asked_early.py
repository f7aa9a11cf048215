"""What was asked must be answered: before the library is open, while its model loads, and through every refresh."""

import threading

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QLineEdit

from core.errors import WeightsMissingError
from core.lane import Lane, Priority
from core.values import Changes, Given
from tests.fakes.still_frames import draw_video
from tests.ui.browse.test_drops import drop, enter
from tests.ui.services import services_of
from ui.controllers.main import MainController
from ui.library_model import SidebarFilter
from ui.window.inbox import NOT_SEARCHED, SEARCH_WAITS


@pytest.fixture
def pictures():
    """A lane of its own, for tests that keep the engine busy while nothing is written."""
    made = Lane("pictures")
    thread = threading.Thread(target=made.run)
    thread.start()
    yield made
    made.close()
    thread.join(10)


@pytest.fixture
def late(window, house, lane, tasks, qtbot):
    """Makes the main controller of a library that opens only now."""
    made = []

    def open_library(pictures=lane):
        made.append(
            MainController(
                window,
                services_of(house, lane, pictures),
                tasks,
            )
        )
        made[0].start()
        return made[0]

    yield open_library
    for controller in made:
        controller.indexing.stop()
    tasks.close()
    qtbot.waitUntil(lambda: not tasks.is_busy)


def rest(qtbot, controller):
    quiet = [0]

    def is_quiet():
        quiet[0] = 0 if controller.is_moving else quiet[0] + 1
        return quiet[0] >= 8

    qtbot.waitUntil(is_quiet, timeout=20_000)


def type_and_enter(qtbot, window, text):
    field = window.query.findChild(QLineEdit, "query")
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def answer_line(window):
    return window.query._status.text()


def found(window):
    return [hit.video.path.name for hit in window.grid.hits]


# ---- before the library is open


def test_a_question_typed_before_the_library_is_open_is_answered_once_it_is(window, house, late, qtbot, footage_folder):
    house.index(footage_folder)
    type_and_enter(qtbot, window, "red car")
    assert answer_line(window) == SEARCH_WAITS
    controller = late()
    rest(qtbot, controller)
    assert found(window)[0] == "car.mov"
    assert "moment" in answer_line(window)


def test_only_the_last_of_several_early_questions_is_answered(window, house, late, qtbot, footage_folder):
    house.index(footage_folder)
    window.query.ask("red car")
    window.query.ask("white van turning")
    controller = late()
    rest(qtbot, controller)
    assert found(window)[0] == "van.mov"


def test_an_early_question_that_was_taken_back_is_not_asked(window, house, late, qtbot, footage_folder):
    house.index(footage_folder)
    window.query.ask("red car")
    window.actions_["search.clear"].trigger()
    assert answer_line(window) == ""
    controller = late()
    rest(qtbot, controller)
    assert window.grid.words == ("All clips", "4 clips")


def test_a_library_that_does_not_open_says_that_the_question_was_not_searched(
    window, house, late, qtbot, footage_folder
):
    window.query.ask("red car")
    window.inbox.add([Given.of(footage_folder)])
    window.inbox.fail()
    assert window.query._notice.text() == NOT_SEARCHED
    assert answer_line(window) == ""
    assert window.notices.bars[0].notice.title == "Cannot add 1 item: the library is not open."
    window.query.ask("white van turning")
    assert window.query._notice.text() == NOT_SEARCHED
    controller = late()  # opened at last, as when a drive comes back
    rest(qtbot, controller)
    assert found(window)[0] == "van.mov"
    assert window.query._notice.text() == ""


def test_a_drop_before_the_library_is_open_is_kept_and_said_to_wait(window, late, qtbot, footage_folder):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(footage_folder)), QUrl("https://example.org/a.mp4")])
    enter(window, data)
    drop(window, data)
    assert window.notices.bars[0].notice.title == "Adding 2 items as soon as the library is open…"
    told = []
    controller = late()
    controller.indexing.added.connect(told.append)
    rest(qtbot, controller)
    assert [item.fate for item in told[0].items] == ["added", "not_local"]
    assert len(controller.library_model.videos) == 4


def test_a_pause_asked_for_before_the_library_is_open_holds(window, house, late, qtbot, footage_folder):
    window.inbox.add([Given.of(footage_folder)])
    window.actions_["library.pause"].trigger()
    controller = late()
    qtbot.waitUntil(lambda: len(controller.library_model.videos) == 4, timeout=20_000)
    assert controller.indexing.is_paused
    assert window.actions_["library.pause"].isChecked()
    assert {video.state for video in controller.library_model.videos.values()} == {"waiting"}


def test_the_search_key_leads_to_the_line_before_the_library_is_open(window, qtbot):
    window.activateWindow()
    window.actions_["search.focus"].trigger()
    assert window.query.findChild(QLineEdit, "query").hasFocus() or window.focusWidget() is not None
    assert window.focusWidget() is window.query.findChild(QLineEdit, "query")


# ---- while something else happens


def hold(controller):
    """Keeps the engine busy until told."""
    gate = threading.Event()
    controller._services.engine.submit(Priority.LOAD, gate.wait, 20)
    return gate


def test_no_refresh_cancels_a_first_question(window, house, late, qtbot, footage_folder, tasks, pictures):
    """The fault: the videos were read in, the grid was filled, and with that the search was forgotten."""
    house.index(footage_folder)
    controller = late(pictures)
    rest(qtbot, controller)
    gate = hold(controller)
    window.query.ask("red car")
    for changes in (Changes(initiator="model"), Changes(folders=frozenset({1})), Changes(initiator="")):
        with qtbot.waitSignal(controller.library_model.changed):
            tasks.tell(changes)
    with qtbot.waitSignal(controller.library_model.changed):
        tasks.start(controller.library_model.load())
    gate.set()
    rest(qtbot, controller)
    assert found(window)[0] == "car.mov"


def test_a_question_asked_while_the_model_loads_says_so_and_is_answered(window, house, late, qtbot, footage_folder):
    house.index(footage_folder)
    gate, wake = threading.Event(), house.library.wake
    house.library.wake = lambda: (gate.wait(20), wake())[1]
    controller = late()
    window.query.ask("red car")
    qtbot.waitUntil(lambda: answer_line(window) == "Searching as soon as the model is loaded…")
    gate.set()
    rest(qtbot, controller)
    assert found(window)[0] == "car.mov"


def test_a_model_that_was_known_before_it_is_loaded_is_said_to_load(window, house, late, qtbot, footage_folder):
    house.index(footage_folder)
    gate, read, encoder = threading.Event(), house.encoder.encode_text, house.encoder

    def wait_and_read(texts):
        gate.wait(20)
        encoder.is_loading = False
        return read(texts)

    encoder.begin, encoder.load, encoder.is_loading, encoder.encode_text = int, int, True, wait_and_read
    controller = late()
    qtbot.waitUntil(lambda: controller.search_controller.is_awake)
    window.query.ask("red car")
    qtbot.waitUntil(lambda: "Searching" in answer_line(window))
    assert answer_line(window) == "Searching as soon as the model is loaded…"
    gate.set()
    rest(qtbot, controller)
    assert found(window)[0] == "car.mov"
    assert "Searching" not in answer_line(window)


def test_a_question_that_the_model_could_not_take_is_answered_when_it_can(window, house, late, qtbot, footage_folder):
    house.index(footage_folder)

    def missing():
        raise WeightsMissingError("There are no weights.", "Choose some.")

    house.library.wake = missing
    search, house.library.search = house.library.search, lambda *_: missing()
    window.query.ask("red car")
    controller = late()
    rest(qtbot, controller)
    assert "There are no weights." in window.query._notice.text()
    del house.library.wake
    house.library.search = search
    controller.indexing.wake()
    rest(qtbot, controller)
    assert found(window)[0] == "car.mov"
    assert window.query._notice.text() == ""


def test_a_question_asked_of_an_empty_library_is_answered_when_a_clip_is_indexed(window, late, qtbot, footage_folder):
    controller = late()
    rest(qtbot, controller)
    window.query.ask("red car")
    rest(qtbot, controller)
    assert window.grid._pages.blank.title == "No clips are indexed yet."
    controller.add([footage_folder])
    rest(qtbot, controller)
    assert found(window), "with what was indexed first; more is offered, the list never jumps by itself"
    controller.search_controller.again()
    rest(qtbot, controller)
    assert found(window)[0] == "car.mov"


def test_a_question_about_a_folder_without_indexed_clips_is_answered_when_it_has_some(
    window, house, late, qtbot, footage_folder, tmp_path
):
    house.index(footage_folder)
    controller = late()
    rest(qtbot, controller)
    controller.indexing.pause(True)
    draw_video(tmp_path / "Other/boat.mov", [("yellow boat", 2.0)])
    controller.add([tmp_path / "Other"])
    qtbot.waitUntil(lambda: len(controller.library_model.folders) == 2)
    other = next(folder for folder in controller.library_model.folders if folder.path.name == "Other")
    window.sidebar.choose(SidebarFilter("folder", other.id))
    window.query.ask("yellow boat")
    qtbot.waitUntil(lambda: window.grid._pages.blank.title == "No clips here are indexed yet.")
    controller.indexing.pause(False)
    rest(qtbot, controller)
    assert found(window) == ["boat.mov"]


def test_an_error_that_is_our_bug_does_not_leave_the_line_searching_for_ever(
    window, house, late, qtbot, footage_folder
):
    house.index(footage_folder)
    controller = late()
    rest(qtbot, controller)
    house.library.search = lambda *_: 1 / 0
    window.query.ask("red car")
    rest(qtbot, controller)
    assert answer_line(window) == ""
    assert "ZeroDivisionError" in window.notices.bars[0].notice.hint


def test_work_asked_for_while_a_stopped_run_ends_is_not_lost(window, house, late, qtbot, footage_folder):
    """Stop, then ask again before the lane has come to its next yield."""
    controller = late()
    rest(qtbot, controller)
    controller.indexing.pause(True)
    controller.add([footage_folder])
    qtbot.waitUntil(lambda: controller.indexing.is_indexing and len(controller.library_model.videos) == 4)
    gate = hold(controller)
    controller.indexing.stop()
    controller.indexing.retry([])
    gate.set()
    rest(qtbot, controller)
    assert {video.state for video in controller.library_model.videos.values()} == {"ready", "failed"}


def test_files_dropped_on_the_search_line_go_to_the_window(window, qtbot):
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QDragEnterEvent

    data = QMimeData()
    data.setUrls([QUrl("file:///f/a.mov")])
    data.setText("file:///f/a.mov")
    field = window.query.findChild(QLineEdit, "query")
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDragEnterEvent(QPoint(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier)
    field.dragEnterEvent(event)
    assert not event.isAccepted()
    words = QMimeData()
    words.setText("red car")
    event = QDragEnterEvent(QPoint(5, 5), copy, words, left, Qt.KeyboardModifier.NoModifier)
    field.dragEnterEvent(event)
    assert event.isAccepted()
