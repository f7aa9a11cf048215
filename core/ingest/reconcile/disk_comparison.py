"""What disk and catalogue disagree about. Pure: it decides from what was seen, film by film."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.values import KnownFile, Video

ABSENT = frozenset({"missing", "offline"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it lies on disk."""

    folder_id: int
    path: Path
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a look saw: all there is in the folders `looked_at`, but for what lies below `hidden`."""

    looked_at: Collection[int]
    hidden: Collection[Path] = ()
    """Folders that are there but could not be read: nothing is known of what is below."""
    unmounted: Collection[Path] = ()
    """Where drives were mounted below a root and are not now."""
    doubtful: Collection[int] = ()
    """Roots that are away, nobody knows on which drive: their films may have moved."""


@dataclass(slots=True)
class Difference:
    """What a look at the disk says about the catalogue."""

    added: list[Found] = field(default_factory=list)
    modified: list[tuple[KnownFile, Found]] = field(default_factory=list)
    returned: list[KnownFile] = field(default_factory=list)
    failed: list[KnownFile] = field(default_factory=list)
    """There and unchanged, but they could not be indexed: a proxy may have come since."""
    vanished: list[KnownFile] = field(default_factory=list)
    """Gone from a drive that is there."""
    away: list[KnownFile] = field(default_factory=list)
    """Their drive, mounted below a root, is not connected."""
    missing: list[KnownFile] = field(default_factory=list)
    """Known to be gone before, and still so."""
    doubtful: list[KnownFile] = field(default_factory=list)
    """Away, nobody knows on which drive: what is found elsewhere may be these films, moved."""


class Comparison:
    """Compares block by block, so that 100,000 films hold nobody up.

    A path belongs to the film that has it, whatever root it was found under: roots may lie inside each other.
    """

    def __init__(self, sighting: Sighting) -> None:
        self._sighting = sighting
        self._found: dict[str, Found] = {}
        self._difference = Difference()

    def see(self, files: Iterable[Found]) -> None:
        """Note some files that were found; before any film is taken."""
        for file in files:
            self._found.setdefault(str(file.path), file)

    def take(self, files: Iterable[KnownFile]) -> None:
        """Compare some films of the catalogue."""
        for film in files:
            file = self._found.pop(film.place, None)
            if file is None:
                self._not_seen(film)
            elif (film.size_bytes, film.mtime_ns) != (file.size_bytes, file.mtime_ns):
                self._difference.modified.append((film, file))
            elif film.state in ABSENT:
                self._difference.returned.append(film)
            elif film.state == "failed":
                self._difference.failed.append(film)

    def result(self) -> Difference:
        """What was found, once all films were taken."""
        self._difference.added += self._found.values()
        return self._difference

    def _not_seen(self, film: KnownFile) -> None:
        seen, known = self._sighting, self._difference
        if film.folder_id not in seen.looked_at:
            if film.state == "missing":
                known.missing.append(film)
            elif film.state == "offline" and film.folder_id in seen.doubtful:
                known.doubtful.append(film)
        elif _is_below(film.path, seen.hidden):
            return
        elif _is_below(film.path, seen.unmounted):
            if film.was_read and film.state not in ABSENT:
                known.away.append(film)
        elif film.state == "missing" and film.was_read:
            known.missing.append(film)
        else:
            known.vanished.append(film)


def compare(films: Iterable[KnownFile], found: Iterable[Found], sighting: Sighting) -> Difference:
    """Compare all at once."""
    comparison = Comparison(sighting)
    comparison.see(found)
    comparison.take(films)
    return comparison.result()


def settle(prints: Mapping[Found, str], homeless: Sequence[Video]) -> dict[int, Found]:
    """Give each film whose place was taken or is empty the file with its content; returns the file by film id.

    A film still at its own place keeps it; else the likeliest file by time, name and path. So renumbered takes, each
    with the name of its neighbour, and films that swapped names all keep what is theirs.
    """
    by_print: dict[str, list[Found]] = {}
    for file, told in prints.items():
        by_print.setdefault(told, []).append(file)
    settled: dict[int, Found] = {}
    wanting: list[Video] = []
    for film in homeless:
        files = by_print.get(_content(film), [])
        own = next((file for file in files if file.path == film.path), None)
        if own is not None:
            files.remove(own)
            settled[film.id] = own
        elif files:
            wanting.append(film)
    pairs = [(film, file) for film in wanting for file in by_print[_content(film)]]
    taken: set[Path] = set()
    for film, file in sorted(pairs, key=_unlikeliness):
        if film.id not in settled and file.path not in taken:
            settled[film.id] = file
            taken.add(file.path)
    return settled


def _unlikeliness(pair: tuple[Video, Found]) -> tuple[bool, bool, Path, Path]:
    film, file = pair
    same_time = film.info is not None and film.info.mtime_ns == file.mtime_ns
    return not same_time, film.path.name != file.path.name, film.path, file.path


def _content(film: Video) -> str:
    return film.info.fingerprint if film.info is not None else ""


def _is_below(path: Path, places: Collection[Path]) -> bool:
    return any(path.is_relative_to(place) for place in places)
