"""The sidebar: ways to view the library, and the folders it watches. An entry is a filter."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.values import BASKET_ID, Folder, IngestProgress, contains
from ui import safe_text, theme
from ui.browse.sidebar_entries import SidebarEntry, entries, with_progress
from ui.library_model import LibraryModel, SidebarFilter
from ui.translate import translate
from ui.widgets import amounts

_ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
_ROW_PX = 32
_INDENT_PX = 14
_ARROW_PX = 16
_SIGN_PX = 22
"""Where the sign of a row that lies in no other begins."""
_REMOVABLE = ("folder", "below", "singles")
_HEADING_PX = 34


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
        self._list = _EntryList()
        self._list.fold_asked.connect(self._fold)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setItemDelegate(_EntryDelegate(self._list))
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

    # ---- filling

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
            _fill(item, entry)
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
            _fill(self._list.item(number), with_progress(entry, progress))
        self._list.blockSignals(False)

    @property
    def values(self) -> dict[str, str]:
        """What stands at the right of each row, by title; for tests and screen readers."""
        entries = [self._list.item(row).data(_ENTRY_ROLE) for row in range(self._list.count())]
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
            if self._list.item(row).data(_ENTRY_ROLE).place == place:
                self._list.setCurrentRow(row)

    # ---- asked

    def _choose(self, item: QListWidgetItem | None) -> None:
        entry: SidebarEntry | None = item.data(_ENTRY_ROLE) if item is not None else None
        if entry is not None and entry.place is not None and entry.place != self.place:
            self.place = entry.place
            self.chosen.emit(self.place)

    def _choose_again(self, item: QListWidgetItem) -> None:
        """A click on the search that is chosen asks it as it was saved."""
        entry: SidebarEntry = item.data(_ENTRY_ROLE)
        if entry.place is not None and entry.place.kind == "search" and self._was_chosen == entry.place:
            self.chosen.emit(entry.place)
        self._was_chosen = self.place

    def _activate(self, item: QListWidgetItem) -> None:
        entry: SidebarEntry = item.data(_ENTRY_ROLE)
        if entry.place is not None and entry.place.kind == "collection":
            self.kept_opened.emit(entry.collection_id)

    def menu_of(self, entry: SidebarEntry) -> QMenu:
        """What can be asked of a folder, of all single clips, or of all missing ones."""
        menu = QMenu(self)
        folder = self._folders.get(entry.place.folder_id) if entry.place is not None else None
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
        else:
            menu.addAction(
                translate("Browse", "Replace with the current search"), lambda: self.search_update_asked.emit(id_)
            )
        if id_ != BASKET_ID:
            menu.addAction(translate("Browse", "Rename…"), lambda: self.kept_rename_asked.emit(id_))
            menu.addSeparator()
            menu.addAction(translate("Browse", "Delete"), lambda: self.kept_delete_asked.emit(id_))

    def _open_menu(self, at: QPoint) -> None:
        item = self._list.itemAt(at)
        entry: SidebarEntry | None = item.data(_ENTRY_ROLE) if item is not None else None
        if entry is not None and entry.place is not None:
            menu = self.menu_of(entry)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            if menu.isEmpty():
                menu.deleteLater()
            else:
                menu.popup(self._list.viewport().mapToGlobal(at))


class _EntryList(QListWidget):
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
        entry: SidebarEntry | None = item.data(_ENTRY_ROLE) if item is not None else None
        if entry is None or not entry.collection_id or entry.collection_id == BASKET_ID or event.modifiers():
            return None
        keys = {Qt.Key.Key_F2: self.rename_asked, Qt.Key.Key_Delete: self.delete_asked}
        return keys.get(Qt.Key(event.key()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Right opens, Left closes, and from what cannot be closed Left goes to the folder around it."""
        item = self.currentItem()
        entry: SidebarEntry | None = item.data(_ENTRY_ROLE) if item is not None else None
        asked = self._signal_for(event)
        if asked is not None:
            asked.emit(entry)
        elif entry is not None and event.key() == Qt.Key.Key_Right and entry.fold == "closed":
            self.fold_asked.emit(entry, True)
        elif entry is not None and event.key() == Qt.Key.Key_Left and entry.fold == "open":
            self.fold_asked.emit(entry, False)
        elif entry is not None and event.key() == Qt.Key.Key_Left and entry.depth:
            row = self.currentRow()
            while row and self.item(row).data(_ENTRY_ROLE).depth >= entry.depth:
                row -= 1
            self.setCurrentRow(row)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the arrow opens or closes without going there."""
        entry = self._at(event.position().toPoint())
        if entry is not None and entry.fold and event.button() == Qt.MouseButton.LeftButton:
            left = _arrow_left(entry)
            if left <= event.position().x() < left + _ARROW_PX:
                self.fold_asked.emit(entry, entry.fold == "closed")
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click on a folder opens or closes it."""
        entry = self._at(event.position().toPoint())
        super().mouseDoubleClickEvent(event)
        if entry is not None and entry.fold and event.position().x() >= _arrow_left(entry) + _ARROW_PX:
            self.fold_asked.emit(entry, entry.fold == "closed")

    def entry_of(self, place: SidebarFilter) -> SidebarEntry | None:
        """The row of a place."""
        every: Iterable[SidebarEntry] = (self.item(row).data(_ENTRY_ROLE) for row in range(self.count()))
        return next((entry for entry in every if entry.place == place), None)

    def _at(self, point: QPoint) -> SidebarEntry | None:
        item = self.itemAt(point)
        return item.data(_ENTRY_ROLE) if item is not None else None


