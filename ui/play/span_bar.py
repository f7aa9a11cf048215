"""In and out points below the player: buttons to set and clear them, their timecodes and length, and the loop."""

from fractions import Fraction

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from core.values import MediaInfo, timecode
from ui import theme
from ui.actions import name_command
from ui.play.controls import fixed_font
from ui.play.span import PlaySpan
from ui.translate import translate
from ui.widgets import points
from ui.widgets.flow import FlowLayout

_ICON_PX = 20
_WIDE_PX = 400


class SpanBar(QWidget):
    """Says what is requested; shows what is set."""

    start_asked = Signal()
    end_asked = Signal()
    clear_asked = Signal()
    loop_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: MediaInfo | None = None
        self._span = PlaySpan()
        self._icons: dict[QToolButton, str] = {}
        self._start = self._button("mark-in", translate("Play", "Set in point at this frame"), "play.mark_in")
        self._in_time = self._label("in-time", translate("Play", "In point"))
        self._end = self._button("mark-out", translate("Play", "Set out point after this frame"), "play.mark_out")
        self._out_time = self._label("out-time", translate("Play", "Out point"))
        self._length = self._label("span-length", translate("Play", "Length between in and out"))
        self._clear = self._button("close", translate("Play", "Clear in and out points"), "play.clear_marks")
        self._loop = self._button("loop", translate("Play", "Loop between in and out"), "play.loop")
        self._loop.setCheckable(True)
        row = FlowLayout(self, 0)
        row.setContentsMargins(4, 0, 4, 2)
        for widget in (self._start, self._in_time, self._end, self._out_time, self._length, self._clear):
            row.addWidget(widget)
        row.push()
        row.addWidget(self._loop)
        self._start.clicked.connect(lambda: self.start_asked.emit())
        self._end.clicked.connect(lambda: self.end_asked.emit())
        self._clear.clicked.connect(lambda: self.clear_asked.emit())
        self._loop.clicked.connect(lambda on: self.loop_asked.emit(on))
        self.setObjectName("span-bar")
        self._say()
        self._recolour()

    def _button(self, icon: str, tip: str, command: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(icon)
        name_command(button, command, tip)
        button.setAccessibleName(tip)
        button.setMinimumSize(28, 28)
        self._icons[button] = icon
        return button

    def _label(self, name: str, spoken: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setAccessibleDescription(spoken)  # its name is what it says
        label.setContentsMargins(0, 0, 2, 0)
        return label

    # ----------------------------------------------------------------- what is shown

    def set_video(self, info: MediaInfo | None) -> None:
        """Another clip, or more is known of it: its rate and its recorded timecode."""
        self._info = info
        self._say()

    def show_span(self, span: PlaySpan, length_s: Fraction) -> None:
        """The points, and how long it is between them; where one is missing, to that end of the clip."""
        self._span = span
        start_s, end_s = span.within(length_s)
        fps = self._info.fps if self._info is not None else None
        self._length.setText("" if span.is_empty else f"({timecode(end_s - start_s, fps)})")
        self._say()

    def show_loop(self, on: bool) -> None:
        """Whether it loops."""
        self._loop.setChecked(on)

    def _say(self) -> None:
        for label, time_s in ((self._in_time, self._span.start_s), (self._out_time, self._span.end_s)):
            label.setText(points.point(self._info, time_s) if time_s is not None else "\N{EN DASH}")
            label.setToolTip(points.kind_of_point(self._info) if time_s is not None else "")
        self._clear.setEnabled(not self._span.is_empty)

    # ----------------------------------------------------------------- inside

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the length is left out: in, out and buttons keep one line."""
        super().resizeEvent(event)
        self._length.setVisible(event.size().width() >= _WIDE_PX)

    def changeEvent(self, event: QEvent) -> None:
        """Icons follow the theme."""
        super().changeEvent(event)
        if theme.has_changed(event):
            self._recolour()

    def _recolour(self) -> None:
        colour = theme.tokens(self.palette()).text
        for button, name in self._icons.items():
            button.setIcon(theme.icon(name, colour, _ICON_PX))
        font: QFont = theme.scaled(fixed_font(self), 0.84)
        for label in (self._in_time, self._out_time, self._length):
            label.setFont(font)
