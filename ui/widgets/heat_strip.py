"""The narrow heat strip of a result card, and how a share of the score becomes a tint."""

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from core.values import ByteArray, Explanation, FloatArray
from ui import theme

_ZERO = 128
"""Index of "adds nothing" in the table of cell colours; below it negative shares, above it positive ones."""


def strength(values: FloatArray, reach: float) -> FloatArray:
    """How strongly values are tinted, 0 to 1. Squared, so that the best stand out and even rows stay even.

    Nothing is stretched: 0 is nothing, `reach` is full. Negative values give 0 here, they are hatched.
    """
    share: FloatArray = np.clip(values / max(reach, 1e-12), 0.0, 1.0) ** 2
    return share


@lru_cache(maxsize=1)
def cell_table() -> list[int]:
    """256 colours: from most negative over nothing in the middle to most positive."""
    negative, positive = theme.heat_table(negative=True), theme.heat_table()
    below = [negative[round((_ZERO - i) * 255 / _ZERO)] for i in range(_ZERO)]
    return below + [positive[round((i - _ZERO) * 255 / (255 - _ZERO))] for i in range(_ZERO, 256)]


def cell_indices(values: FloatArray, reach: float) -> ByteArray:
    """Index of each value in `cell_table`. Negative values always fall below the middle: none looks positive."""
    scaled = np.clip(values / max(reach, 1e-12), -1.0, 1.0)
    indices = np.where(scaled >= 0, _ZERO + np.round(scaled * (255 - _ZERO)), _ZERO - np.ceil(-scaled * _ZERO))
    made: ByteArray = indices.astype(np.uint8)
    return made


def cell_image(values: FloatArray, reach: float) -> QImage:
    """A row of cells, one pixel each, to be drawn without smoothing. Shapes: values (T,)."""
    return _row_image(cell_indices(values, reach), cell_table())


def share_image(values: FloatArray, low: float, even: float, high: float) -> QImage:
    """A row of shares in plain cividis, whose grey middle stands for the even share."""
    scaled = np.interp(values, (low, even, high), (0.0, 127.5, 255.0))
    return _row_image(np.round(scaled).astype(np.uint8), theme.heat_table())


def _row_image(indices: ByteArray, table: list[int]) -> QImage:
    line = np.ascontiguousarray(indices)
    image = QImage(line.data, len(line), 1, len(line), QImage.Format.Format_Indexed8)
    image.setColorTable(table)
    return image.copy()  # a QImage over a NumPy buffer does not own the bytes


def hatch(colour: QColor) -> QBrush:
    """The pattern that marks negative shares besides their hue."""
    return QBrush(colour, Qt.BrushStyle.BDiagPattern)


def paint_strip(painter: QPainter, rect: QRectF, explanation: Explanation, colours: theme.Tokens = theme.DARK) -> None:
    """A thin row for each phrase over the clip's frames, then the sentence row (with the rest)."""
    whole = explanation.whole_row
    lines = [
        (values, theme.phrase_style(colours, explanation.colour_of(index))[0])
        for index, values in enumerate(explanation.phrase_rows)
    ]
    reach = max((float(np.abs(values).max()) for values, _ in lines), default=0.0)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(rect, colours.sunken)
    height = rect.height() / (len(lines) + 1)
    for index, (values, colour) in enumerate(lines):
        _paint_line(painter, QRectF(rect.x(), rect.y() + index * height, rect.width(), height), values, reach, colour)
    last = QRectF(rect.x(), rect.bottom() - height, rect.width(), height)
    _paint_line(painter, last, whole, float(np.abs(whole).max(initial=0.0)), colours.muted)
    painter.restore()


def _paint_line(painter: QPainter, rect: QRectF, values: FloatArray, reach: float, colour: QColor) -> None:
    if not len(values):
        return
    width = rect.width() / len(values)
    gap = 1.0 if rect.height() >= 3 else 0.0
    for index, (value, tint) in enumerate(zip(values, strength(values, reach), strict=True)):
        cell = QRectF(rect.x() + index * width, rect.y(), width - (1.0 if width > 4 else 0.0), rect.height() - gap)
        if value < 0:
            painter.setOpacity(0.25 + 0.6 * min(1.0, -float(value) / reach))
            painter.fillRect(cell, QColor.fromRgb(cell_table()[0]))
        else:
            painter.setOpacity(0.10 + 0.90 * float(tint))
            painter.fillRect(cell, colour)
    painter.setOpacity(1.0)
