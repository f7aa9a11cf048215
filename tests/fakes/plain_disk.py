"""A real walk through a real folder, and files that are quiet unless a test says otherwise."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from core.errors import UnreadableError, VanishedError
from core.media.ignored_folders import rubbish_within
from core.values import Folder, FolderLook, PassedFolderKind, Volume, innermost


class PlainDisk:
    """Fits the port Disk. `mounted` says which volumes there are; without it nobody tells."""

    def __init__(self) -> None:
        self.noisy: set[Path] = set()
        self.locked: set[Path] = set()
        """Folders that cannot be read."""
        self.mounted: list[Volume] = []
        self.proxies: dict[Path, str] = {}

    def videos_below(self, folder: Folder, look: FolderLook | None = None) -> Iterator[tuple[Path, int, int]]:
        if not folder.path.exists():
            raise VanishedError(folder.path, f"{folder.path} is not there.")
        look = look or FolderLook()
        look.unread += self.locked
        paths = [folder.path] if folder.is_file else sorted(p for p in folder.path.rglob("*") if p.is_file())
        for path in paths:
            if rubbish_within(folder.path, path.parent) is not None:
                continue
            apart = innermost(path, look.roots | look.excluded | {str(folder.path)}) != str(folder.path)
            if not apart and not any(path.is_relative_to(place) for place in self.locked):
                stat = path.stat()
                yield path, stat.st_size, stat.st_mtime_ns

    def kept_out(self, folder: Path, place: Path) -> PassedFolderKind | None:
        return rubbish_within(folder, place)

    def may_be_video(self, path: Path) -> bool:
        return path.suffix != ".txt"

    def real(self, path: Path) -> Path:
        return path.resolve()

    def canonical(self, path: Path) -> Path:
        return path

    def identity(self, path: Path) -> tuple[int, int] | None:
        return (path.stat().st_dev, path.stat().st_ino) if path.exists() else None

    def is_quiet(self, path: Path, size_bytes: int, mtime_ns: int) -> bool:
        if path in self.noisy or not path.exists():
            return False
        stat = path.stat()
        return (stat.st_size, stat.st_mtime_ns) == (size_bytes, mtime_ns)

    def is_gone(self, path: Path) -> bool:
        return not path.exists()

    def is_bare(self, path: Path) -> bool:
        return path.is_dir() and not any(path.iterdir())

    def volumes(self, path: Path) -> list[Volume]:
        around = [v for v in self.mounted if path.is_relative_to(v.mount)]
        mine = max(around, key=lambda v: len(v.mount.parts), default=None)
        below = [v for v in self.mounted if v.mount.is_relative_to(path) and v != mine]
        return [mine, *below] if mine is not None else []

    def find_volume(self, volume_id: str) -> list[Path]:
        return [v.mount for v in self.mounted if v.id == volume_id]

    def proxy_of(self, path: Path) -> str:
        return self.proxies.get(path, "")

    def fingerprint(self, path: Path) -> str:
        try:
            return sha256(path.read_bytes()).hexdigest()[:32]
        except OSError as error:
            raise UnreadableError(path, "This file cannot be read.") from error
