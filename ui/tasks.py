"""Work for the lanes, awaited by panels: capture, await, apply. Newest wins where a panel says so.

The only file of the window that knows asyncio.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import Future
from typing import Any, TypeVar, TypeVarTuple, overload

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import Cancelled
from core.lane import Lane, Priority
from core.values import Changes, IngestProgress

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
_log = logging.getLogger(__name__)
_CHANGES_EVERY_MS = 150
_PROGRESS_EVERY_MS = 100


class Tasks(QObject):
    """Carries questions to lanes and answers back to the main thread; also the one broadcast of changes."""

    changes = Signal(object)
    """Changes, collected over a moment, so that a fast ingest does not repaint the window for each video."""
    progress = Signal(object)
    """The newest IngestProgress, ten times a second at most."""
    failed = Signal(object)
    """An exception that nobody caught: `notices` puts it into words."""
    _received = Signal(object)
    """From any thread into the main one."""

    def __init__(self, loop: asyncio.AbstractEventLoop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loop = loop
        self._questions: dict[str, tuple[int, Lane | None, Future[Any] | None]] = {}
        self._running: set[asyncio.Task[Any]] = set()
        self._is_closed = False
        self._changes: Changes | None = None
        self._progress: IngestProgress | None = None
        self._changes_timer = _single_shot(self, _CHANGES_EVERY_MS, self._send_changes)
        self._progress_timer = _single_shot(self, _PROGRESS_EVERY_MS, self._send_progress)
        self._received.connect(self._take)

    # ---- asking

    @overload
    async def ask(
        self,
        lane: Lane,
        priority: Priority,
        fn: Callable[[*Ts], Generator[Any, None, T]],
        *args: *Ts,
        newest: str = "",
    ) -> T: ...
    @overload
    async def ask(self, lane: Lane, priority: Priority, fn: Callable[[*Ts], T], *args: *Ts, newest: str = "") -> T: ...
    async def ask(self, lane: Lane, priority: Priority, fn: Callable[[*Ts], Any], *args: *Ts, newest: str = "") -> Any:
        """Run on a lane and wait for the answer.

        With `newest`, a later question of that name overtakes this one: its job is stopped and this call
        raises Cancelled, so that nothing after the await sees an old answer.
        Raises: Cancelled, and whatever the work raises.
        """
        number = self._overtake(newest)
        try:
            future = lane.submit(priority, fn, *args)
        except RuntimeError as closed:
            raise Cancelled from closed
        if newest:
            self._questions[newest] = (number, lane, future)
        try:
            answer = await asyncio.wrap_future(future, loop=self._loop)
        except Exception:
            if newest and self._questions[newest][0] != number:
                raise Cancelled from None
            raise
        finally:
            lane.sweep()
        if newest and self._questions[newest][0] != number:
            raise Cancelled
        return answer

    def forget(self, newest: str) -> None:
        """Nobody wants the answer of that name any more."""
        self._overtake(newest)

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Let a panel's coroutine run by itself; what it does not catch comes out of `failed`."""
        if self._is_closed:
            work.close()
            return
        task = self._loop.create_task(self._guard(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        task.add_done_callback(lambda _: work.close())  # cancelled before its first step, it was never begun

    @property
    def is_busy(self) -> bool:
        """True while a panel's coroutine is on its way, or changes have not been told yet."""
        return bool(self._running) or self._changes is not None

    def close(self) -> None:
        """Let everything that still waits end quietly, and start nothing more."""
        self._is_closed = True
        self._changes = None
        for task in list(self._running):
            task.cancel()

    def _overtake(self, name: str) -> int:
        """Stop the earlier question of this name; returns the number of the new one."""
        if not name:
            return 0
        number, lane, future = self._questions.get(name, (0, None, None))
        if lane is not None and future is not None:
            lane.stop(future)
        self._questions[name] = (number + 1, None, None)
        return number + 1

    async def _guard(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except (Cancelled, asyncio.CancelledError):
            return
        except Exception as error:
            _log.warning("a task failed", exc_info=error)
            self.failed.emit(error)

    # ---- telling; Thread: any

    def tell(self, news: Changes | IngestProgress) -> None:
        """Broadcast. Thread: any; this is what `Library.on_changes` and `on_progress` are set to."""
        self._received.emit(news)

    def _take(self, news: Changes | IngestProgress) -> None:
        if self._is_closed:
            return
        if isinstance(news, Changes):
            self._changes = news if self._changes is None else merge(self._changes, news)
            if not self._changes_timer.isActive():
                self._changes_timer.start()
            return
        self._progress = news
        if news.finished:
            self._send_progress()
        elif not self._progress_timer.isActive():
            self._progress_timer.start()

    def _send_changes(self) -> None:
        news, self._changes = self._changes, None
        if news is not None:
            self.changes.emit(news)

    def _send_progress(self) -> None:
        self._progress_timer.stop()
        news, self._progress = self._progress, None
        if news is not None:
            self.progress.emit(news)


def merge(first: Changes, second: Changes) -> Changes:
    """Two broadcasts as one; a video that left does not count as changed."""
    removed = (first.removed | second.removed) - (second.videos - second.removed)
    initiator = first.initiator if first.initiator == second.initiator else ""
    videos, folders = (first.videos | second.videos) - removed, first.folders | second.folders
    return Changes(videos, folders, removed, initiator, first.kept or second.kept)


def _single_shot(parent: QObject, wait_ms: int, slot: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(wait_ms)
    timer.timeout.connect(slot)
    return timer
