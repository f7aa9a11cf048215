"""The examples of a query, each as a button with a menu: what wanted shots look like."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.values import Example
from ui import safe_text
from ui.search.phrase_marks import WEIGHTS
from ui.translate import translate
from ui.widgets import amounts, formatting
from ui.widgets.flow import FlowLayout

_LONGEST_NAME = 28


class ExampleRow(QWidget):
    """Hidden while there is none."""

    changed = Signal(object)
    """The examples as they should be: tuple of Example."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._examples: tuple[Example, ...] = ()
        self.setObjectName("examples")
        self.setAccessibleName(translate("Search", "Examples"))
        self._flow = FlowLayout(self)
        self.hide()

    def show_examples(self, examples: Sequence[Example]) -> None:
        """Show these, in their order."""
        if tuple(examples) == self._examples:
            return
        self._examples = tuple(examples)
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for place, example in enumerate(self._examples):
            self._flow.addWidget(self._button(place, example))
        self.setVisible(bool(self._examples))
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """One line, however narrow."""
        return QSize(80, super().minimumSizeHint().height())

    def _button(self, place: int, example: Example) -> QToolButton:
        button = QToolButton(self)
        text = self.text_of(example)
        button.setText(safe_text.on_button(text))
        button.setToolTip(safe_text.tip(str(example.path)))
        button.setAccessibleName(text)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setStyleSheet("padding: 2px 18px 2px 6px;")  # room for the arrow
        button.setMenu(self._menu(button, place, example))
        return button

    def text_of(self, example: Example) -> str:
        """Like C012.mov 00:12 ×1.5 (muted)."""
        name = safe_text.name_of(example.path)
        if len(name) > _LONGEST_NAME:
            name = f"{name[: _LONGEST_NAME // 2]}…{name[-_LONGEST_NAME // 2 + 1 :]}"
        time = "" if example.kind == "image" else f" {formatting.place(example.start_s)}"
        weight = "" if example.weight == 1 else f" ×{amounts.number(example.weight)}"
        text = translate("Search", "Like {name}").format(name=f"{name}{time}{weight}")
        return translate("Search", "{example} (muted)").format(example=text) if example.muted else text

    def _menu(self, button: QToolButton, place: int, example: Example) -> QMenu:
        menu = QMenu(button)
        weights = menu.addMenu(translate("Search", "Weight"))
        group = QActionGroup(weights)
        for weight in WEIGHTS:
            action = weights.addAction(f"×{amounts.number(weight)}")
            action.setCheckable(True)
            action.setChecked(weight == example.weight)
            group.addAction(action)
            action.triggered.connect(lambda _=False, weight=weight: self._put(place, replace(example, weight=weight)))
        mute = menu.addAction(translate("Search", "Mute"))
        mute.setCheckable(True)
        mute.setChecked(example.muted)
        mute.triggered.connect(lambda: self._put(place, replace(example, muted=not example.muted)))
        menu.addSeparator()
        menu.addAction(translate("Search", "Remove example")).triggered.connect(lambda: self._put(place, None))
        return menu

    def _put(self, place: int, example: Example | None) -> None:
        put = () if example is None else (example,)
        self.changed.emit((*self._examples[:place], *put, *self._examples[place + 1 :]))
