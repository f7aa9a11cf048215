"""Whether the computer runs on battery. What cannot be told counts as mains, so that nothing is slowed by mistake."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from core.ingest.pace import Surroundings

SUPPLIES = Path("/sys/class/power_supply")
LOOK_EVERY_S = 5.0


class Outside:
    """Power and time of day, asked as often as one likes. Thread: one."""

    def __init__(
        self,
        on_battery: Callable[[], bool] | None = None,
        now_s: Callable[[], float] = time.monotonic,
        local_time: Callable[[], time.struct_time] = time.localtime,
    ) -> None:
        self._ask, self._now_s, self._local_time = on_battery or is_on_battery, now_s, local_time
        self._asked_s = float("-inf")
        self._on_battery = False

    def __call__(self) -> Surroundings:
        """What goes on now; the battery's state is at most some seconds old."""
        if self._now_s() - self._asked_s >= LOOK_EVERY_S:
            self._asked_s = self._now_s()
            self._on_battery = self._ask()
        clock = self._local_time()
        return Surroundings(on_battery=self._on_battery, minute=clock.tm_hour * 60 + clock.tm_min)


def is_on_battery() -> bool:
    """Ask the system."""
    if sys.platform == "win32":
        return _windows_says()
    if sys.platform == "darwin":
        return _macos_says()
    return supplies_say(SUPPLIES)


def supplies_say(folder: Path) -> bool:
    """Linux: no mains is connected, and a battery of the computer itself (not of a mouse) is being emptied.

    Source: Documentation/ABI/testing/sysfs-class-power of the kernel.
    """
    try:
        supplies = sorted(folder.iterdir())
    except OSError:
        return False
    if any(_word(each / "type") != "Battery" and _word(each / "online") == "1" for each in supplies):
        return False
    own = (each for each in supplies if _word(each / "type") == "Battery" and _word(each / "scope") != "Device")
    return any(_word(each / "status") == "Discharging" for each in own)


def _word(file: Path) -> str:
    """What a file of the kernel says; empty where it says nothing."""
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _windows_says() -> bool:
    """GetSystemPowerStatus fills twelve bytes; the first is 0 on battery, 1 on mains, 255 where it is unknown."""
    import ctypes

    status = (ctypes.c_ubyte * 12)()
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  there is no windll elsewhere, type checkers say
    return bool(kernel.GetSystemPowerStatus(ctypes.byref(status))) and status[0] == 0


def _macos_says() -> bool:
    """`pmset -g batt` begins with the source of power."""
    try:
        said = subprocess.run(["/usr/bin/pmset", "-g", "batt"], capture_output=True, text=True, timeout=2, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return "'Battery Power'" in said.stdout.partition("\n")[0]
