"""Slow reading on a thread of its own, so that a step of the lane never lasts longer than a blink."""

import queue
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

T = TypeVar("T")

BLINK_S = 0.05


class ReadAhead:
    """One thread that reads videos for one run of indexing after another. Thread: asked from the engine lane only.

    `wakeup` is set whenever something can be taken; who asks several readers waits on one event.
    """

    def __init__(self, wakeup: threading.Event | None = None) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="c2v-reader")
        self._wakeup = wakeup or threading.Event()

    def read(self, work: Callable[[], T]) -> Generator[None, None, T]:
        """Do blocking work while the lane continues serving. Raises: whatever the work raises.

        A caller stopped meanwhile leaves the work to end by itself; what comes next waits for that.
        """
        future = self._thread.submit(work)
        while not wait([future], BLINK_S).done:
            yield
        return future.result()

    def begin(self, work: Callable[[], T]) -> Future[T]:
        """Do blocking work; `wakeup` is set when it is done."""
        future = self._thread.submit(work)
        future.add_done_callback(lambda _: self._wakeup.set())
        return future

    def stream(self, source: Callable[[], AbstractContextManager[Iterator[T]]], capacity: int) -> "Stream[T]":
        """Draw items from a blocking source ahead of their use, at most `capacity` of them."""
        stream: Stream[T] = Stream(source, capacity, self._wakeup)
        stream.reading = self._thread.submit(stream.read)
        return stream

    def close(self) -> None:
        """Take no more work; what still reads ends when its source does."""
        self._thread.shutdown(wait=False, cancel_futures=True)


class Stream(Generic[T]):
    """Items read ahead. Thread: `read` on the reader's, the rest on the taker's."""

    reading: Future[None]

    def __init__(
        self, source: Callable[[], AbstractContextManager[Iterator[T]]], capacity: int, wakeup: threading.Event
    ) -> None:
        self._source, self._wakeup = source, wakeup
        self._items: queue.SimpleQueue[tuple[T] | None] = queue.SimpleQueue()
        """Items in a tuple each; None after the last."""
        self._room = threading.Semaphore(capacity)
        self._closing = threading.Event()

    def __enter__(self) -> "Stream[T]":
        return self

    def __exit__(self, *_: object) -> None:
        """Tell the reader to leave the source at the next item."""
        self._closing.set()

    def items(self, wait_s: float = BLINK_S) -> Iterator[T | None]:
        """Each item in turn, and None whenever none came in time. Raises: whatever the source raises."""
        while True:
            try:
                item = self._items.get(timeout=wait_s) if wait_s > 0 else self._items.get_nowait()
            except queue.Empty:
                yield None
                continue
            if item is None:
                break
            self._room.release()
            yield item[0]
        self.reading.result()

    def read(self) -> None:
        """Fill the queue until the source ends or nobody wants more."""
        try:
            with self._source() as items:
                for item in items:
                    if not self._hand_over(item):
                        return
        finally:
            self._items.put(None)
            self._wakeup.set()

    def _hand_over(self, item: T) -> bool:
        """Wait for room; False when the taker has gone."""
        while not self._closing.is_set():
            if self._room.acquire(timeout=BLINK_S):
                self._items.put((item,))
                self._wakeup.set()
                return True
        return False
