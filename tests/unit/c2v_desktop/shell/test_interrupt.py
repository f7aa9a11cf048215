"""Ctrl-C, SIGTERM and the end of the terminal, at every moment: the program ends, says nothing odd, leaves nobody."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.fakes.still_frames import draw_video

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
ROOT = Path(__file__).resolve().parents[4]
ALL = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def start(*command: str | Path, path: str = "", **variables: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *map(str, command)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (path, str(ROOT)))), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hear_all if os.name == "posix" else None,
    )


def _hear_all() -> None:
    """Also where the tests themselves run in the background, which ignores some signals."""
    for number in ALL:
        signal.signal(number, signal.SIG_DFL)


def slow(where: str, mark: Path, *arguments: str | Path) -> "subprocess.Popen[str]":
    return start("-m", "tests.fakes.slow_program", where, mark, *arguments)


def wait_for(mark: Path, process: "subprocess.Popen[str]") -> int:
    """Until it hangs; returns who does."""
    while not mark.exists() or not mark.read_text():
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"it ended by itself: {process.communicate()}")
    return int(mark.read_text())


def is_left(pid: int) -> bool:
    """What was killed may take a moment to be gone."""
    patience = threading.Event()
    for _ in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state in "ZX":
            return False
        patience.wait(0.05)
    return True


def ended(process: "subprocess.Popen[str]", code: int) -> str:
    """It must not take the minutes that it would hang for. Returns what it said on standard error."""
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (code, ""), err
    assert "Traceback" not in err
    assert "Exception" not in err
    return err


@pytest.fixture
def stocked(fake_run, tmp_path: Path) -> Path:
    """A home with a library in which something is indexed."""
    draw_video(tmp_path / "films/a.film", [("red car", 3.0)])
    assert fake_run("index", tmp_path / "films")[0] == 0
    return tmp_path / "home"


@pytest.mark.parametrize("number", ALL, ids=lambda number: number.name)
def test_waking_the_model_is_given_up(stocked: Path, tmp_path: Path, number: signal.Signals) -> None:
    process = slow("helper", tmp_path / "mark", "--home", stocked, "search", "red car")
    helper = wait_for(tmp_path / "mark", process)
    process.send_signal(number)
    assert ended(process, 128 + number).startswith("Stopping")
    assert not is_left(helper)


@pytest.mark.parametrize(
    "command",
    [["index", "FILMS"], ["models", "bench"], ["explain", "red car"]],
    ids=lambda command: " ".join(command),
)
def test_so_it_is_whatever_waits_for_a_helper(stocked: Path, tmp_path: Path, command: list[str]) -> None:
    names = {"FILMS": str(tmp_path / "films")}
    process = slow("helper", tmp_path / "mark", "--home", stocked, *[names.get(each, each) for each in command])
    helper = wait_for(tmp_path / "mark", process)
    process.send_signal(signal.SIGINT)
    ended(process, 130)
    assert not is_left(helper)


@pytest.mark.parametrize("where", ["main", "lane"])
@pytest.mark.parametrize("number", ALL, ids=lambda number: number.name)
def test_what_hears_of_no_signal_is_left(stocked: Path, tmp_path: Path, where: str, number: signal.Signals) -> None:
    process = slow(where, tmp_path / "mark", "--home", stocked, "search", "red car")
    wait_for(tmp_path / "mark", process)
    process.send_signal(number)
    ended(process, 128 + number)


def test_a_second_time_ends_it_at_once(stocked: Path, tmp_path: Path) -> None:
    process = slow("helper", tmp_path / "mark", "--home", stocked, "search", "red car")
    helper = wait_for(tmp_path / "mark", process)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    ended(process, process.wait(60))
    assert process.returncode in (130, 143)
    assert not is_left(helper)


@pytest.mark.parametrize(
    ("module", "program", "command"),
    [
        ("rich", "c2v_desktop.cli.main", ["status"]),
        ("numpy", "c2v_desktop", ["status"]),
        ("torch", "c2v_desktop.cli.main", ["models", "import", str(ROOT)]),
        ("torch", "c2v_desktop.cli.main", ["evaluate"]),
    ],
)
def test_loading_is_given_up(tmp_path: Path, module: str, program: str, command: list[str]) -> None:
    (tmp_path / module).mkdir()
    text = f"import threading; open({str(tmp_path / 'mark')!r}, 'w').write('1'); threading.Event().wait()"
    (tmp_path / module / "__init__.py").write_text(text)
    home = {"C2V_HOME": str(tmp_path / "home")}
    process = start("-m", program, *command, path=str(tmp_path), **home)
    wait_for(tmp_path / "mark", process)
    process.send_signal(signal.SIGINT)
    assert ended(process, 130) == ""


def test_what_is_ignored_stays_ignored(stocked: Path, tmp_path: Path) -> None:
    """As under nohup, and for programs in the background of a script."""
    text = "import signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN);"
    text += "import tests.fakes.slow_program as program; program.main()"
    process = start("-c", text, "helper", tmp_path / "mark", "--home", stocked, "search", "red car")
    wait_for(tmp_path / "mark", process)
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    ended(process, 143)
