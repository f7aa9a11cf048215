"""What was kept: the basket and other collections, their moments in order, and how long they are together."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.values import BASKET_ID, MomentCollection, counts_frames, timecode
from ui import safe_text
from ui.browse.basket_table import IN, OUT, BasketEntry, BasketTable
from ui.screens import Dialog
from ui.translate import translate
from ui.widgets import amounts
from ui.widgets.flow import FlowLayout


class BasketDialog(Dialog):
    """Stays open beside the window."""

    collection_chosen = Signal(int)
    opened = Signal(object)
    """A BasketEntry: play it."""
    remove_asked = Signal(object)
    """Ids of moments."""
    make_asked = Signal(str)
    rename_asked = Signal(int, str)
    delete_asked = Signal(int)
    edit_asked = Signal(object)
    """A BasketEntry: edit its in and out points and its note."""
    points_asked = Signal(object)
    """A BasketEntry: take the in and out points of the player."""
    relink_asked = Signal(object)
    """A BasketEntry: choose another file for it."""
    export_asked = Signal()
    """Hand the moments that are shown, or those that are selected, to another program."""
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Browse", "Basket and collections"))
        self.setModal(False)
        self._collections: list[MomentCollection] = []
        self._choice = QComboBox()
        self._choice.setAccessibleName(translate("Browse", "Collection"))
        self._choice.setMinimumContentsLength(16)
        self.table = BasketTable()
        self._total = QLabel()
        self._total.setObjectName("basket total")
        self._total.setProperty("kind", "muted")
        self._make = QPushButton(translate("Browse", "New collection…"))
        self._rename = QPushButton(translate("Browse", "Rename…"))
        self._delete = QPushButton(translate("Browse", "Delete collection"))
        self._up, self._down = (
            QPushButton(translate("Browse", "Move up")),
            QPushButton(translate("Browse", "Move down")),
        )
        self._edit = QPushButton(translate("Browse", "Edit…"))
        self._edit.setToolTip(translate("Browse", "Edit in point, out point and note (F2: the note in its row)"))
        self._take = QPushButton(translate("Browse", "Update from player"))
        self._take.setToolTip(
            translate("Browse", "Take the in and out points that are set in the player, while it has this clip")
        )
        self._relink = QPushButton(translate("Browse", "Relink…"))
        self._relink.setToolTip(translate("Browse", "Choose the file of a moment whose clip is missing"))
        self._export = QPushButton(translate("Browse", "Export…"))
        self._export.setToolTip(translate("Browse", "Hand these moments to an editing program"))
        self._in_player: Path | None = None
        """The clip in the player, while in or out are set there."""
        self._remove = QPushButton(translate("Browse", "Remove"))
        self._lay_out()
        self._connect()
        self.show_entries(())
        self.want(720, 420)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        head = QWidget()
        top = FlowLayout(head)
        for widget in (self._choice, self._make, self._rename, self._delete):
            top.addWidget(widget)
        foot = QWidget()
        row = FlowLayout(foot)
        for widget in (self._up, self._down, self._edit, self._take, self._relink, self._remove, self._export):
            row.addWidget(widget)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for each in buttons.buttons():
            each.setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        row.push()
        row.addWidget(buttons)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter belongs to the table
        total = QHBoxLayout()
        total.addWidget(self._total)
        column.addWidget(head)
        column.addWidget(self.table, 1)
        column.addLayout(total)
        column.addWidget(foot)

    def _connect(self) -> None:
        self._choice.activated.connect(lambda row: self.collection_chosen.emit(self._collections[row].id))
        self.table.itemActivated.connect(lambda _item, column: self._open(column))
        self.table.itemSelectionChanged.connect(self._follow)
        self._up.clicked.connect(lambda: self.table.step(-1))
        self._down.clicked.connect(lambda: self.table.step(1))
        self._edit.clicked.connect(lambda: self._ask_of_current(self.edit_asked))
        self._take.clicked.connect(lambda: self._ask_of_current(self.points_asked))
        self._relink.clicked.connect(lambda: self._ask_of_current(self.relink_asked))
        self._remove.clicked.connect(self._ask_to_remove)
        self._export.clicked.connect(self.export_asked)
        self._make.clicked.connect(lambda: self._ask_for_name("", self.make_asked.emit))
        self._rename.clicked.connect(self._ask_to_rename)
        self._delete.clicked.connect(lambda: self.delete_asked.emit(self.collection.id) if self.collection else None)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Delete), self._ask_to_remove),
            (QKeySequence("Ctrl+Up"), lambda: self.table.step(-1)),
            (QKeySequence("Ctrl+Down"), lambda: self.table.step(1)),
            (QKeySequence("F2"), self.table.edit_note),
        ):
            shortcut = QShortcut(keys, self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)
        for sequence, signal in (("Ctrl+Z", self.undo_asked), ("Ctrl+Shift+Z", self.redo_asked)):
            QShortcut(QKeySequence(sequence), self).activated.connect(signal)

    # ---- showing

    def show_collections(self, collections: Sequence[MomentCollection], chosen: int) -> None:
        """Those that have moments of their own; saved searches have none."""
        self._collections = [each for each in collections if not each.is_smart]
        self._choice.clear()
        self._choice.addItems([_title(each) for each in self._collections])
        ids = [each.id for each in self._collections]
        self._choice.setCurrentIndex(ids.index(chosen) if chosen in ids else 0)
        self._follow()

    def show_entries(self, entries: Sequence[BasketEntry]) -> None:
        """The moments of the chosen collection."""
        self.table.show_entries(entries)
        self._total.setText(_total_of(entries))
        self._follow()

    def offer_points(self, path: Path | None) -> None:
        """The clip in the player, while in or out are set there; None otherwise."""
        self._in_player = path
        self._follow()

    @property
    def collection(self) -> MomentCollection | None:
        """The one that is shown."""
        row = self._choice.currentIndex()
        return self._collections[row] if 0 <= row < len(self._collections) else None

    @property
    def chosen_entries(self) -> list[BasketEntry]:
        """The selected rows in their order."""
        return self.table.chosen_entries

    @property
    def total(self) -> str:
        """How many moments, and how long they are together."""
        return self._total.text()

    def _follow(self) -> None:
        """What can be asked now."""
        mine = self.collection
        any_chosen = bool(self.table.chosen)
        for button in (self._up, self._down, self._remove):
            button.setEnabled(any_chosen)
        self._export.setEnabled(self.table.topLevelItemCount() > 0)
        current = self.table.current
        self._edit.setEnabled(current is not None)
        clip = current.video.path if current is not None and current.video is not None else None
        self._take.setEnabled(clip is not None and clip == self._in_player)
        self._relink.setEnabled(current is not None and bool(current.trouble))
        self._rename.setEnabled(mine is not None and not mine.is_basket)
        self._delete.setEnabled(mine is not None and not mine.is_basket)

    # ---- asking

    def _open(self, column: int) -> None:
        self._ask_of_current(self.edit_asked if column in (IN, OUT) else self.opened)

    def _ask_of_current(self, signal: SignalInstance) -> None:
        if self.table.current is not None:
            signal.emit(self.table.current)

    def _ask_to_remove(self) -> None:
        if self.table.chosen:
            self.remove_asked.emit(self.table.chosen)

    def _ask_to_rename(self) -> None:
        mine = self.collection
        if mine is not None:
            self._ask_for_name(mine.name, lambda name: self.rename_asked.emit(mine.id, name))

    def _ask_for_name(self, name: str, take: Callable[[str], object]) -> None:
        """Without waiting in place: the window stays alive meanwhile."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle(translate("Browse", "Collection"))
        dialog.setLabelText(translate("Browse", "Name of the collection"))
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _total_of(entries: Sequence[BasketEntry]) -> str:
    """How many, and how long together; clips whose length is not known are not passed over in silence."""
    if not entries:
        return translate("Browse", "Nothing here yet. Keep results with Mark > Keep moment.")
    known = [(entry.length_s, entry.rate) for entry in entries if entry.length_s is not None]
    rates = {rate for _, rate in known}
    # In frames only where every row counts the same ones: then the rows add up to it.
    rate = rates.pop() if len(rates) == 1 else None
    whole_s = sum((length_s for length_s, _ in known), Fraction())
    length = amounts.decimal(timecode(whole_s, rate if counts_frames(rate) else None))
    count = amounts.moments(len(entries))
    unknown = sum(entry.length_s is None for entry in entries)
    if unknown:
        return translate("Browse", "{moments} · {length} in all, without {clips} of unknown length").format(
            moments=count, length=length, clips=amounts.clips(unknown)
        )
    return translate("Browse", "{moments} · {length} in all").format(moments=count, length=length)


def _title(collection: MomentCollection) -> str:
    return translate("Browse", "Basket") if collection.id == BASKET_ID else safe_text.short(collection.name)
