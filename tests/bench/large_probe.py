"""Run as a process of its own: the real window, offscreen, on a large library; print one JSON line.

`python -m tests.bench.large_probe HOME FILMS`: how late a 16 ms timer is while the library opens, while the grid is
scrolled, while questions are asked, while FILMS are indexed; how long each answer took to be shown.
"""

import json
import sys
import time
from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QTimer

from c2v_desktop import app
from c2v_desktop.paths import find_places
from c2v_desktop.shell import start_options
from core.values import Given
from tests.bench.window_probe import Metronome

STEP_MS = 50
SCROLL_STEPS = 100
INDEX_S = 15.0
QUESTIONS = [
    f"a {colour} {thing}" for colour in ("red", "blue", "green") for thing in ("car", "fish moves left", "star", "tree")
]


class Visit:
    """What an editor does, step by step; a step yields when the window should live on for STEP_MS."""

    def __init__(self, program: app.Program, videos: Path) -> None:
        self._program, self._videos = program, videos
        self._metronome = Metronome()
        self._began = time.perf_counter()
        self._late_ms: dict[str, list[float]] = {}
        self.found: dict[str, object] = {"late_ms": self._late_ms, "answer_ms": []}
        self._steps = self._run()
        self._timer = QTimer()
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._step)
        self._metronome.start()
        self._timer.start()

    def _step(self) -> None:
        if next(self._steps, "over") == "over":
            self._timer.stop()
            print(json.dumps(self.found), flush=True)
            self._program.window.close()

    def _run(self) -> Generator[None, None, None]:
        grid = self._program.window.grid
        while grid.list.model().rowCount() == 0:
            yield
        self.found["shown_s"] = time.perf_counter() - self._began
        while not self._is_awake:
            yield
        self._end("open")
        bar = grid.list.verticalScrollBar()
        for step in range(SCROLL_STEPS):
            bar.setValue(bar.maximum() * step // SCROLL_STEPS)
            yield
        self._end("scroll")
        for question in QUESTIONS:
            yield from self._ask(question)
        self._end("search")
        self._program.window.query.ask("")
        self._program.call([Given.of(self._videos)])
        until = time.perf_counter() + INDEX_S
        while time.perf_counter() < until:
            yield
        self._end("index")

    @property
    def _is_awake(self) -> bool:
        """Questions can be answered; a graph may still be under construction."""
        library = self._program._library
        return library is not None and library._index_manager.index is not None

    def _ask(self, question: str) -> Generator[None, None, None]:
        answers: list[float] = []
        began = time.perf_counter()
        model = self._program.window.grid.list.model()
        link = model.modelReset.connect(lambda: answers.append(1000 * (time.perf_counter() - began)))
        self._program.window.query.ask(question)
        for _ in range(200):
            yield
            if answers:
                break
        model.disconnect(link)  # type: ignore[call-overload]
        self.found["answer_ms"].append(answers[-1])  # type: ignore[attr-defined]
        for _ in range(10):
            yield

    def _end(self, phase: str) -> None:
        self._late_ms[phase] = self._metronome.late_ms
        self._metronome.start()


def main() -> None:
    home, videos = Path(sys.argv[1]), Path(sys.argv[2])
    application = app._application()
    program = app.Program(application, find_places(home), start_options.parse(["--home", str(home)]))
    visit = Visit(program, videos)
    with program.loop:
        program.loop.run_forever()
    assert "index" in visit.found["late_ms"]  # type: ignore[operator]


if __name__ == "__main__":
    main()
