"""Where an export goes: a file whose suffix follows the format, or the folder of a file for each moment."""

import os
import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from ui import safe_text
from ui.handoff.export_kinds import KINDS, ExportKind
from ui.handoff.parts import button
from ui.translate import translate

_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_LONGEST_NAME: Final = 100


class TargetLine(QWidget):
    """A line with a button to choose; keeps the name of the file while a folder is shown."""

    edited = Signal()
    """Each letter."""
    chosen = Signal()
    """It is complete."""

    def __init__(self, kind: ExportKind) -> None:
        super().__init__()
        self._kind, self._stem = kind, ""
        self.path = QLineEdit()
        self._choose = button(translate("Handoff", "Choose…"), self._open_chooser)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.path, 1)
        row.addWidget(self._choose)
        self.path.textEdited.connect(lambda _: self.edited.emit())
        self.path.editingFinished.connect(self.chosen)
        self.setFocusProxy(self.path)
        self.path.setAccessibleName(self.title)

    @property
    def title(self) -> str:
        """What the line says."""
        return translate("Handoff", "Folder") if self._kind.is_folder else translate("Handoff", "File")

    @property
    def target(self) -> Path | None:
        """The file or folder; None while none is named."""
        text = self.path.text().strip()
        return Path(os.path.abspath(Path(text).expanduser())) if text else None  # noqa: PTH100  follows no links

    @property
    def folder(self) -> Path | None:
        """Where files go."""
        target = self.target
        return target if target is None or self._kind.is_folder else target.parent

    def show_kind(self, kind: ExportKind) -> None:
        """The same place and name, as this kind has them."""
        stem, folder = self._own_stem(), self.folder
        self._kind = kind
        self.path.setAccessibleName(self.title)
        self._show(stem, folder or Path.home())

    def show_name(self, stem: str, usual: Path) -> None:
        """A file of this name in the folder that is shown, else in the usual one."""
        self._show(stem, self.folder or usual)

    def _show(self, stem: str, folder: Path) -> None:
        self._stem = stem
        self.path.setText(str(folder if self._kind.is_folder else folder / f"{stem}{self._kind.suffix}"))

    def _own_stem(self) -> str:
        """The name that is chosen, without the suffix of a format."""
        name = Path(self.path.text().strip()).name
        if self._kind.is_folder:
            return self._stem
        for suffix in sorted((kind.suffix for kind in KINDS.values() if kind.suffix), key=len, reverse=True):
            if name.lower().endswith(suffix) and len(name) > len(suffix):
                return name[: -len(suffix)]
        return name or translate("Handoff", "Selects")

    def _open_chooser(self) -> None:
        """The window stays alive meanwhile."""
        chooser = QFileDialog(self, translate("Handoff", "Export to"), self.path.text())
        if self._kind.is_folder:
            chooser.setFileMode(QFileDialog.FileMode.Directory)
        else:
            chooser.setNameFilter(f"*{self._kind.suffix}")
            chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            chooser.setOption(QFileDialog.Option.DontConfirmOverwrite)  # it is asked for in the dialog
            chooser.setDefaultSuffix(self._kind.suffix[1:])
        chooser.fileSelected.connect(self._take)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _take(self, name: str) -> None:
        self.path.setText(name)
        self.chosen.emit()


def file_name(name: str) -> str:
    """A name that every system takes."""
    return _FORBIDDEN.sub("_", safe_text.printable(name))[:_LONGEST_NAME].strip(" .") or translate("Handoff", "Selects")
