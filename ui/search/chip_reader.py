"""The phrases of a very long sentence scroll, so that the window keeps room for what was found."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy

from ui.search.chips import PhraseChips

_MOST_LINES = 3


class ChipReader(QScrollArea):
    """As high as its chips, three lines at most."""

    def __init__(self, chips: PhraseChips) -> None:
        super().__init__()
        self._chips = chips
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(chips)
        self.viewport().setAutoFillBackground(False)
        chips.setAutoFillBackground(False)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        chips.resized.connect(self.updateGeometry)
        chips.moved.connect(self._show_word)

    def _show_word(self, box: QRectF) -> None:
        """Where the keyboard stands can be seen."""
        middle = box.center().toPoint()
        self.ensureVisible(middle.x(), middle.y(), 8, round(box.height()))

    def hasHeightForWidth(self) -> bool:
        """Long sentences wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """All lines, within reason."""
        line = self._chips.minimumSizeHint().height()
        return min(max(line, self._chips.heightForWidth(width)), _MOST_LINES * line)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, self._chips.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """One line, however narrow."""
        return self._chips.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another height."""
        super().resizeEvent(event)
        self.updateGeometry()
