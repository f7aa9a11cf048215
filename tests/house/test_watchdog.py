"""A run of tests ends by itself, whatever hangs or dies in it: seen with runs that do."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stacks are asked for by a signal")
LIGHT = [word for name in ("pytest-qt", "pytest_cov", "randomly", "hypothesispytest") for word in ("-p", f"no:{name}")]
HEAD = """
import ctypes, subprocess, sys, threading, time

def hold():
    '''Wait for ever with Python's lock held, as in a deadlock: no signal ends a wait for a mutex.'''
    system, mutex = ctypes.PyDLL(None), ctypes.create_string_buffer(256)
    system.pthread_mutex_init(mutex, None)
    system.pthread_mutex_lock(mutex)
    system.pthread_mutex_lock(mutex)

"""
HOLDS_THE_LOCK = HEAD + (
    "def test_it():\n"
    "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'], start_new_session=True)\n"
    "    open('child', 'w').write(str(child.pid))\n"
    "    hold()\n"
)
STOPPED_BY_ITS_LANE = HEAD + (
    "def test_it():\n    threading.Thread(target=hold, daemon=True).start()\n    threading.Event().wait(300)\n"
)
HANGS_IN_ITS_FIXTURE = HEAD + (
    "import pytest\n@pytest.fixture\ndef made():\n    yield\n    hold()\ndef test_it(made):\n    pass\n"
)
NEVER_LEAVES = HEAD + "def test_it():\n    threading.Thread(target=time.sleep, args=(300,)).start()\n"
TAKES_TOO_LONG = HEAD + "def test_it():\n    time.sleep(300)\n"
ENDS = HEAD + "def test_it():\n    pass\n"


DIES = "import os\ndef test_it():\n    os._exit(3)\n"
TAKES_LONG = """
import pytest, time
@pytest.mark.timeout(60)
def test_it():
    time.sleep(8)
def test_more():
    pass
"""


def run(
    folder: Path, text: str, *arguments: str, timeout_s: int = 1, **surroundings: str
) -> subprocess.CompletedProcess[str]:
    """A run of its own on one file, and on those that lie there, with the conftest of this suite."""
    (folder / "test_hanging.py").write_text(text)
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.conftest",
            *LIGHT,
            "--timeout",
            str(timeout_s),
            "-q",
            *arguments,
            *sorted(each.name for each in folder.glob("test_*.py")),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "C2V_TESTS_GRACE_S": "2", **surroundings},
        capture_output=True,
        text=True,
        timeout=200,
    )


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "stack"),
    [
        pytest.param(HOLDS_THE_LOCK, "in test_it", id="a test holds Python's lock"),
        pytest.param(STOPPED_BY_ITS_LANE, "in hold", id="a thread holds Python's lock"),
        pytest.param(HANGS_IN_ITS_FIXTURE, "in made", id="a fixture holds Python's lock"),
        pytest.param(NEVER_LEAVES, "in _shutdown", id="a thread is left behind"),
    ],
)
def test_a_run_that_hangs_ends_with_the_stacks_of_all_threads(text: str, stack: str, tmp_path: Path) -> None:
    done = run(tmp_path, text)
    assert done.returncode != 0
    assert "watchdog: ending a run that hangs" in done.stderr
    assert "most recent call first" in done.stderr
    assert stack in done.stderr, done.stderr
    if text is HOLDS_THE_LOCK:
        child = int((tmp_path / "child").read_text())
        until_s = time.monotonic() + 20
        while lives(child) and time.monotonic() < until_s:
            time.sleep(0.05)
        assert not lives(child), "a child of it is left"


def test_the_whole_run_has_a_limit_too(tmp_path: Path) -> None:
    done = run(tmp_path, TAKES_TOO_LONG, timeout_s=400, C2V_TESTS_MOST_S="3")
    assert done.returncode != 0
    assert "the whole run, 3 s, now at test_hanging.py::test_it" in done.stderr


def test_a_run_that_ends_is_left_alone(tmp_path: Path) -> None:
    done = run(tmp_path, ENDS)
    assert done.returncode == 0, done.stderr
    assert "watchdog" not in done.stderr


def test_a_worker_that_dies_costs_one_test_alone(tmp_path: Path) -> None:
    for name in "abcdef":
        (tmp_path / f"test_{name}.py").write_text(ENDS)
        (tmp_path / f"test_later_{name}.py").write_text(ENDS)
    done = run(tmp_path, DIES, "-n", "2", "--dist", "loadfile", timeout_s=5)
    assert "1 failed, 12 passed" in done.stdout, done.stdout + done.stderr
    assert "crashed while running 'test_hanging.py::test_it'" in done.stdout
    assert "watchdog" not in done.stderr


def test_a_worker_may_wait_for_another(tmp_path: Path) -> None:
    (tmp_path / "test_quick.py").write_text(ENDS)
    done = run(tmp_path, TAKES_LONG, "-n", "2", "--dist", "loadfile")
    assert "3 passed" in done.stdout, done.stdout + done.stderr
    assert "watchdog" not in done.stderr


def test_no_stacks_are_taken_of_a_process_that_runs_on(pytestconfig):
    """faulthandler's timer reads frames while they change: it has ended workers whose test took minutes."""
    assert float(pytestconfig.getini("faulthandler_timeout")) == 0
