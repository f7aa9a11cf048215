"""Work on models beside the window: threads that may be left behind, a place to stop, and how fast it goes. No Qt."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from core.errors import Cancelled
from core.lane import Lane
from core.model_store.downloader import DownloadWait

Kind = Literal["fetch", "import", "measure", "load", "change", "check", "remove"]
_WINDOW_S = 8.0
_SURE_AFTER_S = 2.0


class Worker:
    """A lane on a thread of its own, begun when it is first needed.

    The thread is a daemon: a source that stalls in the middle of a read must not keep the program from ending. What
    has come of a download is on the disk.
    """

    def __init__(self, name: str) -> None:
        self._lane = Lane(name)
        self._thread: threading.Thread | None = None

    @property
    def lane(self) -> Lane:
        """Where to put work."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._lane.run, name=self._lane.name, daemon=True)
            self._thread.start()
        return self._lane

    def close(self, patience_s: float) -> None:
        """Take no more work; wait a little for the last piece."""
        self._lane.close()
        if self._thread is not None:
            self._thread.join(patience_s)


class StopFlag:
    """Asked from the main thread, heard by work on another."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._enders: list[Callable[[], object]] = []
        self._lock = threading.Lock()
        self._hang_up: Callable[[], None] | None = None

    @property
    def is_asked(self) -> bool:
        """True once the work should end."""
        return self._event.is_set()

    def ask(self) -> None:
        """End the work, also where it waits for a process."""
        with self._lock:
            self._event.set()
            enders = list(self._enders)
            if self._hang_up is not None:
                self._hang_up()
        for end in enders:
            end()

    def ends(self, end: Callable[[], object]) -> None:
        """Call this too when the work is to end. Thread: the work's. Raises: Cancelled, when that was asked before."""
        with self._lock:
            self._enders.append(end)
        if self.is_asked:
            end()
            raise Cancelled

    def coverage(self, hang_up: Callable[[], None] | None) -> None:
        """How to break off what is being read now; None when nothing is. Thread: the work's."""
        with self._lock:
            self._hang_up = hang_up
            if hang_up is not None and self.is_asked:
                hang_up()

    def check(self) -> None:
        """Raises: Cancelled, when the work is to end. Thread: the work's."""
        if self.is_asked:
            raise Cancelled

    def sleep(self, seconds: float) -> None:
        """Wait between two tries. Raises: Cancelled."""
        if self._event.wait(seconds):
            raise Cancelled


@dataclass(slots=True)
class ModelJob:
    """Something that is being done to a model. Written by its thread, read by the main one."""

    kind: Kind
    stop: StopFlag = field(default_factory=StopFlag)
    words: str = ""
    """What is being done, for work whose length nobody knows."""
    can_stop: bool = True
    begun: bool = False
    is_checking: bool = False
    discard: bool = False
    """Nothing of it is to stay."""
    waiting: DownloadWait | None = None
    """The source of a download has asked for a pause."""
    total: int = 0
    pace: "TransferRate" = field(default_factory=lambda: TransferRate())
    _files: dict[str, int] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """Bytes of all files so far."""
        return sum(self._files.values())

    def wait(self, waiting: DownloadWait | None) -> None:
        """The source asks for a pause, or it is over. Thread: the work's."""
        self.waiting = waiting

    def tell(self, name: str, done: int, total: int) -> None:
        """Bytes have come. Thread: the work's. Raises: Cancelled."""
        self.stop.check()
        self._files = {**self._files, name: done}
        self.total = max(self.total, total)
        self.pace.note(self.done)


class TransferRate:
    """Bytes a second over the last seconds."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._seen: deque[tuple[float, int]] = deque()

    def note(self, done: int) -> None:
        """So much has come by now."""
        now_s = self._now_s()
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()  # it started again
        if not self._seen or now_s - self._seen[-1][0] > 0.1:
            self._seen.append((now_s, done))
        while now_s - self._seen[0][0] > _WINDOW_S and len(self._seen) > 2:
            self._seen.popleft()

    @property
    def bytes_s(self) -> float:
        """0 until it is known, and again when nothing has arrived for long."""
        seen = list(self._seen)
        if len(seen) < 2 or self._now_s() - seen[-1][0] > _WINDOW_S:
            return 0.0
        span_s = self._now_s() - seen[0][0]
        return (seen[-1][1] - seen[0][1]) / span_s if span_s >= _SURE_AFTER_S else 0.0
