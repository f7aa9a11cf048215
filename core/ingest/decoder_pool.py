"""The decoders that read videos, each with the thread that waits for it."""

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeVar

from core.ingest.read_ahead import ReadAhead
from core.ports import FrameSource

T = TypeVar("T")
Turn = Literal["moved", "waiting", "hungry"]
"""What a step came to: something was done; nothing, a reader is waited for; nothing, the model is."""
Steps = Generator[Turn, None, T]

CPU_SHARE = 2
"""Without a graphics card the model needs about as much of the processor as decoding does."""
MOST = 12
BYTES_EACH = 2 << 30
"""A decoder of large pictures takes up to some gigabytes."""


@dataclass(frozen=True, slots=True)
class PooledDecoder:
    """A decoder and its thread."""

    frames: FrameSource
    reader: ReadAhead


class DecoderPool:
    """Those that are free. Thread: the engine lane."""

    def __init__(self, sources: Sequence[FrameSource]) -> None:
        self.wakeup = threading.Event()
        """Set when any of them has something to give."""
        self._all = [PooledDecoder(source, ReadAhead(self.wakeup)) for source in sources]
        self._free = self._all[::-1]
        self.count = len(self._all)
        self.may_lend = False
        """True while no further video waits, so that a long one may be read by several decoders."""

    def use(self, count: int) -> None:
        """Work with this many; asked while all are free."""
        self._free = self._all[: max(1, count)][::-1]
        self.count = len(self._free)

    @property
    def has_free(self) -> bool:
        """True when a video can be begun."""
        return bool(self._free)

    def one(self) -> Steps[PooledDecoder]:
        """Wait for a free one; give it back by `borrow`."""
        while not self._free:
            yield "waiting"
        return self._free.pop()

    def borrowed(self) -> PooledDecoder | None:
        """One that nobody else needs now."""
        return self._free.pop() if self.may_lend and self._free else None

    @contextmanager
    def borrow(self, decoder: PooledDecoder) -> Iterator[PooledDecoder]:
        """Give it back in the end."""
        try:
            yield decoder
        finally:
            self._free.append(decoder)

    def throttle(self, share: float) -> None:
        """Read only this share of the time from now on, with every decoder."""
        for decoder in self._all:
            decoder.frames.throttle(share)

    def close(self) -> None:
        """Take no more work, end the readers."""
        for decoder in self._all:
            decoder.reader.close()
            decoder.frames.close()


def how_many(wanted: int, cores: int, device: str, memory_bytes: int = 0) -> int:
    """Decoders that read at the same time: as set, else what the machine bears. Units: memory 0 is unknown."""
    if wanted:
        return wanted
    bears = cores - 1 if device not in ("cpu", "none") else cores // CPU_SHARE
    if memory_bytes:
        bears = min(bears, memory_bytes // BYTES_EACH)
    return max(1, min(bears, MOST))


class RoundRobin:
    """Several readers that take turns as one."""

    def __init__(self) -> None:
        self._readers: list[Steps[None]] = []

    @property
    def has_more(self) -> bool:
        """False when all came to their end."""
        return bool(self._readers)

    def begin(self, reader: Steps[None]) -> None:
        """One more."""
        self._readers.append(reader)

    def step(self) -> Turn:
        """Each reader once; tells whether any of them moved."""
        turn: Turn = "waiting"
        for reader in [*self._readers]:
            try:
                if next(reader) == "moved":
                    turn = "moved"
            except StopIteration:
                self._readers.remove(reader)
                turn = "moved"
        return turn

    def close(self) -> None:
        """Leave them where they are."""
        for reader in self._readers:
            reader.close()


def read_at(decoder: PooledDecoder, work: Callable[[], T]) -> Steps[T]:
    """Wait for a reader while others have their turn. Raises: whatever the work raises."""
    future = decoder.reader.begin(work)
    while not future.done():
        yield "waiting"
    return future.result()
