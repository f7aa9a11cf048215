"""faiss's graph fits the port as hnswlib's does; the behaviour of the engine over both is in tests/parity."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import StaleIndexError
from core.store.engines.hnsw import HnswIndex
from core.store.graph import local
from core.store.graph.faiss_graph import FaissGraph
from core.store.graph.libraries import library, open_graph
from core.store.graph.process import GraphProcess

N, DIM = 600, 16
VECTORS = np.random.default_rng(0).standard_normal((N, DIM)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)
ROWS = np.arange(N)
QUERY = VECTORS[7]


def _best(rows: np.ndarray, k: int) -> set[int]:
    return set(rows[np.argsort(-(VECTORS[rows] @ QUERY))[:k]].tolist())


@pytest.fixture
def graph() -> FaissGraph:
    made = FaissGraph(DIM, 1)
    for start in range(0, N, 150):
        made.add(ROWS[start : start + 150], VECTORS[start : start + 150], N)
    return made


def test_rows_keep_their_numbers_where_some_were_never_inserted() -> None:
    graph, even = FaissGraph(DIM, 1), ROWS[::2]
    graph.add(even[:100], VECTORS[even[:100]], N)
    graph.add(even[100:], VECTORS[even[100:]], N)
    assert set(graph.nearest(QUERY, 10, 100, None).tolist()) == _best(even, 10)


def test_deleted_rows_are_not_found_and_the_next_ones_are(graph: FaissGraph) -> None:
    gone = np.array(sorted(_best(ROWS, 40)))
    graph.mark_deleted(gone)
    graph.mark_deleted(gone[:3])
    rest = np.setdiff1d(ROWS, gone)
    assert set(graph.nearest(QUERY, 10, 100, None).tolist()) == _best(rest, 10)


def test_a_filter_passes_nothing_else_even_far_from_the_question(graph: FaissGraph) -> None:
    """faiss's own filter ends after so many steps and gives what it has seen by then."""
    far = np.argsort(VECTORS @ QUERY)[: N // 2]
    open_rows = np.zeros(N, np.uint8)
    open_rows[far] = 1
    graph.mark_deleted(far[-1:])
    found = graph.nearest(QUERY, 10, 100, open_rows)
    assert found is None or set(found.tolist()) == _best(far[:-1], 10)


def test_more_than_there_is_cannot_be_reached(graph: FaissGraph) -> None:
    assert graph.nearest(QUERY, N + 1, 100, None) is None
    graph.mark_deleted(ROWS[100:])
    assert graph.nearest(QUERY, 101, 100, None) is None
    assert set(graph.nearest(QUERY, 20, 100, None).tolist()) == _best(ROWS[:100], 20)
    assert graph.nearest(QUERY, 1, 100, np.zeros(N, np.uint8)) is None


def test_what_was_saved_is_read_again(graph: FaissGraph, tmp_path: Path) -> None:
    graph.begin_save(tmp_path / "graph")
    assert not graph.is_busy
    graph.end_save()
    again = FaissGraph(DIM, 1)
    again.load(tmp_path / "graph", 2 * N)
    assert again.nearest(QUERY, 20, 100, None).tolist() == graph.nearest(QUERY, 20, 100, None).tolist()
    again.add(np.array([N]), QUERY[None], 2 * N)
    assert N in again.nearest(QUERY, 2, 100, None).tolist()


def test_what_cannot_be_written_or_read_is_said(graph: FaissGraph, tmp_path: Path) -> None:
    graph.begin_save(tmp_path / "no folder" / "graph")
    with pytest.raises(RuntimeError):
        graph.end_save()
    with pytest.raises(RuntimeError):
        FaissGraph(DIM, 1).load(tmp_path / "nothing", N)
    graph.save(tmp_path / "graph")
    with pytest.raises(RuntimeError, match="of vectors of 17 numbers"):
        FaissGraph(DIM + 1, 1).load(tmp_path / "graph", N)
    cut = (tmp_path / "graph").read_bytes()[:2000]
    (tmp_path / "cut").write_bytes(cut)
    with pytest.raises(RuntimeError):
        FaissGraph(DIM, 1).load(tmp_path / "cut", N)


def test_the_process_uses_the_library_that_is_here(graph: FaissGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not isinstance(open_graph(DIM, 1, library()), FaissGraph), "hnswlib comes first"
    monkeypatch.setattr(local, "hnswlib", None)
    made = GraphProcess(DIM, 1)
    try:
        made.add(ROWS, VECTORS, N)
        made.save(Path("/dev/null"))
        assert made.nearest(QUERY, 10, 100, None).tolist() == graph.nearest(QUERY, 10, 100, None).tolist()
        with pytest.raises(RuntimeError):
            made.load(Path(__file__), N)
    finally:
        made.close()


def test_no_library_reads_the_file_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = HnswIndex(0)
    index.add(ROWS, VECTORS)
    while index.build_step(1.0):
        pass
    index.save(tmp_path / "index", "s")
    monkeypatch.setattr(local, "hnswlib", None)
    with pytest.raises(StaleIndexError):
        HnswIndex(0).load(tmp_path / "index", "s")
