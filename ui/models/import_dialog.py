"""Import of a model: a folder from a stick, or a checkpoint file; a refusal shows its whole table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import safe_text
from ui.screens import Dialog, fit
from ui.translate import noop, translate

Row = tuple[str, str, str, str]
"""Name, problem, in the file, wanted."""
_HEAD = (noop("Models", "Name"), noop("Models", "Problem"), noop("Models", "Found"), noop("Models", "Expected"))
_TABLE_LINES = 9
_SAYS_ITSELF = noop("Models", "Detect from the file")


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """What is to be imported, as the form stands."""

    path: Path
    entry: str
    """Id of the listed model it is; "" lets the file say."""
    name: str
    architecture: str
    """open_clip's name of it; "" lets the file say."""
    towers: bool


class ImportDialog(Dialog):
    """Asks what to import; `asked` carries a Wanted. Whoever does it tells how it goes."""

    asked = Signal(object)
    stop_asked = Signal()

    def __init__(self, entries: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Models", "Import a model"))
        self.setMinimumWidth(420)
        self.path = QLineEdit()
        self.path.setPlaceholderText(translate("Models", "Model folder or checkpoint file"))
        self.path.setAccessibleName(translate("Models", "Folder or file"))
        self.entry = QComboBox()
        self.entry.setAccessibleName(translate("Models", "Model"))
        self.entry.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.entry.setMinimumContentsLength(12)
        self.entry.addItem(translate("Models", _SAYS_ITSELF), "")
        for key, name in entries:
            self.entry.addItem(safe_text.printable(name), key)
        self.name = QLineEdit()
        self.name.setPlaceholderText(translate("Models", "File name"))
        self.name.setAccessibleName(translate("Models", "Display name"))
        self.architecture = QLineEdit()
        self.architecture.setPlaceholderText(translate("Models", "Only if it cannot be detected, e.g. ViT-B-16"))
        self.architecture.setAccessibleName(translate("Models", "open_clip name"))
        self.towers = QCheckBox(translate("Models", "Import the image and text towers only"))
        self._own = (self.architecture, self.name, self.towers)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar()
        self._bar.setFixedHeight(6)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(translate("Models", "Copy progress"))
        self.table = _table()
        self.import_button, self._copy, self._close = (
            QPushButton(translate("Models", "Import")),
            QPushButton(translate("Models", "Copy table")),
            QPushButton(translate("Models", "Close")),
        )
        self._arrange()
        self._tie()
        self.show_form()

    def _arrange(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 20, 24, 0)
        column.setSpacing(12)
        column.addLayout(self._make_form())
        for widget in (self._bar, self._words):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, 18)
        row.setSpacing(8)
        row.addWidget(self._copy)
        row.addStretch(1)
        row.addWidget(self._close)
        row.addWidget(self.import_button)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addWidget(area, 1)
        outer.addLayout(row)
        self._page = page

    def _make_form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        file, folder = QPushButton(translate("Models", "File…")), QPushButton(translate("Models", "Folder…"))
        file.clicked.connect(
            lambda: self._choose(translate("Models", "Choose a checkpoint"), QFileDialog.FileMode.ExistingFile)
        )
        folder.clicked.connect(
            lambda: self._choose(translate("Models", "Choose a model folder"), QFileDialog.FileMode.Directory)
        )
        self._pickers = (file, folder)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.path, 1)
        line.addWidget(file)
        line.addWidget(folder)
        form.addRow(translate("Models", "From"), line)
        form.addRow(translate("Models", "Model"), self.entry)
        form.addRow(translate("Models", "open_clip name"), self.architecture)
        form.addRow(translate("Models", "Name"), self.name)
        form.addRow("", self.towers)
        return form

    def _tie(self) -> None:
        self.import_button.setProperty("kind", "primary")
        self.import_button.setDefault(True)
        for button in (*self._pickers, self._copy, self._close):
            button.setAutoDefault(False)
        self.import_button.clicked.connect(self._ask)
        self._close.clicked.connect(self.reject)
        self._copy.clicked.connect(self._copy_table)
        self.path.textChanged.connect(lambda text: self.import_button.setEnabled(bool(text.strip())))
        self.entry.currentIndexChanged.connect(self._follow_entry)

    # ---- told how it goes

    def show_form(self, sentence: str = "", *, is_trouble: bool = False) -> None:
        """Ready to be asked; with a sentence about how the last try went."""
        self._set_busy(False)
        self._say(sentence, "error" if is_trouble else "")
        self._show_table(())
        self._grow()

    def show_busy(self, sentence: str, done: int = 0, total: int = 0) -> None:
        """Something is under way."""
        self._set_busy(True)
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(1000 * done // total if total else 0)
        self._say(sentence)
        self._show_table(())
        self._grow()

    def show_misfits(self, sentence: str, rows: Sequence[Row]) -> None:
        """It was refused: every name that does not fit."""
        self._set_busy(False)
        self._say(sentence, "error")
        self._show_table(rows)
        self.want(max(self.width(), 760), max(self.height(), 560))
        fit(self)
        self.table.setFocus()

    # ---- within

    def _grow(self) -> None:
        """As high as its text, where the screen has the room."""
        width = max(self.width(), 660)
        inner = self._page.sizeHint().expandedTo(QSize(0, self._page.heightForWidth(width)))
        self.want(width, max(self.height() if self.isVisible() else 0, inner.height() + 80))
        if self.isVisible():
            fit(self)

    def _ask(self) -> None:
        path = Path(self.path.text().strip()).expanduser()
        name, architecture = (line.text().strip() for line in (self.name, self.architecture))
        self.asked.emit(ImportChoice(path, self.entry.currentData(), name, architecture, self.towers.isChecked()))

    def reject(self) -> None:
        """Closing stops what is under way."""
        self.stop_asked.emit()
        super().reject()

    def _set_busy(self, is_busy: bool) -> None:
        self._bar.setVisible(is_busy)
        for widget in (*self._pickers, self.path, self.entry, *self._own):
            widget.setEnabled(not is_busy)
        self.import_button.setEnabled(not is_busy and bool(self.path.text().strip()))
        self._close.setText(translate("Models", "Stop") if is_busy else translate("Models", "Close"))
        if not is_busy:
            self._follow_entry()

    def _follow_entry(self) -> None:
        """A listed model has its name and is taken whole."""
        for widget in self._own:
            widget.setEnabled(not self.entry.currentData())

    def _say(self, sentence: str, kind: str = "") -> None:
        self._words.setText(safe_text.short(safe_text.lines(sentence)))
        self._words.setToolTip(safe_text.tip(sentence))
        self._words.setProperty("kind", kind)
        self._words.style().unpolish(self._words)
        self._words.style().polish(self._words)
        self._words.setVisible(bool(sentence))

    def _show_table(self, rows: Sequence[Row]) -> None:
        self.table.setRowCount(len(rows))
        for line, row in enumerate(rows):
            for place, text in enumerate(row):
                item = QTableWidgetItem(safe_text.printable(text) or "-")
                item.setToolTip(safe_text.tip(text))
                self.table.setItem(line, place, item)
        self.table.setVisible(bool(rows))
        self._copy.setVisible(bool(rows))

    def _copy_table(self) -> None:
        lines = [
            "\t".join((self.table.item(line, place) or QTableWidgetItem()).text() for place in range(len(_HEAD)))
            for line in range(self.table.rowCount())
        ]
        QGuiApplication.clipboard().setText("\n".join(["\t".join(_headings()), *lines]))

    def _choose(self, title: str, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self, title)
        dialog.setFileMode(mode)
        dialog.fileSelected.connect(self.path.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _headings() -> list[str]:
    return [translate("Models", each) for each in _HEAD]


def _table() -> QTableWidget:
    table = QTableWidget(0, len(_HEAD))
    table.setMinimumHeight(_TABLE_LINES * table.fontMetrics().lineSpacing())
    table.setHorizontalHeaderLabels(_headings())
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setAccessibleName(translate("Models", "Mismatched entries"))
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for place in (1, 2, 3):
        table.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
    return table
