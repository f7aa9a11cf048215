"""Ctrl-C, SIGTERM and the end of the terminal: the command line ends within a second, whatever it does.

The first of them is KeyboardInterrupt in the main thread, so that what is open is closed. What does not end by that in
time, such as a drive that does not answer or a library that is being loaded, is ended by a thread that needs nothing
from it; the library stays whole, as when the power fails. A second one ends the program at once.
Standard library only: it is in force before anything else is loaded.
"""

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import NoReturn

from core.processes.running import end_helpers

GRACE_S = 0.8
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_SHOW_CURSOR = b"\x1b[?25h\n"


class Interrupt:
    """The signals of this process. Thread: the main one, except where it says otherwise."""

    def __init__(self) -> None:
        self.number = 0
        """Of the first signal that came."""
        self.is_busy: Callable[[], bool] = lambda: False
        """True while something should be allowed to end even after the grace is over. Thread: any."""
        self._at_once = True
        self._heard_count = 0
        self._sockets: tuple[socket.socket, socket.socket] | None = None

    @property
    def is_in_force(self) -> bool:
        """True in a process whose signals were taken over."""
        return self._sockets is not None

    @property
    def code(self) -> int:
        """The exit code of a program that was stopped."""
        return 128 + (self.number or signal.SIGINT)

    def take_over(self) -> None:
        """From now on these signals end the program at once, until `allow_cleaning`."""
        if self._sockets is not None or threading.current_thread() is not threading.main_thread():
            return
        ours, pythons = self._sockets = socket.socketpair()
        pythons.setblocking(False)
        self._numbers = {getattr(signal, name) for name in _NAMES if hasattr(signal, name)}
        for number in self._numbers:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
                signal.signal(number, self._heard)
        signal.set_wakeup_fd(pythons.fileno(), warn_on_full_buffer=False)
        threading.Thread(target=self._watch, args=[ours], name="interrupt", daemon=True).start()

    def allow_cleaning(self) -> None:
        """From now on the first signal raises KeyboardInterrupt."""
        self._at_once = False

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """A time in which there is nothing to be cleaned up, as while large libraries are loaded."""
        before, self._at_once = self._at_once, self._sockets is not None
        try:
            yield
        finally:
            self._at_once = before

    def leave(self, code: int | None = None) -> NoReturn:
        """End here and now, helpers first. Thread: any."""
        end_helpers()
        with contextlib.suppress(OSError):
            if os.isatty(2):
                os.write(2, _SHOW_CURSOR)
        os._exit(self.code if code is None else code)

    def _heard(self, number: int, _: object) -> None:
        self.number = self.number or number
        self._heard_count += 1
        if self._heard_count > 1 or self._at_once:
            self.leave()
        raise KeyboardInterrupt

    def _watch(self, ours: socket.socket) -> None:
        """Thread: its own. Python writes the number of each signal, whatever the main thread is doing."""
        while True:
            came = ours.recv(1)
            if not came:
                return
            if came[0] in self._numbers:
                break
        self.number = self.number or came[0]
        ours.settimeout(GRACE_S)
        while True:
            try:
                if ours.recv(1)[0] in self._numbers:
                    self.leave()
            except TimeoutError:
                if not self.is_busy():
                    self.leave()


interrupt = Interrupt()
"""This process's own."""
