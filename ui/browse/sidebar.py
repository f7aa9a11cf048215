"""The sidebar: ways to view the library, and the folders it watches. An entry is a filter."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.values import Folder, IngestProgress, contains
from ui.browse.sidebar_delegate import ENTRY_ROLE, EntryDelegate
from ui.browse.sidebar_entries import SidebarEntry, entries, with_progress
from ui.browse.sidebar_list import EntryList, fill
from ui.browse.sidebar_menu import SidebarMenus
from ui.library_model import LibraryModel, SidebarFilter
from ui.translate import translate


class Sidebar(QFrame):
    """Shows entries, says which one was chosen and what is asked of a folder."""

    chosen = Signal(object)
    """Place."""
    add_asked = Signal()
    rescan_asked = Signal(int)
    remove_asked = Signal(object)
    """Entry: take what it stands for out of the library."""
    forget_asked = Signal(object)
    """Entry: forget the clips in it whose files were deleted."""
    skipped_asked = Signal(object)
    """Entry: list what in it is not indexed, and why."""
    opened_changed = Signal()
    """A folder was opened or closed."""
    reveal_asked = Signal(object)
    """Path."""
    kept_opened = Signal(int)
    """Id of a collection: show its moments."""
    kept_export_asked = Signal(int)
    """Id of a collection: hand its moments to another program."""
    kept_rename_asked = Signal(int)
    kept_delete_asked = Signal(int)
    search_update_asked = Signal(int)
    """Id of a saved search: save what is asked now in its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "panel")
        self.setMinimumWidth(180)
        self.place = SidebarFilter("all")
        self._was_chosen = self.place
        """What was chosen before the last click."""
        self.opened: set[Path] = set()
        """Folders below which the folders in them are listed."""
        self._library_model: LibraryModel | None = None
        self._rows: list[SidebarEntry] = []
        self._progress: IngestProgress | None = None
        self._folders: dict[int, Folder] = {}
        self.notes: dict[int, str] = {}
        """For each folder that is only looked through from time to time, a sentence why."""
        self._menus = self._make_menus()
        self._list = EntryList()
        self._list.fold_asked.connect(self._fold)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setItemDelegate(EntryDelegate(self._list))
        self._list.setAccessibleName(translate("Browse", "Library and folders"))
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._open_menu)
        self._list.currentItemChanged.connect(self._choose)
        self._list.itemClicked.connect(self._choose_again)
        self._list.itemActivated.connect(self._activate)
        self._list.rename_asked.connect(lambda entry: self.kept_rename_asked.emit(entry.collection_id))
        self._list.delete_asked.connect(lambda entry: self.kept_delete_asked.emit(entry.collection_id))
        self._empty = QLabel(translate("Browse", "Drop a folder here, or add one below."))
        self._empty.setWordWrap(True)
        self._empty.setProperty("kind", "faint")
        self._empty.setContentsMargins(16, 2, 16, 0)
        self._add = QPushButton(translate("Browse", "Add folder…"))
        self._add.clicked.connect(self.add_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 12)
        column.setSpacing(6)
        column.addWidget(self._list, 1)
        column.addWidget(self._empty)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 0)
        foot.addWidget(self._add)
        column.addLayout(foot)
        self.show_entries(
            [
                SidebarEntry(translate("Browse", "LIBRARY")),
                SidebarEntry(translate("Browse", "All clips"), SidebarFilter("all"), "grid"),
                SidebarEntry(translate("Browse", "FOLDERS")),
            ],
            [],
        )

    def _make_menus(self) -> SidebarMenus:
        menus = SidebarMenus(self)
        menus.rescan_asked.connect(self.rescan_asked)
        menus.reveal_asked.connect(self.reveal_asked)
        menus.skipped_asked.connect(self.skipped_asked)
        menus.forget_asked.connect(self.forget_asked)
        menus.remove_asked.connect(self.remove_asked)
        menus.kept_opened.connect(self.kept_opened)
        menus.kept_export_asked.connect(self.kept_export_asked)
        menus.kept_rename_asked.connect(self.kept_rename_asked)
        menus.kept_delete_asked.connect(self.kept_delete_asked)
        menus.search_update_asked.connect(self.search_update_asked)
        return menus

    # ---- filling

    def fit(self) -> None:
        """The density of the window is another one."""
        self._list.scheduleDelayedItemsLayout()

    def follow(self, library_model: LibraryModel) -> None:
        """Show the library as it is now; the chosen place stays chosen while it exists."""
        self._library_model = library_model
        self.show_entries(entries(library_model, self.notes, self.opened), library_model.folders)

    def show_entries(self, rows: list[SidebarEntry], folders: list[Folder]) -> None:
        """Replace the rows; in place when only their words changed, so that nothing flickers."""
        self._rows = rows
        rows = [with_progress(entry, self._progress) for entry in rows]
        self._folders = {folder.id: folder for folder in folders}
        self._empty.setVisible(not folders)
        self._list.blockSignals(True)
        while self._list.count() > len(rows):
            self._list.takeItem(self._list.count() - 1)
        for number, entry in enumerate(rows):
            item = self._list.item(number) if number < self._list.count() else QListWidgetItem(self._list)
            fill(item, entry)
        self._list.blockSignals(False)
        places = [entry.place for entry in rows]
        if self.place not in places:
            self.place = SidebarFilter("all")
            self.chosen.emit(self.place)
        self._list.setCurrentRow(places.index(self.place))

    def _fold(self, entry: SidebarEntry, is_open: bool) -> None:
        """List the folders inside one, or hide them; the choice moves out of what is hidden."""
        if entry.path is None or not entry.fold or (entry.fold == "open") == is_open or self._library_model is None:
            return
        if is_open:
            self.opened.add(entry.path)
        else:
            self.opened.discard(entry.path)
            inside = self._list.entry_of(self.place)
            if inside is not None and inside.path is not None and entry.path in inside.path.parents:
                self.choose(entry.place or SidebarFilter("all"))
        self.follow(self._library_model)
        self.opened_changed.emit()

    def show_progress(self, progress: IngestProgress | None) -> None:
        """How far the indexing is; None when it is over. Cheap: ten times a second only folders' rows may change."""
        self._progress = progress
        self._list.blockSignals(True)
        for number, entry in enumerate(self._rows[: self._list.count()]):
            fill(self._list.item(number), with_progress(entry, progress))
        self._list.blockSignals(False)

    @property
    def values(self) -> dict[str, str]:
        """What stands at the right of each row, by title; for tests and screen readers."""
        entries = [self._list.item(row).data(ENTRY_ROLE) for row in range(self._list.count())]
        return {entry.title: entry.value for entry in entries}

    def can_choose(self, place: SidebarFilter) -> bool:
        """True when there is an entry for a place; folders around it are opened for that."""
        if any(entry.place == place for entry in self._rows):
            return True
        library_model, path = self._library_model, place.path
        if place.kind != "below" or path is None or library_model is None:
            return False
        before = set(self.opened)
        self.opened |= {each for each in path.parents if any(contains(f.path, each) for f in library_model.folders)}
        if not any(entry.place == place for entry in entries(library_model, self.notes, self.opened)):
            self.opened = before
            return False
        self.follow(library_model)
        return True

    def choose(self, place: SidebarFilter) -> None:
        """Go to an entry."""
        for row in range(self._list.count()):
            if self._list.item(row).data(ENTRY_ROLE).place == place:
                self._list.setCurrentRow(row)

    # ---- asked

    def _choose(self, item: QListWidgetItem | None) -> None:
        entry: SidebarEntry | None = item.data(ENTRY_ROLE) if item is not None else None
        if entry is not None and entry.place is not None and entry.place != self.place:
            self.place = entry.place
            self.chosen.emit(self.place)

    def _choose_again(self, item: QListWidgetItem) -> None:
        """A click on the search that is chosen asks it as it was saved."""
        entry: SidebarEntry = item.data(ENTRY_ROLE)
        if entry.place is not None and entry.place.kind == "search" and self._was_chosen == entry.place:
            self.chosen.emit(entry.place)
        self._was_chosen = self.place

    def _activate(self, item: QListWidgetItem) -> None:
        entry: SidebarEntry = item.data(ENTRY_ROLE)
        if entry.place is not None and entry.place.kind == "collection":
            self.kept_opened.emit(entry.collection_id)

    def menu_of(self, entry: SidebarEntry) -> QMenu:
        """What can be asked of an entry."""
        folder = self._folders.get(entry.place.folder_id) if entry.place is not None else None
        return self._menus.menu_of(entry, folder)

    def _open_menu(self, at: QPoint) -> None:
        item = self._list.itemAt(at)
        entry: SidebarEntry | None = item.data(ENTRY_ROLE) if item is not None else None
        if entry is not None and entry.place is not None:
            menu = self.menu_of(entry)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            if menu.isEmpty():
                menu.deleteLater()
            else:
                menu.popup(self._list.viewport().mapToGlobal(at))


def reveal(path: Path) -> Path:
    """The folder to open so that a file can be seen; the nearest one that exists."""
    place = path if path.is_dir() else path.parent
    while not place.exists() and place != place.parent:
        place = place.parent
    return place
