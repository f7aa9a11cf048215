"""A library carried elsewhere, read from media that cannot be written."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import CatalogueLockedError, StoreError, UnwritableError
from core.store.catalogue import SqliteCatalogue
from core.store.picture_cache import PictureCache
from core.values import Filter
from tests.unit.store.material import make_clips, make_info, make_spec

SPEC = make_spec()


def _drive(drive: Path, names: tuple[str, ...] = ("day 1/a.mp4", "day 2/b.mp4")) -> Path:
    """A drive with footage and a library beside it; returns the catalogue."""
    path = drive / "library" / "catalogue.db"
    path.parent.mkdir(parents=True)
    catalogue = SqliteCatalogue(path)
    root = catalogue.add_folder(drive / "footage", is_file=False)
    for number, name in enumerate(names):
        file = drive / "footage" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes(100 + number))
        video = catalogue.add_video(root.id, file, 100 + number, 1, 1.0)
        catalogue.put(replace(video, state="ready", info=make_info(file)), SPEC, make_clips(3, seed=number))
    catalogue.close()
    return path


def _all_bytes(folder: Path) -> str:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return hashlib.sha256(b"".join(bytes(p.relative_to(folder)) + p.read_bytes() for p in files)).hexdigest()


# ---- carried elsewhere


@pytest.mark.parametrize("read_only", [True, False])
def test_a_drive_mounted_elsewhere_brings_its_roots_along(tmp_path: Path, read_only: bool) -> None:
    _drive(tmp_path / "Volumes" / "RAID")
    (tmp_path / "mnt").mkdir()
    now = (tmp_path / "Volumes" / "RAID").rename(tmp_path / "mnt" / "raid")
    for _ in range(2):
        catalogue = SqliteCatalogue(now / "library" / "catalogue.db", read_only=read_only)
        assert [f.path for f in catalogue.folders()] == [now / "footage"]
        videos = catalogue.videos()
        assert [v.path for v in videos] == [now / "footage/day 1/a.mp4", now / "footage/day 2/b.mp4"]
        assert [v.info.path for v in videos if v.info] == [v.path for v in videos]
        assert all(v.path.exists() for v in videos)
        assert catalogue.video(videos[0].id) == videos[0]
        assert len(catalogue.segment_ids(SPEC, Filter())) == 6
        catalogue.close()
    with sqlite3.connect(now / "library" / "catalogue.db") as db:
        ((raw,),) = db.execute("SELECT path FROM folders").fetchall()
    db.close()
    assert (Path(os.fsdecode(raw)) == now / "footage") is not read_only


def test_a_root_that_is_still_there_stays(tmp_path: Path) -> None:
    path = _drive(tmp_path / "drive")
    copy = tmp_path / "other" / "library"
    shutil.copytree(path.parent, copy)
    shutil.copytree(tmp_path / "drive/footage", tmp_path / "other/footage")
    catalogue = SqliteCatalogue(copy / "catalogue.db")
    assert [f.path for f in catalogue.folders()] == [tmp_path / "drive/footage"]
    catalogue.close()


def test_a_folder_of_other_videos_is_not_taken_for_the_root(tmp_path: Path) -> None:
    path = _drive(tmp_path / "drive")
    now = tmp_path / "elsewhere"
    shutil.copytree(path.parent, now / "library")
    for name in ("day 1/a.mp4", "day 2/b.mp4"):
        (now / "footage" / name).parent.mkdir(parents=True)
        (now / "footage" / name).write_bytes(b"something else")
    (tmp_path / "drive").rename(tmp_path / "gone")
    catalogue = SqliteCatalogue(now / "library/catalogue.db")
    assert [f.path for f in catalogue.folders()] == [tmp_path / "drive/footage"]
    catalogue.close()


def test_footage_that_comes_later_is_found_then(tmp_path: Path) -> None:
    path = _drive(tmp_path / "drive")
    now = tmp_path / "elsewhere"
    shutil.copytree(path.parent, now / "library")
    (tmp_path / "drive").rename(tmp_path / "away")
    SqliteCatalogue(now / "library/catalogue.db").close()
    shutil.copytree(tmp_path / "away/footage", now / "footage")
    catalogue = SqliteCatalogue(now / "library/catalogue.db")
    assert [f.path for f in catalogue.folders()] == [now / "footage"]
    catalogue.close()


def test_a_place_added_by_hand_already_is_left_alone(tmp_path: Path) -> None:
    path = _drive(tmp_path / "drive")
    catalogue = SqliteCatalogue(path)
    catalogue.add_folder(tmp_path / "elsewhere/footage", is_file=False)
    catalogue.close()
    (tmp_path / "drive").rename(tmp_path / "elsewhere")
    again = SqliteCatalogue(tmp_path / "elsewhere/library/catalogue.db")
    assert len(again.folders()) == 2
    assert len(again.videos()) == 2
    again.close()


def test_a_library_inside_its_footage_moves_too(tmp_path: Path) -> None:
    home = tmp_path / "drive/footage/.c2v"
    home.mkdir(parents=True)
    catalogue = SqliteCatalogue(home / "catalogue.db")
    root = catalogue.add_folder(tmp_path / "drive/footage", is_file=False)
    (tmp_path / "drive/footage/a.mp4").write_bytes(bytes(7))
    catalogue.add_video(root.id, tmp_path / "drive/footage/a.mp4", 7, 1, 1.0)
    single = catalogue.add_folder(tmp_path / "drive/b.mp4", is_file=True)
    (tmp_path / "drive/b.mp4").write_bytes(bytes(8))
    catalogue.add_video(single.id, tmp_path / "drive/b.mp4", 8, 1, 1.0)
    catalogue.close()
    (tmp_path / "drive").rename(tmp_path / "stick")
    again = SqliteCatalogue(tmp_path / "stick/footage/.c2v/catalogue.db")
    assert [f.path for f in again.folders()] == [tmp_path / "stick/footage", tmp_path / "stick/b.mp4"]
    assert [v.path for v in again.videos()] == [tmp_path / "stick/b.mp4", tmp_path / "stick/footage/a.mp4"]
    again.close()


# ---- media that cannot be written


def test_a_library_on_a_read_only_medium_can_be_asked(read_only_disk: tuple[Path, Path]) -> None:
    filled, seen = read_only_disk
    _drive(filled / "drive")
    pictures = PictureCache(filled / "drive/library/pictures.db")
    pictures.put("f1", [(1.0, b"jpeg")])
    pictures.close()
    before = _all_bytes(filled)
    path = seen / "drive/library/catalogue.db"
    with pytest.raises(UnwritableError, match="cannot be written"):
        SqliteCatalogue(path)
    first, second = (SqliteCatalogue(path, read_only=True) for _ in range(2))
    assert len(first.segment_ids(SPEC, Filter())) == len(second.segment_ids(SPEC, Filter())) == 6
    assert len(list(first.all_vectors(SPEC))) == 1
    first.check()
    with pytest.raises(StoreError, match="read-only"):
        first.add_folder(Path("/x"), is_file=False)
    for each in (first, second):
        each.close()
    looking = PictureCache(seen / "drive/library/pictures.db")
    looking.put("f2", [(1.0, b"more")])
    assert looking.get("f1", 1.2) == b"jpeg"
    assert looking.times("f2") == []
    looking.close()
    assert _all_bytes(filled) == before


def test_a_library_broken_off_on_a_read_only_medium_says_what_to_do(read_only_disk: tuple[Path, Path]) -> None:
    filled, seen = read_only_disk
    path = _drive(filled / "drive")
    (path.parent / "catalogue.db-wal").write_bytes(b"log")
    with pytest.raises(StoreError, match="not closed properly") as caught:
        SqliteCatalogue(seen / path.relative_to(filled), read_only=True)
    assert "copy its folder" in caught.value.hint
    (path.parent / "catalogue.db-wal").unlink()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="permissions do not hold root back")
def test_a_folder_without_permission_to_write_can_be_asked(tmp_path: Path) -> None:
    path = _drive(tmp_path / "drive")
    path.parent.chmod(0o555)
    try:
        with pytest.raises(UnwritableError):
            SqliteCatalogue(path)
        reader = SqliteCatalogue(path, read_only=True)
        assert len(reader.videos()) == 2
        reader.close()
    finally:
        path.parent.chmod(0o755)


# ---- locked by a stranger


def test_a_stranger_who_locks_the_file_is_waited_for_then_named(tmp_path: Path) -> None:
    path = _drive(tmp_path / "drive")
    catalogue = SqliteCatalogue(path)
    catalogue._db.read("PRAGMA busy_timeout = 50")
    hold = (
        "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('BEGIN IMMEDIATE');"
        "print('x', flush=True); input()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline() == "x\n"
    before = catalogue.videos()
    with pytest.raises(CatalogueLockedError, match="Another program is writing"):
        catalogue.set_states([1, 2], "waiting")
    assert catalogue.videos() == before
    child.communicate("\n")
    catalogue.set_states([1, 2], "waiting")
    assert {v.state for v in catalogue.videos()} == {"waiting"}
    catalogue.close()
