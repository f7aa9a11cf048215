"""What the graph engine does when hnswlib lets it down; the behaviour of all engines is in tests/parity."""

from pathlib import Path
from types import SimpleNamespace

import hnswlib
import numpy as np
import pytest

from core.errors import StaleIndexError
from core.store.engines import hnsw
from core.store.engines.hnsw import HnswIndex

N, DIM = 500, 16
VECTORS = np.random.default_rng(0).standard_normal((N, DIM)).astype(np.float32)
QUERY = VECTORS[0] * 0.5


class FailingGraph:
    """A graph of hnswlib in which one call fails the way hnswlib fails."""

    def __init__(self, failing: str, inner: hnswlib.Index | None = None) -> None:
        self._failing = failing
        self._inner = inner or hnswlib.Index(space="ip", dim=DIM)

    def __getattr__(self, name: str) -> object:
        return self._fail if name == self._failing else getattr(self._inner, name)

    def _fail(self, *values: object, **named: object) -> None:
        raise RuntimeError("no")


def _woven() -> HnswIndex:
    index = HnswIndex(0)
    index.add(np.arange(N), VECTORS)
    while index.tend(1.0):
        pass
    return index


def test_a_walk_that_runs_dry_is_answered_exactly() -> None:
    index = _woven()
    allowed = list(range(0, N, 2))
    expected = [index._vectors.best(QUERY, 10, keep) for keep in (None, allowed)]
    index._graph = FailingGraph("knn_query", index._graph)
    for keep, (ids, scores) in zip((None, allowed), expected, strict=True):
        found, found_scores = index.search(QUERY, 10, keep)
        np.testing.assert_array_equal(found, ids)
        np.testing.assert_array_equal(found_scores, scores)


def test_the_graph_is_really_walked() -> None:
    index = _woven()
    walked = []
    inner = index._graph
    index._graph = SimpleNamespace(
        set_ef=inner.set_ef, knn_query=lambda *a, **n: walked.append(n["k"]) or inner.knn_query(*a, **n)
    )
    index.search(QUERY, 10)
    index.search(QUERY, 10, list(range(250)))
    assert walked == [10, 10]
    index.search(QUERY, 10, list(range(50)))
    index.search(QUERY, 400)
    assert walked == [10, 10]


def test_a_small_library_gets_no_graph_until_it_grows() -> None:
    index = HnswIndex(N)
    index.add(np.arange(N - 1), VECTORS[:-1])
    assert not index.tend(1.0)
    assert index._graph is None
    assert "searched exactly" in index.note
    index.add(np.array([N - 1]), VECTORS[-1:])
    while index.tend(1.0):
        pass
    assert index._graph.get_current_count() == N
    assert index.note == "hnsw · 500 moments"


def test_work_is_done_in_slices_and_told() -> None:
    index = HnswIndex(0)
    index._vectors.add(np.arange(N), VECTORS)
    assert "graph 0 % built" in index.note
    assert index.tend(0.0)
    index._weave(200)
    assert "graph 40 % built" in index.note
    assert index.search(QUERY, 1)[0].tolist() == index._vectors.best(QUERY, 1)[0].tolist()


def test_a_graph_that_cannot_be_written_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "index"
    index = _woven()
    index.save(path, "old")
    (tmp_path / "index.graph.seal").unlink()  # so that it is not good enough to be kept
    index._graph = FailingGraph("save_index", index._graph)
    index.save(path, "new")
    assert "woven anew" in caplog.text
    assert sorted(p.name for p in tmp_path.iterdir()) == ["index", "index.more", "index.more.seal", "index.seal"]
    again = HnswIndex(0)
    again.load(path, "new")
    assert len(again) == N
    assert again.tend(0.0)
    np.testing.assert_array_equal(again.search(QUERY, 9)[0], index._vectors.best(QUERY, 9)[0])


def test_a_graph_that_cannot_be_read_is_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _woven().save(tmp_path / "index", "s")
    monkeypatch.setattr(hnsw, "hnswlib", SimpleNamespace(Index=lambda space, dim: FailingGraph("load_index")))
    index = HnswIndex(0)
    with pytest.raises(StaleIndexError, match="cannot be read"):
        index.load(tmp_path / "index", "s")
    assert len(index) == 0


def test_ef_grows_with_the_library_and_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    index = _woven()
    seen: list[int] = []
    inner = index._graph
    index._graph = SimpleNamespace(set_ef=seen.append, knn_query=inner.knn_query)
    index.search(QUERY, 10)
    index.search(QUERY, 120)
    monkeypatch.setattr(hnsw, "EF_ROWS", N / 10)
    index.search(QUERY, 10)
    assert seen[:2] == [400, 480]
    assert 790 <= seen[2] <= 800
