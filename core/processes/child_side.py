"""What a child process does to itself: its streams, its priority, its memory, and its end with the program's."""

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from core.processes.framing import ChannelError, Message, receive


def take_streams(*, is_silent: bool = False) -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output for messages alone: whatever else is printed goes to standard error, or nowhere."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    if is_silent:
        os.dup2(nothing, 2)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return requests, answers


def listen(requests: BinaryIO, handle: Callable[[Message], None]) -> None:
    """Handle each message on a thread of its own; when the program is gone end at once, whatever is being done."""

    def run() -> None:
        with suppress(ChannelError):
            while True:
                handle(receive(requests))
        os._exit(0)

    threading.Thread(target=run, name="requests", daemon=True).start()


def end_with_program() -> None:
    """End when standard input closes. For a child that is not sent messages."""

    def run() -> None:
        with suppress(OSError):
            while os.read(0, 1 << 16):
                pass
        os._exit(1)

    threading.Thread(target=run, name="end with program", daemon=True).start()


def be_nice(steps: int) -> None:
    """Give way to the window. Windows lowers the priority when it starts us."""
    if hasattr(os, "nice"):
        os.nice(steps)


def limit_memory(most_bytes: int) -> None:
    """Refuse this process more memory than that; 0 and Windows set no limit."""
    if not most_bytes or sys.platform == "win32":
        return
    import resource

    # Linux counts what a process writes to; elsewhere the address space is all that can be limited, if anything.
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    _, hard = resource.getrlimit(kind)
    limit = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
    with suppress(OSError, ValueError):  # macOS refuses limits below what is mapped already
        resource.setrlimit(kind, (limit, hard))
