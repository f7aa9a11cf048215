"""The list of cards: a view that is quick with many rows, skims under the mouse, and tells what is in view."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from ui import motion, theme
from ui.browse.card import Card
from ui.browse.card_delegate import CardDelegate
from ui.browse.card_model import CardModel
from ui.browse.card_painter import badge_box
from ui.translate import translate

_SETTLE_MS = 120
"""Scrolling must rest this long before the hits in view are explained."""


class CardList(QListView):
    """The list view, set up to be quick with a hundred thousand rows; skims under the mouse."""

    menu_asked = Signal(QPoint)
    zoom_asked = Signal(int)
    stack_asked = Signal(QModelIndex)
    """The badge of a stack was clicked."""
    rested = Signal()
    """Scrolling has rested for a moment: what is in view may be loaded in detail."""

    def __init__(self, model: CardModel, delegate: CardDelegate) -> None:
        super().__init__()
        self._delegate = delegate
        self.setAccessibleName(translate("Browse", "Clips"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(500)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(40)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setMouseTracking(True)
        self.setSpacing(2)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.rested)
        self._goal: int | None = None
        """Where to scroll once so much is laid out: long lists are laid out in batches."""
        self.verticalScrollBar().valueChanged.connect(self.rest)
        self.verticalScrollBar().actionTriggered.connect(lambda _: self._forget_goal())
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._pursue())
        self.verticalScrollBar().rangeChanged.connect(self.rest)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole ground is painted here, so that scrolling moves what is there and paints new cards only."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.tokens(self.palette()).panel)
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cards share the width, so that no ragged margin is left."""
        self.fit()
        super().resizeEvent(event)

    def fit(self) -> None:
        """Give each column its share of the width."""
        # Qt lays icons out as if the scroll bar were there, so that it cannot blink.
        bar = self.verticalScrollBar().sizeHint().width()
        room = self.maximumViewportSize().width() - bar - 2 * self.spacing() - 1
        self._delegate.fit(room)
        if self.gridSize() != self._delegate.card_size:
            self.setGridSize(self._delegate.card_size)

    def go_to(self, value: int) -> None:
        """Scroll there, at once or when the list is laid out so far; where the user scrolls meanwhile, not at all."""
        self._goal = value
        self._pursue()

    def _pursue(self) -> None:
        bar = self.verticalScrollBar()
        if self._goal is None:
            return
        goal = self._goal
        bar.setValue(goal)
        if bar.maximum() >= goal:
            self._goal = None

    def _forget_goal(self) -> None:
        self._goal = None

    def rest(self) -> None:
        """Something has moved: `rested` comes a little later."""
        self._settle.start()

    def visible_rows(self) -> range:
        """First to last row that touches the viewport; cells lie in rows from left to right."""
        cell, view = self.gridSize(), self.viewport().size()
        columns = max(1, view.width() // max(1, cell.width()))
        top = self.verticalScrollBar().value() // max(1, cell.height())
        lines = view.height() // max(1, cell.height()) + 2
        first = min(top * columns, self.model().rowCount())
        return range(first, min(self.model().rowCount(), first + lines * columns))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mouse x over a picture is time."""
        super().mouseMoveEvent(event)
        if event.buttons() == Qt.MouseButton.NoButton and not motion.is_reduced():
            self._skim(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the badge of a stack opens or closes it."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or event.modifiers() or not index.isValid():
            return
        card = self._card(index)
        if card.stack is None or not card.stack.is_lead:
            return
        picture = self._delegate.picture_rect(self.visualRect(index))
        badge = badge_box(picture, card.stack_badge, self.font(), left=True).adjusted(-4, -6, 4, 4)
        if badge.contains(event.position()):
            self.stack_asked.emit(index)

    def leaveEvent(self, event: QEvent) -> None:
        """The best frame comes back."""
        self._set_skim(None)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl the cards change their size."""
        self._forget_goal()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_asked.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """For the card below the mouse."""
        self.menu_asked.emit(event.pos())

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the player (J K L) and the search field, not to names that begin with them."""

    def _skim(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if not index.isValid():
            self._set_skim(None)
            return
        picture = self._delegate.picture_rect(self.visualRect(index))
        if not picture.contains(at):
            self._set_skim(None)
            return
        card = self._card(index)
        self._set_skim((card.key, (at.x() - picture.left()) / max(1, picture.width())), index)

    def _set_skim(self, skim: tuple[tuple[int, int], float] | None, index: QModelIndex | None = None) -> None:
        before, self._delegate.skim = self._delegate.skim, skim
        if before is not None and (skim is None or before[0] != skim[0]):
            self.viewport().update()
        elif index is not None:
            self.update(index)

    def _card(self, index: QModelIndex) -> Card:
        model = self.model()
        assert isinstance(model, CardModel)
        return model.card(index.row())
