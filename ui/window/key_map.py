"""What ? shows: every key as it is set now, by menu."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.actions import Actions
from ui.screens import Dialog, limited
from ui.search.chip_keys import BEGIN_STEP
from ui.translate import noop, translate

_COLUMNS = 3
_LOCAL = [
    (noop("Window", "Evidence"), "← →", noop("Window", "Previous or next frame")),
    (noop("Window", "Evidence"), "↑ ↓", noop("Window", "Row above or below")),
    (noop("Window", "Evidence"), noop("Window", "Enter"), noop("Window", "Go to the frame (Shift: play from there)")),
    (noop("Window", "Evidence"), "+ −", noop("Window", "Open or close the row")),
    (noop("Window", "Evidence"), "U", noop("Window", "Mute the row (Shift: solo)")),
    (noop("Window", "Phrases"), "← →", noop("Window", "Previous or next phrase")),
    (noop("Window", "Phrases"), "M S N", noop("Window", "Must have, nice to have, exclude")),
    (noop("Window", "Phrases"), "+ −", noop("Window", "More or less weight")),
    (noop("Window", "Phrases"), "U", noop("Window", "Mute the phrase")),
    (noop("Window", "Phrases"), BEGIN_STEP, noop("Window", "Begin a new step here")),
    (noop("Window", "Phrases"), noop("Window", "Delete"), noop("Window", "Remove")),
    (noop("Window", "Player"), "← →", noop("Window", "One frame (Shift: ten)")),
]
"""Keys that the panel in focus answers itself."""


class KeyMap(Dialog):
    """A page of keys; Esc closes it."""

    edit_asked = Signal()

    def __init__(self, parent: QWidget, actions: Actions) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Window", "Keyboard shortcuts"))
        groups: dict[str, list[tuple[str, str]]] = {}
        local = [tuple(translate("Window", text) for text in each) for each in _LOCAL]
        for group, keys, title in [*actions.key_map(), *local]:
            groups.setdefault(group, []).append((keys, title))
        area = QScrollArea()
        bar_px = area.verticalScrollBar().sizeHint().width()
        for number in range(_COLUMNS, 0, -1):  # fewer on a small screen: it scrolls down, never across
            page = self._page(groups, number)
            width_px = page.sizeHint().width() + bar_px
            if width_px <= limited(QSize(width_px, 1), self).width():
                break
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setAccessibleName(translate("Window", "Keyboard shortcuts"))
        area.setWidget(page)
        close = QPushButton(translate("Window", "Close"))
        close.clicked.connect(self.accept)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 16)
        outer.addWidget(area, 1)
        edit = QPushButton(translate("Window", "Change shortcuts…"))
        edit.clicked.connect(self.accept)
        edit.clicked.connect(self.edit_asked)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(edit)
        buttons.addWidget(close)
        buttons.addStretch(1)
        outer.addLayout(buttons)
        self.want(width_px, page.sizeHint().height() + close.sizeHint().height() + 24)

    def _page(self, groups: Mapping[str, list[tuple[str, str]]], number: int) -> QWidget:
        """All groups in so many columns of about the same height."""
        columns: list[list[str]] = [[] for _ in range(number)]
        for group in sorted(groups, key=lambda name: -len(groups[name])):
            min(columns, key=lambda names: sum(len(groups[name]) + 2 for name in names)).append(group)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(28, 24, 28, 24)
        row.setSpacing(40)
        for names in columns:
            column = QVBoxLayout()
            column.setSpacing(18)
            for name in names:
                column.addLayout(self._group(name, groups[name]))
            column.addStretch(1)
            row.addLayout(column)
        return page

    def _group(self, name: str, rows: list[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        heading = QLabel(name.upper())
        heading.setProperty("kind", "heading")
        grid.addWidget(heading, 0, 0, 1, 2)
        for number, (keys, title) in enumerate(rows, 1):
            shown = QLabel(keys)
            shown.setFont(theme.scaled(self.font(), 1.0, bold=True))
            words = QLabel(title)
            words.setProperty("kind", "muted")
            grid.addWidget(shown, number, 0)
            grid.addWidget(words, number, 1)
        grid.setColumnStretch(1, 1)
        return grid
