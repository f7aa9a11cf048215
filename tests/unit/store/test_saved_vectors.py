"""A saved index is added to, not rewritten: early rows and graph stay as long as they are nearly all there is."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import StaleIndexError
from core.store import saved_vectors
from core.store.engines.hnsw import HnswIndex
from core.store.vector_rows import Rows

DIM, N = 16, 4000
QUERY = np.ones(DIM, np.float32)


@pytest.fixture(autouse=True)
def _no_library_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_vectors, "SMALL_BYTES", 0)


def _vectors(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, DIM)).astype(np.float32)


def _built(index: HnswIndex) -> HnswIndex:
    while index.build_step(1.0):
        pass
    return index


@pytest.fixture
def index(tmp_path: Path) -> HnswIndex:
    index = HnswIndex(0)
    index.add(np.arange(N), _vectors(N, 1))
    _built(index).save(tmp_path / "index", "1")
    return index


def _times(folder: Path) -> dict[str, int]:
    return {p.name: p.stat().st_mtime_ns for p in folder.iterdir() if not p.name.endswith(".seal")}


def _same(one: HnswIndex, other: HnswIndex) -> None:
    for k in (10, len(one)):
        mine, theirs = one._vectors.best(QUERY, k), other._vectors.best(QUERY, k)
        np.testing.assert_array_equal(mine[0], theirs[0])
        np.testing.assert_allclose(mine[1], theirs[1], rtol=1e-6)
    assert set(one.search(QUERY, 10)[0].tolist()) == set(other.search(QUERY, 10)[0].tolist())


def test_a_small_change_writes_only_the_small_file(index: HnswIndex, tmp_path: Path) -> None:
    before = _times(tmp_path)
    for round_ in range(3):
        index.add(np.arange(N + 50 * round_, N + 50 * round_ + 50), _vectors(50, 10 + round_))
        index.remove(range(20 * round_, 20 * round_ + 20))
        _built(index).save(tmp_path / "index", str(round_))
        now = _times(tmp_path)
        assert now["index"] == before["index"]
        assert now["index.graph"] == before["index.graph"]
        assert now["index.more"] > before["index.more"]
        again = HnswIndex(0)
        again.load(tmp_path / "index", str(round_))
        assert len(again) == len(index)
        _same(again, index)
        assert not set(again.search(QUERY, N)[0].tolist()) & set(range(20 * round_ + 20))
        index = _built(again)


def test_many_changes_write_all_anew(index: HnswIndex, tmp_path: Path) -> None:
    before = _times(tmp_path)
    index.add(np.arange(N, 2 * N), _vectors(N, 2))
    _built(index).save(tmp_path / "index", "2")
    now = _times(tmp_path)
    assert all(now[name] > before[name] for name in now)
    again = HnswIndex(0)
    again.load(tmp_path / "index", "2")
    assert not again.build_step(0.0)
    _same(again, index)


def test_compacting_writes_all_anew(index: HnswIndex, tmp_path: Path) -> None:
    index.remove(range(N // 2))
    index.save(tmp_path / "index", "2")
    again = HnswIndex(0)
    again.load(tmp_path / "index", "2")
    assert len(again) == again._vectors.count == N // 2
    _same(again, _built(index))


def test_files_of_two_indexes_are_never_mixed(index: HnswIndex, tmp_path: Path) -> None:
    other = HnswIndex(0)
    other.add(np.arange(N), _vectors(N, 5))
    (tmp_path / "other").mkdir()
    _built(other).save(tmp_path / "other" / "index", "1")
    for name in ("index", "index.more", "index.graph"):
        for suffix in ("", ".seal"):
            mine, theirs = tmp_path / f"{name}{suffix}", tmp_path / "other" / f"{name}{suffix}"
            kept = mine.read_bytes()
            mine.write_bytes(theirs.read_bytes())
            theirs.write_bytes(kept)
        for folder in (tmp_path, tmp_path / "other"):
            with pytest.raises(StaleIndexError):
                HnswIndex(0).load(folder / "index", "1")
        for suffix in ("", ".seal"):
            mine, theirs = tmp_path / f"{name}{suffix}", tmp_path / "other" / f"{name}{suffix}"
            kept = mine.read_bytes()
            mine.write_bytes(theirs.read_bytes())
            theirs.write_bytes(kept)
    HnswIndex(0).load(tmp_path / "index", "1")


def test_early_rows_that_were_lost_are_written_again(index: HnswIndex, tmp_path: Path) -> None:
    (tmp_path / "index").unlink()
    (tmp_path / "index.graph").unlink()
    index.add(np.array([N]), _vectors(1, 3))
    index.save(tmp_path / "index", "2")
    again = HnswIndex(0)
    again.load(tmp_path / "index", "2")
    _same(again, index)


@pytest.mark.parametrize("early", [0, 1, 700])
def test_rows_in_two_parts_are_as_good_as_in_one(early: int) -> None:
    whole = _vectors(1500, 4)
    rows = Rows(whole[:early].copy())
    for start in range(early, 1500, 97):
        rows.append(whole[start : start + 97])
    assert (len(rows), rows.width) == (1500, DIM)
    for chosen in (np.arange(1500), np.array([1499, 0, 700, 3]), np.arange(early), np.zeros(0, np.int64)):
        np.testing.assert_array_equal(rows.take(chosen), whole[chosen])
        np.testing.assert_allclose(rows.products(QUERY, chosen), whole[chosen] @ QUERY, atol=1e-5)
    for start in (0, early, 1000, 1500):
        np.testing.assert_allclose(rows.products(QUERY, start=start), whole[start:] @ QUERY, atol=1e-5)
    kept = np.arange(1500) % 3 == 0
    np.testing.assert_array_equal(rows.merged(kept).base, whole[kept])
