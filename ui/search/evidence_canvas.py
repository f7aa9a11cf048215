"""The evidence view's surface: lays the evidence out, paints it, and knows what is where."""

import math
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui import theme
from ui.search.corner import Corner
from ui.search.evidence_model import EvidenceModel
from ui.search.evidence_painter import paint
from ui.search.geometry import Geometry
from ui.translate import translate

_ZOOM_STEP = 1.25


class EvidenceCanvas(QAbstractScrollArea):
    """One widget that paints all. Filmstrip and foot stand still, the rows between them scroll."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._evidence: EvidenceModel | None = None
        self._message = ""
        self._hover: tuple[int | None, int | None] = (None, None)
        self._cursor = (0, 0)
        self._zoom = 1.0
        self.setObjectName("evidence")
        self.setAccessibleName(translate("Search", "Evidence"))
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.horizontalScrollBar().setAccessibleName(translate("Search", "Frames"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._corner = Corner(self.viewport())

    def picture(self, size: QSize, ratio: float = 1.0) -> QImage:
        """The view drawn into a picture, shown or not. Units: size in points, `ratio` pixels to a point."""
        image = QImage(size * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        if self._evidence is None:
            self._paint_message(painter, QRectF(QPointF(), size.toSizeF()))
        else:
            paint(painter, self._evidence.scene(self.font(), self.palette(), size.width(), size.height()))
        painter.end()
        return image

    def natural_height(self, width: int) -> int:
        """Height at which nothing needs scrolling."""
        if self._evidence is None:
            return 130
        return round(self._evidence.geometry(self.font(), width).natural_px)

    def minimumSizeHint(self) -> QSize:
        """Filmstrip and the tallest row."""
        return QSize(200, round(3 * QFontMetricsF(self.font()).height()) + 54)

    def sizeHint(self) -> QSize:
        """Room for what is shown, within reason."""
        return QSize(900, min(340, self.natural_height(max(600, self.width()))))

    # ----------------------------------------------------------------- laying out and painting

    def _follow(self) -> None:
        """Rows have changed: bring cursor, buttons, description and scroll bar along."""
        evidence = self._evidence
        if evidence is None:
            return
        row, column = self._cursor
        before = evidence.rows[min(row, len(evidence.rows) - 1)]
        evidence.relist()
        self._cursor = evidence.place_of(before, evidence), column
        self.setAccessibleDescription(evidence.spoken())
        self._corner.follow(evidence.reading, bool(evidence.opened), evidence.renderer.can_open)
        self._arrange()

    def _arrange(self) -> None:
        """Set the scroll range and the corner to what is shown, and repaint."""
        bar = self.verticalScrollBar()
        self._corner.setVisible(self._evidence is not None)
        geometry = self._geometry()
        if geometry is None:
            bar.setRange(0, 0)
            self.horizontalScrollBar().setRange(0, 0)
        else:
            page = self.viewport().height() - geometry.head_px - geometry.foot_px
            bar.setRange(0, max(0, round(geometry.rows_px - page)))
            bar.setPageStep(max(1, round(page)))
            bar.setSingleStep(24)
            self._set_across(geometry)
            self._corner.place(QRect(8, 0, round(geometry.label_px) - 16, round(geometry.head_px)))
        self.viewport().update()

    def _set_across(self, geometry: Geometry) -> None:
        """The range of the bar that scrolls columns."""
        across = self.horizontalScrollBar()
        across.setRange(0, round(geometry.hidden_px))
        across.setPageStep(max(1, round(geometry.seen_px)))
        across.setSingleStep(max(1, round(geometry.column_px)))

    def _geometry(self) -> Geometry | None:
        if self._evidence is None:
            return None
        size, left_px = self.viewport().size(), float(self.horizontalScrollBar().value())
        return self._evidence.geometry(self.font(), size.width(), size.height(), self._zoom, left_px)

    def zoom(self, factor: float, at_x: float | None = None) -> None:
        """Make columns wider or narrower; what is at `at_x`, by default in the middle, stays there."""
        before = self._geometry()
        if before is None or self._evidence is None:
            return
        width = self.viewport().width()
        most = self._evidence.geometry(self.font(), width, zoom=math.inf).column_px
        least = self._evidence.geometry(self.font(), width).column_px
        self._zoom = min(max(1.0, self._zoom * factor), max(1.0, most / least))
        x = before.label_px + before.seen_px / 2 if at_x is None else at_x
        place = (x - before.column_x(0)) / before.column_px
        self._arrange()
        after = self._geometry()
        if after is not None:
            self.horizontalScrollBar().setValue(round(after.label_px + place * after.column_px - x))
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl, over the filmstrip, or where no row is hidden: zoom. Sideways or with Shift: along the frames."""
        geometry, delta = self._geometry(), event.angleDelta()
        if geometry is None:
            super().wheelEvent(event)
            return
        sideways = delta.x() or (delta.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        over_filmstrip = event.position().y() < geometry.head_px
        if sideways:
            across = self.horizontalScrollBar()
            across.setValue(across.value() - round(sideways / 120 * across.singleStep()))
        elif (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
            or over_filmstrip
            or not self.verticalScrollBar().maximum()
        ):
            self.zoom(_ZOOM_STEP ** (delta.y() / 120), event.position().x())
        else:
            super().wheelEvent(event)
            return
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the whole view; it costs a few milliseconds."""
        painter = QPainter(self.viewport())
        if self._evidence is None:
            self._paint_message(painter, QRectF(self.viewport().rect()))
        else:
            size = self.viewport().size()
            left_px = float(self.horizontalScrollBar().value())
            scene = self._evidence.scene(self.font(), self.palette(), size.width(), size.height(), self._zoom, left_px)
            cursor = self._cursor if self.hasFocus() else None
            scroll = float(self.verticalScrollBar().value())
            paint(painter, replace(scene, scroll_px=scroll, hover=self._hover, cursor=cursor))
        painter.end()

    def _paint_message(self, painter: QPainter, rect: QRectF) -> None:
        colours = theme.tokens(self.palette())
        painter.fillRect(rect, colours.panel)
        painter.setFont(self.font())
        painter.setPen(colours.muted)
        box = rect.adjusted(24, 8, -24, -8)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), self._message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns follow the width."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """A new font or palette needs a new layout."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange or theme.has_changed(event):
            self._arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the keyboard's cell."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the keyboard's cell."""
        super().focusOutEvent(event)
        self.viewport().update()

    # ----------------------------------------------------------------- what is where

    def cell_at(self, at: QPointF) -> tuple[int | None, int | None]:
        """Row and column at a place of the viewport; the filmstrip has no row."""
        geometry = self._geometry()
        if geometry is None:
            return None, None
        column = geometry.column_at(at.x())
        in_rows = geometry.head_px <= at.y() < self.viewport().height() - geometry.foot_px
        y = at.y() - geometry.head_px + self.verticalScrollBar().value()
        return (geometry.row_at(y) if in_rows else None), (column if in_rows or at.y() < geometry.head_px else None)

    def tip_at(self, at: QPointF) -> str:
        """What the place says of itself."""
        evidence, (row, column) = self._evidence, self.cell_at(at)
        if evidence is None:
            return ""
        if column is not None:
            shown = evidence.rows[row] if row is not None else evidence.rows[0]
            return evidence.renderer.cell_text(shown, column, evidence.fps, evidence.start)
        if row is not None:
            words = ", ".join(evidence.rows[row].words)
            return (
                translate("Search", "{label}\nWords: {words}").format(label=evidence.rows[row].label, words=words)
                if words
                else evidence.rows[row].label
            )
        return "\n".join(evidence.renderer.sentences(evidence.model)) if at.y() > self.viewport().height() / 2 else ""

    def _cursor_place(self) -> QPoint:
        """Where on the screen the keyboard's cell ends: its menu opens there."""
        geometry = self._geometry()
        if geometry is None:
            return self.mapToGlobal(self.rect().center())
        x, y, width, height = geometry.cell_box(*self._cursor)
        below = geometry.head_px + y + height - self.verticalScrollBar().value()
        return self.viewport().mapToGlobal(QPointF(x + width / 2, below).toPoint())

    def _move_cursor(self, row: int, column: int) -> None:
        """Go to a cell, bring it into sight, and say it."""
        evidence, geometry = self._evidence, self._geometry()
        if evidence is None or geometry is None:
            return
        self._cursor = (row, column)
        bar, top = self.verticalScrollBar(), geometry.tops[row]
        if top < bar.value():
            bar.setValue(int(top))
        elif top + geometry.heights[row] > bar.value() + bar.pageStep():
            bar.setValue(int(top + geometry.heights[row] - bar.pageStep()) + 1)
        across = self.horizontalScrollBar()
        left = column * geometry.column_px
        if left < across.value():
            across.setValue(int(left))
        elif left + geometry.column_px > across.value() + geometry.seen_px:
            across.setValue(round(left + geometry.column_px - geometry.seen_px) + 1)
        self.viewport().update()
        text = evidence.renderer.spoken_cell(evidence.rows[row], column)
        self.setAccessibleDescription(f"{text}. {evidence.spoken()}")
        _announce(self, text)


def _announce(view: QObject, text: str) -> None:
    """Let a screen reader say it."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, text))
