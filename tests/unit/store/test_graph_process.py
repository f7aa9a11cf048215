"""The graph in a process of its own: answers like the one in ours, and its end is noticed, never felt."""

import gc
import os
import signal
import sys

import numpy as np
import pytest

from core.store.engines.hnsw import HnswIndex
from core.store.graph import process
from core.store.graph.local import GraphGoneError, LocalGraph
from core.store.graph.process import GraphProcess

N, DIM = 400, 16
VECTORS = np.random.default_rng(4).standard_normal((N, DIM)).astype(np.float32)
ROWS = np.arange(N)


@pytest.fixture
def graph():
    made = GraphProcess(DIM, 1)
    yield made
    made.close()


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_answers_like_the_one_in_our_process(graph, tmp_path):
    local = LocalGraph(DIM, 1)
    open_rows = (ROWS % 3 > 0).astype(np.uint8)
    for each in (graph, local):
        each.add(ROWS[:100], VECTORS[:100], 100)
        each.add(ROWS[100:], VECTORS[100:], N)
        each.mark_deleted(np.array([5, 5, 7]))
        each.save(tmp_path / type(each).__name__)
    assert (tmp_path / "GraphProcess").read_bytes() == (tmp_path / "LocalGraph").read_bytes()
    for query in VECTORS[:8]:
        for passing in (None, open_rows):
            found, expected = graph.nearest(query, 9, 50, passing), local.nearest(query, 9, 50, passing)
            assert found.tolist() == expected.tolist()
            assert not {5, 7} & set(found.tolist())
    assert graph.nearest(VECTORS[0], N + 1, 50, None) is None


def test_it_reads_what_was_saved_and_says_what_is_wrong(graph, tmp_path):
    graph.add(ROWS, VECTORS, N)
    graph.save(tmp_path / "graph")
    again = GraphProcess(DIM, 1)
    again.load(tmp_path / "graph", 2 * N)
    assert again.nearest(VECTORS[3], 5, 50, None).tolist() == graph.nearest(VECTORS[3], 5, 50, None).tolist()
    with pytest.raises(RuntimeError, match="open"):
        again.load(tmp_path / "nothing", N)
    again.close()


def test_the_process_ends_with_its_holder():
    made = GraphProcess(DIM, 1)
    pid = made.pid
    assert is_running(pid)
    del made
    gc.collect()
    assert not is_running(pid)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_index_whose_graph_is_killed_answers_on_and_weaves_again():
    index = HnswIndex(0)
    index.add(ROWS, VECTORS)
    while index.build_step(1.0):
        pass
    before = index._graph.pid  # type: ignore[attr-defined]
    expected = index.search(VECTORS[0], 10)[0].tolist()
    os.kill(before, signal.SIGKILL)
    assert index.search(VECTORS[0], 10)[0].tolist() == expected
    assert "graph 0 % built" in index.note
    while index.build_step(1.0):
        pass
    assert index._graph.pid != before  # type: ignore[attr-defined]
    assert index.search(VECTORS[0], 10)[0].tolist() == expected
    index._graph.close()


def test_a_program_that_is_none_is_gone():
    with pytest.raises(GraphGoneError):
        GraphProcess(DIM, 1, ["/no/such/program"])
    with pytest.raises(GraphGoneError):
        GraphProcess(DIM, 1, [sys.executable, "-c", "pass"])


def test_it_saves_beside_us(graph, tmp_path):
    graph.add(ROWS, VECTORS, N)
    graph.save(tmp_path / "expected")
    graph.begin_save(tmp_path / "beside")
    graph.end_save()
    assert not graph.is_busy
    assert (tmp_path / "beside").read_bytes() == (tmp_path / "expected").read_bytes()
    assert graph.nearest(VECTORS[3], 1, 50, None).tolist() == [3]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("what", ["nearest", "a long question", "save", "begin_save"])
def test_one_that_hangs_is_ended(graph, tmp_path, monkeypatch, caplog, what):
    monkeypatch.setattr(process, "PATIENCE_S", 0.5)
    graph.add(ROWS, VECTORS, N)
    os.kill(graph.pid, signal.SIGSTOP)
    pid = graph.pid
    flags = np.ones(1 << 20, np.uint8)  # more than a pipe holds, so that writing waits too
    asking = {
        "nearest": lambda: graph.nearest(VECTORS[0], 5, 50, None),
        "a long question": lambda: graph.nearest(VECTORS[0], 5, 50, flags),
        "save": lambda: graph.save(tmp_path / "file"),
        "begin_save": lambda: (graph.begin_save(tmp_path / "file"), graph.end_save()),
    }
    with pytest.raises(GraphGoneError):
        asking[what]()
    assert not is_running(pid)
    assert "hung and was ended" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_closing_does_not_wait_for_a_save(graph, tmp_path):
    graph.add(ROWS, VECTORS, N)
    os.kill(graph.pid, signal.SIGSTOP)
    graph.begin_save(tmp_path / "file")
    assert graph.is_busy
    pid = graph.pid
    graph.close()
    assert not is_running(pid)
    with pytest.raises(GraphGoneError):
        graph.end_save()
