"""What the window knows of the library: all videos and folders, read on the pictures lane, kept fresh by changes."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from PySide6.QtCore import QObject, Signal

from core.gc_guard import many_records, set_aside
from core.lane import Lane, Priority
from core.values import (
    Changes,
    Filter,
    Folder,
    FolderCounts,
    FolderTree,
    KeptList,
    LibraryStatus,
    PassedOver,
    Video,
    VideoState,
)
from ui.tasks import Tasks

if TYPE_CHECKING:  # the library's own imports would delay the first paint
    from core.library_reader import LibraryReader

SidebarFilterKind = Literal["all", "new", "failed", "missing", "folder", "below", "singles", "collection", "search"]
NEW_FOR_S = 86_400.0
_NOTHING = Filter(collection_ids=frozenset({-1}))
"""Of a search that cannot be asked: all clips instead would be an answer to something else."""
_SINGLE_LOOKUPS = 200
_MANY = 5_000
"""So many new records are worth being set aside from the collector's walks."""


@dataclass(frozen=True, slots=True)
class SidebarFilter:
    """An entry of the sidebar: a way to view the library."""

    kind: SidebarFilterKind
    folder_id: int = 0
    """Of a folder that was added to the library."""
    path: Path | None = None
    """Of a folder inside one of those."""
    collection_id: int = 0
    """Of a collection, or of a saved search."""


