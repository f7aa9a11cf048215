"""A walk through a folder of the library: every file once, links followed where they lead out of the library."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from core.media.companions import stand_ins
from core.media.file_names import UNTOLD, VIDEO, Verdict
from core.media.ignored_folders import rubbish_kind, rubbish_within
from core.values import Folder, FolderLook, Link, PassedFileKind, PassedOverKind, contains, innermost

Found = tuple[Path, int, int]
_Identity = tuple[int, int]

PAUSE_ENTRIES, PAUSE_READS = 500, 20
"""After so many names, or so many files read into, whoever else waits gets a turn."""
_JUNCTION: int | None = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None) if os.name == "nt" else None


class Walk:
    """One walk. `judge` says what a name tells, `read` why a file whose name tells nothing is no clip, or None; and
    `is_ignored` which names are passed over.
    """

    def __init__(
        self,
        folder: Folder,
        look: FolderLook,
        judge: Callable[[str], Verdict],
        read: Callable[[Path, os.stat_result], PassedFileKind | None],
        is_ignored: Callable[[str], bool],
        twice_mounted: frozenset[str],
    ) -> None:
        self._folder, self._look, self._root = folder, look, str(folder.path)
        self._judge, self._read, self._is_ignored = judge, read, is_ignored
        self._twice_mounted = twice_mounted
        self._apart = (look.roots | look.excluded) - {self._root}
        self._seen: set[_Identity] = set()
        """What links led to."""
        self._later: list[tuple[Path, os.stat_result]] = []
        """Links to single files: folders come first, so that a clip of one is found under that."""
        self._reads = 0

    def run(self) -> Iterator[Found | None]:
        """Depth first, without recursion: folders may lie deeper than Python's stack. None now and then: a pause."""
        stack: list[tuple[Path, Path | None]] = [(self._folder.path, None)]
        while stack:
            here, real = stack.pop()
            try:
                with os.scandir(here) as entries:
                    names = sorted(entries, key=lambda entry: entry.name)
            except FileNotFoundError:
                continue
            except OSError:  # not readable, the drive failed, its path is too long: the rest continues
                self._look.unread.append(here)
                self._pass("unreadable", here)
                continue
            inner: list[tuple[Path, Path | None]] = []
            hidden = stand_ins(here, [entry.name for entry in names])
            for number, entry in enumerate(names, start=1):
                if number % PAUSE_ENTRIES == 0 or self._reads >= PAUSE_READS:
                    self._reads = 0
                    yield None
                if entry.name in hidden:
                    self._pass("companion", here, entry.name)
                    continue
                if self._is_ignored(entry.name):
                    self._pass_ignored(here, entry)
                    continue
                with suppress(OSError):
                    found = None
                    if _is_link(entry):
                        self._meet_link(here / entry.name, inner)
                    elif entry.is_dir(follow_symlinks=False):
                        self._enter(here, real, entry.name, inner)
                    else:
                        found = self._file(here, real, entry)
                    if found is not None:
                        yield found
            stack.extend(reversed(inner))
        for link, stamp in self._later:
            with suppress(OSError):
                if (found := self._follow_file(link, stamp)) is not None:
                    yield found

    def _enter(self, here: Path, real: Path | None, name: str, inner: list[tuple[Path, Path | None]]) -> None:
        """A folder: left to whoever else looks after it, else looked through."""
        place = here / name
        if self._apart and str(place) in self._apart:
            return
        kind = rubbish_kind(name, here)
        if kind is not None:
            self._pass(kind, here, name)
        elif str(place) in self._twice_mounted:
            self._pass("twice", here, name)
        elif real is None:
            inner.append((place, None))
        elif str(real / name) in self._look.roots or not self._is_first(place.stat()):
            self._pass("twice", here, name)
        elif str(real / name) not in self._look.excluded:
            inner.append((place, real / name))

    def _file(self, here: Path, real: Path | None, entry: "os.DirEntry[str]") -> Found | None:
        verdict = self._judge(entry.name)
        path = here / entry.name
        if self._apart and str(path) in self._apart:
            return None
        if real is not None and (str(real / entry.name) in self._apart or not self._is_first(path.stat())):
            self._pass("twice", here, entry.name)
            return None
        return self._as_video(path, verdict, entry.stat(follow_symlinks=False))

    def _as_video(self, path: Path, verdict: Verdict, found: os.stat_result) -> Found | None:
        """A file as a clip; else it is counted as what it is."""
        kind: PassedOverKind | None = None if verdict in (VIDEO, UNTOLD) else verdict  # type: ignore[assignment]
        if not stat.S_ISREG(found.st_mode):
            kind = "special"
        elif verdict == UNTOLD:
            self._reads += 1
            kind = self._read(path, found)
        if kind is not None:
            self._pass(kind, path)
            return None
        return path, found.st_size, found.st_mtime_ns

    def _pass_ignored(self, here: Path, entry: "os.DirEntry[str]") -> None:
        """What the settings pass over; what it is besides is the better reason."""
        is_folder = False
        with suppress(OSError):
            is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder:
            self._pass(rubbish_kind(entry.name, here) or "ignored_folder", here, entry.name)
        else:
            self._pass("system" if self._judge(entry.name) == "system" else "ignored", here, entry.name)

    def _meet_link(self, link: Path, inner: list[tuple[Path, Path | None]]) -> None:
        """A link: what it leads to is taken in once, and only if it lies outside of the library."""
        if str(link) in self._apart:
            return
        try:
            found = link.stat()
        except OSError as error:
            self._look.broken.append(link)
            if self._judge(link.name) in (VIDEO, UNTOLD):
                self._pass("loop" if error.errno == errno.ELOOP else "broken", link)
            return
        verdict = self._judge(link.name)
        if stat.S_ISREG(found.st_mode):
            if verdict in (VIDEO, UNTOLD):
                self._later.append((link, found))
            else:
                self._pass(verdict, link)  # type: ignore[arg-type]
        elif stat.S_ISDIR(found.st_mode):
            target = Path(os.path.realpath(link))
            if not self._is_known(link, target, is_folder=True) and self._is_new(link, found):
                self._look.links.append(Link(self._folder.id, link, target))
                inner.append((link, target))

    def _follow_file(self, link: Path, found: os.stat_result) -> Found | None:
        target = Path(os.path.realpath(link))
        if self._is_known(link, target, is_folder=False) or not self._is_new(link, found):
            return None
        video = self._as_video(link, self._judge(link.name), found)
        if video is not None:
            self._look.links.append(Link(self._folder.id, link, target))
        return video

    def _is_new(self, link: Path, found: os.stat_result) -> bool:
        """False when another link led there before."""
        if self._is_first(found):
            return True
        self._pass("twice", link)
        return False

    def _is_known(self, link: Path, target: Path, *, is_folder: bool) -> bool:
        """True when the library has what a link leads to, or is not to have it."""
        look = self._look
        around = innermost(target, look.roots | look.excluded | look.taken | {self._root})
        if around is not None:
            # a link to a folder above it is a way in circles; most lead to videos next to them
            is_circle = is_folder and contains(target, link.parent)
            self._pass("outside" if around in look.excluded else "loop" if is_circle else "twice", link)
        elif is_folder and contains(target, self._root):
            self._pass("loop", link)
        elif (kind := self._thrown_away(link, target, is_folder=is_folder)) is not None:
            self._pass(kind, link)
        else:
            return False
        return True

    def _thrown_away(self, link: Path, target: Path, *, is_folder: bool) -> PassedOverKind | None:
        """Why what a link leads to is nobody's footage, such as a recycle bin elsewhere."""
        place = target if is_folder else target.parent
        return (rubbish_kind(link.name, link.parent) if is_folder else None) or rubbish_within(
            Path(target.anchor), place
        )

    def _is_first(self, found: os.stat_result) -> bool:
        """False when a link led here before."""
        identity = found.st_dev, found.st_ino
        if identity in self._seen:
            return False
        self._seen.add(identity)
        return True

    def _pass(self, kind: PassedOverKind, here: Path, name: str = "") -> None:
        self._look.pass_over(self._folder.id, kind, here, name)


def _is_link(entry: "os.DirEntry[str]") -> bool:
    """Symbolic links, and the junctions of Windows."""
    if entry.is_symlink():
        return True
    if _JUNCTION is None:
        return False
    return bool(getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) == _JUNCTION)
