"""Whether the computer runs on battery. Unknown counts as mains, so that nothing is slowed by mistake."""

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
        """What is happening now; the battery's state is at most some seconds old."""
        if self._now_s() - self._asked_s >= LOOK_EVERY_S:
            self._asked_s = self._now_s()
            self._on_battery = self._ask()
        clock = self._local_time()
        return Surroundings(on_battery=self._on_battery, minute=clock.tm_hour * 60 + clock.tm_min)


def is_on_battery() -> bool:
    """Ask the system."""
    platform: str = sys.platform
    if platform == "linux":
        return supplies_say(SUPPLIES)
    import psutil  # where it is asked for: the window starts sooner

    try:
        battery = psutil.sensors_battery()
    except (AttributeError, OSError, RuntimeError, psutil.Error):  # not on every system
        return False
    return battery is not None and battery.power_plugged is False


def supplies_say(folder: Path) -> bool:
    """Linux: no mains is connected, and a battery of the computer itself (not of a mouse) is being emptied.

    Not psutil here: it asks one battery only, that of a mouse too, and knows mains by two names.
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
