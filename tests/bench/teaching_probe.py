"""Run as a process of its own: the real window, offscreen, while a model is taught; prints one JSON line.

`python -m tests.bench.teaching_probe HOME WATCH_S`: HOME holds one run that was begun and can be continued. Reports how
late a 16 ms timer was, idle and then with the teaching window open on its curves and the run going on; and how many
points the curves had by then.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer

from c2v_desktop import app
from c2v_desktop.paths import find_places
from c2v_desktop.shell import start_options
from tests.bench.window_probe import Metronome

LOOK_MS = 200
WAKING_S, IDLE_S, LONGEST_S = 8.0, 5.0, 600.0


class Teacher:
    """Opens the run in the teaching window, continues it, and watches the clock."""

    def __init__(self, program: app.Program, watch_s: float) -> None:
        self._program, self._watch_s = program, watch_s
        self._metronome = Metronome()
        self.found: dict[str, object] = {}
        self._steps = self._run()
        self._timer = QTimer()
        self._timer.timeout.connect(self._step)
        self._timer.start(LOOK_MS)

    def _step(self) -> None:
        if next(self._steps, "over") == "over":
            self._timer.stop()
            print(json.dumps(self.found), flush=True)  # before the end: a window that leaves takes nothing with it
            self._program.window.close()

    def _run(self) -> Iterator[None]:
        yield from _rest(WAKING_S)
        self._metronome.start()
        yield from _rest(IDLE_S)
        self.found["idle_ms"] = self._metronome.late_ms
        self._program.window.actions_["app.teach"].trigger()
        yield from _rest(2.0)
        window = self._program.teaching.wizard().window
        window.way.runs.setCurrentRow(0)
        window.way._show.click()
        yield from _rest(2.0)
        window.training.resume.click()
        follower = self._program.teaching.wizard().runs.follower
        for _ in range(int(1000 * LONGEST_S / LOOK_MS)):
            if len(follower.epochs) >= 1:
                break
            yield
        first = len(follower.epochs)
        self._metronome.start()
        yield from _rest(self._watch_s)
        self.found |= {"busy_ms": self._metronome.late_ms, "epochs": len(follower.epochs) - first}
        self.found["state"] = follower.state


def _rest(seconds: float) -> Iterator[None]:
    for _ in range(int(1000 * seconds / LOOK_MS)):
        yield


def main() -> None:
    home = Path(sys.argv[1])
    application = app._application()
    program = app.Program(application, find_places(home), start_options.parse(["--home", str(home)]))
    teacher = Teacher(program, float(sys.argv[2]))
    with program.loop:
        program.loop.run_forever()
    assert "busy_ms" in teacher.found


if __name__ == "__main__":
    main()
