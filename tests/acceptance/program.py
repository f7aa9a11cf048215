"""The program in a process of its own, on a screen of its own, used by keys and mouse only."""

import contextlib
import json
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import psutil

from tests.acceptance.accessibility import AccessibilityBus, Box, Element
from tests.acceptance.desktop import LONGEST_S, ROOT, Desktop, T, wait_for, window_command

_KEY_MS = 30
"""Between two keys."""


class Program:
    """One window. Everything it shows is found by what it says to screen readers."""

    def __init__(
        self,
        desktop: Desktop,
        home: Path,
        *arguments: str | Path,
        pictures: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.desktop, self.home, self._pictures = desktop, home, pictures
        home.parent.mkdir(parents=True, exist_ok=True)
        self.output = home.with_name(f"{home.name}.output")
        self.began_s = time.monotonic()
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [*window_command(), "--home", str(home), *map(str, arguments)],
                cwd=ROOT,
                env={**desktop.environment, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._bus: AccessibilityBus | None = None
        self.painted_s = 0.0
        """From the start of the process until something is on the screen."""
        self.libraries_at_first_paint: set[str] = set()

    # ---- begin and end

    def wait_for_window(self) -> None:
        """Until the window is on the screen and can be asked."""
        self.wait(self._is_painted, "the window")
        self.painted_s = time.monotonic() - self.began_s
        self.libraries_at_first_paint = self.libraries()
        self._bus = AccessibilityBus(self.desktop.bus_address)
        self.wait(lambda: self.bus.program(self.process.pid), "the program on the accessibility bus")

    @property
    def windows(self) -> list[str]:
        """X's numbers of its windows that have a title, the uppermost last."""
        found = self.desktop.do("search", "--all", "--onlyvisible", "--pid", self.process.pid, "--name", ".")
        return found.split()

    def _is_painted(self) -> bool:
        """A window, and more on it than its ground."""
        return bool(self.windows) and len(np.unique(self.desktop.picture().reshape(-1, 3)[::7], axis=0)) > 20

    def libraries(self) -> set[str]:
        """Names of the shared libraries in its process."""
        return {Path(part.path).name for part in psutil.Process(self.process.pid).memory_maps()}

    @property
    def is_running(self) -> bool:
        """False once the process has ended."""
        return self.process.poll() is None

    def helpers(self) -> list[psutil.Process]:
        """Its child processes, and theirs."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def wait_for_end(self) -> int:
        """The exit code."""
        return self.process.wait(LONGEST_S)

    def close(self) -> None:
        """However it stands: nothing of it is left."""
        helpers = self.helpers() if self.is_running else []
        self.process.kill()
        for helper in helpers:
            with contextlib.suppress(psutil.NoSuchProcess):
                helper.kill()
        self.process.wait(LONGEST_S)
        psutil.wait_procs(helpers, timeout=LONGEST_S)
        if self._bus is not None:
            self._bus.close()

    # ---- looking

    @property
    def bus(self) -> AccessibilityBus:
        """Its own connection."""
        assert self._bus is not None, "wait_for_window comes first"
        return self._bus

    def look(self, *, menus: bool = False) -> list[Element]:
        """Everything showing now."""
        place = self.bus.program(self.process.pid) if self.is_running else None
        return list(self.bus.look([place], menus=menus)) if place is not None else []

    def all(self, role: str, name: str = "") -> list[Element]:
        """What is showing now, of a role, with a name that a pattern matches."""
        return [each for each in self.look(menus="menu" in role) if each.fits(role, name)]

    def find(self, role: str, name: str = "", longest_s: float = LONGEST_S) -> Element:
        """The first of them, as soon as there is one."""
        return self.wait(lambda: self.all(role, name), f"a {role} named {name!r}", longest_s)[0]

    def sees(self, role: str, name: str = "") -> bool:
        """Whether there is one now."""
        return bool(self.all(role, name))

    def cards(self) -> list[Element]:
        """The clips or moments of the grid that were laid out, in their order."""
        return self.find("list", "^Clips$").within("list item")

    def wait(self, question: Callable[[], T], saying: str, longest_s: float = LONGEST_S) -> T:
        """Until the answer is true. Fails with a picture, and with all that is showing."""
        until_s = time.monotonic() + longest_s
        while True:
            try:
                return wait_for(question, saying, max(0.1, until_s - time.monotonic()))
            except (LookupError, TimeoutError):  # the element has gone in the meantime
                if time.monotonic() > until_s or not self.is_running:
                    raise
            except AssertionError as error:
                self.picture("failed")
                shown = "\n".join(map(str, self.look())) if self._bus is not None else ""
                ended = "" if self.is_running else f"\nThe program has ended: {self.process.returncode}."
                output = self.output.read_text(errors="replace")[-2000:]
                raise AssertionError(f"{error}{ended}\n{shown}\n{output}") from None

    def picture(self, name: str) -> Path:
        """Keep what is on the screen now."""
        return self.desktop.save_picture(self._pictures / f"{name}.png")

    def note(self, **figures: float) -> None:
        """Keep what was measured on the way, beside the pictures; nothing is judged by it."""
        self._pictures.mkdir(parents=True, exist_ok=True)
        (self._pictures / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")

    def pixels(self, box: Box) -> np.ndarray:
        """What is on the screen there now. Shapes: (height, width, 3) RGB."""
        return self.desktop.picture()[box.y : box.y + box.height, box.x : box.x + box.width]

    def answer_s(self) -> float:
        """How long the main thread takes to answer a question from outside."""
        began_s = time.monotonic()
        place = self.bus.program(self.process.pid)
        assert place is not None
        began_s = time.monotonic()
        self.bus.ask(place, "org.a11y.atspi.Accessible", "GetRole")
        return time.monotonic() - began_s

    # ---- doing

    def press(self, *keys: str) -> None:
        """Keys, one after the other, to the uppermost window, as a window manager would see to."""
        self._focus()
        self.desktop.do("key", "--delay", _KEY_MS, *keys)

    def type(self, text: str) -> None:
        """Text, letter by letter."""
        self._focus()
        self.desktop.do("type", "--delay", _KEY_MS, text)

    def click(self, what: Element | tuple[int, int], *, button: int = 1, times: int = 1) -> None:
        """Press a mouse button on a thing or a point."""
        self._focus()
        x, y = what.box.at() if isinstance(what, Element) else what
        self.desktop.do("mousemove", "--sync", x, y, "click", "--repeat", times, "--delay", _KEY_MS, button)

    def choose_in_menu(self, what: Element, *keys: str) -> None:
        """Open the menu of a thing with the right mouse button, and choose in it by keys.

        Qt tells screen readers of the entries as the keys come to them; nothing can be found in it before.
        """
        before = self._all_windows
        self.click(what, button=3)
        self.wait(lambda: self._all_windows - before, "the menu")
        self.desktop.do("key", "--delay", _KEY_MS, *keys)

    @property
    def _all_windows(self) -> set[str]:
        """Menus included."""
        return set(self.desktop.do("search", "--onlyvisible", "--pid", self.process.pid).split())

    def hover(self, point: tuple[int, int]) -> None:
        """The mouse comes to a point, and moves a little there."""
        self.desktop.do("mousemove", point[0] - 2, point[1] - 2, "mousemove", *point)

    def _focus(self) -> None:
        windows = self.wait(lambda: self.windows, "a window for the keys")
        if self.desktop.do("getwindowfocus").strip() != windows[-1]:
            self.desktop.do("windowfocus", "--sync", windows[-1])
