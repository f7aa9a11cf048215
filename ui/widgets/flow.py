"""Things side by side that wrap into lines, as words do."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

Place = tuple[float, float]
"""x, y."""


def flow(sizes: Sequence[tuple[float, float]], width: float, gap_px: float, line_gap_px: float) -> list[Place]:
    """Where boxes lie that run from left to right and wrap at `width`; a box wider than that has its own line."""
    places: list[Place] = []
    x = y = tallest = 0.0
    for box_width, box_height in sizes:
        if x > 0 and x + box_width > width:
            x, y, tallest = 0.0, y + tallest + line_gap_px, 0.0
        places.append((x, y))
        x += box_width + gap_px
        tallest = max(tallest, box_height)
    return places


class FlowLayout(QLayout):
    """Lays widgets out with `flow`."""

    def __init__(self, parent: QWidget | None = None, gap_px: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap_px = gap_px
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's way of handing over a child."""
        self._items.append(item)

    def count(self) -> int:
        """Number of children."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One child."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove one child."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Fewer columns need more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at this width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put the children in place."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """As small as it may be."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The largest child."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        items = [item for item in self._items if not item.isEmpty()]
        places = flow([(hint.width(), hint.height()) for hint in hints], rect.width(), self._gap_px, self._gap_px)
        bottom = 0
        for item, hint, (x, y) in zip(items, hints, places, strict=True):
            bottom = max(bottom, int(y) + hint.height())
            if move:
                size = QSize(min(hint.width(), rect.width()), hint.height())
                item.setGeometry(QRect(rect.topLeft() + QPoint(int(x), int(y)), size))
        return bottom
