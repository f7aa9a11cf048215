"""Runs of the command line as a child, and what they leave behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from c2v_desktop.paths import find_places
from core.errors import StoreError
from core.media.local_disk import LocalDisk
from core.store.catalogue import SqliteCatalogue
from core.values import NO_MARKS, Filter

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 900


def command(home: Path, *arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "tests.e2e.plain_model", "--home", str(home), *map(str, arguments)]


def start(home: Path, *arguments: str | Path, rest_s: float = 0.0) -> "subprocess.Popen[str]":
    """Begin a run; `rest_s` makes its model slow."""
    return subprocess.Popen(
        command(home, *arguments),
        cwd=ROOT,
        env={**os.environ, "C2V_TEST_REST_S": str(rest_s)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="surrogateescape",
        start_new_session=True,
    )


def run(home: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    process = start(home, *arguments)
    out, err = process.communicate(timeout=LONGEST_S)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def run_until_killed(home: Path, after_s: float, arguments: Sequence[str | Path]) -> bool:
    """Start it and kill it after some seconds; False when it was done before."""
    process = start(home, *arguments)
    try:
        process.communicate(timeout=after_s)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
        return True
    return False


def ready_videos(home: Path) -> int:
    """How many videos are indexed so far; read while somebody else writes."""
    path = find_places(home).catalogue
    if not path.exists():
        return 0
    try:
        catalogue = SqliteCatalogue(path, read_only=True)
    except StoreError:  # its tables are being made
        return 0
    try:
        return len(catalogue.videos(Filter(states=frozenset({"ready"}))))
    finally:
        catalogue.close()


def wait_for_videos(home: Path, count: int, process: "subprocess.Popen[str]") -> None:
    end_s = time.monotonic() + LONGEST_S  # the time limit of the test comes first
    while time.monotonic() < end_s and process.poll() is None:
        if ready_videos(home) >= count:
            return
        time.sleep(0.05)
    raise AssertionError(f"{count} videos were not indexed; exit code {process.poll()}")


def wait_until_settled(folder: Path) -> None:
    """Wait until no file of a folder is taken for one being written any more; its change time cannot be set back."""
    disk = LocalDisk()
    for path in folder.iterdir():
        found = path.stat()
        while not disk.is_quiet(path, found.st_size, found.st_mtime_ns):
            time.sleep(0.05)


def snapshot(home: Path) -> dict[Path, tuple[Any, ...]]:
    """Everything a catalogue says of every video but ids, dates and what a person keeps, vectors included."""
    catalogue = SqliteCatalogue(find_places(home).catalogue, read_only=True)
    try:
        spec = catalogue.last_spec()
        assert spec is not None
        told: dict[Path, tuple[object, ...]] = {}
        for video in catalogue.videos():
            assert video.path not in told
            segments = catalogue.segments_of(video.id, spec)
            ids = [segment.id for segment in segments]
            told[video.path] = (
                replace(video, id=0, folder_id=0, added_s=0.0, marks=NO_MARKS, collection_ids=frozenset()),
                [replace(segment, id=0, video_id=0) for segment in segments],
                [frames.tobytes() for frames in catalogue.frame_vectors(ids)],
                catalogue.segment_vectors(ids).tobytes() if ids else b"",
            )
        return told
    finally:
        catalogue.close()
