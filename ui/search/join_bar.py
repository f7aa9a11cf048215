"""The moments of a joined result on the line of their clip: where each step was found, and what lies between."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QToolTip, QWidget

from core.values import timecode
from ui import theme
from ui.actions import name_command
from ui.search.shapes import CENTRE
from ui.translate import translate

_EDGE_PX, _SIGN_PX, _BAR_PX = 14.0, 18.0, 5.0
_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class JoinedStep:
    """Where one step was found. Units: seconds on the player's clock."""

    start_s: float
    end_s: float
    best_s: float


class JoinTrack(QWidget):
    """A clip from its start to its end, with its steps numbered and joined by a line."""

    chosen = Signal(int)
    """The number of a step, from 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[JoinedStep, ...] = ()
        self._duration_s = 0.0
        self._fps: Fraction | None = None
        self._current = 0
        self.setObjectName("join_track")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(translate("Search", "Steps in this clip"))

    def show_steps(self, steps: Sequence[JoinedStep], duration_s: float, fps: Fraction | None, current: int) -> None:
        """Show these; `current` is the one whose frames are explained."""
        self._steps, self._duration_s, self._fps, self._current = tuple(steps), duration_s, fps, current
        self.setAccessibleDescription(self.spoken())
        self.update()

    @property
    def steps(self) -> tuple[JoinedStep, ...]:
        """What is shown."""
        return self._steps

    @property
    def current(self) -> int:
        """The step whose frames are explained."""
        return self._current

    def spoken(self) -> str:
        """All steps in one sentence."""
        return "; ".join(
            translate("Search", "step {number} at {time}").format(number=n, time=timecode(step.best_s, self._fps))
            for n, step in enumerate(self._steps, start=1)
        )

    def sizeHint(self) -> QSize:
        """Room for the line, its signs and their times."""
        return QSize(240, round(_SIGN_PX + QFontMetricsF(self.font()).height() * 0.9) + 8)

    def minimumSizeHint(self) -> QSize:
        """As high as always."""
        return QSize(120, self.sizeHint().height())

    def _x_of(self, time_s: float) -> float:
        share = min(1.0, max(0.0, time_s / self._duration_s)) if self._duration_s > 0 else 0.0
        return _EDGE_PX + share * (self.width() - 2 * _EDGE_PX)

    def signs(self) -> list[QRectF]:
        """Where the numbers are; of steps at one place side by side."""
        made: list[QRectF] = []
        for step in self._steps:
            sign = QRectF(self._x_of(step.best_s) - _SIGN_PX / 2, 2, _SIGN_PX, _SIGN_PX)
            if made and sign.left() < made[-1].right() + 1:
                sign.moveLeft(made[-1].right() + 1)
            made.append(sign)
        beyond = made[-1].right() - (self.width() - 2) if made else 0.0
        for place in range(len(made) - 1, -1, -1):  # what was pushed over the end comes back, and pushes on
            if beyond > 0:
                made[place].translate(-beyond, 0)
                beyond = made[place - 1].right() + 1 - made[place].left() if place else 0.0
        return made

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line of the clip, the stretches, the line that joins them, the numbers and times."""
        colours = theme.tokens(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, signs = 2 + _SIGN_PX / 2, self.signs()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.line)
        painter.drawRoundedRect(
            QRectF(_EDGE_PX, middle - _BAR_PX / 2, self.width() - 2 * _EDGE_PX, _BAR_PX), _BAR_PX / 2, _BAR_PX / 2
        )
        painter.setBrush(colours.muted)
        for step in self._steps:
            left, right = self._x_of(step.start_s), self._x_of(step.end_s)
            painter.drawRoundedRect(QRectF(left, middle - _BAR_PX / 2, max(3.0, right - left), _BAR_PX), 2, 2)
        for one, other in pairwise(signs):
            _paint_join(painter, one, other, colours)
        painter.setFont(theme.scaled(self.font(), 0.85, bold=True))
        for number, sign in enumerate(signs):
            is_current = number == self._current
            painter.setPen(QPen(colours.focus if is_current and self.hasFocus() else colours.accent, 1.6))
            painter.setBrush(colours.accent if is_current else colours.panel)
            painter.drawEllipse(sign.adjusted(1, 1, -1, -1))
            painter.setPen(colours.accent_text if is_current else colours.text)
            painter.drawText(sign, CENTRE, str(number + 1))
        self._paint_times(painter, signs, colours)
        painter.end()

    def _paint_times(self, painter: QPainter, signs: Sequence[QRectF], colours: theme.Tokens) -> None:
        """Below each number the time of its best frame, where there is room."""
        painter.setFont(theme.digits(theme.scaled(self.font(), 0.85)))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(colours.muted)
        free = 0.0
        for step, sign in zip(self._steps, signs, strict=True):
            text = timecode(step.best_s, self._fps)
            wide = metrics.horizontalAdvance(text) + 4
            left = min(max(0.0, sign.center().x() - wide / 2), self.width() - wide)
            if left >= free:
                painter.drawText(QRectF(left, sign.bottom() + 1, wide, metrics.height()), CENTRE, text)
                free = left + wide

    def event(self, event: QEvent) -> bool:
        """Tooltips, and keys that come before the window's."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._at(QPointF(event.pos()))
            tip = "" if number is None else self._tip(number)
            QToolTip.showText(event.globalPos(), tip, self) if tip else QToolTip.hideText()
            return True
        is_plain = isinstance(event, QKeyEvent) and event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.type() == QEvent.Type.ShortcutOverride and is_plain and event.key() in _KEYS:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def _tip(self, number: int) -> str:
        return translate("Search", "Step {number} at {time}. Click to go there.").format(
            number=number + 1, time=timecode(self._steps[number].best_s, self._fps)
        )

    def _at(self, at: QPointF) -> int | None:
        """The step below the mouse: its number, or its stretch."""
        for number, sign in enumerate(self.signs()):
            if sign.contains(at):
                return number
        for number, step in enumerate(self._steps):
            if self._x_of(step.start_s) - 2 <= at.x() <= self._x_of(step.end_s) + 2:
                return number
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be clicked."""
        is_over = self._at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to a step."""
        number = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self.chosen.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go from step to step, Enter goes to the one that is chosen."""
        key = event.key()
        if not self._steps or key not in _KEYS:
            super().keyPressEvent(event)
            return
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key), 0)
        self.chosen.emit(min(max(self._current + by, 0), len(self._steps) - 1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it again."""
        super().focusOutEvent(event)
        self.update()


class JoinBar(QWidget):
    """Above the heatmap of a joined result; hidden for all others."""

    step_chosen = Signal(int)
    play_asked = Signal()
    """Play from the first step to the last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("join_bar")
        self.track = JoinTrack()
        self._play = QPushButton(translate("Search", "Play steps"))
        self._play.setObjectName("play_steps")
        name_command(self._play, "play.steps", translate("Search", "Play from the first step to the last"))
        self._play.clicked.connect(lambda _=False: self.play_asked.emit())
        self.track.chosen.connect(self.step_chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_PX, 4, theme.SPACE_PX, 2)
        row.addWidget(self.track, 1)
        row.addWidget(self._play)
        self.hide()

    def show_join(self, steps: Sequence[JoinedStep], duration_s: float, fps: Fraction | None, current: int) -> None:
        """Show where the steps of a result are; fewer than two hide the bar."""
        self.track.show_steps(steps, duration_s, fps, current)
        self.setVisible(len(steps) > 1)


def _paint_join(painter: QPainter, one: QRectF, other: QRectF, colours: theme.Tokens) -> None:
    """A line from one number to the next, with the head of an arrow."""
    start, end = QPointF(one.right(), one.center().y()), QPointF(other.left(), other.center().y())
    painter.setPen(QPen(colours.accent, 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if end.x() - start.x() < 2:
        return
    painter.drawLine(start, end)
    if end.x() - start.x() >= 8:
        head = QPainterPath(end)
        head.lineTo(end + QPointF(-5, -4))
        head.moveTo(end)
        head.lineTo(end + QPointF(-5, 4))
        painter.drawPath(head)
