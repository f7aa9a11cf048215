"""The port Disk: which files below a folder may be videos, judged by names and a few bytes, never by decoding."""

import fnmatch
import os
import re
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from core.errors import VanishedError
from core.media.canonical_path import canonical, identity, real_path
from core.media.companions import find_proxy
from core.media.content_fingerprint import fingerprint
from core.media.file_kinds import RAW_FRAME_SUFFIXES, RAW_VIDEOS
from core.media.file_names import VIDEO, Names
from core.media.folder_walk import Walk
from core.media.ignored_folders import rubbish_within
from core.media.magic import HEAD_BYTES, judge_head, looks_like_video
from core.media.opening import media_errors, shown_name, stat_regular
from core.media.volumes import Volumes
from core.sentences import sentence
from core.values import Folder, FolderLook, PassedFileKind, PassedFolderKind, Volume, innermost

QUIET_S = 3.0
"""A file written to more recently than this may still be growing."""
REMEMBERED = 200_000
"""Files of which it is remembered what their first bytes told."""


class LocalDisk:
    """Scans folders. `ignore` are patterns of names to pass over; `stills` takes still pictures too. Thread: any.

    `clock` gives dates (time.time); it is compared with the files' own times.
    """

    def __init__(
        self,
        ignore: Sequence[str] = (),
        clock: Callable[[], float] = time.time,
        quiet_s: float = QUIET_S,
        *,
        stills: bool = True,
        volumes: Volumes | None = None,
    ) -> None:
        self._all_names, self._names = Names(), Names(stills=stills)
        self._read_before: dict[str, tuple[int, int, PassedFileKind | None]] = {}
        """What the first bytes of files told, by path; with their size and time then."""
        self._ignored = (
            re.compile("|".join(fnmatch.translate(os.path.normcase(one)) for one in ignore)) if ignore else None
        )
        self._clock, self._quiet_s = clock, quiet_s
        self._volumes = volumes or Volumes()

    def videos_below(self, folder: Folder, look: FolderLook | None = None) -> Iterator[tuple[Path, int, int] | None]:
        """Yield (path, size_bytes, mtime_ns) of what may be a video, in order of name; None now and then, for a pause.

        A link is followed when it leads out of the library, and each place once; all that is not taken in is noted in
        `look`.
        Raises: VanishedError, when the root is not there.
        """
        root, look = folder.path, look or FolderLook()
        try:
            found = root.stat()
        except OSError as error:
            said = sentence("{name} was not found.", name=root)
            raise VanishedError(root, said, sentence("Connect its drive, or remove it here.")) from error
        if folder.is_file:
            if stat.S_ISREG(found.st_mode):
                yield root, found.st_size, found.st_mtime_ns
            return
        if not stat.S_ISDIR(found.st_mode):
            raise VanishedError(root, sentence("{name} is no longer a folder.", name=shown_name(root)))
        twice = self._mounted_twice(root, look)
        yield from Walk(folder, look, self._names.judge, self._read, self.is_ignored, twice).run()

    def may_be_video(self, path: Path) -> bool:
        """False for a file that cannot be a video or still picture, as far as its name and first bytes tell."""
        return self._all_names.judge(path.name) == VIDEO or looks_like_video(path)

    def kept_out(self, folder: Path, place: Path) -> PassedFolderKind | None:
        """Why `place` is not scanned when `folder` is, such as in a recycle bin; else None."""
        kind = rubbish_within(folder, place)
        if kind is None and place.is_relative_to(folder) and any(map(self.is_ignored, place.relative_to(folder).parts)):
            return "ignored_folder"
        return kind

    def real(self, path: Path) -> Path:
        """The path without links and `..`, absolute, as the disk spells it; it need not be there."""
        return real_path(path)

    def canonical(self, path: Path) -> Path:
        """The same where a folder is mounted at several places: one of them."""
        return canonical(path, self._volumes.mounts())

    def identity(self, path: Path) -> tuple[int, int] | None:
        """What tells whether two paths are one file or folder; None when nothing is there."""
        return identity(path)

    def is_gone(self, path: Path) -> bool:
        """True when it is certain that nothing is at this path; False also when the drive does not answer."""
        try:
            path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError:
            return False
        return False

    def is_bare(self, path: Path) -> bool:
        """True for a folder with nothing in it, as the place of a drive that is not mounted."""
        try:
            with os.scandir(path) as entries:
                return next(entries, None) is None
        except OSError:
            return False

    def volumes(self, path: Path) -> list[Volume]:
        """The volume this path lies on, then those mounted below it; none where the system does not tell."""
        return self._volumes.holding(path)

    def find_volume(self, volume_id: str) -> list[Path]:
        """Where a volume is mounted now."""
        return self._volumes.places(volume_id)

    def fingerprint(self, path: Path) -> str:
        """As in `MediaInfo`, read without opening the video. Raises: MediaError."""
        with media_errors(path):
            return fingerprint(path, stat_regular(path).st_size)

    def proxy_of(self, path: Path) -> str:
        """As in the port; asked of every failed clip, so names are judged before the disk is."""
        suffix = path.suffix.lower()
        if suffix not in RAW_VIDEOS and suffix not in RAW_FRAME_SUFFIXES:
            return ""
        proxy = find_proxy(path)
        if proxy is None:
            return ""
        try:
            found = proxy.stat()
        except OSError:
            return ""
        is_whole = self.is_quiet(proxy, found.st_size, found.st_mtime_ns)
        return f"{proxy} {found.st_size} {found.st_mtime_ns}" if is_whole else ""

    def is_quiet(self, path: Path, size_bytes: int, mtime_ns: int) -> bool:
        """True when the file still has this size and time and was not written to for some seconds."""
        try:
            found = path.stat()
        except OSError:
            return False
        if (found.st_size, found.st_mtime_ns) != (size_bytes, mtime_ns):
            return False
        # Copying tools set the modification time back to that of the source; the change time cannot be set.
        age_s = self._clock() - (found.st_ctime if os.name == "posix" else found.st_mtime)
        return age_s >= self._quiet_s or age_s < -self._quiet_s  # far in the future: the server's clock is wrong

    def is_ignored(self, name: str) -> bool:
        """True for names the settings pass over."""
        return self._ignored is not None and self._ignored.match(os.path.normcase(name)) is not None

    def _read(self, path: Path, found: os.stat_result) -> PassedFileKind | None:
        """Why a file whose name tells nothing is no clip; it is read again only when its size or time is another."""
        if not found.st_size:
            return "empty"
        place, stamp = os.fspath(path), (found.st_size, found.st_mtime_ns)
        known = self._read_before.get(place)
        if known is not None and known[:2] == stamp:
            return known[2]
        try:
            with path.open("rb") as file:
                kind = judge_head(file.read(HEAD_BYTES))
        except OSError:
            return "locked"
        if len(self._read_before) >= REMEMBERED:
            self._read_before.clear()
        self._read_before[place] = (*stamp, kind)
        return kind

    def _mounted_twice(self, root: Path, look: FolderLook) -> frozenset[str]:
        """Folders below a root that show again what lies in the library already."""
        mounts = self._volumes.mounts()
        below = [mount.place for mount in mounts if mount.place != root and mount.place.is_relative_to(root)]
        others = {place: canonical(place, mounts) for place in below}
        roots = look.roots | {str(root)}
        return frozenset(
            str(place) for place, other in others.items() if other != place and innermost(other, roots) is not None
        )
