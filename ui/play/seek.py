"""Where to send a player so that it shows the frame wanted, and whether it has. Pure.

Players of the FFmpeg family show the first frame that *ends* after the place asked for, and guess a frame's end
from the mean rate. So the start of a frame is the worst place to ask for: it gives the frame before. With a
steady rate the middle is safe. With a varying one the guess is wrong, and the place is a guessed frame's length
later.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from core.values import frame_middle_s

Verdict = Literal["there", "again", "roll"]
"""Arrived; send the player to `place` again; let it run forward from where it is."""

TOLERANCE_S = 0.0015
"""Players keep places in whole milliseconds."""
_ON_GRID = 0.06
"""Share of a frame."""
_INSIDE_S = 0.004
_TRIES = 4
_STEP_TRIES = 14
_ROLL_MOST_S = 2.0
_PROOF = 3
_LATE_S = 0.006
_SHORTEST_S = 0.026
"""Frames of a varying rate are told apart when one is at least this much longer than 1/60 s."""


@dataclass(slots=True)
class FrameTiming:
    """How a video's frames follow each other, as far as it is known."""

    fps: Fraction
    frame_s: float
    """Length of a frame as the player guesses it."""
    varies: bool = False
    lands_late: bool = False
    """True once a seek had to run forward from an earlier place: in this container seeks are slow."""
    on_grid: set[int] = field(default_factory=set)
    """Frames that were seen to begin where a steady rate has them."""

    @classmethod
    def of(cls, fps: Fraction | int) -> "FrameTiming":
        """The rhythm of a video of which only the rate is known."""
        return cls(Fraction(fps), float(1 / Fraction(fps)))

    def frame_at(self, time_s: float) -> int:
        """Number of the frame on screen at a time, when the rate is steady."""
        return max(0, int(time_s * float(self.fps) + _ON_GRID))

    def start_of(self, frame: int) -> float:
        """When a frame of a steady rate begins."""
        return float(max(0, frame) / self.fps)

    @property
    def is_steady(self) -> bool:
        """True when that cannot be chance any more."""
        return not self.varies and len(self.on_grid) >= _PROOF

    def has_start(self, time_s: float) -> bool:
        """True when a frame of a steady rate begins at this time."""
        place = time_s * float(self.fps)
        return abs(place - round(place)) < max(_ON_GRID, 0.0012 * float(self.fps))

    def learn(self, start_s: float, end_s: float) -> bool:
        """Take a frame; True when it shows for the first time that the rate varies."""
        self.frame_s = max(end_s - start_s, 0.001)
        if self.has_start(start_s):
            self.on_grid.add(round(start_s * self.fps))
        found = not self.varies and not self.has_start(start_s)
        self.varies = self.varies or found
        return found


