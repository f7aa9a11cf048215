"""A library that leaves its owner: carried to another place, on a medium nobody can write; and one that was damaged."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clips import draw_scenes
from tests.e2e.runs import run


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """A drive with footage and its library."""
    drive = tmp_path / "raid"
    (drive / "footage").mkdir(parents=True)
    for number in range(2):
        video = draw_scenes(drive / f"footage/{number}.mp4", [20 + number, 15])
        os.utime(video, (1e9, 1e9))
    done = run(tmp_path / "owner", "--library", drive / "library", "--new-library", "index", drive / "footage")
    assert done.returncode == 0, done.stderr
    return drive


@pytest.fixture
def seen(drive: Path, tmp_path: Path) -> Iterator[Path]:
    """The same drive as a colleague has it: mounted elsewhere, not to be written."""
    mount, place = shutil.which("mount"), tmp_path / "mnt"
    if mount is None or sys.platform != "linux":
        pytest.skip("needs mount")
    place.mkdir()
    for arguments in (["--bind", drive, place], ["-o", "remount,bind,ro", place]):
        done = subprocess.run([mount, *map(str, arguments)], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    drive.rename(tmp_path / "not here any more")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_colleague_searches_it_where_nothing_can_be_written(seen: Path, tmp_path: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in seen.rglob("*")}
    library = ("--library", seen / "library")
    done = run(tmp_path / "colleague", *library, "search", "blue", "--json")
    assert done.returncode == 0, done.stderr
    hits = json.loads(done.stdout)["hits"]
    assert {Path(hit["path"]) for hit in hits} == {seen / "footage/0.mp4", seen / "footage/1.mp4"}
    assert all(Path(hit["path"]).exists() for hit in hits)
    status = run(tmp_path / "colleague", *library, "status", "--json")
    assert json.loads(status.stdout)["videos"]["ready"] == 2
    refused = run(tmp_path / "colleague", *library, "index", seen / "footage")
    assert refused.returncode == 1
    assert "search, browse and play clips" in refused.stderr
    assert "read-only" in refused.stderr
    assert {p: p.stat().st_mtime_ns for p in seen.rglob("*")} == before


def test_a_damaged_library_goes_on_from_its_copy_and_says_so(drive: Path, tmp_path: Path) -> None:
    library = ("--library", drive / "library")
    assert run(tmp_path / "owner", *library, "index").returncode == 0
    catalogue = drive / "library/catalogue.db"
    catalogue.write_bytes(b"a stray write" * 4000)
    refused = run(tmp_path / "owner", *library, "search", "blue")
    assert refused.returncode == 1
    assert "is damaged" in refused.stderr
    mended = run(tmp_path / "owner", *library, "index")
    assert mended.returncode == 0, mended.stderr
    assert "was moved aside as catalogue.db.damaged-" in mended.stderr
    assert "Indexed 2 clips" in mended.stdout
    assert run(tmp_path / "owner", *library, "search", "blue").returncode == 0
    quiet = run(tmp_path / "owner", *library, "index")
    assert "set aside" not in quiet.stderr
