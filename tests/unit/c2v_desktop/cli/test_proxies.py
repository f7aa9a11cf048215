"""`c2v proxies` on fakes: what they take, making and deleting them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from c2v_desktop import compose
from c2v_desktop.cli import main as cli
from c2v_desktop.cli.exit_codes import FAILED, NOTHING_INDEXED
from c2v_desktop.library_files import make_proxy_folder
from c2v_desktop.logs import stop_logs
from core.library import Library, LibraryDeps
from core.settings import Settings
from core.store.catalogue import SqliteCatalogue
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.memory_pictures import MemoryPictures
from tests.fakes.plain_disk import PlainDisk
from tests.fakes.plain_index import PlainIndex
from tests.fakes.still_frames import StillFrames, draw_video

Run = Callable[..., tuple[int, str, str]]
TROUBLE = "The disk for proxies is nearly full, so no more are made."


@pytest.fixture
def frames() -> StillFrames:
    return StillFrames()


@pytest.fixture
def run(
    tmp_path: Path, frames: StillFrames, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    def build(settings: Settings, places, on_folder_change=None, *, in_process=False, read_only=False) -> Library:
        places.make()
        return Library(
            LibraryDeps(
                SqliteCatalogue(places.catalogue, read_only=read_only), frames, HashEncoder(), MemoryPictures(),
                PlainDisk(), PlainIndex, places.index, settings, read_only=read_only,
                proxies=make_proxy_folder(settings, places),
            )
        )  # fmt: skip

    monkeypatch.setattr(compose, "build_library", build)

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main(["--home", str(tmp_path / "home"), *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    yield call
    stop_logs()


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    for name in ("day 1/a", "day 2/b"):
        draw_video(tmp_path / "films" / f"{name}.film", [(f"red {name}", 3.0)])
    return tmp_path / "films"


def settle(tmp_path: Path, words: str) -> None:
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "settings.toml").write_text(words)


def test_off_by_default_then_made_by_name_and_deleted(run: Run, videos: Path) -> None:
    run("index", videos)
    assert "0 proxies, 0.0 GB of 20 GB at most.\nThey are made only on request" in run("proxies")[1]
    code, out, _ = run("proxies", "make", videos / "day 1")
    assert (code, out) == (0, "1 of 1 clip has a proxy.\n")
    assert run("proxies", "make")[1] == "2 of 2 clips have a proxy.\n"
    assert json.loads(run("proxies", "--json")[1])["count"] == 2
    assert run("proxies", "delete")[1].startswith("Deleted: 2 proxies")
    assert json.loads(run("proxies", "--json")[1])["count"] == 0


def test_on_they_are_made_while_indexing(run: Run, videos: Path, tmp_path: Path) -> None:
    settle(tmp_path, "[proxies]\nmake = true\ndisk_gb = 5\n")
    run("index", videos)
    told = json.loads(run("proxies", "--json")[1])
    assert (told["count"], told["make"], told["most_gb"]) == (2, True, 5.0)
    assert Path(told["folder"]) == tmp_path / "home" / "proxies"


def test_trouble_is_said_and_the_videos_are_indexed(
    run: Run, videos: Path, frames: StillFrames, tmp_path: Path
) -> None:
    settle(tmp_path, "[proxies]\nmake = true\n")
    frames.uncopied = TROUBLE
    code, out, _ = run("index", videos)
    assert (code, TROUBLE in out, "Indexed 2 clips." in out) == (0, True, True)
    code, out, _ = run("proxies", "make")
    assert out == f"0 of 2 clips have a proxy.\n{TROUBLE}\n"


def test_nothing_there_is_said(run: Run, videos: Path, tmp_path: Path) -> None:
    assert run("proxies", "make")[0] == NOTHING_INDEXED
    run("index", videos)
    code, _, said = run("proxies", "make", tmp_path / "nowhere")
    assert (code, "No indexed clips" in said) == (FAILED, True)
