"""Paints a card: picture of the best frame, badge, heat strip, words. The only painter of the grid."""

from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.browse.cards import Card
from ui.browse.model import CARD_ROLE
from ui.images import PictureKey, Pictures, picture_key
from ui.widgets import say
from ui.widgets.heat_strip import paint_strip

PICTURE_PX = QSize(208, 117)
"""At 100 %."""
_PAD_PX = 6
_STRIP_PX = 6
_LINE_PX = 18
_MARGIN_PX = 5
_KEPT_PIXMAPS = 400
_STALE_OPACITY = 0.4
ZOOMS = (0.75, 1.0, 1.25, 1.5, 2.0)


class CardDelegate(QStyledItemDelegate):
    """Looks things up and paints them; a picture that is not there yet is a grey shape of its true ratio."""

    def __init__(self, pictures: Pictures | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pictures = pictures
        self.zoom = 1.0
        self.has_hits = False
        """Moments have a strip and a line more than films."""
        self._cell_px = 0
        self.is_stale = False
        """Dimmed while a newer answer is on its way."""
        self.skim: tuple[tuple[int, int], float] | None = None
        """Key of the card under the mouse, and how far along it the mouse is (0 to 1)."""
        self._pixmaps: OrderedDict[tuple[PictureKey, int, int], QPixmap] = OrderedDict()

    # ---- sizes

    def fit(self, room_px: int) -> None:
        """Share a width among as many columns as come nearest to the size wanted."""
        wanted = round(PICTURE_PX.width() * self.zoom) + 2 * (_PAD_PX + _MARGIN_PX)
        self._cell_px = room_px // max(1, round(room_px / wanted)) if room_px > 0 else wanted

    @property
    def picture_size(self) -> QSize:
        """Of the picture on a card."""
        width = self._cell_px - 2 * (_PAD_PX + _MARGIN_PX)
        return QSize(width, round(width * PICTURE_PX.height() / PICTURE_PX.width()))

    @property
    def card_size(self) -> QSize:
        """Of a card with its margins."""
        words = _STRIP_PX + 3 * _LINE_PX + 8 if self.has_hits else 2 * _LINE_PX + 8
        inset = 2 * (_PAD_PX + _MARGIN_PX)
        return self.picture_size + QSize(inset, inset + words)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The same for all."""
        return self.card_size

    def picture_rect(self, card_rect: QRect) -> QRect:
        """Where the picture lies in a card."""
        inset = _PAD_PX + _MARGIN_PX
        return QRect(card_rect.topLeft() + QRect(inset, inset, 0, 0).topLeft(), self.picture_size)

    # ---- painting

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One card."""
        card: Card = index.data(CARD_ROLE)
        rect: QRect = option.rect
        colours = theme.tokens(option.palette)
        painter.save()
        painter.setFont(option.font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_ground(painter, rect, option.state, colours)
        if self.is_stale or card.video.state == "missing":
            painter.setOpacity(_STALE_OPACITY)
        picture = self.picture_rect(rect)
        self._paint_picture(painter, picture, card, colours)
        self._paint_words(painter, picture, card, colours)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, colours: theme.Tokens) -> None:
        """Selection is a fill, keyboard focus is a ring: two different things."""
        frame = QRectF(rect).adjusted(_MARGIN_PX - 2, _MARGIN_PX - 2, 2 - _MARGIN_PX, 2 - _MARGIN_PX)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.selected if selected else colours.raised)
            painter.drawRoundedRect(frame, 8, 8)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Active:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.focus, 2))
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 7, 7)

    def _paint_picture(self, painter: QPainter, rect: QRect, card: Card, colours: theme.Tokens) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(rect), 4, 4)
        painter.fillPath(shape, colours.sunken)
        pixmap = self._picture(card, painter.device().devicePixelRatioF())
        if pixmap is not None and not pixmap.isNull():
            painter.drawPixmap(_centred(pixmap.deviceIndependentSize().toSize(), rect).topLeft(), pixmap)
        elif card.video.state == "failed" or pixmap is not None:
            self._paint_nothing(painter, rect, card, colours)
        else:
            side = QSize(round(card.aspect * 1000), 1000).scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.fillRect(_centred(side, rect), colours.placeholder)
        if self.skim is not None and self.skim[0] == card.key:
            self._paint_needle(painter, rect, self.skim[1], colours)
        if card.badge:
            _paint_badge(painter, rect, card.badge)
        if card.video.state == "missing":
            painter.drawPixmap(rect.left() + 6, rect.top() + 6, _icon(painter, "offline", colours.warn, 18))
        elif card.video.state == "waiting":
            painter.drawPixmap(rect.left() + 6, rect.top() + 6, _icon(painter, "clock", colours.text, 16))

    def _paint_nothing(self, painter: QPainter, rect: QRect, card: Card, colours: theme.Tokens) -> None:
        """No picture, and why."""
        if not card.trouble:
            painter.drawPixmap(_centred(QSize(28, 28), rect).topLeft(), _icon(painter, "image", colours.faint, 28))
            return
        painter.drawPixmap(rect.left() + 10, rect.top() + 10, _icon(painter, "warning", colours.warn, 18))
        painter.setPen(colours.muted)
        font = painter.font()
        painter.setFont(theme.scaled(font, 0.92))
        wrapped = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.setClipRect(rect.adjusted(0, 0, 0, -6))
        painter.drawText(rect.adjusted(36, 10, -10, -6), wrapped, card.trouble)
        painter.setClipping(False)
        painter.setFont(font)

    def _paint_needle(self, painter: QPainter, rect: QRect, share: float, colours: theme.Tokens) -> None:
        x = rect.left() + share * rect.width()
        painter.setPen(QPen(QColor(0, 0, 0, 150), 3))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        painter.setPen(QPen(colours.accent, 1.5))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))

    def _paint_words(self, painter: QPainter, picture: QRect, card: Card, colours: theme.Tokens) -> None:
        strip = QRectF(picture.left(), picture.bottom() + 4, picture.width(), _STRIP_PX)
        if card.ledger is not None:
            paint_strip(painter, strip, card.ledger, colours)
        elif card.hit is not None:
            painter.fillRect(strip, colours.raised)
        font = painter.font()
        line = QRect(picture.left() + 1, round(strip.bottom()) + 3, picture.width() - 2, _LINE_PX)
        if card.hit is None:
            line.translate(0, -_STRIP_PX + 1)
        _write(painter, line, card.name, colours.text, Qt.TextElideMode.ElideMiddle)
        if card.hit is not None:
            line.translate(0, _LINE_PX)
            self._paint_strength(painter, line, card, colours)
        line.translate(0, _LINE_PX)
        painter.setFont(theme.scaled(font, 0.92))
        _write(painter, line, card.detail, colours.faint, Qt.TextElideMode.ElideRight)
        painter.setFont(font)

    def _paint_strength(self, painter: QPainter, line: QRect, card: Card, colours: theme.Tokens) -> None:
        """Three bars filled one, two or three, the word, and the timecode: never colour alone."""
        if card.hit is None:
            return
        filled = {"weak": 1, "good": 2, "strong": 3}[card.hit.strength]
        colour: QColor = getattr(colours, card.hit.strength)
        for bar in range(3):
            height = 5 + 2.5 * bar
            box = QRectF(line.left() + bar * 5, line.center().y() + 5 - height, 3.5, height)
            painter.fillRect(box, colour if bar < filled else colours.line)
        painter.setPen(colour)
        painter.drawText(line.adjusted(21, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, say.STRENGTH[card.hit.strength])
        painter.setPen(colours.muted)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, card.timecode)

    # ---- pictures

    def times(self, card: Card) -> list[float] | None:
        """Times that skimming runs over."""
        if card.hit is not None:
            return list(dict.fromkeys(card.hit.segment.frame_times_s))
        return self.pictures.times(card.video) if self.pictures is not None and card.video.state == "ready" else None

    def _picture(self, card: Card, ratio: float) -> QPixmap | None:
        """The picture to show now, under the mouse another one. None: on its way; null: there is none."""
        if self.pictures is None or (card.video.state == "failed" and card.video.info is None):
            return None
        if self.skim is not None and self.skim[0] == card.key and (times := self.times(card)):
            time_s = times[min(len(times) - 1, int(self.skim[1] * len(times)))]
            image = self.pictures.get(card.video, time_s)
            if image is not None and not image.isNull():
                return self._fitted(picture_key(card.video, time_s), image, ratio)
        image = self.pictures.get(card.video, card.best_s)
        return None if image is None else self._fitted(picture_key(card.video, card.best_s), image, ratio)

    def _fitted(self, key: PictureKey, image: QImage, ratio: float) -> QPixmap:
        """Scaled once for the screen, then kept."""
        if image.isNull():
            return QPixmap()
        size = self.picture_size * ratio
        name = (key, size.width(), size.height())
        found = self._pixmaps.get(name)
        if found is None:
            shape, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            found = _rounded(QPixmap.fromImage(image.scaled(size, shape, smooth)), 4 * ratio)
            found.setDevicePixelRatio(ratio)
            self._pixmaps[name] = found
            while len(self._pixmaps) > _KEPT_PIXMAPS:
                self._pixmaps.popitem(last=False)
        self._pixmaps.move_to_end(name)
        return found


def _icon(painter: QPainter, name: str, colour: QColor, size_px: int) -> QPixmap:
    return theme.icon_pixmap(name, colour, size_px, painter.device().devicePixelRatioF())


def _rounded(pixmap: QPixmap, radius_px: float) -> QPixmap:
    made = QPixmap(pixmap.size())
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(QRectF(made.rect()), radius_px, radius_px)
    painter.setClipPath(path)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return made


def _centred(size: QSize, rect: QRect) -> QRect:
    made = QRect(rect.topLeft(), size)
    made.moveCenter(rect.center())
    return made


def _paint_badge(painter: QPainter, rect: QRect, text: str) -> None:
    font = painter.font()
    painter.setFont(theme.scaled(font, 0.88))
    width = QFontMetrics(painter.font()).horizontalAdvance(text) + 10
    box = QRectF(rect.right() - width - 4, rect.bottom() - 21, width, 17)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 175))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor("#f2f2f2"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.setFont(font)


def _write(painter: QPainter, line: QRect, text: str, colour: QColor, elide: Qt.TextElideMode) -> None:
    painter.setPen(colour)
    shown = QFontMetrics(painter.font()).elidedText(text, elide, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
