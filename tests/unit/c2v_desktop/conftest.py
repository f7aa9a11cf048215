"""The program's logs take over who is told of a crash; a test gives that back to the test run.

Also a command line on fakes whose model can be changed.
"""

import faulthandler
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key

from c2v_desktop import compose
from c2v_desktop.cli import main as cli
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


@pytest.fixture(autouse=True)
def crash_traces(request):
    yield
    told = request.config.stash.get(fault_handler_stderr_fd_key, None)
    if told is not None and not faulthandler.is_enabled():
        faulthandler.enable(told)


@pytest.fixture
def command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """`c2v` with a home of the test's: exit code, output, errors."""

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            code = cli.main(["--home", str(tmp_path / "home"), *map(str, arguments)])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    yield call
    stop_logs()


def source_of(name: str) -> str:
    return json.dumps({"backend": "hash", "weights": f"/models/{name}", "model": ""})


def open_again(source: str, *_: object, **__: object) -> HashEncoder:
    """The model of that source."""
    return HashEncoder(Path(json.loads(source)["weights"]).name)


VIDEOS = {"a": "red car", "b": "blue sky", "c": "green frog"}


@pytest.fixture
def model() -> list[str]:
    """Name of the model in use; the last one counts."""
    return ["Alpha"]


@pytest.fixture
def fake_run(command_line: Run, monkeypatch: pytest.MonkeyPatch, model: list[str]) -> Run:
    def build(settings: Settings, places, on_folder_change=None, *, in_process=False, read_only=False) -> Library:
        places.make()
        return Library(
            LibraryDeps(
                SqliteCatalogue(places.catalogue, read_only=read_only), StillFrames(), HashEncoder(model[-1]),
                MemoryPictures(), PlainDisk(), PlainIndex, places.index, settings, read_only=read_only,
                source=source_of(model[-1]), open_encoder=open_again,
            )
        )  # fmt: skip

    monkeypatch.setattr(compose, "build_library", build)
    monkeypatch.setenv("COLUMNS", "150")

    return command_line


@pytest.fixture
def both(fake_run: Run, tmp_path: Path, model: list[str]) -> Run:
    """A library that Alpha has indexed, then Beta."""
    for name, words in VIDEOS.items():
        draw_video(tmp_path / f"films/{name}.film", [(words, 3.0)])
    assert fake_run("index", tmp_path / "films")[0] == 0
    model.append("Beta")
    assert fake_run("index")[0] == 0
    return fake_run
