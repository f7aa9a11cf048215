"""The catalogue's file: who may write, what happens when it is broken, full, newer, or its writer is killed."""

import errno
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from core.errors import CatalogueCorruptError, CatalogueLockedError, DiskFullError, NewerSchemaError, StoreError
from core.store.catalogue import SqliteCatalogue
from core.store.recovery import set_aside
from core.store.schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION
from core.values import Filter
from tests.unit.store.material import make_clips, make_info, make_spec

ROOT = Path(__file__).resolve().parents[3]
SPEC = make_spec()


def _put(catalogue: SqliteCatalogue, name: str, n: int) -> list[int]:
    root = catalogue.add_folder(Path("/films"), is_file=False)
    video = catalogue.add_video(root.id, Path("/films") / name, 1, 1, 1.0)
    ready = replace(video, state="ready", note=str(n), info=make_info(video.path))
    return [s.id for s in catalogue.put(ready, SPEC, make_clips(n, seed=n))]


def _whole(catalogue: SqliteCatalogue) -> int:
    """Check that every video has exactly the segments its note promises; returns how many videos are ready."""
    catalogue.check()
    ready = [v for v in catalogue.videos() if v.state == "ready"]
    for video in ready:
        ids = [s.id for s in catalogue.segments_of(video.id, SPEC)]
        expected = make_clips(int(video.note), seed=int(video.note))
        np.testing.assert_array_equal(catalogue.segment_vectors(ids), np.stack([c.pooled for c in expected]))
        for frames, clip in zip(catalogue.frame_vectors(ids), expected, strict=True):
            np.testing.assert_array_equal(frames, clip.frames)
    assert len(catalogue.segment_ids(SPEC, Filter())) == sum(int(v.note) for v in ready)
    return len(ready)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


# ---- one writer


def test_a_second_writer_is_turned_away_until_the_first_is_done(path: Path) -> None:
    first = SqliteCatalogue(path)
    with pytest.raises(CatalogueLockedError, match="in use"):
        SqliteCatalogue(path)
    first.close()
    SqliteCatalogue(path).close()


@pytest.mark.skipif(sys.platform == "win32", reason="flock")
def test_a_disk_without_locks_is_told_apart_from_a_lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr("core.file_lock.fcntl.flock", fail)
    with pytest.raises(StoreError, match="does not support file locks") as caught:
        SqliteCatalogue(path)
    assert type(caught.value) is StoreError


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        SqliteCatalogue(tmp_path / "none" / "library.db")


