"""One setting: its label, its editor, what it means, and whether it holds at once."""

from collections.abc import Sequence
from typing import Any, get_type_hints

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from core.settings import Settings
from ui import theme
from ui.settings.editors import Editor
from ui.settings.groups import Place, field_of, help_of, is_at_once, title_of
from ui.translate import translate

_LABEL_LETTERS = 20


class SettingRow(QWidget):
    """Shows a setting; `entered` carries a new value."""

    entered = Signal(object, object)
    """Place and value."""

    def __init__(self, place: Place, settings: Settings, choices: Sequence[str] = ()) -> None:
        super().__init__()
        self.place = place
        each, record = field_of(place), getattr(settings, place[0])
        title, text = title_of(place), help_of(place)
        self.editor = Editor(each, get_type_hints(type(record))[each.name], getattr(record, each.name), choices)
        self.editor.control.setObjectName(".".join(place))
        self.editor.control.setAccessibleName(title)
        self.editor.control.setAccessibleDescription(text)
        self.editor.control.setToolTip(text)
        self._default = each.default
        self._trouble = QLabel()
        self._trouble.setProperty("kind", "error")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        label = QLabel(title)
        label.setFixedWidth(_LABEL_LETTERS * label.fontMetrics().averageCharWidth())
        label.setWordWrap(True)
        label.setBuddy(self.editor.control)
        self._reset = QToolButton()
        self._reset.setAccessibleName(translate("Window", "Reset {setting}").format(setting=title))
        self._reset.setToolTip(translate("Window", "Back to the default"))
        self._reset.setMinimumSize(28, 28)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.addWidget(label, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.editor, 0, 1)
        grid.addWidget(self._reset, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._trouble, 1, 1, 1, 2)
        grid.addWidget(_help(text), 2, 1, 1, 2)
        self._note = _help("")
        self._note.setObjectName("note")
        self._note.hide()
        grid.addWidget(self._note, 3, 1, 1, 2)
        if not is_at_once(place):
            grid.addWidget(_help(translate("Window", "Applies after a restart.")), 4, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        kept = self._reset.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(kept)
        self.editor.entered.connect(self._enter)
        self.editor.refused.connect(self._refuse)
        self._reset.clicked.connect(lambda: self._take(self._default))
        self._show_reset(getattr(record, each.name))
        self._draw_icon()

    def show_settings(self, settings: Settings) -> None:
        """The settings are these now."""
        value = getattr(getattr(settings, self.place[0]), self.place[1])
        if value != self.editor.value:  # what is being typed into another row stays
            self.editor.show_value(value)
        self._show_reset(value)

    def show_note(self, text: str) -> None:
        """Say below the help what its value means here."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def _take(self, value: Any) -> None:
        self.editor.show_value(value)
        self._refuse("")
        self._enter(value)
        self.editor.control.setFocus()  # the button that had it goes

    def _enter(self, value: Any) -> None:
        self._show_reset(value)
        self.entered.emit(self.place, value)

    def _refuse(self, why: str) -> None:
        self._trouble.setText(why)
        self._trouble.setVisible(bool(why))

    def _show_reset(self, value: Any) -> None:
        self._reset.setVisible(value != self._default)

    def _draw_icon(self) -> None:
        self._reset.setIcon(theme.icon("retry", theme.tokens(self.palette()).muted, 16))

    def changeEvent(self, event: QEvent) -> None:
        """The icon follows the colours."""
        super().changeEvent(event)
        if theme.has_changed(event) and hasattr(self, "_reset"):
            self._draw_icon()


def _help(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", "faint")
    label.setWordWrap(True)
    return label
