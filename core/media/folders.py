"""The port Disk: which files below a folder may be films, told from names and a few bytes, never by decoding."""

import fnmatch
import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from core.errors import VanishedError
from core.media.companions import stand_ins
from core.media.kinds import RAW_FILMS
from core.media.opening import shown_name
from core.values import STILL_SUFFIXES, Folder

FILM_SUFFIXES = frozenset(
    f".{name}"
    for line in (
        "3g2 3gp amv asf avi divx dv f4v flv gif h264 h265 hevc ivf m2p m2t m2ts m2v m4a m4v mj2 mjpeg mjpg mkv mov",
        "mp4 mpe mpeg mpg mpv mts mxf nut ogg ogm ogv qt rm rmvb tod vob webm wmv wtv y4m",
    )
    for name in line.split()
)
"""Names that promise a film. `.m4a` is the same container as `.mp4` and sometimes holds one."""
SNIFFED_SUFFIXES = frozenset({"", ".ts", ".dat", ".mod", ".vid"})
"""Names that promise nothing: the first bytes decide (`.ts` is also a programming language)."""
SNIFF_BYTES = 564  # three packets of a transport stream
QUIET_S = 3.0
"""A file written to more recently than this may still be growing."""


class LocalDisk:
    """Looks at folders. `ignore` are patterns of names to pass over; `stills` takes still pictures too. Thread: any.

    `clock` gives dates (time.time); it is compared with the files' own times.
    """

    def __init__(
        self,
        ignore: Sequence[str] = (),
        clock: Callable[[], float] = time.time,
        quiet_s: float = QUIET_S,
        *,
        stills: bool = True,
    ) -> None:
        self._known = FILM_SUFFIXES | RAW_FILMS.keys() | (STILL_SUFFIXES if stills else frozenset())
        self._ignore, self._clock, self._quiet_s = tuple(ignore), clock, quiet_s

    def films_below(self, folder: Folder) -> Iterator[tuple[Path, int, int]]:
        """Yield (path, size_bytes, mtime_ns) of what may be a film, in order of name.

        Links are passed over: what they lead to lies below the root under its own name, or outside of it.
        Raises: VanishedError, when the root is not there.
        """
        root = folder.path
        try:
            found = root.stat()
        except OSError as error:
            raise VanishedError(root, f"{root} is not there.", "Connect its drive, or remove it here.") from error
        if folder.is_file:
            if stat.S_ISREG(found.st_mode):
                yield root, found.st_size, found.st_mtime_ns
            return
        if not stat.S_ISDIR(found.st_mode):
            raise VanishedError(root, f"{shown_name(root)} is not a folder any more.")
        yield from self._walk(root)

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
        return any(fnmatch.fnmatch(name, pattern) for pattern in self._ignore)

    def _walk(self, root: Path) -> Iterator[tuple[Path, int, int]]:
        """Depth first, without recursion: folders may lie deeper than Python's stack."""
        stack = [root]
        while stack:
            here = stack.pop()
            try:
                with os.scandir(here) as entries:
                    names = sorted(entries, key=lambda entry: entry.name)
            except OSError:  # unreadable, gone, or its path is too long: the rest goes on
                continue
            inner = []
            hidden = stand_ins(here, [entry.name for entry in names])
            for entry in names:
                if entry.name in hidden or self.is_ignored(entry.name):
                    continue
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        inner.append(here / entry.name)
                    elif (film := self._film(here / entry.name, entry)) is not None:
                        yield film
            stack.extend(reversed(inner))

    def _film(self, path: Path, entry: "os.DirEntry[str]") -> tuple[Path, int, int] | None:
        suffix = path.suffix.lower()
        if suffix not in self._known and suffix not in SNIFFED_SUFFIXES:
            return None
        found = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(found.st_mode):
            return None
        if suffix in SNIFFED_SUFFIXES and not looks_like_film(path):
            return None
        return path, found.st_size, found.st_mtime_ns


def looks_like_film(path: Path) -> bool:
    """True when a regular file's first bytes are those of a film container."""
    try:
        with path.open("rb") as file:
            head = file.read(SNIFF_BYTES)
    except OSError:
        return False
    if head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}:
        return True
    if head[:4] == b"RIFF":
        return head[8:12] == b"AVI "
    if head[:1] == b"\x47":
        return all(head[at : at + 1] == b"\x47" for at in (188, 376))
    beginnings = (
        b"\x1a\x45\xdf\xa3",  # Matroska, WebM
        b"OggS",
        b"FLV\x01",
        b"GIF8",
        b"\x00\x00\x01\xba",  # MPEG programme stream
        b"\x00\x00\x01\xb3",  # MPEG-1 and -2 video
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",  # ASF, WMV
        b"\x06\x0e\x2b\x34\x02\x05\x01\x01",  # MXF
    )
    return head.startswith(beginnings)
