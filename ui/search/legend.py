"""Draws the legend of the evidence view."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from ui import theme
from ui.search.evidence_scene import EvidenceScene
from ui.search.renderers import Legend
from ui.search.shapes import HATCH, RIGHT
from ui.widgets.heat_strip import cell_image, hatch, share_image

_BAR_PX = 96


def paint_legend(painter: QPainter, scene: EvidenceScene, box: QRectF) -> None:
    """Draw the colour bar with its ends at the right of a box; what does not fit is left out, bars first."""
    legend = scene.renderer.legend(scene.reading, scene.opened, scene.scales)
    painter.setFont(theme.digits(theme.scaled(scene.font, 0.88)))
    painter.setPen(scene.colours.muted)
    metrics = QFontMetricsF(painter.font())
    has_bar = legend.high > legend.low
    texts = [text for text in (legend.high_text, legend.bars) if text]
    fixed = _BAR_PX + 12 + metrics.horizontalAdvance(legend.low_text) if has_bar else 0.0
    while texts and fixed + metrics.horizontalAdvance(" · ".join(texts)) > box.width():
        texts.pop()
    if not texts:
        return
    text = " · ".join(texts)
    painter.drawText(box, RIGHT, text)
    if not has_bar:
        return
    right = box.right() - metrics.horizontalAdvance(text) - 6
    bar = QRectF(right - _BAR_PX, box.center().y() - 5, _BAR_PX, 10)
    painter.drawImage(bar, _bar_image(scene, legend))
    if legend.low < 0:
        negative = -legend.low / (legend.high - legend.low) * _BAR_PX
        painter.fillRect(QRectF(bar.left(), bar.top(), max(negative, 4.0), bar.height()), hatch(HATCH))
    painter.drawText(QRectF(box.left(), box.top(), bar.left() - 6 - box.left(), box.height()), RIGHT, legend.low_text)


def _bar_image(scene: EvidenceScene, legend: Legend) -> QImage:
    """The colours between both ends."""
    ramp = np.linspace(legend.low, legend.high, _BAR_PX, dtype=np.float32)
    shares = scene.renderer.shares(scene.reading)
    if shares is not None:
        return share_image(ramp, *shares)
    return cell_image(ramp, scene.scales.cell.reach)
