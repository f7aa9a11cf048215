"""Takes the evidence out of the program: as a picture, as numbers."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from core.errors import StoreError
from ui.translate import translate

Table = Sequence[Sequence[str]]


def copy_table(table: Table) -> None:
    """Numbers into the clipboard, as spreadsheets take them."""
    QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in table))


def save_table(table: Table, path: Path) -> None:
    """Numbers as CSV. Raises: StoreError."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)
    try:
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
    except OSError as error:
        raise StoreError(
            translate("Search", "The numbers could not be saved to {path}.").format(path=path),
            translate("Search", "Choose another folder."),
        ) from error


def save_picture(image: QImage, path: Path) -> None:
    """The picture as PNG. Raises: StoreError."""
    if not image.save(str(path), "PNG"):  # type: ignore[call-overload]  # the stub wants bytes, Qt takes text
        raise StoreError(
            translate("Search", "The image could not be saved to {path}.").format(path=path),
            translate("Search", "Choose another folder."),
        )


def ask_where(parent: QWidget, name: str, save: Callable[[Path], object]) -> None:
    """Ask for a file without stopping the event loop, then save."""
    suffix = Path(name).suffix
    dialog = QFileDialog(parent, translate("Search", "Save"), name, f"{suffix[1:].upper()} (*{suffix})")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix[1:])
    dialog.fileSelected.connect(lambda chosen: save(Path(chosen)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
