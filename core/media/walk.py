"""A walk through a folder of the library: every file once, links followed where they lead out of the library."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from core.media.companions import stand_ins
from core.values import Folder, Link, Look, contains, innermost

Found = tuple[Path, int, int]
_Identity = tuple[int, int]


class Walk:
    """One walk. `as_film` says whether a regular file may be a film; `may_promise` whether a name may be one of a film,
    and `is_ignored` which names are passed over.
    """

    def __init__(
        self,
        folder: Folder,
        look: Look,
        as_film: Callable[[Path, str, os.stat_result], Found | None],
        may_promise: Callable[[str], bool],
        is_ignored: Callable[[str], bool],
        twice_mounted: frozenset[str],
    ) -> None:
        self._folder, self._look, self._root = folder, look, str(folder.path)
        self._as_film, self._may_promise, self._is_ignored = as_film, may_promise, is_ignored
        self._twice_mounted = twice_mounted
        self._apart = (look.roots | look.excluded) - {self._root}
        self._seen: set[_Identity] = set()
        """What links led to."""
        self._later: list[tuple[Path, os.stat_result]] = []
        """Links to single files: folders come first, so that a clip of one is found under that."""

    def run(self) -> Iterator[Found]:
        """Depth first, without recursion: folders may lie deeper than Python's stack."""
        stack: list[tuple[Path, Path | None]] = [(self._folder.path, None)]
        while stack:
            here, real = stack.pop()
            try:
                with os.scandir(here) as entries:
                    names = sorted(entries, key=lambda entry: entry.name)
            except FileNotFoundError:
                continue
            except OSError:  # not readable, the drive failed, its path is too long: the rest goes on
                self._look.unread.append(here)
                self._pass("unreadable", here)
                continue
            inner: list[tuple[Path, Path | None]] = []
            hidden = stand_ins(here, [entry.name for entry in names])
            for entry in names:
                if entry.name in hidden or self._is_ignored(entry.name):
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
        if str(place) in self._twice_mounted:
            self._pass("twice", place)
        elif real is None:
            inner.append((place, None))
        elif str(real / name) in self._look.roots or not self._is_first(place.stat()):
            self._pass("twice", place)
        elif str(real / name) not in self._look.excluded:
            inner.append((place, real / name))

    def _file(self, here: Path, real: Path | None, entry: "os.DirEntry[str]") -> Found | None:
        if not self._may_promise(entry.name):
            return None
        path = here / entry.name
        if self._apart and str(path) in self._apart:
            return None
        if real is not None and (str(real / entry.name) in self._apart or not self._is_first(path.stat())):
            self._pass("twice", path)
            return None
        return self._as_film(path, entry.name, entry.stat(follow_symlinks=False))

    def _meet_link(self, link: Path, inner: list[tuple[Path, Path | None]]) -> None:
        """A link: what it leads to is taken in once, and only if it lies outside of the library."""
        if str(link) in self._apart:
            return
        try:
            found = link.stat()
        except OSError as error:
            self._look.broken.append(link)
            if self._may_promise(link.name) or not link.suffix:
                self._pass("loop" if error.errno == errno.ELOOP else "broken", link)
            return
        if stat.S_ISREG(found.st_mode) and self._may_promise(link.name):
            self._later.append((link, found))
        elif stat.S_ISDIR(found.st_mode):
            target = Path(os.path.realpath(link))
            if not self._is_known(link, target, is_folder=True) and self._is_new(link, found):
                self._look.links.append(Link(self._folder.id, link, target))
                inner.append((link, target))

    def _follow_file(self, link: Path, found: os.stat_result) -> Found | None:
        target = Path(os.path.realpath(link))
        if self._is_known(link, target, is_folder=False) or not self._is_new(link, found):
            return None
        film = self._as_film(link, link.name, found)
        if film is not None:
            self._look.links.append(Link(self._folder.id, link, target))
        return film

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
            # a link to a folder above it is a way in circles; most lead to films next to them
            is_circle = is_folder and contains(target, link.parent)
            self._pass("outside" if around in look.excluded else "loop" if is_circle else "twice", link)
        elif is_folder and contains(target, self._root):
            self._pass("loop", link)
        else:
            return False
        return True

    def _is_first(self, found: os.stat_result) -> bool:
        """False when a link led here before."""
        identity = found.st_dev, found.st_ino
        if identity in self._seen:
            return False
        self._seen.add(identity)
        return True

    def _pass(self, kind: str, path: Path) -> None:
        self._look.pass_over(self._folder.id, kind, path)  # type: ignore[arg-type]


def _is_link(entry: "os.DirEntry[str]") -> bool:
    """Symbolic links, and the junctions of Windows."""
    if entry.is_symlink():
        return True
    mount_point = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    if os.name != "nt" or mount_point is None:
        return False
    return bool(getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) == mount_point)
