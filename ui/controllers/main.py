"""Ties a window to a library: who hears whom, and what each command does."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from core.lane import Lane, Priority
from core.library import Library
from core.library_reader import Gallery
from core.values import Changes, Given, Video
from ui.controllers.comparison import Rivals
from ui.controllers.indexing import Shelf
from ui.controllers.progress import ProgressDesk
from ui.controllers.removal import RemovalController
from ui.controllers.search import Inquiry
from ui.controllers.selection import Selection, show_in_file_manager
from ui.images import Pictures
from ui.library_model import Stock
from ui.tasks import Tasks
from ui.window.inbox import Receiver
from ui.window.main_window import Window
from ui.window.skipped import SkippedController


@dataclass(frozen=True, slots=True)
class Rooms:
    """The engine as the window sees it: two fronts on two lanes."""

    library: Library
    gallery: Gallery
    engine: Lane
    pictures: Lane


class Desk(QObject):
    """Lives as long as the window."""

    def __init__(self, window: Window, rooms: Rooms, tasks: Tasks, limit: int = 100) -> None:
        super().__init__(window)
        self._window, self._rooms, self._tasks = window, rooms, tasks
        self.stock = Stock(rooms.gallery, rooms.pictures, tasks, self)
        self.shelf = Shelf(rooms.library, rooms.engine, tasks, self.stock)
        self.pictures = Pictures(rooms.gallery, rooms.pictures, self)
        self.rivals = Rivals(window, rooms.library, rooms.engine, tasks)
        self.inquiry = Inquiry(window, rooms.library, self.rivals, rooms.engine, tasks, self.stock)
        self.inquiry.limit = limit
        self.selection = Selection(window, self.inquiry, self.pictures, tasks, self._small_copy)
        self.progress = ProgressDesk(window, self.shelf, self.stock, self.inquiry, tasks)
        self.removals = RemovalController(window, rooms.library, rooms.engine, self.shelf, self.stock, tasks)
        self.skipped = SkippedController(window, rooms.gallery, rooms.pictures, tasks)
        window.grid.use(self.pictures)
        window.compare.use(self.pictures)
        rooms.library.on_changes = tasks.tell
        rooms.library.on_progress = tasks.tell
        tasks.changes.connect(lambda changes: tasks.start(self.stock.follow(changes)))
        tasks.changes.connect(self.rivals.follow)
        self.shelf.woke.connect(lambda _: self.rivals.learn())
        self.shelf.index_ended.connect(lambda _: self.rivals.learn())
        self.stock.changed.connect(self._follow)
        for told in (self.shelf.woke, self.shelf.added):
            told.connect(lambda _: tasks.start(self.progress.read_status(rooms.library, rooms.engine)))
        window.player.playing_changed.connect(rooms.library.give_way)
        self._connect_folders()
        self._connect_commands()

    def start(self) -> None:
        """Show the library, load the model, and carry out what was asked before. A pause outlives the program."""
        if self._window.is_paused:
            self.progress.pause(True)
        self._tasks.start(self.stock.load())
        self.shelf.start()
        self._window.inbox.hand_over(Receiver(self.add, self.progress.stop))
        self.inquiry.start()

    @property
    def is_moving(self) -> bool:
        """True while anything that was asked for has not come yet."""
        lanes = (self._rooms.engine, self._rooms.pictures)
        return not self.stock.is_loaded or any(lane.is_busy for lane in lanes) or self._tasks.is_busy

    async def _small_copy(self, video: Video) -> Path | None:
        """Where a film's proxy lies."""
        gallery, lane = self._rooms.gallery, self._rooms.pictures
        found: Path | None = await self._tasks.ask(lane, Priority.QUERY, gallery.small_copy, video, newest="small copy")
        return found

    def _follow(self, changes: Changes) -> None:
        self.pictures.forget(changes.videos | changes.removed)
        self._window.sidebar.notes = self._rooms.library.watch_notes
        self._window.sidebar.follow(self.stock)
        if self.stock.folders:
            self._window.restore_place()
        self.inquiry.follow()

    def _connect_folders(self) -> None:
        window, shelf = self._window, self.shelf
        window.sidebar.rescan_asked.connect(lambda folder_id: shelf.rescan({folder_id}))
        window.sidebar.reveal_asked.connect(show_in_file_manager)
        window.grid.retry_asked.connect(shelf.retry)
        window.grid.exact_asked.connect(shelf.refine)
        window.grid.proxies_asked.connect(shelf.make_proxies)
        window.details.retry_asked.connect(self._retry)
        window.details.exact_asked.connect(self._refine)

    def _connect_commands(self) -> None:
        window, player, selection = self._window, self._window.player, self.selection
        window.actions_.connect(
            {
                "library.rescan": lambda: self.shelf.rescan(),
                "library.removed": self.removals.open,
                "library.skipped": lambda: self.skipped.open(),
                "library.pause": lambda: self.progress.pause(not self.shelf.is_paused),
                "library.stop": self.progress.stop,
                "search.clear": self.inquiry.back,
                "search.again": self.inquiry.again,
                "clip.open": lambda: selection.play(selection.card),
                "clip.reveal": selection.reveal,
                "clip.remove": self._remove,
                "clip.retry": self._retry,
                "clip.exact": self._refine,
                "clip.proxy": self._make_proxy,
                "clip.copy_path": lambda: selection.copy(lambda card: str(card.video.path)),
                "clip.copy_timecode": lambda: selection.copy(lambda card: card.timecode),
                "play.toggle": player.toggle,
                "play.back": lambda: player.shuttle(-1),
                "play.pause": lambda: player.shuttle(0),
                "play.forward": lambda: player.shuttle(1),
                "play.frame_back": lambda: player.step(-1),
                "play.frame_forward": lambda: player.step(1),
                "play.next_peak": lambda: window.evidence.move_to_peak(1),
                "play.previous_peak": lambda: window.evidence.move_to_peak(-1),
            }
        )

    # ---- folders and files

    def add(self, given: Sequence[Path | Given]) -> None:
        """Take folders and files into the library."""
        self.shelf.add([Given.of(each) if isinstance(each, Path) else each for each in given])

    def _retry(self) -> None:
        card = self.selection.card
        if card is not None and card.video.state == "failed":
            self.shelf.retry([card.video.id])

    def _remove(self) -> None:
        card = self.selection.card
        if card is not None:
            self.removals.ask_to_remove([card.video])

    def _make_proxy(self) -> None:
        card = self.selection.card
        if card is not None:
            self.shelf.make_proxies([card.video.id])

    def _refine(self) -> None:
        card = self.selection.card
        if card is not None and card.is_fast:
            self.shelf.refine([card.video.id])
