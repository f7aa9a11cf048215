"""What the graph engine does when hnswlib lets it down; the behaviour of all engines is in tests/parity."""

from pathlib import Path

import hnswlib
import numpy as np
import pytest

from core.errors import StaleIndexError
from core.store.engines import hnsw
from core.store.engines.hnsw import HnswIndex
from core.store.graph.local import GraphGoneError, LocalGraph

N, DIM = 500, 16
VECTORS = np.random.default_rng(0).standard_normal((N, DIM)).astype(np.float32)
QUERY = VECTORS[0] * 0.5


class FailingGraph:
    """A graph in which one call fails."""

    def __init__(self, failing: str, inner: LocalGraph, error: Exception) -> None:
        self._failing, self._inner, self._error = failing, inner, error

    def __getattr__(self, name: str) -> object:
        return self._fail if name == self._failing else getattr(self._inner, name)

    def _fail(self, *values: object, **named: object) -> None:
        raise self._error


class DryIndex:
    """hnswlib's index when it reaches fewer than were asked for."""

    def __init__(self, inner: hnswlib.Index) -> None:
        self.set_ef = inner.set_ef

    def knn_query(self, *values: object, **named: object) -> None:
        raise RuntimeError("no")


class WatchedGraph:
    """A graph that notes how it is asked."""

    def __init__(self, inner: LocalGraph) -> None:
        self._inner = inner
        self.is_busy = False
        self.asked: list[tuple[int, int]] = []

    def nearest(self, query, k, ef, open_rows):
        self.asked.append((k, ef))
        return self._inner.nearest(query, k, ef, open_rows)


def _empty(exact_below: int = 0) -> HnswIndex:
    return HnswIndex(exact_below, open_graph=LocalGraph)


def _built() -> HnswIndex:
    index = _empty()
    index.add(np.arange(N), VECTORS)
    while index.build_step(1.0):
        pass
    return index


def test_a_walk_that_runs_dry_is_answered_exactly() -> None:
    index = _built()
    allowed = list(range(0, N, 2))
    expected = [index._vectors.best(QUERY, 10, keep) for keep in (None, allowed)]
    index._graph._index = DryIndex(index._graph._index)  # type: ignore[attr-defined]
    for keep, (ids, scores) in zip((None, allowed), expected, strict=True):
        found, found_scores = index.search(QUERY, 10, keep)
        np.testing.assert_array_equal(found, ids)
        np.testing.assert_array_equal(found_scores, scores)


def test_the_graph_is_really_walked() -> None:
    index = _built()
    index._graph = watched = WatchedGraph(index._graph)
    index.search(QUERY, 10)
    index.search(QUERY, 10, list(range(250)))
    assert [k for k, _ in watched.asked] == [10, 10]
    index.search(QUERY, 10, list(range(50)))
    index.search(QUERY, 400)
    assert [k for k, _ in watched.asked] == [10, 10]


def test_a_small_library_gets_no_graph_until_it_grows() -> None:
    index = _empty(N)
    index.add(np.arange(N - 1), VECTORS[:-1])
    assert not index.build_step(1.0)
    assert index._graph is None
    assert "searched exactly" in index.note
    index.add(np.array([N - 1]), VECTORS[-1:])
    while index.build_step(1.0):
        pass
    assert index._graph._index.get_current_count() == N  # type: ignore[attr-defined]
    assert index.note == "hnsw · 500 moments"


def test_work_is_done_in_slices_and_told() -> None:
    index = _empty()
    index._vectors.add(np.arange(N), VECTORS)
    assert "graph 0 % built" in index.note
    assert index.build_step(0.0)
    index._insert(200)
    assert "graph 40 % built" in index.note
    assert index.search(QUERY, 1)[0].tolist() == index._vectors.best(QUERY, 1)[0].tolist()


