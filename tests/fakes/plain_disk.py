"""A real walk through a real folder, and files that are quiet unless a test says otherwise."""

from collections.abc import Iterator
from pathlib import Path

from core.errors import VanishedError
from core.values import Folder


class PlainDisk:
    """Fits the port Disk."""

    def __init__(self) -> None:
        self.noisy: set[Path] = set()

    def films_below(self, folder: Folder) -> Iterator[tuple[Path, int, int]]:
        if not folder.path.exists():
            raise VanishedError(folder.path, f"{folder.path} is not there.")
        paths = [folder.path] if folder.is_file else sorted(p for p in folder.path.rglob("*") if p.is_file())
        for path in paths:
            stat = path.stat()
            yield path, stat.st_size, stat.st_mtime_ns

    def is_quiet(self, path: Path, size_bytes: int, mtime_ns: int) -> bool:
        if path in self.noisy or not path.exists():
            return False
        stat = path.stat()
        return (stat.st_size, stat.st_mtime_ns) == (size_bytes, mtime_ns)
