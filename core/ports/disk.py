"""Folders and drives, and what changes in them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from core.values import Folder, FolderChange, FolderLook, PassedFolderKind, Volume


class FolderWatcher(Protocol):
    """Tells when something below a root has changed and been quiet for a while."""

    def watch(self, folder: Folder) -> str:
        """Begin; returns "" or a sentence when only periodic re-scanning is possible."""
        ...

    def unwatch(self, folder_id: int) -> None:
        """End watching this root."""
        ...

    @property
    def notes(self) -> dict[int, str]:
        """For each root that is not watched closely at the moment, a sentence why. Thread: any."""
        ...

    def close(self) -> None:
        """End watching altogether. Thread: the callback is never called after this."""
        ...


OnFolderChange = Callable[[FolderChange], None]


class Disk(Protocol):
    """Scans folders without reading videos."""

    def videos_below(self, folder: Folder, look: FolderLook | None = None) -> Iterator[tuple[Path, int, int] | None]:
        """Yield (path, size_bytes, mtime_ns) of each file that may be a video and that this folder looks after.

        None comes now and then, where looking takes long: whoever else waits gets a turn. A link is followed when it
        leads out of the library, and each place once; all that is not taken in is noted in `look`. Survives unreadable
        folders. Raises: VanishedError, when the root itself is not there (drive not connected).
        """
        ...

    def kept_out(self, folder: Path, place: Path) -> PassedFolderKind | None:
        """Why `place` is not scanned when `folder` is, such as in a recycle bin; else None."""
        ...

    def may_be_video(self, path: Path) -> bool:
        """False for a file that cannot be a video or still picture, as far as its name and first bytes tell."""
        ...

    def real(self, path: Path) -> Path:
        """The path without links and `..`, absolute, as the disk spells it; it need not be there."""
        ...

    def canonical(self, path: Path) -> Path:
        """The same where a folder is mounted at several places: one of them."""
        ...

    def identity(self, path: Path) -> tuple[int, int] | None:
        """What tells whether two paths are one file or folder; None when nothing is there."""
        ...

    def is_gone(self, path: Path) -> bool:
        """True when it is certain that nothing is at this path; False also when the drive does not answer."""
        ...

    def is_bare(self, path: Path) -> bool:
        """True for a folder with nothing in it, as the place of a drive that is not mounted."""
        ...

    def volumes(self, path: Path) -> list[Volume]:
        """The volume this path lies on, then those mounted below it; none where the system does not tell.

        For a path that is not there: the volume that its nearest folder lies on.
        """
        ...

    def find_volume(self, volume_id: str) -> list[Path]:
        """Where a volume is mounted now."""
        ...

    def fingerprint(self, path: Path) -> str:
        """As in `MediaInfo`, read without opening the video. Raises: MediaError."""
        ...

    def proxy_of(self, path: Path) -> str:
        """Names the proxy that is read in place of this file, as it is now; empty without one, or while it grows."""
        ...

    def is_quiet(self, path: Path, size_bytes: int, mtime_ns: int) -> bool:
        """True when the file still has this size and time and was not written to for some seconds."""
        ...