def test_a_graph_that_cannot_be_written_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "index"
    index = _built()
    index.save(path, "old")
    (tmp_path / "index.graph.seal").unlink()  # so that it is not good enough to be kept
    index._graph = FailingGraph("end_save", index._graph, RuntimeError("no"))
    index.save(path, "new")
    assert "built again" in caplog.text
    assert sorted(p.name for p in tmp_path.iterdir()) == ["index", "index.more", "index.more.seal", "index.seal"]
    again = _empty()
    again.load(path, "new")
    assert len(again) == N
    assert again.build_step(0.0)
    np.testing.assert_array_equal(again.search(QUERY, 9)[0], index._vectors.best(QUERY, 9)[0])


def test_a_graph_that_cannot_be_read_is_stale(tmp_path: Path) -> None:
    _built().save(tmp_path / "index", "s")
    index = HnswIndex(0, open_graph=lambda dim, n: FailingGraph("load", LocalGraph(dim, n), RuntimeError("no")))
    with pytest.raises(StaleIndexError, match="cannot be read"):
        index.load(tmp_path / "index", "s")
    assert len(index) == 0


def test_ef_grows_with_the_library_and_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    index = _built()
    index._graph = watched = WatchedGraph(index._graph)
    index.search(QUERY, 10)
    index.search(QUERY, 120)
    monkeypatch.setattr(hnsw, "EF_ROWS", N / 10)
    index.search(QUERY, 10)
    seen = [ef for _, ef in watched.asked]
    assert seen[:2] == [400, 480]
    assert 790 <= seen[2] <= 800


@pytest.mark.parametrize("failing", ["nearest", "add", "bury", "begin_save", "end_save"])
def test_a_graph_that_is_gone_costs_no_answer_and_is_built_again(tmp_path: Path, failing: str) -> None:
    index = _built()
    index._graph = FailingGraph(failing, index._graph, GraphGoneError())
    more = -VECTORS[:5]
    index.add(N + np.arange(5), more)
    index.remove([3])
    expected = index._vectors.best(QUERY, 10)[0]
    np.testing.assert_array_equal(index.search(QUERY, 10)[0], expected)
    index.save(tmp_path / "index", "s")
    while index.build_step(1.0):
        pass
    assert index.note == f"hnsw · {N + 4} moments"
    np.testing.assert_array_equal(index.search(QUERY, 10)[0], expected)


def test_a_graph_that_keeps_dying_is_given_up_and_that_is_told() -> None:
    def gone(dim: int, threads: int) -> LocalGraph:
        raise GraphGoneError

    index = HnswIndex(0, open_graph=gone)
    index.add(np.arange(N), VECTORS)
    while index.build_step(1.0):
        pass
    assert index.note == "hnsw · 500 moments, searched exactly: the graph process ended 3 times"
    assert index.search(QUERY, 10)[0].tolist() == index._vectors.best(QUERY, 10)[0].tolist()


# ---- saving beside the lane


class SlowGraph:
    """A graph that writes until it is let go; whoever asks it meanwhile would have to wait."""

    def __init__(self, inner: LocalGraph) -> None:
        self._inner = inner
        self.is_busy = False

    def begin_save(self, path: Path) -> None:
        self._inner.begin_save(path)
        self.is_busy = not self.is_quick

    is_quick = False

    def end_save(self) -> None:
        self.is_busy = False
        self._inner.end_save()

    def __getattr__(self, name: str) -> object:
        assert not self.is_busy or name == "close", f"{name} waits for the graph to be written"
        return getattr(self._inner, name)


