"""What was removed lately lives through moves of the library, safety copies and older versions of its file."""

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import CatalogueCorruptError
from core.store.catalogue import SqliteCatalogue
from core.store.recovery import go_back
from core.store.schema import APPLICATION_ID, MIGRATIONS
from core.values import KEEP_REMOVED_S, Filter, RemovalPlan
from tests.unit.store.material import make_clips, make_info, make_spec

SPEC, OTHER = make_spec("a" * 64), make_spec("b" * 64)
NOW_S = 1_790_000_000.0


def fill(path: Path, root: Path, names: tuple[str, ...] = ("a.mp4", "sub/b.mp4")) -> SqliteCatalogue:
    """A library with two models that have seen each video."""
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = SqliteCatalogue(path, now_s=lambda: NOW_S)
    folder = catalogue.add_folder(root, is_file=False)
    for number, name in enumerate(names):
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes(100 + number))
        video = catalogue.add_video(folder.id, file, 100 + number, 1, 1.0)
        ready = replace(video, state="ready", info=make_info(file, fingerprint=name))
        for spec in (SPEC, OTHER):
            catalogue.put(ready, spec, make_clips(3, seed=number))
    return catalogue


def remove_all(catalogue: SqliteCatalogue, now_s: float = NOW_S) -> int:
    (folder,) = catalogue.folders()
    videos = tuple(video.id for video in catalogue.videos())
    return catalogue.remove(RemovalPlan("folder", (folder.path,), frozenset({folder.id}), videos), now_s)[0]


def test_both_models_have_their_vectors_again(tmp_path: Path) -> None:
    catalogue = fill(tmp_path / "l/c.db", tmp_path / "r")
    before = {spec.key: catalogue.segment_ids(spec, Filter()).tolist() for spec in (SPEC, OTHER)}
    generations = [catalogue.generation(spec) for spec in (SPEC, OTHER)]
    removal = remove_all(catalogue)
    assert catalogue.specs() == []
    for spec in (SPEC, OTHER):
        assert catalogue.segment_ids(spec, Filter()).tolist() == []
        assert list(catalogue.all_vectors(spec)) == []
        assert catalogue.counts(spec).segments == 0
        assert catalogue.coverage(spec).videos == 0
        assert len(catalogue.random_vectors(spec, 5)) == 0
    catalogue.restore(removal, SPEC)
    assert {spec.key: catalogue.segment_ids(spec, Filter()).tolist() for spec in (SPEC, OTHER)} == before
    assert all(catalogue.generation(s) > was for s, was in zip((SPEC, OTHER), generations, strict=True))
    catalogue.close()


def test_purging_frees_what_the_impact_said(tmp_path: Path) -> None:
    catalogue = fill(tmp_path / "l/c.db", tmp_path / "r")
    vectors = catalogue.vector_bytes(SPEC) + catalogue.vector_bytes(OTHER)
    removal = remove_all(catalogue)
    (told,) = catalogue.removals()
    assert told.impact.size_bytes == vectors
    assert catalogue.expired(NOW_S + KEEP_REMOVED_S - 1) == []
    assert catalogue.expired(NOW_S + KEEP_REMOVED_S) == [removal]
    assert sorted(catalogue.purge(removal, 1)) in (["a.mp4"], ["sub/b.mp4"])
    assert catalogue.removals()[0].impact.clips == 1
    assert len(catalogue.purge(removal, 5)) == 1
    assert catalogue.removals() == []
    assert catalogue.folders() == []
    tables = ("videos", "folders", "segments", "frame_vectors", "removed_paths")
    assert [catalogue._db.read_one(f"SELECT count(*) FROM {table}")[0] for table in tables] == [0] * len(tables)
    catalogue.close()


def test_a_clock_that_was_set_back_purges_nothing(tmp_path: Path) -> None:
    catalogue = fill(tmp_path / "l/c.db", tmp_path / "r")
    late = catalogue.add_video(1, tmp_path / "r/late.mp4", 1, 1, NOW_S)
    assert late.added_s == NOW_S
    remove_all(catalogue, now_s=0.0)
    assert catalogue.expired(NOW_S + 60) == []
    catalogue.close()


