"""Draws the evidence view. Functions from a scene to a painter; nothing is remembered here."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen

from core.values import timecode
from ui import theme
from ui.search.evidence_scene import EvidenceScene
from ui.search.legend import paint_legend
from ui.search.row_painter import paint_row
from ui.search.rows import lit_phrases
from ui.search.shapes import CENTRE, LEFT, RIGHT, to_rect
from ui.translate import translate
from ui.widgets.score_words import likes_line, sum_line


def paint(painter: QPainter, scene: EvidenceScene) -> None:
    """Draw everything: rows first, then what stands still above and below them."""
    geometry = scene.geometry
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(scene.font)
    painter.fillRect(QRectF(0, 0, geometry.width, scene.height_px), scene.colours.panel)
    body = QRectF(0, geometry.head_px, geometry.width, scene.height_px - geometry.head_px - geometry.foot_px)
    painter.save()
    painter.setClipRect(body)
    painter.translate(0, geometry.head_px - scene.scroll_px)
    for index, row in enumerate(scene.rows):
        paint_row(painter, scene, index, row)
    painter.restore()
    _paint_filmstrip(painter, scene)
    _paint_columns(painter, scene, body)
    if geometry.foot_px:
        _paint_foot(painter, scene)


# --------------------------------------------------------------------------- video


def _paint_filmstrip(painter: QPainter, scene: EvidenceScene) -> None:
    geometry, colours = scene.geometry, scene.colours
    lit = lit_phrases(scene.explanation)
    small = theme.digits(theme.scaled(scene.font, 0.88))
    painter.setFont(small)
    labels = geometry.time_labels(QFontMetricsF(small).horizontalAdvance(_time_text(scene, 0.0)) + 4)
    painter.save()
    painter.setClipRect(QRectF(geometry.label_px, 0, geometry.seen_px, geometry.head_px))
    for column, time_s in enumerate(scene.explanation.times_s):
        carried = [phrase for phrase in range(len(lit)) if lit[phrase, column]]
        _paint_picture(painter, scene, column, carried)
        if column in labels:
            painter.setPen(colours.text if column == scene.hover[1] else colours.muted)
            painter.drawText(to_rect(labels[column]), CENTRE, _time_text(scene, time_s))
    _paint_span(painter, scene)
    painter.restore()
    painter.setFont(theme.scaled(scene.font, 0.88))
    painter.setPen(colours.faint)
    _, y, _, height = geometry.time_box(0)
    sums = translate("Search", "share") if scene.reading == "assignment" else translate("Search", "sum")
    painter.drawText(QRectF(geometry.columns_end, y, geometry.total_px - 6, height), RIGHT, sums)
    heavy = theme.scaled(scene.font, 1.0, bold=True)
    painter.setFont(heavy)
    painter.setPen(colours.text)
    box = QRectF(10, 4, geometry.label_px - 16, height + 6)
    painter.drawText(box, LEFT, title_within(scene.title, QFontMetricsF(heavy), box.width()))


def title_within(title: str, metrics: QFontMetricsF, width: float) -> str:
    """As much of it as fits in the font that it is drawn with."""
    return metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, width - 4)


def _time_text(scene: EvidenceScene, time_s: float) -> str:
    """The recorded timecode with TC in front, where the file has one."""
    if scene.start is not None:
        return translate("Search", "TC {at}").format(at=scene.start.at(time_s))
    return timecode(time_s, scene.fps)


def _paint_span(painter: QPainter, scene: EvidenceScene) -> None:
    """Square brackets below the filmstrip round the stretch between in and out."""
    if scene.span is None:
        return
    geometry = scene.geometry
    left, right = (geometry.column_x(0) + at * geometry.column_px for at in scene.span)
    top, low = 3.0, geometry.strip_px + 5
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(scene.colours.text, 2))
    painter.drawLine(QPointF(left, low), QPointF(right, low))
    for x, inward in ((left + 1, 5.0), (right - 1, -5.0)):
        painter.drawPolyline([QPointF(x + inward, top), QPointF(x, top), QPointF(x, low)])


def _paint_picture(painter: QPainter, scene: EvidenceScene, column: int, carried: Sequence[int]) -> None:
    """A frame, dimmed when no phrase is carried by it, else framed in the colours of those that are."""
    box = to_rect(scene.geometry.frame_box(column)).adjusted(2, 0, -2, 0)
    image = scene.video[column] if column < len(scene.video) else None
    if image is None or image.isNull():
        spot = box
        painter.fillRect(spot, scene.colours.placeholder)
    else:
        spot = _fit(image, box)
        dimmed = not carried and len(scene.explanation.phrases) > 0 and scene.hover[1] != column
        painter.setOpacity(0.38 if dimmed else 1.0)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(spot, image)
        painter.setOpacity(1.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for depth, phrase in enumerate(carried[:3]):
        colour, style = theme.phrase_style(scene.colours, scene.explanation.colour_of(phrase))
        inset = 1.0 + depth * 3.0
        painter.setPen(QPen(colour, 2.2, style))
        painter.drawRect(spot.adjusted(inset, inset, -inset, -inset))


def _fit(image: QImage, box: QRectF) -> QRectF:
    """The largest place for a picture in a box, in its own shape."""
    scale = min(box.width() / max(1, image.width()), box.height() / max(1, image.height()))
    width, height = image.width() * scale, image.height() * scale
    return QRectF(box.center().x() - width / 2, box.center().y() - height / 2, width, height)


# --------------------------------------------------------------------------- columns and foot


def _paint_columns(painter: QPainter, scene: EvidenceScene, body: QRectF) -> None:
    """The outline of the column below the mouse, and the cell of the keyboard."""
    geometry, colours = scene.geometry, scene.colours
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if scene.hover[1] is not None:
        x = geometry.column_x(scene.hover[1])
        painter.save()
        painter.setClipRect(QRectF(geometry.label_px - 1, 0, geometry.seen_px + 2, scene.height_px))
        painter.setPen(QPen(colours.focus, 1.2))
        bottom = min(body.bottom(), geometry.head_px - scene.scroll_px + geometry.rows_px)
        painter.drawRoundedRect(QRectF(x + 0.5, 2, geometry.column_px - 1, bottom - 3), 3, 3)
        painter.restore()
    if scene.cursor is not None:
        painter.save()
        painter.setClipRect(body.intersected(QRectF(geometry.label_px, 0, geometry.seen_px, scene.height_px)))
        painter.translate(0, geometry.head_px - scene.scroll_px)
        painter.setPen(QPen(colours.focus, 2))
        painter.drawRoundedRect(to_rect(geometry.cell_box(*scene.cursor)).adjusted(1, 1, -1, -1), 3, 3)
        painter.restore()


def _paint_foot(painter: QPainter, scene: EvidenceScene) -> None:
    """Sum line and legend, then one sentence on what the numbers do not say."""
    geometry, colours = scene.geometry, scene.colours
    top = scene.height_px - geometry.foot_px
    painter.fillRect(QRectF(0, top, geometry.width, geometry.foot_px), colours.panel)
    painter.fillRect(QRectF(0, top, geometry.width, 1), colours.line)
    line = (geometry.foot_px - 12) / 2
    box = QRectF(10, top + 5, geometry.width - 20, line)
    painter.setFont(theme.digits(theme.scaled(scene.font, 1.0, bold=True)))
    painter.setPen(colours.text)
    explanation = scene.explanation
    text = f"{sum_line(explanation)}   {likes_line(explanation)}".rstrip()
    painter.drawText(box, LEFT, text)
    used = QFontMetricsF(painter.font()).horizontalAdvance(text) + 24
    paint_legend(painter, scene, box.adjusted(used, 0, 0, 0))
    painter.setFont(theme.scaled(scene.font, 0.88))
    painter.setPen(colours.faint)
    note = QFontMetricsF(painter.font()).elidedText(
        scene.renderer.foot_note(scene.reading, scene.model), Qt.TextElideMode.ElideRight, box.width()
    )
    painter.drawText(box.translated(0, line), LEFT, note)
