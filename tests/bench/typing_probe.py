"""Run as a process of its own: the real window, offscreen, on a library; types questions, prints one JSON line.

`python -m tests.bench.typing_probe HOME`: milliseconds from the last letter of each question to its first result being
painted with its picture, the rest in typing (`DEBOUNCE_MS`) included; processor time of the program and its helpers
meanwhile, which other work on the machine does not lengthen; memory of the window's process.
"""

import json
import sys
import time
import traceback
from collections.abc import Generator
from pathlib import Path

import psutil
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from c2v_desktop import app
from c2v_desktop.paths import find_places
from c2v_desktop.shell import start_options
from tests.bench.harness import memory_mib
from ui.browse.card import Card

STEP_MS = 20
LONGEST_S = 120.0
"""For one question, on a machine with other work."""
QUESTIONS = [
    f"a {colour} {thing}"
    for colour in ("red", "blue", "green", "white")
    for thing in ("car", "fish moves left", "star appears", "tree", "house at night", "ball")
]


class Typist:
    """Types one question after another into the window's line."""

    def __init__(self, program: app.Program) -> None:
        self._program = program
        self._grid, self._field = program.window.grid, program.window.query._field
        self._image = self._grid._views.delegate._image
        self._grid._views.delegate._image = self._note  # type: ignore[method-assign]
        self._wanted, self._typed_s, self._took_ms = "", 0.0, 0.0
        self._typed_cpu_s, self._spent_ms = 0.0, 0.0
        self.found: dict[str, object] = {"ms": [], "cpu_ms": []}
        self._steps = self._run()
        self._timer = QTimer()
        self._timer.timeout.connect(self._step)
        self._timer.start(STEP_MS)

    def _note(self, card: Card) -> QImage | None:
        """Called while a card is painted."""
        image = self._image(card)
        answer = self._program._controller.search_controller.answer if self._program._controller is not None else None
        is_new = self._wanted and answer is not None and answer.query.text == self._wanted and card.hit is not None
        if is_new and image is not None and not image.isNull():
            self._took_ms, self._wanted = 1000 * (time.perf_counter() - self._typed_s), ""
            self._spent_ms = 1000 * (_cpu_s() - self._typed_cpu_s)
        return image

    def _step(self) -> None:
        try:
            is_over = next(self._steps, "over") == "over"
        except TimeoutError:  # the program would only write it to its log, which goes with the library
            traceback.print_exc()
            is_over = True
        if is_over:
            self._timer.stop()
            print(json.dumps(self.found), flush=True)
            self._program.window.close()

    def _run(self) -> Generator[None, None, None]:
        while self._grid._model.rowCount() == 0 or self._program._library is None:
            yield
        while self._program._library._index_manager.index is None:
            yield
        for is_warm, question in [(False, "a yellow flower"), *((True, each) for each in QUESTIONS)]:
            self._field.setText(question[:-1])
            self._wanted, self._typed_s, self._typed_cpu_s = question, time.perf_counter(), _cpu_s()
            QTest.keyClicks(self._field, question[-1])
            while self._wanted:
                if time.perf_counter() - self._typed_s > LONGEST_S:
                    raise TimeoutError(question)
                yield
            if is_warm:
                self.found["ms"].append(self._took_ms)  # type: ignore[attr-defined]
                self.found["cpu_ms"].append(self._spent_ms)  # type: ignore[attr-defined]
            for _ in range(10):
                yield
        self.found["memory_mib"] = memory_mib()
        self.found["debounce_ms"] = self._program.window.query.editor._timer.interval()


def _cpu_s() -> float:
    """Of this process and those it has started."""
    times = [each.cpu_times() for each in psutil.Process().children(recursive=True)]
    return time.process_time() + sum(each.user + each.system for each in times)


def main() -> None:
    home = Path(sys.argv[1])
    application = app._application()
    program = app.Program(application, find_places(home), start_options.parse(["--home", str(home)]))
    typist = Typist(program)
    QTest.qWait(0)
    program.window.query._field.setFocus(Qt.FocusReason.OtherFocusReason)
    with program.loop:
        program.loop.run_forever()
    assert "memory_mib" in typist.found


if __name__ == "__main__":
    main()
