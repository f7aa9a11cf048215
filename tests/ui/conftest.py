"""The loop, a lane on its own thread, and a whole window over a fake house."""

import asyncio
import os
import threading
from pathlib import Path

os.environ.setdefault("QT_API", "pyside6")
if os.environ.get("QT_QPA_PLATFORM") == "offscreen":  # its own screen is 800 by 800, less than any computer's
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(__file__).with_name('screens.json')}"

import pytest
import qasync
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from core.lane import Lane
from core.library import edit_phrases
from core.search.phrases import cut_query
from tests import qt_guard
from tests.fakes.house import FakeHouse
from tests.fakes.still_frames import draw_video
from ui import theme
from ui.tasks import Tasks


@pytest.fixture(scope="session")
def _watched_threads():
    from c2v_desktop.shell.lane_thread import LaneThread

    qt_guard.install(LaneThread)


@pytest.fixture(autouse=True)
def no_qt_beside_the_main_thread(_watched_threads):
    """Fails a test during which Qt was used, beyond `emit`, on any other thread."""
    with qt_guard.watching() as seen:
        yield
    assert not seen, "Qt was used beside the main thread:\n" + "\n".join(seen[:5])


@pytest.fixture(autouse=True)
def no_key_is_held(qapp):
    """Qt takes Shift or Ctrl for held down after a test that clicked a key with them: lists then extend selections."""
    QTest.keyRelease(QWidget(), Qt.Key.Key_Shift)
    assert qapp.keyboardModifiers() == Qt.KeyboardModifier.NoModifier


class FakeScreen:
    """What the system says of the screen's room: a test may say something else."""

    room = QRect(0, 0, 1920, 1040)


@pytest.fixture(autouse=True)
def screen(monkeypatch):
    from ui import screens

    made = FakeScreen()
    monkeypatch.setattr(screens, "available", lambda _: made.room)
    return made


@pytest.fixture
def loop(qapp):
    """asyncio on Qt's events, usable below pytest-qt's own waiting."""
    made = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(made)
    asyncio.events._set_running_loop(made)
    yield made
    asyncio.events._set_running_loop(None)
    made.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def lane():
    made = Lane("test")
    thread = threading.Thread(target=made.run)
    thread.start()
    yield made
    made.resume()
    made.close()
    thread.join(10)
    assert not thread.is_alive()


@pytest.fixture
def tasks(loop, qtbot):
    made = Tasks(loop)
    yield made
    made.close()
    qtbot.waitUntil(lambda: not made.is_busy)


@pytest.fixture
def house(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return FakeHouse(home)


@pytest.fixture
def footage_folder(tmp_path):
    """Three videos and one that is none."""
    folder = tmp_path / "Day 4"
    draw_video(folder / "car.mov", [("red car", 3.0), ("green field", 2.0)])
    draw_video(folder / "van.mov", [("white van turning", 4.0)])
    draw_video(folder / "dog.mov", [("person with dog", 2.0), ("sky blue", 2.0)])
    (folder / "broken.mp4").write_text("no video")
    return folder


@pytest.fixture
def window(qtbot, qapp, tmp_path):
    from ui.window.main_window import MainWindow

    theme.apply(qapp, "dark")
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = MainWindow(cut_query, edit_phrases, settings)
    qtbot.addWidget(made)
    made.show()
    yield made
    # pytest-qt has closed it and asked for its deletion; a window that lives on opens videos in other tests.
    if shiboken6.isValid(made):
        QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)


@pytest.fixture
def controller(window, house, lane, tasks, qtbot):
    """One lane for the library and its reader: the fake catalogue lives on one thread."""
    from tests.ui.services import services_of
    from ui.controllers.main import MainController

    made = MainController(
        window,
        services_of(house, lane),
        tasks,
    )
    yield made
    made.indexing.stop()
    tasks.close()
    qtbot.waitUntil(lambda: not tasks.is_busy)


@pytest.fixture
def settle(qtbot, controller):
    """Wait until nothing moves any more; a busy computer is no fault."""

    def wait(timeout=120_000):
        quiet = [0]

        def is_quiet():
            quiet[0] = 0 if controller.is_moving else quiet[0] + 1
            return quiet[0] >= 8

        qtbot.waitUntil(is_quiet, timeout=timeout)

    return wait


@pytest.fixture
def running(controller, settle):
    """A main controller that has started on an empty library."""
    controller.start()
    settle()
    return controller


@pytest.fixture
def stocked(running, settle, footage_folder):
    """A main controller whose library has the footage folder, indexed."""
    running.add([footage_folder])
    settle()
    return running
