"""A line of text of which the middle or the end is left out where it does not fit; a tooltip says all of it."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import texts

_LEAST_LETTERS = 6


class ElidedLabel(QLabel):
    """Never asks for more width than a few letters, and takes as much as its text wants."""

    def __init__(
        self, kind: str = "", where: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._where = where
        self._tip = ""
        self.setProperty("kind", kind)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Text of one line."""
        super().setText(texts.printable(text))
        self._show_tip()

    def set_tip(self, tip: str) -> None:
        """What else is to be said in the tooltip; without it, the whole text where it is cut."""
        self._tip = tip
        self._show_tip()

    @property
    def is_cut(self) -> bool:
        """True when not all of it can be seen."""
        return self._wanted_px() > self.contentsRect().width()

    @property
    def shown(self) -> str:
        """What is painted."""
        return QFontMetrics(self.font()).elidedText(self.text(), self._where, self.contentsRect().width())

    def sizeHint(self) -> QSize:
        """All of it."""
        return QSize(self._wanted_px() + self._around_px(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        letters = _LEAST_LETTERS * QFontMetrics(self.font()).averageCharWidth()
        return QSize(min(self._wanted_px(), letters) + self._around_px(), super().sizeHint().height())

    def _wanted_px(self) -> int:
        return QFontMetrics(self.font()).horizontalAdvance(self.text()) + 1

    def _around_px(self) -> int:
        margins = self.contentsMargins()
        return margins.left() + margins.right()

    def _show_tip(self) -> None:
        said = self._tip or (self.text() if self.is_cut else "")
        self.setToolTip(texts.tip(said))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less of it is left out."""
        super().resizeEvent(event)
        self._show_tip()

    def changeEvent(self, event: QEvent) -> None:
        """Other letters need other room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
            self._show_tip()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As a label paints it, but shortened."""
        painter = QPainter(self)
        flags = int(self.alignment())
        role = self.foregroundRole()
        self.style().drawItemText(
            painter, self.contentsRect(), flags, self.palette(), self.isEnabled(), self.shown, role
        )
        painter.end()
