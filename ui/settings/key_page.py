"""The page of keyboard shortcuts: a preset, every command with its keys, and a place to press others."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import C2VError
from core.settings import KeySettings
from ui import safe_text, theme
from ui.keys.key_file import KeyFile, read_keys, write_keys
from ui.keys.scheme import EDITABLE, KeyScheme, normal, scheme_of, shown, titles, why_not
from ui.settings.groups import matches
from ui.translate import noop, translate
from ui.widgets.flow import FlowLayout

PRESET_NAMES = {
    "c2v": "C2V Desktop",
    "premiere": "Premiere Pro",
    "final_cut": "Final Cut Pro",
    "resolve": "DaVinci Resolve",
}
_FILTER = noop("Window", "Keyboard shortcuts (*.toml)")
_FILE = "c2v-keys.toml"
_MENU, _COMMAND, _KEYS = range(3)
_TABLE_LINES = 9


class KeyPage(QWidget):
    """Shows and changes shortcuts; what is chosen here holds at once."""

    changed = Signal(object)
    """KeySettings."""

    def __init__(self, settings: KeySettings) -> None:
        super().__init__()
        self._scheme = scheme_of(settings)
        self._before: KeyScheme | None = None
        """For one step back."""
        self._read: KeyFile | None = None
        self._build()
        self._connect()
        self._fill()
        self._table.setCurrentCell(0, _COMMAND)

    # ---- what it is made of

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._preset = QComboBox()
        self._preset.setObjectName("keys.preset")
        self._preset.setAccessibleName(translate("Settings", "Preset"))
        self._preset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for code, name in PRESET_NAMES.items():
            self._preset.addItem(name, code)
        self._export, self._import, self._undo = (
            QPushButton(translate("Window", "Export…")),
            QPushButton(translate("Window", "Import…")),
            QPushButton(translate("Window", "Undo")),
        )
        label = QLabel(translate("Settings", "Preset"))
        label.setBuddy(self._preset)
        column.addWidget(_row(label, self._preset, self._export, self._import, self._undo))
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setProperty("kind", "muted")
        self._said.hide()
        column.addWidget(self._said)
        self._use, self._cancel = QPushButton(translate("Window", "Use these keys")), QPushButton(_cancel())
        self._asking = _row(self._use, self._cancel)
        self._asking.hide()
        column.addWidget(self._asking)
        column.addWidget(self._build_table())
        self._title = QLabel()
        self._title.setProperty("kind", "title")
        self._title.setWordWrap(True)
        column.addWidget(self._title)
        column.addWidget(self._build_capture())
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.hide()
        column.addWidget(self._note)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _build_table(self) -> QTableWidget:
        self._table = QTableWidget(len(EDITABLE), 3)
        self._table.setObjectName("keys.table")
        self._table.setAccessibleName(translate("Window", "Keyboard shortcuts"))
        self._table.setHorizontalHeaderLabels(
            [translate("Window", "Menu"), translate("Window", "Command"), translate("Window", "Keys")]
        )
        self._table.verticalHeader().hide()
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(_MENU, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_COMMAND, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_KEYS, QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        line_px = max(28, self.fontMetrics().height() + 8)
        self._table.verticalHeader().setDefaultSectionSize(line_px)
        self._table.setMinimumHeight(_TABLE_LINES * line_px)
        return self._table

    def _build_capture(self) -> QWidget:
        self._capture = QKeySequenceEdit()
        self._capture.setObjectName("keys.capture")
        self._capture.setMaximumSequenceLength(1)
        self._capture.setClearButtonEnabled(True)
        self._capture.setAccessibleName(translate("Window", "New key"))
        self._capture.setAccessibleDescription(
            translate("Window", "Press a key, with Ctrl, Alt or Shift if you like. Tab leaves the field.")
        )
        self._line = self._capture.findChildren(QLineEdit)[0]
        self._line.setAccessibleName(translate("Window", "New key"))
        self._line.setPlaceholderText(translate("Window", "Press a key"))
        for inner in self._line.findChildren(QToolButton):
            inner.setAccessibleName(translate("Window", "Clear"))
            inner.setToolTip(translate("Window", "Clear"))
        self._assign, self._add, self._remove, self._reset = (
            QPushButton(translate("Window", "Assign")),
            QPushButton(translate("Window", "Add")),
            QPushButton(translate("Window", "Remove keys")),
            QPushButton(translate("Window", "Keys of the preset")),
        )
        self._assign.setToolTip(translate("Window", "Use this key instead of those the command has"))
        self._add.setToolTip(translate("Window", "Use this key beside those the command has"))
        return _row(self._capture, self._assign, self._add, self._remove, self._reset)

    def _connect(self) -> None:
        self._preset.currentIndexChanged.connect(lambda _: self._choose_preset(self._preset.currentData()))
        self._table.currentCellChanged.connect(lambda *_: self._show_command())
        self._table.cellActivated.connect(lambda *_: self._capture.setFocus())
        self._capture.keySequenceChanged.connect(lambda _: self._judge())
        self._assign.clicked.connect(lambda: self._give([self._pressed]))
        self._add.clicked.connect(lambda: self._give([*self._scheme.keys[self._command], self._pressed]))
        self._remove.clicked.connect(lambda: self._give([]))
        self._reset.clicked.connect(lambda: self._give(self._scheme.preset_keys(self._command)))
        self._undo.clicked.connect(self._step_back)
        self._export.clicked.connect(self._ask_where)
        self._import.clicked.connect(self._ask_which)
        self._use.clicked.connect(self._use_read)
        self._cancel.clicked.connect(self._end_reading)

    # ---- what is shown

    def show_settings(self, settings: KeySettings) -> None:
        """The shortcuts are these now; what is being pressed stays."""
        if settings != self._scheme.settings:
            self._scheme, self._before = scheme_of(settings), None
            self._fill()

    def search(self, wanted: str) -> bool:
        """Show only commands that match; all, when none does. True when some does."""
        words = [f"{self._text(row, _MENU)} {self._text(row, _COMMAND)}".casefold() for row in range(len(EDITABLE))]
        hits = [matches(each, wanted) for each in words]
        for row, hit in enumerate(hits):
            self._table.setRowHidden(row, bool(wanted) and any(hits) and not hit)
        first = next((row for row in range(len(EDITABLE)) if not self._table.isRowHidden(row)), 0)
        if self._table.isRowHidden(self._table.currentRow()):
            self._table.setCurrentCell(first, _COMMAND)
        return any(hits)

    def _text(self, row: int, column: int) -> str:
        item = self._table.item(row, column)
        return item.text() if item is not None else ""

    def _fill(self) -> None:
        keys, changed = self._scheme.keys, self._scheme.changed()
        bold = theme.scaled(self.font(), 1.0, bold=True)
        for row, command in enumerate(EDITABLE):
            texts = (
                translate("Commands", command.menu),
                translate("Commands", command.title),
                "   ".join(shown(key) for key in keys[command.id]),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column == _KEYS and command.id in changed:
                    item.setFont(bold)
                    item.setToolTip(translate("Window", "Changed"))
                self._table.setItem(row, column, item)
        before = self._preset.blockSignals(True)
        self._preset.setCurrentIndex(self._preset.findData(self._scheme.preset))
        self._preset.blockSignals(before)
        self._undo.setEnabled(self._before is not None)
        self._show_command()

    @property
    def _command(self) -> str:
        return EDITABLE[max(0, self._table.currentRow())].id

    @property
    def _pressed(self) -> str:
        return normal(self._capture.keySequence().toString(QKeySequence.SequenceFormat.PortableText))

    def _show_command(self) -> None:
        keys = self._scheme.keys[self._command]
        name = titles([self._command])[0]
        self._title.setText(
            f"{name}: {'   '.join(shown(key) for key in keys)}"
            if keys
            else translate("Window", "{command}: no key").format(command=name)
        )
        self._remove.setEnabled(bool(keys))
        self._reset.setEnabled(self._command in self._scheme.changed())
        self._judge()

    def _judge(self) -> None:
        """What the key that was pressed would mean."""
        sequence = self._capture.keySequence()
        key = sequence.toString(QKeySequence.SequenceFormat.PortableText)
        why = why_not(key) if not sequence.isEmpty() else ""
        owner = self._scheme.owner(self._pressed, self._command) if self._pressed else None
        text, kind = why, "error"
        if owner is not None:
            text, kind = (
                translate("Window", "{key} belongs to “{command}”, which loses it when you assign it here.").format(
                    key=shown(key), command=titles([owner])[0]
                ),
                "warn",
            )
        elif self._pressed and self._pressed in self._scheme.keys[self._command]:
            text, kind = translate("Window", "The command has this key already."), "muted"
        self._note.setProperty("kind", kind)
        self._note.style().polish(self._note)
        self._note.setText(text)
        self._note.setVisible(bool(text))
        self._assign.setEnabled(bool(self._pressed))
        self._add.setEnabled(bool(self._pressed) and self._pressed not in self._scheme.keys[self._command])

    # ---- what is changed

    def _give(self, keys: "list[str] | tuple[str, ...]") -> None:
        command = self._command
        losers = [id_ for key in keys if (id_ := self._scheme.owner(key, command)) is not None]
        self._take(self._scheme.with_keys(command, keys))
        self._capture.clear()
        if losers:
            self._say(
                translate("Window", "No longer has that key: {commands}.").format(commands=", ".join(titles(losers)))
            )

    def _choose_preset(self, preset: str) -> None:
        had = len(self._scheme.changes)
        self._take(self._scheme.with_preset(preset))
        if had:
            self._say(translate("Window", "Your own keys were replaced by the preset. Undo brings them back."))

    def _step_back(self) -> None:
        if self._before is not None:
            self._take(self._before)

    def _take(self, scheme: KeyScheme) -> None:
        self._before, self._scheme = self._scheme, scheme
        self._end_reading()
        self._fill()
        self.changed.emit(scheme.settings)

    def _say(self, text: str, kind: str = "muted") -> None:
        self._said.setProperty("kind", kind)
        self._said.style().polish(self._said)
        self._said.setText(safe_text.lines(text))
        self._said.setVisible(bool(text))

    # ---- files

    def _ask_where(self) -> None:
        dialog = QFileDialog(
            self.window(), translate("Window", "Export shortcuts"), _FILE, translate("Window", _FILTER)
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.fileSelected.connect(lambda path: self.export_to(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export_to(self, path: Path) -> None:
        """Write all shortcuts into a file."""
        try:
            write_keys(path, self._scheme)
        except C2VError as error:
            self._say(str(error), "error")
            return
        self._say(translate("Window", "Shortcuts written to {path}.").format(path=path))

    def _ask_which(self) -> None:
        dialog = QFileDialog(self.window(), translate("Window", "Import shortcuts"), "", translate("Window", _FILTER))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.import_from(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def import_from(self, path: Path) -> None:
        """Read such a file, say what can be used of it, and ask whether to."""
        self._end_reading()
        try:
            self._read = read = read_keys(path, self._scheme)
        except C2VError as error:
            self._say(str(error), "error")
            return
        lines = [translate("Window", "{name}: keys of {count} commands.").format(name=path.name, count=read.commands)]
        for key, ids in read.clashes:
            first, *others = titles(ids)
            lines.append(
                translate("Window", "{key} is given to “{first}”, not to {others}.").format(
                    key=shown(key), first=first, others=", ".join(others)
                )
            )
        for text, left in (
            (translate("Window", "Unknown commands: {names}."), read.unknown),
            (translate("Window", "Keys that cannot be used: {names}."), read.unusable),
        ):
            if left:
                lines.append(safe_text.short(text.format(names=", ".join(left))))
        self._say("\n".join(lines), "warn" if len(lines) > 1 else "muted")
        self._asking.show()
        self._use.setFocus()

    def _use_read(self) -> None:
        if self._read is not None:
            self._take(self._read.scheme)
            self._preset.setFocus()

    def _end_reading(self) -> None:
        self._read = None
        self._asking.hide()
        self._say("")

    def changeEvent(self, event: QEvent) -> None:
        """Letters of a different size need higher rows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_table"):
            self._table.verticalHeader().setDefaultSectionSize(max(28, self.fontMetrics().height() + 8))


def _cancel() -> str:
    return translate("Window", "Cancel")


def _row(*widgets: QWidget) -> QWidget:
    made = QWidget()
    row = FlowLayout(made, 8)
    for widget in widgets:
        row.addWidget(widget)
    return made
