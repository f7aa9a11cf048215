"""Doors to other programs: export, import, text for the clipboard, and the player's frame as a file."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QImageWriter, QPixmap
from PySide6.QtWidgets import QFileDialog

from core.values import TIMELINE_SUFFIXES, Changes, Given, MediaInfo
from ui import safe_text
from ui.browse.card import Card
from ui.controllers.basket import BasketController
from ui.controllers.keeping import KeepingController
from ui.controllers.playing import PlayingController
from ui.controllers.search import SearchController
from ui.controllers.selection import SelectionController
from ui.controllers.services import Services
from ui.library_model import LibraryModel
from ui.notices import Notice
from ui.tasks import Tasks
from ui.translate import translate
from ui.widgets import amounts, points
from ui.window.main_window import MainWindow

if TYPE_CHECKING:  # what they need takes a while to be imported, and most sessions begin without
    from ui.controllers.exporting import ExportController
    from ui.controllers.importing import ImportController

_FOLDER: Final = "C2V Desktop"
_LEVEL: Final = 90
"""Of 100: quick to write, and as exact as any."""
_DRAGGED_PX: Final = 160


class HandingOffController(QObject):
    """Knows what is meant by a command: what is selected in the window, the basket or the player. Thread: main."""

    wanted = Signal(object)
    """Path of a folder or file that the library is to take in."""

    def __init__(
        self,
        window: MainWindow,
        services: Services,
        tasks: Tasks,
        library_model: LibraryModel,
        search: SearchController,
        selection: SelectionController,
        playing: PlayingController,
        basket: BasketController,
        keeping: KeepingController,
    ) -> None:
        super().__init__(window)
        self._window, self._services, self._tasks, self._library_model = window, services, tasks, library_model
        self._search, self._selection, self._playing = search, selection, playing
        self._basket, self._keeping = basket, keeping
        self.exports: ExportController | None = None
        self.imports: ImportController | None = None
        basket.export_asked.connect(self.export)
        window.sidebar.kept_export_asked.connect(self.export_collection)
        window.player.frame_dragged.connect(self._drag_frame)

    def follow(self, changes: Changes) -> None:
        """The library has changed."""
        for controller in (self.exports, self.imports):
            if controller is not None:
                controller.follow(changes)

    # ---- export

    def export(self) -> None:
        """Of the basket while it is in front, else what is selected, else all results, else the basket."""
        from ui.controllers import exporting

        basket, answer = self._basket, self._search.answer
        key = exporting.collection_key(basket.collection)
        if basket.is_in_front:
            key = exporting.KEPT if len(basket.chosen_entries) > 1 else key
        elif self._cards():
            key = exporting.SELECTED
        elif answer is not None and answer.hits:
            key = exporting.RESULTS
        self._export(key)

    def export_collection(self, collection_id: int) -> None:
        """Hand the moments of a collection over."""
        from ui.controllers import exporting

        self._export(exporting.collection_key(collection_id))

    def _export(self, key: str) -> None:
        from ui.controllers.exporting import ExportController, ExportOffer

        if self.exports is None:
            self.exports = ExportController(self._window, self._services, self._library_model, self._tasks)
        cards = self._cards()
        offer = ExportOffer(
            cards,
            [self._playing.span_of(card) for card in cards],
            self._search.answer,
            [entry.moment for entry in self._basket.chosen_entries],
        )
        self.exports.open(key, offer)

    def _cards(self) -> list[Card]:
        """The selected ones; while two models are compared there is one."""
        if not self._window.grid.isHidden():
            return self._window.grid.selected_cards()
        return [self._selection.card] if self._selection.card is not None else []

    # ---- import

    def choose_timeline(self) -> None:
        """Let the user pick a file of another program; the window stays alive meanwhile."""
        names = " ".join(f"*.{suffix}" for suffix in TIMELINE_SUFFIXES)
        title = translate("Controllers", "Import timeline")
        chooser = QFileDialog(self._window, title, "", f"{title} ({names})")
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(lambda name: self.import_timeline(Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def import_timeline(self, path: Path) -> None:
        """Show what of a timeline the library has."""
        from ui.controllers.importing import ImportController

        if self.imports is None:
            self.imports = ImportController(
                self._window, self._services, self._keeping, self._library_model, self._tasks
            )
            self.imports.wanted.connect(self.wanted)
        self.imports.open(path)

    def take_timelines(self, given: Sequence[Given]) -> list[Given]:
        """Open the first timeline among what was dropped; the rest is for the library."""
        timelines = [each.path for each in given if each.path is not None and is_timeline(each.path)]
        if timelines:
            self.import_timeline(timelines[0])
        return [each for each in given if each.path is None or not is_timeline(each.path)]

    # ---- text

    def copy_text(self) -> None:
        """Path, in and out of what is selected, a line each, as spreadsheets and chats take it."""
        lines = self._lines()
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))
            text = translate("Controllers", "Copied {moments} as text.").format(moments=amounts.moments(len(lines)))
            self._window.notices.show_notice(Notice("done", text, "", "copied", fades=True))

    def _lines(self) -> list[str]:
        if self._basket.is_in_front:
            entries = self._basket.chosen_entries
            kept = [(each.moment, each.video.info if each.video is not None else None) for each in entries]
            return [line_of(each.path, info, each.start_s, each.end_s, each.note) for each, info in kept]
        player = self._window.player
        if player.hasFocus() and player.path is not None:
            info = next((each.info for each in self._library_model.videos.values() if each.path == player.path), None)
            begin, end = player.marks.complete or (player.position_s, None)
            return [line_of(player.path, info, begin, end)]
        return [self._line_of_card(card) for card in self._cards()]

    def _line_of_card(self, card: Card) -> str:
        span = self._playing.span_of(card)
        begin: Fraction | float | None = None
        end: Fraction | float | None = None
        if span is not None:
            begin, end = span
        elif card.hit is not None:
            begin, end = card.hit.segment.start_s, (card.hit.then or (card.hit.segment,))[-1].end_s
        return line_of(card.video.path, card.video.info, begin, end)

    # ---- the player's frame

    def _drag_frame(self, image: QImage) -> None:
        """Drag the frame out as a picture; it stays where it was written, since editing programs only refer to it."""
        file = self.keep_frame(image)
        if file is None:
            return
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(file))])
        drag = QDrag(self._window.player)
        drag.setMimeData(mime)
        small = image.scaledToWidth(_DRAGGED_PX, Qt.TransformationMode.SmoothTransformation)
        drag.setPixmap(QPixmap.fromImage(small))
        drag.exec(Qt.DropAction.CopyAction)

    def keep_frame(self, image: QImage) -> Path | None:
        """Write the picture in the player into the user's folder of pictures; None where that cannot be done."""
        player = self._window.player
        if player.path is None:
            return None
        info = next((each.info for each in self._library_model.videos.values() if each.path == player.path), None)
        at = points.bare_point(info, player.position_s).replace(":", "-").replace(";", "-")
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)) / _FOLDER
        name = safe_text.middle(safe_text.printable(player.path.stem), 120).replace("/", "_")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return _write_new(folder, f"{name} {at}".strip(), image)
        except OSError as error:
            text = translate("Controllers", "The frame could not be written to {folder}.").format(folder=folder)
            self._window.notices.show_notice(Notice("error", text, error.strerror or "", "frame"))
            return None


def is_timeline(path: Path) -> bool:
    """True for a file that other programs write moments into."""
    return path.suffix[1:].casefold() in TIMELINE_SUFFIXES


def line_of(
    path: Path,
    info: MediaInfo | None,
    start_s: Fraction | float | None,
    end_s: Fraction | float | None = None,
    note: str = "",
) -> str:
    """Path, in, out and note between tabs; of a whole clip only its path and note."""
    at = [points.bare_point(info, each) for each in (start_s, end_s) if each is not None]
    said = " ".join(note.split())
    return "\t".join(each for each in (str(path), *at, said) if each)


def _write_new(folder: Path, name: str, image: QImage) -> Path:
    """Write a picture under a name that is free; the same picture is written once. Raises: OSError."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"png")
    writer.setQuality(_LEVEL)
    if not writer.write(image):
        raise OSError(0, writer.errorString())
    content = bytes(buffer.data().data())
    number = 1
    while True:
        path = folder / (f"{name}.png" if number == 1 else f"{name} {number}.png")
        try:
            with path.open("xb") as file:
                file.write(content)
            return path
        except FileExistsError:
            if path.read_bytes() == content:
                return path
            number += 1
