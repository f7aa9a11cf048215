"""A small turning arc for work whose length nobody knows; it stands still where nothing is to move."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from ui import motion, theme
from ui.translate import translate

_TURN_MS = 60
_STEP_DEG = 24


class Busy(QWidget):
    """Turns while it is visible; costs nothing while it is hidden."""

    def __init__(self, size_px: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._angle_deg = 90
        self._size_px = size_px
        self.setFixedWidth(size_px)
        self.setMinimumHeight(size_px)
        self.setAccessibleName(translate("Widgets", "Busy"))
        self._timer = QTimer(self)
        self._timer.setInterval(_TURN_MS)
        self._timer.timeout.connect(self._turn)

    def sizeHint(self) -> QSize:
        """Square."""
        return QSize(self._size_px, self._size_px)

    def showEvent(self, event: QShowEvent) -> None:
        """Start turning."""
        if not motion.is_reduced():
            self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A quarter of a ring in the accent colour over a faint whole one."""
        colours = theme.tokens(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(1.5, self._size_px / 9)
        ring = QRectF(0, 0, self._size_px, self._size_px).adjusted(width, width, -width, -width)
        ring.moveCenter(QRectF(self.rect()).center())
        painter.setPen(QPen(colours.line, width))
        painter.drawEllipse(ring)
        painter.setPen(QPen(colours.accent, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(ring, self._angle_deg * 16, 100 * 16)
        painter.end()

    def _turn(self) -> None:
        self._angle_deg = (self._angle_deg - _STEP_DEG) % 360
        self.update()
