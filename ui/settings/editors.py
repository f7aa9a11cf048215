"""A widget for each kind of setting: it shows a value, can be set, and reports what was entered."""

from collections.abc import Callable, Sequence
from dataclasses import Field
from typing import Any, Literal, get_args, get_origin

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QWidget,
)

from core.settings import hours_of
from ui import theme
from ui.translate import noop, translate

_PICKED = {
    "weights": (noop("Window", "Choose a checkpoint"), QFileDialog.FileMode.ExistingFile),
    "folder": (noop("Window", "Choose the library's folder"), QFileDialog.FileMode.Directory),
}
_UNITS = {"_s": " s", "_gb": " GB", "_percent": " %"}
_NAMES = {
    "theme": {"system": noop("Window", "System"), "dark": noop("Window", "Dark"), "light": noop("Window", "Light")},
    "language": {"system": noop("Window", "System"), "en": "English", "de": "Deutsch"},
    "density": {
        "compact": noop("Window", "Compact"), "normal": noop("Window", "Normal"), "roomy": noop("Window", "Roomy"),
    },
    "motion": {"system": noop("Window", "System"), "reduce": noop("Window", "Reduce")},
    "while_playing": {
        "full": noop("Window", "Full speed"), "slow": noop("Window", "Slow"), "held": noop("Window", "Hold"),
    },
}  # fmt: skip
_NAMES["on_battery"] = _NAMES["while_playing"]
"""What choices are called, by field; others are shown as settings.toml has them."""
Read = Callable[[], Any]


class Editor(QWidget):
    """One setting to be edited."""

    entered = Signal(object)
    """The new value; not while a text is being typed."""
    refused = Signal(str)
    """Why what was typed cannot be used, in a sentence; "" when it can."""

    def __init__(self, each: Field[Any], hint: Any, value: Any, choices: Sequence[str] = ()) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._build(each, hint, value, choices)
        row.addWidget(self.control)
        self.setFocusProxy(self.control)

    control: QWidget
    _write: Callable[[Any], object]

    @property
    def value(self) -> Any:
        """What is shown, or was entered last."""
        return self._value

    def show_value(self, value: Any) -> None:
        """Show another value, without saying so."""
        self._value = value
        before = self.control.blockSignals(True)
        self._write(value)
        self.control.blockSignals(before)

    def _tell(self, value: Any) -> None:
        """Leaving a field is no change."""
        if value != self._value:
            self._value = value
            self.entered.emit(value)

    def commit(self) -> None:
        """Take what is being typed, as leaving the field would."""
        if isinstance(self.control, QLineEdit) and self.control.isModified():
            self.control.editingFinished.emit()

    def _build(self, each: Field[Any], hint: Any, value: Any, choices: Sequence[str]) -> None:
        if get_origin(hint) is Literal or choices:
            self._build_choice(each, [*choices] or [str(one) for one in get_args(hint)], str(value))
        elif hint is bool:
            tick = QCheckBox()
            tick.setMinimumSize(28, 28)
            tick.toggled.connect(lambda on: self._tell(on))
            self.control, self._write = tick, tick.setChecked
        elif hint is int or hint is float:
            self._build_number(each, is_whole=hint is int)
        else:
            self._build_line(each, is_list=isinstance(value, tuple))
        self.show_value(value)

    def _build_choice(self, each: Field[Any], codes: list[str], value: str) -> None:
        names = _NAMES.get(each.name, {})
        box = _Choice()
        for code in codes if value in codes else [*codes, value]:
            box.addItem(translate("Window", names[code]) if code in names else code, code)
        box.currentIndexChanged.connect(lambda _: self._tell(box.currentData()))
        self.control, self._write = box, lambda code: box.setCurrentIndex(box.findData(code))

    def _build_number(self, each: Field[Any], *, is_whole: bool) -> None:
        number: QSpinBox | QDoubleSpinBox = _Whole() if is_whole else RealBox()
        if isinstance(number, QSpinBox):
            number.setRange(*(each.metadata["between"] or (0, 10_000_000)))
        else:
            number.setRange(*(each.metadata["between"] or (0.0 if each.default == 0 else 0.05, 3600.0)))
            number.setSingleStep(0.1)
        number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        number.setKeyboardTracking(False)
        number.setSuffix(next((unit for end, unit in _UNITS.items() if each.name.endswith(end)), ""))
        number.lineEdit().setTextMargins(8, 0, 8, 0)
        number.valueChanged.connect(lambda value: self._tell(value))
        self.control, self._write = number, number.setValue

    def _build_line(self, each: Field[Any], *, is_list: bool) -> None:
        line = (
            _PathLine(translate("Window", _PICKED[each.name][0]), _PICKED[each.name][1])
            if each.name in _PICKED
            else QLineEdit()
        )
        if each.name == "hours":
            line.setPlaceholderText(translate("Window", "always; or 20:00-07:00"))

        def take() -> None:
            text = line.text().strip()
            line.setModified(False)
            if each.name == "hours" and text and hours_of(text) is None:
                self.refused.emit(
                    translate("Window", "Not a pair of times such as 20:00-07:00. The setting stays as it was.")
                )
                return
            self.refused.emit("")
            self._tell(tuple(text.split()) if is_list else text)

        line.editingFinished.connect(take)
        self.control = line
        self._write = lambda value: line.setText(" ".join(value) if is_list else value)


class _Choice(QComboBox):
    """Rolling the wheel over a page goes through the page; it changes only a choice that has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only where somebody is choosing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _Whole(QSpinBox):
    """The same for whole numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only where somebody is entering a number."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class RealBox(QDoubleSpinBox):
    """The same for other numbers, shown as short as they are: 5, not 5.00."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def textFromValue(self, value: float) -> str:
        """With the decimal sign of the language."""
        text, point = super().textFromValue(value), self.locale().decimalPoint()
        return text.rstrip("0").removesuffix(point) if point in text else text

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only where somebody is entering a number."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _PathLine(QLineEdit):
    """A path to type, with a button that picks a file or folder."""

    def __init__(self, title: str, mode: QFileDialog.FileMode) -> None:
        super().__init__()
        self._title, self._mode = title, mode
        self._pick = QAction(f"{title}…", self)
        self._pick.triggered.connect(self._choose)
        self.addAction(self._pick, QLineEdit.ActionPosition.TrailingPosition)
        button = self.findChildren(QToolButton)[-1]
        button.setAccessibleName(self._pick.text())
        button.setToolTip(self._pick.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._draw_icon()

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), self._title)
        dialog.setFileMode(self._mode)
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, path: str) -> None:
        self.setText(path)
        self.editingFinished.emit()

    def _draw_icon(self) -> None:
        self._pick.setIcon(theme.icon("folder", theme.tokens(self.palette()).muted, 18))

    def changeEvent(self, event: QEvent) -> None:
        """The icon follows the colours."""
        super().changeEvent(event)
        if theme.has_changed(event) and hasattr(self, "_pick"):
            self._draw_icon()