def test_a_library_carried_elsewhere_restores_there(tmp_path: Path) -> None:
    catalogue = fill(tmp_path / "drive/library/c.db", tmp_path / "drive/r")
    (folder,) = catalogue.folders()
    part = catalogue.remove(
        RemovalPlan("folder", (folder.path / "sub",), frozenset(), (2,), (folder.path / "sub",)), NOW_S
    )[0]
    whole = remove_all(catalogue)
    catalogue.close()
    (tmp_path / "drive").rename(tmp_path / "elsewhere")
    for _ in range(2):
        again = SqliteCatalogue(tmp_path / "elsewhere/library/c.db")
        assert again.excluded() == [tmp_path / "elsewhere/r/sub"]
        assert [removal.paths for removal in again.removals()] == [
            (tmp_path / "elsewhere/r",),
            (tmp_path / "elsewhere/r/sub",),
        ]
        if _ == 0:
            again.close()
    again.restore(whole, SPEC)
    again.restore(part, SPEC)
    assert [v.path for v in again.videos()] == [tmp_path / "elsewhere/r/a.mp4", tmp_path / "elsewhere/r/sub/b.mp4"]
    assert [f.path for f in again.folders()] == [tmp_path / "elsewhere/r"]
    again.close()


def test_a_light_copy_restores_to_videos_that_wait(tmp_path: Path) -> None:
    path = tmp_path / "l/c.db"
    catalogue = fill(path, tmp_path / "r")
    removal = remove_all(catalogue)
    catalogue.close()
    SqliteCatalogue(path, now_s=lambda: NOW_S).close()  # makes the copy
    path.write_bytes(b"no database" * 500)
    go_back(path, CatalogueCorruptError("damaged"), NOW_S)
    again = SqliteCatalogue(path)
    again.restore(removal, SPEC)
    assert [(v.path.name, v.state) for v in again.videos()] == [("a.mp4", "waiting"), ("b.mp4", "waiting")]
    again.close()


def test_a_root_on_a_drive_that_is_mounted_elsewhere_takes_along_what_was_removed_from_it(tmp_path: Path) -> None:
    catalogue = fill(tmp_path / "l/c.db", tmp_path / "B/r")
    (folder,) = catalogue.folders()
    part = catalogue.remove(
        RemovalPlan("folder", (folder.path / "sub",), frozenset(), (2,), (folder.path / "sub",)), NOW_S
    )[0]
    catalogue.rebase_folder(folder.id, tmp_path / "B1/r")
    assert catalogue.excluded() == [tmp_path / "B1/r/sub"]
    catalogue.restore(part, SPEC)
    assert [v.path for v in catalogue.videos()] == [tmp_path / "B1/r/a.mp4", tmp_path / "B1/r/sub/b.mp4"]
    catalogue.close()


def test_a_library_of_the_former_version_is_all_there(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    with sqlite3.connect(path) as db:
        for step in MIGRATIONS[:3]:
            for statement in step:
                db.execute(statement)
        db.execute("PRAGMA user_version = 3")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        roots = [(1, "/r/sub", 0), (2, "/r", 0), (3, "/r/one.mp4", 1)]
        db.executemany(
            "INSERT INTO folders (id, path, watched, is_file, online) VALUES (?, ?, 1, ?, 1)",
            [(id_, os.fsencode(p), is_file) for id_, p, is_file in roots],
        )
        videos = [(1, 1, "/r/sub/a.mp4"), (2, 2, "/r/b.mp4"), (3, 3, "/r/one.mp4"), (4, 2, "/r/sub/new.mp4")]
        db.executemany(
            "INSERT INTO videos (id, folder_id, path, size_bytes, mtime_ns, added_s, state, note, duration_s)"
            " VALUES (?, ?, ?, 1, 1, 1.0, 'ready', x'', 0)",
            [(id_, folder, os.fsencode(p)) for id_, folder, p in videos],
        )
    db.close()
    catalogue = SqliteCatalogue(path)
    assert [v.id for v in catalogue.videos()] == [2, 3, 1, 4]
    assert [v.id for v in catalogue.videos(Filter(folder_ids=frozenset({2})))] == [2, 3, 1, 4]
    assert [v.id for v in catalogue.videos(Filter(folder_ids=frozenset({1})))] == [1, 4]
    assert catalogue.rehome() == [4], "the inner folder looks after it from now on"
    assert catalogue.counts(None).total == 4
    catalogue.close()


@pytest.mark.parametrize("names", [1, 300])
def test_clips_below_many_places(tmp_path: Path, names: int) -> None:
    catalogue = SqliteCatalogue(tmp_path / "c.db")
    folder = catalogue.add_folder(Path("/r"), is_file=False)
    for number in range(20):
        catalogue.add_video(folder.id, Path(f"/r/{number}/a.mp4"), 1, 1, 1.0)
        catalogue.add_video(folder.id, Path(f"/r/{number}0/a.mp4"), 1, 1, 1.0)
    below = frozenset(Path(f"/r/{number}") for number in range(names))
    found = {v.path for v in catalogue.videos(Filter(below=below))}
    assert found == {p for p in (v.path for v in catalogue.videos()) if p.parent in below}
    assert len(catalogue.videos(Filter(below=frozenset({Path("/")})))) == len(catalogue.videos())
    catalogue.close()
