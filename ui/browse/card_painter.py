"""The face of a card: picture of its frame, badge, heat strip, words. Painted once, then kept by the delegate."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPainterPath, QPen, QPixmap

from ui import theme
from ui.browse.card import Card
from ui.browse.judgements import relevance_word
from ui.browse.rank_comparison import ranks_text
from ui.widgets import formatting
from ui.widgets.heat_strip import paint_strip

STRIP_PX, LINE_PX = 6, 18
_REJECTED = 0.4
"""How much of its picture is seen of a clip that was rejected."""
_SIGNED = {"missing", "offline", "waiting"}
"""States with a sign in the upper left corner."""
_ELIDE = Qt.TextElideMode.ElideRight
_FILLED = {"weak": 1, "good": 2, "strong": 3}


@dataclass(frozen=True, slots=True)
class Style:
    """What faces have in common. Units: points; `ratio` pixels to a point."""

    picture: QSize
    painted_size: QSize
    ratio: float
    colours: theme.Tokens
    font: QFont


def paint_card(
    card: Card, image: QImage | None, needle: float | None, style: Style, later: QImage | None = None
) -> QPixmap:
    """A card without its ground. `image` None: on its way; null: there is none. `needle` 0 to 1, while skimming.

    `later` is the picture of the last step of a joined result.
    """
    pixmap = QPixmap(style.painted_size * style.ratio)
    pixmap.setDevicePixelRatio(style.ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setFont(style.font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    rect = QRect(0, 0, style.picture.width(), style.picture.height())
    painter.setOpacity(_REJECTED if card.video.marks.flag == "reject" else 1.0)
    is_joined = later is not None and not later.isNull() and image is not None and not image.isNull()
    if is_joined and needle is None:
        _paint_join(painter, rect, (image, later), style.colours)
    else:
        _paint_picture(painter, rect, card, image, style.colours)
    painter.setOpacity(1.0)
    if needle is not None:
        _paint_needle(painter, rect, needle, style.colours)
    if card.badge:
        _paint_badge(painter, rect, card.badge)
    if card.rank_comparison is not None:
        _paint_badge(painter, rect, card.rank_comparison.badge, left=True)
    elif card.stack_badge:
        _paint_badge(painter, rect, card.stack_badge, left=True)
    _paint_state(painter, rect, card, style)
    _paint_judgement(painter, rect, card)
    _paint_marks(painter, rect, card)
    _paint_words(painter, rect, card, style.colours)
    painter.end()
    return pixmap


def _paint_picture(painter: QPainter, rect: QRect, card: Card, image: QImage | None, colours: theme.Tokens) -> None:
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(rect), 4, 4)
    painter.fillPath(shape, colours.sunken)
    painter.setClipPath(shape)
    if image is not None and not image.isNull():
        fitted = image.size().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(_centred(fitted, rect), image)
    elif image is None and card.video.state != "failed":
        side = QSize(round(card.aspect * 1000), 1000).scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.fillRect(_centred(side, rect), colours.placeholder)
    elif not card.trouble:
        painter.drawPixmap(_centred(QSize(28, 28), rect).topLeft(), _icon(painter, "image", colours.faint, 28))
    else:
        _paint_trouble(painter, rect, card.trouble, colours)
    painter.setClipping(False)


def _paint_join(painter: QPainter, rect: QRect, images: Sequence[QImage | None], colours: theme.Tokens) -> None:
    """The first step and the last side by side, each filling its half, with an arrow between them."""
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(rect), 4, 4)
    painter.fillPath(shape, colours.sunken)
    painter.setClipPath(shape)
    half = rect.width() // 2
    boxes = (rect.adjusted(0, 0, half - rect.width() - 1, 0), rect.adjusted(half + 1, 0, 0, 0))
    for box, image in zip(boxes, images, strict=True):
        if image is None:
            continue
        size = box.size().scaled(image.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(box, image, _centred(size, image.rect()))
    painter.setClipping(False)
    sign = QRectF(0, 0, 24, 18)
    sign.moveCenter(QRectF(rect).center())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 190))
    painter.drawRoundedRect(sign, 9, 9)
    painter.setPen(QPen(QColor("#f2f2f2"), 1.8))
    tip = sign.center() + QPointF(6, 0)
    for start in (sign.center() - QPointF(6, 0), tip + QPointF(-4, -4), tip + QPointF(-4, 4)):
        painter.drawLine(start, tip)


def _paint_trouble(painter: QPainter, rect: QRect, trouble: str, colours: theme.Tokens) -> None:
    """In place of a picture, why there is none."""
    painter.drawPixmap(rect.left() + 10, rect.top() + 10, _icon(painter, "warning", colours.warn, 18))
    painter.setPen(colours.muted)
    font = painter.font()
    painter.setFont(theme.scaled(font, 0.92))
    wrapped = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
    painter.drawText(rect.adjusted(36, 10, -10, -6), wrapped, trouble)
    painter.setFont(font)


def _paint_needle(painter: QPainter, rect: QRect, share: float, colours: theme.Tokens) -> None:
    x = rect.left() + share * rect.width()
    for colour, width in ((QColor(0, 0, 0, 150), 3.0), (colours.accent, 1.5)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))


def badge_box(rect: QRect, text: str, font: QFont, *, left: bool = False) -> QRectF:
    """Where a badge is on a picture; `font` is that of the card."""
    width = QFontMetrics(theme.scaled(font, 0.88)).horizontalAdvance(text) + 10
    return QRectF(rect.left() + 4 if left else rect.right() - width - 4, rect.bottom() - 21, width, 17)


def _paint_badge(painter: QPainter, rect: QRect, text: str, *, left: bool = False) -> None:
    font = painter.font()
    box = badge_box(rect, text, font, left=left)
    painter.setFont(theme.scaled(font, 0.88))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 175))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor("#f2f2f2"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.setFont(font)


def _paint_state(painter: QPainter, rect: QRect, card: Card, style: Style) -> None:
    """A sign in the corner for videos that are not ready, on a dark ground so that it shows on any picture."""
    amber = QColor("#f2c063")
    signs = {"missing": ("warning", amber), "offline": ("offline", amber), "waiting": ("clock", QColor("#f2f2f2"))}
    assert signs.keys() == _SIGNED
    if card.video.state not in signs:
        return
    name, colour = signs[card.video.state]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 175))
    painter.drawRoundedRect(QRectF(rect.left() + 5, rect.top() + 5, 22, 22), 4, 4)
    painter.drawPixmap(rect.left() + 8, rect.top() + 8, _icon(painter, name, colour, 16))


def _paint_judgement(painter: QPainter, rect: QRect, card: Card) -> None:
    """Liked or disliked, in the upper left corner, beside the sign of a clip that is not ready."""
    judged = card.hit.judged if card.hit is not None else None
    if judged is None:
        return
    left = rect.left() + (31 if card.video.state in _SIGNED else 5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 175))
    painter.drawRoundedRect(QRectF(left, rect.top() + 5, 22, 22), 4, 4)
    name, colour = ("like", QColor("#7fd6a4")) if judged == "liked" else ("dislike", QColor("#f08a80"))
    painter.drawPixmap(left + 3, rect.top() + 8, _icon(painter, name, colour, 16))


def _paint_marks(painter: QPainter, rect: QRect, card: Card) -> None:
    """Stars, and whether the clip was picked or rejected, in the upper right corner on a dark ground."""
    marks = card.video.marks
    signs = [("star", QColor("#f2c063"))] * marks.rating
    signs += {"pick": [("check", QColor("#7fd6a4"))], "reject": [("close", QColor("#f08a80"))], "": []}[marks.flag]
    if not signs:
        return
    width = 13 * len(signs) + 6
    left = rect.right() - width - 4
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 175))
    painter.drawRoundedRect(QRectF(left, rect.top() + 5, width, 18), 4, 4)
    for place, (name, colour) in enumerate(signs):
        painter.drawPixmap(left + 3 + 13 * place, rect.top() + 8, _icon(painter, name, colour, 12))


def _paint_words(painter: QPainter, picture: QRect, card: Card, colours: theme.Tokens) -> None:
    strip = QRectF(picture.left(), picture.bottom() + 4, picture.width(), STRIP_PX)
    line = QRect(picture.left() + 1, round(strip.bottom()) + 3, picture.width() - 2, LINE_PX)
    if card.hit is None:
        line.translate(0, -STRIP_PX + 1)
    elif card.explanation is None:
        painter.fillRect(strip, colours.raised)
    elif card.later_s and card.later:
        half = strip.width() / 2
        paint_strip(painter, QRectF(strip.left(), strip.top(), half - 1, STRIP_PX), card.explanation, colours)
        paint_strip(painter, QRectF(strip.left() + half + 1, strip.top(), half - 1, STRIP_PX), card.later[-1], colours)
    else:
        paint_strip(painter, strip, card.explanation, colours)
    _write(painter, line, card.name, colours.text, Qt.TextElideMode.ElideMiddle)
    if card.hit is not None:
        line.translate(0, LINE_PX)
        _paint_strength(painter, line, card, colours)
    line.translate(0, LINE_PX)
    painter.setFont(theme.scaled(painter.font(), 0.92))
    _write(painter, line, card.detail, colours.faint, Qt.TextElideMode.ElideRight)


def _paint_strength(painter: QPainter, line: QRect, card: Card, colours: theme.Tokens) -> None:
    """Three bars filled one, two or three, the word, and the timecode: never colour alone."""
    if card.hit is None:
        return
    if card.hit.fusion is not None:  # two models, two measures of strength: no word of one of them for both
        _write(painter, line, _with_relevance(ranks_text(card.hit.fusion), card), colours.muted, _ELIDE)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, card.timecode)
        return
    colour: QColor = getattr(colours, card.hit.strength)
    for bar in range(3):
        height = 5 + 2.5 * bar
        box = QRectF(line.left() + bar * 5, line.center().y() + 5 - height, 3.5, height)
        painter.fillRect(box, colour if bar < _FILLED[card.hit.strength] else colours.line)
    room = QRect(line)
    room.setLeft(line.left() + 21)
    room.setRight(line.right() - QFontMetrics(painter.font()).horizontalAdvance(card.times) - 6)
    _write(painter, room, _with_relevance(formatting.strength(card.hit.strength), card), colour, _ELIDE)
    painter.setPen(colours.muted)
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, card.times)


def _with_relevance(text: str, card: Card) -> str:
    """The word, and the user's judgement for this search."""
    return text if card.is_right is None else f"{text} · {relevance_word(card.is_right)}"


def _write(painter: QPainter, line: QRect, text: str, colour: QColor, elide: Qt.TextElideMode) -> None:
    painter.setPen(colour)
    shown = QFontMetrics(painter.font()).elidedText(text, elide, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)


def _icon(painter: QPainter, name: str, colour: QColor, size_px: int) -> QPixmap:
    return theme.icon_pixmap(name, colour, size_px, painter.device().devicePixelRatioF())


def _centred(size: QSize, rect: QRect) -> QRect:
    made = QRect(rect.topLeft(), size)
    made.moveCenter(rect.center())
    return made
