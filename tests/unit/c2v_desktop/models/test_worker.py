"""Stops that are heard, and a rate that can be believed."""

import threading

import pytest

from c2v_desktop.models.worker import ModelJob, StopFlag, TransferRate, Worker
from core.errors import Cancelled
from core.lane import Priority
from tests.fakes.manual_clock import ManualClock


def test_a_stop_is_heard_at_the_next_block_and_while_waiting():
    job = ModelJob("fetch")
    job.tell("w.bin", 10, 100)
    job.tell("t.json", 5, 0)
    assert (job.done, job.total) == (15, 100)
    job.stop.ask()
    with pytest.raises(Cancelled):
        job.tell("w.bin", 20, 100)
    with pytest.raises(Cancelled):
        job.stop.sleep(60)


def test_a_stop_ends_what_it_was_given_early_or_late():
    ended = []
    stop = StopFlag()
    stop.ends(lambda: ended.append("early"))
    stop.ask()
    assert ended == ["early"]
    with pytest.raises(Cancelled):
        stop.ends(lambda: ended.append("late"))
    assert ended == ["early", "late"]


def test_a_rate_is_told_once_it_can_be_and_forgets_what_was_there_before():
    clock = ManualClock()
    pace = TransferRate(clock)
    pace.note(1_000_000)  # what an earlier run had fetched
    assert pace.bytes_s == 0
    for second in range(1, 21):
        clock.sleep(1.0)
        pace.note(1_000_000 + second * 500)
    assert pace.bytes_s == pytest.approx(500, rel=0.01)
    clock.sleep(20.0)
    assert pace.bytes_s == 0, "nothing has come for long"
    pace.note(10)
    clock.sleep(1.0)
    assert pace.bytes_s == 0, "it started again"


def test_a_worker_that_hangs_is_left_behind():
    begun, held = threading.Event(), threading.Event()
    worker = Worker("test")
    future = worker.lane.submit(Priority.LOAD, lambda: (begun.set(), held.wait(30)))  # type: ignore[call-arg]
    assert begun.wait(10)
    worker.close(0.05)
    assert not future.done()
    held.set()
    assert future.result(10)
    worker.close(10)
