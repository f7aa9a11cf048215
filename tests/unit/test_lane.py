"""The lane: urgency, pause, stop, close, and errors that stay with their asker."""

import gc
import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import CancelledError, Future
from typing import Any

import pytest

from core.errors import Cancelled
from core.lane import Lane, Priority

SOON_S = 10


@pytest.fixture
def lane() -> Iterator[Lane]:
    lane = Lane("test")
    thread = threading.Thread(target=lane.run)
    thread.start()
    yield lane
    lane.close()
    thread.join(SOON_S)
    assert not thread.is_alive()


class Gate:
    """A job that holds the lane until it is let go."""

    def __init__(self, lane: Lane, priority: Priority = Priority.LOAD) -> None:
        self.entered, self.open = threading.Event(), threading.Event()
        self.future = lane.submit(priority, self._hold)
        assert self.entered.wait(SOON_S)

    def _hold(self) -> None:
        self.entered.set()
        assert self.open.wait(SOON_S)


def noted(log: list[str], name: str, steps: int) -> Generator[None, None, str]:
    for step in range(steps):
        log.append(f"{name}{step}")
        yield
    return name


def test_a_function_gives_its_value(lane: Lane) -> None:
    assert lane.submit(Priority.QUERY, lambda a, b: a + b, 2, 3).result(SOON_S) == 5


def test_a_generator_gives_its_return_value(lane: Lane) -> None:
    assert lane.submit(Priority.INGEST, noted, [], "film", 3).result(SOON_S) == "film"


def test_the_more_urgent_goes_first(lane: Lane) -> None:
    log: list[str] = []
    gate = Gate(lane)
    last = lane.submit(Priority.INGEST, log.append, "ingest")
    lane.submit(Priority.EXPLAIN, log.append, "explain")
    lane.submit(Priority.QUERY, log.append, "query")
    gate.open.set()
    last.result(SOON_S)
    assert log == ["query", "explain", "ingest"]


def test_equally_urgent_jobs_keep_their_order(lane: Lane) -> None:
    log: list[str] = []
    gate = Gate(lane)
    futures = [lane.submit(Priority.QUERY, log.append, str(i)) for i in range(20)]
    gate.open.set()
    [f.result(SOON_S) for f in futures]
    assert log == [str(i) for i in range(20)]


def test_a_query_is_answered_between_two_steps_of_an_ingest(lane: Lane) -> None:
    log: list[str] = []
    asked: list[Future[Any]] = []

    def ingest() -> Generator[None, None, None]:
        for step in range(4):
            log.append(f"step{step}")
            if step == 1:
                asked.append(lane.submit(Priority.QUERY, log.append, "query"))
            yield

    lane.submit(Priority.INGEST, ingest).result(SOON_S)
    assert log == ["step0", "step1", "query", "step2", "step3"]


def test_one_ingest_ends_before_the_next_begins(lane: Lane) -> None:
    log: list[str] = []
    gate = Gate(lane)
    lane.submit(Priority.INGEST, noted, log, "a", 3)
    second = lane.submit(Priority.INGEST, noted, log, "b", 2)
    gate.open.set()
    second.result(SOON_S)
    assert log == ["a0", "a1", "a2", "b0", "b1"]


def test_pause_holds_ingest_and_nothing_else(lane: Lane) -> None:
    log: list[str] = []
    lane.pause()
    held = lane.submit(Priority.INGEST, noted, log, "film", 2)
    lane.submit(Priority.BROWSE, log.append, "browse").result(SOON_S)
    assert log == ["browse"]
    assert not held.done()
    assert lane.is_paused
    assert lane.is_busy
    lane.resume()
    assert held.result(SOON_S) == "film"


def test_pause_holds_an_ingest_that_has_begun(lane: Lane) -> None:
    log: list[str] = []

    def ingest() -> Generator[None, None, None]:
        log.append("before")
        lane.pause()
        yield
        log.append("after")

    gate = Gate(lane)
    running = lane.submit(Priority.INGEST, ingest)
    gate.open.set()
    while not lane.is_paused:
        time.sleep(0.001)
    for _ in range(3):
        lane.submit(Priority.QUERY, log.append, "query").result(SOON_S)
    assert log == ["before", "query", "query", "query"]
    lane.resume()
    running.result(SOON_S)
    assert log[-1] == "after"


