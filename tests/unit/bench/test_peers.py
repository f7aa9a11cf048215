"""The bench with other programs: what it runs, what it prints. Nothing is installed here."""

import sys
from pathlib import Path

from tests.bench import peers
from tests.bench.peers import PeerRun, lines_of, measure, run_once


def program(code):
    return lambda clips, folder: ([sys.executable, "-c", code, *map(str, clips)], {"SAID": "7"})


def test_a_run_is_measured_with_its_children_and_its_frames():
    code = "import os, subprocess, sys; print('FRAMES', os.environ['SAID'])"
    run = run_once(program(code), [Path("a.mp4")])
    assert isinstance(run, PeerRun)
    assert run.frames == 7
    assert run.wall_s > 0


def test_a_program_that_fails_is_told_by_its_last_words_and_hides_no_other():
    rivals = {"ours": program("print('{\"indexed\": 1}')"), "other": program("raise SystemExit('no such film')")}
    taken = measure(rivals, [Path("a.mp4")], 2)
    assert len(taken["ours"]) == 2
    assert taken["other"] == "no such film"
    assert any("failed: no such film" in line for line in lines_of("film", taken))


def test_ratios_are_ours_over_theirs():
    taken = {
        "ours": [PeerRun(2.0, 3.0, 1)],
        "other": [PeerRun(1.0, 9.0, 15), PeerRun(4.0, 6.0, 15), PeerRun(5.0, 1.0, 15)],
    }
    line = list(lines_of("film", taken))[-1]
    assert "CPU 0.50, wall 0.50" in line
    assert "15 frames" in line


def test_packages_are_pinned_and_the_drawn_clip_is_kept(tmp_path, monkeypatch):
    assert all("==" in package for package in peers.PACKAGES)
    monkeypatch.setattr(peers, "PLACE", tmp_path)
    path = peers.drawn("start", 0.2, 120)
    assert path.stat().st_size > 0
    assert peers.drawn("start", 0.2, 120) == path


def test_only_what_is_measured_is_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(peers, "PLACE", tmp_path)
    ((name, clips),) = peers.materials(60.0, 120, ["start only"])
    assert name == "start only"
    assert list(tmp_path.rglob("*.mp4")) == clips
    assert clips[0].stat().st_size > 0


def test_ours_is_compared_as_it_comes_and_after_its_model_was_measured():
    taken = {
        "ours": [PeerRun(2.0, 3.0, 1)],
        peers.MEASURED: [PeerRun(1.0, 1.5, 1)],
        "other": [PeerRun(4.0, 6.0, 15)],
    }
    line = list(lines_of("film", taken))[-1]
    assert "ours / theirs: CPU 0.50, wall 0.50" in line
    assert "ours, measured / theirs: CPU 0.25, wall 0.25" in line
