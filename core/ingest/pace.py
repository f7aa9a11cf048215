"""How much of the computer indexing may take now: all, a part, or nothing until later.

The choice is pure; `Pacer` drives the steps of an ingest by it and rests between them. May import values and settings.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from core.ingest.read_ahead import BLINK_S
from core.ports import Clock
from core.settings import MachineSettings, hours_of
from core.values import Pace, PaceMode

T = TypeVar("T")

SLOW_SHARE = 0.25
"""Of the time, when slowed: the model and the decoders then rest three times as long as they work."""
LONGEST_REST_S = 2.0
"""So that whatever ends the slowness is noticed soon."""
LOOK_AGAIN_S = 0.5
"""While held."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is happening outside. Units: `minute` of the day on the wall clock."""

    is_playing: bool = False
    on_battery: bool = False
    minute: int = 0


def choose_pace(machine: MachineSettings, now: Surroundings) -> Pace:
    """What the settings ask for in these surroundings; the strictest reason wins."""
    hours = hours_of(machine.hours)
    if hours is not None and not _is_within(now.minute, *hours):
        return Pace("held", f"waiting until {_clock(hours[0])}")
    reasons: list[tuple[PaceMode, str]] = []
    if now.is_playing:
        reasons.append((machine.while_playing, "playing"))
    if now.on_battery:
        reasons.append((machine.on_battery, "on battery"))
    for mode, word in (("held", "waiting"), ("slow", "slowed")):
        for asked, reason in reasons:
            if asked == mode:
                return Pace(asked, f"{word}: {reason}")
    return Pace()


def _is_within(minute: int, start: int, end: int) -> bool:
    """Both ends of the day wrap: from 20:00 to 07:00 holds at 23:00 and at 3:00. Equal ends mean always."""
    if start == end:
        return True
    return start <= minute < end if start < end else minute >= start or minute < end


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


class Pacer:
    """Lets an ingest go at the chosen pace. Thread: `through` on the engine lane; the attributes are set from any."""

    def __init__(self, machine: MachineSettings, look: Callable[[], Surroundings] | None, now_s: Clock) -> None:
        self.machine = machine
        self.is_playing = False
        """Set by whoever plays a video."""
        self.pace = Pace()
        self.on_change: Callable[[], object] = lambda: None
        """Called on the engine lane when the pace has changed."""
        self._look = look
        self._now_s = now_s

    def through(self, steps: Generator[Any, None, T]) -> Generator[Any, None, T]:
        """The same job, step by step at the pace of the moment; yields the seconds to rest, see `core.lane`."""
        self._set(Pace())
        try:
            while True:
                if self._mode() == "held":
                    yield LOOK_AGAIN_S
                    continue
                began_s = self._now_s()
                try:
                    rest = next(steps)
                except StopIteration as end:
                    result: T = end.value
                    return result
                if self.pace.mode == "slow":
                    # A step that only waited for a decoder took a blink; the decoders rest by themselves.
                    took_s = max(0.0, self._now_s() - began_s - BLINK_S)
                    wanted_s = rest if isinstance(rest, int | float) else 0.0
                    rest = max(wanted_s, min(LONGEST_REST_S, took_s * (1 / SLOW_SHARE - 1)))
                yield rest
        finally:
            steps.close()

    def _mode(self) -> PaceMode:
        """Look around; without a machine to watch nothing is slowed: somebody asked for the work a moment ago."""
        if self._look is not None:
            seen = self._look()
            self._set(choose_pace(self.machine, Surroundings(self.is_playing, seen.on_battery, seen.minute)))
        return self.pace.mode

    def _set(self, pace: Pace) -> None:
        if pace != self.pace:
            self.pace = pace
            self.on_change()
