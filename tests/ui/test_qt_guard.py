"""The guard itself: it notes what must not be, and nothing else."""

import threading

import pytest
from PySide6.QtCore import QFile, QObject, QSettings, QThread, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from c2v_desktop.shell.lane_thread import LaneThread
from core.lane import Lane, Priority
from tests import qt_guard


class Speaker(QObject):
    said = Signal(object)

    def hear(self, what):
        pass


@pytest.fixture
def seen(no_qt_beside_the_main_thread):
    """What the guard of this test has noted; noted on purpose here, so it is taken away again."""
    yield qt_guard.seen
    qt_guard.seen.clear()


def beside(work):
    thread = threading.Thread(target=work, name="beside")
    thread.start()
    thread.join()


THREAD = QThread()
USES = {
    "QImage.fromData": lambda speaker: QImage.fromData(b"x"),
    "QImage()": lambda speaker: QImage(2, 2, QImage.Format.Format_RGB32),
    "QPixmap()": lambda speaker: QPixmap(),
    "QTimer()": lambda speaker: QTimer(),
    "QSettings()": lambda speaker: QSettings("a", "b"),
    "Speaker()": lambda speaker: Speaker(),
    "QFile.exists": lambda speaker: QFile.exists("/"),
    "SignalInstance.connect": lambda speaker: speaker.said.connect(speaker.hear),
    "setObjectName": lambda speaker: speaker.setObjectName("x"),
    "deleteLater": lambda speaker: speaker.deleteLater(),
    "isRunning": lambda speaker: THREAD.isRunning(),
}


@pytest.mark.parametrize("what", USES)
def test_it_notes_every_use_beside_the_main_thread(what, seen, qapp):
    speaker = Speaker()
    USES[what](speaker)
    assert seen == []
    other = Speaker()
    beside(lambda: USES[what](other))
    assert len(seen) == 1
    assert what in seen[0]
    assert "thread beside" in seen[0]
    assert "test_qt_guard.py" in seen[0]


def test_emitting_is_allowed(seen, qtbot):
    speaker, heard = Speaker(), []
    speaker.said.connect(heard.append)
    beside(lambda: speaker.said.emit(1))
    qtbot.waitUntil(lambda: heard == [1])
    assert seen == []


def test_the_thread_of_a_lane_is_watched_too(seen, qtbot):
    lane = Lane("watched")

    class GuardedRoom:
        def close(self):
            pass

    thread = LaneThread(lane, GuardedRoom)
    thread.start()
    lane.submit(Priority.QUERY, QImage.fromData, b"x").result(10)
    lane.close()
    assert thread.wait(10_000)
    assert [each.partition(" ")[0] for each in seen] == ["QImage.fromData"]


def test_collecting_cycles_beside_the_main_thread_is_noted(seen, qapp):
    import gc

    def allocate():
        gc.enable()
        for _ in range(3000):
            cycle = []
            cycle.append(cycle)
        gc.disable()

    beside(allocate)
    assert "collector of cycles on thread beside" in seen[0]
