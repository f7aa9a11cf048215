"""Joined results: which step is explained, and playing from the first step to the last."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.values import Hit, Segment
from ui.browse.card import Card, middle_frame_s
from ui.search.join_bar import JoinedStep
from ui.window.main_window import MainWindow

PRE_ROLL_S = 0.5
"""Before the user chooses."""


def segments_of(hit: Hit) -> tuple[Segment, ...]:
    """Where each step of a moment was found."""
    return (hit.segment, *hit.then)


class JoinedController(QObject):
    """Shows the steps of the selected result above its heatmap and on the timeline. Thread: main."""

    step_chosen = Signal(int)

    def __init__(self, window: MainWindow, play: Callable[[Card, float], object]) -> None:
        """`play` plays a card from a time."""
        super().__init__(window)
        self._window, self._play = window, play
        self.pre_roll_s = PRE_ROLL_S
        self._stop: tuple[Path, float] | None = None
        """The clip that plays, and where it is to stop."""
        self._has_begun = False
        window.join_bar.step_chosen.connect(self.step_chosen)
        window.player.position_changed.connect(self._follow)
        window.player.playing_changed.connect(self._playing_changed)

    def show(self, card: Card | None, step: int) -> None:
        """The steps of a card, or none."""
        hit = card.hit if card is not None else None
        if card is None or hit is None or not hit.then:
            self._window.join_bar.show_join((), 0.0, None, 0)
            return
        times_s = _times_of(card, hit)
        steps = [
            JoinedStep(each.start_s, each.end_s, time_s) for each, time_s in zip(segments_of(hit), times_s, strict=True)
        ]
        info = card.video.info
        duration_s = info.duration_s if info is not None else max(each.end_s for each in steps)
        self._window.join_bar.show_join(steps, duration_s, info.fps if info is not None else None, step)

    def mark(self, card: Card) -> None:
        """Its stretches on the player's timeline."""
        hit = card.hit
        joined = segments_of(hit) if hit is not None and hit.then else ()
        self._window.player.set_joined([(each.start_s, each.end_s) for each in joined])

    # ---- playing

    def play(self, card: Card | None) -> bool:
        """Play from the first step to the end of the last one; False where a card has no steps."""
        if card is None or card.hit is None or not card.hit.then:
            return False
        segments = segments_of(card.hit)
        self._stop = card.video.path, max(each.end_s for each in segments)
        self._has_begun = False
        self._play(card, max(0.0, min(segments[0].end_s, _times_of(card, card.hit)[0]) - self.pre_roll_s))
        return True

    def _follow(self, time_s: float) -> None:
        """Stop where the last step ends."""
        if self._stop is None or not self._window.player.is_playing:
            return
        path, stop_s = self._stop
        if self._window.player.path != path:
            self._stop = None
        elif time_s >= stop_s and self._has_begun:
            self._stop = None
            self._window.player.shuttle(0)
        elif time_s < stop_s:
            self._has_begun = True  # a position of before the jump to the first step is not the end

    def _playing_changed(self, is_playing: bool) -> None:
        """Whoever stops it takes over."""
        if not is_playing and self._has_begun:
            self._stop = None


def _times_of(card: Card, hit: Hit) -> list[float]:
    """The frame of each step: the best one once it is known."""
    later = card.later_s or tuple(middle_frame_s(each) for each in hit.then)
    return [card.best_s, *later]
