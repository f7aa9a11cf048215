"""The moments of a collection as rows that can be put in another order by dragging, and dragged out as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from core.values import Moment, Video, exact_length, timecode
from ui import safe_text
from ui.browse.card import ABSENT
from ui.translate import translate
from ui.widgets import formatting, points

_ID = Qt.ItemDataRole.UserRole
IN, OUT, NOTE = 1, 2, 4
"""Columns that can be edited."""


@dataclass(frozen=True, slots=True)
class BasketEntry:
    """A kept moment and its clip; None while the clip is not in the library."""

    moment: Moment
    video: Video | None

    @property
    def is_whole(self) -> bool:
        """True when the whole clip is kept."""
        return self.moment.start_s is None

    @property
    def length_s(self) -> Fraction | None:
        """Its length; None for a whole clip that is not in the library."""
        if self.moment.duration_s is not None:
            return Fraction(self.moment.duration_s)
        info = self.video.info if self.video is not None else None
        return exact_length(info) if info is not None else None

    @property
    def rate(self) -> Fraction | None:
        """Frames a second; None where that is not known."""
        info = self.video.info if self.video is not None else None
        return info.fps if info is not None else None

    @property
    def trouble(self) -> str:
        """Why its file is not available; empty when it is."""
        if self.video is None:
            return translate("Browse", "not in the library")
        return formatting.state(self.video.state) if self.video.state in ABSENT else ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Clip, in, out, length and note."""
        info = self.video.info if self.video is not None else None
        times = (self.moment.start_s, self.moment.end_s)
        shown = [points.point(info, time_s) if time_s is not None else "" for time_s in times]
        if self.is_whole:
            shown[0] = translate("Browse", "Whole clip")
        name = safe_text.name_of(self.moment.path)
        if self.trouble:
            name = translate("Browse", "{clip} ({trouble})").format(clip=name, trouble=self.trouble)
        return (
            name,
            *shown,
            timecode(self.length_s, self.rate) if self.length_s is not None else "",
            safe_text.printable(self.moment.note),
        )


class BasketTable(QTreeWidget):
    """Rows in the order of the collection. Dragging puts the selected ones elsewhere; the order comes back from it."""

    moved = Signal(object, int)
    """Ids of moments in their order, and their new place among those that stay."""
    noted = Signal(int, str)
    """Id of a moment and its new note."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: dict[int, BasketEntry] = {}
        self.setProperty("kind", "lines")
        self.setAccessibleName(translate("Browse", "Kept moments"))
        self.setHeaderLabels(
            [
                translate("Browse", "Clip"),
                translate("Browse", "In"),
                translate("Browse", "Out"),
                translate("Browse", "Length"),
                translate("Browse", "Note"),
            ]
        )
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate((220, 110, 110, 110)):
            header.resizeSection(column, width)
        self.itemChanged.connect(self._note)

    def show_entries(self, entries: Sequence[BasketEntry]) -> None:
        """Show these; the same rows stay selected."""
        chosen, current = set(self.chosen), self.current
        self._entries = {entry.moment.id: entry for entry in entries}
        self.blockSignals(True)
        self.clear()
        for entry in entries:
            item = QTreeWidgetItem(list(entry.columns))
            item.setData(0, _ID, entry.moment.id)
            item.setToolTip(0, safe_text.tip(str(entry.moment.path)))
            if entry.video is not None and not entry.is_whole:
                for column in (IN, OUT):
                    item.setToolTip(column, points.kind_of_point(entry.video.info))
            kept = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
            item.setFlags(kept | Qt.ItemFlag.ItemIsEditable)
            self.addTopLevelItem(item)
            if current is not None and entry.moment.id == current.moment.id:
                self.setCurrentItem(item)
            item.setSelected(entry.moment.id in chosen)
        self.blockSignals(False)
        self.viewport().update()
        self.itemSelectionChanged.emit()

    @property
    def chosen(self) -> list[int]:
        """Ids of the selected moments in their order."""
        return [id_ for item in self._rows() if item.isSelected() for id_ in [int(item.data(0, _ID))]]

    @property
    def chosen_entries(self) -> list[BasketEntry]:
        """The same with all that is shown of them."""
        return [self._entries[id_] for id_ in self.chosen]

    @property
    def current(self) -> BasketEntry | None:
        """The row where the keyboard stands."""
        item = self.currentItem()
        return self._entries.get(int(item.data(0, _ID))) if item is not None else None

    def edit_note(self) -> None:
        """Let the user write the note of the current row."""
        item = self.currentItem()
        if item is not None:
            self.editItem(item, NOTE)

    def step(self, by: int) -> None:
        """Move the selected rows up or down by one."""
        ids = [int(item.data(0, _ID)) for item in self._rows()]
        chosen = self.chosen
        if chosen:
            before = sum(id_ not in chosen for id_ in ids[: ids.index(chosen[0])])
            self.moved.emit(chosen, max(0, before + by))

    def mimeTypes(self) -> list[str]:
        """Rows of our own, and files for others."""
        return [*super().mimeTypes(), "text/uri-list"]

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        """The files of the rows in their order, each once: editing programs take them."""
        data = super().mimeData(items)
        ordered = sorted(items, key=self.indexOfTopLevelItem)  # they come as they were selected
        entries = [self._entries[int(item.data(0, _ID))] for item in ordered]
        paths = dict.fromkeys(each.video.path for each in entries if each.video is not None)
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        """Nothing is ever moved out of here."""
        return Qt.DropAction.CopyAction

    def dropEvent(self, event: QDropEvent) -> None:
        """Rows from here are put elsewhere; nothing else is taken."""
        if event.source() is not self:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.moved.emit(self.chosen, self._place_at(event))

    def _place_at(self, event: QDropEvent) -> int:
        """The place of a drop among the rows that stay."""
        at = event.position().toPoint()
        over = self.itemAt(at)
        row = self.topLevelItemCount() if over is None else self.indexOfTopLevelItem(over)
        if over is not None and at.y() > self.visualItemRect(over).center().y():
            row += 1
        return sum(not item.isSelected() for item in self._rows()[:row])

    def _rows(self) -> list[QTreeWidgetItem]:
        items = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _note(self, item: QTreeWidgetItem, column: int) -> None:
        if column == NOTE:
            self.noted.emit(int(item.data(0, _ID)), item.text(NOTE))
