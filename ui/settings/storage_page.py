"""Where the program keeps its files, how large they are, and what can be deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from ui.translate import translate
from ui.widgets import formatting
from ui.widgets.elided import ElidedLabel


@dataclass(frozen=True, slots=True)
class StoredFiles:
    """Files of one kind."""

    title: str
    path: Path
    size_bytes: int | None = None
    """None while it is being counted."""
    is_there: bool = True
    clear: str = ""
    """What the button that deletes them says; "" without one."""


class StoragePage(QWidget):
    """A line for each kind of file."""

    reveal_asked = Signal(object)
    """Path."""
    clear_asked = Signal(str)
    """Title of what is to be deleted."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._files: Sequence[StoredFiles] = ()
        self._lines: list[tuple[QLabel, list[QPushButton]]] = []

    def show_files(self, files: Sequence[StoredFiles]) -> None:
        """Show these; buttons stay where they are while only sizes change."""
        if [each.title for each in files] != [each.title for each in self._files]:
            self._rebuild(files)
        self._files = files
        for each, (size, buttons) in zip(files, self._lines, strict=True):
            size.setText(_size(each))
            buttons[0].setEnabled(each.is_there)
            for button in buttons[1:]:
                button.setEnabled(bool(each.size_bytes))

    def _rebuild(self, files: Sequence[StoredFiles]) -> None:
        for child in self.findChildren(QWidget):
            child.hide()
            child.deleteLater()
        self._lines.clear()
        for number, each in enumerate(files):
            path, size = ElidedLabel("faint"), QLabel()
            path.setText(str(each.path))
            path.set_tip(str(each.path))
            reveal = QPushButton(translate("Window", "Show"))
            reveal.setAccessibleName(translate("Window", "Show {files} in the file manager").format(files=each.title))
            reveal.setToolTip(translate("Window", "Show in the file manager"))
            reveal.clicked.connect(lambda _=False, here=each.path: self.reveal_asked.emit(here))
            buttons = [reveal]
            if each.clear:
                delete = QPushButton(each.clear)
                delete.clicked.connect(lambda _=False, title=each.title: self.clear_asked.emit(title))
                buttons.append(delete)
            self._grid.addWidget(QLabel(each.title), number, 0)
            self._grid.addWidget(path, number, 1)
            self._grid.addWidget(size, number, 2)
            for column, button in enumerate(buttons):
                button.setAutoDefault(False)
                self._grid.addWidget(button, number, 3 + column)
            self._lines.append((size, buttons))


def _size(each: StoredFiles) -> str:
    if not each.is_there:
        return translate("Window", "none yet")
    return "…" if each.size_bytes is None else formatting.size(each.size_bytes)
