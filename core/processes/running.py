"""Child processes that run now, so that none outlives the program however it ends. Standard library only."""

import subprocess
import threading
import weakref
from contextlib import suppress

_running: "weakref.WeakSet[subprocess.Popen[bytes]]" = weakref.WeakSet()
_turn = threading.RLock()  # a signal's handler may come in the middle of an addition, on the same thread


def note_helper(process: "subprocess.Popen[bytes]") -> "subprocess.Popen[bytes]":
    """Remember a process that was just started. Thread: any."""
    with _turn:
        _running.add(process)
    return process


def end_helpers() -> None:
    """Kill them all: they have nothing to save. Only for a program that ends now. Thread: any."""
    with _turn:
        for process in list(_running):
            with suppress(OSError):
                process.kill()
