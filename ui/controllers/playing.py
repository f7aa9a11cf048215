"""The player's keys, and the in and out points of each card."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QUndoCommand, QUndoStack

from core.values import Changes, Video, exact_length
from ui.browse.card import Card
from ui.controllers.selection import SelectionController
from ui.notices import Notice
from ui.play.span import PlaySpan, snapped
from ui.translate import translate
from ui.widgets import points
from ui.window.main_window import MainWindow

CardKey = tuple[int, int]
_ONCE = ("play.back", "play.pause", "play.forward", "play.mark_in", "play.mark_out", "play.toggle", "play.fullscreen")
"""Commands whose key does one thing however long it is held."""
_MARKED = 1
"""The kind of an undo step that can be one with the next."""


class PlayingController(QObject):
    """In and out points are remembered for every card while the program runs. Thread: main."""

    def __init__(self, window: MainWindow, selection: SelectionController, undo_stack: QUndoStack) -> None:
        super().__init__(window)
        self._window, self._selection, self._undo_stack = window, selection, undo_stack
        self._spans: dict[CardKey, PlaySpan] = {}
        self._cued: Card | None = None
        """The card in the player; None while it plays a kept moment."""
        self._is_still_held = False
        """True while K is held down."""
        for command_id in _ONCE:
            window.actions_[command_id].setAutoRepeat(False)
        player, loop = window.player, window.actions_["play.loop"]
        loop.toggled.connect(player.marks.set_loop)
        player.marks.loop_changed.connect(loop.setChecked)
        player.marks.marked.connect(self._remember)
        player.marks.changed.connect(self._show)
        window.evidence.span_chosen.connect(self._mark_stretch)
        selection.cued.connect(self._follow)
        window.installEventFilter(self)

    def follow(self, changes: Changes, videos: Mapping[int, Video]) -> None:
        """What is known of the clip in the player has changed, such as its recorded timecode: it is shown at once."""
        player = self._window.player
        for video in (videos[id_] for id_ in changes.videos if id_ in videos):
            if video.path == player.path and video.info is not None:
                player.learn(video.path, video.info)

    # ---- in and out

    def span_of(self, card: Card) -> tuple[Fraction, Fraction] | None:
        """The in and out points that were set for a card; None when none were."""
        span, info = self._spans.get(card.key, PlaySpan()), card.video.info
        return None if span.is_empty or info is None else span.within(exact_length(info))

    def play_moment(self, video: Video, span: PlaySpan) -> None:
        """Play a kept moment from its in point, with its points set: they can be moved and taken over."""
        player, self._cued = self._window.player, None
        start_s = float(span.start_s or 0)
        player.cue(video.path, start_s, video.info)
        if span.end_s is not None:
            player.set_moment(start_s, float(span.end_s))
        player.marks.set_span(span)
        player.play()

    def show_moment(self, video: Video, span: PlaySpan) -> None:
        """Stand at the in point of a stretch, with its points set; without any at the start of the clip."""
        player = self._window.player
        start_s = float(span.start_s or 0)
        if player.path == video.path:
            player.seek(start_s)
        else:
            self._cued = None
            player.cue(video.path, start_s, video.info)
        player.marks.set_span(span)

    def _follow(self, card: Card) -> None:
        """A card was cued: its points come with it."""
        self._cued = card
        self._window.player.marks.set_span(self._spans.get(card.key, PlaySpan()))

    def _remember(self, before: PlaySpan, after: PlaySpan, drag: int) -> None:
        """The user has set a point, moved one or taken them away."""
        path = self._window.player.path
        key = self._cued.key if self._cued is not None and path == self._cued.video.path else None
        if key is not None:
            self._spans[key] = after
        if path is not None:
            self._note(_Marked(self._put, (key, path), before, after, drag))

    def _note(self, step: "_Marked") -> None:
        if step.before != step.after:
            self._undo_stack.push(step)

    def _put(self, place: "_Place", span: PlaySpan) -> None:
        """Undone, or done again: in the player too, while it has the same card, or the same kept moment."""
        key, path = place
        if key is not None:
            self._spans[key] = span
        if self._window.player.path == path and key == (self._cued.key if self._cued is not None else None):
            self._window.player.marks.set_span(span)

    def _mark_stretch(self, start_s: float, end_s: float) -> None:
        """Columns of the heatmap were dragged over."""
        card, marks = self._selection.card, self._window.player.marks
        info = card.video.info if card is not None else None
        if card is None or info is None or info.is_still:
            return
        span = snapped(start_s, end_s, info.fps if info.fps > 0 else None, exact_length(info))
        before = self._spans.get(card.key, PlaySpan())
        self._spans[card.key] = span
        self._note(_Marked(self._put, (card.key, card.video.path), before, span))
        if self._window.player.path == card.video.path:
            self._cued = card
            marks.set_span(span)
        else:  # its clip is still being opened, or its drive is away
            self._window.evidence.set_span(span.start_s, span.end_s)

    def _show(self, span: PlaySpan) -> None:
        """In the heatmap too, while it explains the clip in the player."""
        card = self._selection.card
        is_same = card is not None and self._window.player.path == card.video.path
        self._window.evidence.set_span(span.start_s if is_same else None, span.end_s if is_same else None)

    # ---- J, K and L

    def shuttle(self, direction: int) -> None:
        """J, K or L; while K is held down, J and L step one frame."""
        if direction and self._is_still_held:
            self._window.player.step(direction)
        else:
            self._window.player.shuttle(direction)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See K, or the key in its place, go down and up; fields that take letters keep it to themselves."""
        kind = event.type()
        if kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyRelease) and isinstance(event, QKeyEvent):
            keys = QKeySequence(event.keyCombination())
            if keys in self._window.actions_["play.pause"].shortcuts() and not event.isAutoRepeat():
                self._is_still_held = kind == QEvent.Type.ShortcutOverride
        elif kind == QEvent.Type.WindowDeactivate:
            self._is_still_held = False
        return super().eventFilter(watched, event)

    # ---- timecode

    def copy_timecode(self) -> None:
        """The timecode of the selected moment into the clipboard; a notice says which one it is."""
        card = self._selection.card
        if card is None:
            return
        text = points.bare_point(card.video.info, card.best_s)
        QGuiApplication.clipboard().setText(text)
        if text:
            kind = points.kind_of_point(card.video.info)
            said = translate("Controllers", "Copied {timecode}.").format(timecode=text)
            self._window.notices.show_notice(Notice("done", said, f"{kind}.", "copied", fades=True))


_Place = tuple[CardKey | None, Path]
"""The card whose points they are, None for a kept moment that is played; its file."""


class _Marked(QUndoCommand):
    """In and out of a clip that were set, moved or taken away; all of one drag is one step."""

    def __init__(
        self,
        put: Callable[[_Place, PlaySpan], None],
        place: _Place,
        before: PlaySpan,
        after: PlaySpan,
        drag: int = 0,
    ) -> None:
        super().__init__(translate("Controllers", "in and out"))
        self._put, self._place, self._drag = put, place, drag
        self.before, self.after = before, after
        self._is_done = False

    def redo(self) -> None:
        """Called once when it is pushed, when there is nothing to do."""
        if self._is_done:
            self._put(self._place, self.after)
        self._is_done = True

    def undo(self) -> None:
        """As they were."""
        self._put(self._place, self.before)

    def id(self) -> int:
        """Qt asks those of the same number whether they are one step."""
        return _MARKED

    def mergeWith(self, other: QUndoCommand) -> bool:
        """A later move of the same drag."""
        if not isinstance(other, _Marked) or not self._drag or (other._place, other._drag) != (self._place, self._drag):
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)
        return True
