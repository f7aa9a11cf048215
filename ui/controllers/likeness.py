"""Searching for what looks like something: a picture file, the player's frame, or a moment."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from core.values import Example
from ui.browse.card import Card
from ui.translate import translate
from ui.window.main_window import MainWindow


class LikenessController(QObject):
    """Adds examples to the query. Thread: main."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.menus.similar_asked.connect(self.add_card)

    def add_card(self, card: Card | None) -> None:
        """What looks like this moment, or like the frame that stands for a clip."""
        if card is None:
            return
        path = card.video.path
        if card.hit is not None:
            segment = card.hit.segment
            self._add(Example("moment", path, segment.start_s, segment.end_s))
        elif card.video.info is not None and card.video.info.is_still:
            self._add(Example("image", path))
        else:
            self._add(Example("frame", path, card.best_s))

    def add_frame(self) -> None:
        """What looks like the frame that the player shows."""
        player = self._window.player
        if player.path is not None:
            self._add(Example("frame", player.path, player.position_s))

    def choose_image(self) -> None:
        """Let the user pick a picture; the window stays alive meanwhile."""
        dialog = QFileDialog(self._window, translate("Controllers", "Search by image"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setMimeTypeFilters(["image/jpeg", "image/png", "image/tiff", "image/webp", "application/octet-stream"])
        dialog.filesSelected.connect(
            lambda names: self._window.query.add_examples([Example("image", Path(name)) for name in names])
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add(self, example: Example) -> None:
        self._window.query.add_examples([example])
