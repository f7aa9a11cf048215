"""One window for each library: a second start hands its paths to the first one and ends."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from core.values import Given

_WAIT_MS = 800
_MOST_BYTES = 32 << 20
"""Longer than any command line, each byte of it escaped."""


def name_of(catalogue: Path) -> str:
    """The socket's name: one for each catalogue."""
    return "c2v-" + hashlib.sha256(str(catalogue).encode("utf-8", "surrogateescape")).hexdigest()[:20]


def hand_over(name: str, given: Sequence[Given], ask: str = "") -> bool:
    """Give paths and a question to a window that is open already. False: there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_WAIT_MS):
        return False
    paths = [str(each.path) if each.path is not None else each.text for each in given]
    message: list[str] | dict[str, object] = {"paths": paths, "ask": ask} if ask else paths  # a list, as before asking
    socket.write(json.dumps(message).encode() + b"\n")
    while socket.bytesToWrite() and socket.waitForBytesWritten(_WAIT_MS):
        pass
    socket.disconnectFromServer()
    if socket.state() != QLocalSocket.LocalSocketState.UnconnectedState:
        socket.waitForDisconnected(_WAIT_MS)
    return True


class InstanceServer(QObject):
    """Listens for later starts."""

    called = Signal(object, str)
    """list[Given], empty when only the window is wanted; a question, or nothing."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._visitors: list[QLocalSocket] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)
        QLocalServer.removeServer(name)  # left behind by a crash; nobody answered at it a moment ago
        self._server.listen(name)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()
        for visitor in self._visitors:
            visitor.abort()
        self._visitors.clear()

    def _welcome(self) -> None:
        """Visitors say one line; they are let go when the next one comes, never from within their own signals."""
        gone = QLocalSocket.LocalSocketState.UnconnectedState
        self._visitors = [each for each in self._visitors if each.state() != gone]
        visitor = self._server.nextPendingConnection()
        self._visitors.append(visitor)
        visitor.readyRead.connect(self._read)

    def _read(self) -> None:
        for visitor in self._visitors:
            while visitor.canReadLine():
                self._take(bytes(visitor.readLine(_MOST_BYTES).data()))

    def _take(self, line: bytes) -> None:
        try:
            given = json.loads(line)
        except ValueError:  # whoever it was does not speak our language
            return
        ask = ""
        if isinstance(given, dict) and isinstance(given.get("paths"), list):
            ask = given["ask"] if isinstance(given.get("ask"), str) else ""
            given = given["paths"]
        if isinstance(given, list):
            self.called.emit([Given.read(each) for each in given if isinstance(each, str)], ask)
