"""Proxies of the composed program: whole or not there, whatever kills it; the catalogue knows no difference."""

import random
from fractions import Fraction
from pathlib import Path

import pytest

from c2v_desktop.paths import find_places
from core.media.probe import probe_video
from core.store.proxy_folder import ProxyFolder
from tests.clips import VideoSpec, draw_numbers, draw_scenes
from tests.e2e.runs import run, run_until_killed, snapshot, wait_until_settled

MAKE = "[proxies]\nmake = true\n[sampling]\ndecoders = 2\n"


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    for number in range(4):
        draw_scenes(folder / f"scenes{number}.mp4", (50, 30, 60 + number), VideoSpec(sound_s=5.0))
    draw_numbers(folder / "long.mp4", 900, VideoSpec("libx264", gop=200))
    draw_numbers(folder / "in pieces.mp4", 1300, VideoSpec("libx264", fps=Fraction(1), gop=60, size=(96, 64)))
    draw_numbers(folder / "uneven.mkv", 6, VideoSpec("libx264", times_s=[0.0, 0.1, 0.5, 0.9, 2.0, 2.1]))
    wait_until_settled(folder)
    return folder


def prepare(home: Path) -> Path:
    home.mkdir(exist_ok=True)
    (home / "settings.toml").write_text(MAKE)
    return home


def times_of(path: Path) -> list[float]:
    index = probe_video(path, lambda: None).index
    return [index.seconds(int(ticks)) for ticks in index.times]


def assert_all_have_one(home: Path, videos: Path) -> None:
    store = ProxyFolder(find_places(home).proxies, 1 << 40)
    for path, (video, *_) in snapshot(home).items():
        small = store.find(video.info.fingerprint)
        assert small is not None, path.name
        assert times_of(small) == pytest.approx(times_of(path), abs=1e-3)
    assert [each.name for each in (find_places(home).proxies / "making").iterdir()] == []
    assert store.usage.count == len(list(videos.iterdir()))


def test_indexed_with_and_without_them_a_library_is_the_same(videos: Path, tmp_path: Path) -> None:
    plain, home = tmp_path / "plain", prepare(tmp_path / "proxies")
    assert run(plain, "index", videos).returncode == 0
    done = run(home, "index", videos)
    assert (done.returncode, "proxy" in done.stdout) == (0, False), done.stdout
    assert snapshot(home) == snapshot(plain)
    assert_all_have_one(home, videos)
    assert not find_places(plain).proxies.exists()


def test_killed_again_and_again_every_one_is_whole_or_not_there(videos: Path, tmp_path: Path) -> None:
    home, chance, longest_s, killed = prepare(tmp_path / "home"), random.Random(4), 3.5, 0
    for attempt in range(12):
        if run_until_killed(home, chance.uniform(longest_s / 3, longest_s), ["index", videos]):
            killed += 1
        else:  # a quick machine was done before: once more from nothing, killed sooner
            home, longest_s = prepare(tmp_path / f"home{attempt}"), 0.7 * longest_s
        for small in find_places(home).proxies.glob("*.mp4"):
            assert len(times_of(small)) in {140, 141, 142, 143, 900, 1300, 6}
        if killed == 4:
            break
    assert killed
    assert run(home, "index", videos).returncode == 0
    assert run(home, "proxies", "make").returncode == 0  # what was indexed before a kill has its own already
    assert_all_have_one(home, videos)


def test_made_afterwards_and_forgotten(videos: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run(home, "index", videos)
    before = snapshot(home)
    done = run(home, "proxies", "make")
    assert "7 of 7 clips have a proxy." in done.stdout, done.stdout + done.stderr
    assert snapshot(home) == before
    assert_all_have_one(home, videos)
    assert "7 proxies" in run(home, "proxies", "delete").stdout
    assert list(find_places(home).proxies.glob("*.mp4")) == []
