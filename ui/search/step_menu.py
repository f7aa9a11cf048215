"""The menu of the arrow between two steps: how far apart they may be, their order, and joining them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QMenu, QWidget, QWidgetAction

from ui.search.step_line import ANY_TIME_S
from ui.translate import translate
from ui.widgets import formatting

GAPS_S = (2.0, 5.0, 10.0, 30.0, 60.0, 300.0)
"""Those in the menu; the box beside them takes any other."""


def step_menu(
    parent: QWidget,
    within_s: float,
    choose_gap: Callable[[float], object],
    edits: tuple[tuple[str, Callable[[], object]], ...],
) -> QMenu:
    """`edits` are further entries: title and what it does."""
    menu = QMenu(parent)
    heading = menu.addAction(translate("Search", "Longest gap between steps"))
    heading.setEnabled(False)
    group = QActionGroup(menu)
    for gap_s in (*GAPS_S, ANY_TIME_S):
        is_any = gap_s == ANY_TIME_S
        title = translate("Search", "Any time later in the clip") if is_any else formatting.gap(gap_s)
        action = menu.addAction(title)
        action.setCheckable(True)
        action.setChecked(within_s >= gap_s if is_any else within_s == gap_s)
        group.addAction(action)
        action.triggered.connect(lambda _=False, gap_s=gap_s: choose_gap(gap_s))
    menu.addAction(_other(menu, within_s, choose_gap))
    menu.addSeparator()
    for title, edit in edits:
        menu.addAction(title).triggered.connect(lambda _=False, edit=edit: edit())
    return menu


def _other(menu: QMenu, within_s: float, choose_gap: Callable[[float], object]) -> QWidgetAction:
    """A box for any number of seconds."""
    row = QWidget(menu)
    layout = QHBoxLayout(row)
    layout.setContentsMargins(12, 4, 12, 4)
    box = QDoubleSpinBox(row)
    box.setObjectName("gap")
    box.setAccessibleName(translate("Search", "Longest gap between steps, in seconds"))
    box.setRange(0.0, ANY_TIME_S)
    box.setDecimals(1)
    box.setSuffix(translate("Search", " s"))
    box.setKeyboardTracking(False)  # a search for what was typed, not for each digit
    box.setValue(min(within_s, ANY_TIME_S))
    box.valueChanged.connect(choose_gap)
    for each in (QLabel(translate("Search", "Other:")), box):
        layout.addWidget(each)
    layout.setAlignment(Qt.AlignmentFlag.AlignLeft)
    action = QWidgetAction(menu)
    action.setDefaultWidget(row)
    return action
