"""A video of hours, killed in the middle: the pieces that were done are there, and the end is the same."""

import os
import random
import signal
import sqlite3
import time
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import pytest

from c2v_desktop.paths import find_places
from core.ingest.segment_plan import LONG_S
from tests.clips import VideoSpec, draw_scenes
from tests.e2e.runs import run, snapshot, start, wait_until_settled

FPS = 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video long enough to be read in pieces, in few frames; shots of all lengths, keyframes far apart."""
    folder = tmp_path_factory.mktemp("films")
    chance = random.Random(5)
    lengths = [chance.choice([1, 2, 5, 40, 90, 200]) for _ in range(200)]
    while sum(lengths) > (LONG_S + 200) * FPS:
        lengths.pop()
    assert sum(lengths) > (LONG_S + 1) * FPS
    draw_scenes(folder / "long.mp4", lengths, VideoSpec("libx264", fps=Fraction(FPS), gop=48))
    draw_scenes(folder / "short.mp4", [30], VideoSpec("libx264", fps=Fraction(FPS)))
    wait_until_settled(folder)
    return folder


def home_with(place: Path, decoders: int) -> Path:
    place.mkdir()
    (place / "settings.toml").write_text(f"[sampling]\nevery_s = 2.0\ndecoders = {decoders}\n")
    return place


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    home = home_with(tmp_path_factory.mktemp("quiet") / "home", 1)
    done = run(home, "index", folder)
    assert done.returncode == 0, done.stderr
    return snapshot(home)


def pieces(home: Path) -> int:
    """How many are kept; read beside the one who writes."""
    try:
        with closing(sqlite3.connect(f"file:{find_places(home).catalogue}?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT count(*) FROM pieces").fetchone()[0])
    except sqlite3.Error:
        return 0  # not made yet


@pytest.mark.parametrize(("decoders", "kills"), [(1, (1, 2, 4)), (2, (2, 3))])
def test_killed_between_pieces_it_goes_on_with_the_next(
    folder: Path, undisturbed: dict, tmp_path: Path, decoders: int, kills: tuple[int, ...]
) -> None:
    home = home_with(tmp_path / "home", decoders)
    for count in kills:
        process = start(home, "index", folder)
        end_s = time.monotonic() + 600
        while pieces(home) < count and process.poll() is None and time.monotonic() < end_s:
            time.sleep(0.01)
        assert process.poll() is None, "it ended before it could be killed"
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert pieces(home) >= count
    assert run(home, "index").returncode == 0
    assert snapshot(home) == undisturbed
    assert pieces(home) == 0
