"""Settings as a page: a form made from the records, with each field's own label and help."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, fields, replace
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.settings import Settings, hours_of
from ui import theme
from ui.screens import Dialog
from ui.translate import noop, translate

_PICKED = {
    "weights": (noop("Window", "Choose a checkpoint"), QFileDialog.FileMode.ExistingFile),
    "folder": (noop("Window", "Choose the library's folder"), QFileDialog.FileMode.Directory),
}
_LABEL_LETTERS = 18
_UNITS = {"_s": " s", "_gb": " GB"}
Read = Callable[[], Any]
Choices = Mapping[tuple[str, str], Sequence[str]]


class Preferences(Dialog):
    """Shows settings; `saved` carries the new ones."""

    saved = Signal(object)
    models_asked = Signal()

    def __init__(
        self, settings: Settings, parent: QWidget | None = None, at: str = "", choices: Choices = MappingProxyType({})
    ) -> None:
        """`choices`: what a field of plain text may be, where that is known, by section and field."""
        super().__init__(parent)
        self._choices = choices
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Window", "Settings"))
        self.want(620, 680)
        self._settings = settings
        self._reads: dict[tuple[str, str], Read] = {}
        self._headings: dict[str, QLabel] = {}
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        for section in fields(settings):
            column.addLayout(self._section(section, getattr(settings, section.name)))
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(page)
        foot = QLabel(
            translate(
                "Window",
                "Theme, network and performance settings apply immediately, everything "
                "else after a restart. To switch models without a restart, use the Models page.",
            )
        )
        foot.setWordWrap(True)
        foot.setProperty("kind", "faint")
        foot.setContentsMargins(24, 0, 24, 0)
        box = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(box.Save | box.Cancel)
        buttons.setContentsMargins(24, 4, 24, 16)
        for each in buttons.buttons():
            each.setIcon(QIcon())
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area, 1)
        outer.addWidget(foot)
        outer.addWidget(buttons)
        if at in self._headings:
            QTimer.singleShot(0, self, lambda: area.ensureWidgetVisible(self._headings[at], 0, area.height()))

    @property
    def entered(self) -> Settings:
        """Settings as the form stands."""
        made = self._settings
        for section in fields(made):
            record = getattr(made, section.name)
            values = {each.name: self._reads[section.name, each.name]() for each in fields(record)}
            made = replace(made, **{section.name: replace(record, **values)})
        return made

    def _save(self) -> None:
        self.saved.emit(self.entered)
        self.accept()

    def _models_link(self) -> QPushButton:
        link = QPushButton(translate("Window", "Manage models…"))
        link.setProperty("kind", "link")
        link.setAutoDefault(False)
        link.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        link.clicked.connect(self.models_asked)
        link.clicked.connect(self.reject)
        return link

    def _section(self, section: Field[Any], record: Any) -> QFormLayout:
        name = section.name
        form = QFormLayout()
        form.setHorizontalSpacing(20)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        heading = QLabel(translate("Settings", section.metadata["title"]).upper())
        heading.setProperty("kind", "heading")
        form.addRow(heading)
        self._headings[name] = heading
        if name == "encoder":
            form.addRow("", self._models_link())
        hints = get_type_hints(type(record))
        for each in fields(record):
            choices = self._choices.get((name, each.name), ())
            editor, read = _editor(each, hints[each.name], getattr(record, each.name), choices)
            title, text = (translate("Settings", each.metadata[of]) for of in ("title", "help"))
            editor.setToolTip(text)
            editor.setObjectName(f"{name}.{each.name}")
            editor.setAccessibleName(f"{translate('Settings', section.metadata['title'])}: {title}")
            label = QLabel(title)
            label.setFixedWidth(_LABEL_LETTERS * label.fontMetrics().averageCharWidth())
            label.setWordWrap(True)
            label.setToolTip(text)
            form.addRow(label, editor)
            form.addRow("", _help(text))
            self._reads[name, each.name] = read
        return form


def _help(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", "faint")
    label.setWordWrap(True)
    return label


class _Choice(QComboBox):
    """Rolling the wheel over a page goes through the page; it changes only a choice that has the focus."""

    def __init__(self, titles: Sequence[str], chosen: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addItems(titles if chosen in titles else [*titles, chosen])
        self.setCurrentText(chosen)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only where somebody is choosing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _editor(each: Field[Any], hint: Any, value: Any, choices: Sequence[str]) -> tuple[QWidget, Read]:
    """The widget for a type, and how to read it back."""
    if get_origin(hint) is Literal or choices:
        box = _Choice(choices or [str(one) for one in get_args(hint)], str(value))
        return box, box.currentText
    if hint is bool:
        tick = QCheckBox()
        tick.setChecked(value)
        return tick, tick.isChecked
    if hint is int:
        whole = QSpinBox()
        whole.setRange(0, 10_000_000)
        whole.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        whole.setValue(value)
        whole.lineEdit().setTextMargins(8, 0, 8, 0)
        return whole, whole.value
    if hint is float:
        number = QDoubleSpinBox()
        number.setRange(0.0 if each.default == 0 else 0.05, 3600.0)
        number.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        number.setSingleStep(0.1)
        number.setSuffix(next((unit for end, unit in _UNITS.items() if each.name.endswith(end)), ""))
        number.setValue(value)
        number.lineEdit().setTextMargins(8, 0, 8, 0)
        return number, number.value
    line = (
        _PathLine(translate("Window", _PICKED[each.name][0]), _PICKED[each.name][1])
        if each.name in _PICKED
        else QLineEdit()
    )
    if isinstance(value, tuple):
        line.setText(" ".join(value))
        return line, lambda: tuple(line.text().split())
    line.setText(value)
    if each.name == "hours":
        line.setPlaceholderText(translate("Window", "always; or 20:00-07:00"))
        return line, lambda: line.text() if not line.text() or hours_of(line.text()) else value
    return line, line.text


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
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._draw_icon()

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), self._title)
        dialog.setFileMode(self._mode)
        dialog.fileSelected.connect(self.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _draw_icon(self) -> None:
        self._pick.setIcon(theme.icon("folder", theme.tokens(self.palette()).muted, 18))

    def changeEvent(self, event: QEvent) -> None:
        """The icon follows the colours."""
        super().changeEvent(event)
        if theme.has_changed(event) and hasattr(self, "_pick"):
            self._draw_icon()
