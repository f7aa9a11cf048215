"""The steps of a query with their phrases as chips; the user may cut them otherwise, by mouse or keyboard."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from core.values import Phrase
from ui import safe_text, theme
from ui.search import phrase_marks
from ui.search.chip_keys import BEGIN_STEP, MARKS, is_own, marked_by_key, spoken
from ui.search.chip_layout import ChipLayout, Spot
from ui.search.chip_painter import ChipPainter, arrow_text, role_text, weight_text
from ui.search.phrase_editing import PhraseCut, Span
from ui.search.phrase_menu import phrase_menu
from ui.search.step_line import StepBreaks
from ui.search.step_menu import step_menu
from ui.translate import translate
from ui.widgets.menu_text import with_keys

_DRAG_PX = 8
"""From this height on a drag changes a weight."""


class PhraseChips(QWidget):
    """Shows a cut and what was chosen for each phrase.

    A click on a word takes it out or in, on a joint splits or joins, on a dot mutes; a drag along words makes one
    phrase of them, a drag up or down changes how much a phrase counts. Arrows stand between the steps of a query.
    """

    recut = Signal(object)
    """The new spans: tuple of (first character, one beyond the last)."""
    marked = Signal(object)
    """The phrases with what was chosen for them: tuple of Phrase."""
    step_edited = Signal(str, int)
    """"split" with the number of the phrase that begins a step; "join", "swap" or "remove" with that of a step."""
    gap_chosen = Signal(float)
    """The longest time between two steps. Units: seconds."""
    undo_asked = Signal()
    redo_asked = Signal()
    resized = Signal()
    """Another sentence wants another height."""
    moved = Signal(object)
    """QRectF of the word that the keyboard has come to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cut = PhraseCut("", (), ())
        self._phrases: tuple[Phrase, ...] = ()
        self._breaks = StepBreaks()
        self._pressed_at = QPointF()
        self._weighed: tuple[int, Phrase] | None = None
        self._layout = ChipLayout(self._cut, (), 0.0, 0.0)
        self._hover: Spot | None = None
        self._pressed: Spot | None = None
        self._cursor = 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(translate("Search", "Phrases"))
        self.setObjectName("phrases")

    @property
    def cut(self) -> PhraseCut:
        """What is shown."""
        return self._cut

    def show_cut(self, cut: PhraseCut, phrases: Sequence[Phrase] = (), breaks: StepBreaks | None = None) -> None:
        """Show a line, its phrases and its steps. None: nothing was chosen for phrases, steps stay as they are."""
        if cut.text != self._cut.text:
            self._cursor = 0
        self._cut = cut
        self._breaks = self._breaks if breaks is None else breaks
        plain = tuple(Phrase(cut.text[start:stop], start, stop) for start, stop in cut.spans)
        self._phrases = tuple(phrases) if len(phrases) == len(plain) else plain
        self._hover = self._pressed = self._weighed = None
        self.setAccessibleDescription(spoken(self._phrases, self._breaks))
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
        small = QFontMetricsF(theme.scaled(self.font(), 0.85))
        roles_px = [small.horizontalAdvance(role) + 5 if (role := role_text(each)) else 0.0 for each in self._phrases]
        weights_px = [
            small.horizontalAdvance(text) + 6 if (text := weight_text(each)) else 0.0 for each in self._phrases
        ]
        arrow_px = small.horizontalAdvance(arrow_text(self._breaks.within_s)) + 14
        arrows_px = dict.fromkeys(self._joints_of_steps(), arrow_px)
        return ChipLayout(self._cut, words_px, self._line_px(), width, roles_px, weights_px, arrows_px)

    def _joints_of_steps(self) -> list[int]:
        """The words that another step follows."""
        steps = [self._breaks.step_of(start) for start, _ in self._cut.words]
        return [joint for joint, (one, other) in enumerate(pairwise(steps)) if one != other]

    # ----------------------------------------------------------------- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Chips, then words, then what the mouse and the keyboard point at."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        ChipPainter(self, painter, self._layout, self._phrases, self._breaks).paint(self._hover, self._pressed)
        if self.hasFocus() and self._layout.boxes:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.tokens(self.palette()).focus, 2))
            painter.drawRoundedRect(self._layout.rect_of(self._stop()).adjusted(-1, 1, 1, -1), 4, 4)
        painter.end()

    # ----------------------------------------------------------------- what a click does

    def tip_of(self, spot: Spot) -> str:
        """What a click would do."""
        if spot.kind == "close":
            return translate("Search", "Remove this phrase; its words stay in the query")
        if spot.kind == "dot":
            return (
                translate("Search", "Include this phrase again")
                if self._phrases[spot.index].muted
                else translate("Search", "Mute this phrase (U)")
            )
        if spot.kind == "arrow":
            return translate(
                "Search", "The next step of the same clip. Click to change the gap, the order, or to join."
            )
        if spot.kind == "joint":
            return (
                translate("Search", "Split phrase here")
                if self._cut.is_joined(spot.index)
                else translate("Search", "Join into one phrase")
            )
        word = self._cut.word(spot.index)
        if self._cut.owners[spot.index] < 0:
            return translate("Search", "Make “{word}” a phrase (drag across words to group them)").format(word=word)
        return translate("Search", "Take “{word}” out of the phrase (drag across words to group them)").format(
            word=word
        )

    def do(self, spot: Spot) -> None:
        """What a click on a spot does."""
        if spot.kind == "close":
            self._change(self._cut.drop(spot.index))
        elif spot.kind == "dot":
            self._mark(spot.index, phrase_marks.toggle_mute(self._phrases[spot.index]))
        elif spot.kind == "arrow":
            self._pop_up(self.step_menu_of(spot), self._layout.rect_of(spot).bottomLeft().toPoint())
        elif spot.kind == "joint":
            self._change(self._cut.toggle_joint(spot.index))
        else:
            self._change(self._cut.toggle_word(spot.index))

    def _mark(self, index: int, phrase: Phrase) -> None:
        """The user has chosen something for a phrase."""
        phrases = phrase_marks.replaced(self._phrases, index, phrase)
        self.show_cut(self._cut, phrases)
        self.marked.emit(phrases)

    def menu_of(self, index: int) -> QMenu:
        """The menu of a phrase."""
        return phrase_menu(
            self,
            self._phrases[index],
            lambda phrase: self._mark(index, phrase),
            lambda: self.do(Spot("close", index)),
            (lambda: self.step_edited.emit("split", index)) if self._can_begin_step(index) else None,
        )

    def step_menu_of(self, spot: Spot) -> QMenu:
        """The menu of an arrow."""
        number = self._step_before(spot)
        return step_menu(
            self,
            self._breaks.within_s,
            self.gap_chosen.emit,
            (
                (translate("Search", "Swap the two steps"), partial(self.step_edited.emit, "swap", number)),
                (
                    with_keys(translate("Search", "Join into one sentence"), "Del"),
                    partial(self.step_edited.emit, "join", number),
                ),
                (translate("Search", "Remove this step"), partial(self.step_edited.emit, "remove", number + 1)),
            ),
        )

    def _step_before(self, spot: Spot) -> int:
        """The number of the step before an arrow."""
        return self._breaks.step_of(self._cut.words[spot.index][0])

    def _can_begin_step(self, index: int) -> bool:
        """True when a phrase has another one before it in its step."""
        step_of = self._breaks.step_of
        return index > 0 and step_of(self._phrases[index - 1].start) == step_of(self._phrases[index].start)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the phrase below the mouse, or where the keyboard stands."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        spot = self._stop() if by_key else self._layout.spot_at(QPointF(event.pos()))
        if spot is not None and spot.kind == "arrow":
            self.do(spot)
            return
        owner = self._owner(spot)
        if owner >= 0:
            at = self._layout.rect_of(Spot("dot", owner)).bottomLeft().toPoint() if by_key else event.pos()
            self._pop_up(self.menu_of(owner), at)

    def _pop_up(self, menu: QMenu, at: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(at))

    def _owner(self, spot: Spot | None) -> int:
        """The phrase a spot belongs to, or -1."""
        if spot is None or not self._cut.words or spot.kind == "arrow":
            return -1
        return spot.index if spot.kind in ("dot", "close") else self._cut.owners[spot.index]

    # ----------------------------------------------------------------- mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would do; of a drag up or down, the weight."""
        if self._weigh(event.position()):
            return
        self._hover = self._layout.spot_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._hover else Qt.CursorShape.ArrowCursor)
        self.update()

    def _weigh(self, at: QPointF) -> bool:
        """True while a drag up or down changes how much a phrase counts."""
        index = self._owner(self._pressed)
        way = self._pressed_at - at
        if index < 0 or (self._weighed is None and (abs(way.y()) < _DRAG_PX or abs(way.y()) <= abs(way.x()))):
            return False
        start = self._weighed[1] if self._weighed is not None else self._phrases[index]
        self._weighed = index, start
        self._phrases = phrase_marks.replaced(self._phrases, index, phrase_marks.dragged(start, way.y()))
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self._lay_out()
        self.update()
        return True

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is pointed at."""
        self._hover = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._pressed_at = self._layout.spot_at(event.position()), event.position()
            self._weighed = None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click does what the spot says; a drag from word to word makes them one phrase."""
        if self._weighed is not None and event.button() == Qt.MouseButton.LeftButton:
            index = self._weighed[0]
            self._mark(index, self._phrases[index])
            return
        pressed, released = self._pressed, self._layout.spot_at(event.position())
        self._pressed = None
        if pressed is None or released is None:
            self.update()
        elif pressed == released:
            self.do(pressed)
        elif pressed.kind == released.kind == "word" and self._is_one_step(pressed.index, released.index):
            self._change(self._cut.gather(pressed.index, released.index))

    def _is_one_step(self, one: int, other: int) -> bool:
        words = self._cut.words
        return self._breaks.step_of(words[one][0]) == self._breaks.step_of(words[other][0])

    def event(self, event: QEvent) -> bool:
        """Tooltips; and while the chips have the focus their keys come before the window's shortcuts."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self._layout.spot_at(QPointF(event.pos()))
            tip = safe_text.tip(self.tip_of(spot)) if spot else ""
            QToolTip.showText(event.globalPos(), tip, self) if tip else QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_own(event):
            event.accept()
            return True
        return super().event(event)

    # ----------------------------------------------------------------- keyboard

    def _stop(self) -> Spot:
        """Where the keyboard stands: words and the joints between them take turns."""
        index, is_joint = divmod(self._cursor, 2)
        if is_joint and index in self._layout.arrows:
            return Spot("arrow", index)
        return Spot("joint" if is_joint else "word", index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right move, Space or Enter changes, Delete removes the phrase; letters choose its role."""
        stops = max(0, 2 * len(self._cut.words) - 1)
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_asked.emit()
        elif not stops:
            super().keyPressEvent(event)
        elif event.text() == BEGIN_STEP:
            owner = self._owner(self._stop())
            if owner >= 0 and self._can_begin_step(owner):
                self.step_edited.emit("split", owner)
        elif key in MARKS:
            owner = self._owner(self._stop())
            if owner >= 0:
                self._mark(owner, marked_by_key(self._phrases[owner], key))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            self._move_to(min(max(self._cursor + step, 0), stops - 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._move_to(0 if key == Qt.Key.Key_Home else stops - 1)
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.do(self._stop())
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            stop, owner = self._stop(), self._cut.owners[self._cursor // 2]
            if stop.kind == "arrow":
                self.step_edited.emit("join", self._step_before(stop))
            elif owner >= 0:
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
