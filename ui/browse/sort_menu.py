"""What clips and moments are sorted by: the same menu for cards and list, in the heading and in the View menu."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ui.browse.columns import BY_KEY, Order
from ui.translate import translate

KEYS: Final = ("name", "shot", "added", "length", "rating")
_LARGEST_FIRST: Final = frozenset({"added", "length", "rating"})
"""Sorted by these, what is sought stands at the other end."""


class SortMenu(QMenu):
    """Shows the order of now, and asks for another one."""

    order_asked = Signal(object)
    """An Order, or None for the order in which the rows are given."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(translate("Browse", "Sort by"), parent)
        self._order: Order | None = None
        self._are_moments = False
        self.aboutToShow.connect(self._fill)
        self._fill()

    @property
    def words(self) -> str:
        """What it is sorted by."""
        return self._given if self._order is None else BY_KEY[self._order.key].heading

    @property
    def _given(self) -> str:
        return translate("Browse", "Best match") if self._are_moments else translate("Browse", "Folder and name")

    def show_order(self, order: Order | None, *, are_moments: bool) -> None:
        """It is sorted by this now."""
        self._order, self._are_moments = order, are_moments

    def _fill(self) -> None:
        self.clear()
        by, ways = QActionGroup(self), QActionGroup(self)
        order = self._order
        self._add(by, self._given, order is None, None)
        others = [order.key] if order is not None and order.key not in KEYS else []  # chosen at a heading of the list
        for key in (*KEYS, *others):
            is_chosen = order is not None and order.key == key
            self._add(by, BY_KEY[key].heading, is_chosen, order if is_chosen else Order(key, key in _LARGEST_FIRST))
        self.addSeparator()
        for title, descending in (
            (translate("Browse", "Ascending"), False),
            (translate("Browse", "Descending"), True),
        ):
            wanted = None if order is None else Order(order.key, descending)
            self._add(ways, title, order is not None and order.descending == descending, wanted).setEnabled(
                order is not None
            )

    def _add(self, group: QActionGroup, title: str, is_chosen: bool, order: Order | None) -> QAction:
        action = self.addAction(title)
        action.setCheckable(True)
        action.setChecked(is_chosen)
        action.triggered.connect(lambda: self.order_asked.emit(order))
        group.addAction(action)
        return action
