"""Writing files beside the lane, so that questions are answered meanwhile."""

from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

T = TypeVar("T")
REST_S = 0.05
"""Between two looks whether it is done; the lane serves others, or sleeps."""


class BackgroundWriter:
    """One piece of work at a time, on a thread of its own. Thread: one at a time asks."""

    def __init__(self) -> None:
        self._pending: Future[Any] | None = None
        self.turn = 0
        """Another number than before means: something else was saved or read since."""

    def run(self, work: Callable[[], T]) -> Generator[float, None, T]:
        """What `work` returns, in steps; it must touch nothing but files and what never changes.

        Whoever ends the steps before waits for it: nobody may write the same files at once.
        """
        with ThreadPoolExecutor(1, "index files") as pool:
            self._pending = future = pool.submit(work)
            while not future.done():
                yield REST_S
        return future.result()

    def take_over(self) -> None:
        """Wait for what is being written: from here on somebody else writes or reads these files."""
        if self._pending is not None:
            wait([self._pending])
            self._pending = None
        self.turn += 1
