"""A child process as the program sees it: started, asked under a deadline, and ended.

Whatever the child does, the program continues: each request says how long its answer may take, a child that stays
silent longer is killed, and nobody waits for ever for the death of one that the system cannot kill.
"""

import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from core.processes.framing import Blob, ChannelError, Message, receive, send
from core.processes.running import note_helper

_log = logging.getLogger(__name__)
CHILD_FLAG = "--child"
SLOWEST_BYTES_S = 5e6
"""A disk is at least so fast: what a request may take longer for the bytes it reads or writes."""
DEATH_S = 5.0
"""So long the program waits for a killed process; one stuck in a drive that is gone dies when the system lets it."""
_LAST_WORDS_S = 1.0
_LINES_KEPT = 20
_FLAGS: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_LOW_PRIORITY: int = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
"""Windows sets the priority at the start; elsewhere the child lowers its own (`child_side.be_nice`)."""
_left_behind: list["subprocess.Popen[bytes]"] = []
"""Killed and not yet gone."""


class StartError(ChannelError):
    """The child cannot be started."""


class NoAnswerError(ChannelError):
    """The child was silent for too long and was killed."""


def helper_command(name: str, module: str) -> list[str]:
    """How a child of ours is started: by its module, or in a bundle, which has no `-m`, by the program itself."""
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_FLAG, name]
    return [sys.executable, "-P", "-m", module]


def spawn(
    command: Sequence[str],
    *,
    stdin: int | IO[Any] = subprocess.PIPE,
    stdout: int | IO[Any] = subprocess.PIPE,
    stderr: int | IO[Any] = subprocess.PIPE,
    environment: Mapping[str, str] | None = None,
    is_low_priority: bool = True,
) -> "subprocess.Popen[bytes]":
    """Start a process that finds our packages wherever it is, and that dies with the program. Raises: OSError."""
    _left_behind[:] = [process for process in _left_behind if process.poll() is None]
    places = [str(Path(place or ".").absolute()) for place in sys.path]
    process = subprocess.Popen(
        command,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places), **(environment or {})},
        start_new_session=True,  # Ctrl-C in a terminal is for the program, not for its child
        creationflags=_FLAGS | (_LOW_PRIORITY if is_low_priority else 0),
    )
    return note_helper(process)


def end_process(process: "subprocess.Popen[bytes]") -> int | None:
    """Kill it: it has nothing to save. Returns the exit code; None when it cannot be killed now."""
    process.kill()
    try:
        return process.wait(DEATH_S)
    except subprocess.TimeoutExpired:
        _log.warning("process %s was killed and has not ended", process.pid)
        _left_behind.append(process)
        return None


class ChildProcess:
    """A child that answers messages on its standard streams. What it prints to standard error is logged.

    Its input closes when the program is gone, however it went: then the child ends (`child_side.listen`).
    Raises: StartError. Thread: one that asks; `send` and `end` from any.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        read_ahead: int = 1,
    ) -> None:
        self.name = name
        try:
            self._process = spawn(command, environment=environment)
        except (OSError, ValueError) as error:
            raise StartError(str(error)) from error
        self._requests = cast("BinaryIO", self._process.stdin)
        self._sending = threading.Lock()
        self._ending = threading.Lock()
        self._is_late = False
        self._is_closed = False
        self._printed: deque[str] = deque(maxlen=_LINES_KEPT)
        self._room = threading.Semaphore(read_ahead)
        self._answers: queue.SimpleQueue[Message | ChannelError] = queue.SimpleQueue()
        # A thread reads, so that the deadline holds even where the pipe stays open: a killed process may leave a
        # child of its own, or hang in a drive that is gone.
        self._reader = threading.Thread(target=self._read, name=f"{name} answers", daemon=True)
        self._listener = threading.Thread(target=self._listen, name=f"{name} stderr", daemon=True)
        self._reader.start()
        self._listener.start()

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """False once it ended."""
        return self._process.poll() is None

    def request(self, fields: dict[str, Any], blobs: Sequence[Blob] = (), *, within_s: float) -> Message:
        """One request, one answer. Raises: NoAnswerError, then it was killed; ChannelError."""
        until_s = time.monotonic() + within_s
        try:
            self.send(fields, blobs, within_s=within_s)
            return self.receive(max(0.0, until_s - time.monotonic()))
        except NoAnswerError:
            raise NoAnswerError(_silence(within_s)) from None
        except BaseException:  # its answer must not be taken for that to the next request
            self.kill()
            raise

    def send(self, fields: dict[str, Any], blobs: Sequence[Blob] = (), *, within_s: float) -> None:
        """Send without waiting for an answer. Thread: any. Raises: NoAnswerError, when it does not take it in time."""
        with self._deadline(within_s), self._sending:
            try:
                send(self._requests, fields, blobs)
            except ChannelError as error:
                if self._is_late:
                    raise NoAnswerError(_silence(within_s)) from error
                raise

    def receive(self, within_s: float) -> Message:
        """The next message. Raises: NoAnswerError, then it was killed; ChannelError, when it ended."""
        try:
            came = self._answers.get(timeout=within_s)
        except queue.Empty:
            self.kill()
            raise NoAnswerError(_silence(within_s)) from None
        if isinstance(came, ChannelError):
            self._answers.put(came)  # whoever asks next hears it too
            raise ChannelError(str(came)) from came
        self._room.release()
        return came

    def discard(self) -> None:
        """Forget what it has sent and nobody has taken."""
        with suppress(queue.Empty):
            while not isinstance(came := self._answers.get_nowait(), ChannelError):
                self._room.release()
            self._answers.put(came)

    def kill(self) -> None:
        """End it without waiting. Thread: any."""
        with suppress(OSError):
            self._process.kill()

    def end(self) -> str:
        """Kill it and clean up. Returns its last words: a line it printed, or its exit code. Thread: any."""
        with self._ending:
            code = self._process.returncode if self._is_closed else end_process(self._process)
            self._listener.join(_LAST_WORDS_S)
            if not self._is_closed:
                self._is_closed = True
                self._room.release()
                self._reader.join(_LAST_WORDS_S)
                if code is not None:  # else closing might wait for it
                    with suppress(OSError, ValueError):
                        self._requests.close()
        return self._printed[-1] if self._printed else f"exit code {code}"

    @contextmanager
    def _deadline(self, within_s: float) -> Iterator[None]:
        """Kill the child when the body takes longer, so that whoever waits to write continues."""
        timer = threading.Timer(within_s, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _give_up(self) -> None:
        self._is_late = True
        self.kill()

    def _read(self) -> None:
        """Take answers ahead of whoever asked. Thread: its own."""
        with cast("BinaryIO", self._process.stdout) as answers:
            try:
                while True:
                    self._room.acquire()
                    self._answers.put(receive(answers))
            except ChannelError as error:
                self._answers.put(error)

    def _listen(self) -> None:
        """Keep what it prints. Thread: its own."""
        with cast("BinaryIO", self._process.stderr) as lines, suppress(OSError, ValueError):
            while line := lines.readline(1 << 16):
                text = line.decode(errors="replace").rstrip()
                if text:
                    self._printed.append(text)
                    _log.info("%s process: %s", self.name, text)


def _silence(within_s: float) -> str:
    return f"no answer for {within_s:g} s"
