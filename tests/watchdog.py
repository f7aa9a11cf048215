"""Ends a test run that hangs, from outside: nothing of it needs the run's main thread or Python's lock.

A process of its own is told on its standard input what is being done and until when: `SECONDS<tab>NAME`. When that time
has passed, or the whole run's, the run gets SIGABRT, at which `faulthandler` writes the stacks of all threads; then it
is killed, and its children with it. The watchdog ends when the run does.
"""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

LAST_WORDS_S = 20.0
"""For writing the stacks."""


class Watchdog:
    """The run's end of it."""

    def __init__(self, most_s: float) -> None:
        """`most_s` for the whole run."""
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(os.getpid()), str(most_s)],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the run; the watchdog sees that it has gone
        )

    def expect(self, name: str, within_s: float) -> None:
        """This has to be done, or something else begun, within so many seconds."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(f"{within_s}\t{name}\n".encode())
            self._process.stdin.flush()


def watch(pid: int, most_s: float) -> None:
    """Wait for lines until they end, or until it is too late."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin.buffer:
            lines.put(line.decode(errors="replace").rstrip("\n"))
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    end_s = time.monotonic() + most_s
    name, due_s = "the whole run", end_s
    while True:
        try:
            line = lines.get(timeout=max(0.0, min(due_s, end_s) - time.monotonic()))
        except queue.Empty:
            break
        if not line:
            return
        seconds, _, name = line.partition("\t")
        due_s = time.monotonic() + float(seconds)
    if end_s <= due_s:
        name = f"the whole run, {most_s:.0f} s, now at {name}"
    print(f"\nwatchdog: ending a run that hangs: {name}", file=sys.stderr, flush=True)
    end(pid)


def end(pid: int) -> None:
    """Stacks, then the end, of a process and of all it has started."""
    family = descendants(pid)
    if hasattr(signal, "SIGKILL"):
        _send(pid, signal.SIGABRT)
        until_s = time.monotonic() + LAST_WORDS_S
        while _lives(pid) and time.monotonic() < until_s:
            time.sleep(0.1)
        for each in {*descendants(pid), *family, pid}:
            _send(each, signal.SIGKILL)
    else:
        _send(pid, signal.SIGTERM)  # Windows: ends it at once, without stacks


def descendants(pid: int) -> set[int]:
    """Children and their children, but for this process; empty where the system does not tell."""
    parents = _parents()
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in {pid, *found}} - found:
        found |= more
    return found - {os.getpid()}


def _parents() -> dict[int, int]:
    proc = Path("/proc")
    if (proc / "self" / "stat").exists():
        made = {}
        for each in proc.iterdir():
            if each.name.isdigit():
                with contextlib.suppress(OSError, ValueError):
                    made[int(each.name)] = int((each / "stat").read_text().rpartition(")")[2].split()[1])
        return made
    with contextlib.suppress(OSError, ValueError):
        told = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True).stdout
        return {int(child): int(parent) for child, parent in (line.split() for line in told.splitlines())}
    return {}


def _send(pid: int, what: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, what)


def _lives(pid: int) -> bool:
    try:
        state = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        with contextlib.suppress(OSError):
            os.kill(pid, 0)
            return not Path("/proc/self/stat").exists()
        return False
    return state != "Z"


if __name__ == "__main__":
    watch(int(sys.argv[1]), float(sys.argv[2]))
    os._exit(0)  # the reader may still hold standard input
