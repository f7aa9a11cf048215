"""Rows of the list of skipped items: narrowed and sorted here."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.values import Folder, PassedOver, PassedOverKind, contains
from ui import safe_text
from ui.translate import noop, translate

HEAD = (noop("Browse", "Name"), noop("Browse", "Folder"), noop("Browse", "Reason"))
NAME, FOLDER, REASON = range(3)
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """An item with what it is found and sorted by, as text: the parts of 10,000 paths would take a second."""

    item: PassedOver
    text: str
    folder: str
    name: str

    @staticmethod
    def of(item: PassedOver) -> "_Row":
        text = str(item.example).casefold()
        folder, _, name = text.rpartition(os.sep)
        return _Row(item, text, folder, name)


class SkippedModel(QAbstractTableModel):
    """Things that are not indexed. Unsorted, those with the rarest reason come first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[_Row] = []
        self._shown: list[_Row] = []
        self._counts: Counter[PassedOverKind] = Counter()
        self._above: dict[int, Path] = {}
        """What a folder of the library lies in: places are shown from there."""
        self._reason, self._words = "", ""
        self._column, self._order = -1, Qt.SortOrder.AscendingOrder

    def add(self, root: Folder, items: Sequence[PassedOver]) -> None:
        """More of them, of one folder of the library; `narrow` shows them."""
        self._above[root.id] = root.path.parent
        self._all += map(_Row.of, items)
        self._counts.update(each.kind for each in items)
        self._all.sort(key=lambda row: self._counts[row.item.kind])

    def narrow(self, reason: str, words: str) -> None:
        """Show those of one reason, or of all (""), in whose path all of these words stand."""
        self.beginResetModel()
        self._reason, self._words = reason, words
        wanted = words.casefold().split()
        self._shown = [
            each
            for each in self._all
            if (not reason or each.item.reason == reason) and all(word in each.text for word in wanted)
        ]
        self._arrange()
        self.endResetModel()

    def item(self, index: _Index) -> PassedOver | None:
        """What stands in a row."""
        return self._shown[index.row()].item if index.isValid() and index.row() < len(self._shown) else None

    def row_of(self, item: PassedOver | None) -> int:
        """Where it stands; -1 when it does not."""
        return next((row for row, each in enumerate(self._shown) if each.item is item), -1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; -1 is the order of rarity."""
        self._column, self._order = column, order
        self.narrow(self._reason, self._words)

    def _arrange(self) -> None:
        if self._column >= 0:
            key = attrgetter(("name", "folder", "item.reason")[self._column])
            self._shown.sort(key=key, reverse=self._order == Qt.SortOrder.DescendingOrder)

    # ---- asked by the view

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own way
        """How many are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Name, folder, reason."""
        return 0 if parent.isValid() else len(HEAD)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return translate("Browse", HEAD[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names on one line, whatever they hold."""
        item = self.item(index)
        if item is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(item, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return safe_text.tip(f"{safe_text.printable(item.example)}\n{item.reason}")
        return None

    def _cell(self, item: PassedOver, column: int) -> str:
        if column == NAME:
            return safe_text.name_of(item.example)
        if column == REASON:
            return first_sentence(item.reason)
        folder, above = item.example.parent, self._above[item.folder_id]
        return safe_text.printable(folder.relative_to(above) if contains(above, folder) else folder)


def first_sentence(reason: str) -> str:
    """What it is, without what can be done about it."""
    return reason.split(". ")[0].removesuffix(".")
