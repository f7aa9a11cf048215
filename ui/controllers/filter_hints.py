"""Words of a question that a filter answers better: offered below the line, applied when the user takes the offer."""

from datetime import date

from PySide6.QtCore import QObject

from core.lane import Lane, Priority
from core.library_reader import LibraryReader
from core.values import FacetKind, Filter, FilterHint, Query
from ui.search.offer_row import Offer
from ui.search.step_line import line_of
from ui.tasks import Tasks
from ui.translate import translate
from ui.widgets.filter_parts import parts_of
from ui.window.main_window import MainWindow

_SEEN: frozenset[FacetKind] = frozenset({"camera", "tag"})
"""Words for these say what pictures show as well ("drone", "night"): they stay in the question."""


class FilterHintsController(QObject):
    """Thread: main; hints are looked for on the lane of the pictures."""

    def __init__(self, window: MainWindow, reader: LibraryReader, pictures: Lane, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._reader, self._pictures, self._tasks = window, reader, pictures, tasks
        self._line = ""
        self._hints: dict[str, FilterHint] = {}
        window.query.asked.connect(self._look)
        window.query.filters.changed.connect(lambda _: self._look(window.query.query))
        window.query.offer_taken.connect(self._take)

    def _look(self, query: Query | None) -> None:
        if query is not None:
            self._tasks.start(self._find(line_of(query), self._window.query.filters.filter))

    async def _find(self, line: str, chosen: Filter) -> None:
        found = await self._tasks.ask(
            self._pictures,
            Priority.BROWSE,
            self._reader.suggest_filters,
            line,
            chosen,
            date.today(),
            newest="filter_hints",
        )
        query = self._window.query.query
        if query is None or line_of(query) != line:
            return
        self._line = line
        self._hints = {f"filter:{hint.kind}:{hint.text.casefold()}": hint for hint in found}
        self._window.query.offer([_offer(key, hint, chosen) for key, hint in self._hints.items()])

    def _take(self, key: str) -> None:
        """The filter is applied; words that say no more than it does leave the question."""
        query, hint = self._window.query.query, self._hints.get(key)
        if hint is None or query is None or line_of(query) != self._line:
            return
        stretch = None if hint.kind in _SEEN else (hint.start, hint.stop)
        self._window.query.take_filter(hint.filter, stretch)


def _offer(key: str, hint: FilterHint, chosen: Filter) -> Offer:
    before = {part.text for part in parts_of(chosen)}
    added = ", ".join(part.text for part in parts_of(hint.filter) if part.text not in before)
    text = translate("Controllers", "Filter: {filter}").format(filter=added or hint.text)
    tip = translate("Controllers", "Search only clips that pass this filter, instead of the words “{words}”")
    return Offer(key, text, tip.format(words=hint.text))
