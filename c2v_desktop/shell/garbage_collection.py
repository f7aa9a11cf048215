"""Python's collector of cycles, on the main thread alone.

By itself it runs on whatever thread allocates: a lane would then destroy objects of the window and disconnect signals,
while Qt on the main thread may hold the mutex that needs and wait for Python's lock, which the lane holds.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer

from core import gc_guard

_EVERY_MS = 500
_REST = 200
"""A walk over everything is followed by a rest this many times as long as it took: half a percent of the time."""


class MainThreadCollector(QObject):
    """From here to `close`, cycles are collected by a timer of the main thread only."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        self._full_after_s = 0.0
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()

    def collect(self) -> None:
        """The generations whose turn it is, by Python's own thresholds."""
        if gc_guard.are_being_made():
            return
        young, middle, old = (count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True))
        begun_s = time.monotonic()
        if old and begun_s >= self._full_after_s:
            gc.collect()
            now_s = time.monotonic()
            self._full_after_s = now_s + _REST * (now_s - begun_s)
        elif young or middle:
            gc.collect(1 if middle else 0)
