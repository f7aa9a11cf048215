"""A line of text of which the middle or the end is left out where it does not fit; a tooltip says all of it."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from ui import safe_text

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
        super().setText(safe_text.printable(text))
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
        self.setToolTip(safe_text.tip(said))

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
        role = self.foregroundRole()
        self.style().drawItemText(
            painter, self.contentsRect(), self._flags(), self.palette(), self.isEnabled(), self.shown, role
        )
        painter.end()

    def _flags(self) -> int:
        return self.alignment().value


class WrappedLabel(ElidedLabel):
    """Words that take another line where they do not fit into one; a word without room by itself is shortened."""

    def __init__(self, kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(kind, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    @property
    def is_cut(self) -> bool:
        """True when not all of it can be seen, on however many lines."""
        return self._longest_word_px() > self.contentsRect().width()

    @property
    def shown(self) -> str:
        """What is painted."""
        return super().shown if self.is_cut else self.text()

    def hasHeightForWidth(self) -> bool:
        """Less width, more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at this width."""
        metrics, inside = QFontMetrics(self.font()), width - self._around_px()
        if self._longest_word_px() > inside:
            return self.sizeHint().height()
        wrapped = metrics.boundingRect(QRect(0, 0, inside, 0), Qt.TextFlag.TextWordWrap, self.text())
        return max(self.sizeHint().height(), wrapped.height())

    def _longest_word_px(self) -> int:
        metrics = QFontMetrics(self.font())
        return max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0)

    def _flags(self) -> int:
        return super()._flags() | (0 if self.is_cut else Qt.TextFlag.TextWordWrap.value)


class ElidedButton(QPushButton):
    """A link of which the end is left out where it does not fit; whoever sets its text gives it a tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "link")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        wanted, letters = super().sizeHint(), 2 * _LEAST_LETTERS * self.fontMetrics().averageCharWidth()
        return QSize(min(wanted.width(), letters), wanted.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As a button paints itself, with less text."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        around = self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())
        room = self.width() - around
        option.text = self.fontMetrics().elidedText(option.text, Qt.TextElideMode.ElideRight, room + 1)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()
