"""The in and out points of the clip in the player: set at its frame, shown on bar and timeline, looped."""

from fractions import Fraction

from PySide6.QtCore import QObject, Signal

from core.values import MediaInfo, exact_length
from ui.play.span import PlaySpan, frame_span
from ui.play.span_bar import SpanBar
from ui.play.timeline import Timeline


class PlayerMarks(QObject):
    """One span for the clip that is cued. Units: seconds on the player's clock."""

    changed = Signal(object)
    """The new PlaySpan, whoever set it."""
    marked = Signal(object, object, int)
    """The PlaySpan before and the new one, when the user has set it; the number of the drag, 0 for keys and buttons."""
    loop_changed = Signal(bool)
    shown_asked = Signal(float)
    """Show the frame at a point that is being dragged."""

    def __init__(self, timeline: Timeline, bar: SpanBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timeline, self._bar = timeline, bar
        self._info: MediaInfo | None = None
        self._frame = 0.0, 0.0
        self.span = PlaySpan()
        self.is_looping = False
        timeline.start_dragged.connect(self._drag_start)
        timeline.end_dragged.connect(self._drag_end)
        bar.start_asked.connect(self.set_start)
        bar.end_asked.connect(self.set_end)
        bar.clear_asked.connect(self.clear)
        bar.loop_asked.connect(self.set_loop)

    # ---- what the player tells

    def set_video(self, info: MediaInfo | None) -> None:
        """Another clip is cued, or none: nothing is set."""
        self._info, self._frame = info, (0.0, 0.0)
        self._bar.setEnabled(info is not None and not info.is_still)
        self._bar.set_video(info)
        self._set(PlaySpan())

    def set_info(self, info: MediaInfo | None) -> None:
        """More is known of the same clip."""
        self._info = info
        self._bar.set_video(info)

    def stand(self, start_s: float, end_s: float = 0.0) -> None:
        """The frame on screen; its end is 0 where the player does not say it."""
        self._frame = start_s, end_s

    # ---- what the user asks

    def set_start(self) -> None:
        """In point: the frame on screen is the first one."""
        if self._can_mark:
            self._mark(self.span.with_start(frame_span(*self._frame, self._fps)[0]))

    def set_end(self) -> None:
        """Out point: the frame on screen is the last one."""
        if self._can_mark:
            end_s = frame_span(*self._frame, self._fps)[1]
            self._mark(self.span.with_end(min(end_s, self._length_s) if self._length_s > 0 else end_s))

    def clear(self) -> None:
        """Take both points away."""
        self._mark(PlaySpan())

    def set_span(self, span: PlaySpan) -> None:
        """Both points at once, exact as they are."""
        if self._can_mark:
            self._set(span)

    def set_loop(self, on: bool) -> None:
        """Play the stretch between the points again and again; without points the whole clip."""
        if on != self.is_looping:
            self.is_looping = on
            self.loop_changed.emit(on)
        self._bar.show_loop(on)

    @property
    def complete(self) -> tuple[Fraction, Fraction] | None:
        """In and out, a missing one at that end of the clip; None while nothing is set."""
        return None if self.span.is_empty else self.span.within(self._length_s)

    @property
    def loop_start_s(self) -> float:
        """Where the loop begins."""
        return float(self.span.start_s or 0)

    # ---- within

    @property
    def _can_mark(self) -> bool:
        return self._info is not None and not self._info.is_still

    @property
    def _fps(self) -> Fraction | None:
        return self._info.fps if self._info is not None and self._info.fps > 0 else None

    @property
    def _length_s(self) -> Fraction:
        return exact_length(self._info) if self._info is not None else Fraction()

    def _drag_start(self, time_s: float) -> None:
        if self._can_mark and time_s < float(self.span.within(self._length_s)[1]):
            self._mark(self.span.with_start(frame_span(time_s, 0.0, self._fps)[0]), self._timeline.drag)
            self.shown_asked.emit(time_s)

    def _drag_end(self, time_s: float) -> None:
        start_s, end_s = frame_span(time_s, 0.0, self._fps)
        if self._can_mark and start_s >= self.span.within(self._length_s)[0]:
            least_s = min(end_s, self._length_s) if self._length_s > 0 else end_s
            self._mark(self.span.with_end(least_s), self._timeline.drag)
            self.shown_asked.emit(time_s)

    def _mark(self, span: PlaySpan, drag: int = 0) -> None:
        before = self.span
        self._set(span)
        self.marked.emit(before, span, drag)

    def _set(self, span: PlaySpan) -> None:
        is_new, self.span = span != self.span, span
        self._timeline.set_span(span)
        self._bar.show_span(span, self._length_s)
        if is_new:
            self.changed.emit(span)
