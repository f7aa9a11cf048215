"""What the dialogs of this folder are made of."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.errors import C2VError
from ui import safe_text
from ui.translate import own_words
from ui.widgets.flow import FlowLayout

_LEAST_LINES = 2
_SIDE_PX, _ABOVE_PX = 10, 4
"""Around a text in a cell: the padding of the style sheet, and the margin of the style."""
READ_ONLY = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def label(text: str = "", kind: str = "") -> QLabel:
    """Plain text that takes as many lines as it needs."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setProperty("kind", kind)
    return made


def error_words(error: C2VError) -> str:
    """What happened and what to do, in the language of the window."""
    return safe_text.lines(f"{own_words(error.title)} {own_words(error.hint)}".strip())


def say(words: QLabel, text: str, kind: str = "") -> None:
    """Put a sentence into a label, which is there only while it says something."""
    words.setText(safe_text.short(safe_text.lines(text)))
    words.setToolTip(safe_text.tip(text))
    words.setProperty("kind", kind)
    words.style().unpolish(words)
    words.style().polish(words)
    words.setVisible(bool(text))


def button(text: str, slot: Callable[[], object], kind: str = "") -> QPushButton:
    """A button that Enter presses only while it has the focus."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    made.clicked.connect(lambda: slot())
    return made


def combo(name: str) -> QComboBox:
    """A list to choose from that asks for little width."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(16)
    return made


def flowing(*widgets: QWidget, pushed: Sequence[QWidget] = ()) -> QWidget:
    """Side by side, in as many lines as are needed; those pushed stand at the right end."""
    made = QWidget()
    row = FlowLayout(made)
    for widget in widgets:
        row.addWidget(widget)
    if pushed:
        row.push()
    for widget in pushed:
        row.addWidget(widget)
    return made


class _WrappingDelegate(QStyledItemDelegate):
    """Asks for the height that a text takes in the room it is drawn in; Qt forgets the padding of style sheets."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As Qt's, and high enough for all lines."""
        hint, table = super().sizeHint(option, index), self.parent()
        if not isinstance(table, QTableWidget):
            return hint
        width = table.columnWidth(index.column()) - 2 * _SIDE_PX
        text = option.fontMetrics.boundingRect(
            QRect(0, 0, max(1, width), 10_000), int(Qt.TextFlag.TextWordWrap), str(index.data() or "")
        )
        return QSize(hint.width(), max(hint.height(), text.height() + 2 * _ABOVE_PX + 1))


class TextTable(QTableWidget):
    """Rows of text that Tab leaves, whose long texts take several lines; the last column takes what room there is."""

    def __init__(self, name: str, headings: Sequence[str], letters: Sequence[int]) -> None:
        """`letters`: how wide each column but the last one is."""
        super().__init__(0, len(headings))
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(headings))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setShowGrid(False)
        self.setItemDelegate(_WrappingDelegate(self))
        self.setProperty("kind", "lines")
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setMinimumHeight(_LEAST_LINES * (self.fontMetrics().lineSpacing() + 8))
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setStretchLastSection(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, count in enumerate(letters):
            head.resizeSection(column, count * self.fontMetrics().averageCharWidth())
        head.geometriesChanged.connect(self.resizeRowsToContents)

    def show_rows(self, rows: Sequence[Sequence[str]], editable: Sequence[int] = ()) -> None:
        """Show these; only the columns named can be edited. No signal is sent."""
        self.blockSignals(True)
        current = self.currentRow(), self.currentColumn()
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(safe_text.printable(text))
                item.setToolTip(safe_text.tip(text))
                item.setFlags(READ_ONLY | Qt.ItemFlag.ItemIsEditable if column in editable else READ_ONLY)
                self.setItem(at, column, item)
        if 0 <= current[0] < len(rows):
            self.setCurrentCell(*current)
        self.blockSignals(False)
        self.resizeRowsToContents()

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        item = self.item(row, column)
        return item.text() if item is not None else ""


class ScrollingPage(QScrollArea):
    """Widgets below one another; where there is less height than they need, they scroll."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        self.column = QVBoxLayout(page)
        self.column.setContentsMargins(12, 10, 12, 10)
        self.column.setSpacing(8)
        self.setWidget(page)
        for each in (page, self.viewport()):
            each.setAutoFillBackground(False)
