"""One thread on which jobs run one after another, the most urgent first.

A job is a function, or a generator function that yields where it may be interrupted; between two steps the
lane serves whatever is more urgent. A job that yields a number rests for so many seconds. Nothing is
preempted, so what lives on a lane needs no locks.

The lane's thread is never the last to hold what a job was given: finished jobs are put aside and freed by the thread
that asks. A job may hold an object of the window, and Qt's objects must not end on another thread.
"""

import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import suppress
from enum import IntEnum
from typing import Any, Generic, TypeVar, TypeVarTuple, overload

from core.errors import Cancelled

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
_log = logging.getLogger(__name__)


class Priority(IntEnum):
    """Smaller goes first."""

    LOAD = 0
    QUERY = 1
    EXPLAIN = 2
    BROWSE = 3
    INGEST = 4


class _LaneJob(Generic[T]):
    """A queued call: first a function, then perhaps the generator it returned."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.steps: Generator[Any, None, Any] | None = None
        self.future: Future[T] = Future()
        self.stop_asked = False
        self.rests_until_s = 0.0


class Lane:
    """A priority queue with one server: whichever thread calls `run`."""

    def __init__(self, name: str, now_s: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._now_s = now_s
        self._ready = threading.Condition()
        self._queue: list[tuple[int, int, _LaneJob[Any]]] = []
        self._tickets = itertools.count()
        self._closed = False
        self._paused = False
        self._running: _LaneJob[Any] | None = None
        self._finished: deque[_LaneJob[Any]] = deque()

    # ---- asked from any thread

    @overload
    def submit(self, priority: Priority, work: Callable[[*Ts], Generator[Any, None, T]], *args: *Ts) -> Future[T]: ...
    @overload
    def submit(self, priority: Priority, work: Callable[[*Ts], T], *args: *Ts) -> Future[T]: ...
    def submit(self, priority: Priority, work: Callable[[*Ts], Any], *args: *Ts) -> Future[Any]:
        """Queue a function or generator function; the future carries its return value.

        Raises: RuntimeError, when the lane is closed.
        """
        self.sweep()
        job: _LaneJob[Any] = _LaneJob(lambda: work(*args))
        with self._ready:
            if self._closed:
                raise RuntimeError(f"lane {self.name} is closed")
            self._queue.append((priority, next(self._tickets), job))
            self._ready.notify()
        return job.future

    def stop(self, future: Future[Any]) -> None:
        """End a job at its next yield, or before it began. Its future then raises Cancelled."""
        with self._ready:
            for _, _, job in [*self._queue, (0, 0, self._running)]:
                if job is not None and job.future is future:
                    job.stop_asked = True
            self._ready.notify()

    def sweep(self) -> None:
        """Free what finished jobs were given. Thread: whoever asks, never the lane's; `submit` does it too."""
        while self._finished:
            with suppress(IndexError):  # two may sweep at once
                self._finished.popleft()

    def pause(self) -> None:
        """Hold INGEST jobs at their next yield; everything else continues."""
        with self._ready:
            self._paused = True

    def resume(self) -> None:
        """Let INGEST jobs continue."""
        with self._ready:
            self._paused = False
            self._ready.notify()

    @property
    def is_paused(self) -> bool:
        """True while INGEST jobs are held."""
        return self._paused

    @property
    def is_busy(self) -> bool:
        """True when a job runs or waits."""
        with self._ready:
            return self._running is not None or bool(self._queue)

    def close(self) -> None:
        """Take no more jobs, stop the running one at its next yield, drop the rest; `run` then returns."""
        with self._ready:
            self._closed = True
            if self._running is not None:
                self._running.stop_asked = True
            self._ready.notify_all()

    # ---- the server

    def run(self) -> None:
        """Serve until closed. Thread: the lane's own; call it once."""
        while (entry := self._next()) is not None:
            again = self._step(entry[2])
            with self._ready:
                self._running = None
                if again:
                    self._queue.append(entry)
                else:
                    self._finished.append(entry[2])
            del entry
        self._drain()

    def _next(self) -> tuple[int, int, _LaneJob[Any]] | None:
        """Wait for the most urgent job that may run now; None when closed."""
        with self._ready:
            while True:
                if self._closed:
                    return None
                entry = min(filter(self._may_run, self._queue), default=None)
                if entry is not None:
                    self._queue.remove(entry)
                    self._running = entry[2]
                    return entry
                self._ready.wait(self._until_one_is_rested())

    def _until_one_is_rested(self) -> float | None:
        """Seconds until a resting job may continue; None when there is none."""
        now_s = self._now_s()
        rests = [job.rests_until_s - now_s for _, _, job in self._queue if job.rests_until_s > now_s]
        return min(rests, default=None)

    def _may_run(self, entry: tuple[int, int, _LaneJob[Any]]) -> bool:
        """Only paused ingest, and what rests, is held back, unless somebody asked it to stop."""
        priority, _, job = entry
        is_held = (self._paused and priority == Priority.INGEST) or job.rests_until_s > self._now_s()
        return not is_held or job.stop_asked

    def _step(self, job: _LaneJob[Any]) -> bool:
        """Run a job up to its next yield; True when there is more of it."""
        if job.steps is None:
            # First this: from here on the asker can no longer cancel the future under our hands.
            if not job.future.set_running_or_notify_cancel():
                return False
            if job.stop_asked:
                job.future.set_exception(Cancelled())
                return False
        try:
            if job.steps is None:
                made: object = job.work()
                if not isinstance(made, Generator):
                    job.future.set_result(made)
                    return False
                job.steps = made
            if job.stop_asked:
                job.steps.throw(Cancelled())
            else:
                rest_s = next(job.steps)
                job.rests_until_s = self._now_s() + rest_s if isinstance(rest_s, int | float) else 0.0
        except StopIteration as end:
            job.future.set_result(end.value)
            return False
        except Exception as error:
            job.future.set_exception(error)
            del job  # its traceback holds this frame, and the job's future the error: a cycle
            return False
        return True

    def _drain(self) -> None:
        """Answer everyone who still waits."""
        with self._ready:
            rest, self._queue = self._queue, []
        for _, _, job in rest:
            if job.steps is not None:
                try:
                    job.steps.throw(Cancelled())
                    job.steps.close()
                except (StopIteration, Cancelled):
                    pass
                except Exception:
                    _log.exception("a job on lane %s failed while it was being ended", self.name)
                job.future.set_exception(Cancelled())
            elif job.future.set_running_or_notify_cancel():
                job.future.set_exception(Cancelled())
            self._finished.append(job)
