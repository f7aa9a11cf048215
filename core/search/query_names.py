"""What ids in a saved query stand for: a search saved in one library can be opened in another, or says what is missing.

Folders and collections have ids that belong to one library. A record keeps their paths and names beside the ids
(`QueryNames`); `bind_query` looks them up again. Pure.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TypeVar

from core.errors import QueryError
from core.printable import printable
from core.values import Folder, MomentCollection, Query, contains, fold

T = TypeVar("T")
_NONE: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class QueryNames:
    """Paths of folders and names of collections, by the ids that a query has."""

    folders: Mapping[int, str] = field(default_factory=lambda: _NONE)
    collections: Mapping[int, str] = field(default_factory=lambda: _NONE)

    @property
    def is_empty(self) -> bool:
        """True when the query has no ids."""
        return not self.folders and not self.collections


@dataclass(frozen=True, slots=True)
class BoundQuery:
    """A query with the ids of one library."""

    query: Query
    notes: tuple[str, ...] = ()
    """Sentences about what was found under another path, or left out beside something that was found."""
    missing: tuple[str, ...] = ()
    """Sentences about what the query is limited to and this library has nothing of: without it, another question."""

    def expect_whole(self) -> Query:
        """The query. Raises: QueryError, when this library lacks what it is limited to."""
        if self.missing:
            raise QueryError(" ".join(self.missing), "Add what is missing to the library, or search without it.")
        return self.query


def names_of(query: Query, folders: Iterable[Folder], collections: Iterable[MomentCollection]) -> QueryNames:
    """The names behind the ids of a query, to be saved beside them."""
    wanted = query.filter
    return QueryNames(
        {each.id: str(each.path) for each in folders if each.id in wanted.folder_ids},
        {each.id: each.name for each in collections if each.id in wanted.collection_ids},
    )


def bind_query(
    query: Query,
    names: QueryNames,
    folders: Collection[Folder],
    collections: Collection[MomentCollection],
    *,
    is_own: bool = False,
) -> BoundQuery:
    """The query with the ids that this library has for the folders and collections it names.

    `is_own`: the query was saved in this library, where a folder may have another path by now and a collection another
    name; else an id means nothing unless it has no name beside it.
    """
    notes, missing = list[str](), list[str]()
    wanted = query.filter
    by_folder = {each.id: str(each.path) for each in folders}
    by_collection = {each.id: each.name for each in collections if not each.is_smart}
    folder_ids = _bound(
        [_folder(id_, names.folders.get(id_), by_folder, is_own, notes) for id_ in sorted(wanted.folder_ids)],
        notes,
        missing,
    )
    collection_ids = _bound(
        [_collection(id_, names.collections.get(id_), by_collection, is_own) for id_ in sorted(wanted.collection_ids)],
        notes,
        missing,
    )
    below = _bound(
        [_below(path, [each.path for each in folders if not each.is_file], notes) for path in sorted(wanted.below)],
        notes,
        missing,
    )
    bound = replace(wanted, folder_ids=folder_ids, collection_ids=collection_ids, below=below)
    return BoundQuery(replace(query, filter=bound), tuple(notes), tuple(missing))


def _folder(
    id_: int, path: str | None, known: Mapping[int, str], is_own: bool, notes: list[str]
) -> tuple[int | None, str]:
    """The id here, None when there is none, and what to call it."""
    if path is None:
        return (id_ if id_ in known else None), f"folder {id_}"
    if is_own and id_ in known:
        return id_, path
    same = [each for each, here in known.items() if here == path]
    if not same:  # the same footage elsewhere: on another drive, or on another computer
        name = PurePath(path).name
        same = [each for each, here in known.items() if name and PurePath(here).name == name]
        if len(same) == 1:
            notes.append(f"The folder {printable(path)} is {printable(known[same[0]])} in this library.")
    return (same[0] if len(same) == 1 else None), f"folder {path}"


def _below(path: Path, roots: list[Path], notes: list[str]) -> tuple[Path | None, str]:
    """A folder inside one of the library's: where that lies now."""
    if any(contains(root, path) for root in roots):
        return path, ""
    moved = {
        root.joinpath(*path.parts[at + 1 :])
        for root in roots
        for at, part in enumerate(path.parts)
        if part == root.name
    }
    if len(moved) != 1:
        return None, f"folder {path}"
    (here,) = moved
    notes.append(f"The folder {printable(path)} is {printable(here)} in this library.")
    return here, ""


def _collection(id_: int, name: str | None, known: Mapping[int, str], is_own: bool) -> tuple[int | None, str]:
    if name is None:
        return (id_ if id_ in known else None), f"collection {id_}"
    if is_own and id_ in known:
        return id_, name
    same = next((each for each, here in known.items() if fold(here) == fold(name)), None)
    return same, f"collection “{name}”"


def _bound(found: Iterable[tuple[T | None, str]], notes: list[str], missing: list[str]) -> frozenset[T]:
    """What was found. Of several one may be missing: then the others are searched, with a note."""
    here, gone = set[T](), list[str]()
    for value, called in found:
        if value is None:
            gone.append(printable(called))
        else:
            here.add(value)
    if gone:
        sentence = f"Not in this library: the {', the '.join(gone)}."
        (notes if here else missing).append(f"{sentence} Only the rest is searched." if here else sentence)
    return frozenset(here)
