from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from core.errors import StoreError, UnreadableError
from ui import theme
from ui.browse.library_away import LibraryAway
from ui.notices import Notice, Notices, words
from ui.window.main_window import MainWindow


@pytest.fixture
def notices(qtbot):
    made = Notices(lambda _: QIcon())
    qtbot.addWidget(made)
    return made


def test_our_errors_speak_for_themselves():
    said = words(UnreadableError(Path("/f/a.mp4"), "a.mp4 is no video.", "Copy it again."))
    assert (said.kind, said.title, said.hint) == ("error", "a.mp4 is no video.", "Copy it again.")


def test_a_bug_of_ours_names_itself_and_the_log():
    said = words(ZeroDivisionError("division by zero"), Path("/logs/window.log"))
    assert "ZeroDivisionError" in said.hint
    assert "/logs/window.log" in said.hint


def test_there_is_no_room_taken_while_there_is_nothing_to_say(notices):
    assert notices.isHidden()
    bar = notices.show_error(StoreError("The disk is full."))
    assert not notices.isHidden()
    bar.closed.emit()
    assert notices.isHidden()


def test_only_the_newest_is_seen_and_older_ones_come_back(notices):
    first = notices.show_notice(Notice("warning", "one"))
    second = notices.show_notice(Notice("warning", "two"))
    assert (first.isHidden(), second.isHidden()) == (True, False)
    second.closed.emit()
    assert not first.isHidden()


def test_a_notice_of_the_same_name_takes_the_place(notices):
    notices.show_notice(Notice("info", "1 of 2", name="added"))
    notices.show_notice(Notice("info", "2 of 2", name="added"))
    assert [bar.notice.title for bar in notices.bars] == ["2 of 2"]


def test_the_action_is_done_and_the_bar_goes(notices, qtbot):
    done = []
    bar = notices.show_notice(Notice("error", "The engine stopped."), ("Restart", lambda: done.append(1)))
    button = next(each for each in bar.findChildren(QPushButton) if each.text() == "Restart")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert notices.bars == []


def test_it_can_be_dismissed_with_the_mouse(notices, qtbot):
    bar = notices.show_notice(Notice("error", "No."))
    qtbot.mouseClick(bar.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert notices.bars == []


def test_a_file_name_cannot_write_the_page(notices):
    bar = notices.show_notice(Notice("error", "<h1>a&b</h1>.mp4 is no video.", "Really."))
    assert "<h1>" not in bar.text.text()
    assert "&lt;h1" in bar.text.text()


def test_there_are_never_more_than_a_handful(notices):
    for number in range(50):
        notices.show_notice(Notice("warning", str(number)))
    assert len(notices.bars) <= 6
    assert notices.bars[0].notice.title == "49"


@pytest.fixture
def dark(qapp):
    theme.apply(qapp, "dark")
    yield
    theme.apply(qapp, "dark")


def test_icons_follow_the_theme(qtbot, qapp, tmp_path, dark):
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(lambda text: None, lambda query, spans: query, settings)
    qtbot.addWidget(window)
    window.show()
    window.notices.show_notice(Notice("warning", "The drive is full."))
    (bar,) = window.notices.bars
    icons = [bar.findChild(QLabel).pixmap, lambda: bar.findChild(QToolButton).icon().pixmap(16, 16)]
    before = [draw().toImage() for draw in icons]
    theme.apply(qapp, "light")
    assert all(draw().toImage() != image for draw, image in zip(icons, before, strict=True))


@pytest.mark.parametrize("page", [LibraryAway])
def test_signs_of_whole_pages_follow_the_theme(qtbot, qapp, dark, page):
    shown = page()
    qtbot.addWidget(shown)
    shown.show()
    shown.grab()
    sign = next(label for label in shown.findChildren(QLabel) if not label.pixmap().isNull())
    before = sign.pixmap().toImage()
    theme.apply(qapp, "light")
    assert sign.pixmap().toImage() != before