def _fill(item: QListWidgetItem, entry: SidebarEntry) -> None:
    if item.data(_ENTRY_ROLE) == entry:
        return
    item.setData(_ENTRY_ROLE, entry)
    fold = {"open": translate("Browse", ", open"), "closed": translate("Browse", ", closed")}.get(entry.fold, "")
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.title} {entry.value}{fold}".strip())
    item.setToolTip(safe_text.tip(entry.tip))
    selectable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    item.setFlags(selectable if entry.place is not None else Qt.ItemFlag.NoItemFlags)


class _EntryDelegate(QStyledItemDelegate):
    """Sign, title, value; a ring instead of the sign while a folder is being indexed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Headings have more room above."""
        entry: SidebarEntry = index.data(_ENTRY_ROLE)
        line_px = QFontMetrics(option.font).height()
        return QSize(120, max(_HEADING_PX, line_px + 19) if entry.place is None else max(_ROW_PX, line_px + 14))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One row."""
        entry: SidebarEntry = index.data(_ENTRY_ROLE)
        colours = theme.tokens(option.palette)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry.place is None:
            painter.setFont(theme.scaled(option.font, 0.86, bold=True))
            painter.setPen(colours.faint)
            painter.drawText(rect.adjusted(16, 8, 0, 0), Qt.AlignmentFlag.AlignVCenter, entry.title)
            painter.restore()
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.selected if selected else colours.raised)
            painter.drawRoundedRect(rect.adjusted(8, 1, -8, -1), 6, 6)
        if option.state & QStyle.StateFlag.State_HasFocus and option.state & QStyle.StateFlag.State_Active:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colours.focus)
            painter.drawRoundedRect(rect.adjusted(8, 1, -9, -2), 6, 6)
        if entry.fold:
            arrow = QRect(rect.left() + _arrow_left(entry), rect.top(), _ARROW_PX, rect.height())
            _paint_arrow(painter, arrow, entry, colours)
        indent = _INDENT_PX * entry.depth
        self._paint_sign(painter, QRect(rect.left() + _SIGN_PX + indent, rect.center().y() - 8, 17, 17), entry, colours)
        painter.setFont(theme.scaled(option.font, 0.92))
        metrics = QFontMetrics(painter.font())
        room = metrics.horizontalAdvance(entry.value)
        painter.setPen(colours.warn if entry.is_bad else colours.faint)
        painter.drawText(
            rect.adjusted(0, 0, -16, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.value
        )
        painter.setFont(option.font)
        painter.setPen(colours.faint if entry.is_offline else colours.text)
        words = rect.adjusted(_SIGN_PX + 26 + indent, 0, -24 - room, 0)
        title = QFontMetrics(option.font).elidedText(entry.title, Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()

    def _paint_sign(self, painter: QPainter, box: QRect, entry: SidebarEntry, colours: theme.Tokens) -> None:
        if entry.percent is None:
            colour = colours.warn if entry.is_bad or entry.is_offline else colours.muted
            painter.drawPixmap(box, theme.icon_pixmap(entry.sign, colour, 17, painter.device().devicePixelRatioF()))
            return
        ring = box.adjusted(2, 2, -2, -2)
        pen = painter.pen()
        pen.setWidthF(2.4)
        for colour, degrees in ((colours.line, 360.0), (colours.accent, 3.6 * entry.percent)):
            pen.setColor(colour)
            painter.setPen(pen)
            painter.drawArc(ring, 90 * 16, round(-degrees * 16))


def _arrow_left(entry: SidebarEntry) -> int:
    """Where the arrow of a row begins, from its left edge."""
    return _INDENT_PX * entry.depth + _SIGN_PX - _ARROW_PX


def _paint_arrow(painter: QPainter, box: QRect, entry: SidebarEntry, colours: theme.Tokens) -> None:
    """A small triangle: to the right when closed, down when open."""
    centre, half = QPointF(box.center()), 3.5
    if entry.fold == "open":
        corners = [(-half, -half / 2), (half, -half / 2), (0.0, half / 2 + 1)]
    else:
        corners = [(-half / 2, -half), (-half / 2, half), (half / 2 + 1, 0.0)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.muted)
    painter.drawPolygon(QPolygonF([centre + QPointF(x, y) for x, y in corners]))


def reveal(path: Path) -> Path:
    """The folder to open so that a file can be seen; the nearest one that exists."""
    place = path if path.is_dir() else path.parent
    while not place.exists() and place != place.parent:
        place = place.parent
    return place