def _finish(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def test_questions_are_answered_while_it_is_saved_and_what_changes_meanwhile_is_kept(tmp_path: Path) -> None:
    index, path = _built(), tmp_path / "index"
    index._graph = SlowGraph(index._graph)
    steps = index.save_beside(path, lambda: "s")
    next(steps)
    assert index._graph.is_busy
    np.testing.assert_array_equal(index.search(QUERY, 10)[0], index._vectors.best(QUERY, 10)[0])
    index.add(np.arange(N, N + 9), -VECTORS[:9])
    index.remove([3, 4])
    assert not index.build_step(1.0), "nothing is built meanwhile"
    expected = index._vectors.best(QUERY, 30)[0]
    index._graph.is_busy = False  # type: ignore[misc]
    assert _finish(steps)
    again = _empty()
    again.load(path, "s")
    while again.build_step(1.0):
        pass
    for each in (index, again):
        np.testing.assert_array_equal(each.search(QUERY, 30)[0], expected)
        assert len(each) == N + 7
    assert not {3, 4} & set(index._graph.nearest(VECTORS[3], 20, 400, None).tolist()), "buried after it"
    while index.build_step(1.0):
        pass
    assert index.note == f"hnsw · {N + 7} moments"


def test_the_stamp_is_that_of_the_moment_that_is_saved(tmp_path: Path) -> None:
    index, generation = _built(), [1]
    index._graph = SlowGraph(index._graph)
    steps = index.save_beside(tmp_path / "index", lambda: f"generation {generation[0]}")
    next(steps)
    index.add(np.array([N]), -VECTORS[:1])
    generation[0] = 2
    index._graph.is_busy = False  # type: ignore[misc]
    assert _finish(steps)
    again = _empty()
    with pytest.raises(StaleIndexError):
        again.load(tmp_path / "index", "generation 1")
    again.load(tmp_path / "index", "generation 2")
    assert len(again) == N + 1


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_save_that_is_overtaken_by_another_comes_to_nothing(tmp_path: Path, at: int) -> None:
    """The program is closed in the middle of it."""
    index, path = _built(), tmp_path / "index"
    steps = index.save_beside(path, lambda: "early")
    for _ in range(at):
        next(steps, None)
    index.remove([7])
    index.save(path, "late")
    assert not _finish(steps)
    again = _empty()
    again.load(path, "late")
    assert len(again) == N - 1
    assert not list(tmp_path.glob("*.new"))


def test_a_save_whose_rows_got_new_numbers_comes_to_nothing(tmp_path: Path) -> None:
    index, path = _built(), tmp_path / "index"
    index._graph = SlowGraph(index._graph)
    steps = index.save_beside(path, lambda: "s")
    next(steps)
    index.remove(range(N - 100))
    assert index._vectors.count == 100, "moved together"
    assert not _finish(steps)
    assert not list(tmp_path.iterdir())
    np.testing.assert_array_equal(index.search(QUERY, 5)[0], index._vectors.best(QUERY, 5)[0])


def test_a_save_that_is_broken_off_leaves_the_old_files(tmp_path: Path) -> None:
    index, path = _built(), tmp_path / "index"
    index.save(path, "old")
    index.add(np.arange(N, 2 * N), -VECTORS)
    while index.build_step(1.0):
        pass
    index._graph = SlowGraph(index._graph)
    steps = index.save_beside(path, lambda: "new")
    next(steps)
    steps.close()
    again = _empty()
    again.load(path, "old")
    assert len(again) == N
    index._graph.is_quick = True  # type: ignore[attr-defined]
    index.save(path, "new")
    again.load(path, "new")
    assert len(again) == 2 * N


def test_early_rows_of_the_same_number_are_not_taken_for_those_on_disk(tmp_path: Path, monkeypatch) -> None:
    """Rows that moved together may be as many as lie in the file."""
    monkeypatch.setattr("core.store.saved_vectors.SMALL_BYTES", 0)
    index, path = _empty(10 * N), tmp_path / "index"
    index.add(np.arange(N), VECTORS)
    index.save(path, "one")
    index.add(np.arange(N, N + 300), -VECTORS[:300])
    index.remove(range(300))
    assert index._vectors.count == N
    index.save(path, "two")
    again = _empty(10 * N)
    again.load(path, "two")
    np.testing.assert_array_equal(again.search(QUERY, 20)[0], index.search(QUERY, 20)[0])
