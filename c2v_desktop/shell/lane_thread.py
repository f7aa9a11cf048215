"""The threads of the window: each hosts one lane, and builds and closes what lives on it."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QThread, Signal

from core.errors import C2VError
from core.lane import Lane


class LaneOwner(Protocol):
    """What lives on a lane."""

    def close(self) -> None:
        """Give everything back. Thread: the lane's."""
        ...


class LaneThread(QThread):
    """Builds a room, serves its lane until that is closed, closes the room. All on one thread: no locks."""

    built = Signal(object)
    failed = Signal(object)
    """C2VError: the room could not be built."""

    def __init__(self, lane: Lane, build: Callable[[], LaneOwner], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(lane.name)
        self._lane, self._build = lane, build

    def run(self) -> None:
        """The thread's whole life. What is no C2VError goes to `sys.excepthook`, which the logs own."""
        try:
            room = self._build()
        except C2VError as error:
            self.failed.emit(error)
            return
        self.built.emit(room)
        try:
            self._lane.run()
        finally:
            room.close()
