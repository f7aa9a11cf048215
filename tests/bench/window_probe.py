"""Run as a process of its own: open the real window offscreen, watch it, print one JSON line.

`python -m tests.bench.window_probe BEGAN HOME WATCH_S [PATH...]`: BEGAN is the wall clock at which the parent started
this process. Reports seconds to first paint, how late a 16 ms timer was (idle first, then while indexing),
and whether torch was ever imported.
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from c2v_desktop import app
from c2v_desktop.paths import find_places
from c2v_desktop.shell import start_options

TICK_MS = 16
IDLE_S = 5.0


class Eye(QObject):
    """Notes the first paint of any widget."""

    def __init__(self) -> None:
        super().__init__()
        self.first_paint_s: float | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.first_paint_s is None and event.type() == QEvent.Type.Paint:
            self.first_paint_s = time.time() - float(sys.argv[1])
        return False


class Metronome(QObject):
    """A timer each 16 ms; how late each tick came, in ms, in two periods."""

    def __init__(self) -> None:
        super().__init__()
        self.late_ms: list[float] = []
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.late_ms = []
        self._due = time.perf_counter() + TICK_MS / 1000
        self._timer.start(TICK_MS)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late_ms.append(max(0.0, 1000 * (now - self._due)))
        self._due = now + TICK_MS / 1000


def main() -> None:
    home, watch_s, paths = Path(sys.argv[2]), float(sys.argv[3]), [Path(p) for p in sys.argv[4:]]
    chosen = start_options.parse(["--home", str(home)])
    application, eye, metronome = app._application(), Eye(), Metronome()
    application.installEventFilter(eye)
    program = app.Program(application, find_places(home), chosen)
    found: dict[str, object] = {}

    def begin_idle() -> None:
        application.removeEventFilter(eye)  # a filter in Python costs time at every event
        metronome.start()
        QTimer.singleShot(int(1000 * IDLE_S), begin_busy)

    def begin_busy() -> None:
        found["idle_ms"] = metronome.late_ms
        program.call(paths)
        QTimer.singleShot(1500, metronome.start)  # folders are being looked through
        QTimer.singleShot(int(1000 * watch_s) + 1500, finish)

    def finish() -> None:
        if paths:
            found["busy_ms"] = metronome.late_ms
        # Before the end: a window that leaves in a hurry takes nothing with it.
        print(json.dumps({"first_paint_s": eye.first_paint_s, "torch": "torch" in sys.modules, **found}), flush=True)
        program.window.close()

    # The model's process needs its seconds to wake before "idle" means idle.
    QTimer.singleShot(8000 if paths else 2000, begin_idle if paths else finish)
    with program.loop:
        program.loop.run_forever()


if __name__ == "__main__":
    main()
