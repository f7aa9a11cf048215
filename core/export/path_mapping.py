"""Paths as another machine has them: this drive here is that mount there."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

_DRIVE: Final = re.compile(r"[A-Za-z]:(?=[\\/]|$)")
_SAFE: Final = "/-._~!$'()*,=@"
"""Left as they are in an address; `&` and `+` are not, since some readers take them for something else."""


@dataclass(frozen=True, slots=True)
class PathMapping:
    """What is below `here` on this machine is below `there` on the other."""

    here: str
    there: str

    @classmethod
    def parse(cls, text: str) -> "PathMapping":
        """Read HERE=THERE. Raises: ValueError, with a sentence."""
        here, is_pair, there = text.partition("=")
        if not is_pair or not here.strip() or not there.strip():
            raise ValueError(f"“{text[:80]}” maps no path. Write it as /mnt/footage=Z:\\footage.")
        return cls(here.strip(), there.strip())

    def apply(self, path: str) -> str | None:
        """The path on the other machine; None when it is not below `here`."""
        return _moved(path, self.here, self.there)

    def undo(self, path: str) -> str | None:
        """The path on this machine; None when it is not below `there`."""
        return _moved(path, self.there, self.here)


def mapped(path: str, mappings: Sequence[PathMapping]) -> str:
    """The path on the other machine, by the mapping that fits most closely."""
    found = [(len(each.here), new) for each in mappings if (new := each.apply(path)) is not None]
    return max(found)[1] if found else path


def unmapped(path: str, mappings: Sequence[PathMapping]) -> str:
    """The path on this machine, by the mapping that fits most closely."""
    found = [(len(each.there), new) for each in mappings if (new := each.undo(path)) is not None]
    return max(found)[1] if found else path


def is_windows(path: str) -> bool:
    r"""True for C:\footage and \\server\share."""
    return bool(_DRIVE.match(path)) or path.startswith("\\\\")


def name_of(path: str) -> str:
    """The last part of a path of any system."""
    return re.split(r"[\\/]", path)[-1] if is_windows(path) else path.rsplit("/", 1)[-1]


def file_url(path: str) -> str:
    r"""The address of a file: file:///Volumes/A%20B/c.mov, file:///C:/a.mov, file://server/share/a.mov for \\server.

    Names with bytes that are no text keep these bytes.
    """
    if not is_windows(path):
        return "file://" + quote(os.fsencode(path), safe=_SAFE)
    parts = path.replace("\\", "/")
    if parts.startswith("//"):
        return "file:" + quote(parts.encode("utf-8", "surrogateescape"), safe=_SAFE)
    return f"file:///{parts[:2]}" + quote(parts[2:].encode("utf-8", "surrogateescape"), safe=_SAFE)


def path_of_url(url: str) -> str:
    """The path that an address means; what is no address is a path already."""
    url = url.strip()
    if url[:5].casefold() != "file:":
        return url
    _, _, rest = url.partition(":")
    if not rest.startswith("//"):  # file:/a
        return os.fsdecode(unquote_to_bytes(rest))
    parts = urlsplit(url.replace("#", "%23").replace("?", "%3F"))
    path = os.fsdecode(unquote_to_bytes(parts.path))
    if _DRIVE.match(path[1:]):
        return path[1:].replace("/", "\\")
    if parts.netloc and parts.netloc.casefold() != "localhost":
        return rf"\\{parts.netloc}" + path.replace("/", "\\")
    return path


def _moved(path: str, old: str, new: str) -> str | None:
    windows = is_windows(old)
    parts, head = _parts(path, windows), _parts(old, windows)
    same = (
        [each.casefold() for each in parts[: len(head)]] == [each.casefold() for each in head]
        if windows
        else (parts[: len(head)] == head)
    )
    if not same or is_windows(path) != windows:
        return None
    mark = "\\" if is_windows(new) else "/"
    rest = mark.join(parts[len(head) :])
    end = new.rstrip("\\/")
    return f"{end}{mark}{rest}" if rest else end or mark


def _parts(path: str, windows: bool) -> list[str]:
    return [each for each in (re.split(r"[\\/]", path) if windows else path.split("/")) if each]


def as_text(path: Path) -> str:
    """A path as the record has it."""
    return str(path)
