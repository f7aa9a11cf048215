"""Draws the words and chips of a sentence."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from core.values import WITHIN_S, Phrase
from ui import theme
from ui.search.chip_layout import ChipLayout, Spot
from ui.search.shapes import CENTRE, veil
from ui.search.step_line import ANY_TIME_S, ARROW, StepBreaks
from ui.translate import translate
from ui.widgets import amounts, formatting

_FAINT = 0.45


class ChipPainter:
    """Paints once, in the font and colours of a widget."""

    def __init__(
        self, of: QWidget, painter: QPainter, layout: ChipLayout, phrases: Sequence[Phrase], breaks: StepBreaks
    ) -> None:
        self._of, self._painter, self._layout, self._phrases = of, painter, layout, phrases
        self._within_s = breaks.within_s
        self._colours = theme.tokens(of.palette())
        self._hover: Spot | None = None
        self._pressed: Spot | None = None

    def paint(self, hover: Spot | None, pressed: Spot | None) -> None:
        """Chips, then words, then what a click or a drag would do."""
        self._hover, self._pressed = hover, pressed
        for phrase in range(len(self._phrases)):
            self._paint_chip(phrase)
        for index in range(len(self._layout.boxes)):
            self._paint_word(index)
        for index in self._layout.arrows:
            self._paint_arrow(index)
        self._paint_joints()

    def _paint_chip(self, phrase: int) -> None:
        mark = self._phrases[phrase]
        colour, style = theme.phrase_style(self._colours, mark.colour if mark.colour is not None else phrase)
        edge = self._colours.error if mark.role == "not" else colour
        self._painter.save()
        if mark.muted:
            self._painter.setOpacity(_FAINT)
        self._painter.setPen(QPen(edge, 1.4, Qt.PenStyle.DotLine if mark.role == "should" else style))
        self._painter.setBrush(veil(edge, 46 if mark.role == "must" else 20))
        for line in self._layout.lines_of(phrase):
            self._painter.drawRoundedRect(line, line.height() / 2, line.height() / 2)
        dot = QRectF(0, 0, 7, 7)
        dot.moveCenter(self._layout.rect_of(Spot("dot", phrase)).center() + QPointF(1, 0))
        self._painter.setPen(QPen(self._colours.text if self._hover == Spot("dot", phrase) else edge, 1.4))
        self._painter.setBrush(Qt.BrushStyle.NoBrush if mark.muted else edge)
        self._painter.drawEllipse(dot)
        self._painter.setFont(theme.scaled(self._of.font(), 0.85))
        self._painter.setPen(edge if mark.role == "not" else self._colours.muted)
        self._painter.drawText(self._layout.role_rect(phrase), CENTRE, role_text(mark))
        self._painter.setPen(self._colours.muted)
        self._painter.drawText(self._layout.weight_rect(phrase), CENTRE, weight_text(mark))
        self._painter.restore()

    def _paint_word(self, index: int) -> None:
        left, right = self._layout.edges(index)
        box = self._layout.boxes[index].adjusted(left, 0, -right, 0)
        owned = self._layout.cut.owners[index] >= 0
        hovered = self._hover == Spot("word", index)
        is_read = owned and not self._phrases[self._layout.cut.owners[index]].muted
        self._painter.setPen(self._colours.text if is_read or hovered else self._colours.faint)
        text = QFontMetricsF(self._of.font()).elidedText(
            self._layout.cut.word(index), Qt.TextElideMode.ElideMiddle, box.width() + 1
        )
        self._painter.drawText(box, CENTRE, text)
        if hovered:
            self._painter.fillRect(QRectF(box.left(), box.bottom() - 5, box.width(), 1.4), self._colours.muted)
        if owned and self._layout.is_last(index):
            phrase = self._layout.cut.owners[index]
            at = self._layout.rect_of(Spot("close", phrase)).center()
            strong = self._hover == Spot("close", phrase)
            self._painter.setPen(QPen(self._colours.text if strong else self._colours.muted, 1.5))
            for x in (-3, 3):
                self._painter.drawLine(at + QPointF(-x, -3), at + QPointF(x, 3))

    def _paint_arrow(self, index: int) -> None:
        """What divides two steps, and how far apart they may be."""
        box = self._layout.rect_of(Spot("arrow", index)).adjusted(0, 3, 0, -3)
        is_hovered = self._hover == Spot("arrow", index)
        self._painter.save()
        self._painter.setPen(QPen(self._colours.text if is_hovered else self._colours.line, 1.2))
        self._painter.setBrush(self._colours.raised)
        self._painter.drawRoundedRect(box, 4, 4)
        self._painter.setFont(theme.scaled(self._of.font(), 0.85))
        self._painter.setPen(self._colours.text)
        self._painter.drawText(box, CENTRE, arrow_text(self._within_s))
        self._painter.restore()

    def _paint_joints(self) -> None:
        """While the mouse is over the chips, where they can be split; at the mouse, what a click would do."""
        if self._pressed is not None and self._hover is not None and self._pressed.kind == "word":
            self._paint_drag()
            return
        spot = self._hover
        if spot is not None:
            self._painter.setPen(QPen(self._colours.faint, 1, Qt.PenStyle.DotLine))
            for joint in range(len(self._layout.cut.words) - 1):
                if self._layout.cut.is_joined(joint) and joint not in self._layout.arrows:
                    box = self._layout.rect_of(Spot("joint", joint))
                    self._painter.drawLine(box.center() - QPointF(0, 5), box.center() + QPointF(0, 5))
        if spot is None or spot.kind != "joint":
            return
        box = self._layout.rect_of(spot)
        x = box.center().x()
        joined = self._layout.cut.is_joined(spot.index)
        self._painter.setPen(QPen(self._colours.text, 1.6, Qt.PenStyle.DashLine if joined else Qt.PenStyle.SolidLine))
        if joined:
            self._painter.drawLine(QPointF(x, box.top() + 4), QPointF(x, box.bottom() - 4))
        else:
            y = box.center().y()
            self._painter.drawLine(QPointF(x - 4, y), QPointF(x + 4, y))
            self._painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))

    def _paint_drag(self) -> None:
        """The words that would become one phrase."""
        if self._pressed is None or self._hover is None or self._hover.kind != "word" or self._hover == self._pressed:
            return
        low, high = sorted((self._pressed.index, self._hover.index))
        self._painter.setPen(QPen(self._colours.focus, 1.6, Qt.PenStyle.DashLine))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for index in range(low, high + 1):
            self._painter.drawRoundedRect(self._layout.boxes[index].adjusted(1, 3, -1, -3), 4, 4)


def role_text(phrase: Phrase) -> str:
    """What stands before its words."""
    if phrase.role == "not":
        return translate("Search", "not")
    return translate("Search", "maybe") if phrase.role == "should" else ""


def arrow_text(within_s: float) -> str:
    """What stands between two steps."""
    if within_s == WITHIN_S:
        return translate("Search", "{arrow} then").format(arrow=ARROW)
    if within_s >= ANY_TIME_S:
        return translate("Search", "{arrow} any time later").format(arrow=ARROW)
    return translate("Search", "{arrow} within {gap}").format(arrow=ARROW, gap=formatting.gap(within_s))


def weight_text(phrase: Phrase) -> str:
    """What stands after its words."""
    return "" if phrase.weight == 1 else f"×{amounts.number(phrase.weight)}"
