"""The bar below the picture: where we are, where the moment lies, where its peaks are."""

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.values import timecode
from ui import theme
from ui.play.span import PlaySpan
from ui.translate import translate

_EDGE_PX = 8.0
_GRIP_PX = 5.0
"""So near to an in or out point, in the lower half, it is taken hold of."""


class Timeline(QWidget):
    """Click or drag to seek; drag a bracket to move an in or out point. Units: seconds from the start of the file."""

    sought = Signal(float)
    start_dragged = Signal(float)
    """The in point is to be at this time."""
    end_dragged = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duration_s = 0.0
        self._position_s = 0.0
        self._moment: tuple[float, float] | None = None
        self._peaks_s: tuple[float, ...] = ()
        self._joined: tuple[tuple[float, float], ...] = ()
        self._fps: Fraction | None = None
        self._pointed_s: float | None = None
        self._is_dragged = False
        self._span = PlaySpan()
        self._gripped = ""
        """The point that is dragged: start or end."""
        self.drag = 0
        """How often a point was grabbed: marks that come with the same number belong to one drag."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(translate("Play", "Timeline"))
        self.setObjectName("timeline")

    def set_video(self, duration_s: float, fps: Fraction | None) -> None:
        """Another video; marks of the last one go."""
        self._duration_s, self._fps = max(0.0, duration_s), fps
        self._moment, self._peaks_s, self._joined = None, (), ()
        self._span, self._gripped = PlaySpan(), ""
        self.update()

    def set_duration(self, duration_s: float) -> None:
        """The player knows better."""
        self._duration_s = max(0.0, duration_s)
        self.update()

    def set_position(self, time_s: float) -> None:
        """Where the video stands."""
        self._position_s = time_s
        self.setAccessibleDescription(timecode(time_s, self._fps))
        self.update()

    def set_moment(self, start_s: float, end_s: float) -> None:
        """The stretch that was found."""
        self._moment = (start_s, end_s) if end_s > start_s else None
        self.update()

    def set_joined(self, stretches: Sequence[tuple[float, float]]) -> None:
        """The moments of a joined result, step by step, with a line between them; empty for none."""
        self._joined = tuple(stretches)
        self.update()

    def set_span(self, span: PlaySpan) -> None:
        """The in and out points."""
        self._span = span
        self.update()

    def set_peaks(self, times_s: Sequence[float]) -> None:
        """Frames that add most to the score."""
        self._peaks_s = tuple(sorted(times_s))
        self.update()

    @property
    def duration_s(self) -> float:
        """Length of the video; 0 while nobody knows it."""
        return self._duration_s

    @property
    def peaks_s(self) -> tuple[float, ...]:
        """The marked frames, in order."""
        return self._peaks_s

    def time_at(self, x: float) -> float:
        """The time below a place."""
        room = max(1.0, self.width() - 2 * _EDGE_PX)
        return min(1.0, max(0.0, (x - _EDGE_PX) / room)) * self._duration_s

    def x_of(self, time_s: float) -> float:
        """The place of a time."""
        share = min(1.0, max(0.0, time_s / self._duration_s)) if self._duration_s > 0 else 0.0
        return _EDGE_PX + share * (self.width() - 2 * _EDGE_PX)

    def sizeHint(self) -> QSize:
        """Tall enough to be hit."""
        return QSize(300, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Track, moment, what has run, peaks, the head."""
        colours = theme.tokens(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2 + 2
        painter.setBrush(colours.line)
        painter.drawRoundedRect(QRectF(_EDGE_PX, middle - 2.5, self.width() - 2 * _EDGE_PX, 5), 2.5, 2.5)
        self._paint_joined(painter, middle)
        if self._moment is not None:
            left, right = self.x_of(self._moment[0]), self.x_of(self._moment[1])
            painter.setBrush(colours.faint)
            painter.drawRoundedRect(QRectF(left, middle - 2.5, max(3.0, right - left), 5), 2.5, 2.5)
        if self.isEnabled():
            here = self.x_of(self._position_s)
            painter.setBrush(colours.accent)
            painter.drawRoundedRect(QRectF(_EDGE_PX, middle - 2.5, here - _EDGE_PX, 5), 2.5, 2.5)
            self._paint_peaks(painter, middle)
            self._paint_span(painter, middle)
            if self._pointed_s is not None:
                painter.fillRect(QRectF(self.x_of(self._pointed_s) - 0.5, middle - 6, 1, 12), colours.muted)
            painter.setPen(QPen(colours.panel, 2))
            painter.setBrush(colours.text)
            painter.drawEllipse(QPointF(here, middle), 6.5, 6.5)
        painter.end()

    def _paint_joined(self, painter: QPainter, middle: float) -> None:
        """All steps of a joined result, and a line below the track from the first to the last."""
        colours = theme.tokens(self.palette())
        painter.setBrush(colours.faint)
        for start_s, end_s in self._joined:
            left, right = self.x_of(start_s), self.x_of(end_s)
            painter.drawRoundedRect(QRectF(left, middle - 2.5, max(3.0, right - left), 5), 2.5, 2.5)
        if len(self._joined) > 1:
            centres = [(self.x_of(start_s) + self.x_of(end_s)) / 2 for start_s, end_s in self._joined]
            left, right = min(centres), max(centres)
            painter.fillRect(QRectF(left, middle + 6, max(1.0, right - left), 1.6), colours.accent)
            for x in centres:
                painter.fillRect(QRectF(x - 1, middle + 4, 2, 5), colours.accent)

    def _paint_peaks(self, painter: QPainter, middle: float) -> None:
        """Small wedges above the track."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tokens(self.palette()).phrases[0])
        for time_s in self._peaks_s:
            x = self.x_of(time_s)
            top = middle - 11
            painter.drawPolygon(QPolygonF([QPointF(x - 4, top), QPointF(x + 4, top), QPointF(x, top + 6)]))

    def _paint_span(self, painter: QPainter, middle: float) -> None:
        """Square brackets round the stretch between in and out, with a line below it."""
        if self._span.is_empty:
            return
        start_s, end_s = self._span.start_s, self._span.end_s
        left = self.x_of(float(start_s)) if start_s is not None else _EDGE_PX
        right = self.x_of(float(end_s)) if end_s is not None else self.width() - _EDGE_PX
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.tokens(self.palette()).text, 2))
        low = middle + 8
        painter.drawLine(QPointF(left, low), QPointF(right, low))
        for time_s, x, inward in ((start_s, left, 4.0), (end_s, right, -4.0)):
            if time_s is not None:
                painter.drawPolyline([QPointF(x + inward, middle - 8), QPointF(x, middle - 8), QPointF(x, low)])

    def grip_at(self, x: float, y: float) -> str:
        """The point that can be taken hold of there: start, end, or none."""
        if y < self.height() / 2:
            return ""
        named = (("end", self._span.end_s), ("start", self._span.start_s))
        near = [(abs(self.x_of(float(at)) - x), name) for name, at in named if at is not None]
        return min(near)[1] if near and min(near)[0] <= _GRIP_PX else ""

    def event(self, event: QEvent) -> bool:
        """The time below the mouse as a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._duration_s > 0:
            QToolTip.showText(event.globalPos(), timecode(self.time_at(event.pos().x()), self._fps), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek there; near a peak, to the peak."""
        if event.button() == Qt.MouseButton.LeftButton and self._duration_s > 0:
            x = event.position().x()
            self._gripped = self.grip_at(x, event.position().y())
            if self._gripped:
                self.drag += 1
                return
            self._is_dragged = True
            near = [peak for peak in self._peaks_s if abs(self.x_of(peak) - x) <= 4 and event.position().y() < 14]
            self._go(near[0] if near else self.time_at(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub while the button is down."""
        self._pointed_s = self.time_at(event.position().x())
        if self._gripped:
            (self.start_dragged if self._gripped == "start" else self.end_dragged).emit(self._pointed_s)
        elif self._is_dragged:
            self._go(self._pointed_s)
        else:
            near = bool(self.grip_at(event.position().x(), event.position().y()))
            self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.PointingHandCursor)
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The drag is over."""
        self._is_dragged, self._gripped = False, ""

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is pointed at."""
        self._pointed_s = None
        self.update()

    def _go(self, time_s: float) -> None:
        self.set_position(time_s)
        self.sought.emit(time_s)
