"""Reading on another thread: all items in order, errors carried over, nobody kept waiting."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.ingest.read_ahead import ReadAhead
from tests.fakes.inline_lane import finish


@pytest.fixture
def reader() -> Iterator[ReadAhead]:
    reader = ReadAhead()
    yield reader
    reader.close()


class EndlessSource:
    """Items behind a context that notes whether it was left."""

    def __init__(self, items: Iterator[int]) -> None:
        self.items, self.is_left = items, threading.Event()

    @contextmanager
    def open(self) -> Iterator[Iterator[int]]:
        try:
            yield self.items
        finally:
            self.is_left.set()


def test_work_gives_its_value_while_the_lane_goes_on(reader: ReadAhead) -> None:
    let = threading.Event()
    job = reader.read(lambda: let.wait(10))
    next(job)
    let.set()
    assert finish(job) is True


def test_errors_of_the_work_arrive(reader: ReadAhead) -> None:
    def fail() -> None:
        raise ValueError("here")

    with pytest.raises(ValueError, match="here"):
        finish(reader.read(fail))


@pytest.mark.parametrize("capacity", [1, 3, 100])
def test_all_items_come_in_order(reader: ReadAhead, capacity: int) -> None:
    source = EndlessSource(iter(range(50)))
    with reader.stream(source.open, capacity) as stream:
        assert [i for i in stream.items() if i is not None] == list(range(50))
    assert source.is_left.wait(10)


def test_a_slow_source_gives_none_meanwhile(reader: ReadAhead) -> None:
    let = threading.Event()

    def slow() -> Iterator[int]:
        let.wait(10)
        yield 1

    with reader.stream(EndlessSource(slow()).open, 2) as stream:
        items = stream.items()
        assert next(items) is None
        let.set()
        assert [i for i in items if i is not None] == [1]


def test_an_error_comes_after_the_items_before_it(reader: ReadAhead) -> None:
    def breaks() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("torn")

    got: list[int] = []

    def take() -> None:
        with reader.stream(EndlessSource(breaks()).open, 5) as stream:
            for item in stream.items():
                got.extend([] if item is None else [item])

    with pytest.raises(ValueError, match="torn"):
        take()
    assert got == [1, 2]


def test_leaving_early_leaves_the_source(reader: ReadAhead) -> None:
    def endless() -> Iterator[int]:
        while True:
            yield 0

    source = EndlessSource(endless())
    with reader.stream(source.open, 2) as stream:
        next(stream.items())
    assert source.is_left.wait(10)
    assert finish(reader.read(lambda: "next")) == "next"
