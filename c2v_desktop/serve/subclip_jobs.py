"""Subclips that scripts asked for: made beside the library, one job at a time, with their progress."""

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from c2v_desktop.format.subclip_text import subclips_json
from core.errors import C2VError, QueryError
from core.export import SubclipOutcome, SubclipPlan, measure_subclips, write_subclips
from core.ports import SubclipMaker

State = Literal["waiting", "running", "done", "stopped", "failed"]
MOST_JOBS = 100
"""So many are remembered; the oldest that have ended are forgotten."""
_LEAVE_S = 2.0
"""A job may take so long to stop when the server ends."""
_log = logging.getLogger(__name__)


class ClosingMaker(SubclipMaker, Protocol):
    """A maker of one's own."""

    def close(self) -> None:
        """End its process."""
        ...


@dataclass(slots=True)
class _Job:
    number: int
    plan: SubclipPlan
    is_dry: bool
    state: State = "waiting"
    share: float = 0.0
    error: str = ""
    is_stop_asked: bool = False
    outcomes: list[SubclipOutcome] = field(default_factory=list)


class SubclipJobs:
    """Thread: any; files are made on a thread of its own, which begins with the first job."""

    def __init__(self, open_maker: Callable[[], ClosingMaker]) -> None:
        self._open_maker = open_maker
        self._changed = threading.Condition()
        self._jobs: dict[int, _Job] = {}
        self._thread: threading.Thread | None = None
        self._is_closed = False
        self._last = 0

    def start(self, plan: SubclipPlan, *, is_dry: bool) -> dict[str, Any]:
        """Queue a plan; returns what is known of it at once. Raises: QueryError, where too many wait."""
        with self._changed:
            self._forget_old()
            if len(self._jobs) >= MOST_JOBS:
                raise QueryError("Too many subclips are waiting.", "Ask again when some are done.")
            self._last += 1
            job = self._jobs[self._last] = _Job(self._last, plan, is_dry)
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._work, name="scripts subclips", daemon=True)
                self._thread.start()
            self._changed.notify_all()
            return _described(job)

    def describe(self, number: int) -> dict[str, Any]:
        """How far a job is. Raises: QueryError."""
        with self._changed:
            return _described(self._job(number))

    def stop(self, number: int) -> dict[str, Any]:
        """End a job behind its next step; whole files stay, none is left half. Raises: QueryError."""
        with self._changed:
            job = self._job(number)
            job.is_stop_asked = True
            if job.state == "waiting":
                job.state = "stopped"
            return _described(job)

    def close(self) -> None:
        """Stop all of them."""
        with self._changed:
            self._is_closed = True
            for job in self._jobs.values():
                job.is_stop_asked = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(_LEAVE_S)

    def _job(self, number: int) -> _Job:
        job = self._jobs.get(number)
        if job is None:
            raise QueryError(f"There is no job {number}.", "“subclips” says the number of each.")
        return job

    def _forget_old(self) -> None:
        ended = [job.number for job in self._jobs.values() if job.state not in ("waiting", "running")]
        for number in ended[: max(0, len(self._jobs) - MOST_JOBS + 1)]:
            del self._jobs[number]

    # ---- Thread: its own

    def _work(self) -> None:
        maker: ClosingMaker | None = None
        try:
            while (job := self._next()) is not None:
                try:
                    maker = maker or self._open_maker()
                    self._make(job, maker)
                except C2VError as error:
                    self._end(job, "failed", str(error))
                except Exception:
                    _log.exception("subclips failed")
                    self._end(job, "failed", "Unexpected error (a bug in C2V Desktop). Details are in the log.")
        finally:
            if maker is not None:
                maker.close()

    def _next(self) -> _Job | None:
        with self._changed:
            while not self._is_closed:
                job = next((each for each in self._jobs.values() if each.state == "waiting"), None)
                if job is not None:
                    job.state = "running"
                    return job
                self._changed.wait()
        return None

    def _make(self, job: _Job, maker: SubclipMaker) -> None:
        steps = measure_subclips(job.plan, maker) if job.is_dry else write_subclips(job.plan, maker)
        with closing(steps):
            for step in steps:
                with self._changed:
                    job.share = step.share
                    if step.outcome is not None:
                        job.outcomes.append(step.outcome)
                    if job.is_stop_asked and step.share < 1:
                        break
        self._end(job, "stopped" if len(job.outcomes) < len(job.plan.subclips) else "done")

    def _end(self, job: _Job, state: State, error: str = "") -> None:
        with self._changed:
            job.state, job.error = state, error


def _described(job: _Job) -> dict[str, Any]:
    said = subclips_json(job.plan, job.outcomes, is_dry=job.is_dry)
    wanted = len(job.plan.subclips)
    return {"job": job.number, "state": job.state, "share": job.share, "error": job.error, "wanted": wanted, **said}
