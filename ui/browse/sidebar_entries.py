"""What the sidebar lists: ways to view the library, its folders with what lies in them, single clips. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from core.values import (
    Folder,
    FolderCounts,
    FolderTree,
    IngestProgress,
    KeptList,
    PassedOver,
    contains,
    distinct_labels,
    innermost,
    passed_over_sentences,
)
from ui import safe_text
from ui.library_model import LibraryModel, SidebarFilter
from ui.translate import translate
from ui.widgets import amounts, formatting
from ui.widgets.query_words import query_words

Fold = Literal["", "closed", "open"]
"""Nothing to open, or folders inside that are hidden or listed."""
_NO_NOTES: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SidebarEntry:
    """A row: a heading when it has no place."""

    title: str
    place: SidebarFilter | None = None
    sign: str = ""
    value: str = ""
    tip: str = ""
    percent: int | None = None
    """While its clips are being indexed."""
    is_bad: bool = False
    is_offline: bool = False
    depth: int = 0
    """How many folders of the list it lies in."""
    fold: Fold = ""
    path: Path | None = None
    """The folder it stands for."""
    missing: int = 0
    """Clips in it whose files were deleted."""
    skipped: str = ""
    """What a menu says of things in it that are not indexed; empty where there are none."""
    collection_id: int = 0
    """The collection or saved search it stands for."""
    within: frozenset[int] = frozenset()
    """Ids of what was added to the library, of which the row has all clips."""

    def __post_init__(self) -> None:
        """Titles are names of folders."""
        object.__setattr__(self, "title", safe_text.printable(self.title))


def entries(
    library_model: LibraryModel, notes: Mapping[int, str] = _NO_NOTES, opened: Collection[Path] = ()
) -> list[SidebarEntry]:
    """What the sidebar shows of the library.

    `notes` say of a folder why it is not watched closely; below an `opened` folder stand the folders in it.
    """
    tally = library_model.tally
    failed, missing = tally.failed, tally.missing
    rows = [
        SidebarEntry(translate("Browse", "LIBRARY")),
        SidebarEntry(
            translate("Browse", "All clips"),
            SidebarFilter("all"),
            "grid",
            formatting.count(len(library_model.videos)),
            skipped=_skipped(library_model.passed_over),
        ),
        SidebarEntry(
            translate("Browse", "New"),
            SidebarFilter("new"),
            "new",
            formatting.count(tally.new),
            translate("Browse", "Clips added in the last 24 hours"),
        ),
    ]
    if failed:
        tip = translate("Browse", "Clips that could not be indexed")
        rows.append(
            SidebarEntry(
                translate("Browse", "Failed"),
                SidebarFilter("failed"),
                "warning",
                formatting.count(failed),
                tip,
                is_bad=True,
            )
        )
    if missing:
        tip = translate("Browse", "Clips whose files were deleted or moved")
        rows.append(
            SidebarEntry(
                translate("Browse", "Missing"),
                SidebarFilter("missing"),
                "warning",
                formatting.count(missing),
                tip,
                missing=missing,
            )
        )
    rows.append(SidebarEntry(translate("Browse", "FOLDERS")))
    rows += _Branches(library_model, notes, opened).rows()
    if tally.singles:
        ids = frozenset(folder.id for folder in library_model.folders if folder.is_file)
        rows.append(_singles_entry(singles_counts(library_model), ids))
    return [*rows, *kept_entries(library_model)]


def kept_entries(library_model: LibraryModel) -> list[SidebarEntry]:
    """Collections with their moments counted, then saved searches; those that only filter with their clips counted."""
    lists = [each for each in library_model.kept if not each.collection.is_smart]
    searches = [each for each in library_model.kept if each.collection.is_smart]
    rows = []
    if lists and (library_model.folders or len(lists) > 1 or any(each.moments for each in lists)):
        rows.append(SidebarEntry(translate("Browse", "COLLECTIONS")))
        rows += [_collection_entry(each) for each in lists]
    if searches:
        rows.append(SidebarEntry(translate("Browse", "SEARCHES")))
        rows += [_search_entry(each, library_model) for each in searches]
    return rows


def _collection_entry(kept: KeptList) -> SidebarEntry:
    id_ = kept.collection.id
    title = translate("Browse", "Basket") if kept.collection.is_basket else kept.collection.name
    tip = translate("Browse", "{moments} kept. Click to show their clips, double-click to show the moments.")
    return SidebarEntry(
        title,
        SidebarFilter("collection", collection_id=id_),
        "drop" if kept.collection.is_basket else "collection",
        formatting.count(kept.moments),
        tip.format(moments=amounts.moments(kept.moments)),
        collection_id=id_,
    )


def _search_entry(kept: KeptList, library_model: LibraryModel) -> SidebarEntry:
    id_, query = kept.collection.id, kept.query
    value = "" if kept.clips is None else formatting.count(kept.clips)
    said = [kept.trouble] if kept.trouble else [*kept.notes]
    if query is not None:
        folders = {folder.id: folder.path for folder in library_model.folders}
        named = {other.collection.id: other.collection.name for other in library_model.kept}
        said.insert(0, query_words(query, folders, named))
    return SidebarEntry(
        kept.collection.name,
        SidebarFilter("search", collection_id=id_),
        "warning" if kept.trouble else "search",
        value,
        "\n".join(part for part in said if part),
        is_bad=bool(kept.trouble),
        collection_id=id_,
    )


def with_progress(entry: SidebarEntry, progress: IngestProgress | None) -> SidebarEntry:
    """The same row while clips in it are indexed: its share, by the measure of title and status bar."""
    if progress is None or not entry.within or entry.is_offline:
        return entry
    percent = progress.percent_in(entry.within)
    return entry if percent is None else replace(entry, value=f"{percent} %", percent=percent)


def singles_counts(library_model: LibraryModel) -> FolderCounts:
    """Clips that were added one by one, by state."""
    counts = [library_model.counts[f.id] for f in library_model.folders if f.is_file and f.id in library_model.counts]
    return FolderCounts(
        sum(each.total for each in counts),
        sum(each.ready for each in counts),
        sum(each.failed for each in counts),
        sum(each.waiting for each in counts),
        sum(each.missing for each in counts),
        sum(each.offline for each in counts),
    )


class _Branches:
    """The folders of the library as a tree: one that lies in another is listed there."""

    def __init__(self, library_model: LibraryModel, notes: Mapping[int, str], opened: Collection[Path]) -> None:
        self._library_model, self._notes, self._opened = library_model, notes, opened
        self._tree: FolderTree = library_model.tree
        self._added = {folder.path: folder for folder in library_model.folders if not folder.is_file}
        inner = {path for path in self._added for other in self._added if other != path and contains(other, path)}
        self._outer = [path for path in self._added if path not in inner]
        self._inner = inner
        self._labels = distinct_labels(self._outer)

    def rows(self) -> Iterator[SidebarEntry]:
        """Folders that lie in no other, each followed by what is open below it."""
        for path in self._outer:
            yield from self._branch(path, self._labels[path], 0)

    def _branch(self, path: Path, title: str, depth: int) -> Iterator[SidebarEntry]:
        inside = self._inside(path)
        fold: Fold = "" if not inside else "open" if path in self._opened else "closed"
        folder = self._added.get(path)
        if folder is not None:
            counts = self._library_model.counts.get(folder.id, FolderCounts())
            within = frozenset(each.id for each in self._library_model.folders if contains(path, each.path))
            entry = _folder_entry(folder, title, counts, self._notes.get(folder.id, ""), depth, fold, within)
            passed = [each for each in self._library_model.passed_over if each.folder_id == folder.id]
            tip = "\n".join([entry.tip, *passed_over_sentences(passed)])
            inside_too = [each for each in self._library_model.passed_over if each.folder_id in within]
            yield replace(entry, tip=tip, skipped=_skipped(inside_too))
        else:
            counts = self._tree.total(path)
            yield replace(_inner_entry(path, title, counts, depth, fold), skipped=self._skipped_below(path))
        if fold == "open":
            for child in inside:
                yield from self._branch(child, str(child.relative_to(path)), depth + 1)

    def _skipped_below(self, path: Path) -> str:
        """For a folder inside one of the library: only whole ones are counted."""
        root = innermost(path, {str(each) for each in self._added})
        known = {folder.id for each, folder in self._added.items() if str(each) == root}
        return (
            translate("Browse", "Show skipped items…")
            if any(each.folder_id in known for each in self._library_model.passed_over)
            else ""
        )

    def _inside(self, path: Path) -> list[Path]:
        """The folders to list below one: a chain of folders that hold nothing but the next is one row."""
        found = [self._end_of_chain(child) for child in self._tree.children(path)]
        # Folders that were added and have no clips yet are listed all the same.
        rest = [
            each
            for each in self._inner
            if each != path and contains(path, each) and not any(contains(child, each) for child in found)
        ]
        found += [each for each in rest if not any(other != each and contains(other, each) for other in rest)]
        return sorted(found, key=lambda each: (str(each).casefold(), str(each)))

    def _end_of_chain(self, path: Path) -> Path:
        while path not in self._added and not self._tree.own(path).total:
            inside = self._tree.children(path)
            if len(inside) != 1:
                break
            path = inside[0]
        return path


def _folder_entry(
    folder: Folder,
    title: str,
    counts: FolderCounts,
    note: str,
    depth: int,
    fold: Fold,
    within: frozenset[int],
) -> SidebarEntry:
    """A folder that was added to the library, while nothing is indexed; `with_progress` adds how far that is."""
    is_deleted = counts.missing > 0 and counts.offline == 0
    gone = translate("Browse", "not found") if is_deleted else translate("Browse", "offline")
    value = _amount(counts) if folder.online else gone
    tip = _tip(folder.path, counts)
    if not folder.online:
        tip += translate("Browse", "\n\n{absence} Its clips stay searchable.").format(
            absence=folder.absence or translate("Browse", "Its drive is not connected.")
        )
    elif counts.offline:
        tip += translate("Browse", ", {number} offline: a drive is not connected").format(
            number=formatting.count(counts.offline)
        )
    if note:
        tip += f"\n{note}"
    sign = "offline" if not folder.online else "retry" if note else "folder"
    place = SidebarFilter("folder", folder.id)
    return SidebarEntry(
        title,
        place,
        sign,
        value,
        tip,
        is_offline=not folder.online,
        depth=depth,
        fold=fold,
        path=folder.path,
        missing=counts.missing,
        within=within,
    )


def _inner_entry(path: Path, title: str, counts: FolderCounts, depth: int, fold: Fold) -> SidebarEntry:
    """A folder inside one of the library."""
    away = counts.offline > 0 and counts.offline + counts.missing == counts.total
    value = "offline" if away else _amount(counts)
    place = SidebarFilter("below", path=path)
    sign = "offline" if away else "folder"
    return SidebarEntry(
        title,
        place,
        sign,
        value,
        _tip(path, counts),
        is_offline=away,
        depth=depth,
        fold=fold,
        path=path,
        missing=counts.missing,
    )


def _singles_entry(counts: FolderCounts, within: frozenset[int]) -> SidebarEntry:
    """One row for all clips that were added by themselves."""
    tip = translate("Browse", "Clips added individually\n{counted}").format(counted=_counted(counts))
    return SidebarEntry(
        translate("Browse", "Single clips"),
        SidebarFilter("singles"),
        "film",
        _amount(counts),
        tip,
        missing=counts.missing,
        within=within,
    )


def _skipped(passed: Sequence[PassedOver]) -> str:
    """Of whole folders of the library it is known how many things were skipped."""
    count = sum(each.count for each in passed)
    return translate("Browse", "Show {items}…").format(items=amounts.skipped_items(count)) if count else ""


def _amount(counts: FolderCounts) -> str:
    """How many clips; while some wait, how many of them do."""
    return (
        translate("Browse", "{number} waiting").format(number=formatting.count(counts.waiting))
        if counts.waiting
        else formatting.count(counts.total)
    )


def _tip(path: Path, counts: FolderCounts) -> str:
    return f"{safe_text.printable(path)}\n{_counted(counts)}"


def _counted(counts: FolderCounts) -> str:
    words = translate("Browse", "{clips}, {number} indexed").format(
        clips=amounts.clips(counts.total), number=formatting.count(counts.ready)
    )
    for number, word in ((counts.failed, "failed"), (counts.missing, "missing")):
        if number:
            words += f", {formatting.count(number)} {word}"
    return words
