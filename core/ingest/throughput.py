"""How fast an ingest is: a moving average on a clock that runs only while there is work."""

from collections import deque

WINDOW_S = 60.0
"""What is shown as the rate is an average over this much work."""
STEADY_S = 600.0
"""A forecast leans on this much as well, so that a video that hangs for a minute does not turn minutes into days."""
ENOUGH_S = 20.0
"""No forecast before this much work was watched."""
HELD_S = 3.0
"""The lane comes by several times a second. When it was away for longer it was paused, or the machine slept."""
MARK_EVERY_S = 0.25


class Throughput:
    """Frames by seconds of work. Units: frames are sampled frames."""

    def __init__(self) -> None:
        self._worked_s = 0.0
        self._frames = 0
        self._marks: deque[tuple[float, int]] = deque([(0.0, 0)])

    def note(self, passed_s: float, frames: int) -> None:
        """Some time has passed and brought some frames; a long time without any is no work."""
        if frames == 0 and passed_s > HELD_S:
            return
        self._worked_s += passed_s
        self._frames += frames
        if self._worked_s - self._marks[-1][0] >= MARK_EVERY_S:
            self._marks.append((self._worked_s, self._frames))
        while len(self._marks) > 2 and self._marks[1][0] <= self._worked_s - STEADY_S:
            self._marks.popleft()

    @property
    def worked_s(self) -> float:
        """How much work was watched."""
        return self._worked_s

    @property
    def recent(self) -> float:
        """Frames per second over the last minute of work."""
        return self._since(self._worked_s - WINDOW_S)

    @property
    def steady(self) -> float | None:
        """For forecasts: half the last minute, half the last ten; None until it is known."""
        if self._worked_s < ENOUGH_S:
            return None
        rate = (self.recent + self._since(self._worked_s - STEADY_S)) / 2
        return rate if rate > 0 else None

    def _since(self, begin_s: float) -> float:
        """Frames per second since the last mark not after this moment."""
        at = next((mark for mark in reversed(self._marks) if mark[0] <= begin_s), self._marks[0])
        span_s = self._worked_s - at[0]
        return (self._frames - at[1]) / span_s if span_s > 0 else 0.0
