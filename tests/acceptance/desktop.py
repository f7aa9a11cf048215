"""A screen of its own for the program under test, with the bus on which it tells screen readers what it shows.

Xvfb is the screen, xdotool the keyboard and the mouse, AT-SPI (`accessibility.py`) the eyes.
"""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
SIZE = (1800, 1000)
"""Leaves room beside the window, which opens with 1440 by 900 in the middle."""
LONGEST_S = 300.0
"""For anything a test waits for: a busy computer with a slow disk is not a fault."""
LONGEST_TEST_S = 1200
_NEEDED = {"Xvfb": "xvfb", "xdotool": "xdotool", "dbus-daemon": "dbus"}
_SPEAKER = "org.a11y.Bus.service"

BUNDLE_VARIABLE = "C2V_BUNDLE"
"""A folder with the programs of a bundle: they are used instead of the source. `packaging/bundle/try_roots.py` does."""
BEFORE_VARIABLE = "C2V_BEFORE"
"""Words that the bundle's window is started behind, such as `unshare --net chroot FOLDER`."""

T = TypeVar("T")


def window_command() -> list[str]:
    """Starts the window: of a bundle, or of the source."""
    if bundle := os.environ.get(BUNDLE_VARIABLE):
        return [*shlex.split(os.environ.get(BEFORE_VARIABLE, "")), f"{bundle}/c2v-desktop"]
    return [sys.executable, "-m", "c2v_desktop"]


def line_command() -> list[str]:
    """The command line of the same."""
    if bundle := os.environ.get(BUNDLE_VARIABLE):
        return [*shlex.split(os.environ.get(BEFORE_VARIABLE, "")), f"{bundle}/c2v"]
    return [sys.executable, "-m", "c2v_desktop.cli"]


def missing() -> str:
    """Which packages a real window needs that are not here; empty when all are."""
    absent = [package for program, package in _NEEDED.items() if shutil.which(program) is None]
    shares = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    if not any((Path(share) / "dbus-1/services" / _SPEAKER).exists() for share in shares.split(":")):
        absent.append("at-spi2-core")
    return f"a real window needs {', '.join(absent)} (packaging/setup.sh installs them)" if absent else ""


def wait_for(question: Callable[[], T], saying: str, longest_s: float = LONGEST_S) -> T:
    """Ask again until the answer is true; fails with these words."""
    until_s = time.monotonic() + longest_s
    while not (answer := question()):
        assert time.monotonic() < until_s, f"not within {longest_s:.0f} s: {saying}"
        time.sleep(0.05)
    return answer


class Desktop:
    """Begins screen and bus, and ends them."""

    def __init__(self, folder: Path, size: tuple[int, int] = SIZE) -> None:
        self.folder = folder
        """For homes, logs and sockets."""
        self._ended = False
        self._screen, self.display = _start_told(
            lambda fd: [
                *("Xvfb", "-displayfd", str(fd), "-screen", "0", f"{size[0]}x{size[1]}x24"),
                *("-fbdir", str(folder), "-nolisten", "tcp", "-noreset"),
            ],
            os.environ,
        )
        self.display = f":{self.display}"
        (folder / "run").mkdir(mode=0o700)
        self.environment = {
            **os.environ,
            "DISPLAY": self.display,
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "QT_QPA_PLATFORM": "xcb",
            "XDG_RUNTIME_DIR": str(folder / "run"),
        }
        for name in ("LANGUAGE", "LC_ALL", "QT_SCALE_FACTOR", "WAYLAND_DISPLAY", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            self.environment.pop(name, None)
        self._bus, self.bus_address = _start_told(
            lambda fd: [
                *("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--print-address={fd}"),
                f"--address=unix:path={folder}/run/bus",  # a file, so that it reaches into another root
            ],
            self.environment,
        )
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.bus_address

    def close(self) -> None:
        """End both; what was started by the bus ends with it."""
        if not self._ended:
            self._ended = True
            for process in (self._bus, self._screen):
                process.terminate()
                process.wait(20)

    def do(self, *arguments: object) -> str:
        """Move the mouse or press keys: arguments of xdotool; returns what it prints."""
        command = ["xdotool", *map(str, arguments)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=False)
        return done.stdout

    def picture(self) -> np.ndarray:
        """What is on the screen now. Shapes: (height, width, 3) RGB."""
        path = self.folder / "Xvfb_screen0"  # an XWD file that the server paints into
        head = np.fromfile(path, dtype=">u4", count=25)
        header_bytes, width, height, line_bytes, colours = (int(head[at]) for at in (0, 4, 5, 12, 19))
        start = header_bytes + 12 * colours
        pixels = np.fromfile(path, dtype=np.uint8, offset=start, count=height * line_bytes)
        lines = pixels.reshape(height, line_bytes)[:, : 4 * width].reshape(height, width, 4)
        return np.ascontiguousarray(lines[:, :, 2::-1])

    def save_picture(self, path: Path) -> Path:
        """Keep what is on the screen now, for a person to look at."""
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(self.picture()).save(path)
        return path


def _start_told(
    command: Callable[[int], list[str]], environment: Mapping[str, str]
) -> tuple["subprocess.Popen[bytes]", str]:
    """Start a server that writes a line to a descriptor once it can be used; returns it and the line."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as told:
        process = subprocess.Popen(
            command(writing),
            env=dict(environment),
            pass_fds=[writing],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(writing)
        line = told.readline().strip()
    assert line, f"{process.args!r} did not start"
    return process, line
