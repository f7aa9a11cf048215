"""What a person gave to the library, and what became of each thing. Pure; window and command line share it."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from core.sentences import listed, sentence

Fate = Literal["added", "known", "empty", "not_video", "missing", "not_local", "unreadable"]
"""`known`: in the library already; `empty`: a folder, watched from now on, without a clip yet."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SHARES = frozenset({"smb", "cifs", "afp", "nfs", "sftp", "ssh", "dav", "davs", "ftp", "ftps", "mtp", "gphoto2"})
"""Of addresses that a system can mount or copy from."""
_NAMED = 3
"""So many are named of each kind; beyond that only their number."""


@dataclass(frozen=True, slots=True)
class Given:
    """Something to be added: a path on this computer, or what stands in its place."""

    path: Path | None
    text: str
    """The path or address as it was given; in words, what it was where it has neither."""

    @staticmethod
    def of(path: Path) -> "Given":
        """A path, made absolute; links in it stay."""
        whole = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100  resolve() would follow links
        return Given(whole, str(path))

    @staticmethod
    def read(text: str) -> "Given":
        """What was typed or dropped as text: a path, a file address, or an address elsewhere."""
        if not text:  # its path would be the current folder, which nobody named
            return Given(None, "")
        if not _ADDRESS.match(text) or os.path.lexists(text):
            return Given.of(Path(text))
        parts = urlsplit(text)
        if parts.scheme.lower() == "file" and (os.name == "nt" or parts.netloc in ("", "localhost")):
            return Given.of(Path(url2pathname(f"//{parts.netloc}{parts.path}" if os.name == "nt" else parts.path)))
        return Given(None, text)


@dataclass(frozen=True, slots=True)
class Addition:
    """One given thing and its fate."""

    name: str
    """As it is shown."""
    fate: Fate
    detail: str = ""
    """Why, or where; a few words."""
    clips: int = 0
    """New in the library through this."""
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class AddReport:
    """An account of everything that was given, in its order."""

    items: tuple[Addition, ...]

    @property
    def clips(self) -> int:
        """New clips altogether."""
        return sum(item.clips for item in self.items)

    @property
    def is_fine(self) -> bool:
        """True when nothing was refused."""
        return all(item.fate in ("added", "known", "empty") for item in self.items)

    def of(self, fate: Fate) -> tuple[Addition, ...]:
        """Those of one fate."""
        return tuple(item for item in self.items if item.fate == fate)

    @property
    def title(self) -> str:
        """What happened, in a few words: 12 clips added; 1 of 3 items added; Nothing added."""
        taken = len(self.of("added")) + len(self.of("empty"))
        if taken == len(self.items):
            return _added_clips(self.clips) if self.clips else _added_empty(taken)
        if not taken and not self.clips:
            is_known = len(self.of("known")) == len(self.items)
            return sentence("Already in the library.") if is_known else sentence("Nothing added.")
        if not taken:
            return (
                sentence("1 new clip found.")
                if self.clips == 1
                else sentence("{count} new clips found.", count=f"{self.clips:,}")
            )
        numbers = {"taken": f"{taken:,}", "items": f"{len(self.items):,}"}
        if not self.clips:
            return sentence("{taken} of {items} items added.", **numbers)
        clips = sentence("1 clip") if self.clips == 1 else sentence("{count} clips", count=f"{self.clips:,}")
        return sentence("{taken} of {items} items added ({clips}).", clips=clips, **numbers)

    def lines(self, after: str = "Indexing in the background.") -> list[str]:
        """A sentence for each fate, those refused first; in the end `after`, when there is something new to index."""
        said = [
            self._line("missing", lambda it: sentence("Not found: {it}. Check the name, or connect the drive.", it=it)),
            self._line("unreadable", lambda it: sentence("Cannot be read: {it}.", it=it)),
            self._line(
                "not_video",
                lambda it: (
                    sentence("Not a video: {it}.", it=it)
                    if len(self.of("not_video")) == 1
                    else sentence("Not videos: {it}.", it=it)
                ),
            ),
            self._line("not_local", lambda it: sentence("Not a file on this computer: {it}.", it=it)),
            _not_local_advice(self.of("not_local")),
            self._line("known", self._known_line),
            self._line(
                "empty", lambda it: sentence("No clips in {it} yet. New clips are indexed automatically.", it=it)
            ),
        ]
        return [line for line in (*said, after if self.clips else "") if line]

    def _line(self, fate: Fate, say: Callable[[str], str]) -> str:
        """A sentence on all of one fate, with their names; empty where there is none."""
        items = self.of(fate)
        return say(_names(items)) if items else ""

    def _known_line(self, it: str) -> str:
        if len(self.of("known")) == len(self.items) and not self.clips:
            return sentence("{it}.", it=it)  # the title has said the rest
        return sentence("Already in the library: {it}.", it=it)


def describe_address(text: str) -> str:
    """An address as it is shown: without a password, and not endless."""
    parts = urlsplit(text)
    host = parts.netloc.rpartition("@")[2]
    shown = f"{parts.scheme}://{host}{unquote(parts.path)}"
    return shown if len(shown) <= 80 else f"{shown[:50]}…{shown[-29:]}"


def _names(items: Sequence[Addition]) -> str:
    named = listed(
        [
            sentence("{name} ({detail})", name=item.name, detail=item.detail) if item.detail else item.name
            for item in items[:_NAMED]
        ]
    )
    more = len(items) - _NAMED
    return sentence("{names} and {count} more", names=named, count=f"{more:,}") if more > 0 else named


def _not_local_advice(items: Sequence[Addition]) -> str:
    schemes = {item.name.partition("://")[0].lower() for item in items if "://" in item.name}
    if not items:
        return ""
    if schemes & _SHARES:
        return sentence("Mount the share, then add the folder from there.")
    return sentence("Download it first.") if schemes else sentence("Save it as a file first.")


def _added_empty(count: int) -> str:
    return sentence("Folder added.") if count == 1 else sentence("{count} folders added.", count=f"{count:,}")


def _added_clips(count: int) -> str:
    return sentence("1 clip added.") if count == 1 else sentence("{count} clips added.", count=f"{count:,}")
