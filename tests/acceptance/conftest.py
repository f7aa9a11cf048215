"""A screen for a whole run, the program in it, and libraries to open."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.accessibility import Element
from tests.acceptance.desktop import LONGEST_S, ROOT, Desktop, line_command, missing, wait_for
from tests.acceptance.drag_window import FROM, ONTO
from tests.acceptance.footage import draw_many, draw_six
from tests.acceptance.program import Program

PICTURES_VARIABLE = "C2V_PICTURES"
"""A folder for the pictures that the scenarios leave; without it they lie beside the other temporary files."""


@pytest.fixture(scope="session")
def desktop(tmp_path_factory) -> Iterator[Desktop]:
    if absent := missing():
        pytest.skip(absent)
    made = Desktop(tmp_path_factory.mktemp("desktop"))
    yield made
    made.close()


@pytest.fixture
def pictures(tmp_path, request) -> Path:
    """One folder for each test."""
    named = os.environ.get(PICTURES_VARIABLE)
    return (Path(named) if named else tmp_path / "pictures") / request.node.name.removeprefix("test_")


@pytest.fixture
def start(desktop, pictures) -> Iterator[Callable[..., Program]]:
    """Start the program on a home; whatever is left of it ends with the test."""
    started: list[Program] = []

    def run(home: Path, *arguments: str | Path, **environment: str) -> Program:
        program = Program(desktop, home, *arguments, pictures=pictures, environment=environment)
        started.append(program)
        program.wait_for_window()
        return program

    yield run
    for program in started:
        program.close()


@pytest.fixture(scope="session")
def six_clips(tmp_path_factory) -> Path:
    """A folder, not to be changed."""
    folder = tmp_path_factory.mktemp("footage") / "Day 4"
    draw_six(folder)
    return folder


@pytest.fixture(scope="session")
def many_clips(tmp_path_factory) -> Path:
    """A folder that takes a while to be indexed, not to be changed."""
    return draw_many(tmp_path_factory.mktemp("many") / "Day 6")


@pytest.fixture(scope="session")
def indexed_home(tmp_path_factory, six_clips) -> Path:
    home = tmp_path_factory.mktemp("indexed") / "home"
    index(home, six_clips)
    return home


@pytest.fixture
def home(tmp_path, indexed_home) -> Path:
    """A library that holds the six clips, for one test."""
    return Path(shutil.copytree(indexed_home, tmp_path / "home"))


def index(home: Path, *paths: Path) -> None:
    """Index by the command line."""
    command = [*line_command(), "--home", str(home), "index", *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def choose_folder(program: Program, folder: Path) -> None:
    """In an empty window: by the file dialog, and indexing is begun."""
    program.click(program.find("push button", "^Choose a folder"))
    program.find("dialog")
    program.type(str(folder))
    program.press("Return")

    def begun() -> list[Element]:
        """The button that starts indexing, once it is known how long that takes; or clips that are done already."""
        buttons = [each for each in program.all("push button", "^Start indexing$") if "enabled" in each.states]
        return buttons or program.all("label", "^[1-9][0-9]* clips? indexed")

    (ready, *_) = program.wait(begun, "how long it will take")
    program.picture("how long it will take")
    if ready.role != "label":
        program.click(ready)


class DragWindow:
    """The other program of a drag, and what it has told."""

    def __init__(self, desktop: Desktop, *arguments: str | Path) -> None:
        self._desktop = desktop
        self._output = desktop.folder / f"drag-{len(list(desktop.folder.glob('drag-*')))}"
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.acceptance.drag_window", *map(str, arguments)],
                cwd=ROOT,
                env=desktop.environment,
                stdout=output,
            )
        self.wait_told("shown")

    @property
    def told(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self._output.read_text().splitlines() if line.endswith("}")]

    def wait_told(self, key: str) -> object:
        """The newest value under this key, as soon as there is one."""
        found = wait_for(lambda: [line for line in self.told if key in line], f"the other program tells {key!r}")
        return found[-1][key]

    def drag_to(self, point: tuple[int, int]) -> object:
        """Drag its files to a point of the screen, drop them there; returns what the drop was taken for."""
        x, y = FROM.center().x(), FROM.center().y()
        self._desktop.do("mousemove", x, y, "mousedown", 1)
        wait_for(lambda: self._moved(x + 5, y + 5, "began"), "the drag begins")
        wait_for(lambda: self._moved(*point, "action"), "the window takes the files")
        self._desktop.do("mouseup", 1)
        return self.wait_told("dropped")

    def drop_here(self, start: tuple[int, int]) -> None:
        """Drag something from a point of the screen onto this window, and drop it."""
        self._desktop.do("mousemove", *start, "mousedown", 1)
        steps = iter(range(1000))
        wait_for(lambda: self._stepped(start, next(steps)), "the drag comes here")
        self._desktop.do("mouseup", 1)
        self.wait_told("urls")

    def _moved(self, x: int, y: int, key: str) -> bool:
        """Shake the mouse at a point, and see whether that was told."""
        self._desktop.do("mousemove", x - 1, y - 1, "mousemove", x, y)
        return any(key in line for line in self.told)

    def _stepped(self, start: tuple[int, int], step: int) -> bool:
        """A step of the way from a point to this window: small ones first, so that a drag begins."""
        share = min(1.0, step / 12) ** 2
        end = ONTO.center().x(), ONTO.center().y()
        x, y = (round(a + share * (b - a)) for a, b in zip(start, end, strict=True))
        return self._moved(x, y, "entered")


@pytest.fixture
def drag_window(desktop) -> Iterator[Callable[..., DragWindow]]:
    """Start the other program of a drag."""
    started: list[DragWindow] = []

    def run(*arguments: str | Path) -> DragWindow:
        started.append(DragWindow(desktop, *arguments))
        return started[-1]

    yield run
    for window in started:
        window.process.kill()
        window.process.wait(20)
