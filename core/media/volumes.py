"""Which drive or share a path lies on, by an id that stays when it is mounted elsewhere; never guessed.

Linux lists it in its mount table and in /dev/disk. Where nothing is listed (other systems so far, containers) there
are no volumes, or volumes without an id, and callers know that they do not know.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.values import Volume

MOUNT_TABLE = Path("/proc/self/mountinfo")
DISKS = Path("/dev/disk")
_REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "davfs", "ceph", "glusterfs", "beegfs"})
_LOCAL_FUSE = frozenset({"fuse.lxcfs", "fuse.portal", "fuse.gvfsd-fuse"})
"""Pseudo file systems on every desktop, which hold no footage."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of the mount table."""

    place: Path
    kind: str
    source: str
    inner: str
    """The part of the file system that is mounted: "/", or a subvolume."""
    device: tuple[int, int]

    @property
    def is_remote(self) -> bool:
        """True for file systems that send no events of what other machines do."""
        return self.kind in _REMOTE or (self.kind.startswith("fuse.") and self.kind not in _LOCAL_FUSE)


class Volumes:
    """Reads the system's tables again at each question. Thread: any."""

    def __init__(self, table: Path = MOUNT_TABLE, disks: Path = DISKS) -> None:
        self._table, self._disks = table, disks

    def holding(self, path: Path) -> list[Volume]:
        """The volume a path lies on, then those mounted below it; none where the system does not tell."""
        mounts = self.mounts()
        mine = holder(path, mounts)
        if mine is None:
            return []
        below = [m for m in mounts if m.place != path and m.place != mine.place and m.place.is_relative_to(path)]
        return [self._volume(mount) for mount in [mine, *below]]

    def places(self, volume_id: str) -> list[Path]:
        """Where a volume is mounted now."""
        return [m.place for m in self.mounts() if volume_id and self._volume(m).id == volume_id]

    def mounts(self) -> list[Mount]:
        """All mounts; of two at one place only the upper."""
        if not sys.platform.startswith("linux"):
            return []
        try:
            text = self._table.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return []
        return list({mount.place: mount for mount in _parsed(text)}.values())

    def _volume(self, mount: Mount) -> Volume:
        inner = "" if mount.inner == "/" else mount.inner
        if mount.is_remote:
            return Volume(mount.place, f"{mount.kind.rstrip('4')}:{mount.source}{inner}", mount.source)
        name = mount.place.name or str(mount.place)
        uuid = self._named("by-uuid", mount)
        return Volume(mount.place, f"uuid:{uuid}{inner}" if uuid else "", self._named("by-label", mount) or name)

    def _named(self, kind: str, mount: Mount) -> str:
        """The name under which /dev/disk lists the device of a mount; empty when it does not."""
        devices = {mount.device}
        with suppress(OSError):  # btrfs gives its mounts device numbers of their own: the source tells
            devices.add(_numbers(os.stat(mount.source).st_rdev))  # noqa: PTH116  sources need not be paths
        with suppress(OSError):
            for link in sorted((self._disks / kind).iterdir()):
                with suppress(OSError):
                    if _numbers(link.stat().st_rdev) in devices:
                        return _unescaped(link.name)
        return ""


def holder(path: Path, mounts: list[Mount]) -> Mount | None:
    """The mount that a path lies on, also when it is not there; links are followed."""
    try:
        real = path.resolve()
    except (OSError, RuntimeError):  # the drive does not answer, or links run in a circle
        real = path
    around = [mount for mount in mounts if real.is_relative_to(mount.place)]
    return max(around, key=lambda mount: len(mount.place.parts), default=None)


def _parsed(text: str) -> Iterator[Mount]:
    """Lines of mountinfo: id parent major:minor root place options … - kind source …"""
    for line in text.splitlines():
        head, _, tail = line.partition(" - ")
        words, kinds = head.split(" "), tail.split(" ")
        if len(words) < 5 or len(kinds) < 2:
            continue
        major, _, minor = words[2].partition(":")
        if major.isdigit() and minor.isdigit():
            place, inner = _plain(words[4]), _plain(words[3])
            yield Mount(Path(place), kinds[0], _plain(kinds[1]), inner, (int(major), int(minor)))


def _plain(word: str) -> str:
    """Blanks and the like are written as octal numbers."""
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        word = word.replace(code, letter)
    return word


def _unescaped(name: str) -> str:
    r"""As udev writes them, odd bytes of a label are codes like \x20."""
    raw = re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), os.fsencode(name))
    return raw.decode("utf-8", "replace")


def _numbers(device: int) -> tuple[int, int]:
    return os.major(device), os.minor(device)