def test_stop_ends_a_generator_where_it_yields(lane: Lane) -> None:
    began, cleaned = threading.Event(), threading.Event()

    def endless() -> Generator[None, None, None]:
        try:
            while True:
                began.set()
                yield
        finally:
            cleaned.set()

    future = lane.submit(Priority.INGEST, endless)
    assert began.wait(SOON_S)
    lane.stop(future)
    with pytest.raises(Cancelled):
        future.result(SOON_S)
    assert cleaned.is_set()


def test_stop_reaches_a_job_that_waits(lane: Lane) -> None:
    gate, log = Gate(lane), list[str]()
    waiting = lane.submit(Priority.QUERY, log.append, "never")
    lane.stop(waiting)
    gate.open.set()
    with pytest.raises(Cancelled):
        waiting.result(SOON_S)
    assert log == []


def test_stop_reaches_an_ingest_behind_a_paused_one(lane: Lane) -> None:
    lane.pause()
    first = lane.submit(Priority.INGEST, noted, [], "a", 2)
    second = lane.submit(Priority.INGEST, noted, [], "b", 2)
    lane.stop(second)
    with pytest.raises(Cancelled):
        second.result(SOON_S)
    assert not first.done()


def test_a_job_may_end_well_when_it_is_stopped(lane: Lane) -> None:
    began = threading.Event()

    def polite() -> Generator[None, None, str]:
        try:
            while True:
                began.set()
                yield
        except Cancelled:
            return "saved"

    future = lane.submit(Priority.INGEST, polite)
    assert began.wait(SOON_S)
    lane.stop(future)
    assert future.result(SOON_S) == "saved"


@pytest.mark.parametrize("kind", ["function", "generator", "first step"])
def test_an_error_goes_to_its_asker_and_the_lane_lives_on(lane: Lane, kind: str) -> None:
    def fails() -> None:
        raise ValueError(kind)

    def fails_later() -> Generator[None, None, None]:
        if kind == "generator":
            yield
        raise ValueError(kind)
        yield

    future = lane.submit(Priority.QUERY, fails if kind == "function" else fails_later)
    with pytest.raises(ValueError, match=kind):
        future.result(SOON_S)
    assert lane.submit(Priority.QUERY, lambda: "alive").result(SOON_S) == "alive"


def test_a_cancelled_future_is_passed_over(lane: Lane) -> None:
    gate, log = Gate(lane), list[str]()
    future = lane.submit(Priority.QUERY, log.append, "never")
    assert future.cancel()
    lane.stop(future)
    gate.open.set()
    assert lane.submit(Priority.QUERY, lambda: "alive").result(SOON_S) == "alive"
    with pytest.raises(CancelledError):
        future.result(SOON_S)
    assert log == []


def test_close_answers_everyone_who_waits() -> None:
    lane, log = Lane("test"), list[str]()
    cleaned = threading.Event()

    def endless() -> Generator[None, None, None]:
        try:
            while True:
                yield
        finally:
            cleaned.set()

    running = lane.submit(Priority.INGEST, endless)
    thread = threading.Thread(target=lane.run)
    thread.start()
    while not running.running():
        time.sleep(0.001)
    gate = Gate(lane)
    waiting = lane.submit(Priority.QUERY, log.append, "never")
    lane.close()
    gate.open.set()
    for future in (running, waiting):
        with pytest.raises(Cancelled):
            future.result(SOON_S)
    thread.join(SOON_S)
    assert cleaned.is_set()
    assert log == []


def test_a_closed_lane_takes_nothing() -> None:
    lane = Lane("test")
    lane.close()
    with pytest.raises(RuntimeError, match="closed"):
        lane.submit(Priority.QUERY, print)
    lane.run()


def test_an_idle_lane_is_not_busy(lane: Lane) -> None:
    lane.submit(Priority.QUERY, print).result(SOON_S)
    gate = Gate(lane)
    assert lane.is_busy
    gate.open.set()
    gate.future.result(SOON_S)


def test_jobs_of_many_threads_all_run(lane: Lane) -> None:
    done: list[int] = []

    def ask(n: int) -> None:
        for i in range(50):
            lane.submit(Priority(i % 5), done.append, n)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    lane.submit(Priority.INGEST, print).result(SOON_S)
    assert sorted(done) == sorted([0, 1, 2, 3] * 50)


def test_a_job_that_fails_while_it_is_ended_disturbs_nobody(caplog: pytest.LogCaptureFixture) -> None:
    lane = Lane("test")
    began = threading.Event()

    def stubborn() -> Generator[None, None, None]:
        try:
            while True:
                began.set()
                yield
        finally:
            raise ValueError("while ending")

    future = lane.submit(Priority.INGEST, stubborn)
    thread = threading.Thread(target=lane.run)
    thread.start()
    assert began.wait(SOON_S)
    lane.pause()  # it now waits in the queue
    while lane._running is not None:
        time.sleep(0.001)
    lane.close()
    thread.join(SOON_S)
    with pytest.raises(Cancelled):
        future.result(SOON_S)
    assert "failed while it was being ended" in caplog.text


