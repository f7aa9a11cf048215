"""Columns of tables: which, in which order, and sets of them under names of the user's own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QInputDialog, QListWidget, QListWidgetItem

from core.export import COLUMNS, PRESETS
from ui import safe_text
from ui.handoff.choices import FormatChoices
from ui.handoff.parts import ScrollingPage, button, combo, flowing
from ui.translate import noop, translate

_STANDARD = "standard"
_TITLES = {
    "standard": noop("Handoff", "Standard"),
    "all": noop("Handoff", "All columns"),
    "shot list": noop("Handoff", "Shot list"),
    "frames": noop("Handoff", "Frame numbers"),
}
_LONGEST_NAME = 60
_LEAST_LINES = 3


class ColumnsPage(ScrollingPage):
    """Headings stand in the file as they stand here: tables are read again by them."""

    changed = Signal()
    presets_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.presets: dict[str, tuple[str, ...]] = {}
        """The user's own."""
        self.preset = combo(translate("Handoff", "Preset"))
        self._save = button(translate("Handoff", "Save preset…"), self._ask_for_name)
        self._delete = button(translate("Handoff", "Delete preset"), self._delete_preset)
        self.list = QListWidget()
        self.list.setAccessibleName(translate("Handoff", "Columns"))
        self.list.setProperty("kind", "choices")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setMinimumHeight(_LEAST_LINES * (self.fontMetrics().lineSpacing() + 8))
        self._up = button(translate("Handoff", "Move up"), lambda: self._step(-1))
        self._down = button(translate("Handoff", "Move down"), lambda: self._step(1))
        self.column.addWidget(flowing(self.preset, self._save, self._delete))
        self.column.addWidget(self.list, 1)
        self.column.addWidget(flowing(self._up, self._down))
        self.preset.activated.connect(lambda _: self._use(str(self.preset.currentData() or "")))
        self.list.itemChanged.connect(lambda _: self._tell())
        self.list.model().rowsMoved.connect(lambda *_: self._tell())
        self.list.currentRowChanged.connect(lambda _: self._follow())

    def show_choices(self, choices: FormatChoices, presets: Mapping[str, Sequence[str]]) -> None:
        """What was chosen for a format, and the user's presets. No signal is sent."""
        self.presets = {name: tuple(columns) for name, columns in presets.items()}
        self._show(choices.columns or PRESETS[_STANDARD])

    def taken(self, choices: FormatChoices) -> FormatChoices:
        """The same with what is chosen here."""
        return replace(choices, columns=self.columns)

    @property
    def columns(self) -> tuple[str, ...]:
        """Those that are ticked, in their order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(item.text() for item in items if item.checkState() == Qt.CheckState.Checked)

    def save_as(self, name: str) -> None:
        """Keep what is chosen under a name of the user's own."""
        name = safe_text.printable(name.strip())[:_LONGEST_NAME]
        if name and self.columns:
            self.presets[name] = self.columns
            self._fill_presets()
            self.presets_changed.emit()

    def _show(self, columns: Sequence[str]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for name in (*columns, *(each for each in COLUMNS if each not in columns)):
            item = QListWidgetItem(name, self.list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in columns else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._fill_presets()

    def _fill_presets(self) -> None:
        """The one that has these columns is chosen; the user's own ones come last."""
        self.preset.clear()
        for key in PRESETS:
            self.preset.addItem(translate("Handoff", _TITLES[key]) if key in _TITLES else key, key)
        for name in self.presets:
            self.preset.addItem(safe_text.short(name), f"own:{name}")
        keys = [key for key, columns in PRESETS.items() if columns == self.columns]
        keys += [f"own:{name}" for name, columns in self.presets.items() if columns == self.columns]
        if keys:
            self.preset.setCurrentIndex(self.preset.findData(keys[-1]))
        else:
            self.preset.addItem(translate("Handoff", "Chosen below"), "")
            self.preset.setCurrentIndex(self.preset.count() - 1)
        self._follow()

    def _use(self, key: str) -> None:
        columns = self.presets.get(key.removeprefix("own:")) if key.startswith("own:") else PRESETS.get(key)
        if columns:
            self._show(columns)
            self.changed.emit()

    def _tell(self) -> None:
        self._fill_presets()
        self.changed.emit()

    def _step(self, by: int) -> None:
        row = self.list.currentRow()
        if 0 <= row + by < self.list.count():
            self.list.blockSignals(True)
            self.list.insertItem(row + by, self.list.takeItem(row))
            self.list.setCurrentRow(row + by)
            self.list.blockSignals(False)
            self._tell()

    def _follow(self) -> None:
        row = self.list.currentRow()
        self._up.setEnabled(row > 0)
        self._down.setEnabled(0 <= row < self.list.count() - 1)
        self._delete.setEnabled(str(self.preset.currentData() or "").startswith("own:"))
        self._save.setEnabled(bool(self.columns))

    def _delete_preset(self) -> None:
        self.presets.pop(str(self.preset.currentData()).removeprefix("own:"), None)
        self._fill_presets()
        self.presets_changed.emit()

    def _ask_for_name(self) -> None:
        """Without waiting in place: the window stays alive meanwhile."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle(translate("Handoff", "Save preset"))
        dialog.setLabelText(translate("Handoff", "Name of the preset"))
        dialog.textValueSelected.connect(self.save_as)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
