"""One path for one file: without links, `..`, short names, other letter case, and further mounts of a folder."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from core.media.volumes import Mount, holder

Identity = tuple[int, int]


def real_path(path: Path) -> Path:
    """Absolute, links followed, spelled as the disk spells it; what is not there is taken as written."""
    text = os.path.realpath(path)
    if os.name == "nt":
        text = text.removeprefix("\\\\?\\")
        if text.startswith("\\\\") and not str(path).startswith("\\\\"):
            text = os.path.abspath(path)  # noqa: PTH100  a mapped drive keeps its letter
    return spelled(Path(text))


def identity(path: Path) -> Identity | None:
    """Device and file number; None when nothing is there, or the system does not tell."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino) if found.st_ino else None


def spelled(
    path: Path,
    identify: Callable[[Path], Identity | None] = identity,
    names_in: Callable[[Path], Sequence[str]] = os.listdir,
) -> Path:
    """The path with the names that the disk has: case and short names differ where a disk takes them for equal."""
    here = Path(path.anchor)
    for part in path.parts[1:]:
        here = here / _spelled_name(here, part, identify, names_in)
    return here


def _spelled_name(
    here: Path, part: str, identify: Callable[[Path], Identity | None], names_in: Callable[[Path], Sequence[str]]
) -> str:
    other = part.swapcase()
    mine = identify(here / part)
    if other == part or mine is None or identify(here / other) != mine:
        return part  # a disk to which case matters, or nothing there
    try:
        names = names_in(here)
    except OSError:
        return part
    if part in names:
        return part
    likely = [name for name in names if name.casefold() == part.casefold()]
    return next((name for name in likely or names if identify(here / name) == mine), part)


def canonical(path: Path, mounts: list[Mount]) -> Path:
    """Where a folder is mounted at a second place as well (`mount --bind`), the place that shows more of its disk."""
    mine = holder(path, mounts)
    if mine is None or not path.is_relative_to(mine.place):
        return path
    inside = Path(mine.inner) / path.relative_to(mine.place)
    found = identity(path)
    others = [m for m in mounts if m.device == mine.device and m != mine and inside.is_relative_to(m.inner)]
    for other in sorted(others, key=lambda mount: len(Path(mount.inner).parts)):
        candidate = other.place / inside.relative_to(other.inner)
        is_wider = len(Path(other.inner).parts) < len(Path(mine.inner).parts)
        is_earlier = other.inner == mine.inner and mounts.index(other) < mounts.index(mine)
        if (is_wider or is_earlier) and found is not None and identity(candidate) == found:
            return candidate
    return path
