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
    """Lays widgets out with `flow`. Where all fit into one line, those added after `push` go to the right end."""

    def __init__(self, parent: QWidget | None = None, gap_px: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap_px = gap_px
        self._pushed_from: int | None = None
        self.setContentsMargins(QMargins())

    def push(self) -> None:
        """What is added from now on belongs to the right."""
        self._pushed_from = len(self._items)

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
        """All in one line, where there are any to be pushed to its end; else as small as it may be."""
        if self._pushed_from is None:
            return self.minimumSize()
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(hint.width() for hint in hints) + self._gap_px * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0)).grownBy(self.contentsMargins())

    def minimumSize(self) -> QSize:
        """The largest child."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the children, each in the middle of its line; returns the height."""
        margins = self.contentsMargins()
        inner = rect.marginsRemoved(margins)
        shown = [(place, item) for place, item in enumerate(self._items) if not item.isEmpty()]
        sizes = [_fit(item, inner.width()) for _, item in shown]
        places = flow([(s.width(), s.height()) for s in sizes], inner.width(), self._gap_px, self._gap_px)
        tallest: dict[float, int] = {}
        for (_, y), size in zip(places, sizes, strict=True):
            tallest[y] = max(tallest.get(y, 0), size.height())
        spare = 0
        if len(tallest) == 1 and self._pushed_from is not None:
            used = places[-1][0] + sizes[-1].width()
            spare = max(0, inner.width() - int(used))
        for (place, item), size, (x, y) in zip(shown, sizes, places, strict=True):
            is_pushed = self._pushed_from is not None and place >= self._pushed_from
            at = QPoint(int(x) + (spare if is_pushed else 0), int(y) + (tallest[y] - size.height()) // 2)
            if move:
                item.setGeometry(QRect(inner.topLeft() + at, size))
        bottom = max((int(y) + height for y, height in tallest.items()), default=0)
        return bottom + margins.top() + margins.bottom()


def _fit(item: QLayoutItem, width: int) -> QSize:
    """A child as it wants to be, in a line of its own at most."""
    wanted = item.sizeHint()
    if wanted.width() <= width:
        return wanted
    return QSize(width, item.heightForWidth(width) if item.hasHeightForWidth() else wanted.height())
