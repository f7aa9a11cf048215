"""Files and folders dropped on the window: which of them are local, and the veil that says where they will go."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme


def local_paths(mime: QMimeData) -> list[Path]:
    """Local files and folders of a drop, each once, in order. Percent signs and links elsewhere are Qt's matter."""
    if not mime.hasUrls():
        return []
    return list(dict.fromkeys(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()))


class DropVeil(QWidget):
    """Lies over the window while files hang over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Show over the whole parent."""
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
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, "Drop to add to the library")
        painter.setPen(colours.muted)
        painter.setFont(self.font())
        hint = "Files stay where they are. Nothing is copied or changed."
        painter.drawText(line.adjusted(0, 56, 0, 56), Qt.AlignmentFlag.AlignCenter, hint)
        painter.end()


class DropTarget(QObject):
    """Makes a window take files anywhere: an event filter, so that the window keeps no drop code."""

    def __init__(self, window: QWidget, dropped: Callable[[list[Path]], object]) -> None:
        super().__init__(window)
        self._dropped = dropped
        self.veil = DropVeil(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take local files that come from outside; leave everything else."""
        if isinstance(event, QDragMoveEvent | QDragEnterEvent):
            return self._hover(event)
        if event.type() == QEvent.Type.DragLeave:
            self.veil.hide()
        elif isinstance(event, QDropEvent):
            self.veil.hide()
            paths = local_paths(event.mimeData())
            if paths and event.source() is None:
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                self._dropped(paths)
                return True
        return super().eventFilter(watched, event)

    def _hover(self, event: QDragMoveEvent) -> bool:
        if event.source() is not None or not local_paths(event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if not self.veil.isVisible():
            self.veil.cover()
        return True
