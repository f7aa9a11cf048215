"""Paths, numbers, durations and sizes as text. Pure."""

from pathlib import Path

from core.printable import printable


def shown(path: Path) -> str:
    """A path as one printable line."""
    return printable(path)


def rounded_time(seconds: float) -> str:
    """A duration, rounded: 40 s, 13 min, 2 h 10 min."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def count(number: int, one: str, many: str = "") -> str:
    """1 clip, 2 clips."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size_text(count: int) -> str:
    """605143284 -> 605 MB."""
    for unit, bytes_ in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if count >= bytes_:
            return f"{count / bytes_:.{2 if unit == 'GB' else 0}f} {unit}"
    return f"{count:,} bytes"
