"""Taught names and words as rows of a table. `data` only looks things up."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from core.values import TaughtKind
from ui import safe_text
from ui.translate import noop, translate
from ui.widgets import formatting

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
NAME, KIND, EXAMPLES, DATE, MODELS = range(5)
_HEAD = (
    noop("Finetune", "Name"),
    noop("Finetune", "Kind"),
    noop("Finetune", "Examples"),
    noop("Finetune", "Taught"),
    noop("Finetune", "Model"),
)
KINDS: dict[TaughtKind, str] = {"name": noop("Finetune", "name"), "word": noop("Finetune", "word")}


@dataclass(frozen=True, slots=True)
class WordRow:
    """A taught name or word as it is shown."""

    id: int
    text: str
    kind: TaughtKind
    examples: int
    taught_s: float
    """In seconds since 1970."""
    models: tuple[str, ...]
    """Names of the models it was taught to."""
    is_taught: bool | None
    """To the model in use; None while no model is known."""
    figures: str = ""
    """How well the model in use learned it, as a sentence."""


class WordModel(QAbstractTableModel):
    """One row a name or word; a name can be edited in its cell."""

    renamed = Signal(int, str)
    """Id and the spelling that is wanted; the row stays as it is until the library says so."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[WordRow] = []
        self._column, self._order = NAME, Qt.SortOrder.AscendingOrder

    def show_rows(self, rows: Sequence[WordRow]) -> None:
        """All of them."""
        self.beginResetModel()
        self.rows = list(rows)
        self._arrange()
        self.endResetModel()

    def row_of(self, word_id: int) -> int:
        """Where it stands; -1 when it does not."""
        return next((place for place, row in enumerate(self.rows) if row.id == word_id), -1)

    def text(self, row: WordRow, column: int) -> str:
        """What a cell says."""
        match column:
            case 0:
                return row.text
            case 1:
                return translate("Finetune", KINDS[row.kind])
            case 2:
                return formatting.count(row.examples) if row.kind == "name" else "–"
            case 3:
                moment = QDateTime.fromSecsSinceEpoch(int(row.taught_s))
                return QLocale().toString(moment, QLocale.FormatType.ShortFormat)
            case _:
                if row.is_taught is False:
                    return translate("Finetune", "Not taught for the model in use")
                return ", ".join(row.models)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column."""
        self.beginResetModel()
        self._column, self._order = max(column, NAME), order
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        def key(row: WordRow) -> tuple[object, str]:
            own: object = {EXAMPLES: row.examples, DATE: row.taught_s}.get(self._column)
            return self.text(row, self._column).casefold() if own is None else own, row.text.casefold()

        self.rows.sort(key=key, reverse=self._order == Qt.SortOrder.DescendingOrder)

    # ---- asked by Qt

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(_HEAD)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """A cell."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.EditRole:
            return row.text
        if role == Qt.ItemDataRole.DisplayRole:
            return safe_text.printable(self.text(row, index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            parts = (self.text(row, index.column()), row.figures if index.column() in (NAME, MODELS) else "")
            return safe_text.tip("\n".join(part for part in parts if part))
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Another spelling was typed."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.EditRole and isinstance(value, str) and value.strip() != row.text:
            self.renamed.emit(row.id, value.strip())
        return False

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """A name can be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NAME else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Titles of columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return translate("Finetune", _HEAD[section])
        return None
