"""The sidebar: ways to look at the library, and the folders it watches. An entry is a filter."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
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

from core.values import Folder, FolderCounts
from ui import theme
from ui.browse.stock import Place, Stock
from ui.widgets import say

_ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
_ROW_PX = 32
_HEADING_PX = 34


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: a heading when it has no place."""

    title: str
    place: Place | None = None
    sign: str = ""
    value: str = ""
    tip: str = ""
    percent: int | None = None
    """While its films are being indexed."""
    is_bad: bool = False
    is_offline: bool = False


def entries(stock: Stock, notes: Mapping[int, str] = MappingProxyType({})) -> list[Entry]:
    """What the sidebar shows of the library. `notes` say of a folder why it is not watched closely."""
    videos = stock.videos
    failed = sum(count.failed for count in stock.counts.values())
    rows = [
        Entry("LIBRARY"),
        Entry("All clips", Place("all"), "grid", say.count(len(videos))),
        Entry("New", Place("new"), "new", say.count(len(stock.shown(Place("new")))), "Added in the last day"),
    ]
    if failed:
        rows.append(Entry("Failed", Place("failed"), "warning", say.count(failed), "Films with a problem", is_bad=True))
    rows.append(Entry("FOLDERS"))
    nothing = FolderCounts()
    folders = stock.folders
    return rows + [_folder_entry(f, stock.counts.get(f.id, nothing), notes.get(f.id, "")) for f in folders]


def _folder_entry(folder: Folder, counts: FolderCounts, note: str) -> Entry:
    indexing = counts.waiting > 0 and folder.online
    is_deleted = counts.missing > 0 and counts.offline == 0
    gone = "not found" if is_deleted else "offline"
    value = gone if not folder.online else f"{counts.percent} %" if indexing else say.count(counts.total)
    tip = f"{folder.path}\n{say.several(counts.total, 'clip')}, {say.count(counts.ready)} indexed"
    if counts.failed:
        tip += f", {say.count(counts.failed)} failed"
    if not folder.online:
        tip += f"\n{folder.absence or 'Its drive is not connected.'} Its clips stay searchable."
    elif counts.offline:
        tip += f", {say.count(counts.offline)} offline: a drive in it is not connected"
    if note:
        tip += f"\n{note}"
    sign = "offline" if not folder.online else "retry" if note else "film" if folder.is_file else "folder"
    title = folder.path.name or str(folder.path)
    percent = counts.percent if indexing else None
    return Entry(title, Place("folder", folder.id), sign, value, tip, percent, is_offline=not folder.online)


