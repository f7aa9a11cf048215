"""Ties a window to a library: who hears whom, and what each command does."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from core.lane import Priority
from core.values import Changes, Given, Video
from ui.controllers.basket import BasketController
from ui.controllers.browsing import BrowseController
from ui.controllers.captioning import CaptionsController
from ui.controllers.carrying_over import CarryOverController
from ui.controllers.comparison import ComparisonController
from ui.controllers.explaining import ExplanationController
from ui.controllers.filter_hints import FilterHintsController
from ui.controllers.handing_off import HandingOffController
from ui.controllers.indexing import IndexingController
from ui.controllers.keeping import KeepingController
from ui.controllers.likeness import LikenessController
from ui.controllers.liking import LikingController
from ui.controllers.navigation import NavigationController
from ui.controllers.playing import PlayingController
from ui.controllers.progress import ProgressController
from ui.controllers.relevance import RelevanceController
from ui.controllers.removal import RemovalController
from ui.controllers.saved import SavedSearchController
from ui.controllers.search import SearchController
from ui.controllers.seen import SeenController
from ui.controllers.selection import SelectionController, show_in_file_manager
from ui.controllers.services import Services
from ui.controllers.skipped import SkippedController
from ui.images import Pictures
from ui.library_model import LibraryModel
from ui.tasks import Tasks
from ui.window.inbox import Receiver
from ui.window.main_window import MainWindow


class MainController(QObject):
    """Lives as long as the window."""

    def __init__(
        self, window: MainWindow, services: Services, tasks: Tasks, limit: int = 100, *, remembers: bool = True
    ) -> None:
        super().__init__(window)
        self._window, self._services, self._tasks = window, services, tasks
        self.library_model = LibraryModel(services.reader, services.pictures, tasks, self)
        self.indexing = IndexingController(services.library, services.engine, tasks, self.library_model)
        self.pictures = Pictures(services.reader, services.pictures, self)
        self.comparisons = ComparisonController(window, services.library, services.engine, tasks)
        self.browsing = BrowseController(window, self.library_model, services.reader, services.pictures, tasks)
        self.explanations = ExplanationController(window, services.library, services.engine, tasks)
        self.search_controller = SearchController(
            window,
            services.library,
            self.browsing,
            self.comparisons,
            self.explanations,
            services.engine,
            tasks,
            self.library_model,
        )
        self.search_controller.limit = limit
        self.selection = SelectionController(window, self.explanations, self.pictures, tasks, self._proxy)
        self.seen = SeenController(
            window, services.library, services.engine, self.selection, self.browsing.just_seen, tasks
        )
        self.likeness = LikenessController(window, services.pasted, services.files, tasks)
        self.filter_hints = FilterHintsController(window, services.reader, services.pictures, tasks)
        self.keeping = KeepingController(window, services.library, services.engine, tasks)
        self.liking = LikingController(window, self.keeping.undo_stack)
        self.playing = PlayingController(window, self.selection, self.keeping.undo_stack)
        self.basket = BasketController(
            window,
            services.library,
            services.reader,
            services.engine,
            services.pictures,
            self.keeping,
            self.playing,
            tasks,
        )
        self.captions = CaptionsController(window, services, self.keeping, self.playing, self.selection, tasks)
        self.relevance = RelevanceController(window, services, self.keeping, self.selection, tasks)
        self.search_controller.answered.connect(self.relevance.begin)
        self.carrying_over = CarryOverController(
            window, services.library, services.engine, self.selection, self.keeping, tasks
        )
        self.saved = SavedSearchController(
            window, services.library, self.search_controller, self.library_model, self.keeping, tasks
        )
        self.handing_off = HandingOffController(
            window,
            services,
            tasks,
            self.library_model,
            self.search_controller,
            self.selection,
            self.playing,
            self.basket,
            self.keeping,
        )
        self.handing_off.wanted.connect(lambda path: self.add([path]))
        self.navigation = NavigationController(window, self.search_controller, self.library_model, remembers=remembers)
        window.sidebar.kept_opened.connect(self.basket.open_collection)
        self.basket.file_found.connect(lambda path: self.add([path]))
        self.progress = ProgressController(window, self.indexing, self.library_model, self.search_controller, tasks)
        self.removals = RemovalController(
            window, services.library, services.engine, self.indexing, self.library_model, tasks
        )
        self.skipped = SkippedController(window, services.reader, services.pictures, tasks)
        window.grid.use(self.pictures)
        window.compare.use(self.pictures)
        services.library.on_changes = tasks.tell
        services.library.on_progress = tasks.tell
        tasks.changes.connect(lambda changes: tasks.start(self.library_model.follow(changes)))
        tasks.changes.connect(self.comparisons.follow)
        self.indexing.woke.connect(lambda _: self.comparisons.learn())
        self.indexing.index_ended.connect(lambda _: self.comparisons.learn())
        self.library_model.changed.connect(self._follow)
        self.library_model.changed.connect(self._clean_up)
        for signal in (self.indexing.woke, self.indexing.added):
            signal.connect(lambda _: tasks.start(self.progress.read_status(services.library, services.engine)))
        window.player.playing_changed.connect(services.library.throttle)
        self._connect_folders()
        self._connect_commands()

    def start(self) -> None:
        """Show the library, load the model, and carry out what was asked before. A pause outlives the program."""
        if self._window.is_paused:
            self.progress.pause(True)
        self._tasks.start(self.library_model.load())
        self.indexing.start()
        self._window.inbox.hand_over(Receiver(self.add, self.progress.stop))
        self.search_controller.start()

    @property
    def is_moving(self) -> bool:
        """True while anything that was asked for has not come yet."""
        lanes = (self._services.engine, self._services.pictures, self._services.files)
        return not self.library_model.is_loaded or any(lane.is_busy for lane in lanes) or self._tasks.is_busy

    async def _proxy(self, video: Video) -> Path | None:
        """Where a video's proxy lies."""
        reader, lane = self._services.reader, self._services.pictures
        return await self._tasks.ask(lane, Priority.QUERY, reader.proxy, video, newest="small copy")

    def _clean_up(self, _changes: Changes) -> None:
        """Once, when it is known what the library keeps."""
        self.library_model.changed.disconnect(self._clean_up)
        self.likeness.clean(self.library_model.kept)

    def _follow(self, changes: Changes) -> None:
        self.pictures.forget(changes.videos | changes.removed)
        self._window.sidebar.notes = self._services.library.watch_notes
        self._window.sidebar.follow(self.library_model)
        self._window.query.filters.name_places(*self.saved.names)
        if self.library_model.folders:
            self._window.restore_place()
        self.search_controller.follow()
        self.selection.refresh(self.library_model.videos)
        self.playing.follow(changes, self.library_model.videos)
        self.basket.follow(changes)
        self.captions.follow(changes)
        self.handing_off.follow(changes)
        self.relevance.follow(changes)

    def _connect_folders(self) -> None:
        window, indexing = self._window, self.indexing
        window.sidebar.rescan_asked.connect(lambda folder_id: indexing.rescan({folder_id}))
        window.sidebar.reveal_asked.connect(show_in_file_manager)
        for asking in (window.grid, window.menus):
            asking.retry_asked.connect(indexing.retry)
        window.menus.exact_asked.connect(indexing.reindex_exact)
        window.menus.proxies_asked.connect(indexing.make_proxies)
        window.details.retry_asked.connect(self._retry)
        window.details.exact_asked.connect(self._reindex_exact)

    def _connect_commands(self) -> None:
        window, player, selection = self._window, self._window.player, self.selection
        window.actions_.connect(
            {
                "library.import": self.handing_off.choose_timeline,
                "library.export": self.handing_off.export,
                "library.rescan": lambda: self.indexing.rescan(),
                "library.removed": self.removals.open,
                "library.skipped": lambda: self.skipped.open(),
                "library.pause": lambda: self.progress.pause(not self.indexing.is_paused),
                "library.stop": self.progress.stop,
                "search.clear": self._back,
                "search.again": self.search_controller.again,
                "search.save": self.saved.save,
                "view.back": lambda: self.navigation.go(-1),
                "view.forward": lambda: self.navigation.go(1),
                "search.image": self.likeness.choose_image,
                "search.then": window.query.begin_step,
                "search.frame": self.likeness.add_frame,
                "search.like": lambda: self.liking.judge_selected("liked"),
                "search.dislike": lambda: self.liking.judge_selected("disliked"),
                "search.right": lambda: self.relevance.judge_selected(True),
                "search.wrong": lambda: self.relevance.judge_selected(False),
                "search.unlike": self.liking.clear,
                "clip.open": lambda: selection.play(selection.card),
                "edit.undo": self.keeping.undo_stack.undo,
                "edit.redo": self.keeping.undo_stack.redo,
                **{f"mark.rate_{stars}": partial(self.keeping.rate, stars) for stars in range(6)},
                "mark.pick": lambda: self.keeping.flag("pick"),
                "mark.reject": lambda: self.keeping.flag("reject"),
                "mark.seen": self.keeping.seen,
                "mark.keep": self.basket.add,
                "mark.basket": self.basket.open,
                "mark.caption": self.captions.begin,
                "mark.tags": self.keeping.edit_tags,
                "clip.similar": lambda: self.likeness.add_card(selection.card),
                "clip.stack": lambda: window.grid.toggle_stack(),
                "clip.reveal": selection.reveal,
                "clip.remove": self._remove,
                "clip.retry": self._retry,
                "clip.exact": self._reindex_exact,
                "clip.proxy": self._make_proxy,
                "clip.copy_path": lambda: selection.copy(lambda card: str(card.video.path)),
                "play.steps": selection.play_steps,
                "clip.copy_text": self.handing_off.copy_text,
                "clip.copy_timecode": self.playing.copy_timecode,
                "play.toggle": player.toggle,
                "play.back": lambda: self.playing.shuttle(-1),
                "play.pause": lambda: self.playing.shuttle(0),
                "play.forward": lambda: self.playing.shuttle(1),
                "play.frame_back": lambda: player.step(-1),
                "play.frame_forward": lambda: player.step(1),
                "search.save_image": window.evidence.save_picture,
                "search.save_numbers": window.evidence.save_table,
                "play.mark_in": player.marks.set_start,
                "play.mark_out": player.marks.set_end,
                "play.clear_marks": player.marks.clear,
                "play.next_peak": lambda: window.evidence.move_to_peak(1),
                "play.previous_peak": lambda: window.evidence.move_to_peak(-1),
            }
        )

    def _back(self) -> None:
        """Esc: first out of the full screen, then out of the search."""
        if self._window.is_video_only:
            self._window.leave_video_only()
        else:
            self.search_controller.back()

    # ---- folders and files

    def add(self, given: Sequence[Path | Given]) -> None:
        """Take folders and files into the library; timelines of other programs are opened."""
        rest = self.handing_off.take_timelines([Given.of(each) if isinstance(each, Path) else each for each in given])
        if rest:
            self.indexing.add(rest)
        else:  # nothing is reported of what was not added
            self._window.notices.dismiss("added")

    def _retry(self) -> None:
        card = self.selection.card
        if card is not None and card.video.state == "failed":
            self.indexing.retry([card.video.id])

    def _remove(self) -> None:
        card = self.selection.card
        if card is not None:
            self.removals.ask_to_remove([card.video])

    def _make_proxy(self) -> None:
        card = self.selection.card
        if card is not None:
            self.indexing.make_proxies([card.video.id])

    def _reindex_exact(self) -> None:
        card = self.selection.card
        if card is not None and card.is_fast:
            self.indexing.reindex_exact([card.video.id])
