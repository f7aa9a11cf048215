"""Takes what a person gives into the library, and accounts for each thing."""

import mimetypes
import os
import stat
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import MediaError
from core.library.roots import Roots
from core.ports import Disk, VideoCatalogue
from core.sentences import sentence
from core.values import Addition, AddReport, Folder, Given, contains, describe_address

MANY = 200
"""Paths checked between two yields."""
_NOUNS = {
    "text": sentence("text"),
    "audio": sentence("audio only"),
    "font": sentence("a font"),
    "application/pdf": sentence("PDF"),
    "application/zip": sentence("an archive"),
    "application/gzip": sentence("an archive"),
    "application/x-tar": sentence("an archive"),
    "application/x-7z-compressed": sentence("an archive"),
    "application/json": sentence("text"),
    "application/xml": sentence("text"),
}
"""What a file is that is no clip, by the kind its name has: the whole kind, or what stands before the slash."""


@dataclass(frozen=True, slots=True)
class Adding:
    """What adding asks of the library around it. Thread: the engine lane."""

    catalogue: VideoCatalogue
    disk: Disk
    roots: Roots
    watch: Callable[[Path], Folder]
    look_through: Callable[[Collection[int]], Generator[None, None, object]]

    def run(self, given: Sequence[Given]) -> Generator[None, None, AddReport]:
        """Add what can be added; the report names everything that was given, in its order. Raises: StoreError."""
        judged: dict[int, Addition] = {}
        wanted: dict[int, Path] = {}
        for number, thing in enumerate(given):
            refused = self._refusal(thing)
            if refused is not None:
                judged[number] = refused
            elif thing.path is not None:
                wanted[number] = thing.path
            if number % MANY == 0:
                yield
        yield from self._take(wanted, judged)
        return AddReport(tuple(judged[number] for number in range(len(given))))

    def refused(self, given: Sequence[Given]) -> AddReport | None:
        """The account when nothing of it can even be read; else None."""
        judged = [self._refusal(thing) for thing in given]
        known = tuple(each for each in judged if each is not None)
        return AddReport(known) if known and len(known) == len(judged) else None

    def _take(self, wanted: dict[int, Path], judged: dict[int, Addition]) -> Generator[None, None, None]:
        """Folders first, so that what lies in them is known to be there already; then files."""
        places = {number: self._place(path) for number, path in wanted.items()}
        before = yield from self._known(places.values())
        order = sorted(wanted, key=lambda number: (not places[number].is_folder, len(places[number].place.parts)))
        added: set[int] = set()
        inside: dict[int, str] = {}
        taken: dict[Path, str] = {}
        roots: set[int] = set()
        for number in order:
            place = places[number]
            is_new_file = not place.is_folder and not before[place.key]
            if is_new_file and not self.disk.may_be_video(place.place):
                judged[number] = Addition(_shown(place.given), "not_video", _noun(place))
                continue
            around = _around(place, taken)
            if around is None and before[place.key] and not place.is_folder:
                around = sentence("through a link")
            if around is None or (place.owner is not None and (place.is_folder or is_new_file)):
                try:
                    roots.add(self.watch(place.given).id)  # what is here already is indexed before all else
                except MediaError as error:
                    judged[number] = Addition(_shown(place.given), "unreadable", error.title.rstrip("."))
                    continue
            if around is None:
                added.add(number)
                taken[place.place] = place.given.name or str(place.given)
            else:
                inside[number] = around
            yield
        if roots:
            yield from self.look_through(roots)
        after = yield from self._known(places.values())
        counted: set[str] = set()
        for number in (*(n for n in order if n in added), *inside):
            place = places[number]
            new = after[place.key] - before[place.key] - counted
            counted |= new
            made = Addition(_shown(place.given), "added", "", len(new), place.is_folder)
            old = len(after[place.key] & before[place.key])
            judged[number] = (
                replace(made, fate="known", detail=inside[number])
                if number in inside
                else (self._added(made, place, old))
            )

    def _added(self, made: Addition, place: "_AddedPath", old: int) -> Addition:
        """What was new to the library; in a folder some clips may have been known before."""
        if not place.is_folder or made.clips:
            return replace(made, detail=sentence("{count} already in the library", count=f"{old:,}") if old else "")
        if old:
            return replace(made, fate="known", detail=sentence("all its clips"))
        return replace(
            made, fate="empty", detail=sentence("empty") if self.disk.is_bare(place.place) else sentence("no videos")
        )

    # ---- looking

    def _refusal(self, thing: Given) -> Addition | None:
        """Why nothing can be done with it; None when it is a folder or a file that can be read."""
        if thing.path is None:
            name = describe_address(thing.text) if "://" in thing.text else thing.text
            return Addition(name, "not_local") if name else Addition('""', "missing", sentence("an empty name"))
        name = _shown(thing.path)
        try:
            found = thing.path.stat()
            if stat.S_ISDIR(found.st_mode):
                os.scandir(thing.path).close()
            elif stat.S_ISREG(found.st_mode):
                with thing.path.open("rb"):
                    pass
            else:
                return Addition(name, "not_video", sentence("a pipe, socket or device"))
        except (FileNotFoundError, NotADirectoryError):
            is_link = thing.path.is_symlink()
            return Addition(_line(str(thing.path)), "missing", sentence("a link to a missing file") if is_link else "")
        except PermissionError:
            return Addition(name, "unreadable", sentence("no permission"))
        except (OSError, ValueError) as error:
            return Addition(name, "unreadable", getattr(error, "strerror", None) or sentence("unusable name"))
        return None

    def _place(self, path: Path) -> "_AddedPath":
        place = self.roots.place_for(path)
        names = frozenset(map(str, {place, *self.roots.places_of(path)}))
        return _AddedPath(path, place, place.is_dir(), names, self.roots.owner_of(place))

    def _known(self, places: "Iterable[_AddedPath]") -> "Generator[None, None, dict[str, set[str]]]":
        """Of each place the clips of the library at or below it. One walk through the catalogue for all of them."""
        found: dict[str, set[str]] = {}
        files: dict[str, list[str]] = {}
        folders: list[tuple[str, str]] = []
        for place in places:
            found[place.key] = set()
            if place.is_folder:
                folders += [(name.rstrip(os.sep) + os.sep, place.key) for name in place.names]
            else:
                for name in place.names:
                    files.setdefault(name, []).append(place.key)
        for block in self.catalogue.files():
            for video in block:
                if video.state == "missing":
                    continue
                for key in files.get(video.place, ()):
                    found[key].add(video.place)
                for prefix, key in folders:
                    if video.place.startswith(prefix):
                        found[key].add(video.place)
            yield
        return found


