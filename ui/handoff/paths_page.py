"""Where the other computer has the clips: what lies below this folder here lies below that one there."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from core.export import PathMapping
from ui.handoff.parts import ScrollingPage, TextTable, button, flowing, label
from ui.translate import translate

_HERE, _THERE = 0, 1


class PathsPage(ScrollingPage):
    """Rows can be edited in place. The same mappings hold for every format, and for import."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._folder = ""
        """Offered for a new row: where the clips are."""
        self.table = TextTable(
            translate("Handoff", "Path mappings"),
            (translate("Handoff", "On this computer"), translate("Handoff", "On the other computer")),
            (36,),
        )
        self._add = button(translate("Handoff", "Add mapping"), self.add)
        self._remove = button(translate("Handoff", "Remove mapping"), self._remove_current)
        self.column.addWidget(
            label(translate("Handoff", "Write paths as another computer has them: Z:\\footage for /mnt/footage."))
        )
        self.column.addWidget(self.table, 1)
        self.column.addWidget(flowing(self._add, self._remove))
        self.table.itemChanged.connect(lambda _: self._tell())
        self.table.currentCellChanged.connect(lambda *_: self._follow())
        self._follow()

    def show_mappings(self, mappings: Sequence[PathMapping]) -> None:
        """Show these. No signal is sent."""
        self.table.show_rows([(each.here, each.there) for each in mappings], editable=(_HERE, _THERE))
        self._follow()

    def offer_folder(self, folder: str) -> None:
        """Where the clips of the export are."""
        self._folder = folder

    @property
    def mappings(self) -> tuple[PathMapping, ...]:
        """Those rows that say both."""
        rows = [self._row(at) for at in range(self.table.rowCount())]
        return tuple(PathMapping(here, there) for here, there in rows if here and there)

    def add(self) -> None:
        """A new row, to be written in."""
        rows = [self._row(at) for at in range(self.table.rowCount())]
        self.table.show_rows([*rows, (self._folder, "")], editable=(_HERE, _THERE))
        self.table.setFocus()
        self.table.setCurrentCell(len(rows), _THERE if self._folder else _HERE)
        self.table.editItem(self.table.currentItem())

    def _remove_current(self) -> None:
        at = self.table.currentRow()
        if at >= 0:
            self.table.removeRow(at)
            self._tell()

    def _row(self, at: int) -> tuple[str, str]:
        return self.table.text(at, _HERE).strip(), self.table.text(at, _THERE).strip()

    def _tell(self) -> None:
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        self._remove.setEnabled(self.table.currentRow() >= 0)
