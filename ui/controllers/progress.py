"""What the engine does and what went wrong, in the status line, the title and the message bars."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from core.errors import C2VError
from core.lane import Lane, Priority
from core.library import Library
from core.values import AddReport, DecoderCrash, EncoderSpec, IngestProgress, LibraryStatus
from ui.controllers.decoder_crashes import crash_notice
from ui.controllers.indexing import IndexingController
from ui.controllers.search import SearchController
from ui.controllers.selection import show_in_file_manager
from ui.library_model import LibraryModel, SidebarFilter
from ui.notices import Action, Kind, Notice
from ui.tasks import Tasks
from ui.translate import noop, own_words, translate
from ui.widgets import amounts, formatting
from ui.window.main_window import MainWindow

_NO_PROXY = noop("Controllers", "No proxies to make: these clips have one, are stills, or are not indexed yet.")


class ProgressController(QObject):
    """Shows what `IndexingController` and `LibraryModel` report, in the status strip and as notices."""

    def __init__(
        self,
        window: MainWindow,
        indexing: IndexingController,
        library_model: LibraryModel,
        search_controller: SearchController,
        tasks: Tasks,
    ) -> None:
        super().__init__(window)
        self._window, self._indexing, self._library_model, self._search_controller, self._tasks = (
            window,
            indexing,
            library_model,
            search_controller,
            tasks,
        )
        self._chosen: EncoderSpec | None = None
        """The model in use, once it is loaded; the catalogue names the one that answers."""
        self._is_counting = False
        """True from the first number of an ingest to its end."""
        self._crashes: tuple[DecoderCrash, ...] = ()
        """Notices about clips over which the decoder stopped."""
        tasks.progress.connect(self._show_progress)
        tasks.failed.connect(window.notices.show_error)
        library_model.changed.connect(self._show_counts)
        indexing.woke.connect(self._show_model)
        indexing.sleepless.connect(self._show_sleepless)
        indexing.busy.connect(self._show_busy)
        indexing.added.connect(self._show_added)
        indexing.index_ended.connect(self._show_ended)
        indexing.held.connect(self._show_held)
        indexing.proxies_asked.connect(self._show_asked)
        window.status.pause_asked.connect(self.pause)
        window.status.stop_asked.connect(self.stop)
        window.status.failed_asked.connect(lambda: search_controller.go(SidebarFilter("failed")))

    def pause(self, paused: bool) -> None:
        """Hold the indexing or let it continue; the window shows it at once."""
        self._indexing.pause(paused)
        self._window.status.set_paused(paused)
        self._window.actions_["library.pause"].setChecked(paused)
        self._window.is_paused = paused
        if not self._is_counting:
            self._say_idle()

    def stop(self) -> None:
        """End the indexing, also while it is held; what comes later is not held."""
        self._indexing.stop()
        if self._window.is_paused:
            self.pause(False)

    async def read_status(self, library: Library, engine: Lane) -> None:
        """Only the engine knows where its model runs, and which folders it cannot watch closely."""
        status, notes = await self._tasks.ask(engine, Priority.BROWSE, lambda: (library.status(), library.watch_notes))
        self._show_status(status)
        self._window.sidebar.notes = notes
        self._window.sidebar.follow(self._library_model)

    def _show_progress(self, progress: IngestProgress) -> None:
        if not progress.finished and self._indexing.is_indexing:
            self._is_counting = True
            self._show_run(progress)
        self._show_crashes(progress.crashes)

    def _show_crashes(self, crashes: Sequence[DecoderCrash]) -> None:
        """Once for each change: what was dismissed does not come back by itself."""
        if crashes == self._crashes:
            return
        self._crashes = tuple(crashes)
        if crashes:
            are_out = any(each.outcome in ("skipped", "failed") for each in crashes)
            self._say(crash_notice(crashes), *([self._show_failed] if are_out else []))

    @property
    def _show_failed(self) -> Action:
        return (
            translate("Controllers", "Show failed clips"),
            lambda: self._search_controller.go(SidebarFilter("failed")),
        )

    def _show_run(self, progress: IngestProgress | None) -> None:
        """How far the indexing is: one figure in all three places, and at the same moment."""
        if progress is not None:
            self._window.status.show_progress(progress)
        self._window.show_share(None if progress is None else progress.percent)
        self._window.sidebar.show_progress(progress)

    def _show_counts(self) -> None:
        if self._library_model.status is not None:
            self._show_status(self._library_model.status)
        if not self._is_counting and self._search_controller.is_awake:
            self._say_idle()

    def _show_status(self, status: LibraryStatus) -> None:
        """Counts, and the model in use with the one that answers meanwhile."""
        if self._chosen is not None:
            status = replace(status, encoder=self._chosen)
        self._window.status.show_counts(status, self._indexing.answers_meanwhile)

    def _show_busy(self, sentence: str) -> None:
        if sentence and not self._is_counting:
            self._window.status.say(sentence, is_busy=True)
        elif not self._is_counting:
            self._say_idle()

    def _show_ended(self, last: IngestProgress | None) -> None:
        self._is_counting = False
        self._show_run(None)
        self._say_idle()
        if last is not None and last.note:
            self._say(
                Notice("warning", last.note, translate("Controllers", "The clips themselves were indexed."), "proxies")
            )
        if last is not None and last.failed:
            words = translate("Controllers", "{clips} could not be indexed.").format(clips=amounts.clips(last.failed))
            self._say(
                Notice("warning", words, "", "failed", fades=True),
                (translate("Controllers", "Show"), lambda: self._search_controller.go(SidebarFilter("failed"))),
            )

    def _show_asked(self, count: int) -> None:
        words = (
            translate("Controllers", "{proxies} queued; indexing comes first.").format(proxies=amounts.proxies(count))
            if count
            else translate("Controllers", _NO_PROXY)
        )
        self._say(Notice("info", words, "", "proxies", fades=True))

    def _show_held(self, error: C2VError) -> None:
        self._window.status.say(self._idle_words())
        actions: list[Action] = [(translate("Controllers", "Try again"), self._indexing.rescan)]
        if self._library_model.status is not None and self._library_model.status.failed:
            actions.append(self._show_failed)
        log = self._window.notices.log
        if log is not None:
            actions.append((translate("Controllers", "Show log"), lambda: show_in_file_manager(log)))
        self._say(Notice("error", error.title, error.hint, "held"), *actions)

    def _show_model(self, spec: EncoderSpec) -> None:
        self._search_controller.woke()
        self._window.notices.dismiss("model")
        self._chosen = spec
        self._window.status.show_model(spec, None, self._indexing.answers_meanwhile)

    def _show_sleepless(self, error: C2VError) -> None:
        actions: list[Action] = [
            (translate("Controllers", "Models…"), self._window.actions_["app.models"].trigger),
            (translate("Controllers", "Try again"), self._indexing.wake),
        ]
        self._say(Notice("error", error.title, error.hint, "model"), *actions)

    def _show_added(self, report: AddReport) -> None:
        after = (
            translate("Controllers", "Indexing is paused.")
            if self._indexing.is_paused
            else translate("Controllers", "Indexing in the background.")
        )
        if not report.is_fine:  # this notice stays until it is closed, longer than the indexing
            after = ""
        kind: Kind = "warning" if not report.is_fine else "done" if report.clips else "info"
        self._window.notices.dismiss("added")  # the notice that it waits, and earlier good news
        name = "added" if report.is_fine else ""  # another drop must not take away what was refused of this one
        notice = Notice(
            kind, own_words(report.title), " ".join(map(own_words, report.lines(after))), name, fades=report.is_fine
        )
        why: Action = (translate("Controllers", "Show skipped items"), self._window.actions_["library.skipped"].trigger)
        self._say(notice, *([why] if report.of("empty") else []))

    def _say_idle(self) -> None:
        """What there is, while nothing is counted; what waits because of a pause says so."""
        status, is_paused = self._library_model.status, self._indexing.is_paused
        is_held = is_paused and status is not None and status.waiting > 0
        words = self._idle_words()
        self._window.status.say(
            translate("Controllers", "Paused · {words}").format(words=words) if is_held else words, is_held=is_held
        )

    def _idle_words(self) -> str:
        status = self._library_model.status
        if status is None or not status.total:
            return ""
        ready = translate("Controllers", "{clips} indexed").format(clips=amounts.clips(status.searchable))
        held = translate("Controllers", "Indexing is paused · ") if self._indexing.is_held and status.waiting else ""
        waiting = (
            translate("Controllers", ", {number} waiting").format(number=formatting.count(status.waiting))
            if status.waiting
            else ""
        )
        return translate("Controllers", "{held}{ready}{waiting} · {duration} of footage").format(
            held=held, ready=ready, waiting=waiting, duration=formatting.duration(status.footage_s)
        )

    def _say(self, notice: Notice, *actions: Action) -> None:
        self._window.notices.show_notice(notice, *actions)