@dataclass(slots=True)
class Seek:
    """A seek under way: the frame on screen `at` a time, or the one `after` or `before` the frame that starts then."""

    kind: Literal["at", "after", "before"]
    time_s: float
    tries: int = 0
    shift_s: float = 0.0
    back_s: float = 0.046
    """How far before a frame its predecessor is looked for; grows until there is one."""
    empty_s: float = 0.016
    """So far before the frame there is no other."""
    found_s: float = 0.0
    """How far before the frame one was found; 0 while none was."""
    rolling: bool = False
    must_hit: bool = False
    """While rolling: a frame beyond the one wanted does not do."""
    was_hasty: bool = False
    """True once it rolled fast; a second time it takes its time."""
    doubted_s: float | None = None
    """Start of a frame that would be right if the rate were steady, which is being found out."""

    def place(self, rhythm: FrameTiming) -> float:
        """Where to send the player."""
        if self.kind == "after":
            return self.time_s + rhythm.frame_s + 0.002 + self.shift_s
        if self.kind == "before":
            return max(0.0, self.time_s + rhythm.frame_s - self.back_s)
        return max(0.0, self._target_s(rhythm) + self.shift_s)

    def _target_s(self, rhythm: FrameTiming) -> float:
        if rhythm.varies or self.doubted_s is not None:
            return self.time_s + rhythm.frame_s - min(rhythm.frame_s / 2, _LATE_S)
        if rhythm.has_start(self.time_s):
            return frame_middle_s(round(self.time_s * rhythm.fps), rhythm.fps)
        return self.time_s + _INSIDE_S

    def judge(self, rhythm: FrameTiming, start_s: float, end_s: float) -> Verdict:
        """Take the frame that came."""
        if rhythm.learn(start_s, end_s) and self.kind == "at" and not self.rolling:
            return "there" if abs(start_s - self.time_s) < _LATE_S else "again"
        if self.rolling:
            return self._judge_rolling(rhythm, start_s, end_s)
        if self.kind == "at":
            return self._judge_at(rhythm, start_s, end_s)
        self.tries += 1
        if self.kind == "after":
            self.shift_s += rhythm.frame_s / 2
            arrived = start_s > self.time_s + TOLERANCE_S
        else:
            arrived = self._is_before(start_s)
        return "there" if arrived or self.tries >= _STEP_TRIES else "again"

    def _is_before(self, start_s: float) -> bool:
        """True at the very predecessor: far enough back to find one, near enough for none to lie between."""
        if self.time_s <= TOLERANCE_S:
            return True
        if start_s < self.time_s - TOLERANCE_S:
            self.found_s = self.time_s - start_s
            if self.found_s - self.empty_s < _SHORTEST_S:
                return True
            self.back_s = (self.empty_s + self.found_s) / 2
            return False
        self.empty_s = max(self.empty_s, self.back_s)
        if not self.found_s:
            self.back_s *= 1.4
        elif self.found_s - self.empty_s < _SHORTEST_S:
            self.back_s = self.found_s + 0.003
        else:
            self.back_s = (self.empty_s + self.found_s) / 2
        return False

    def _judge_at(self, rhythm: FrameTiming, start_s: float, end_s: float) -> Verdict:
        if self.doubted_s is not None and not rhythm.varies:
            return self._resolve_doubt(start_s)
        target_s = self._target_s(rhythm)
        late = start_s - self.time_s if rhythm.varies else (start_s + end_s) / 2 - target_s
        near = -_LATE_S < late <= rhythm.frame_s if rhythm.varies else start_s - TOLERANCE_S <= target_s < end_s
        if near and not (rhythm.varies or rhythm.is_steady or rhythm.has_start(self.time_s)):
            self.doubted_s = start_s
            return "again"
        if near:
            return "there"
        if self.tries > 0 and -_ROLL_MOST_S < late < 0:
            self.rolling = rhythm.lands_late = True
            return "roll"
        if self.tries >= _TRIES:
            return "there"
        self.tries += 1
        self.shift_s -= late * self.tries
        return "again"

    def _resolve_doubt(self, start_s: float) -> Verdict:
        """A frame that starts at exactly the requested time is it; else the one found first was right."""
        if abs(start_s - self.time_s) < TOLERANCE_S:
            return "there"
        self.time_s, self.doubted_s = self.doubted_s or 0.0, None
        return "again"

    def _judge_rolling(self, rhythm: FrameTiming, start_s: float, end_s: float) -> Verdict:
        if not self._is_reached(rhythm, start_s, end_s):
            return "roll"
        if self.must_hit and start_s > self.time_s + rhythm.frame_s / 2:
            self.rolling = self.must_hit = False
            return "again"
        return "there"

    def _is_reached(self, rhythm: FrameTiming, start_s: float, end_s: float) -> bool:
        """While rolling forward: at the frame, or already beyond it."""
        if rhythm.varies:
            return start_s > self.time_s - _LATE_S
        return end_s > self._target_s(rhythm)

    def throttle(self) -> bool:
        """No frame came, perhaps beyond the last one: look earlier. False when that was tried enough."""
        self.tries += 1
        self.rolling = False
        self.shift_s -= 0.4 * self.tries
        return self.kind == "at" and self.tries <= _TRIES
