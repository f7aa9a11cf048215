"""From a question to an answer in the grid, and from a moment to its ledger."""

from dataclasses import replace

from PySide6.QtCore import QObject

from core.errors import C2VError, Cancelled
from core.lane import Lane, Priority
from core.library import Library
from core.values import Answer, Comparison, Hit, Ledger, Query
from ui.browse.stock import Place, Stock
from ui.tasks import Tasks
from ui.window.frame import Window
from ui.window.rivals import Pair, Rivals

_EXAMPLES = ("a person walks in from the left", "close-up of hands", "cars on a street at night", "the camera pans")
_DRAWN_EXAMPLES = ("a red car drives up", "a small orange fish swims left", "a yellow star appears at night")
"""For the demo model, which knows drawn films only."""
_TITLES = {"all": "All clips", "new": "New", "failed": "Failed", "missing": "Missing", "singles": "Single clips"}
_STATES = ("failed", "missing")
"""Places that are lists of clips to do something about, not a part of the library to search in."""


class Inquiry(QObject):
    """Shows either the films of a place or the answer to a question."""

    def __init__(
        self, window: Window, library: Library, rivals: Rivals, engine: Lane, tasks: Tasks, stock: Stock
    ) -> None:
        super().__init__(window)
        self._window, self._library, self._engine, self._tasks, self._stock = window, library, engine, tasks, stock
        self._rivals = rivals
        self.limit = 100
        self.is_awake = False
        self.answer: Answer | None = None
        self._ledgers: dict[int, Ledger] = {}
        window.query.asked.connect(self.ask)
        window.query.cleared.connect(self.browse)
        window.sidebar.chosen.connect(self._go)
        window.grid.hits_seen.connect(lambda hits: tasks.start(self._explain_seen(hits, self.answer)))
        window.grid.back_asked.connect(self.back)
        window.compare.hits_seen.connect(lambda hits: tasks.start(self._explain_seen(hits, self.answer)))
        window.grid.again_asked.connect(self.again)
        rivals.changed.connect(self.again)

    # ---- browsing

    def follow(self) -> None:
        """The library was read anew: films move, moments stay where they are."""
        if self.answer is None:
            self.browse()
        else:
            self._window.grid.refresh(self._stock.videos)
            self._window.compare.refresh(self._stock.videos)
            ready = self._stock.status.searchable if self._stock.status is not None else 0
            self._window.grid.offer_again(ready - self.answer.ready_videos)

    def browse(self) -> None:
        """Show the films of the chosen place."""
        self._tasks.forget("search")
        self.answer, self._ledgers = None, {}
        window, place = self._window, self._window.sidebar.place
        window.query.set_busy("")
        window.show_evidence(False)
        window.show_two(False)
        if not self._stock.is_loaded:
            return
        if not self._stock.folders:
            window.query.set_examples(())
            window.grid.show_first_run()
            return
        window.query.set_examples(_DRAWN_EXAMPLES if self._is_demo else _EXAMPLES)
        window.grid.show_videos(self._stock.shown(place), self._title(place), place.kind)

    def _title(self, place: Place) -> str:
        folder = self._stock.folder(place.folder_id)
        path = folder.path if folder is not None else place.path
        return (path.name or str(path)) if path is not None else _TITLES.get(place.kind, "")

    @property
    def _is_demo(self) -> bool:
        spec = self._stock.status.encoder if self._stock.status is not None else None
        return spec is not None and spec.is_demo

    def _go(self, place: Place) -> None:
        """Another entry of the sidebar: the same question there, or its films."""
        query = self._window.query.query
        if query is not None and place.kind not in _STATES:
            self.ask(query)
        else:
            self.browse()

    def go(self, place: Place) -> None:
        """Leave the question and go to a place."""
        self._window.query.clear()
        self._window.sidebar.choose(place)

    def back(self) -> None:
        """Esc: first the question goes, then the place; the keyboard goes to the grid."""
        if self._window.query.query is not None:
            self._window.query.clear()
        else:
            self._window.sidebar.choose(Place("all"))
        self._window.grid.list.setFocus()

    # ---- asking

    def ask(self, query: Query) -> None:
        """Ask within the chosen place."""
        place = self._window.sidebar.place
        self._tasks.start(self._search(replace(query, filter=self._stock.filter_of(place))))

    def again(self) -> None:
        """The same question, with what was indexed since."""
        if self._window.query.query is not None:
            self.ask(self._window.query.query)

    async def _search(self, query: Query) -> None:
        """Capture, await, apply; an answer that a newer question has overtaken never comes here."""
        window, pair = self._window, self._rivals.asked
        asking = "Searching…" if pair is None else "Asking both models…"
        window.query.set_busy(asking if self.is_awake else "Model is waking up…")
        self._dim(True)
        try:
            found: Answer | Comparison = await self._ask(query, pair)
        except C2VError as error:
            self._dim(False)
            window.query.show_error(error)
            return
        answer = found.fused if isinstance(found, Comparison) else found
        in_columns = isinstance(found, Comparison) and self._rivals.mode == "columns"
        self.answer, self._ledgers = answer, {}
        self._rivals.answered(pair)
        window.show_evidence(bool(answer.hits))
        window.query.set_demo(self._is_demo)
        window.query.show_answer(answer)
        window.show_two(in_columns)
        if in_columns and isinstance(found, Comparison):
            window.compare.show_comparison(found, self._rivals.specs)
        else:
            window.grid.show_answer(answer)

    async def _ask(self, query: Query, pair: Pair | None) -> Answer | Comparison:
        """One model or two. Raises: C2VError; Cancelled."""
        library = self._library
        asked = (library.search, query, self.limit) if pair is None else (library.compare, query, pair, self.limit)
        found: Answer | Comparison = await self._tasks.ask(self._engine, Priority.QUERY, *asked, newest="search")
        return found

    def _dim(self, stale: bool) -> None:
        """What is shown is of an older question."""
        self._window.grid.set_stale(stale)
        self._window.compare.set_stale(stale)

    # ---- explaining

    async def explain(self, hit: Hit, newest: str) -> Ledger:
        """The ledger of a moment of the present answer.

        Raises: C2VError; Cancelled, when it is no longer wanted.
        """
        answer = self.answer
        if answer is None:
            raise Cancelled
        known = self._ledgers.get(hit.segment.id)
        if known is not None:
            return known
        ledger: Ledger = await self._tasks.ask(
            self._engine, Priority.EXPLAIN, self._library.explain, answer.query, hit.segment.id, newest=newest
        )
        if answer is self.answer:
            self._ledgers[hit.segment.id] = ledger
            self._window.grid.set_ledger(hit.segment.id, ledger)
            self._window.compare.set_ledger(hit.segment.id, ledger)
        return ledger

    async def _explain_seen(self, hits: list[Hit], answer: Answer | None) -> None:
        """Strips for the cards in sight, one after another; scrolling on or another answer drops the rest."""
        for hit in hits:
            if answer is None or answer is not self.answer:
                return
            await self.explain(hit, "strips")
