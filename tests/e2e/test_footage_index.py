"""All of the shared footage in one run: none lost, none doubled, each broken one with its reason."""

import csv
import json
import os
import random
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.e2e.runs import run, snapshot, start, wait_for_videos

pytestmark = [pytest.mark.footage, pytest.mark.timeout(1800)]

ENCRYPTED = {"cenc.mp4"}
"""Whole files that nobody can read without a key."""


ODDEST = ("broken", "variants", "reels")
"""Of the footage's folders those with one file of each kind: a quarter of the whole run."""


@pytest.fixture(scope="module")
def quiet(footage: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, dict]:
    """What one run over everything leaves and prints."""
    home = tmp_path_factory.mktemp("quiet")
    done = run(home, "index", footage, "--json")
    assert done.returncode == 3, done.stderr
    return snapshot(home), json.loads(done.stdout)


def broken_rows(footage: Path) -> list[dict[str, str]]:
    with (footage / "broken/broken.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not row["file"].endswith(".py")]


def test_every_file_is_there_once_and_in_a_final_state(footage: Path, quiet: tuple[dict, dict]) -> None:
    told, printed = quiet
    videos = {p for p in footage.rglob("*") if p.is_file() and p.suffix not in {".csv", ".md", ".py", ".txt"}}
    assert set(told) == videos
    assert {video.state for video, *_ in told.values()} == {"ready", "failed"}
    assert printed["videos"]["ready"] + printed["videos"]["failed"] == len(videos)
    assert len(printed["failed"]) == printed["videos"]["failed"]


def test_good_videos_are_all_ready(footage: Path, quiet: tuple[dict, dict]) -> None:
    told = quiet[0]
    for path, (video, segments, *_) in told.items():
        if path.parent.name != "broken":
            assert (path.name, video.state) == (path.name, "failed" if path.name in ENCRYPTED else "ready")
            assert segments or path.name in ENCRYPTED


def test_broken_videos_are_used_or_have_a_plain_reason(footage: Path, quiet: tuple[dict, dict]) -> None:
    told = quiet[0]
    for row in broken_rows(footage):
        video, segments, *_ = told[footage / "broken" / row["file"]]
        if row["expected"].startswith("readable"):
            assert (row["file"], video.state) == (row["file"], "ready")
            assert segments
            assert segments[-1].end_s <= video.info.duration_s + 0.1
        elif "must be reported" in row["expected"]:
            assert (row["file"], video.state) == (row["file"], "failed")
            assert len(video.note) > 10
            assert "Traceback" not in video.note


def test_videos_that_end_early_say_so(footage: Path, quiet: tuple[dict, dict]) -> None:
    told = quiet[0]
    for row in broken_rows(footage):
        if row["file"].startswith("truncated_"):
            assert told[footage / "broken" / row["file"]][0].note, row["file"]


def test_segments_cover_each_video_without_gap_or_overlap(quiet: tuple[dict, dict]) -> None:
    for path, (video, segments, *_) in quiet[0].items():
        for before, after in pairwise(segments):
            assert before.end_s == after.start_s, path
        for segment in segments:
            assert 3 <= len(segment.frame_times_s) <= 12
            assert segment.start_s - 1e-6 <= segment.frame_times_s[0]
            assert segment.frame_times_s[-1] <= segment.end_s + 1e-6
            assert segment.end_s <= video.info.duration_s + 0.5


def test_killed_at_random_it_ends_in_the_same_catalogue(
    footage: Path, quiet: tuple[dict, dict], tmp_path: Path
) -> None:
    folders = [footage / name for name in ODDEST]
    expected = {path: told for path, told in quiet[0].items() if path.parent in folders}
    good = sum(video.state == "ready" for video, *_ in expected.values())
    chance = random.Random(5)
    for share in (0.2, 0.5, 0.8):
        process = start(tmp_path, "index", *folders)
        wait_for_videos(tmp_path, round(share * good), process)
        time.sleep(chance.uniform(0.0, 0.5))  # anywhere in the video after that
        process.kill()
        process.communicate()
    assert run(tmp_path, "index", *folders).returncode == 3
    found = snapshot(tmp_path)
    assert found.keys() == expected.keys()
    for path, told in expected.items():
        assert found[path] == told, path


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_awkward_names_are_all_indexed_and_told_apart(footage: Path, tmp_path: Path) -> None:
    videos = tmp_path / "films"
    script = footage / "broken/make_awkward_names.py"
    subprocess.run([sys.executable, script, videos], check=True, capture_output=True)
    done = run(tmp_path / "home", "index", videos)
    assert done.returncode == 0, done.stderr
    told = snapshot(tmp_path / "home")
    real = {p for p in videos.rglob("*") if p.is_file() and not p.is_symlink() and not p.name.startswith(".")}
    assert set(told) == {p for p in real if "loop_folder" not in p.parts}
    assert {video.state for video, *_ in told.values()} == {"ready"}
    found = json.loads(run(tmp_path / "home", "search", "anything", "--json").stdout)
    assert {Path(p) for hit in found["hits"] for p in [hit["path"], *hit["copies"]]} == set(told)
    lines = run(tmp_path / "home", "search", "anything").stdout.splitlines()
    assert len(lines) == len(found["hits"]) + 1  # a newline in a name is no new line
