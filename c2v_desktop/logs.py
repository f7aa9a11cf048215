"""What went wrong, kept in files: a rotating log, a record of crashes, and every exception nobody caught."""

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from core.errors import Cancelled

LOG_BYTES, LOGS_KEPT = 1_000_000, 3
OnCrash = Callable[[BaseException, Path], None]
"""Called with an exception nobody caught and the log it was written to."""

_log = logging.getLogger("c2v")
_crashes: TextIO | None = None  # faulthandler writes to it as long as we live


class _LogFile(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's own name
        """A full disk is reported by whatever needs it; a trace for every line that found no room would bury that."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)

    def close(self) -> None:
        """Give the file back, whether or not there is room for its last lines."""
        with suppress(OSError):
            super().close()


def start_logs(folder: Path, name: str, on_crash: OnCrash | None = None) -> Path:
    """Write logs and crashes to files named after the process; returns the log's path.

    Without a writable folder the program runs on with no log: that is no reason not to start.
    """
    global _crashes
    path = folder / f"{name}.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _LogFile(
            path,
            maxBytes=LOG_BYTES,
            backupCount=LOGS_KEPT,
            encoding="utf-8",
            delay=True,
            errors="backslashreplace",  # file names need not be valid text
        )
        crashes = (folder / f"{name}-crash.log").open("a", encoding="utf-8")
    except OSError as error:
        print(f"The log cannot be written: {error}", file=sys.stderr)  # noqa: T201  there is nowhere else to say it
        return path
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(threadName)s: %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    if _crashes is not None:
        _crashes.close()
    _crashes = crashes
    faulthandler.enable(crashes)
    _own_exceptions(path, on_crash)
    return path


def stop_logs() -> None:
    """Give the files back and leave exceptions to Python again."""
    global _crashes
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler, RotatingFileHandler):
            root.removeHandler(handler)
            handler.close()
    if _crashes is not None:
        faulthandler.disable()
        _crashes.close()
        _crashes = None
    sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__


def _own_exceptions(path: Path, on_crash: OnCrash | None) -> None:
    """Write down what nobody caught, on any thread, and tell whoever shows it."""

    def note(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None or issubclass(kind, Cancelled):
            return
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.critical("nobody caught this", exc_info=(kind, error, trace))
        if on_crash is None:
            sys.__excepthook__(kind, error, trace)
            return
        try:
            on_crash(error, path)
        except Exception:  # a failing notice must not hide the first failure
            _log.exception("the crash notice failed too")

    sys.excepthook = note
    threading.excepthook = lambda args: note(args.exc_type, args.exc_value, args.exc_traceback)
