"""Seconds spent inside a part of the work."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Adds up what happens inside `running`. Thread: one."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time inside."""
        began_s = time.perf_counter()
        try:
            yield
        finally:
            self.seconds += time.perf_counter() - began_s

    def taken(self) -> float:
        """The seconds so far, from which it starts again."""
        seconds, self.seconds = self.seconds, 0.0
        return seconds
