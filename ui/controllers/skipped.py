"""The list of what the library skips: looks through the folders once more, on the lane of the pictures."""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple, overload

from PySide6.QtCore import QObject

from core.errors import C2VError
from core.lane import Lane, Priority
from core.library_reader import LibraryReader
from core.values import Folder, Given, SkippedItems, contains, innermost
from ui.browse.sidebar_entries import SidebarEntry
from ui.browse.skipped_list import LISTED, SkippedDialog
from ui.controllers.selection import show_in_file_manager
from ui.tasks import Tasks
from ui.window.main_window import MainWindow

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
_LOOKING = "skipped"


class SkippedController(QObject):
    """One dialog at a time; closing it ends the look. Thread: main."""

    def __init__(self, window: MainWindow, reader: LibraryReader, pictures: Lane, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._reader, self._pictures, self._tasks = window, reader, pictures, tasks
        self.dialog: SkippedDialog | None = None
        window.sidebar.skipped_asked.connect(self.open)

    def open(self, entry: SidebarEntry | None = None) -> None:
        """List what is skipped in a folder of the sidebar, or in the whole library."""
        self.close()
        path = entry.path if entry is not None else None
        name = f"“{entry.title}”" if entry is not None and path is not None else ""
        self.dialog = dialog = SkippedDialog(name, self._window)
        dialog.reveal_asked.connect(show_in_file_manager)
        dialog.add_asked.connect(self._add)
        dialog.finished.connect(self.close)
        dialog.open()
        self._tasks.start(self._fill(dialog, path))

    def close(self) -> None:
        """Close the dialog, and look no further."""
        self._tasks.forget(_LOOKING)
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.close()
            dialog.deleteLater()

    async def _fill(self, dialog: SkippedDialog, path: Path | None) -> None:
        """Folder by folder, so that something is seen soon; pictures go first."""
        every = await self._ask(self._reader.folders)
        for root in roots_of(every, path):
            below = path if path is not None and not contains(path, root.path) else None
            try:
                found = await self._ask(self._reader.list_skipped, root.id, below, LISTED)
            except C2VError as error:
                found = SkippedItems(root, absence=str(error))
            if found is not None:
                dialog.take(found)
        dialog.finish()

    @overload
    async def _ask(self, work: Callable[[*Ts], Generator[None, None, T]], *args: *Ts) -> T: ...
    @overload
    async def _ask(self, work: Callable[[*Ts], T], *args: *Ts) -> T: ...
    async def _ask(self, work: Callable[[*Ts], Any], *args: *Ts) -> Any:
        """Raises: Cancelled, once the dialog is closed; StoreError."""
        return await self._tasks.ask(self._pictures, Priority.INGEST, work, *args, newest=_LOOKING)

    def _add(self, path: Path) -> None:
        """Index a folder that was skipped, such as somebody's own that is called like a cache."""
        self.close()
        self._window.inbox.add([Given.of(path)])


def roots_of(folders: Sequence[Folder], path: Path | None) -> list[Folder]:
    """Folders of the library to look through for a place: those in it, else the one around it; None: all."""
    roots = [folder for folder in folders if not folder.is_file]
    if path is None:
        return roots
    inside = [folder for folder in roots if contains(path, folder.path)]
    around = innermost(path, {str(folder.path) for folder in roots})
    return inside + [folder for folder in roots if str(folder.path) == around and folder not in inside]
