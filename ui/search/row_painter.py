"""Draws the rows of the evidence view: labels, bars, cells and sums."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from core.values import print_units
from ui import theme
from ui.search.evidence_scene import EvidenceScene
from ui.search.rows import Row, print_value
from ui.search.shapes import (
    CENTRE,
    HATCH,
    LEFT,
    RIGHT,
    paint_swatch,
    paint_triangle,
    star,
    to_rect,
    two_lines,
    veil,
)
from ui.translate import translate
from ui.widgets import amounts
from ui.widgets.heat_strip import cell_image, cell_table, hatch, share_image, strength

_MUTED_OPACITY = 0.35


def paint_row(painter: QPainter, scene: EvidenceScene, index: int, row: Row) -> None:
    """Draw one row; the painter stands at the top of the scrolled part."""
    geometry, colours = scene.geometry, scene.colours
    top, height = geometry.tops[index], geometry.heights[index]
    if scene.hover[0] == index or (scene.cursor is not None and scene.cursor[0] == index):
        painter.fillRect(QRectF(0, top, geometry.width, height), veil(colours.text, 12))
    if row.kind not in ("centre", "assignment") and index:
        painter.fillRect(QRectF(10, top, geometry.columns_end + geometry.total_px - 16, 1), colours.line)
    _paint_label(painter, scene, index, row)
    painter.save()
    columns = QRectF(geometry.label_px, top, geometry.seen_px, height)
    painter.setClipRect(columns, Qt.ClipOperation.IntersectClip)
    painter.setOpacity(_MUTED_OPACITY if row.is_muted else 1.0)
    if row.kind in ("centre", "assignment"):
        _paint_cells(painter, scene, index, row)
    else:
        _paint_bars(painter, scene, index, row)
    painter.restore()
    painter.setFont(theme.digits(theme.scaled(scene.font, 0.92)))
    painter.setPen(colours.text if row.kind == "phrase" else colours.muted)
    painter.drawText(QRectF(geometry.columns_end, top, geometry.total_px - 6, height), RIGHT, _total_text(scene, row))
    painter.setFont(scene.font)


def _total_text(scene: EvidenceScene, row: Row) -> str:
    if row.is_muted:
        return translate("Search", "muted")
    if row.kind == "assignment":
        return f"{amounts.number(row.total / 10, 0)} %"
    return amounts.decimal(print_units(row.total, signed=True))


def _paint_label(painter: QPainter, scene: EvidenceScene, index: int, row: Row) -> None:
    geometry, colours = scene.geometry, scene.colours
    top, height = geometry.tops[index], geometry.heights[index]
    x = 10.0
    if row.kind in ("phrase", "rest") and scene.renderer.can_open:
        paint_triangle(painter, QPointF(x + 4, top + height / 2), row.phrase in scene.opened, colours.muted)
    x += 14
    if row.kind == "phrase":
        colour, style = theme.phrase_style(colours, scene.explanation.colour_of(row.phrase))
        paint_swatch(painter, QRectF(x, top + height / 2 - 5, 10, 10), colour, style)
        x += 16
    if row.kind in ("centre", "assignment"):
        _paint_centre_label(painter, scene, QRectF(x, top, geometry.label_px - x - 8, height), row)
        return
    painter.setPen(colours.text if row.kind == "phrase" else colours.muted)
    box = QRectF(x, top + 1, geometry.label_px - x - 8, height - 2)
    lines = two_lines(row.label, QFontMetricsF(scene.font), box.width()) if row.kind == "phrase" else [row.label]
    if len(lines) == 1:
        lines = [QFontMetricsF(scene.font).elidedText(lines[0], Qt.TextElideMode.ElideRight, box.width())]
    painter.setFont(scene.font)
    painter.drawText(box, LEFT, "\n".join(lines))


def _paint_centre_label(painter: QPainter, scene: EvidenceScene, box: QRectF, row: Row) -> None:
    """The words that load on the centre most, then its number."""
    small = theme.scaled(scene.font, 0.9)
    if row.is_muted:
        small.setStrikeOut(True)
    painter.setFont(small)
    metrics = QFontMetricsF(small)
    number = translate("Search", "centre {number}").format(number=row.centre + 1)
    width = metrics.horizontalAdvance(number) + 8
    painter.setPen(scene.colours.faint)
    painter.drawText(box, RIGHT, number)
    painter.setPen(scene.colours.faint if row.is_muted else scene.colours.text)
    words = metrics.elidedText(", ".join(row.words), Qt.TextElideMode.ElideRight, box.width() - width - 16)
    painter.drawText(box.adjusted(16, 0, -width, 0), LEFT, words)


def _paint_bars(painter: QPainter, scene: EvidenceScene, index: int, row: Row) -> None:
    """Height and opacity say the same; below the line, hatched, is what speaks against the row."""
    geometry, colours = scene.geometry, scene.colours
    scale = scene.scales.phrase if row.kind == "phrase" else scene.scales.whole
    colour = (
        theme.phrase_style(colours, scene.explanation.colour_of(row.phrase))[0]
        if row.kind == "phrase"
        else colours.muted
    )
    zero = geometry.zero_px(index, scale)
    painter.fillRect(QRectF(geometry.label_px, zero, geometry.columns_end - geometry.label_px, 1), colours.line)
    tints = strength(row.values, scale.reach)
    for column, value in enumerate(map(float, row.values)):
        bar = QRectF(*geometry.bar_box(index, column, value, scale))
        if value < 0:
            painter.fillRect(bar, QColor.fromRgb(cell_table()[24]))
            painter.fillRect(bar, hatch(HATCH))
        else:
            painter.fillRect(bar, veil(colour, round(80 + 175 * float(tints[column]))))
    best = int(np.argmax(row.values))
    x, _, width, _ = geometry.cell_box(index, best)
    if row.values[best] > 0 and x + width > geometry.label_px and x < geometry.columns_end:
        _paint_best(painter, scene, QRectF(*geometry.bar_box(index, best, float(row.values[best]), scale)), row)


def _paint_best(painter: QPainter, scene: EvidenceScene, bar: QRectF, row: Row) -> None:
    """A star and the value above the best bar."""
    small = theme.digits(theme.scaled(scene.font, 0.8))
    text = print_value(float(row.values.max()))
    metrics = QFontMetricsF(small)
    width = metrics.horizontalAdvance(text) + 12
    left = min(max(bar.center().x() - width / 2, scene.geometry.label_px), scene.geometry.columns_end - width)
    box = QRectF(left, bar.top() - metrics.height() + 1, width, metrics.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(scene.colours.text)
    painter.drawPolygon(star(QPointF(box.left() + 5, box.center().y()), 4.6))
    painter.setPen(scene.colours.text)
    painter.setFont(small)
    painter.drawText(box, RIGHT, text)


def _paint_cells(painter: QPainter, scene: EvidenceScene, index: int, row: Row) -> None:
    geometry = scene.geometry
    box = to_rect(geometry.row_box(index)).adjusted(0, 1, 0, -1)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.drawImage(box, cell_strip(scene, row))
    for column in range(geometry.columns):
        cell = to_rect(geometry.cell_box(index, column)).adjusted(0, 1, 0, -1)
        if row.values[column] < 0:
            painter.fillRect(cell, hatch(HATCH))
        painter.fillRect(QRectF(cell.right() - 1, cell.top(), 1, cell.height()), scene.colours.panel)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_cell_values(painter, scene, row, index)


def cell_strip(scene: EvidenceScene, row: Row) -> QImage:
    """The cells of a row, one pixel each."""
    shares = scene.renderer.shares(scene.reading)
    if shares is not None:
        return share_image(row.values, *shares)
    return cell_image(row.values, scene.scales.cell.reach)


def _paint_cell_values(painter: QPainter, scene: EvidenceScene, row: Row, index: int) -> None:
    """Figures in the cells that matter, where there is room."""
    small = theme.digits(theme.scaled(scene.font, 0.78))
    metrics = QFontMetricsF(small)
    strip = cell_strip(scene, row)
    painter.setFont(small)
    for column, value in enumerate(map(float, row.values)):
        text = scene.renderer.label(row, value, scene.scales)
        cell = to_rect(scene.geometry.cell_box(index, column))
        if text and metrics.horizontalAdvance(text) + 6 <= cell.width():
            painter.setPen(theme.readable_on(strip.pixelColor(column, 0)))
            painter.drawText(cell, CENTRE, text)
