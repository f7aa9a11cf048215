"""The sentence with its phrases as chips; the user may cut it otherwise, by mouse or keyboard."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import safe_text, theme
from ui.search.chip_layout import ChipLayout, Spot
from ui.search.phrase_editing import PhraseCut, Span
from ui.search.shapes import CENTRE, veil


class PhraseChips(QWidget):
    """Shows a cut. A click on a word takes it out or in, on a joint splits or joins; a drag makes one phrase."""

    recut = Signal(object)
    """The new spans: tuple of (first character, one beyond the last)."""
    resized = Signal()
    """Another sentence wants another height."""
    moved = Signal(object)
    """QRectF of the word that the keyboard has come to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cut = PhraseCut("", (), ())
        self._layout = ChipLayout(self._cut, (), 0.0, 0.0)
        self._hover: Spot | None = None
        self._pressed: Spot | None = None
        self._cursor = 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Phrases")
        self.setObjectName("phrases")

    @property
    def cut(self) -> PhraseCut:
        """What is shown."""
        return self._cut

    def show_cut(self, cut: PhraseCut) -> None:
        """Show a sentence and its phrases."""
        if cut.text != self._cut.text:
            self._cursor = 0
        self._cut = cut
        self._hover = self._pressed = None
        self.setAccessibleDescription(_spoken(cut))
        self._lay_out()
        self.updateGeometry()
        self.resized.emit()
        self.update()

    def _change(self, cut: PhraseCut) -> None:
        """The user has cut otherwise."""
        spans: tuple[Span, ...] = cut.spans
        self.show_cut(cut)
        self.recut.emit(spans)

    # ----------------------------------------------------------------- layout

    def hasHeightForWidth(self) -> bool:
        """Long sentences wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines."""
        return round(self._layout_at(width).height)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, round(self._line_px()) + 4)

    def minimumSizeHint(self) -> QSize:
        """One line, however narrow."""
        return QSize(80, round(self._line_px()) + 4)

    def resizeEvent(self, _event: QEvent) -> None:
        """Lay the words out again."""
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """A new font needs a new layout."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def _line_px(self) -> float:
        return QFontMetricsF(self.font()).height() + 11

    def _lay_out(self) -> None:
        self._layout = self._layout_at(self.width())

    def _layout_at(self, width: float) -> ChipLayout:
        metrics = QFontMetricsF(self.font())
        words_px = [metrics.horizontalAdvance(self._cut.word(i)) + 1 for i in range(len(self._cut.words))]
        return ChipLayout(self._cut, words_px, self._line_px(), width)

    # ----------------------------------------------------------------- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Chips, then words, then what the mouse and the keyboard point at."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        for phrase in range(len(self._cut.spans)):
            self._paint_chip(painter, phrase)
        for index in range(len(self._layout.boxes)):
            self._paint_word(painter, index)
        self._paint_joints(painter)
        if self.hasFocus() and self._layout.boxes:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.tokens(self.palette()).focus, 2))
            painter.drawRoundedRect(self._layout.rect_of(self._stop()).adjusted(-1, 1, 1, -1), 4, 4)
        painter.end()

    def _paint_chip(self, painter: QPainter, phrase: int) -> None:
        colour, style = theme.phrase_style(theme.tokens(self.palette()), phrase)
        painter.setPen(QPen(colour, 1.4, style))
        painter.setBrush(veil(colour, 46))
        for line in self._layout.lines_of(phrase):
            painter.drawRoundedRect(line, line.height() / 2, line.height() / 2)

    def _paint_word(self, painter: QPainter, index: int) -> None:
        colours = theme.tokens(self.palette())
        left, right = self._layout.edges(index)
        box = self._layout.boxes[index].adjusted(left, 0, -right, 0)
        owned = self._cut.owners[index] >= 0
        hovered = self._hover == Spot("word", index)
        painter.setPen(colours.text if owned or hovered else colours.faint)
        text = QFontMetricsF(self.font()).elidedText(
            self._cut.word(index), Qt.TextElideMode.ElideMiddle, box.width() + 1
        )
        painter.drawText(box, CENTRE, text)
        if hovered:
            painter.fillRect(QRectF(box.left(), box.bottom() - 5, box.width(), 1.4), colours.muted)
        if owned and self._layout.is_last(index):
            phrase = self._cut.owners[index]
            at = self._layout.rect_of(Spot("close", phrase)).center()
            strong = self._hover == Spot("close", phrase)
            painter.setPen(QPen(colours.text if strong else colours.muted, 1.5))
            for x in (-3, 3):
                painter.drawLine(at + QPointF(-x, -3), at + QPointF(x, 3))

    def _paint_joints(self, painter: QPainter) -> None:
        """While the mouse is over the chips, where they can be split; at the mouse, what a click would do."""
        colours = theme.tokens(self.palette())
        if self._pressed is not None and self._hover is not None and self._pressed.kind == "word":
            self._paint_drag(painter)
            return
        spot = self._hover
        if spot is not None:
            painter.setPen(QPen(colours.faint, 1, Qt.PenStyle.DotLine))
            for joint in range(len(self._cut.words) - 1):
                if self._cut.is_joined(joint):
                    box = self._layout.rect_of(Spot("joint", joint))
                    painter.drawLine(box.center() - QPointF(0, 5), box.center() + QPointF(0, 5))
        if spot is None or spot.kind != "joint":
            return
        box = self._layout.rect_of(spot)
        x = box.center().x()
        joined = self._cut.is_joined(spot.index)
        painter.setPen(QPen(colours.text, 1.6, Qt.PenStyle.DashLine if joined else Qt.PenStyle.SolidLine))
        if joined:
            painter.drawLine(QPointF(x, box.top() + 4), QPointF(x, box.bottom() - 4))
        else:
            y = box.center().y()
            painter.drawLine(QPointF(x - 4, y), QPointF(x + 4, y))
            painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))

    def _paint_drag(self, painter: QPainter) -> None:
        """The words that would become one phrase."""
        if self._pressed is None or self._hover is None or self._hover.kind != "word" or self._hover == self._pressed:
            return
        low, high = sorted((self._pressed.index, self._hover.index))
        painter.setPen(QPen(theme.tokens(self.palette()).focus, 1.6, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for index in range(low, high + 1):
            painter.drawRoundedRect(self._layout.boxes[index].adjusted(1, 3, -1, -3), 4, 4)

    # ----------------------------------------------------------------- what a click does

    def tip_of(self, spot: Spot) -> str:
        """What a click would do."""
        if spot.kind == "close":
            return "Remove this phrase; its words stay in the query"
        if spot.kind == "joint":
            return "Split phrase here" if self._cut.is_joined(spot.index) else "Join into one phrase"
        word = self._cut.word(spot.index)
        if self._cut.owners[spot.index] < 0:
            return f"Make “{word}” a phrase (drag across words to group them)"
        return f"Take “{word}” out of the phrase (drag across words to group them)"

    def do(self, spot: Spot) -> None:
        """What a click on a spot does."""
        if spot.kind == "close":
            self._change(self._cut.drop(spot.index))
        elif spot.kind == "joint":
            self._change(self._cut.toggle_joint(spot.index))
        else:
            self._change(self._cut.toggle_word(spot.index))

    # ----------------------------------------------------------------- mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would do."""
        self._hover = self._layout.spot_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._hover else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is pointed at."""
        self._hover = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._layout.spot_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click does what the spot says; a drag from word to word makes them one phrase."""
        pressed, released = self._pressed, self._layout.spot_at(event.position())
        self._pressed = None
        if pressed is None or released is None:
            self.update()
        elif pressed == released:
            self.do(pressed)
        elif pressed.kind == released.kind == "word":
            self._change(self._cut.gather(pressed.index, released.index))

    def event(self, event: QEvent) -> bool:
        """Tooltips; and while the chips have the focus their keys come before the window's shortcuts."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self._layout.spot_at(QPointF(event.pos()))
            tip = safe_text.tip(self.tip_of(spot)) if spot else ""
            QToolTip.showText(event.globalPos(), tip, self) if tip else QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            event.accept()
            return True
        return super().event(event)

    # ----------------------------------------------------------------- keyboard

    def _stop(self) -> Spot:
        """Where the keyboard stands: words and the joints between them take turns."""
        index, is_joint = divmod(self._cursor, 2)
        return Spot("joint" if is_joint else "word", index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right move, Space or Enter changes, Delete removes the phrase."""
        stops = max(0, 2 * len(self._cut.words) - 1)
        key = event.key()
        if not stops:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            self._move_to(min(max(self._cursor + step, 0), stops - 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._move_to(0 if key == Qt.Key.Key_Home else stops - 1)
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.do(self._stop())
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            owner = self._cut.owners[self._cursor // 2]
            if owner >= 0:
                self.do(Spot("close", owner))
        else:
            super().keyPressEvent(event)

    def _move_to(self, stop: int) -> None:
        self._cursor = stop
        self.moved.emit(self._layout.boxes[stop // 2])
        self.setAccessibleDescription(self.tip_of(self._stop()))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard stands."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it again."""
        super().focusOutEvent(event)
        self.update()


_KEYS = frozenset(
    (
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Space,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Backspace,
    )
)


def _spoken(cut: PhraseCut) -> str:
    """All phrases in one sentence."""
    phrases = [cut.text[start:stop] for start, stop in cut.spans]
    return f"{len(phrases)} phrases: {'; '.join(phrases)}" if phrases else "No phrases"
