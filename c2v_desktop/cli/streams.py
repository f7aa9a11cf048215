"""Standard output and standard error: a full disk or a closed pipe behind them is a sentence, never a traceback."""

import contextlib
import json
import os
import sys
from typing import Any, TextIO, cast

from c2v_desktop.cli.exit_codes import CLOSED_PIPE, DONE, UNWRITTEN
from core.printable import printable_lines


class Lenient:
    """A stream that loses what cannot be written: where nobody reads the progress the work continues."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """As of any stream, without its errors."""
        with contextlib.suppress(OSError, ValueError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """As of any stream, without its errors."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def prepare(*, own_process: bool) -> None:
    """Make both streams fit for names with foreign bytes, and standard error one that never fails."""
    if own_process:
        _open_all()
    for stream in (sys.stdout, sys.stderr):
        # File names may hold bytes that no encoding shows; printing them must not fail.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    if own_process:
        sys.stderr = cast(TextIO, Lenient(sys.stderr))


def say(text: str) -> None:
    """Tell a person something; standard output belongs to the answer."""
    print(printable_lines(text), file=sys.stderr)


def complain(text: str) -> None:
    """Say what is wrong."""
    say(f"c2v: {text}")


def write_answer(text: str) -> int:
    """Write to standard output; returns the exit code, after a sentence about what went wrong."""
    try:
        if sys.stdout is None or sys.stdout.closed:
            complain("The answer could not be written: standard output is closed.")
            return UNWRITTEN
        print(printable_lines(text), flush=True)
    except OSError as error:
        return _lost(error)
    return DONE


def write_json(value: Any) -> int:
    """The same as JSON; ASCII only, so that names with foreign bytes survive any pipe."""
    return write_answer(json.dumps(value, indent=2))


def write_event(value: Any) -> int:
    """JSON on one line, for what happens while a command runs."""
    return write_answer(json.dumps(value))


def _lost(error: OSError) -> int:
    _turn_off()
    if isinstance(error, BrokenPipeError):  # the reader has seen enough, as `head` does
        return CLOSED_PIPE
    complain(f"The answer could not be written: {error.strerror or error}.")
    return UNWRITTEN


def _turn_off() -> None:
    """What is still held back for standard output goes nowhere: Python would try again at its end, and complain."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _open_all() -> None:
    """A stream that was closed before we began would give its number to the next file, such as the library's."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:  # reads as nothing; code that asks a person sees that there is none
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123  as long as the program
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  as long as the program
