"""Disks of the store's tests."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    _mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", disk)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A folder, and the same folder as a medium that cannot be written."""
    filled, seen = tmp_path / "filled", tmp_path / "seen"
    filled.mkdir()
    seen.mkdir()
    _mount("--bind", filled, seen)
    try:
        _mount("-o", "remount,bind,ro", seen)
        yield filled, seen
    finally:
        subprocess.run(["umount", "-l", str(seen)], check=True)


def _mount(*arguments: object) -> None:
    """Mount, or skip the test, saying why."""
    mount = shutil.which("mount")
    if mount is None or sys.platform != "linux":
        pytest.skip("needs mount")
    done = subprocess.run([mount, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