class LibraryModel(QObject):
    """Videos by id, in order of path. Read it freely on the main thread; `changed` says when."""

    changed = Signal(object)
    """Changes that have just been read in."""

    def __init__(self, reader: "LibraryReader", lane: Lane, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._lane, self._tasks = reader, lane, tasks
        self.videos: dict[int, Video] = {}
        self.folders: list[Folder] = []
        self.status: LibraryStatus | None = None
        self.counts: dict[int, FolderCounts] = {}
        self.tally = Tally()
        self.tree = FolderTree(())
        """Counts of every folder that clips lie below."""
        self.passed_over: list[PassedOver] = []
        """What the last scan of each folder did not take in."""
        self.kept: list[KeptList] = []
        """Collections and saved searches in their order."""
        self.is_loaded = False
        self._reading = asyncio.Lock()
        """One reading at a time: each begins with what the one before has found."""

    async def load(self) -> None:
        """Read everything."""
        async with self._reading:
            await self._load()

    async def follow(self, changes: Changes) -> None:
        """Read what changed: few videos one by one, many all at once."""
        async with self._reading:
            if changes.folders or len(changes.videos) > _SINGLE_LOOKUPS or not self.is_loaded:
                await self._load()
                return
            read = await self._tasks.ask(
                self._lane, Priority.BROWSE, self._read_some, self.videos, self.folders, changes
            )
            for video_id in changes.videos | changes.removed:
                self.tree.change(_place_of(self.videos.get(video_id)), _place_of(read.videos.get(video_id)))
            self._take(read, changes)

    async def _load(self) -> None:
        read = await self._tasks.ask(self._lane, Priority.BROWSE, self._read_all, self.videos)
        self.folders, self.tree, self.passed_over = read.folders, read.tree, read.passed_over
        self._take(read, Changes(frozenset(read.videos), frozenset(f.id for f in read.folders)))

    def shown(
        self,
        place: SidebarFilter,
        now_s: Callable[[], float] = time.time,
        chosen: Filter | None = None,
        just_seen: Collection[int] = (),
    ) -> list[Video]:
        """Clips of a place, of those that pass the chosen filter; those just seen stay among what was not seen."""
        return self.choosing(place, now_s, chosen, just_seen)()

    def choosing(
        self,
        place: SidebarFilter,
        now_s: Callable[[], float] = time.time,
        chosen: Filter | None = None,
        just_seen: Collection[int] = (),
    ) -> Callable[[], list[Video]]:
        """`shown` as work that any thread may do, of the library as it is now: it takes its time with many clips."""
        videos, wanted = self.videos, narrowed(self.filter_of(place), chosen).at(now_s())
        belongs, seen = wanted.judge(self.folders), frozenset(just_seen)
        if wanted.is_empty:
            return lambda: list(videos.values())
        return lambda: [
            video for video in videos.values() if belongs(video) or (video.id in seen and belongs(_unseen(video)))
        ]

    def filter_of(self, place: SidebarFilter) -> Filter:
        """A place as a filter."""
        if place.kind in ("failed", "missing"):
            return Filter(states=frozenset({place.kind}))
        if place.kind == "folder":
            return Filter(folder_ids=frozenset({place.folder_id}))
        if place.kind == "below" and place.path is not None:
            return Filter(below=frozenset({place.path}))
        if place.kind == "singles":
            return Filter(singles=True)
        if place.kind == "collection":
            return Filter(collection_ids=frozenset({place.collection_id}))
        if place.kind == "search":
            saved = self.kept_list(place.collection_id)
            if saved is None or saved.query is None or saved.trouble:
                return _NOTHING
            return place_part(saved.query.filter)
        return Filter(added_within_s=NEW_FOR_S) if place.kind == "new" else Filter()

    def folder(self, folder_id: int) -> Folder | None:
        """One root."""
        return next((each for each in self.folders if each.id == folder_id), None)

    def kept_list(self, collection_id: int) -> KeptList | None:
        """A collection or a saved search."""
        return next((each for each in self.kept if each.collection.id == collection_id), None)

    def place_of(self, wanted: Filter) -> tuple[SidebarFilter, Filter]:
        """The entry of the sidebar that a filter is limited to, and what else it asks for.

        Where no single entry stands for it, that is all clips, and the whole filter.
        """
        part = place_part(wanted)
        rest = replace(wanted, folder_ids=frozenset(), below=frozenset(), singles=False)
        if part == Filter(folder_ids=part.folder_ids) and len(part.folder_ids) == 1:
            (folder_id,) = part.folder_ids
            if self.folder(folder_id) is not None:
                return SidebarFilter("folder", folder_id), rest
        if part == Filter(below=part.below) and len(part.below) == 1:
            return SidebarFilter("below", path=next(iter(part.below))), rest
        if part == Filter(singles=True):
            return SidebarFilter("singles"), rest
        return SidebarFilter("all"), wanted

    def _take(self, read: "_Read | _Some", changes: Changes) -> None:
        self.videos, self.status, self.kept = read.videos, read.status, read.kept
        self.counts, self.tally = read.counts, read.tally
        self.is_loaded = True
        self.changed.emit(changes)

    # ---- Thread: the pictures lane

    def _read_all(self, known: Mapping[int, Video]) -> "_Read":
        reader = self._reader
        with many_records():
            videos = {video.id: _same(known.get(video.id), video) for video in reader.videos()}
            if len(videos) > len(known) + _MANY:
                set_aside()
        tree = FolderTree((str(video.path), video.state) for video in videos.values())
        folders = reader.folders()
        counts, tally = count_by_folder(folders, videos.values()), tally_of(folders, videos.values())
        status, kept = reader.status(), reader.kept_lists()
        return _Read(videos, status, kept, counts, tally, folders, tree, reader.passed_over())

    def _read_some(self, known: Mapping[int, Video], folders: Sequence[Folder], changes: Changes) -> "_Some":
        """What was known, with these changes; sorted again only when videos came or moved."""
        videos, is_ordered = dict(known), True
        for video_id in changes.videos:
            video = self._reader.video(video_id)
            if video is not None:
                before = known.get(video_id)
                is_ordered &= before is not None and before.path == video.path
                videos[video_id] = video
        for video_id in changes.removed:
            videos.pop(video_id, None)
        if not is_ordered:
            videos = dict(sorted(videos.items(), key=lambda item: os.fsencode(item[1].path)))
        counts, tally = count_by_folder(folders, videos.values()), tally_of(folders, videos.values())
        return _Some(videos, self._reader.status(), self._reader.kept_lists(), counts, tally)


def _unseen(video: Video) -> Video:
    return replace(video, marks=replace(video.marks, seen=False))


def narrowed(place: Filter, chosen: Filter | None) -> Filter:
    """A place of the sidebar and what was chosen beside the query; of states the place's own count."""
    if chosen is None or chosen.is_empty:
        return place
    is_limited = not place_part(place).is_empty
    return replace(
        chosen,
        folder_ids=place.folder_ids if is_limited else chosen.folder_ids,
        below=place.below if is_limited else chosen.below,
        singles=place.singles if is_limited else chosen.singles,
        collection_ids=place.collection_ids or chosen.collection_ids,
        states=place.states or chosen.states,
        added_after_s=max(
            (each for each in (place.added_after_s, chosen.added_after_s) if each is not None), default=None
        ),
        added_within_s=min(
            (each for each in (place.added_within_s, chosen.added_within_s) if each is not None), default=None
        ),
    )


def place_part(wanted: Filter) -> Filter:
    """What of a filter says where clips lie."""
    return Filter(folder_ids=wanted.folder_ids, below=wanted.below, singles=wanted.singles)


@dataclass(frozen=True, slots=True)
class Tally:
    """Clips of the lists that stand above the folders."""

    failed: int = 0
    missing: int = 0
    new: int = 0
    singles: int = 0
    """Added one by one."""


def tally_of(folders: Collection[Folder], videos: Collection[Video], now_s: float | None = None) -> Tally:
    """Count them, with many clips beside the main thread."""
    since_s = (time.time() if now_s is None else now_s) - NEW_FOR_S
    files = {folder.id for folder in folders if folder.is_file}
    return Tally(
        sum(video.state == "failed" for video in videos),
        sum(video.state == "missing" for video in videos),
        sum(video.added_s >= since_s for video in videos),
        sum(video.folder_id in files for video in videos) if files else 0,
    )


@dataclass(frozen=True, slots=True)
class _Some:
    """What is read of a library after a few changes."""

    videos: dict[int, Video]
    status: LibraryStatus
    kept: list[KeptList]
    counts: dict[int, FolderCounts]
    tally: Tally


@dataclass(frozen=True, slots=True)
class _Read(_Some):
    """All that is read of a library at once."""

    folders: list[Folder]
    tree: FolderTree
    passed_over: list[PassedOver]


def _place_of(video: Video | None) -> tuple[str, VideoState] | None:
    return None if video is None else (str(video.path), video.state)


def _same(before: Video | None, now: Video) -> Video:
    """The record that is known already where nothing changed: faces compare by identity first."""
    return before if before is not None and before == now else now


def count_by_folder(folders: Collection[Folder], videos: Collection[Video]) -> dict[int, FolderCounts]:
    """Clips that each folder of the library contains, by state."""
    tally: Counter[tuple[int, str]] = Counter((video.folder_id, video.state) for video in videos)
    around = {str(folder.path): folder.id for folder in folders if not folder.is_file}
    sums: dict[int, Counter[str]] = {folder.id: Counter() for folder in folders}
    for folder in folders:
        own = {state: tally[folder.id, state] for state in get_args(VideoState)}
        outer = (around.get(str(path)) for path in folder.path.parents)
        for folder_id in [folder.id, *(each for each in outer if each is not None)]:
            sums[folder_id].update(own)
    return {
        folder_id: FolderCounts(by.total(), **{state: by[state] for state in get_args(VideoState)})
        for folder_id, by in sums.items()
    }
