"""What is selected: the same in cards and list, and kept over refreshes."""

from collections.abc import Callable, Collection
from typing import Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QObject, Signal

from core.values import Video
from ui.browse.card import Card
from ui.browse.card_model import CardModel
from ui.browse.card_table import stretches
from ui.browse.card_views import CardViews

_MOST_STRETCHES: Final = 2_000


class GridSelection(QObject):
    """The selection of the cards, which the list follows while it is shown, and leads."""

    changed = Signal(object)
    """Card, or None."""

    def __init__(self, model: CardModel, views: CardViews, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._views = model, views
        self._cards, self._table = views.list, views.table
        self._is_mirroring = False
        self._wanted: tuple[int, int] | None = None
        """The card to keep selected over a refresh."""
        mine, listed = self._cards.selectionModel(), self._table.selectionModel()
        mine.currentChanged.connect(self._tell)
        mine.selectionChanged.connect(lambda *_: self.mirror())
        mine.currentChanged.connect(lambda *_: self.mirror())
        listed.selectionChanged.connect(lambda *_: self._take_rows())
        listed.currentChanged.connect(lambda *_: self._take_rows())

    @property
    def row(self) -> int:
        """The selected row; -1 when there is none."""
        return self._cards.currentIndex().row()

    @property
    def card(self) -> Card | None:
        """The selected card."""
        index = self._cards.currentIndex()
        return self._model.card(index.row()) if index.isValid() else None

    def cards(self) -> list[Card]:
        """All selected cards in their order."""
        return [self._model.card(row) for row in self._rows()]

    def videos(self) -> list[Video]:
        """The clips of all selected cards, each once, in their order."""
        return list({video.id: video for video in self._model.videos(self._rows())}.values())

    def _rows(self) -> list[int]:
        """By ranges: an index for each of a hundred thousand rows would take a second."""
        ranges = [range(each.top(), each.bottom() + 1) for each in stretches(self._cards.selectionModel().selection())]
        return sorted(row for each in ranges for row in each)

    # ---- over refreshes

    def keep(self, change: Callable[[], object]) -> None:
        """Rows may be reset by a change; the same cards are found again by their keys."""
        before = self.card
        key = before.key if before is not None else self._wanted
        rows = self._rows()
        count, is_whole = self._model.rowCount(), len(rows) == self._model.rowCount()
        others = set() if is_whole or len(rows) < 2 else {self._model.key(row) for row in rows}
        change()
        row = self._model.row_of(key) if key is not None else -1
        self._wanted = key
        was_reset = len(rows) > 1 and not self._cards.selectionModel().hasSelection()
        if row >= 0 and row != self.row:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._cards.selectionModel().setCurrentIndex(self._model.index(row), flags)
        elif row < 0 and before is not None:
            self._wanted = None
            self.changed.emit(None)
        if was_reset and is_whole and self._model.rowCount() == count:
            self._cards.selectAll()
        elif was_reset and others:
            self._select_again(others)

    def _select_again(self, keys: Collection[tuple[int, int]]) -> None:
        """Several cards, unless they are scattered so widely that each paint would search through them for long."""
        found = [row for row in range(self._model.rowCount()) if self._model.key(row) in keys]
        ends = [at for at, row in enumerate(found) if at == 0 or found[at - 1] != row - 1]
        if len(ends) > _MOST_STRETCHES:
            return
        wanted = QItemSelection()
        for first, following in zip(ends, [*ends[1:], len(found)], strict=True):
            wanted.select(self._model.index(found[first]), self._model.index(found[following - 1]))
        self._cards.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.Select)

    def forget(self) -> None:
        """Something else is shown: what was selected is not looked for in it."""
        self._wanted = None

    def _tell(self, index: QModelIndex) -> None:
        card = self._model.card(index.row()) if index.isValid() else None
        if card is not None:
            self._wanted = card.key
            self.changed.emit(card)

    # ---- in the cards and in the list

    def mirror(self) -> None:
        """The list shows what is selected among the cards."""
        if self._views.is_listed and not self._is_mirroring:
            self._is_mirroring = True
            self._table.mirror(self._cards.selectionModel().selection(), self.row)
            self._is_mirroring = False

    def _take_rows(self) -> None:
        """Rows were selected in the list: the same cards are."""
        if self._is_mirroring or not self._views.is_listed:
            return
        self._is_mirroring = True
        chosen, mine = self._table.selectionModel(), self._cards.selectionModel()
        wanted = QItemSelection()
        for stretch in stretches(chosen.selection()):
            wanted.select(self._model.index(stretch.top()), self._model.index(stretch.bottom()))
        flag = QItemSelectionModel.SelectionFlag
        row = chosen.currentIndex().row()
        if row >= 0 and row != self.row:
            mine.setCurrentIndex(self._model.index(row), flag.NoUpdate)
        mine.select(wanted, flag.ClearAndSelect)
        self._is_mirroring = False
