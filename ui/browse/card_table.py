"""The list: the rows of the grid as lines with columns, which the user moves, widens, hides and sorts by."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui import density, theme
from ui.browse.card import Card
from ui.browse.card_model import CardModel
from ui.browse.columns import COLUMNS, Order
from ui.translate import translate

_SETTLE_MS = 120
_MARGIN_PX = 6
_HEAD_PX = 36
"""Beside a heading: its margins and the arrow of the sorting."""
Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CELL = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)
"""Made once: asked for each cell that is painted."""


def stretches(selection: QItemSelection) -> list[QItemSelectionRange]:
    """The ranges of a selection."""
    ranges: list[QItemSelectionRange] = list(selection)  # type: ignore[call-overload]
    return ranges


class CardColumns(QAbstractTableModel):
    """The cards of another model, with a column for each of `COLUMNS`."""

    def __init__(self, cards: CardModel) -> None:
        super().__init__(cards)
        self._cards = cards
        cards.modelAboutToBeReset.connect(self.beginResetModel)
        cards.modelReset.connect(self.endResetModel)
        cards.rowsAboutToBeInserted.connect(lambda _, first, last: self.beginInsertRows(_NO_INDEX, first, last))
        cards.rowsInserted.connect(lambda *_: self.endInsertRows())
        cards.rowsAboutToBeRemoved.connect(lambda _, first, last: self.beginRemoveRows(_NO_INDEX, first, last))
        cards.rowsRemoved.connect(lambda *_: self.endRemoveRows())
        cards.dataChanged.connect(self._tell)

    def card(self, row: int) -> Card:
        """The card of a line."""
        return self._cards.card(row)

    def _tell(self, first: QModelIndex, last: QModelIndex) -> None:
        self.dataChanged.emit(self.index(first.row(), 0), self.index(last.row(), len(COLUMNS) - 1))

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """As many as there are cards."""
        return 0 if parent.isValid() else self._cards.rowCount()

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """All columns; the view hides some."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A look-up, never work."""
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[index.column()].text(self._cards.card(index.row()))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if COLUMNS[index.column()].is_right else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._cards.card(index.row()).tooltip
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The titles."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].heading
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if COLUMNS[section].is_right else _LEFT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be dragged into other programs."""
        return _CELL if index.isValid() else Qt.ItemFlag.NoItemFlags

    def supportedDragActions(self) -> Qt.DropAction:
        """Copy only: a move could take rushes off their disk."""
        return Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        """Plain files."""
        return self._cards.mimeTypes()

    def mimeData(self, indexes: Any) -> QMimeData:
        """The files behind the rows, each once."""
        rows = dict.fromkeys(index.row() for index in indexes)
        return self._cards.mimeData([self._cards.index(row) for row in rows])


class LineDelegate(QStyledItemDelegate):
    """Paints text and nothing more: with a style sheet Qt takes ten times as long for each cell."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.is_stale = False
        self._marked = -1
        """The row of the keyboard, while the view has it."""
        self._colours = theme.tokens(view.palette())

    def begin(self) -> None:
        """What is the same for all cells that are painted now."""
        view = self._view
        self._marked = view.currentIndex().row() if view.hasFocus() else -1
        self._colours = theme.tokens(view.palette())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell. Selection is a fill, the row of the keyboard has lines above and below."""
        colours, rect = self._colours, option.rect
        column = COLUMNS[index.column()]
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colours.selected)
        text = column.text(self._card(index))
        if text:
            inside = rect.adjusted(_MARGIN_PX, 0, -_MARGIN_PX, 0)
            is_name = column.key == "name"
            painter.setPen(colours.text if is_name and not self.is_stale else colours.muted)
            way = Qt.TextElideMode.ElideMiddle if is_name else Qt.TextElideMode.ElideRight
            shown = option.fontMetrics.elidedText(text, way, inside.width())
            painter.drawText(inside, _RIGHT if column.is_right else _LEFT, shown)
        if index.row() == self._marked:
            painter.setPen(colours.focus)
            painter.drawLine(rect.topLeft(), rect.topRight())
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _card(self, index: Index) -> Card:
        model = self._view.model()
        assert isinstance(model, CardColumns)
        return model.card(index.row())


class CardTable(QTableView):
    """Lines of one height. `picked` reports what is selected, `mirror` sets it."""

    menu_asked = Signal(QPoint)
    rested = Signal()
    """Scrolling has rested for a moment."""
    order_asked = Signal(object)
    """An Order, or None for the order in which the rows are given."""
    layout_changed = Signal()
    """The user moved, widened or hid a column."""

    def __init__(self, cards: CardModel) -> None:
        super().__init__()
        self._order: Order | None = None
        self.setObjectName("clip list")
        self.setAccessibleName(translate("Browse", "Clips"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setModel(CardColumns(cards))
        self._lines = LineDelegate(self)
        self.setItemDelegate(self._lines)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setSectionsMovable(True)
        head.setSectionsClickable(True)
        head.setHighlightSections(False)
        head.setStretchLastSection(False)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._open_head_menu)
        head.sectionClicked.connect(self._sort)
        head.setToolTip(translate("Browse", "Click to sort, drag to move; right-click to choose columns"))
        self.reset_columns()
        head.sectionMoved.connect(lambda *_: self.layout_changed.emit())
        head.sectionResized.connect(lambda *_: self.layout_changed.emit())
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.rested)
        self.verticalScrollBar().valueChanged.connect(self.rest)
        self.fit_lines()
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole ground is painted here, so that scrolling moves what is there and paints new lines only."""
        self._lines.begin()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.tokens(self.palette()).panel)
        painter.end()
        super().paintEvent(event)

    # ---- columns

    def reset_columns(self) -> None:
        """As they are designed."""
        head = self.horizontalHeader()
        for number, column in enumerate(COLUMNS):
            head.moveSection(head.visualIndex(number), number)
            head.setSectionHidden(number, not column.is_shown)
            wanted = round(column.width_px * self.fontMetrics().height() / 16)
            title_px = head.fontMetrics().horizontalAdvance(column.heading) + _HEAD_PX
            head.resizeSection(number, max(wanted, title_px))

    def show_order(self, order: Order | None) -> None:
        """Mark the column that rows are sorted by."""
        self._order = order
        head = self.horizontalHeader()
        head.setSortIndicatorShown(order is not None)
        if order is not None:
            number = next(at for at, column in enumerate(COLUMNS) if column.key == order.key)
            way = Qt.SortOrder.DescendingOrder if order.descending else Qt.SortOrder.AscendingOrder
            head.setSortIndicator(number, way)

    def show_moments(self, are_moments: bool) -> None:
        """Columns that speak of moments only are empty for whole clips: they give their room away."""
        head = self.horizontalHeader()
        for number, column in enumerate(COLUMNS):
            if column.is_of_moments:
                chosen = self._chosen.get(column.key, column.is_shown)
                head.blockSignals(True)
                head.setSectionHidden(number, not (are_moments and chosen))
                head.blockSignals(False)

    @property
    def _chosen(self) -> dict[str, bool]:
        kept = self.property("chosen")
        return kept if isinstance(kept, dict) else {}

    def _sort(self, section: int) -> None:
        """Once up, once down, then as given."""
        key, now = COLUMNS[section].key, self._order
        if now is None or now.key != key:
            self.order_asked.emit(Order(key))
        else:
            self.order_asked.emit(None if now.descending else Order(key, descending=True))

    def head_menu(self) -> QMenu:
        """Which columns are shown."""
        menu, head = QMenu(self), self.horizontalHeader()
        for number, column in enumerate(COLUMNS):
            action = menu.addAction(column.heading)
            action.setCheckable(True)
            action.setChecked(not head.isSectionHidden(number))
            action.setEnabled(column.key != "name")
            action.toggled.connect(lambda on, number=number: self._choose(number, on))
        menu.addSeparator()
        menu.addAction(translate("Browse", "Reset columns"), self._reset)
        return menu

    def _choose(self, number: int, on: bool) -> None:
        self.setProperty("chosen", {**self._chosen, COLUMNS[number].key: on})
        self.horizontalHeader().setSectionHidden(number, not on)
        self.layout_changed.emit()

    def _reset(self) -> None:
        self.setProperty("chosen", {})
        self.reset_columns()
        self.layout_changed.emit()

    def _open_head_menu(self, at: QPoint) -> None:
        menu = self.head_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(at))

    @property
    def _widths(self) -> dict[str, int]:
        kept = self.property("widths")
        return kept if isinstance(kept, dict) else {}

    @property
    def columns(self) -> str:
        """Order, widths and which are shown, as text to be kept."""
        head = self.horizontalHeader()
        ordered = sorted(range(len(COLUMNS)), key=head.visualIndex)
        parts = []
        for number in ordered:
            column = COLUMNS[number]
            shown = self._chosen.get(column.key, column.is_shown)
            width = head.sectionSize(number)
            parts.append(f"{column.key}:{width or self._widths.get(column.key, column.width_px)}:{int(shown)}")
        return " ".join(parts)

    @columns.setter
    def columns(self, text: str) -> None:
        """Of what was kept; columns that are not named follow as designed, unknown names are passed over."""
        head, known = self.horizontalHeader(), {column.key: at for at, column in enumerate(COLUMNS)}
        chosen, widths, place = dict[str, bool](), dict[str, int](), 0
        for part in text.split():
            key, _, rest = part.partition(":")
            width, _, shown = rest.partition(":")
            if key not in known or not width.isdecimal():
                continue
            number = known[key]
            head.moveSection(head.visualIndex(number), place)
            place += 1
            widths[key] = min(max(24, int(width)), 2000)
            chosen[key] = shown != "0" or key == "name"
            head.resizeSection(number, widths[key])
            head.setSectionHidden(number, not chosen[key])
        self.setProperty("chosen", chosen)
        self.setProperty("widths", widths)

    # ---- rows

    def rest(self) -> None:
        """Something has moved: `rested` comes a little later."""
        self._settle.start()

    def visible_rows(self) -> range:
        """First to last row that touches the viewport."""
        line = max(1, self.verticalHeader().defaultSectionSize())
        first = self.verticalScrollBar().value() // line
        count = self.viewport().height() // line + 2
        return range(min(first, self.model().rowCount()), min(self.model().rowCount(), first + count))

    def set_stale(self, is_stale: bool) -> None:
        """Dim what is shown while a newer answer is on its way."""
        self._lines.is_stale = is_stale
        self.viewport().update()

    def mirror(self, rows: QItemSelection, current: int) -> None:
        """Select the same rows as the grid does."""
        wanted, last = QItemSelection(), len(COLUMNS) - 1
        for stretch in stretches(rows):
            wanted.select(self.model().index(stretch.top(), 0), self.model().index(stretch.bottom(), last))
        flag = QItemSelectionModel.SelectionFlag
        chosen = self.selectionModel()
        if current >= 0 and chosen.currentIndex().row() != current:
            chosen.setCurrentIndex(self.model().index(current, 1), flag.NoUpdate)
        chosen.select(wanted, flag.ClearAndSelect | flag.Rows)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The row of the keyboard is marked in all its columns."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """It is marked no more."""
        super().focusOutEvent(event)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The rows before and now, in all their columns."""
        super().currentChanged(current, previous)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """For the row below the mouse."""
        self.menu_asked.emit(event.pos())

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the player (J K L) and the search field, not to names that begin with them."""

    def changeEvent(self, event: QEvent) -> None:
        """Lines are as high as letters need."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit_lines()

    def fit_lines(self) -> None:
        """Lines are as high as letters and the density of the window ask for."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + density.spacing().line_px)
