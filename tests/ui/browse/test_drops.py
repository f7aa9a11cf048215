import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget

from core.values import Given
from ui.browse.drops import DropTarget, given_of


def mime(*urls):
    made = QMimeData()
    made.setUrls([QUrl(url) for url in urls])
    return made


class RecordingTarget(DropTarget):
    def __init__(self, window):
        self.got = []
        self.window = window
        super().__init__(window, self.got.append)


@pytest.fixture
def target(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    window.show()
    return RecordingTarget(window)


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


def test_files_are_taken_once_and_unescaped_and_addresses_are_kept_as_such():
    data = mime("file:///f/a%20b%25.mov", "file:///f/c.mov", "https://example.org/d.mov", "file:///f/c.mov")
    files = [Given.of(Path("/f/a b%.mov")), Given.of(Path("/f/c.mov"))]
    assert given_of(data) == [*files, Given(None, "https://example.org/d.mov")]
    assert given_of(QMimeData()) == []


@pytest.mark.parametrize("address", ["smb://nas/rushes", "sftp://host/a.mov", "http://example.org/a.mov"])
def test_what_lies_elsewhere_has_no_path(address):
    assert given_of(mime(address)) == [Given(None, address)]


@pytest.mark.skipif(sys.platform == "win32", reason="a share is a path there")
def test_a_file_of_another_host_is_not_taken_for_one_of_this_computer():
    assert given_of(mime("file://nas/rushes/a.mov"))[0].path is None
    assert given_of(mime("file://localhost/f/a.mov")) == [Given.of(Path("/f/a.mov"))]


def test_data_without_a_file_is_named():
    words, picture = QMimeData(), QMimeData()
    words.setText("red car")
    picture.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    assert given_of(words) == [Given(None, "text without a file")]
    assert given_of(picture) == [Given(None, "an image without a file")]


def test_files_over_the_window_are_welcome_and_only_copied(target):
    event = enter(target.window, mime("file:///f/a.mov"))
    assert event.isAccepted()
    assert event.dropAction() == Qt.DropAction.CopyAction
    assert target.veil.isVisible()
    assert target.veil.size() == target.window.size()


def test_words_over_the_window_are_told_that_they_are_no_file(target):
    data = QMimeData()
    data.setText("red car")
    assert enter(target.window, data).isAccepted()
    assert target.veil.words[0] == "Only files and folders can be added"
    drop(target.window, data)
    assert target.got == [[Given(None, "text without a file")]]


def test_a_drop_hands_the_paths_over(target):
    data = mime("file:///f/a.mov", "file:///f/Day%204")
    enter(target.window, data)
    event = drop(target.window, data)
    assert target.got == [[Given.of(Path("/f/a.mov")), Given.of(Path("/f/Day 4"))]]
    assert target.veil.words[0] == "Drop to add to the library"
    assert event.isAccepted()
    assert event.dropAction() == Qt.DropAction.CopyAction
    assert target.veil.isHidden()


def test_going_away_lifts_the_veil(target):
    enter(target.window, mime("file:///f/a.mov"))
    QApplication.sendEvent(target.window, QDragLeaveEvent())
    assert target.veil.isHidden()
    assert target.got == []


def test_links_to_elsewhere_are_handed_over_to_be_told(target):
    data = mime("https://example.org/a.mov")
    assert enter(target.window, data).isAccepted()
    drop(target.window, data)
    assert target.got == [[Given(None, "https://example.org/a.mov")]]


def test_our_own_cards_are_not_taken(target):
    assert given_of(QMimeData()) == []
    assert not enter(target.window, QMimeData()).isAccepted()
    assert target.veil.isHidden()
