"""The rows of the sidebar under keys and mouse: folders open and close, F2 renames, Del deletes."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from core.values import BASKET_ID
from ui import safe_text
from ui.browse.sidebar_delegate import ARROW_PX, ENTRY_ROLE, arrow_left
from ui.browse.sidebar_entries import SidebarEntry
from ui.library_model import SidebarFilter
from ui.translate import translate


class EntryList(QListWidget):
    """Rows of a tree that is listed flat: the arrow before a title, or the arrow keys, open and close a folder."""

    fold_asked = Signal(object, bool)
    """Entry, and whether to open it."""
    rename_asked = Signal(object)
    """Entry of a collection or a saved search."""
    delete_asked = Signal(object)

    def event(self, event: QEvent) -> bool:
        """F2 and Del are for the chosen collection or search, before they are for the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._signal_for(event):
            event.accept()
            return True
        return super().event(event)

    def _signal_for(self, event: QKeyEvent) -> SignalInstance | None:
        item = self.currentItem()
        entry: SidebarEntry | None = item.data(ENTRY_ROLE) if item is not None else None
        if entry is None or not entry.collection_id or entry.collection_id == BASKET_ID or event.modifiers():
            return None
        keys = {Qt.Key.Key_F2: self.rename_asked, Qt.Key.Key_Delete: self.delete_asked}
        return keys.get(Qt.Key(event.key()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Right opens, Left closes, and from what cannot be closed Left goes to the folder around it."""
        item = self.currentItem()
        entry: SidebarEntry | None = item.data(ENTRY_ROLE) if item is not None else None
        asked = self._signal_for(event)
        if asked is not None:
            asked.emit(entry)
        elif entry is not None and event.key() == Qt.Key.Key_Right and entry.fold == "closed":
            self.fold_asked.emit(entry, True)
        elif entry is not None and event.key() == Qt.Key.Key_Left and entry.fold == "open":
            self.fold_asked.emit(entry, False)
        elif entry is not None and event.key() == Qt.Key.Key_Left and entry.depth:
            row = self.currentRow()
            while row and self.item(row).data(ENTRY_ROLE).depth >= entry.depth:
                row -= 1
            self.setCurrentRow(row)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the arrow opens or closes without going there."""
        entry = self._at(event.position().toPoint())
        if entry is not None and entry.fold and event.button() == Qt.MouseButton.LeftButton:
            left = arrow_left(entry)
            if left <= event.position().x() < left + ARROW_PX:
                self.fold_asked.emit(entry, entry.fold == "closed")
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click on a folder opens or closes it."""
        entry = self._at(event.position().toPoint())
        super().mouseDoubleClickEvent(event)
        if entry is not None and entry.fold and event.position().x() >= arrow_left(entry) + ARROW_PX:
            self.fold_asked.emit(entry, entry.fold == "closed")

    def entry_of(self, place: SidebarFilter) -> SidebarEntry | None:
        """The row of a place."""
        every: Iterable[SidebarEntry] = (self.item(row).data(ENTRY_ROLE) for row in range(self.count()))
        return next((entry for entry in every if entry.place == place), None)

    def _at(self, point: QPoint) -> SidebarEntry | None:
        item = self.itemAt(point)
        return item.data(ENTRY_ROLE) if item is not None else None


def fill(item: QListWidgetItem, entry: SidebarEntry) -> None:
    """Let a row show an entry; does nothing when it does already."""
    if item.data(ENTRY_ROLE) == entry:
        return
    item.setData(ENTRY_ROLE, entry)
    fold = {"open": translate("Browse", ", open"), "closed": translate("Browse", ", closed")}.get(entry.fold, "")
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.title} {entry.value}{fold}".strip())
    item.setToolTip(safe_text.tip(entry.tip))
    selectable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    item.setFlags(selectable if entry.place is not None else Qt.ItemFlag.NoItemFlags)
