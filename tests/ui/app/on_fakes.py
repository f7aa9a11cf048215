"""The whole program on a fake house, as a process of its own: `python -m tests.ui.app.on_fakes MODE ARGS...`."""

import os
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from c2v_desktop import app, compose
from c2v_desktop.shell import start_options
from c2v_desktop.shell.lane_thread import LaneThread
from core.errors import CatalogueLockedError
from tests import qt_guard
from tests.fakes.house import FakeHouse
from tests.fakes.memory_catalogue import MemoryCatalogue


class LockedCatalogue(MemoryCatalogue):
    """The engine's and the pictures' lanes may both come; a dictionary wants them one by one."""

    def __getattribute__(self, name):
        value = super().__getattribute__(name)
        if not callable(value) or name.startswith("_"):
            return value

        def one_by_one(*args, **more):
            with LOCK:
                found = value(*args, **more)
                return list(found) if isinstance(found, map | filter) else found

        return one_by_one


LOCK = threading.RLock()
REACHED = "reached.txt"
"""In the home: a line for each step that tests wait for."""


def main():
    mode, chosen = sys.argv[1], start_options.parse(sys.argv[2:])
    chosen.home.mkdir(parents=True, exist_ok=True)

    def reach(what):
        """For whoever waits for it: how far the program has come."""
        with (chosen.home / REACHED).open("a", encoding="utf-8") as file:
            file.write(f"{what}\n")

    house = FakeHouse(chosen.home, catalogue=LockedCatalogue())
    compose.build_library = lambda *_: house.library
    compose.build_reader = lambda *_: house.reader
    if mode == "locked":
        compose.build_library = _locked
    if mode == "stuck":
        house.library.wake = lambda: (reach("waking"), threading.Event().wait(60))
    if mode == "crash":
        house.library.search = lambda *_: 1 / 0
    if mode == "late":
        compose.build_library = lambda *_: (time.sleep(2.0), house.library)[1]
        _tell_what_is_found()
    if mode == "models":
        _after("_after_first_paint", lambda program: (program.models.open(), reach("models")))
    _after("_take_reader", lambda _: reach("open"))
    _after("_show_closed_library", lambda program: reach(f"closed: {_said(program.window)}"))
    qt_guard.install(LaneThread)
    with qt_guard.watching() as seen:
        code = app.run(chosen)
    own = [each for each in threading.enumerate() if not each.name.startswith("Dummy")]
    for each in own:  # one that is just ending is given its moment
        if each is not threading.current_thread() and mode != "stuck":
            each.join(3.0)
    print("torch" in sys.modules, house.frames.is_closed, [each.name for each in own if each.is_alive()])
    if seen:
        sys.exit("Qt was used beside the main thread:\n" + "\n".join(seen))
    sys.exit(code)


def _after(method, then):
    """Do something more each time the program has done that."""
    before = getattr(app.Program, method)

    def both(program, *values):
        before(program, *values)
        then(program)

    setattr(app.Program, method, both)


def _said(window):
    """All texts that can be read in the window, in one line."""
    labels = [each for each in window.findChildren(QLabel) if each.isVisible()]
    return " ".join(" ".join(each.text() for each in labels).split())


def _tell_what_is_found():
    """Prints the first moment that the window shows, and closes it."""
    first_paint = app.Program._after_first_paint

    def begin(program):
        first_paint(program)
        print("asked", program.window.query._status.text(), flush=True)
        timer = program.found_timer = QTimer(program)

        def look():
            if hits := program.window.grid.hits:
                timer.stop()
                print("found", hits[0].video.path.name, flush=True)
                program.window.close()

        timer.timeout.connect(look)
        timer.start(50)

    app.Program._after_first_paint = begin


def _locked(*_):
    raise CatalogueLockedError("Another window has this library open.", "Close it first.")


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    main()
