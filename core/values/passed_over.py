"""What a scan of a folder did not take in: counted by reason, and said in plain words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

LinkKind = Literal["broken", "twice", "loop", "outside"]
"""A link that leads nowhere; to what the library has already; to a folder around itself; into a folder that was taken
out of the library."""
PassedFolderKind = Literal["unreadable", "trash", "snapshot", "cache", "system_folder", "ignored_folder"]
"""A folder that cannot be read, or that holds what others threw away, saved or worked out: nothing below is read."""
PassedFileKind = Literal[
    "audio", "document", "picture", "archive", "sidecar", "project", "data", "companion", "ignored", "system", "empty",
    "special", "locked", "unknown",
]  # fmt: skip
PassedOverKind = LinkKind | PassedFolderKind | PassedFileKind

_LINKS: dict[str, tuple[str, str, str]] = {
    "broken": ("link leads", "links lead", "nowhere"),
    "twice": ("link leads", "links lead", "to something already in the library"),
    "loop": ("link leads", "links lead", "to a folder that contains it"),
    "outside": ("link leads", "links lead", "to a folder that was removed from the library"),
    "unreadable": ("folder", "folders", "cannot be read"),
}
"""Singular, plural, and the reason."""
_FOLDERS: dict[str, tuple[str, str]] = {
    "trash": ("recycle bin", "recycle bins"),
    "snapshot": ("snapshot folder", "snapshot folders"),
    "cache": ("preview or cache folder", "preview or cache folders"),
    "system_folder": ("system folder", "system folders"),
    "ignored_folder": ("hidden or ignored", "hidden or ignored"),
}
_FILES: dict[str, tuple[str, str]] = {
    "audio": ("audio", "audio"),
    "document": ("document", "documents"),
    "picture": ("picture", "pictures"),
    "archive": ("archive", "archives"),
    "sidecar": ("sidecar", "sidecars"),
    "project": ("project file", "project files"),
    "data": ("program or data file", "program or data files"),
    "companion": ("part of another clip", "parts of other clips"),
    "ignored": ("hidden or ignored", "hidden or ignored"),
    "system": ("system file", "system files"),
    "empty": ("empty", "empty"),
    "special": ("pipe or device", "pipes or devices"),
    "locked": ("unreadable", "unreadable"),
    "unknown": ("unknown", "unknown"),
}
_REASONS: dict[str, str] = {
    "broken": "A broken link.",
    "twice": "A link to something already in the library.",
    "loop": "A link to a folder that contains it.",
    "outside": "A link into a folder that was removed from the library.",
    "unreadable": "This folder cannot be read. Check its permissions.",
    "trash": "A recycle bin. To index its contents, add this folder itself.",
    "snapshot": "A snapshot or backup of other folders. To index its contents, add this folder itself.",
    "cache": "A preview or cache folder of another program. To index its contents, add this folder itself.",
    "system_folder": "A system folder. To index its contents, add this folder itself.",
    "ignored_folder": "Hidden, or ignored in Settings.",
    "audio": "Audio only.",
    "document": "A document.",
    "picture": "A picture in a format that is not indexed, or stills are turned off in Settings.",
    "archive": "An archive. Unpack it to index the clips in it.",
    "sidecar": "A sidecar file of a clip.",
    "project": "A project file of another program.",
    "data": "A program or data file.",
    "companion": "Part or proxy of another clip, which is indexed instead.",
    "ignored": "Hidden, or ignored in Settings.",
    "system": "A system file.",
    "empty": "The file is empty (0 bytes).",
    "special": "A pipe, socket or device, not a file.",
    "locked": "The file cannot be read. Check its permissions.",
    "unknown": "Not a video, judging by its name and contents.",
}


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What the last scan of a folder did not take in, of one kind."""

    folder_id: int
    kind: PassedOverKind
    count: int
    example: Path

    @property
    def reason(self) -> str:
        """Why, and where something can be done about it, what."""
        return passed_over_reason(self.kind)

    @property
    def sentence(self) -> str:
        """For a person."""
        return passed_over_sentences([self])[0]


def passed_over_reason(kind: PassedOverKind) -> str:
    """Why things of this kind are passed over: a sentence."""
    return _REASONS[kind]


def passed_over_sentences(passed: Iterable[PassedOver]) -> list[str]:
    """What was passed over in one folder: a sentence for all files, one for all folders, one for each kind of link.

    "12 files skipped: 8 audio, 3 documents, 1 unknown."
    """
    counts = {each.kind: each.count for each in passed}
    said = [_sentence(counts, _FILES, "file", "files"), _sentence(counts, _FOLDERS, "folder", "folders")]
    for kind, (one, several, rest) in _LINKS.items():
        if count := counts.get(kind, 0):  # type: ignore[call-overload]
            said.append(f"{count:,} {one if count == 1 else several} {rest}.")
    return [sentence for sentence in said if sentence]


def can_be_added(kind: PassedOverKind) -> bool:
    """True for folders that are skipped inside another folder, and indexed when they are added by themselves."""
    return kind in ("trash", "snapshot", "cache", "system_folder")


def is_passed_folder(kind: PassedOverKind) -> bool:
    """True for kinds of folders whose contents were not scanned."""
    return kind in get_args(PassedFolderKind)


def _sentence(counts: dict[PassedOverKind, int], words: dict[str, tuple[str, str]], one: str, several: str) -> str:
    mine = sorted((-count, kind) for kind, count in counts.items() if kind in words)
    if not mine:
        return ""
    total = -sum(count for count, _ in mine)
    parts = ", ".join(f"{-count:,} {words[kind][count != -1]}" for count, kind in mine)
    return f"{total:,} {one if total == 1 else several} skipped: {parts}."