@dataclass(frozen=True, slots=True)
class _AddedPath:
    """A path that is there, and how the library spells it."""

    given: Path
    place: Path
    is_folder: bool
    names: frozenset[str]
    """Wherever the library has it: behind links too."""
    owner: Folder | None
    """The folder of the library that contains it."""

    @property
    def key(self) -> str:
        """Two ways to one place have a key each: both are accounted for."""
        return str(self.given)


def _around(place: _AddedPath, taken: dict[Path, str]) -> str | None:
    """Where in the library it is already, in words ("" when it is itself there); None when it is not."""
    if place.place in taken:
        return sentence("added twice")
    around = next((name for path, name in taken.items() if contains(path, place.place)), None)
    if around is not None:
        return sentence("inside {folder}, also added", folder=around)
    if place.owner is None:
        return None
    if place.given.is_symlink():
        return sentence("through a link")
    return "" if place.owner.path == place.place else sentence("inside {folder}", folder=_shown(place.owner.path))


def _shown(path: Path) -> str:
    """Its name, as one line that can be shown."""
    return _line(path.name or str(path))


def _line(name: str) -> str:
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _noun(place: _AddedPath) -> str:
    """What a file is that is no clip."""
    if not place.place.stat().st_size:
        return sentence("empty")
    kind = mimetypes.guess_type(place.given.name)[0] or ""
    return _NOUNS.get(kind) or _NOUNS.get(kind.partition("/")[0], sentence("unknown file type"))
