"""The menus of the sidebar: what can be asked of a folder, a collection or a saved search."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from core.values import BASKET_ID, Folder
from ui.browse.sidebar_entries import SidebarEntry
from ui.translate import translate
from ui.widgets import amounts

_REMOVABLE = ("folder", "below", "singles")


class SidebarMenus(QObject):
    """Makes the menu of an entry, and says what is asked in it."""

    rescan_asked = Signal(int)
    """Folder id."""
    reveal_asked = Signal(object)
    """Path."""
    skipped_asked = Signal(object)
    """Entry."""
    forget_asked = Signal(object)
    """Entry."""
    remove_asked = Signal(object)
    """Entry."""
    kept_opened = Signal(int)
    """Id of a collection, as the ids below."""
    kept_export_asked = Signal(int)
    kept_rename_asked = Signal(int)
    kept_delete_asked = Signal(int)
    search_update_asked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent

    def menu_of(self, entry: SidebarEntry, folder: Folder | None) -> QMenu:
        """What can be asked of a folder, of all single clips, of all missing ones, or of what is kept."""
        menu = QMenu(self._parent)
        if folder is not None:
            menu.addAction(translate("Browse", "Rescan now"), lambda: self.rescan_asked.emit(folder.id)).setEnabled(
                folder.online
            )
        if entry.path is not None:
            path = entry.path
            show = menu.addAction(translate("Browse", "Show in file manager"), lambda: self.reveal_asked.emit(path))
            show.setEnabled(not entry.is_offline)
        if entry.skipped:
            menu.addAction(entry.skipped, lambda: self.skipped_asked.emit(entry))
        if entry.missing:
            words = translate("Browse", "Forget {clips}…").format(clips=amounts.missing_clips(entry.missing))
            menu.addAction(words, lambda: self.forget_asked.emit(entry))
        if entry.place is not None and entry.place.kind in _REMOVABLE:
            menu.addSeparator()
            menu.addAction(translate("Browse", "Remove from library…"), lambda: self.remove_asked.emit(entry))
        if entry.collection_id:
            self._add_kept(menu, entry)
        return menu

    def _add_kept(self, menu: QMenu, entry: SidebarEntry) -> None:
        """Of a collection or a saved search."""
        id_ = entry.collection_id
        if entry.place is not None and entry.place.kind == "collection":
            menu.addAction(translate("Browse", "Show moments…"), lambda: self.kept_opened.emit(id_))
            menu.addAction(translate("Browse", "Export…"), lambda: self.kept_export_asked.emit(id_))
        else:
            menu.addAction(
                translate("Browse", "Replace with the current search"), lambda: self.search_update_asked.emit(id_)
            )
        if id_ != BASKET_ID:
            menu.addAction(translate("Browse", "Rename…"), lambda: self.kept_rename_asked.emit(id_))
            menu.addSeparator()
            menu.addAction(translate("Browse", "Delete"), lambda: self.kept_delete_asked.emit(id_))
