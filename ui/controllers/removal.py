"""Taking clips out of the library: asked first with what it costs, undone afterwards. Files are never touched."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from core.errors import C2VError
from core.lane import Lane, Priority
from core.library import Library
from core.values import Removal, RemovalImpact, Video
from ui.browse.removed_dialog import RemovedDialog
from ui.browse.sidebar_entries import SidebarEntry
from ui.controllers.indexing import IndexingController
from ui.library_model import LibraryModel
from ui.notices import Notice
from ui.tasks import Tasks
from ui.translate import noop, translate
from ui.widgets import amounts, formatting
from ui.window.main_window import MainWindow

_NOTICE = "removal"
STAYS = noop("Controllers", "Files on disk are not touched. You can undo this for 30 days.")


class RemovalController(QObject):
    """Asks, removes, and offers to undo. Thread: main; the work is done on the engine lane."""

    def __init__(
        self,
        window: MainWindow,
        library: Library,
        engine: Lane,
        indexing: IndexingController,
        library_model: LibraryModel,
        tasks: Tasks,
    ) -> None:
        super().__init__(window)
        self._window, self._library, self._engine = window, library, engine
        self._indexing, self._library_model, self._tasks = indexing, library_model, tasks
        self._dialog: RemovedDialog | None = None
        window.sidebar.remove_asked.connect(self.ask_to_remove_entry)
        window.sidebar.forget_asked.connect(self._ask_to_forget_entry)
        window.menus.remove_asked.connect(self.ask_to_remove)
        for asking in (window.grid, window.menus):
            asking.forget_asked.connect(self.ask_to_forget)

    # ---- asking

    def ask_to_remove(self, videos: Sequence[Video]) -> None:
        """Ask before clips leave the library; those whose files were deleted are forgotten instead."""
        missing = [video for video in videos if video.state == "missing"]
        if missing and len(missing) == len(videos):
            self.ask_to_forget(missing)
        elif videos:
            self._tasks.start(self._ask(_named(videos), [video.path for video in videos]))

    def ask_to_remove_entry(self, entry: SidebarEntry) -> None:
        """Ask before a folder, a part of one, or all single clips leave the library."""
        if entry.place is not None and entry.place.kind == "singles":
            paths = [folder.path for folder in self._library_model.folders if folder.is_file]
            self._tasks.start(
                self._ask(translate("Controllers", "all {clips}").format(clips=amounts.single_clips(len(paths))), paths)
            )
        elif entry.path is not None:
            self._tasks.start(self._ask(f"“{entry.title}”", [entry.path]))

    def ask_to_forget(self, videos: Sequence[Video]) -> None:
        """Ask before clips are forgotten whose files were deleted."""
        if videos:
            self._tasks.start(self._ask_to_forget(videos))

    def _ask_to_forget_entry(self, entry: SidebarEntry) -> None:
        if entry.place is not None:
            self._tasks.start(self._ask_to_forget_inside(self._library_model.choosing(entry.place)))

    async def _ask_to_forget_inside(self, choose: Callable[[], list[Video]]) -> None:
        inside = await self._tasks.ask(self._engine, Priority.BROWSE, choose)
        self.ask_to_forget([video for video in inside if video.state == "missing"])

    async def _ask(self, name: str, paths: Sequence[Path]) -> None:
        impact = await self._tasks.ask(self._engine, Priority.BROWSE, self._library.impact_of_removing, paths)
        notice = Notice(
            "warning",
            translate("Controllers", "Remove {name} from the library?").format(name=name),
            f"{lost(impact)} {translate('Controllers', STAYS)}",
            _NOTICE,
        )
        agreed = (translate("Controllers", "Remove"), lambda: self._tasks.start(self._remove(name, paths)))
        self._window.notices.show_notice(notice, agreed, (translate("Controllers", "Cancel"), _nothing))

    async def _ask_to_forget(self, videos: Sequence[Video]) -> None:
        ids = frozenset(video.id for video in videos)
        name = _named(videos, amounts.missing_clips)
        impact = await self._tasks.ask(self._engine, Priority.BROWSE, self._library.impact_of_forgetting, ids)
        notice = Notice(
            "warning",
            translate("Controllers", "Forget {name}?").format(name=name),
            translate("Controllers", "{lost} You can undo this for 30 days.").format(lost=lost(impact)),
            _NOTICE,
        )
        agreed = (translate("Controllers", "Forget"), lambda: self._tasks.start(self._forget(name, ids)))
        self._window.notices.show_notice(notice, agreed, (translate("Controllers", "Cancel"), _nothing))

    # ---- doing

    async def _remove(self, name: str, paths: Sequence[Path]) -> None:
        removal = await self._tasks.ask(self._engine, Priority.BROWSE, self._library.remove, paths)
        self._say_removed(translate("Controllers", "Removed {name} from the library.").format(name=name), removal)

    async def _forget(self, name: str, ids: frozenset[int]) -> None:
        removal = await self._tasks.ask(self._engine, Priority.BROWSE, self._library.forget, ids)
        self._say_removed(translate("Controllers", "Forgot {name}.").format(name=name), removal)

    def _say_removed(self, title: str, removal: Removal) -> None:
        hint = translate("Controllers", "You can restore it for 30 days: File > Restore removed…")
        undo = (translate("Controllers", "Undo"), lambda: self.restore(removal.id))
        self._window.notices.show_notice(Notice("done", title, hint, _NOTICE), undo)
        self._indexing.catch_up()

    def restore(self, removal_id: int) -> None:
        """Bring back what was removed; nothing is indexed again."""
        self._tasks.start(self._restore(removal_id))

    async def _restore(self, removal_id: int) -> None:
        changes = await self._tasks.ask(self._engine, Priority.BROWSE, self._library.restore, removal_id)
        title = translate("Controllers", "Restored {clips}.").format(clips=amounts.clips(len(changes.videos)))
        self._window.notices.show_notice(Notice("done", title, "", _NOTICE, fades=True))
        self._indexing.catch_up()
        await self._fill()

    # ---- what was removed lately

    def open(self) -> None:
        """Show what can be restored."""
        if self._dialog is None:
            self._dialog = dialog = RemovedDialog(self._window)
            dialog.restore_asked.connect(self.restore)
            dialog.purge_asked.connect(lambda ids: self._tasks.start(self._purge(ids)))
            dialog.finished.connect(self._close)
        self._dialog.open()
        self._tasks.start(self._fill())

    def _close(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    async def _fill(self) -> None:
        if self._dialog is None:
            return
        removals = await self._tasks.ask(self._engine, Priority.BROWSE, self._library.removals)
        if self._dialog is not None:
            self._dialog.show_removals(removals, time.time())

    async def _purge(self, ids: Sequence[int]) -> None:
        try:
            await self._tasks.ask(self._engine, Priority.BROWSE, self._library.purge, ids)
            await self._tasks.ask(self._engine, Priority.INGEST, self._library.shrink)
        except C2VError as error:
            self._window.notices.show_error(error)
        await self._fill()


def lost(impact: RemovalImpact) -> str:
    """What goes, in a sentence: clips, moments, and how much footage was indexed for them."""
    words = amounts.clips(impact.clips)
    if impact.segments:
        footage = formatting.duration(impact.footage_s)
        words += translate("Controllers", " with {moments} ({footage} of footage)").format(
            moments=amounts.indexed_moments(impact.segments), footage=footage
        )
    words += (
        translate("Controllers", " leaves the library.")
        if impact.clips == 1
        else translate("Controllers", " leave the library.")
    )
    if impact.kept:
        kept = (
            translate("Controllers", " {clips} stays: another folder in the library contains it.")
            if impact.kept == 1
            else translate("Controllers", " {clips} stay: another folder in the library contains them.")
        )
        words += kept.format(clips=amounts.clips(impact.kept))
    return words


def _named(videos: Sequence[Video], number: Callable[[int], str] = amounts.clips) -> str:
    return f"“{videos[0].path.name}”" if len(videos) == 1 else number(len(videos))


def _nothing() -> None:
    """Nothing is asked for; the bar closes itself."""
