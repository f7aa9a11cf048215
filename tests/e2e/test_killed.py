"""Killed anywhere and started again, the library ends as if nothing had happened."""

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.clips import draw_numbers, draw_scenes
from tests.e2e.runs import run, run_until_killed, snapshot, start, wait_for_videos, wait_until_settled


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Videos of several lengths, a copy, and one that is none; old enough to be settled."""
    folder = tmp_path_factory.mktemp("films")
    for number, lengths in enumerate([(50, 30, 8), (120,), (3,), (20, 20, 20, 20), (200, 60), (1,)]):
        draw_scenes(folder / f"scenes{number}.mp4", lengths)
    for number in range(6):
        draw_numbers(folder / f"numbers{number}.mp4", 100 + 40 * number)
    shutil.copy(folder / "scenes1.mp4", folder / "copy.mp4")
    (folder / "-no film.mp4").write_bytes(b"nothing of the kind" * 100)
    wait_until_settled(folder)
    return folder


@pytest.fixture(scope="module")
def undisturbed(videos: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, float]:
    """What one quiet run leaves behind, and how long it took."""
    home = tmp_path_factory.mktemp("quiet")
    began_s = time.monotonic()
    done = run(home, "index", videos)
    took_s = time.monotonic() - began_s
    assert done.returncode == 3, done.stderr
    return snapshot(home), took_s


def test_one_run_indexes_all_and_names_the_bad_one(undisturbed: tuple[dict, float], videos: Path) -> None:
    told, _ = undisturbed
    assert set(told) == set(videos.iterdir())
    states = {path.name: video.state for path, (video, *_) in told.items()}
    assert {name for name, state in states.items() if state != "ready"} == {"-no film.mp4"}
    assert all(segments for video, segments, *_ in told.values() if video.state == "ready")


@pytest.mark.parametrize("seed", range(4))
def test_killed_anywhere_it_ends_in_the_same_catalogue(
    videos: Path, undisturbed: tuple[dict, float], tmp_path: Path, seed: int
) -> None:
    expected, took_s = undisturbed
    chance = random.Random(seed)
    after_s = chance.uniform(0.05, 0.7) * took_s
    homes = [tmp_path / str(number) for number in range(8)]
    # The machine may have more time for this run than for the quiet one: a run that was done is begun again, and killed
    # sooner.
    home = next(home for home in homes if run_until_killed(home, after_s / 2 ** homes.index(home), ["index", videos]))
    run_until_killed(home, chance.uniform(0.05, 0.5) * took_s, ["index", videos])
    assert run(home, "index", videos).returncode == 3
    assert snapshot(home) == expected


def test_killed_between_two_videos_it_goes_on_with_the_next(
    videos: Path, undisturbed: tuple[dict, float], tmp_path: Path
) -> None:
    expected, _ = undisturbed
    for count in (1, 4, 8):
        process = start(tmp_path, "index", videos, rest_s=0.15)
        wait_for_videos(tmp_path, count, process)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    run(tmp_path, "index")
    assert snapshot(tmp_path) == expected


def test_a_second_run_finds_nothing_to_do(videos: Path, tmp_path: Path) -> None:
    run(tmp_path, "index", videos)
    before = snapshot(tmp_path)
    again = run(tmp_path, "index")
    assert again.stdout.startswith("Indexed 0 clips.")
    assert snapshot(tmp_path) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(
    videos: Path, undisturbed: tuple[dict, float], tmp_path: Path
) -> None:
    expected, _ = undisturbed
    process = start(tmp_path, "index", videos, rest_s=0.15)
    wait_for_videos(tmp_path, 3, process)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert "`c2v index` continues with the rest" in said
    assert "Traceback" not in said
    run(tmp_path, "index")
    assert snapshot(tmp_path) == expected


def test_two_writers_at_once_are_refused(videos: Path, tmp_path: Path) -> None:
    process = start(tmp_path, "index", videos, rest_s=0.15)
    wait_for_videos(tmp_path, 1, process)
    second = run(tmp_path, "index", videos)
    process.communicate(timeout=300)
    assert second.returncode == 1
    assert "in use" in second.stderr


def test_it_can_be_asked_while_it_is_indexing(videos: Path, tmp_path: Path) -> None:
    process = start(tmp_path, "index", videos, rest_s=0.15)
    wait_for_videos(tmp_path, 3, process)
    answer = run(tmp_path, "search", "anything at all", "--json")
    state = run(tmp_path, "status", "--json")
    process.communicate(timeout=300)
    assert answer.returncode == 0, answer.stderr
    assert state.returncode == 0, state.stderr