def _child(path: Path, seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.unit.store.write_forever", str(path), str(seed)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def _kill(child: subprocess.Popen[str]) -> None:
    child.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    child.wait()
    assert child.stdout is not None
    child.stdout.close()


def test_another_program_that_writes_keeps_us_from_writing_not_from_reading(path: Path) -> None:
    child = _child(path, 0)
    try:
        with pytest.raises(CatalogueLockedError):
            SqliteCatalogue(path)
        reader = SqliteCatalogue(path, read_only=True)
        assert reader.folders()[0].path == Path("/films")
        reader.close()
    finally:
        _kill(child)
    SqliteCatalogue(path).close()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_killing_the_writer_anywhere_leaves_whole_videos(path: Path) -> None:
    chance, seen = random.Random(5), 0
    for round_ in range(6):
        child = _child(path, round_)
        time.sleep(chance.uniform(0.0, 0.25))
        _kill(child)
        catalogue = SqliteCatalogue(path)
        seen += _whole(catalogue)
        catalogue.close()
    assert seen > 0


@pytest.mark.skipif(sys.platform == "win32", reason="os.fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # numpy's idle threads are no danger here
def test_dying_before_any_statement_of_a_put_leaves_the_video_as_it_was(path: Path) -> None:
    catalogue = SqliteCatalogue(path)
    _put(catalogue, "a.mp4", 3)
    catalogue.close()
    survived = 0
    for after in range(40):
        child = os.fork()
        if child == 0:
            _die_in_put(path, after)
        _, status = os.waitpid(child, 0)
        survived = os.waitstatus_to_exitcode(status)
        again = SqliteCatalogue(path)
        _whole(again)
        (note,) = {v.note for v in again.videos()}
        assert note == ("3" if survived else "5")
        again.close()
        if not survived:
            break
    assert survived == 0
    assert after > 5


def _die_in_put(path: Path, after: int) -> None:
    """In a forked child: end without any clean-up just before the n-th statement, or well after all of them."""
    try:
        catalogue = SqliteCatalogue(path)
        steps = iter(range(after))
        catalogue._db._db.set_trace_callback(lambda _: next(steps, None) is None and os._exit(9))
        video = catalogue.videos()[0]
        catalogue.put(replace(video, note="5"), SPEC, make_clips(5, seed=5))
        os._exit(0)
    finally:
        os._exit(1)


# ---- readers


def test_a_reader_sees_what_was_written_since(path: Path) -> None:
    writer = SqliteCatalogue(path)
    reader = SqliteCatalogue(path, read_only=True)
    assert reader.videos() == []
    ids = _put(writer, "a.mp4", 4)
    assert reader.segment_ids(SPEC, Filter()).tolist() == ids
    assert reader.last_spec() == SPEC
    with pytest.raises(StoreError):
        reader.add_folder(Path("/other"), is_file=False)
    assert len(reader.folders()) == 1
    writer.close()
    assert reader.segment_ids(SPEC, Filter()).tolist() == ids
    reader.close()


def test_a_reader_never_makes_a_file(path: Path) -> None:
    with pytest.raises(StoreError):
        SqliteCatalogue(path, read_only=True)
    path.write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be read yet"):
        SqliteCatalogue(path, read_only=True)
    assert [p.name for p in path.parent.iterdir()] == ["library.db"]


def test_a_folder_of_any_name_can_hold_the_library(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"odd \xff?#%20&'name")
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system takes valid text only")
    writer = SqliteCatalogue(folder / "library.db")
    reader = SqliteCatalogue(folder / "library.db", read_only=True)
    _put(writer, "a.mp4", 1)
    assert len(reader.videos()) == 1
    reader.close()
    writer.close()
    assert sorted(p.name for p in folder.iterdir()) == ["library.db", "library.db.lock"]


def test_asking_after_closing_is_our_mistake_not_the_disks(path: Path) -> None:
    catalogue = SqliteCatalogue(path)
    catalogue.close()
    with pytest.raises(sqlite3.ProgrammingError):
        catalogue.folders()


# ---- versions


def test_a_newer_library_is_left_alone(path: Path) -> None:
    SqliteCatalogue(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    db.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(NewerSchemaError, match="newer version"):
            SqliteCatalogue(path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_step_to_the_next_version_is_all_or_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = SqliteCatalogue(path)
    ids = _put(first, "a.mp4", 2)
    first.close()
    good, bad = ("ALTER TABLE videos ADD COLUMN rating INTEGER",), ("CREATE TABLE extra (x)", "NONSENSE")
    for steps, works in (((good, bad), False), ((good,), True)):
        wanted = (*MIGRATIONS, *steps)
        monkeypatch.setattr("core.store.schema.MIGRATIONS", wanted)
        monkeypatch.setattr("core.store.database.SCHEMA_VERSION", len(wanted))
        if not works:
            with pytest.raises(StoreError, match="error"):
                SqliteCatalogue(path)
            continue
        again = SqliteCatalogue(path)
        assert again._db.read("SELECT rating FROM videos") == [(None,)]
        assert again._db.read("SELECT name FROM sqlite_master WHERE name = 'extra'") == []
        assert again.segment_ids(SPEC, Filter()).tolist() == ids
        again.close()


def test_a_library_of_the_first_version_learns_which_videos_are_offline(path: Path) -> None:
    db = sqlite3.connect(path)
    for statement in (*MIGRATIONS[0], f"PRAGMA application_id = {APPLICATION_ID}", "PRAGMA user_version = 1"):
        db.execute(statement)
    for folder_id, online in ((1, 0), (2, 1)):
        db.execute("INSERT INTO folders VALUES (?, ?, 1, 0, ?)", (folder_id, b"/%d" % folder_id, online))
        for number, state in enumerate(("missing", "waiting")):
            values = (folder_id, b"/%d/%d" % (folder_id, number), state)
            db.execute(
                "INSERT INTO videos (folder_id, path, size_bytes, mtime_ns, added_s, state, note, duration_s)"
                " VALUES (?, ?, 1, 1, 1, ?, x'', 0)",
                values,
            )
    db.commit()
    db.close()
    catalogue = SqliteCatalogue(path)
    assert [v.state for v in catalogue.videos()] == ["offline", "waiting", "missing", "waiting"]
    assert [(f.online, f.absence) for f in catalogue.folders()] == [(False, ""), (True, "")]
    assert catalogue.volumes(1) == []
    catalogue.close()


def test_a_library_of_the_fourth_version_learns_which_clips_lack_a_proxy(path: Path) -> None:
    """Until then only the note said so."""
    db = sqlite3.connect(path)
    for statement in (*chain(*MIGRATIONS[:4]), f"PRAGMA application_id = {APPLICATION_ID}", "PRAGMA user_version = 4"):
        db.execute(statement)
    db.execute("INSERT INTO folders (id, path, watched, is_file, online) VALUES (1, '/', 1, 0, 1)")
    raw = "a.braw is Blackmagic RAW, which only its maker's own software can read. Put a proxy named a.mov next to it."
    notes = [
        ("failed", raw),
        ("failed", "é.dng is a camera raw file that cannot be read here. Save a JPEG or TIFF copy next to it."),
        ("failed", "This video ends before its first picture."),
        ("failed", ""),
        ("ready", raw),
    ]
    for number, (state, note) in enumerate(notes):
        db.execute(
            "INSERT INTO videos (folder_id, path, size_bytes, mtime_ns, added_s, state, note, duration_s)"
            " VALUES (1, ?, 1, 1, 1, ?, ?, 0)",
            (b"/%d" % number, state, note.encode()),
        )
    db.commit()
    db.close()
    catalogue = SqliteCatalogue(path)
    assert [v.needs_proxy for v in catalogue.videos()] == [True, True, False, False, False]
    catalogue.close()


# ---- damage


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("what", ["text", "other database", "header"])
def test_a_file_that_is_not_ours_is_refused_untouched(path: Path, what: str, read_only: bool) -> None:
    if what == "text":
        path.write_text("only words " * 500)
    elif what == "header":
        SqliteCatalogue(path).close()
        raw = bytearray(path.read_bytes())
        raw[:100] = os.urandom(100)
        path.write_bytes(raw)
    else:
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE recipes (name)")
        db.close()
    before = path.read_bytes()
    with pytest.raises(CatalogueCorruptError) as caught:
        SqliteCatalogue(path, read_only=read_only)
    assert "clips are not affected" in caught.value.hint
    assert path.read_bytes() == before


def test_damage_inside_is_found_when_asked_for_or_met(path: Path) -> None:
    catalogue = SqliteCatalogue(path)
    _put(catalogue, "a.mp4", 2000)
    catalogue.check()
    catalogue.close()
    size = path.stat().st_size
    with path.open("rb+") as file:
        file.seek(size // 2 // 4096 * 4096)  # behind the tables that a light copy reads
        file.write(os.urandom(size // 3))
    damaged = SqliteCatalogue(path)
    with pytest.raises(CatalogueCorruptError):
        damaged.check()
    with pytest.raises(StoreError):
        _whole(damaged)
    damaged.close()


def test_a_damaged_file_is_set_aside_whole(path: Path) -> None:
    catalogue = SqliteCatalogue(path)
    with pytest.raises(CatalogueLockedError):
        set_aside(path, "now")
    _put(catalogue, "a.mp4", 3)
    catalogue.close()
    Path(f"{path}-wal").write_bytes(b"log")
    before = path.read_bytes()
    kept = set_aside(path, "2026-11-21")
    assert kept.name == "library.db.damaged-2026-11-21"
    assert kept.read_bytes() == before
    assert Path(f"{kept}-wal").read_bytes() == b"log"
    fresh = SqliteCatalogue(path)
    assert fresh.videos() == []
    fresh.close()
    with pytest.raises(StoreError, match="already"):
        set_aside(path, "2026-11-21")
    assert kept.read_bytes() == before


# ---- a full disk


def test_a_full_disk_loses_nothing_that_was_written(path: Path) -> None:
    catalogue = SqliteCatalogue(path)
    _put(catalogue, "a.mp4", 3)
    (pages,) = catalogue._db.read_one("PRAGMA page_count")
    catalogue._db.read(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(DiskFullError) as caught:
        _put(catalogue, "b.mp4", 5000)
    assert "Nothing indexed so far is lost" in caught.value.hint
    assert _whole(catalogue) == 1
    assert {v.path.name: v.state for v in catalogue.videos()} == {"a.mp4": "ready", "b.mp4": "waiting"}
    catalogue._db.read("PRAGMA max_page_count = 1000000")
    _put(catalogue, "b.mp4", 5000)
    assert _whole(catalogue) == 2
    catalogue.close()


def _put_many(catalogue: SqliteCatalogue, n: int) -> None:
    for i in range(n):
        _put(catalogue, f"{i}.mp4", 30)


def test_a_really_full_disk_loses_nothing_either(tiny_disk: Path) -> None:
    (tiny_disk / "filler").write_bytes(bytes(400_000))
    catalogue = SqliteCatalogue(tiny_disk / "library.db")
    _put(catalogue, "a.mp4", 30)
    with pytest.raises(DiskFullError):
        _put(catalogue, "b.mp4", 20_000)
    assert _whole(catalogue) == 1
    with pytest.raises(DiskFullError):
        _put_many(catalogue, 500)
    assert _whole(catalogue) > 1
    catalogue.close()
    (tiny_disk / "filler").unlink()
    again = SqliteCatalogue(tiny_disk / "library.db")
    assert _whole(again) >= 1
    _put(again, "c.mp4", 3)
    again.close()
