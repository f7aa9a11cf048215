"""Cycles are collected on the main thread alone, whatever other threads allocate."""

import gc
import threading

import pytest

from c2v_desktop.shell.garbage_collection import MainThreadCollector
from core import gc_guard


@pytest.fixture
def collections():
    seen = []

    def note(phase, info):
        if phase == "start":
            seen.append((threading.current_thread(), info["generation"]))

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


@pytest.fixture
def collector(qapp):
    gc.enable()
    made = MainThreadCollector()
    yield made
    made.close()
    gc.disable()


def make_cycles():
    for _ in range(20_000):
        cycle = {}
        cycle["self"] = cycle


def beside(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_a_thread_that_makes_cycles_collects_none(collections, collector, qtbot):
    beside(make_cycles)
    assert collections == []
    qtbot.waitUntil(lambda: bool(collections))
    assert {thread for thread, _ in collections} == {threading.main_thread()}


def test_without_it_python_collects_on_that_thread(collections):
    """Why it is needed."""
    gc.enable()
    beside(make_cycles)
    gc.disable()
    assert threading.main_thread() not in {thread for thread, _ in collections}
    assert collections


def test_every_generation_has_its_turn_and_the_whole_rests_longest(collections, collector):
    for _ in range(40):
        make_cycles()
        for _ in range(12):
            make_cycles()
            collector.collect()
    turns = [generation for _, generation in collections]
    assert set(turns) == {0, 1, 2}
    assert turns.count(0) > turns.count(1) > turns.count(2)


def test_it_waits_while_many_records_are_made(collections, collector):
    with gc_guard.many_records():
        make_cycles()
        collector.collect()
    assert collections == []
    assert not gc.isenabled()


def test_afterwards_python_has_it_again(qapp):
    gc.enable()
    MainThreadCollector().close()
    assert gc.isenabled()
    gc.disable()
