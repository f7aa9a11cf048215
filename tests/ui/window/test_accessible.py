"""What can be used says its name, is large enough to hit, and has room for longer words, in every page and dialog."""

import re

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QCheckBox, QLabel, QLineEdit, QScrollBar, QWidget

from core.values import FolderSurvey
from tests.ui import reach
from tests.ui.window.test_keyboard import DIALOGS
from ui import theme, translate
from ui.browse.first_run import ModelOffer
from ui.notices import Notice

LAPTOP = 1366, 728
LEAST_TARGET_PX = 28


def name_of(widget):
    """As a screen reader hears it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else widget.accessibleName()


def nameless(window):
    """Widgets that take the focus and say nothing."""
    found = []
    for widget in [window, *window.findChildren(QWidget)]:
        takes_focus = widget.focusPolicy() & (Qt.FocusPolicy.TabFocus | Qt.FocusPolicy.ClickFocus)
        if (
            not takes_focus
            or not widget.isVisible()
            or widget is window
            or widget.window() is not window
            or isinstance(widget, QScrollBar)
        ):
            continue
        if widget.objectName().startswith("qt_") or (
            isinstance(widget, QAbstractScrollArea) and _holds_widgets(widget)
        ):
            continue
        if isinstance(widget.parentWidget(), QAbstractScrollArea) and widget is widget.parentWidget().viewport():
            continue
        if isinstance(widget, QLabel):  # its text is what can be selected and read
            continue
        if not name_of(widget).strip():
            found.append(reach._say(widget))
    return found


def _holds_widgets(area):
    """Pages that scroll take the focus only to be scrolled; what is in them has names."""
    return hasattr(area, "widget") and area.widget() is not None


def small(window):
    """Buttons that are hard to hit."""
    found = []
    for button in window.findChildren(QAbstractButton):
        is_inner = isinstance(button.parentWidget(), QLineEdit) or button.objectName().startswith("qt_")
        if not button.isVisible() or is_inner or button.window() is not window:
            continue
        least = LEAST_TARGET_PX
        if button.height() < least or (button.width() < least and not isinstance(button, QCheckBox)):
            found.append(f"{reach._say(button)} is {button.width()} by {button.height()}")
    return found


def fill_first_run(window):
    page = window.grid.first_run
    page.show_models(
        [
            ModelOffer("demo", "Demo model", "Built in, works now.", "In use"),
            ModelOffer("m", "Full model", "1.8 GB to download, licence Apache-2.0.", "", "install", "Download…"),
        ]
    )
    page.show_survey(window.grid.first_run_folder, FolderSurvey("done", 214, 0, 22320.0, 214, 11.8, 3000.0, "Demo"))


@pytest.fixture
def filled(window, running, tmp_path):
    window.grid.first_run_folder = tmp_path / "Day 4"
    fill_first_run(window)
    reach.settle()
    return window


def test_everything_that_takes_the_focus_has_a_name(filled, stocked, window, settle):
    window.query.ask("red car, blue sea")
    settle(60_000)
    window.notices.show_notice(Notice("error", "Bad."), ("Try again", print))
    reach.settle()
    assert nameless(window) == []


@pytest.mark.parametrize("name", DIALOGS)
def test_everything_in_a_dialog_that_takes_the_focus_has_a_name(window, house, qtbot, name):
    dialog = DIALOGS[name](window, house)
    qtbot.addWidget(dialog)
    dialog.show()
    reach.settle()
    assert nameless(dialog) == []


def test_buttons_can_be_hit(filled, window):
    assert small(window) == []


def test_buttons_beside_an_answer_can_be_hit(stocked, window, settle):
    window.query.ask("red car, blue sea")
    settle(60_000)
    window.notices.show_notice(Notice("error", "Bad."), ("Try again", print))
    reach.settle()
    assert small(window) == []


@pytest.mark.parametrize("name", DIALOGS)
def test_buttons_of_a_dialog_can_be_hit(window, house, qtbot, name):
    dialog = DIALOGS[name](window, house)
    qtbot.addWidget(dialog)
    dialog.show()
    reach.settle()
    assert small(dialog) == []


# ---- longer words: a language that needs 35 per cent more room


def longer(text):
    """The text with a third more letters, in words of usual length; values keep their places."""
    letters = len(re.sub(r"\{[^}]*\}", "", text))
    more = "".join(" " if number % 7 == 6 else "ü" for number in range(round(0.35 * letters)))
    return text + (" " if len(more) > 6 and " " in text else "") + more.rstrip()


@pytest.fixture
def long_words(screen, qapp):
    screen.room = QRect(-2, -2, LAPTOP[0] + 4, LAPTOP[1] + 4)
    theme.apply(qapp, "dark")
    translate.use(lambda context, text, comment, number: longer(text))
    yield
    translate.use(None)


def test_a_third_more_letters_are_a_third_more():
    assert len(longer("Add folder")) >= 13
    assert longer("{count} clips").startswith("{count} clips")


def test_longer_words_fit_into_the_first_page(long_words, filled):
    filled.resize(*LAPTOP)
    assert reach.troubles(filled) == []


def test_longer_words_fit_beside_an_answer(long_words, stocked, window, settle):
    window.resize(*LAPTOP)
    window.query.ask("red car")
    settle(60_000)
    assert reach.troubles(window) == []


@pytest.mark.parametrize("name", DIALOGS)
def test_longer_words_fit_into_dialogs(long_words, window, house, qtbot, name):
    dialog = DIALOGS[name](window, house)
    qtbot.addWidget(dialog)
    dialog.show()
    assert reach.troubles(dialog) == []
