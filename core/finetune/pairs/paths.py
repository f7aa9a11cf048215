"""Which file a list means: absolute, relative, Windows and file:// paths, bare names, and files that moved."""

import os
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from core.finetune.pairs.listed import ListedPair
from core.finetune.pairs.lookup import ClipLookup

_MOST_LISTED: Final = 300_000
"""Files that are looked through for one that moved."""
_LISTS: Final = frozenset({".csv", ".tsv", ".json", ".jsonl", ".txt", ".srt", ".vtt", ".md", ".pkl"})


@dataclass(frozen=True, slots=True)
class FoundFile:
    """Where a clip is. Without a path: the names of several that it could be, or none."""

    path: Path | None
    candidates: tuple[Path, ...] = ()


class PathFinder:
    """Finds the files of lists, each text once."""

    def __init__(self, roots: Sequence[Path], lookup: ClipLookup) -> None:
        self._roots, self._lookup = tuple(roots), lookup
        self._found: dict[tuple[str, Path], FoundFile] = {}
        self._listings: dict[Path, dict[str, list[Path]]] = {}

    def find(self, pair: ListedPair) -> FoundFile:
        """The file of a pair."""
        if pair.is_found:
            return FoundFile(Path(pair.file))
        key = pair.file, pair.folder
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._find(*key)
        return found

    def _find(self, text: str, folder: Path) -> FoundFile:
        if "\0" in text or len(text) > 4096:
            return FoundFile(None)
        written = list(_as_written(text))
        for name in written:
            for base in (folder, *self._roots):
                path = base / name  # an absolute name stays as it is
                if _is_file(path):
                    return FoundFile(Path(os.path.abspath(path)))  # noqa: PTH100  links stay as they are
        for name in written:
            path = Path(os.path.abspath(folder / name))  # noqa: PTH100
            moved = self._lookup.moved(path)
            if moved is not None:
                return FoundFile(moved)
            if self._lookup.facts(path).is_indexed:  # its drive is away
                return FoundFile(path)
        return self._by_name([_parts(name) for name in written], folder)

    def _by_name(self, written: Sequence[tuple[str, ...]], folder: Path) -> FoundFile:
        """Files of the same name elsewhere; among several, the one whose folders agree furthest."""
        name = written[-1][-1] if written and written[-1] else ""
        if not name:
            return FoundFile(None)
        candidates = dict.fromkeys(path for path in self._lookup.named(name) if _is_file(path))
        for root in dict.fromkeys((folder, *self._roots)):
            candidates.update(dict.fromkeys(self._listing(root).get(_key(name), ())))
        if not candidates:
            return FoundFile(None)
        agreeing = {path: max(_agreement(path, parts) for parts in written) for path in candidates}
        most = max(agreeing.values())
        best = [path for path, agrees in agreeing.items() if agrees == most]
        if len(best) > 1 and len({self._lookup.facts(path).content or path for path in best}) > 1:
            return FoundFile(None, tuple(best))
        return FoundFile(best[0])

    def _listing(self, root: Path) -> dict[str, list[Path]]:
        found = self._listings.get(root)
        if found is None:
            found = self._listings[root] = {}
            for path in _files_below(root):
                if path.suffix.casefold() not in _LISTS:
                    for name in {_key(path.name), _key(path.stem)}:
                        found.setdefault(name, []).append(path)
        return found


def _as_written(text: str) -> Iterable[str]:
    """The path as it stands, and what it means if it is a URL or comes from Windows."""
    text = text.strip().strip("\"'").strip()
    if text.casefold().startswith("file:"):
        try:
            parts = urlsplit(text)
        except ValueError:
            return
        host = "" if parts.netloc in ("", "localhost") else f"//{parts.netloc}"
        path = unquote(parts.path)
        text = path[1:] if len(path) > 2 and path[0] == "/" and path[2] == ":" else host + path
    if text.startswith("~"):
        with suppress(RuntimeError):  # no such user
            text = str(Path(text).expanduser())
    yield text
    forms: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")
    for form in forms:
        other = unicodedata.normalize(form, text)
        if other != text:
            yield other
    if "\\" in text:
        yield text.replace("\\", "/")


def _parts(name: str) -> tuple[str, ...]:
    """Folders and name, as far as they can be compared: without drive and root."""
    parts = [part for part in PurePosixPath(name).parts if part not in ("/", "//", ".", "..")]
    return tuple(parts[1:] if parts and parts[0].endswith(":") else parts)


def _agreement(path: Path, parts: Sequence[str]) -> int:
    """How many folders above the file have the same names."""
    count = 0
    for ours, theirs in zip(reversed(path.parts[:-1]), reversed(parts[:-1]), strict=False):
        if _key(ours) != _key(theirs):
            break
        count += 1
    return count


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file system takes
        return False


def _files_below(root: Path) -> Iterable[Path]:
    count = 0
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            count += 1
            if count > _MOST_LISTED:
                return
            if not name.startswith("."):
                yield Path(folder, name)
