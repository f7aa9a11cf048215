"""Puts cards into the grid: sizes, ground, focus ring, and the faces that were painted already."""

from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import density, theme
from ui.browse.card import ABSENT, Card
from ui.browse.card_model import CARD_ROLE
from ui.browse.card_painter import LINE_PX, STRIP_PX, Style, paint_card
from ui.images import Pictures

PICTURE_PX = QSize(208, 117)
"""At 100 %."""
ZOOMS = (0.75, 1.0, 1.25, 1.5, 2.0)
_GROUND_PX = 3
"""From the edge of a cell to the ground of the card."""
_KEPT_FACES = 200
_STALE_OPACITY = 0.4
PaintedKey = tuple[int, int, int, int, int, float, bool, str]


class CardDelegate(QStyledItemDelegate):
    """A face is painted when it is first seen and when anything on it changes; scrolling only copies it."""

    def __init__(self, pictures: Pictures | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pictures = pictures
        self.zoom = 1.0
        self.has_hits = False
        """Moments have a strip and a line more than videos."""
        self._cell_px = 0
        self.is_stale = False
        """Dimmed while a newer answer is on its way."""
        self.skim: tuple[tuple[int, int], float] | None = None
        """Key of the card under the mouse, and how far along it the mouse is (0 to 1)."""
        self._painted_cards: OrderedDict[PaintedKey, tuple[Card, QPixmap]] = OrderedDict()

    # ---- sizes

    def fit(self, room_px: int) -> None:
        """Share a width among as many columns as come nearest to the size wanted."""
        wanted = round(PICTURE_PX.width() * self.zoom) + 2 * _inset_px()
        self._cell_px = room_px // max(1, round(room_px / wanted)) if room_px > 0 else wanted

    @property
    def picture_size(self) -> QSize:
        """Of the picture on a card."""
        width = self._cell_px - 2 * _inset_px()
        return QSize(width, round(width * PICTURE_PX.height() / PICTURE_PX.width()))

    @property
    def card_size(self) -> QSize:
        """Of a card with its margins."""
        return self._painted_size + QSize(2 * _inset_px(), 2 * _inset_px())

    @property
    def _painted_size(self) -> QSize:
        words = STRIP_PX + 3 * LINE_PX + 8 if self.has_hits else 2 * LINE_PX + 8
        return self.picture_size + QSize(0, words)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The same for all."""
        return self.card_size

    def picture_rect(self, card_rect: QRect) -> QRect:
        """Where the picture lies in a card."""
        return QRect(card_rect.topLeft() + QPoint(_inset_px(), _inset_px()), self.picture_size)

    # ---- painting

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One card."""
        card: Card = index.data(CARD_ROLE)
        rect: QRect = option.rect
        colours = theme.tokens(option.palette)
        ratio = painter.device().devicePixelRatioF()
        style = Style(self.picture_size, self._painted_size, ratio, colours, option.font)
        painter.save()
        _paint_ground(painter, rect, option.state, colours)
        if self.is_stale or card.video.state in ABSENT:
            painter.setOpacity(_STALE_OPACITY)
        painter.drawPixmap(rect.topLeft() + QPoint(_inset_px(), _inset_px()), self._painted(card, style))
        painter.restore()

    def _painted(self, card: Card, style: Style) -> QPixmap:
        """The face of a card, kept or new. A card under the mouse changes too often to be kept."""
        image = self._image(card)
        if self.skim is not None and self.skim[0] == card.key:
            needle = self.skim[1] if len(self.times(card) or ()) > 1 else None  # of one picture, nothing is skimmed
            return paint_card(card, image, needle, style)
        later = self._later_image(card)
        pixels, more = _key_of(image), _key_of(later)
        size, font = style.painted_size, style.font.key()
        key = (id(card), pixels, more, size.width(), size.height(), style.ratio, style.colours.is_dark, font)
        kept = self._painted_cards.get(key)
        if kept is None:
            kept = self._painted_cards[key] = (
                card,
                paint_card(card, image, None, style, later),
            )  # the card is held: its id is its own
            while len(self._painted_cards) > _KEPT_FACES:
                self._painted_cards.popitem(last=False)
        self._painted_cards.move_to_end(key)
        return kept[1]

    # ---- pictures

    def times(self, card: Card) -> list[float] | None:
        """Times that skimming runs over."""
        if card.hit is not None:
            return list(dict.fromkeys(card.hit.segment.frame_times_s))
        return self.pictures.times(card.video) if self.pictures is not None and card.video.state == "ready" else None

    def _image(self, card: Card) -> QImage | None:
        """The picture to show now, under the mouse another one. None: on its way; null: there is none."""
        if card.video.state == "failed" and card.video.info is None:
            return QImage()
        if self.pictures is None:
            return None
        if self.skim is not None and self.skim[0] == card.key and (times := self.times(card)):
            image = self.pictures.get(card.video, times[min(len(times) - 1, int(self.skim[1] * len(times)))])
            if image is not None and not image.isNull():
                return image
        return self.pictures.get(card.video, card.best_s)

    def _later_image(self, card: Card) -> QImage | None:
        """The picture of the last step of a joined result; None where there is none, or it is on its way."""
        if self.pictures is None or not card.later_s:
            return None
        return self.pictures.get(card.video, card.later_s[-1])


def _key_of(image: QImage | None) -> int:
    return 0 if image is None else image.cacheKey() if not image.isNull() else -1


def _paint_ground(painter: QPainter, rect: QRect, state: QStyle.StateFlag, colours: theme.Tokens) -> None:
    """Selection is a fill, keyboard focus is a ring: two different things."""
    frame = QRectF(rect).adjusted(_GROUND_PX, _GROUND_PX, -_GROUND_PX, -_GROUND_PX)
    selected = bool(state & QStyle.StateFlag.State_Selected)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if selected or state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.selected if selected else colours.raised)
        painter.drawRoundedRect(frame, 8, 8)
    if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Active:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colours.focus, 2))
        painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 7, 7)


def _inset_px() -> int:
    """From the edge of a cell to the picture: margin and padding."""
    return density.spacing().card_px
