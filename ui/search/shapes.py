"""Small things several painters draw."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from ui.search.geometry import Box

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
HATCH = QColor(255, 255, 255, 110)
"""Lines over negative shares, on dark reds."""


def star(centre: QPointF, radius: float) -> QPolygonF:
    """A five-pointed star; drawn, because not every font has one."""
    angles = -np.pi / 2 + np.arange(10) * np.pi / 5
    radii = np.where(np.arange(10) % 2 == 0, radius, radius * 0.42)
    return QPolygonF(
        [
            QPointF(centre.x() + float(r * np.cos(a)), centre.y() + float(r * np.sin(a)))
            for a, r in zip(angles, radii, strict=True)
        ]
    )


def paint_triangle(painter: QPainter, at: QPointF, is_open: bool, colour: QColor) -> None:
    """A small angle: pointing right when closed, down when open."""
    painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    offsets = [(-4, -2), (0, 2), (4, -2)] if is_open else [(-2, -4), (2, 0), (-2, 4)]
    painter.drawPolyline(QPolygonF([at + QPointF(x, y) for x, y in offsets]))


def paint_swatch(painter: QPainter, box: QRectF, colour: QColor, style: Qt.PenStyle) -> None:
    """A phrase's colour as a small square, hollow and dashed from the fifth phrase on."""
    painter.setPen(QPen(colour, 2, style))
    painter.setBrush(colour if style == Qt.PenStyle.SolidLine else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 2, 2)


def veil(colour: QColor, alpha: int) -> QColor:
    """The colour, let through."""
    made = QColor(colour)
    made.setAlpha(alpha)
    return made


def to_rect(box: Box) -> QRectF:
    """A box as Qt has it."""
    return QRectF(*box)


def two_lines(text: str, metrics: QFontMetricsF, width: float) -> list[str]:
    """Break a phrase once between words; what still does not fit is elided."""
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    words = text.split()
    first = ""
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    rest = " ".join(words)
    lines = [line for line in (first, rest) if line]
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]
