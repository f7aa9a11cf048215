"""What the panels tell each other: questions, answers, selection, evidence, folders, progress, trouble."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog

from core.errors import C2VError
from core.lane import Lane, Priority
from core.library import Gallery, Library
from core.values import Answer, Changes, EncoderSpec, Hit, IngestProgress, Ledger, Query
from ui.browse.cards import Card
from ui.browse.drops import DropTarget
from ui.browse.folders import reveal
from ui.browse.shelf import Added, Shelf
from ui.browse.stock import Place, Stock
from ui.images import PictureKey, Pictures, picture_key
from ui.notices import Notice
from ui.tasks import Tasks
from ui.widgets import say
from ui.window.frame import Window

_CUE_AFTER_MS = 120
"""Walking through cards with the arrow keys must not open a film at each step."""
PRE_ROLL_S = 0.5


@dataclass(frozen=True, slots=True)
class Rooms:
    """The engine as the window sees it: two fronts on two lanes."""

    library: Library
    gallery: Gallery
    engine: Lane
    pictures: Lane


class Desk(QObject):
    """Ties one window to one library. Lives as long as the window."""

    def __init__(self, window: Window, rooms: Rooms, tasks: Tasks, limit: int = 100) -> None:
        super().__init__(window)
        self._window, self._rooms, self._tasks, self._limit = window, rooms, tasks, limit
        self.stock = Stock(rooms.gallery, rooms.pictures, tasks, self)
        self.shelf = Shelf(rooms.library, rooms.engine, tasks, self.stock)
        self.pictures = Pictures(rooms.gallery, rooms.pictures, self)
        self._answer: Answer | None = None
        self._card: Card | None = None
        self._ledgers: dict[int, Ledger] = {}
        self._film: dict[PictureKey, int] = {}
        self._is_awake = False
        self._cue_timer = QTimer(self)
        self._cue_timer.setSingleShot(True)
        self._cue_timer.setInterval(_CUE_AFTER_MS)
        self._cue_timer.timeout.connect(self._cue)
        window.grid.use(self.pictures)
        DropTarget(window, self.add)
        self._connect_library()
        self._connect_panels()
        self._connect_commands()

    def start(self) -> None:
        """Show the library, then wake the engine."""
        self._tasks.start(self.stock.load())
        self.shelf.start()

    @property
    def is_moving(self) -> bool:
        """True while anything that was asked for has not come yet."""
        lanes = (self._rooms.engine, self._rooms.pictures)
        return not self.stock.is_loaded or any(lane.is_busy for lane in lanes) or self._tasks.is_busy

    # ---- who hears whom

    def _connect_library(self) -> None:
        self._rooms.library.on_changes = self._tasks.tell
        self._rooms.library.on_progress = self._tasks.tell
        self._tasks.changes.connect(lambda changes: self._tasks.start(self.stock.follow(changes)))
        self._tasks.progress.connect(self._show_progress)
        self._tasks.failed.connect(self._window.notices.show_error)
        self.stock.changed.connect(self._show_library)
        self.pictures.came.connect(self._show_film)
        self.shelf.woke.connect(self._show_model)
        self.shelf.sleepless.connect(self._show_sleepless)
        self.shelf.busy.connect(self._show_busy)
        self.shelf.added.connect(self._show_added)
        self.shelf.index_ended.connect(self._show_ended)

    def _connect_panels(self) -> None:
        window = self._window
        window.query.asked.connect(self._ask)
        window.query.cleared.connect(self._browse)
        window.sidebar.chosen.connect(self._go)
        window.sidebar.add_asked.connect(self.choose_folder)
        window.sidebar.rescan_asked.connect(lambda folder_id: self.shelf.rescan({folder_id}))
        window.sidebar.remove_asked.connect(self.shelf.remove)
        window.sidebar.reveal_asked.connect(_show_in_file_manager)
        window.grid.selected.connect(self._select)
        window.grid.opened.connect(self._play)
        window.grid.hits_seen.connect(lambda hits: self._tasks.start(self._explain_seen(hits)))
        window.grid.add_asked.connect(self.choose_folder)
        window.grid.files_asked.connect(self.choose_files)
        window.grid.retry_asked.connect(self.shelf.retry)
        window.grid.reveal_asked.connect(_show_in_file_manager)
        window.grid.back_asked.connect(self._back)
        window.details.reveal_asked.connect(self._reveal_current)
        window.details.retry_asked.connect(self._retry_current)
        window.status.pause_asked.connect(self._pause)
        window.status.stop_asked.connect(self.shelf.stop)
        window.status.failed_asked.connect(lambda: window.sidebar.choose(Place("failed")))
        window.evidence.seek_asked.connect(window.player.seek)
        window.evidence.play_asked.connect(self._play_at)
        window.evidence.hovered.connect(self._preview)
        window.player.failed.connect(self._show_player_trouble)

    def _connect_commands(self) -> None:
        window = self._window
        window.actions_.connect(
            {
                "library.add_folder": self.choose_folder,
                "library.add_files": self.choose_files,
                "library.rescan": lambda: self.shelf.rescan(),
                "library.pause": lambda: self._pause(not self.shelf.is_paused),
                "library.stop": self.shelf.stop,
                "search.focus": window.query.focus,
                "search.clear": self._back,
                "search.again": self._ask_again,
                "clip.open": lambda: self._play(self._card),
                "clip.reveal": self._reveal_current,
                "clip.retry": self._retry_current,
                "play.toggle": window.player.toggle,
                "play.next_peak": lambda: window.evidence.move_to_peak(1),
                "play.previous_peak": lambda: window.evidence.move_to_peak(-1),
                "view.concepts": window.evidence.toggle_centres,
                "view.larger": lambda: window.grid.zoom(1),
                "view.smaller": lambda: window.grid.zoom(-1),
            }
        )

    # ---- adding

    def add(self, paths: Sequence[Path]) -> None:
        """Take folders and files into the library."""
        self.shelf.add(paths)

    def choose_folder(self) -> None:
        """Let the user pick a folder; the window stays alive meanwhile."""
        self._choose(QFileDialog.FileMode.Directory)

    def choose_files(self) -> None:
        """Let the user pick single films."""
        self._choose(QFileDialog.FileMode.ExistingFiles)

    def _choose(self, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self._window, "Add to the library")
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_added(self, added: Added) -> None:
        if added.refused:
            reasons = " ".join(error.title for error in added.refused[:3])
            self._say(Notice("warning", added.sentence, reasons, "added"))
        else:
            self._say(Notice("done", added.sentence, "", "added"))

    # ---- browsing

    def _show_library(self, changes: Changes) -> None:
        """The library was read anew."""
        window = self._window
        self.pictures.forget(changes.videos | changes.removed)
        window.sidebar.follow(self.stock)
        if self.stock.status is not None:
            window.status.show_counts(self.stock.status)
        if self._answer is None:
            self._browse()
        else:
            window.grid.refresh(self.stock.videos)
        if not self.shelf.is_indexing and self._is_awake:
            window.status.say(self._idle_words())

    def _go(self, place: Place) -> None:
        """Another entry of the sidebar: the same question there, or its films."""
        query = self._window.query.query
        if query is not None and place.kind != "failed":
            self._ask(query)
        else:
            self._browse()

    def _browse(self) -> None:
        """Show films."""
        self._tasks.forget("search")
        self._answer = None
        self._ledgers = {}
        self._window.query.set_busy("")
        if self.stock.is_loaded and not self.stock.folders:
            self._window.grid.show_first_run()
            return
        place = self._window.sidebar.place
        folder = self.stock.folder(place.folder_id)
        titles = {"all": "All clips", "new": "New", "failed": "Failed", "folder": folder.path.name if folder else ""}
        videos = self.stock.shown(place)
        if self.stock.is_loaded:
            self._window.grid.show_videos(videos, titles[place.kind], failed=place.kind == "failed")

    def _back(self) -> None:
        """Esc: first the question goes, then the keyboard goes to the grid."""
        if self._window.query.query is not None:
            self._window.query.clear()
        elif self._window.sidebar.place != Place("all"):
            self._window.sidebar.choose(Place("all"))
        self._window.grid.list.setFocus()

    # ---- asking

    def _ask(self, query: Query) -> None:
        place = self._window.sidebar.place
        self._tasks.start(self._search(replace(query, filter=self.stock.filter_of(place))))

    def _ask_again(self) -> None:
        if self._window.query.query is not None:
            self._ask(self._window.query.query)

    async def _search(self, query: Query) -> None:
        """Capture, await, apply; an answer that a newer question has overtaken never comes here."""
        window, library = self._window, self._rooms.library
        window.query.set_busy("Searching…" if self._is_awake else "Model is waking up…")
        window.grid.set_stale(True)
        try:
            answer: Answer = await self._tasks.ask(
                self._rooms.engine, Priority.QUERY, library.search, query, self._limit, newest="search"
            )
        except C2VError as error:
            window.grid.set_stale(False)
            window.query.show_error(error)
            return
        self._answer, self._ledgers = answer, {}
        window.query.show_answer(answer)
        window.grid.show_answer(answer)

    async def _explain_seen(self, hits: list[Hit]) -> None:
        """Strips for the cards in sight, one after another; scrolling on drops the rest."""
        answer = self._answer
        for hit in hits:
            if answer is None or answer is not self._answer:
                return
            if hit.segment.id not in self._ledgers:
                await self._explain(answer, hit, "strips")

    async def _explain(self, answer: Answer, hit: Hit, newest: str) -> Ledger:
        ledger: Ledger = await self._tasks.ask(
            self._rooms.engine,
            Priority.EXPLAIN,
            self._rooms.library.explain,
            answer.query,
            hit.segment.id,
            newest=newest,
        )
        if answer is self._answer:
            self._ledgers[hit.segment.id] = ledger
            self._window.grid.set_ledger(hit.segment.id, ledger)
        return ledger

    # ---- the selected card

    def _select(self, card: Card | None) -> None:
        """Details at once; the film a moment later; the evidence when it has come."""
        window = self._window
        self._card = card
        self._film = {}
        if card is None:
            self._tasks.forget("evidence")
            self._cue_timer.stop()
            window.player.stop()
            window.details.clear()
            window.evidence.clear()
            return
        window.details.show_card(card)
        self._cue_timer.start()
        if card.hit is None:
            self._tasks.forget("evidence")
            window.evidence.set_message("Search for something to see which frames met which words.")
        else:
            self._tasks.start(self._show_evidence(card, card.hit))

    async def _show_evidence(self, card: Card, hit: Hit) -> None:
        answer = self._answer
        if answer is None:
            return
        try:
            ledger = self._ledgers.get(hit.segment.id) or await self._explain(answer, hit, "evidence")
        except C2VError as error:
            self._window.evidence.set_message(str(error))
            return
        if self._card is None or self._card.key != card.key:
            return
        self._film = {picture_key(card.video, time_s): i for i, time_s in enumerate(ledger.times_s)}
        self._window.evidence.show_ledger(ledger, self.pictures.want(card.video, ledger.times_s), hit)
        self._window.details.show_card(card, ledger)
        self._card = replace(card, ledger=ledger)
        self._cue_timer.start()

    def _show_film(self, keys: frozenset[PictureKey]) -> None:
        """Pictures of the film row that have just come."""
        card = self._card
        for key in keys & self._film.keys():
            image = self.pictures.peek(card.video, key[2] / 1000) if card is not None else None
            if image is not None and not image.isNull():
                self._window.evidence.set_picture(self._film[key], image)

    def _cue(self) -> None:
        card = self._card
        if card is None or card.video.state == "missing":
            return
        poster = self.pictures.peek(card.video, card.best_s)
        if poster is not None:
            self._window.player.set_poster(poster)
        if card.video.state != "failed":
            self._window.player.cue(card.video.path, card.best_s, card.video.info)

    def _play(self, card: Card | None) -> None:
        """From a little before the moment."""
        if card is not None and card.video.state not in ("failed", "missing"):
            self._card = card
            self._cue_timer.stop()
            self._window.player.cue(card.video.path, max(0.0, card.best_s - PRE_ROLL_S), card.video.info)
            self._window.player.play()

    def _play_at(self, time_s: float) -> None:
        self._window.player.seek(time_s)
        self._window.player.play()

    def _preview(self, time_s: float) -> None:
        """The frame under the mouse, from the film row: nothing is decoded."""
        card = self._card
        image = self.pictures.peek(card.video, time_s) if card is not None and time_s >= 0 else None
        self._window.player.set_poster(image if image is not None else QImage())

    def _reveal_current(self) -> None:
        if self._card is not None:
            _show_in_file_manager(self._card.video.path)

    def _retry_current(self) -> None:
        if self._card is not None and self._card.video.state == "failed":
            self.shelf.retry([self._card.video.id])

    # ---- progress and trouble

    def _show_progress(self, progress: IngestProgress) -> None:
        if not progress.finished:
            self._window.status.show_progress(progress)
            self._window.show_share(say.percent(progress))

    def _show_busy(self, sentence: str) -> None:
        if not self.shelf.is_indexing:
            self._window.status.say(sentence or self._idle_words(), is_busy=bool(sentence))

    def _show_ended(self, last: IngestProgress | None) -> None:
        self._window.show_share(None)
        self._window.status.say(self._idle_words())
        if last is not None and last.videos_done and last.failed:
            words = f"{say.several(last.failed, 'clip')} could not be indexed."
            self._say(Notice("warning", words, "", "failed"), ("Show", lambda: self._go_to(Place("failed"))))

    def _go_to(self, place: Place) -> None:
        self._window.query.clear()
        self._window.sidebar.choose(place)

    def _show_model(self, spec: EncoderSpec) -> None:
        self._is_awake = True
        self._window.notices.dismiss("model")
        self._window.status.show_model(spec, None)
        self._tasks.start(self._read_status())

    async def _read_status(self) -> None:
        """Only the engine knows where its model runs."""
        status = await self._tasks.ask(self._rooms.engine, Priority.BROWSE, self._rooms.library.status)
        self._window.status.show_counts(status)

    def _show_sleepless(self, error: C2VError) -> None:
        notice = Notice("error", error.title, error.hint, "model")
        self._say(notice, ("Try again", self.shelf.wake))

    def _show_player_trouble(self, sentence: str) -> None:
        card = self._card
        if card is not None:
            self._say(Notice("warning", sentence, "", "player"), ("Show file", self._reveal_current))

    def _pause(self, paused: bool) -> None:
        self.shelf.pause(paused)
        self._window.status.set_paused(paused)
        self._window.actions_["library.pause"].setChecked(paused)

    def _idle_words(self) -> str:
        status = self.stock.status
        if status is None or not status.total:
            return ""
        ready = f"{say.several(status.ready, 'clip')} indexed"
        waiting = f", {say.count(status.waiting)} waiting" if status.waiting else ""
        return f"{ready}{waiting} · {say.duration(status.footage_s)} of footage"

    def _say(self, notice: Notice, *actions: tuple[str, object]) -> None:
        self._window.notices.show_notice(notice, *actions)  # type: ignore[arg-type]


def _show_in_file_manager(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(reveal(path))))
