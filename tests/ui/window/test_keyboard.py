"""Everything can be reached and left by keyboard, and says what it is."""

import itertools
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QTableView,
    QToolButton,
)

from core.export import plan_export
from core.values import Filter, Moment, MomentCollection
from tests.handoffs import chosen, clip
from tests.ui import reach
from tests.ui.window.test_small_screens import card
from ui.browse.basket_dialog import BasketDialog
from ui.browse.basket_table import BasketEntry
from ui.browse.moment_dialog import MomentDialog
from ui.browse.removed_dialog import RemovedDialog
from ui.browse.save_dialog import SaveSearchDialog
from ui.browse.skipped_list import SkippedDialog
from ui.browse.tags_dialog import TagsDialog
from ui.finetune.teaching_parts import STEPS
from ui.finetune.teaching_window import TeachingWindow
from ui.finetune.words_window import WordsWindow
from ui.handoff.choices import ExportMemory
from ui.handoff.export_dialog import ExportDialog, ExportSource
from ui.handoff.timeline_import import TimelineImportDialog
from ui.models.import_dialog import ImportDialog
from ui.models.licence_dialog import LicenceDialog
from ui.models.page import ModelsPage
from ui.notices import Notice
from ui.search.filter_dialog import FilterDialog
from ui.settings.window import SettingsWindow
from ui.window.key_map import KeyMap
from ui.window.scripts_dialog import ScriptsDialog, ScriptState

CONTROLS = QAbstractButton, QLineEdit, QComboBox, QTableView
MOMENT = Moment(1, 1, 0, "x", Path("/footage/a.mov"), Fraction(1), Fraction(2), "")


def test_every_control_of_the_window_is_reached_by_tab(stocked, window, settle):
    window.query.ask("red car")
    settle()
    window.query.set_demo(True)
    window.notices.show_notice(Notice("error", "Bad."), ("Try again", print))
    reach.settle()
    assert reach.unreachable(window) == []
    assert reach.nameless(window) == []


def test_tab_walks_from_the_question_over_notices_and_folders_to_the_clips(stocked, window, settle):
    window.query.ask("red car")
    settle()
    bar = window.notices.show_notice(Notice("error", "Bad."), ("Try again", print))
    reach.settle()
    chain, at = [], window.query
    for _ in range(400):
        at = at.nextInFocusChain()
        chain.append(at)
    panels = (window.query._chips, bar, window.sidebar, window.grid, window.player, window.evidence, window.status)
    first = [min(n for n, each in enumerate(chain) if each is panel or panel.isAncestorOf(each)) for panel in panels]
    assert first == sorted(first)


def test_buttons_in_the_search_line_say_what_they_do(window, qtbot):
    window.query.ask("red car")
    buttons = window.query._field.findChildren(QToolButton)
    assert sorted(each.accessibleName() for each in buttons) == ["Clear the search", "Search"]
    assert all(each.toolTip() for each in buttons)
    search = next(each for each in buttons if each.accessibleName() == "Search")
    with qtbot.waitSignal(window.query.asked):
        search.click()


def test_a_screen_reader_hears_what_labels_say(stocked, window, settle):
    window.query.ask("red car")
    settle()
    said = {label: QTextDocumentFragment.fromHtml(label.text()).toPlainText() for label in window.findChildren(QLabel)}
    assert all(said[each] for each in (window.query._status, window.status._text, window.player._controls._time))
    assert [text for label, text in said.items() if text.split() != _heard(label).split()] == []


def _heard(widget):
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


DIALOGS = {
    "settings": lambda window, house: SettingsWindow(house.settings, window),
    "keys": lambda window, house: KeyMap(window, window.actions_),
    "models": lambda window, house: _models(window),
    "licence": lambda window, house: LicenceDialog(card(), 1 << 40, window),
    "import": lambda window, house: ImportDialog([("a", "A")], window),
    "basket": lambda window, house: _basket(window),
    "moment": lambda window, house: MomentDialog(MOMENT, None, window),
    "tags": lambda window, house: TagsDialog(window, "a.mov", ["drone"], ["drone", "night"]),
    "save": lambda window, house: SaveSearchDialog(window, "Mine", "red car", []),
    "filter": lambda window, house: FilterDialog(Filter(), window),
    "removed": lambda window, house: RemovedDialog(window),
    "skipped": lambda window, house: SkippedDialog("Day 4", window),
    "scripts": lambda window, house: ScriptsDialog(window, ScriptState(True, True, "http://127.0.0.1:1", "x", "/home")),
    "export": lambda window, house: _export(window),
    "timeline": lambda window, house: TimelineImportDialog(window),
    "words": lambda window, house: WordsWindow(window),
    "teaching": lambda window, house: _teaching(window),
}


def _basket(window):
    dialog = BasketDialog(window)
    dialog.show_collections([MomentCollection(1, "Basket", 0), MomentCollection(2, "Mine", 1)], 2)
    dialog.show_entries([BasketEntry(MOMENT, None)])
    return dialog


def _export(window):
    dialog = ExportDialog(ExportMemory("", print), (), window)
    dialog.show_sources([ExportSource("a", "Basket", "Basket")], "a")
    dialog.show_plan(plan_export([chosen(clip("/footage/a.mov"), 1, 9)], "edl", dialog.options), is_taken=True)
    return dialog


def _teaching(window):
    made = TeachingWindow(window)
    made.show_steps(STEPS, set(STEPS))
    made.show_foot(can_go_back=True, next_title="Continue", can_continue=True)
    return made


def _models(window):
    page = ModelsPage(window)
    page.show_cards([card()])
    return page


@pytest.mark.parametrize("name", DIALOGS)
def test_dialogs_are_walked_by_tab_in_reading_order_and_left_by_escape(window, house, qtbot, name):
    dialog = DIALOGS[name](window, house)
    qtbot.addWidget(dialog)
    dialog.open()
    reach.settle()
    assert reach.unreachable(dialog) == []
    assert reach.nameless(dialog) == []
    places = []
    at = dialog.nextInFocusChain()
    while at is not dialog:
        is_met = at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.window() is dialog
        is_control = isinstance(at, CONTROLS) and not isinstance(at.parent(), QLineEdit)
        if is_met and is_control:
            places.append(at.mapTo(dialog, at.rect().topLeft()))
        at = at.nextInFocusChain()
    rows = [(place.y() // 24, place.x()) for place in places]
    rises = sum(after >= before for before, after in itertools.pairwise(rows))
    assert rises >= len(rows) - 2, rows  # the chain begins anywhere on its round
    QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    reach.settle()
    assert not _is_open(dialog)


def test_tab_comes_to_the_pages_of_an_export_before_its_buttons(window, qtbot):
    dialog = _export(window)
    qtbot.addWidget(dialog)
    for number in range(dialog.format.count()):
        dialog.format.setCurrentIndex(number)
        dialog.format.activated.emit(number)
        chain, at = [], dialog.nextInFocusChain()
        while at is not dialog:
            chain += [at] if at.focusPolicy() & Qt.FocusPolicy.TabFocus else []
            at = at.nextInFocusChain()
        order = [chain.index(each) for each in (dialog.source, dialog.tabs, dialog.problems, dialog.replace)]
        assert order == sorted(order)
        assert chain[-2:] == [dialog._close, dialog.export]


def _is_open(dialog):
    try:
        return isinstance(dialog, QDialog) and dialog.isVisible()
    except RuntimeError:  # closed for good
        return False
