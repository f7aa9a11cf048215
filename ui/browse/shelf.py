"""Drives the engine: wakes the model, compares disk and catalogue, indexes, pauses, stops. No widgets."""

import asyncio
from collections.abc import Collection, Generator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import C2VError, Cancelled
from core.lane import Lane, Priority
from core.library import Library
from core.values import Folder, FolderChange, IngestProgress
from ui.tasks import Tasks
from ui.widgets import say

_RESCAN_EVERY_MS = 5 * 60 * 1000
"""For drives that tell nothing."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of dropped paths."""

    asked: int
    folders: tuple[Folder, ...]
    refused: tuple[C2VError, ...]

    @property
    def sentence(self) -> str:
        """3 of 5 added, 2 are not video."""
        taken = self.asked - len(self.refused)
        if not self.refused:
            return f"{say.several(taken, 'item')} added to the library." if taken > 1 else "Added to the library."
        bad = len(self.refused)
        return f"{taken} of {self.asked} added, {bad} {'is' if bad == 1 else 'are'} not video."


class Shelf(QObject):
    """The one who puts work on the engine lane. One ingest runs at a time; more work found starts the next."""

    woke = Signal(object)
    """EncoderSpec: the model is there."""
    sleepless = Signal(object)
    """EncoderError: the model cannot be loaded."""
    added = Signal(object)
    busy = Signal(str)
    """What is being done that has no progress; empty when it is over."""
    index_ended = Signal(object)
    """The last IngestProgress; None when it was stopped."""
    trouble = Signal(object)
    _seen = Signal(object)

    def __init__(self, library: Library, engine: Lane, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library, self._engine, self._tasks = library, engine, tasks
        self._ingest: Future[Any] | None = None
        self._again = False
        self._stopped = False
        self._seen.connect(self._take_seen)
        self._timer = QTimer(self)
        self._timer.setInterval(_RESCAN_EVERY_MS)
        self._timer.timeout.connect(self.rescan)

    # ---- asked by the window

    def start(self) -> None:
        """The first jobs: model, then disk, then what waits to be indexed."""
        self._timer.start()
        self._tasks.start(self._begin())

    def wake(self) -> None:
        """Try the model again."""
        self._tasks.start(self._begin())

    def add(self, paths: Sequence[Path]) -> None:
        """Add folders and films, then index them."""
        self._tasks.start(self._add(list(paths)))

    def rescan(self, folder_ids: Collection[int] | None = None) -> None:
        """Compare with the disk now."""
        self._stopped = False
        self._tasks.start(self._reconcile(folder_ids))

    def remove(self, folder_id: int) -> None:
        """Take a root out of the library; nothing on disk is touched."""
        self._tasks.start(self._remove(folder_id))

    def retry(self, video_ids: Collection[int]) -> None:
        """Index failed films once more."""
        self._tasks.start(self._retry(frozenset(video_ids)))

    def notice(self, change: FolderChange) -> None:
        """What the watcher saw. Thread: any."""
        self._library.notice(change)
        self._seen.emit(frozenset({change.folder_id}))

    def pause(self, paused: bool) -> None:
        """Hold the indexing, or let it go on. Searching is never held."""
        if paused:
            self._engine.pause()
        else:
            self._engine.resume()

    def stop(self) -> None:
        """End the indexing; waiting films stay waiting until the next scan."""
        self._stopped, self._again = True, False
        if self._ingest is not None:
            self._engine.stop(self._ingest)
        self._engine.resume()

    @property
    def is_indexing(self) -> bool:
        """True while an ingest is queued or running."""
        return self._ingest is not None

    @property
    def is_paused(self) -> bool:
        """True while indexing is held."""
        return self._engine.is_paused

    # ---- the walks; Thread: main

    async def _begin(self) -> None:
        self.busy.emit("Model is waking up…")
        try:
            self.woke.emit(await self._tasks.ask(self._engine, Priority.LOAD, self._library.wake))
        except C2VError as error:
            self.busy.emit("")
            self.sleepless.emit(error)
            return
        await self._reconcile(None)

    async def _add(self, paths: list[Path]) -> None:
        self.busy.emit("Adding…")
        added: Added = await self._tasks.ask(self._engine, Priority.BROWSE, self._watch_all, paths)
        self.added.emit(added)
        self._stopped = False
        if added.folders:
            await self._reconcile({folder.id for folder in added.folders})
        else:
            self.busy.emit("")

    async def _reconcile(self, folder_ids: Collection[int] | None) -> None:
        self.busy.emit("Looking through folders…")
        try:
            await self._tasks.ask(self._engine, Priority.BROWSE, self._library.reconcile, folder_ids)
        finally:
            self.busy.emit("")
        await self._index()

    async def _remove(self, folder_id: int) -> None:
        await self._tasks.ask(self._engine, Priority.BROWSE, self._library.unwatch, folder_id)

    async def _retry(self, video_ids: frozenset[int]) -> None:
        await self._tasks.ask(self._engine, Priority.BROWSE, self._library.retry, video_ids)
        self._stopped = False
        await self._index()

    async def _index(self) -> None:
        """Index what waits; asked while one is running, look once more after it."""
        if self._stopped:
            return
        if self._ingest is not None:
            self._again = True
            return
        while True:
            self._again = False
            last = await self._ingest_once()
            if last is None or not self._again:
                break
        self.index_ended.emit(last)

    async def _ingest_once(self) -> IngestProgress | None:
        try:
            self._ingest = self._engine.submit(Priority.INGEST, self._library.ingest)
        except RuntimeError:  # the lane is closed: the program is ending
            return None
        try:
            last: IngestProgress = await asyncio.wrap_future(self._ingest)
            return last
        except Cancelled:
            return None
        except C2VError as error:
            self.trouble.emit(error)
            return None
        finally:
            self._ingest = None

    def _take_seen(self, folder_ids: frozenset[int]) -> None:
        self._tasks.start(self._reconcile(folder_ids))

    # ---- Thread: the engine lane

    def _watch_all(self, paths: list[Path]) -> Generator[None, None, Added]:
        folders: list[Folder] = []
        refused: list[C2VError] = []
        for path in paths:
            try:
                folders += self._library.watch([path])
            except C2VError as error:
                refused.append(error)
            yield
        return Added(len(paths), tuple(folders), tuple(refused))
