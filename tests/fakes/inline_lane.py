"""A lane without a thread: each job runs to its end where it is submitted."""

from collections.abc import Callable, Generator
from concurrent.futures import Future
from typing import Any

from core.lane import Priority


def finish(job: Any) -> Any:
    """Run a generator job to its end; anything else is its own result."""
    if not isinstance(job, Generator):
        return job
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value


class InlineLane:
    """Answers like `core.lane.Lane`, at once."""

    name = "inline"

    def __init__(self) -> None:
        self.is_paused = False
        self.is_busy = False

    def submit(self, priority: Priority, work: Callable[..., Any], *args: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(finish(work(*args)))
        except Exception as error:  # noqa: BLE001  like the real lane
            future.set_exception(error)
        return future

    def stop(self, future: Future[Any]) -> None:
        return

    def pause(self) -> None:
        self.is_paused = True

    def resume(self) -> None:
        self.is_paused = False

    def close(self) -> None:
        return
