"""Standard output and error that cannot take what is written, as processes: a sentence and a code, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from c2v_desktop.cli.exit_codes import CLOSED_PIPE, NOTHING_INDEXED, UNWRITTEN, USAGE

ROOT = Path(__file__).resolve().parents[4]
FULL = Path("/dev/full")
COMMAND = [sys.executable, "-m", "c2v_desktop.cli.main"]


def run(*arguments: str | Path, **more):
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        **more,
    )


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", [["--help"], ["status"], ["status", "--json"], ["models", "list"]], ids=" ".join)
def test_a_full_disk_behind_standard_output_is_said(tmp_path: Path, command: list[str]) -> None:
    with FULL.open("w") as full:
        done = run("--home", tmp_path, *command, stdout=full)
    assert done.returncode == UNWRITTEN
    assert done.stderr == "c2v: The answer could not be written: No space left on device.\n"


@pytest.mark.parametrize("command", [["--help"], ["status", "--json"]], ids=" ".join)
def test_a_reader_that_has_gone_is_no_trouble(tmp_path: Path, command: list[str]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        done = run("--home", tmp_path, *command, stdout=theirs)
    finally:
        os.close(theirs)
    assert (done.returncode, done.stderr) == (CLOSED_PIPE, "")


@pytest.mark.skipif(sys.platform == "win32", reason="numbers of streams")
def test_a_closed_standard_output_is_said_and_its_number_is_taken(tmp_path: Path) -> None:
    done = run("--home", tmp_path, "status", preexec_fn=lambda: os.close(1))
    assert done.returncode == UNWRITTEN
    assert "standard output is closed" in done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_where_nobody_reads_the_errors_the_answer_comes_all_the_same(tmp_path: Path) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [*COMMAND, "--home", str(tmp_path), "search", "red", "--json"],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=full, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert done.returncode == NOTHING_INDEXED
    assert done.stdout.startswith("{")


def test_without_arguments_the_help_is_shown_as_a_mistake() -> None:
    done = run(stdout=subprocess.PIPE)
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert "exit codes:" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="numbers of streams")
def test_a_closed_standard_input_is_an_empty_one_where_nobody_can_be_asked() -> None:
    program = (
        "import sys; from c2v_desktop.cli import streams; streams.prepare(own_process=True);"
        "print(sys.stdin.isatty(), repr(sys.stdin.buffer.read()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: os.close(0),
        timeout=120,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("False b''\n", "")
