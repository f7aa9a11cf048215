"""What nobody caught is written down, and told to whoever shows it."""

import logging
import sys
import threading
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from c2v_desktop.logs import LOG_BYTES, start_logs, stop_logs
from core.errors import Cancelled


@pytest.fixture(autouse=True)
def _stopped() -> Iterator[None]:
    level = logging.getLogger().level
    yield
    stop_logs()
    logging.getLogger().setLevel(level)


def test_what_is_logged_is_in_the_file(tmp_path: Path) -> None:
    path = start_logs(tmp_path / "logs", "test")
    logging.getLogger("anything").warning("a line")
    assert "WARNING anything" in path.read_text(encoding="utf-8")
    assert "a line" in path.read_text(encoding="utf-8")


def test_an_exception_nobody_caught_is_told_with_its_log(tmp_path: Path) -> None:
    told: list[tuple[BaseException, Path]] = []
    path = start_logs(tmp_path, "test", lambda error, log: told.append((error, log)))
    error = ValueError("ours")
    sys.excepthook(ValueError, error, None)
    assert told == [(error, path)]
    assert "ValueError: ours" in path.read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_threads_are_heard_too(tmp_path: Path) -> None:
    told: list[BaseException] = []
    start_logs(tmp_path, "test", lambda error, _: told.append(error))

    def fail() -> None:
        raise ValueError("on a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert [str(error) for error in told] == ["on a thread"]


def test_a_cancelled_job_is_no_crash(tmp_path: Path) -> None:
    told: list[BaseException] = []
    start_logs(tmp_path, "test", lambda error, _: told.append(error))
    sys.excepthook(Cancelled, Cancelled(), None)
    assert told == []


def test_a_notice_that_fails_hides_nothing(tmp_path: Path) -> None:
    def broken(error: BaseException, log: Path) -> None:
        raise RuntimeError("no window")

    path = start_logs(tmp_path, "test", broken)
    sys.excepthook(ValueError, ValueError("first"), None)
    assert "ValueError: first" in path.read_text(encoding="utf-8")
    assert "RuntimeError: no window" in path.read_text(encoding="utf-8")


def test_logs_do_not_grow_without_end(tmp_path: Path) -> None:
    start_logs(tmp_path, "test")
    for _ in range(6):
        logging.getLogger("x").info("y" * (LOG_BYTES - 500))
    assert sum(p.stat().st_size for p in tmp_path.iterdir()) <= 4 * LOG_BYTES


def test_without_a_writable_folder_it_still_starts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    start_logs(tmp_path / "file/logs", "test")
    assert "The log cannot be written" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_a_full_disk_is_not_told_once_more_for_every_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "test.log").symlink_to("/dev/full")
    start_logs(tmp_path, "test")
    logging.getLogger("x").warning("for which there is no room")
    stop_logs()
    assert capsys.readouterr().err == ""


def test_a_line_that_cannot_be_formatted_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start_logs(tmp_path, "test")
    handler = next(each for each in logging.getLogger().handlers if isinstance(each, RotatingFileHandler))
    handler.emit(logging.LogRecord("x", logging.WARNING, "here.py", 1, "%d", ("a fault of ours",), None))
    assert "--- Logging error ---" in capsys.readouterr().err


def test_stopping_gives_the_hooks_back(tmp_path: Path) -> None:
    start_logs(tmp_path, "test")
    stop_logs()
    assert sys.excepthook is sys.__excepthook__
