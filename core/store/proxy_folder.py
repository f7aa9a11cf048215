"""Proxies of videos in one folder, a file each: a cache that may be deleted, damaged or full at any time.

Named by content, so renamed and moved videos keep theirs. The folder itself is the record: a file gets its name only
when it is whole, its size is what the disk says, and its time is when it was used last.
"""

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.values import LEAST_FREE_BYTES

RECIPE = 1
"""Changed when parts of an earlier version would not go together with those written now."""
_MAKING, _WISHED = "making", "wished"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProxyUsage:
    """What a folder holds."""

    count: int
    size_bytes: int


class ProxyFolder:
    """Fits the port ProxyStore. Thread: one at a time, `find` any; each lane opens its own.

    Nothing here fails the work. Where nothing can be written, what is there is used.
    """

    def __init__(self, root: Path, limit_bytes: int) -> None:
        self._root, self._limit_bytes = root, limit_bytes
        self._touched: set[str] = set()

    def find(self, fingerprint: str) -> Path | None:
        """Where the video can be played small; it counts as used now. Thread: any."""
        path = self._place(fingerprint)
        if not path.is_file():
            return None
        if fingerprint not in self._touched:
            self._touched.add(fingerprint)
            with suppress(OSError):
                os.utime(path)
        return path

    @property
    def has_room(self) -> bool:
        """False where a further one would fill the disk."""
        try:
            return shutil.disk_usage(self._making()).free >= LEAST_FREE_BYTES
        except OSError:
            return True  # whoever writes there says what is wrong

    def part(self, fingerprint: str, number: int) -> Path:
        """Where a part of one in the making lies, or is to lie."""
        return self._making() / f"{fingerprint}.{RECIPE}.{number}.part"

    def target(self, fingerprint: str) -> Path:
        """Where one is to be written before it is admitted."""
        return self._making() / f"{fingerprint}.mp4"

    def admit(self, fingerprint: str) -> str:
        """Take in what was written at `target`; those longest unused go. Returns why not, in a sentence, or ""."""
        target = self.target(fingerprint)
        try:
            if target.stat().st_size > self._limit_bytes:
                target.unlink()
                return "A proxy was larger than the limit for all proxies, and was deleted."
            target.replace(self._place(fingerprint))
            self._make_room(self._place(fingerprint))
        except OSError as error:
            _log.warning("a small copy could not be kept: %s", error)
            return f"A proxy could not be saved: {error.strerror or error}."
        return ""

    def drop_parts(self, fingerprint: str) -> None:
        """Delete what is left of the making of one."""
        for path in self._files(_MAKING):
            if path.name.startswith(f"{fingerprint}."):
                _delete(path)

    def request(self, fingerprint: str, wanted: bool) -> None:
        """Note that one was asked for by hand, or that this is settled."""
        note = self._root / _WISHED / fingerprint
        with suppress(OSError):
            if wanted:
                note.parent.mkdir(parents=True, exist_ok=True)
                note.touch()
            else:
                note.unlink(missing_ok=True)

    def requests(self) -> list[str]:
        """Contents of which one was asked for by hand."""
        return [path.name for path in self._files(_WISHED)]

    def forget(self, fingerprints: Iterable[str]) -> None:
        """Delete those of these videos."""
        for fingerprint in fingerprints:
            _delete(self._place(fingerprint))
            self.drop_parts(fingerprint)
            self.request(fingerprint, False)

    def forget_all(self) -> ProxyUsage:
        """Delete every one; returns what is gone."""
        before = self.usage
        for folder in ("", _MAKING, _WISHED):
            for path in self._files(folder):
                _delete(path)
        after = self.usage
        return ProxyUsage(before.count - after.count, before.size_bytes - after.size_bytes)

    def sweep(self, before_s: float, is_known: Callable[[str], bool]) -> None:
        """Delete what dead programs left, parts from before this date, and copies of videos that are not known."""
        for path in self._files(_MAKING):
            if path.suffix != ".part" or _used_s(path) < before_s:  # its video is not known before all of it was read
                _delete(path)
        for folder in ("", _WISHED):
            for path in self._files(folder):
                if not is_known(path.stem):
                    _delete(path)
        self._make_room(None)

    @property
    def usage(self) -> ProxyUsage:
        """How many there are and what they take, parts in the making included."""
        sizes = [_size(path) for path in self._files("")]
        return ProxyUsage(len(sizes), sum(sizes) + sum(_size(path) for path in self._files(_MAKING)))

    # ---- inside

    def _place(self, fingerprint: str) -> Path:
        return self._root / f"{fingerprint}.mp4"

    def _making(self) -> Path:
        folder = self._root / _MAKING
        with suppress(OSError):  # whoever writes there says that it cannot
            folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _files(self, folder: str) -> Iterator[Path]:
        """Ours only: the folder may be anywhere, with anything else in it."""
        try:
            found = sorted(entry.path for entry in os.scandir(self._root / folder) if entry.is_file())
        except OSError:
            return
        for path in map(Path, found):
            if folder or path.suffix == ".mp4":
                yield path

    def _make_room(self, kept: Path | None) -> None:
        """The longest unused go until the rest fits; never the one just made."""
        left = sorted((_used_s(path), _size(path), path) for path in self._files(""))
        size = sum(each for _, each, _ in left)
        for _, each, path in left:
            if size <= self._limit_bytes:
                return
            if path != kept and _delete(path):
                size -= each


def _delete(path: Path) -> bool:
    """False where it cannot be deleted, as while it plays on Windows."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.info("%s stays for now: %s", path.name, error)
        return False
    return True


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _used_s(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()