@pytest.mark.parametrize("rest_s", [5.0, 5])
def test_a_job_that_rests_lets_even_less_urgent_ones_pass(rest_s: float) -> None:
    now_s = [0.0]
    lane = Lane("resting", lambda: now_s[0])
    log: list[str] = []

    def resting() -> Generator[float, None, str]:
        log.append("work")
        yield rest_s
        log.append("work again")
        return "done"

    first = lane.submit(Priority.EXPLAIN, resting)
    second = lane.submit(Priority.INGEST, log.append, "other")
    thread = threading.Thread(target=lane.run)
    thread.start()
    second.result(SOON_S)
    assert log == ["work", "other"]
    assert not first.done()
    now_s[0] = 5.0
    lane.submit(Priority.BROWSE, log.append, "wakes the lane").result(SOON_S)
    assert first.result(SOON_S) == "done"
    lane.close()
    thread.join(SOON_S)


def test_a_resting_job_is_stopped_at_once_and_wakes_by_itself(lane: Lane) -> None:
    def resting(seconds: float) -> Generator[float, None, str]:
        yield seconds
        return "rested"

    assert lane.submit(Priority.INGEST, resting, 0.01).result(SOON_S) == "rested"
    long = lane.submit(Priority.INGEST, resting, 3600.0)
    while not long.running():
        time.sleep(0.001)
    lane.stop(long)
    with pytest.raises(Cancelled):
        long.result(SOON_S)


class Witness:
    """Notes on which thread it ends, as an object of Qt would."""

    def __init__(self, ended: list[threading.Thread]) -> None:
        self._ended = ended

    def look(self, *_: object) -> None:
        return

    def fail(self) -> None:
        raise ValueError("on purpose")

    def walk(self) -> Iterator[None]:
        yield
        yield

    def walk_and_fail(self) -> Iterator[None]:
        yield
        raise ValueError("on purpose")

    def __del__(self) -> None:
        self._ended.append(threading.current_thread())


@pytest.mark.parametrize("job", ["look", "fail", "walk", "walk_and_fail", "given", "within", "cancelled", "stopped"])
def test_what_a_job_was_given_never_ends_on_the_lane(lane: Lane, job: str) -> None:
    """Here the asker has let go of everything, of the future too, before the job is done."""
    ended: list[threading.Thread] = []
    gate = Gate(lane)
    witness = Witness(ended)
    if job == "given":
        future = lane.submit(Priority.QUERY, lambda given: None, witness)
    elif job == "within":
        future = lane.submit(Priority.QUERY, (lambda held: lambda: held.look())(witness))
    else:
        how = {"cancelled": "look", "stopped": "walk"}.get(job, job)
        future = lane.submit(Priority.QUERY, getattr(witness, how))
    if job == "cancelled":
        future.cancel()
    if job == "stopped":
        lane.stop(future)
    del future, witness
    gate.open.set()
    for _ in range(3):  # the lane has put the earlier ones aside by then, and has other things in hand
        lane.submit(Priority.INGEST, int).result(SOON_S)
    lane.sweep()
    assert ended == [threading.current_thread()]


def test_what_a_closed_lane_did_not_do_never_ends_on_it(lane: Lane) -> None:
    ended: list[threading.Thread] = []
    gate = Gate(lane)
    for job in ("look", "walk"):
        lane.submit(Priority.QUERY, getattr(Witness(ended), job))
    lane.close()
    gate.open.set()
    _wait_until(lambda: (lane.sweep(), len(ended) == 2)[1])
    assert set(ended) == {threading.current_thread()}


def test_an_error_holds_no_cycle_that_only_the_collector_could_end(lane: Lane) -> None:
    ended: list[threading.Thread] = []
    assert not gc.isenabled(), "the suite collects on the main thread, between tests"
    future = lane.submit(Priority.QUERY, Witness(ended).fail)
    assert isinstance(future.exception(SOON_S), ValueError)
    del future
    _wait_until(lambda: (lane.sweep(), bool(ended))[1])


def _wait_until(is_so: Callable[[], bool]) -> None:
    until_s = time.monotonic() + SOON_S
    while not is_so():
        assert time.monotonic() < until_s
        time.sleep(0.005)
