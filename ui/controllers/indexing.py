"""Drives the engine: wakes the model, compares disk and catalogue, indexes, pauses, stops. No widgets."""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import C2VError, EncoderError, IndexingPausedError
from core.lane import Lane, Priority
from core.values import FolderChange, Given, IngestProgress
from ui.library_model import LibraryModel
from ui.tasks import Tasks
from ui.translate import translate

if TYPE_CHECKING:  # the library's own imports would delay the first paint
    from core.library import Library
    from core.ports import Encoder
    from core.values import EncoderSpec

_RESCAN_EVERY_MS = 5 * 60 * 1000
"""For drives that tell nothing."""
_INGEST = "ingest"


class IndexingController(QObject):
    """The one who puts work on the engine lane. One ingest runs at a time; more work found starts the next."""

    woke = Signal(object)
    """EncoderSpec: the model is there."""
    sleepless = Signal(object)
    """EncoderError: the model cannot be loaded."""
    added = Signal(object)
    """AddReport."""
    busy = Signal(str)
    """What is being done that has no progress; empty when it is over."""
    index_ended = Signal(object)
    """The last IngestProgress; None when it was stopped."""
    proxies_asked = Signal(int)
    """Of so many videos proxies are going to be made."""
    held = Signal(object)
    """C2VError: helpers keep dying, so indexing waits until somebody asks for it again."""
    _seen = Signal()

    def __init__(self, library: "Library", engine: Lane, tasks: Tasks, library_model: LibraryModel) -> None:
        super().__init__(library_model)
        self._library, self._engine, self._tasks, self._library_model = library, engine, tasks, library_model
        self._is_indexing = False
        self._again = False
        self._stopped = False
        self._is_held = False
        self._seen.connect(lambda: self._tasks.start(self._index()))
        self._timer = QTimer(self)
        self._timer.setInterval(_RESCAN_EVERY_MS)
        self._timer.timeout.connect(self._look_again)

    # ---- asked by the window

    def start(self) -> None:
        """The first jobs: model, then disk, then what waits to be indexed."""
        if self._library.is_watching:
            self._timer.start()
        self._tasks.start(self._begin())

    def watch_folders(self, wanted: bool) -> None:
        """Notice new files from now on, beginning with those that came meanwhile; or no longer."""
        if wanted == self._library.is_watching:
            return
        if wanted:
            self._timer.start()
        else:
            self._timer.stop()
        self._tasks.start(self._watch_folders(wanted))

    async def _watch_folders(self, wanted: bool) -> None:
        await self._tasks.ask(self._engine, Priority.BROWSE, self._library.watch_folders, wanted)
        if wanted:
            await self._reconcile(None)

    def wake(self) -> None:
        """Try the model again."""
        self._is_held = False
        self._tasks.start(self._begin())

    def add(self, given: Sequence[Given]) -> None:
        """Add folders and clips, then index them; `added` accounts for everything that was given."""
        self._is_held = False
        self._tasks.start(self._add(list(given)))

    def rescan(self, folder_ids: Collection[int] | None = None) -> None:
        """Compare with the disk now, then index what waits."""
        self._stopped = self._is_held = False
        self._tasks.start(self._reconcile(folder_ids))

    def catch_up(self) -> None:
        """Look through folders that something happened to, then index what waits; a stopped run stays stopped."""
        self._tasks.start(self._index())

    def retry(self, video_ids: Collection[int]) -> None:
        """Index failed videos once more."""
        self._is_held = False
        self._tasks.start(self._retry(frozenset(video_ids), self._library.retry))

    def reindex_exact(self, video_ids: Collection[int]) -> None:
        """Index videos exactly that were indexed fast."""
        self._is_held = False
        self._tasks.start(self._retry(frozenset(video_ids), self._library.reindex_exact))

    def make_proxies(self, video_ids: Collection[int]) -> None:
        """Have proxies made of indexed videos."""
        self._is_held = False
        self._tasks.start(self._make_proxies(frozenset(video_ids)))

    def notice(self, change: FolderChange) -> None:
        """What the watcher saw. Thread: any."""
        self._library.notice(change)
        self._seen.emit()

    def pause(self, paused: bool) -> None:
        """Hold the indexing, or let it continue. Searching is never held."""
        if paused:
            self._engine.pause()
        else:
            self._engine.resume()

    def stop(self) -> None:
        """End the indexing; waiting videos stay waiting until the next scan."""
        self._stopped, self._again = True, False
        self._tasks.forget(_INGEST)
        self._engine.resume()

    async def use_model(self, encoder: "Encoder", source: str) -> None:
        """Put another model to work, then index what it lacks; the former one answers meanwhile.

        The change waits its turn behind the ingest that is being stopped; a pause continues afterwards.
        Raises: EncoderError, StoreError; then the model is as it was, and the new one is closed.
        """
        was_paused = self._engine.is_paused
        self.stop()
        self.busy.emit(translate("Controllers", "Switching models…"))
        try:
            spec = await self._tasks.ask(self._engine, Priority.INGEST, self._library.use_model, encoder, source)
        except BaseException:
            encoder.close()
            raise
        finally:
            self.busy.emit("")
            self._stopped = self._is_held = False
            if was_paused:
                self._engine.pause()
            self._tasks.start(self._index())
        self.woke.emit(spec)

    @property
    def answers_meanwhile(self) -> "EncoderSpec | None":
        """The former model, while it answers in place of the chosen one."""
        return self._library.answers_meanwhile

    @property
    def is_indexing(self) -> bool:
        """True while an ingest is queued or running."""
        return self._is_indexing

    @property
    def is_paused(self) -> bool:
        """True while indexing is held."""
        return self._engine.is_paused

    @property
    def is_held(self) -> bool:
        """True while indexing waits for somebody to ask for it again."""
        return self._is_held

    # ---- the walks; Thread: main

    def _look_again(self) -> None:
        """Now and then; what is held stays held, else a broken driver would be started for ever."""
        self._stopped = False
        self._tasks.start(self._reconcile(None))

    async def _begin(self) -> None:
        self.busy.emit(translate("Controllers", "Loading model…"))
        try:
            self.woke.emit(await self._tasks.ask(self._engine, Priority.LOAD, self._library.wake))
        except C2VError as error:
            self.busy.emit("")
            self.sleepless.emit(error)
            return
        await self._reconcile(None)

    async def _add(self, given: list[Given]) -> None:
        self.busy.emit(translate("Controllers", "Adding…"))
        try:
            report = await self._tasks.ask(self._engine, Priority.BROWSE, self._library.add, given)
        finally:
            self.busy.emit("")
        self._stopped = False
        self.added.emit(report)
        await self._index()

    async def _reconcile(self, folder_ids: Collection[int] | None) -> None:
        await self._compare(folder_ids)
        await self._index()

    async def _compare(self, folder_ids: Collection[int] | None) -> None:
        self.busy.emit(translate("Controllers", "Scanning folders…"))
        try:
            await self._tasks.ask(self._engine, Priority.BROWSE, self._library.reconcile, folder_ids)
        finally:
            self.busy.emit("")

    async def _remove(self, folder_id: int) -> None:
        await self._tasks.ask(self._engine, Priority.BROWSE, self._library.remove_folder, folder_id)

    async def _retry(self, video_ids: frozenset[int], how: Callable[[frozenset[int]], None]) -> None:
        await self._tasks.ask(self._engine, Priority.BROWSE, how, video_ids)
        self._stopped = False
        await self._index()

    async def _make_proxies(self, video_ids: frozenset[int]) -> None:
        asked = await self._tasks.ask(self._engine, Priority.BROWSE, self._library.make_proxies, video_ids)
        self.proxies_asked.emit(asked)
        if asked:
            self._stopped = False
            await self._index()

    async def _index(self) -> None:
        """Index what waits; asked while one is running, look once more after it."""
        if self._stopped or self._is_held:
            return
        self._again = True
        if self._is_indexing:
            return
        self._is_indexing = True
        last: IngestProgress | None = None
        trouble: C2VError | None = None
        try:
            while self._again:
                self._again = False
                last = await self._tasks.ask(self._engine, Priority.INGEST, self._library.catch_up, newest=_INGEST)
        except (IndexingPausedError, EncoderError) as error:
            self._is_held, trouble = True, error
        finally:
            self._is_indexing = False
            self.index_ended.emit(last)
            if self._again and not self._stopped and trouble is None:
                self._tasks.start(self._index())  # asked for after this run was stopped, before it had ended
        if trouble is not None:
            self.held.emit(trouble)
