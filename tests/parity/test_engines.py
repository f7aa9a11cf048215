"""The same suite over every engine in the folder: complete, exact in its scores, and never in the way."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from core import registry
from core.errors import StaleIndexError
from core.ports import VectorIndex
from core.settings import IndexSettings
from core.store.graph import libraries, local

DIM = 48
ENGINES = registry.names(registry.ENGINES)
Make = Callable[[], VectorIndex]


@dataclass
class Footage:
    """Vectors as videos give them: shots around video means, some exactly equal."""

    ids: np.ndarray
    vectors: np.ndarray
    queries: np.ndarray

    def best(self, query: np.ndarray, k: int, keep: np.ndarray | None = None) -> tuple[list[int], np.ndarray]:
        scores = (self.vectors.astype(np.float64) @ query.astype(np.float64)).astype(np.float32)
        places = np.arange(len(self.ids)) if keep is None else np.flatnonzero(keep)
        order = places[np.lexsort((self.ids[places], -scores[places]))][:k]
        return self.ids[order].tolist(), scores[order]


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _footage(n: int, equal_share: float = 0.0, seed: int = 0) -> Footage:
    rng = np.random.default_rng(seed)
    spectrum = (1 + np.arange(DIM)) ** -0.5
    videos = rng.standard_normal((max(n // 50, 1), DIM)) * spectrum
    rows = videos[rng.integers(0, len(videos), n)] + 0.6 * rng.standard_normal((n, DIM)) * spectrum
    black = rng.standard_normal((3, DIM)) * spectrum
    equal = rng.random(n) < equal_share
    rows[equal] = black[rng.integers(0, 3, int(equal.sum()))]
    queries = np.concatenate([rows[rng.integers(0, n, 20)] + 0.5 * rng.standard_normal((20, DIM)) * spectrum, black])
    ids = rng.permutation(10 * n)[:n].astype(np.int64)
    return Footage(ids, _unit(rows), _unit(queries))


def _filled(make: Make, footage: Footage) -> VectorIndex:
    index = make()
    for part in np.array_split(np.arange(len(footage.ids)), 7):
        index.add(footage.ids[part], footage.vectors[part])
    while index.build_step(1.0):
        pass
    return index


@pytest.fixture(params=[*ENGINES, "hnsw by faiss"])
def make(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Make:
    engine, _, made_by = request.param.partition(" by ")
    if made_by:
        monkeypatch.setattr(local, "hnswlib", None)
        assert libraries.library() == made_by
    module = registry.load(registry.ENGINES, engine)
    return lambda: module.build(IndexSettings(exact_below=200))


def _recall(index: VectorIndex, footage: Footage, k: int = 10, keep: np.ndarray | None = None) -> float:
    allowed = None if keep is None else footage.ids[keep]
    found = []
    for query in footage.queries:
        ids, scores = index.search(query, k, allowed)
        expected, expected_scores = footage.best(query, k, keep)
        assert len(set(ids.tolist())) == len(ids) == len(expected)
        assert ids.dtype == np.int64
        assert scores.dtype == np.float32
        assert (np.diff(scores) <= 0).all()
        own = {int(i): v for i, v in zip(footage.ids, footage.vectors, strict=True)}
        np.testing.assert_allclose(scores, [own[i] @ query for i in ids.tolist()], atol=2e-6)
        # equal vectors are equally good: judged by score, not by id
        found.append(np.mean(scores >= expected_scores[-1] - 1e-6))
        assert allowed is None or set(ids.tolist()) <= set(allowed.tolist())
    return float(np.mean(found))


@pytest.mark.parametrize("equal_share", [0.0, 0.2])
def test_the_best_are_found(make: Make, equal_share: float) -> None:
    footage = _footage(3000, equal_share)
    index = _filled(make, footage)
    assert len(index) == 3000
    assert _recall(index, footage) >= 0.99


def test_the_best_are_found_before_any_tending(make: Make) -> None:
    footage = _footage(1500, 0.2)
    index = make()
    index.add(footage.ids, footage.vectors)
    assert _recall(index, footage) == 1.0
    index.build_step(0.001)
    assert _recall(index, footage) >= 0.99


def test_every_video_of_equal_content_is_found(make: Make) -> None:
    footage = _footage(3000, 0.2)
    index = _filled(make, footage)
    for query in footage.queries[-3:]:
        same = footage.ids[(footage.vectors == query).all(axis=1)]
        ids, scores = index.search(query, len(same))
        assert sorted(ids.tolist()) == sorted(same.tolist())
        np.testing.assert_allclose(scores, 1.0, atol=1e-6)


@pytest.mark.parametrize("share", [0.2, 0.6])
def test_removed_ones_never_come_back(make: Make, share: float) -> None:
    footage = _footage(3000, 0.2)
    index = _filled(make, footage)
    gone = np.random.default_rng(1).random(3000) < share
    index.remove(footage.ids[gone].tolist())
    index.remove([10**9])
    assert len(index) == int((~gone).sum())
    rest = Footage(footage.ids[~gone], footage.vectors[~gone], footage.queries)
    assert _recall(index, rest) >= 0.99
    while index.build_step(1.0):
        pass
    assert _recall(index, rest) >= 0.99
    index.add(footage.ids[gone], footage.vectors[gone])
    assert _recall(index, footage) >= 0.99
    while index.build_step(1.0):
        pass
    assert _recall(index, footage) >= 0.99


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.95])
def test_filters_lose_nothing(make: Make, share: float) -> None:
    footage = _footage(3000, 0.2)
    keep = np.random.default_rng(2).random(3000) < share
    assert _recall(_filled(make, footage), footage, keep=keep) >= 0.99


def test_a_filter_of_one_video_finds_what_is_far_from_the_question(make: Make) -> None:
    footage = _footage(3000)
    index = _filled(make, footage)
    for query in footage.queries[:5]:
        # the half that fits worst: a graph walk with a filter would end before it gets there
        keep = footage.vectors @ query < np.median(footage.vectors @ query)
        ids, scores = index.search(query, 10, set(footage.ids[keep].tolist()))
        _, expected = footage.best(query, 10, keep)
        assert len(ids) == 10
        assert np.mean(scores >= expected[-1] - 1e-6) >= 0.99


def test_asking_for_more_than_there_is_gives_all(make: Make) -> None:
    footage = _footage(1000, 0.2)
    index = _filled(make, footage)
    for k in (900, 1000, 5000):
        ids, scores = index.search(footage.queries[0], k)
        assert len(ids) == min(k, 1000)
        assert len(set(ids.tolist())) == len(ids)
        assert (np.diff(scores) <= 0).all()
    ids, _ = index.search(footage.queries[0], 50, footage.ids[:7].tolist())
    assert sorted(ids.tolist()) == sorted(footage.ids[:7].tolist())


def test_nothing_in_nothing_out(make: Make) -> None:
    index = make()
    query = _footage(10).queries[0]
    for allowed in (None, [], [1, 2]):
        ids, scores = index.search(query, 5, allowed)
        assert len(ids) == len(scores) == 0
    index.remove([1])
    index.add(np.zeros(0, np.int64), np.zeros((0, DIM), np.float32))
    assert len(index) == 0
    assert not index.build_step(0.01)
    footage = _footage(500)
    index = _filled(make, footage)
    assert len(index.search(query, 0)[0]) == 0
    assert len(index.search(query, 5, [])[0]) == 0
    index.remove(footage.ids.tolist())
    assert len(index) == 0
    assert len(index.search(query, 5)[0]) == 0


def test_an_id_given_again_takes_the_new_vector(make: Make) -> None:
    footage = _footage(600)
    index = _filled(make, footage)
    moved = Footage(footage.ids, np.roll(footage.vectors, 1, axis=0), footage.queries)
    index.add(moved.ids, moved.vectors)
    assert len(index) == 600
    assert _recall(index, moved) >= 0.99


def test_vectors_that_do_not_fit_are_refused(make: Make) -> None:
    footage = _footage(300)
    index = _filled(make, footage)
    with pytest.raises(ValueError, match="width"):
        index.add(np.array([1]), np.ones((1, DIM + 1), np.float32))
    with pytest.raises(ValueError, match="width"):
        index.search(np.ones(DIM - 1, np.float32), 3)
    with pytest.raises(ValueError, match="each once"):
        index.add(np.array([1, 1]), np.ones((2, DIM), np.float32))
    assert len(index) == 300


@pytest.mark.parametrize("n", [0, 50, 1500])
def test_what_was_saved_is_found_again(make: Make, tmp_path: Path, n: int) -> None:
    path = tmp_path / "sub" / "index"
    index = make()
    footage = _footage(max(n, 1), 0.2)
    if n:
        index = _filled(make, footage)
        index.remove(footage.ids[:10].tolist())
    index.save(path, "here")
    again = make()
    again.load(path, "here")
    assert len(again) == len(index)
    assert again.note == index.note
    for query in footage.queries:
        for mine, other in zip(index.search(query, 20), again.search(query, 20), strict=True):
            np.testing.assert_array_equal(mine, other)
    if n:
        again.add(footage.ids[:10], footage.vectors[:10])
        again.remove(footage.ids[10:20].tolist())
        keep = ~np.isin(footage.ids, footage.ids[10:20])
        rest = Footage(footage.ids[keep], footage.vectors[keep], footage.queries)
        assert _recall(again, rest) >= 0.99


def test_another_stamp_or_no_file_is_stale(make: Make, tmp_path: Path) -> None:
    index = _filled(make, _footage(300))
    index.save(tmp_path / "index", "model 1")
    for path, stamp in ((tmp_path / "index", "model 2"), (tmp_path / "none", "model 1")):
        fresh = make()
        with pytest.raises(StaleIndexError):
            fresh.load(path, stamp)
        assert len(fresh) == 0


@pytest.mark.parametrize("n", [0, 1500])
def test_what_was_saved_is_deleted_by_the_name_of_its_space(make: Make, tmp_path: Path, n: int) -> None:
    path = tmp_path / "index"
    assert make().discard(path, "model-1") == 0
    index = _filled(make, _footage(n)) if n else make()
    index.save(path, "model-1 7")
    held = sum(each.stat().st_size for each in tmp_path.iterdir())
    assert make().discard(path, "model-2") == 0
    assert make().discard(path, "model") == 0
    make().load(path, "model-1 7")
    assert make().discard(path, "model-1") == held
    assert list(tmp_path.iterdir()) == []


def test_what_was_saved_and_damaged_since_is_not_touched(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "index"
    _filled(make, _footage(100)).save(path, "model-1 7")
    for each in tmp_path.iterdir():
        each.write_bytes(b"rubbish")
    before = sorted(tmp_path.iterdir())
    assert make().discard(path, "model-1") == 0
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("reader", ENGINES)
def test_engines_read_each_others_files(make: Make, tmp_path: Path, reader: str) -> None:
    footage = _footage(600, 0.2)
    _filled(make, footage).save(tmp_path / "index", "s")
    other = registry.load(registry.ENGINES, reader).build(IndexSettings(exact_below=200))
    other.load(tmp_path / "index", "s")
    assert _recall(other, footage) >= 0.99


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_changes_leaves_what_it_should(make: Make, tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pool = _footage(120, seed=seed).vectors
    index, truth = make(), dict[int, np.ndarray]()
    for step in range(120):
        match rng.choice(["add", "add", "remove", "tend", "save"]):
            case "add":
                ids = rng.choice(2000, int(rng.integers(1, 60)), replace=False)
                vectors = pool[rng.integers(0, len(pool), len(ids))]
                fresh = rng.random(len(ids)) < 0.7
                vectors[fresh] = _unit(rng.standard_normal((int(fresh.sum()), DIM)))
                index.add(ids, vectors)
                truth.update(zip(ids.tolist(), vectors, strict=True))
            case "remove":
                ids = rng.integers(0, 2000, int(rng.integers(1, 150)))
                index.remove(ids.tolist())
                truth = {i: v for i, v in truth.items() if i not in set(ids.tolist())}
            case "tend":
                index.build_step(0.01)
            case "save":
                index.save(tmp_path / "index", str(step))
                index = make()
                index.load(tmp_path / "index", str(step))
        assert len(index) == len(truth)
        if truth:
            footage = Footage(np.array(list(truth)), np.stack(list(truth.values())), pool[:3])
            assert _recall(index, footage, k=5) >= 0.9
