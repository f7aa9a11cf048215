"""Searching for what looks like something: a picture, the player's frame, or a moment."""

import hashlib
import logging
import re
import time
from collections.abc import Collection, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from core.errors import C2VError, UnwritableError
from core.lane import Lane, Priority
from core.values import Example, KeptList
from ui.browse.card import Card
from ui.tasks import Tasks
from ui.translate import translate
from ui.window.main_window import MainWindow

_log = logging.getLogger(__name__)
_KEPT = "pasted-*"
_UNUSED_S = 7 * 86400.0
"""A picture that nothing names is kept so long: another window may have a query with it open."""
_MOST_PX = 1024
"""Of a picture that is kept: models see far less, and larger ones would take their time."""


class LikenessController(QObject):
    """Adds examples to the query. Thread: main.

    Pictures that come without a file are kept in `folder`, so that saved searches and earlier ones find them again.
    """

    def __init__(self, window: MainWindow, folder: Path, lane: Lane, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._folder, self._lane, self._tasks = window, folder, lane, tasks
        window.menus.similar_asked.connect(self.add_card)
        window.query.image_given.connect(self.add_image)

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

    def add_image(self, image: QImage) -> None:
        """What looks like a picture that has no file."""
        if max(image.width(), image.height()) > _MOST_PX:
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            image = image.scaled(_MOST_PX, _MOST_PX, keep, smooth)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # it takes a device, too
        self._tasks.start(self._add_kept(bytes(buffer.data().data())))

    async def _add_kept(self, png: bytes) -> None:
        try:
            path = await self._tasks.ask(self._lane, Priority.BROWSE, _keep, self._folder, png)
        except C2VError as error:
            self._window.notices.show_error(error)
            return
        self._add(Example("image", path))

    def clean(self, kept: Sequence[KeptList]) -> None:
        """Delete old pasted pictures that no saved search, no earlier one and no open query names."""
        records = [*(each.collection.query or "" for each in kept), *self._window.past_searches]
        named = {name for record in records for name in _names_in(record)}
        asked = self._window.query.query
        named.update(example.path.name for example in (asked.examples if asked is not None else ()))
        self._tasks.start(self._clean(named))

    async def _clean(self, named: Collection[str]) -> None:
        await self._tasks.ask(self._lane, Priority.BROWSE, _delete_unused, self._folder, named)

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


def _names_in(record: str) -> list[str]:
    """The pasted pictures that the record of a search names, whether or not this version can read all of it."""
    return re.findall(r"pasted-[0-9a-f]+\.png", record)


def _delete_unused(folder: Path, named: Collection[str]) -> None:
    """Delete old pictures that are not among these. Thread: any."""
    for path in folder.glob(_KEPT) if folder.is_dir() else ():
        try:
            if path.name not in named and time.time() - path.stat().st_mtime > _UNUSED_S:
                path.unlink()
        except OSError as error:
            _log.info("%s could not be deleted: %s", path, error)


def _keep(folder: Path, png: bytes) -> Path:
    """Write a picture, named by its content: the same one is kept once. Thread: any. Raises: UnwritableError."""
    path = folder / f"pasted-{hashlib.sha256(png).hexdigest()[:8]}.png"
    try:
        if path.exists():
            path.touch()  # as new as its newest use
        else:
            folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_bytes(png)
            part.replace(path)
    except OSError as error:
        raise UnwritableError(
            translate("Controllers", "The picture could not be kept: {error}.").format(error=error),
            translate("Controllers", "Save it as a file, and drop that onto the search line."),
        ) from error
    return path
