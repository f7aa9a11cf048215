"""From a question to an answer in the grid, and from one place of the sidebar to another."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from core.errors import C2VError, Cancelled
from core.lane import Lane, Priority
from core.library import Library
from core.values import Answer, Comparison, Filter, Query
from ui.browse.card import is_nothing_close
from ui.controllers.browsing import BrowseController
from ui.controllers.comparison import ComparisonController, Pair
from ui.controllers.explaining import ExplanationController
from ui.controllers.trail import View, is_refined
from ui.library_model import LibraryModel, SidebarFilter, narrowed, place_part
from ui.notices import Notice
from ui.search.phrase_marks import has_muted
from ui.tasks import Tasks
from ui.translate import translate
from ui.window.main_window import MainWindow

_STATES = ("failed", "missing")
"""Places that are lists of clips to do something about, not a part of the library to search in."""


class SearchController(QObject):
    """Shows either the videos of a place or the answer to a question."""

    moving = Signal()
    """Something else is about to be shown, or the same again."""
    moved = Signal(object)
    """The View that will be shown."""
    answered = Signal(object)
    """The Query whose answer is shown now."""

    def __init__(
        self,
        window: MainWindow,
        library: Library,
        browsing: BrowseController,
        comparisons: ComparisonController,
        explanations: ExplanationController,
        engine: Lane,
        tasks: Tasks,
        library_model: LibraryModel,
    ) -> None:
        super().__init__(window)
        self._window, self._library, self._engine, self._tasks, self._library_model = (
            window,
            library,
            engine,
            tasks,
            library_model,
        )
        self._browsing, self._comparisons, self._explanations = browsing, comparisons, explanations
        self.limit = 100
        self.is_awake = False
        self._wanted: Query | None = None
        """The question that the user wants answered: set by asking, and only the user takes it back."""
        self._known = 0, 0
        """Clips that could be found, in the library and in the place, when an empty answer was last checked again."""
        self._is_asking = False
        self._is_quiet = False
        """While several parts of a view are put in their places: it is shown once, at the end."""
        self._before: Query | None = None
        """What the list shows the answer to."""
        self._returning: View | None = None
        """Where in what comes next the user was before."""
        window.query.asked.connect(self.ask)
        window.query.cleared.connect(self._leave)
        window.sidebar.chosen.connect(self._go)
        window.grid.back_asked.connect(self.back)
        window.grid.again_asked.connect(self.again)
        comparisons.changed.connect(self.again)
        window.evidence.phrase_mute_asked.connect(window.query.editor.mute_phrase)
        window.evidence.phrase_solo_asked.connect(window.query.editor.solo_phrase)
        window.evidence.phrases_unmute_asked.connect(window.query.editor.unmute_phrases)
        window.evidence.centres_muted.connect(window.query.editor.mute_centres)
        window.query.filters.changed.connect(lambda _: self._narrow())
        window.grid.unfiltered_asked.connect(window.query.filters.clear)

    @property
    def answer(self) -> Answer | None:
        """What the list shows the moments of; None while clips are browsed."""
        return self._explanations.answer

    # ---- browsing

    def start(self) -> None:
        """What was asked before the library was open is asked now."""
        if self._window.query.query is not None and self._wanted is None:
            self.ask(self._window.query.query)

    def woke(self) -> None:
        """The model is there: a question that could not be answered without it is asked again."""
        self.is_awake = True
        if self._wanted is not None and self.answer is None and not self._is_asking:
            self.ask(self._wanted)
        elif self._is_asking:
            self._window.query.set_busy(self._waiting_words())

    def follow(self) -> None:
        """The library was reloaded: clips move, moments stay where they are, and what was asked stays asked."""
        if self._wanted is None:
            self._browse()
        elif self.answer is None:
            self._browsing.show_place(lambda: self._dim(self._is_asking))
        else:
            self._window.grid.refresh(self._library_model.videos)
            self._window.compare.refresh(self._library_model.videos)
            more = self._not_asked_of(self.answer)
            if not self._is_asking and not self.answer.hits:
                self._tasks.start(self._look_again())
            elif not self._is_asking and more > 0 and self._is_indexed and is_nothing_close(self.answer):
                if self._window.grid.row <= 0:  # nobody chose another than was selected by itself
                    self._before = None
                self.again()  # it was asked of the first clips only; there is no find to keep in its place
            self._window.grid.offer_again(more)

    def _not_asked_of(self, answer: Answer) -> int:
        """How many clips have become searchable since."""
        status = self._library_model.status
        return (status.searchable if status is not None else 0) - answer.ready_videos

    @property
    def _is_indexed(self) -> bool:
        """No clip of the library is waiting."""
        return self._library_model.status is not None and not self._library_model.status.waiting

    def _leave(self) -> None:
        """The user takes the question back."""
        if self._is_quiet:
            return
        self._wanted, self._is_asking = None, False
        self._tasks.forget("search")
        self._dim(False)
        self._browse()

    async def _look_again(self) -> None:
        """Ask again what found nothing, once something else in the chosen place can be found."""
        status, asked = self._library_model.status, self._wanted
        ready = await self._browsing.count_ready()
        before, self._known = self._known, (status.searchable if status is not None else 0, ready)
        is_empty = self.answer is not None and not self.answer.hits
        can_ask = is_empty and asked is self._wanted and not self._is_asking
        if asked is not None and can_ask and ready > 0 and self._known != before:
            self.ask(asked)  # there was nothing to search; now there is

    def _browse(self) -> None:
        """Show the clips of the chosen place."""
        self.moving.emit()
        self.moved.emit(self.view())
        self._explanations.begin(None)
        self._before = None
        self._window.query.set_busy("")
        self._browsing.show_place(self._return)

    def _go(self, place: SidebarFilter) -> None:
        """Another entry of the sidebar: the same question there, or its videos."""
        if self._is_quiet:
            return
        if place.kind == "search":
            self._open_saved(place)
            return
        self._drop_other_places(place)
        query = self._window.query.query
        if query is not None and place.kind not in _STATES:
            self.ask(query)
        else:
            self._leave()

    def _open_saved(self, place: SidebarFilter) -> None:
        """A saved search: ask it, or say why it cannot be asked here."""
        saved = self._library_model.kept_list(place.collection_id)
        if saved is None:
            return
        self.show_record(saved.query or Query("", ()), place, saved.notes, saved.trouble)

    def _drop_other_places(self, place: SidebarFilter) -> None:
        """A place takes over from what a filter said of places."""
        filters = self._window.query.filters
        where = place_part(self._library_model.filter_of(place))
        kept = filters.filter
        if not where.is_empty:
            kept = replace(kept, folder_ids=frozenset(), below=frozenset(), singles=False)
        if place.kind == "collection":
            kept = replace(kept, collection_ids=frozenset())
        self._quietly(lambda: filters.set_filter(kept))

    def _quietly(self, change: Callable[[], object]) -> None:
        before, self._is_quiet = self._is_quiet, True
        try:
            change()
        finally:
            self._is_quiet = before

    def _narrow(self) -> None:
        """Other filters: the same question of those clips, or the clips themselves."""
        if self._is_quiet:
            return
        self._window.grid.set_filtered(not self._window.query.filters.filter.is_empty)
        query = self._window.query.query
        if query is not None:
            self.ask(query)
        else:
            self._browse()

    def go(self, place: SidebarFilter) -> None:
        """Leave the question and go to a place."""
        self._window.query.clear()
        self._window.sidebar.choose(place)

    # ---- whole views

    def record(self) -> Query:
        """What is asked, with place and filters: what is saved and remembered. It may only filter."""
        query = self._window.query.query or Query("", ())
        return replace(query, filter=self._whole_filter())

    def view(self) -> View:
        """What is shown."""
        window = self._window
        return View(window.sidebar.place, window.query.query, window.query.filters.filter, self._whole_filter())

    def _whole_filter(self) -> Filter:
        """The place and the filters. A list of trouble is for looking after it; a question there means the library."""
        place = self._window.sidebar.place
        wanted = Filter() if place.kind in _STATES else self._library_model.filter_of(place)
        return narrowed(wanted, self._window.query.filters.filter)

    def show_record(
        self, query: Query, place: SidebarFilter | None = None, notes: Sequence[str] = (), trouble: str = ""
    ) -> None:
        """Ask a query that was saved or remembered, with its place and filters; `place`: the entry that stands for it.

        `trouble`: why it cannot be asked; it stands in the line all the same.
        """
        found, chosen = self._library_model.place_of(query.filter)
        if place is None and not self._window.sidebar.can_choose(found):
            found, chosen = SidebarFilter("all"), query.filter
        asked = None if query == Query("", (), query.filter, sort=query.sort) else replace(query, filter=Filter())
        self.show_view(View(place or found, asked, chosen, query.filter), trouble)
        for note in notes:
            self._window.notices.show_notice(Notice("info", note, "", note))

    def show_view(self, view: View, trouble: str = "") -> None:
        """Go there: place, filters and question at once."""
        window = self._window
        if not window.sidebar.can_choose(view.place):
            found, chosen = self._library_model.place_of(view.whole)
            if not window.sidebar.can_choose(found):
                found, chosen = SidebarFilter("all"), view.whole
            view = replace(view, place=found, chosen=chosen)
        self.moving.emit()

        def put() -> None:
            window.sidebar.choose(view.place)
            window.query.filters.set_filter(view.chosen)
            if view.query is None:
                window.query.clear()
            else:
                window.query.show_query(view.query)

        self._quietly(put)
        window.grid.set_filtered(not view.chosen.is_empty)
        self._returning = view
        if view.query is None or trouble:
            self._leave()
        else:
            self.ask(view.query)
        if trouble:
            window.query.say_not_asked(trouble)

    def _return(self) -> None:
        """What was asked for is shown: go to where in it the user was."""
        view, self._returning = self._returning, None
        if view is not None and (view.selected is not None or view.scroll):
            self._window.grid.return_to(view.selected, view.scroll)

    def back(self) -> None:
        """Esc: first the question goes, then the place; the keyboard goes to the grid."""
        if self._window.query.query is not None:
            self._window.query.clear()
        else:
            self._window.sidebar.choose(SidebarFilter("all"))
        self._window.grid.focus()

    # ---- asking

    def ask(self, query: Query) -> None:
        """Ask within the chosen place."""
        if self._is_quiet:
            return
        self.moving.emit()
        self.moved.emit(self.view())
        self._wanted, self._is_asking = query, True
        self._window.evidence.has_muted_phrases = has_muted(query)
        self._tasks.start(self._search(replace(query, filter=self._whole_filter())))

    def again(self) -> None:
        """The same question, with what was indexed since."""
        if self._window.query.query is not None:
            self.ask(self._window.query.query)

    def _waiting_words(self) -> str:
        if not self.is_awake or self._library.is_model_loading:
            return translate("Controllers", "Searching as soon as the model is loaded…")
        return (
            translate("Controllers", "Searching…")
            if self._comparisons.asked is None
            else translate("Controllers", "Asking both models…")
        )

    async def _search(self, query: Query) -> None:
        """Capture, await, apply; an answer that a newer question has overtaken never comes here."""
        window, pair = self._window, self._comparisons.asked
        window.query.set_busy(self._waiting_words())
        self._dim(True)
        try:
            found: Answer | Comparison = await self._ask(query, pair)
        except Cancelled:  # a newer question took its place, or the user took it back
            raise
        except Exception as error:
            self._is_asking = False
            # What is shown answers another question than the one that stands above it.
            self._dim(self.answer is not None and self.answer.query != query)
            window.query.set_busy("")
            if not isinstance(error, C2VError):
                raise
            window.query.show_error(error)
            return
        self._is_asking = False
        answer = found.fused if isinstance(found, Comparison) else found
        in_columns = isinstance(found, Comparison) and self._comparisons.mode == "columns"
        self._browsing.forget()
        self._explanations.begin(answer)
        self._comparisons.answered(pair)
        window.show_evidence(bool(answer.hits))
        window.query.set_demo(self._browsing.is_demo)
        if self._library_model.status is not None and self._library_model.status.encoder is not None:
            window.query.set_model(self._library_model.status.encoder)
        window.query.show_answer(answer)
        window.show_two(in_columns)
        if in_columns and isinstance(found, Comparison):
            window.compare.show_comparison(found, self._comparisons.specs)
        else:
            before = self._before
            keeps = before is not None and is_refined(before, answer.query)
            window.grid.show_answer(answer, keep_selection=keeps and self._returning is None)
        self._before = answer.query
        self.answered.emit(answer.query)
        self._return()

    async def _ask(self, query: Query, pair: Pair | None) -> Answer | Comparison:
        """One model or two. Raises: C2VError; Cancelled."""
        library, lane = self._library, self._engine
        if pair is None:
            return await self._tasks.ask(lane, Priority.QUERY, library.search, query, self.limit, newest="search")
        return await self._tasks.ask(lane, Priority.QUERY, library.compare, query, pair, self.limit, newest="search")

    def _dim(self, stale: bool) -> None:
        """What is shown is of an older question."""
        self._window.grid.set_stale(stale)
        self._window.compare.set_stale(stale)
