"""Files and folders dropped on the window: what was dropped, and the veil that says where it will go."""

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.values import Given
from ui import theme
from ui.translate import noop, translate


def given_of(mime: QMimeData) -> list[Given]:
    """Everything in a drop, each once, in order: files, addresses elsewhere, or words for data that is no file."""
    if mime.hasUrls():
        return list(dict.fromkeys(_given(url) for url in mime.urls()))
    if mime.hasImage():
        return [Given(None, translate("Browse", "an image without a file"))]
    return [Given(None, translate("Browse", "text without a file"))] if mime.hasText() else []


def _given(url: QUrl) -> Given:
    """Percent signs and links elsewhere are Qt's matter; a file of another host is a local one on Windows only."""
    is_here = url.isLocalFile() and (os.name == "nt" or url.host() in ("", "localhost"))
    if not is_here:
        return Given(None, url.toString())
    local = QUrl(url)
    if local.host() == "localhost":
        local.setHost("")  # else it becomes a part of the path
    return Given.of(Path(local.toLocalFile()))


_WELCOME = (
    noop("Browse", "Drop to add to the library"),
    noop("Browse", "Your files stay where they are. Nothing is copied or changed."),
)
_NOT_FILES = (
    noop("Browse", "Only files and folders can be added"),
    noop("Browse", "This is not a file on this computer."),
)


class DropVeil(QWidget):
    """Lies over the window while files hang over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words = _WELCOME
        self.hide()

    @property
    def words(self) -> tuple[str, str]:
        """What it says: in large letters, and below."""
        return self._words

    def cover(self, *, is_welcome: bool = True) -> None:
        """Show over the whole parent; without a file or folder in the drop it says that there is nothing to add."""
        self._words = _WELCOME if is_welcome else _NOT_FILES
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dashed frame and one sentence."""
        colours = theme.tokens(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(colours.window)
        ground.setAlpha(238)
        painter.fillRect(self.rect(), ground)
        painter.setPen(QPen(colours.accent, 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(18, 18, -18, -18), 14, 14)
        side = 56
        centre = self.rect().center()
        sign = theme.icon_pixmap("drop", colours.accent, side, self.devicePixelRatioF())
        painter.drawPixmap(centre.x() - side // 2, centre.y() - side - 12, sign)
        painter.setPen(colours.text)
        painter.setFont(theme.scaled(self.font(), 1.5, bold=True))
        line = self.rect().adjusted(0, 40, 0, 40)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, translate("Browse", self._words[0]))
        painter.setPen(colours.muted)
        painter.setFont(self.font())
        painter.drawText(line.adjusted(0, 56, 0, 56), Qt.AlignmentFlag.AlignCenter, translate("Browse", self._words[1]))
        painter.end()


class DropTarget(QObject):
    """Makes a window take files anywhere: an event filter, so that the window keeps no drop code."""

    def __init__(self, window: QWidget, dropped: Callable[[list[Given]], object]) -> None:
        super().__init__(window)
        self._dropped = dropped
        self.veil = DropVeil(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what comes from outside, whatever it is: what cannot be added is reported. Leave our own drags alone."""
        if isinstance(event, QDragMoveEvent | QDragEnterEvent):
            return self._hover(event)
        if event.type() == QEvent.Type.DragLeave:
            self.veil.hide()
        elif isinstance(event, QDropEvent):
            self.veil.hide()
            given = given_of(event.mimeData())
            if given and event.source() is None:
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                self._dropped(given)
                return True
        return super().eventFilter(watched, event)

    def _hover(self, event: QDragMoveEvent) -> bool:
        given = [] if event.source() is not None else given_of(event.mimeData())
        if not given:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if not self.veil.isVisible():
            self.veil.cover(is_welcome=any(each.path is not None for each in given))
        return True