class Sidebar(QFrame):
    """Shows entries, says which one was chosen and what is asked of a folder."""

    chosen = Signal(object)
    """Place."""
    add_asked = Signal()
    rescan_asked = Signal(int)
    remove_asked = Signal(int)
    reveal_asked = Signal(object)
    """Path."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "panel")
        self.setMinimumWidth(180)
        self.place = Place("all")
        self._folders: dict[int, Folder] = {}
        self.notes: dict[int, str] = {}
        """For each folder that is only looked through from time to time, a sentence why."""
        self._list = QListWidget()
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setItemDelegate(_EntryDelegate(self._list))
        self._list.setAccessibleName("Library and folders")
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._open_menu)
        self._list.currentItemChanged.connect(self._choose)
        self._empty = QLabel("Drop a folder here, or add one below.")
        self._empty.setWordWrap(True)
        self._empty.setProperty("kind", "faint")
        self._empty.setContentsMargins(16, 2, 16, 0)
        self._add = QPushButton("Add folder…")
        self._add.clicked.connect(self.add_asked)
        self._confirm = _Confirm()
        self._confirm.agreed.connect(self.remove_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 12)
        column.setSpacing(6)
        column.addWidget(self._list, 1)
        column.addWidget(self._empty)
        column.addWidget(self._confirm)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 0)
        foot.addWidget(self._add)
        column.addLayout(foot)
        self.show_entries([Entry("LIBRARY"), Entry("All clips", Place("all"), "grid"), Entry("FOLDERS")], [])

    # ---- filling

    def follow(self, stock: Stock) -> None:
        """Show the library as it is now; the chosen place stays chosen while it exists."""
        self.show_entries(entries(stock, self.notes), stock.folders)

    def show_entries(self, rows: list[Entry], folders: list[Folder]) -> None:
        """Replace the rows; in place when only their words changed, so that nothing flickers."""
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
            self.place = Place("all")
            self.chosen.emit(self.place)
        self._list.setCurrentRow(places.index(self.place))

    def choose(self, place: Place) -> None:
        """Go to an entry."""
        for row in range(self._list.count()):
            if self._list.item(row).data(_ENTRY_ROLE).place == place:
                self._list.setCurrentRow(row)

    # ---- asked

    def _choose(self, item: QListWidgetItem | None) -> None:
        entry: Entry | None = item.data(_ENTRY_ROLE) if item is not None else None
        if entry is not None and entry.place is not None and entry.place != self.place:
            self.place = entry.place
            self.chosen.emit(self.place)

    def menu_of(self, folder: Folder) -> QMenu:
        """What can be asked of a folder."""
        menu = QMenu(self)
        menu.addAction("Re-scan now", lambda: self.rescan_asked.emit(folder.id)).setEnabled(folder.online)
        menu.addAction("Show in file manager", lambda: self.reveal_asked.emit(folder.path)).setEnabled(folder.online)
        menu.addSeparator()
        menu.addAction("Remove from library…", lambda: self._confirm.ask(folder))
        return menu

    def _open_menu(self, at: QPoint) -> None:
        item = self._list.itemAt(at)
        entry: Entry | None = item.data(_ENTRY_ROLE) if item is not None else None
        if entry is not None and entry.place is not None and entry.place.kind == "folder":
            menu = self.menu_of(self._folders[entry.place.folder_id])
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self._list.viewport().mapToGlobal(at))


class _Confirm(QFrame):
    """The question before a folder leaves the library, asked inside the sidebar."""

    agreed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("confirm remove")
        self.setProperty("kind", "bar")
        self._folder_id = 0
        self._text = QLabel()
        self._text.setWordWrap(True)
        remove, keep = QPushButton("Remove"), QPushButton("Keep")
        remove.clicked.connect(self._agree)
        keep.clicked.connect(self.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.addWidget(self._text)
        row = QHBoxLayout()
        row.addWidget(keep)
        row.addWidget(remove)
        column.addLayout(row)
        self.hide()

    def ask(self, folder: Folder) -> None:
        """Show the question for one folder."""
        self._folder_id = folder.id
        self._text.setText(f"Remove “{folder.path.name}” from the library? The files stay where they are.")
        self.show()

    def _agree(self) -> None:
        self.hide()
        self.agreed.emit(self._folder_id)


def _fill(item: QListWidgetItem, entry: Entry) -> None:
    if item.data(_ENTRY_ROLE) == entry:
        return
    item.setData(_ENTRY_ROLE, entry)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.title} {entry.value}".strip())
    item.setToolTip(entry.tip)
    selectable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    item.setFlags(selectable if entry.place is not None else Qt.ItemFlag.NoItemFlags)


class _EntryDelegate(QStyledItemDelegate):
    """Sign, title, value; a ring instead of the sign while a folder is being indexed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Headings have more room above."""
        entry: Entry = index.data(_ENTRY_ROLE)
        return QSize(120, _HEADING_PX if entry.place is None else _ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One row."""
        entry: Entry = index.data(_ENTRY_ROLE)
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
        self._paint_sign(painter, QRect(rect.left() + 16, rect.center().y() - 8, 17, 17), entry, colours)
        painter.setFont(theme.scaled(option.font, 0.92))
        metrics = QFontMetrics(painter.font())
        room = metrics.horizontalAdvance(entry.value)
        painter.setPen(colours.warn if entry.is_bad else colours.faint)
        painter.drawText(
            rect.adjusted(0, 0, -16, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.value
        )
        painter.setFont(option.font)
        painter.setPen(colours.faint if entry.is_offline else colours.text)
        words = rect.adjusted(42, 0, -24 - room, 0)
        title = QFontMetrics(option.font).elidedText(entry.title, Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()

    def _paint_sign(self, painter: QPainter, box: QRect, entry: Entry, colours: theme.Tokens) -> None:
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


def reveal(path: Path) -> Path:
    """The folder to open so that a file can be seen; the nearest one that exists."""
    place = path if path.is_dir() else path.parent
    while not place.exists() and place != place.parent:
        place = place.parent
    return place
