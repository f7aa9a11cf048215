"""Broken index files are always noticed before anything reads them, and never end the process."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.errors import DiskFullError, StaleIndexError, StoreError
from core.store import checksummed_file
from core.store.engines.exact import ExactIndex
from core.store.engines.hnsw import HnswIndex
from core.store.graph import libraries, local
from tests.unit.store.damage import SIDECAR, cases

ROOT = Path(__file__).resolve().parents[3]


def _index(kind: str, seed: int) -> ExactIndex | HnswIndex:
    rng = np.random.default_rng(seed)
    index = HnswIndex(0) if kind == "hnsw" else ExactIndex()
    index.add(np.arange(400), rng.standard_normal((400, 16)).astype(np.float32))
    while index.build_step(1.0):
        pass
    return index


@pytest.mark.parametrize("graph", ["hnsw", "faiss"])
def test_every_kind_of_damage_is_noticed_and_nobody_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, graph: str
) -> None:
    if graph == "faiss":
        monkeypatch.setattr(local, "hnswlib", None)
    _index("hnsw", 2).save(tmp_path / "other" / "index", "stamp")
    good = _index("hnsw", 1)
    names, folders = [], []
    for number, (name, suffix, damage) in enumerate(cases()):
        for kind in (graph,) if "graph" in suffix else (graph, "exact"):
            folder = tmp_path / f"{number}{kind}"
            good._saved = ""
            good.save(folder / "index", "stamp")
            damage(folder / f"index{suffix}", tmp_path / "other")
            names.append(f"{kind}, {name}")
            folders.append(f"{kind}={folder}")
    command = [sys.executable, "-m", "tests.unit.store.load_damaged", *folders]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = dict(zip(names, child.stdout.split(), strict=False))
    assert {name: what for name, what in told.items() if what != "stale"} == {}
    assert (child.returncode, len(told)) == (0, len(names)), child.stderr[-2000:]
    assert len(names) >= 22


@pytest.mark.parametrize("name", SIDECAR)
def test_a_wrong_sidecar_is_told_apart(tmp_path: Path, name: str) -> None:
    _index("exact", 2).save(tmp_path / "other" / "index", "stamp")
    _index("exact", 1).save(tmp_path / "index", "stamp")
    SIDECAR[name](tmp_path / "index.seal", tmp_path / "other")
    with pytest.raises(StaleIndexError, match="cannot be used"):
        ExactIndex().load(tmp_path / "index", "stamp")


def test_the_child_would_tell_of_an_accepted_file(tmp_path: Path) -> None:
    _index("hnsw", 1).save(tmp_path / "index", "stamp")
    command = [sys.executable, "-m", "tests.unit.store.load_damaged", f"hnsw={tmp_path}", f"exact={tmp_path}"]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert child.stdout.split() == ["accepted", "accepted"]


@pytest.mark.parametrize("after", range(6))
def test_a_crash_between_the_files_leaves_old_new_or_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    path = tmp_path / "index"
    old, new = _index("hnsw", 1), _index("hnsw", 2)
    old.save(path, "stamp")
    renamed: list[Path] = []
    replace = Path.replace

    def crash(self: Path, target: Path) -> Path:
        if len(renamed) == after:
            raise KeyboardInterrupt
        renamed.append(self)
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            new.save(path, "stamp")
    again = HnswIndex(0)
    query = np.ones(16, np.float32)
    if after == 0:
        again.load(path, "stamp")
        np.testing.assert_array_equal(again.search(query, 9)[0], old.search(query, 9)[0])
    else:
        with pytest.raises(StaleIndexError):
            again.load(path, "stamp")
    new.save(path, "stamp")
    again.load(path, "stamp")
    np.testing.assert_array_equal(again.search(query, 9)[0], new.search(query, 9)[0])
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        f"index{part}{sidecar}" for part in ("", ".more", ".graph") for sidecar in ("", ".seal")
    )


def test_arrays_come_back_whatever_their_size(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    arrays: dict[str, np.ndarray] = {
        "nothing": np.zeros((0, 7), np.float32),
        "odd": np.arange(13, dtype=np.uint8),
        "large": rng.integers(0, 255, (checksummed_file.BLOCK_BYTES * 3 + 11,), dtype=np.uint8),
        "flags": np.array([True, False]),
        "columns": np.asfortranarray(rng.standard_normal((5, 3))),
    }
    checksummed_file.write_arrays(tmp_path / "a", "s", arrays, {"fact": "é"})
    found, facts, crc = checksummed_file.read_arrays(tmp_path / "a", "s")
    assert crc == checksummed_file.check_sidecar(tmp_path / "a", "s") != 0
    assert facts["fact"] == "é"
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


@pytest.mark.parametrize(("number", "kind"), [(28, DiskFullError), (122, DiskFullError), (13, StoreError)])
def test_trouble_while_saving_is_told_for_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[StoreError]
) -> None:
    _index("exact", 1).save(tmp_path / "index", "stamp")

    def fail(descriptor: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr("core.store.checksummed_file.os.fsync", fail)
    with pytest.raises(kind) as caught:
        _index("exact", 2).save(tmp_path / "index", "stamp")
    assert type(caught.value) is kind
    assert caught.value.title.endswith(".")
    # the old one is still good
    ExactIndex().load(tmp_path / "index", "stamp")


@pytest.mark.parametrize("kind", ["exact", "hnsw"])
def test_an_unchanged_index_is_not_written_again(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "index"
    index = _index(kind, 1)

    def saved_anew(stamp: str) -> bool:
        before = path.stat().st_mtime_ns
        index.save(path, stamp)
        return path.stat().st_mtime_ns != before

    index.save(path, "1")
    assert not saved_anew("1")
    assert saved_anew("2")
    index.remove([3])
    assert saved_anew("2")


def test_without_a_library_for_graphs_the_engine_is_exact_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.settings import IndexSettings
    from core.store.engines import hnsw

    monkeypatch.setattr(local, "hnswlib", None)
    monkeypatch.setattr(libraries, "find_spec", lambda name: None)
    index = hnsw.build(IndexSettings())
    assert isinstance(index, ExactIndex)
    assert "neither hnswlib nor faiss is installed" in index.note
