from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.browse.drops import DropTarget, local_paths


def mime(*urls):
    made = QMimeData()
    made.setUrls([QUrl(url) for url in urls])
    return made


@pytest.fixture
def target(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    window.show()
    got = []
    made = DropTarget(window, got.append)
    made.got, made.window = got, window
    return made


def enter(window, data):
    none = Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(
        QPoint(50, 50), Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none
    )
    event.ignore()
    QApplication.sendEvent(window, event)
    return event


def drop(window, data):
    none = Qt.KeyboardModifier.NoModifier
    actions = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    event = QDropEvent(QPointF(50, 50), actions, data, Qt.MouseButton.LeftButton, none, QEvent.Type.Drop)
    event.ignore()
    QApplication.sendEvent(window, event)
    return event


def test_local_files_are_taken_once_and_unescaped():
    data = mime("file:///f/a%20b%25.mov", "file:///f/c.mov", "https://example.org/d.mov", "file:///f/c.mov")
    assert local_paths(data) == [Path("/f/a b%.mov"), Path("/f/c.mov")]
    assert local_paths(QMimeData()) == []


def test_files_over_the_window_are_welcome_and_only_copied(target):
    event = enter(target.window, mime("file:///f/a.mov"))
    assert event.isAccepted()
    assert event.dropAction() == Qt.DropAction.CopyAction
    assert target.veil.isVisible()
    assert target.veil.size() == target.window.size()


def test_words_over_the_window_are_not(target):
    data = QMimeData()
    data.setText("red car")
    assert not enter(target.window, data).isAccepted()
    assert target.veil.isHidden()


def test_a_drop_hands_the_paths_over(target):
    data = mime("file:///f/a.mov", "file:///f/Day%204")
    enter(target.window, data)
    event = drop(target.window, data)
    assert target.got == [[Path("/f/a.mov"), Path("/f/Day 4")]]
    assert event.isAccepted()
    assert event.dropAction() == Qt.DropAction.CopyAction
    assert target.veil.isHidden()


def test_going_away_lifts_the_veil(target):
    enter(target.window, mime("file:///f/a.mov"))
    QApplication.sendEvent(target.window, QDragLeaveEvent())
    assert target.veil.isHidden()
    assert target.got == []


def test_links_to_elsewhere_are_not_taken(target):
    data = mime("https://example.org/a.mov")
    assert not enter(target.window, data).isAccepted()
    drop(target.window, data)
    assert target.got == []
