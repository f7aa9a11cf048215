"""The query as it stands and every way to change it: the line, phrases, steps, examples, likes, filters, undo."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from core.errors import C2VError, EmptyQueryError
from core.values import Example, Filter, Like, Phrase, Query, Step
from ui.search import step_line
from ui.search.filter_button import FilterButton
from ui.search.phrase_editing import Span
from ui.search.phrase_marks import carried_over, soloed_by_text, toggled_by_text, unmuted
from ui.search.query_field import PastLine, QueryField
from ui.search.query_undo import QueryState, QueryUndo

DEBOUNCE_MS = 250
_STEP_EDITS: Final[dict[str, Callable[[Query, int], Query]]] = {
    "split": step_line.split_before,
    "join": step_line.join_with_next,
    "swap": step_line.swap_with_next,
    "remove": step_line.without_step,
}
Cutter = Callable[[str], Query]
Recutter = Callable[[Query, Sequence[Span]], Query]


class QueryEditor(QObject):
    """Reads the line and keeps it true to the query. `cut` and `recut` are pure."""

    changed = Signal(object)
    """A Query that stands from now on; where it is to be answered, `asked` follows."""
    ended = Signal()
    """Nothing is asked any more."""
    refused = Signal(object)
    """A C2VError: why something cannot be asked like this."""
    asked = Signal(object)
    """A Query: after a pause in typing, at Enter, and when the user cut the phrases otherwise."""
    cleared = Signal()
    """The user took the query back."""
    recalled = Signal(object)
    """A Query with its filter: one that was asked before, as a whole."""
    meant = Signal()
    """The user is done with writing: what is asked now is to be remembered."""

    def __init__(
        self, field: QueryField, filters: FilterButton, cut: Cutter, recut: Recutter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._field, self._filters, self._cut, self._recut = field, filters, cut, recut
        self._query: Query | None = None
        self._filter = Filter()
        self._undo = QueryUndo()
        self._is_restoring = False
        self._recalled: Query | None = None
        """What was chosen of the history, to be asked after a pause."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        field.textEdited.connect(self._typed)
        field.entered.connect(lambda: self.ask(now=True))
        field.emptied.connect(self._empty)
        field.undo_asked.connect(self.undo)
        field.redo_asked.connect(self.redo)
        self._timer.timeout.connect(lambda: self.ask(now=False))
        field.recalled.connect(self._recall)
        field.meant.connect(lambda: QTimer.singleShot(0, self, self._tell_meant))  # it is asked first
        filters.changed.connect(self._filtered)
        field.pictures_given.connect(lambda paths: self.add_examples([Example("image", path) for path in paths]))

    @property
    def query(self) -> Query | None:
        """The query as it stands."""
        return self._query

    # ----------------------------------------------------------------- the line

    def set_history(self, queries: Sequence[Query], present: Callable[[], Query | None]) -> None:
        """What was asked before, newest last; `present` gives the query as it stands, with its filter."""

        def shown() -> Query | None:
            """What stands in the line, when it was asked already."""
            query = self._query
            is_asked = query is not None and step_line.line_of(query).rstrip() == self._field.text().rstrip()
            return present() if is_asked else None

        self._field.present = shown
        self._field.set_history([PastLine(step_line.line_of(query), query) for query in queries])

    def _tell_meant(self) -> None:
        self.meant.emit()

    def _recall(self, line: PastLine) -> None:
        """A line of the history: asked after a pause, as a whole."""
        if line.query is None:
            self._typed(line.text)
        else:
            self._recalled = line.query
            self._timer.start()

    def _typed(self, text: str) -> None:
        self._recalled = None
        if text.strip():
            self._timer.start()
        elif self._query is not None and self._query.examples:
            self._timer.stop()
            self.choose(replace(self._query, text="", phrases=(), then=()))
        else:
            self._empty()

    def ask(self, *, now: bool) -> None:
        """Cut the line and ask; while typing only when something has changed."""
        self._timer.stop()
        if self._recalled is not None:
            query, self._recalled = self._recalled, None
            self.recalled.emit(query)
            return
        text = self._field.text()
        if not text.strip() and self._query is not None and self._query.examples:
            self._take(self._query)
            return
        try:
            has_examples = self._query is not None and bool(self._query.examples)
            query = step_line.cut_line(text, self._cut, may_lack_first=has_examples)
        except EmptyQueryError as error:
            if now:
                self.refused.emit(error)
            return
        except C2VError as error:
            self.refused.emit(error)
            return
        if self._query is not None and step_line.is_same_line(step_line.line_of(query), self._query):
            if not now:
                return
            query = self._query  # phrases cut by hand stay
        if now:
            self._field.remember(text)
        self._take(carried_over(query, self._query))

    def show_query(self, query: Query) -> None:
        """Ask this now, as it stands: its phrases and what was chosen for them stay."""
        self._field.setText(step_line.line_of(query))
        self._timer.stop()
        self._keep()
        self._take(query)

    def begin_step(self) -> None:
        """Let the user write what comes next in the same clip: the line gets an arrow at its end."""
        if any(ch.isalnum() for ch in self._field.text()) or (self._query is not None and self._query.examples):
            self._field.setText(step_line.next_step(self._field.text()))
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.end(False)

    def take_then(self) -> None:
        """Make steps of a line that says "then"."""
        split = step_line.split_at_then(self._field.text())
        if split is None or self._query is None:
            return
        try:
            query = carried_over(step_line.cut_line(split, self._cut), self._query)
        except C2VError as error:
            self.refused.emit(error)
            return
        self._timer.stop()
        self._keep()
        self._field.setText(split)
        self._field.remember(split)
        self._take(query)

    # ----------------------------------------------------------------- phrases and steps

    def mute_phrase(self, text: str) -> None:
        """Leave the phrase of these words out, or take it in again."""
        self._refine(toggled_by_text, text)

    def solo_phrase(self, text: str) -> None:
        """Leave out all phrases but that of these words; again: take all in."""
        self._refine(soloed_by_text, text)

    def unmute_phrases(self) -> None:
        """Take all phrases in again."""
        self._refine(unmuted)

    def _refine(self, change: Callable[..., Query], *args: str) -> None:
        made = change(self._query, *args) if self._query is not None else None
        if made is not None and made != self._query:
            self.choose(made)

    def mute_centres(self, centres: tuple[int, ...]) -> None:
        """Leave these centres of the model out of the score, and no others."""
        if self._query is not None and centres != self._query.muted_centres:
            self.choose(replace(self._query, muted_centres=centres))

    def mark(self, phrases: Sequence[Phrase]) -> None:
        """The user has chosen a role or a weight for a phrase, or muted it."""
        if self._query is not None:
            self.choose(step_line.with_line_phrases(self._query, phrases))

    def edit_step(self, how: str, number: int) -> None:
        """The user has split, joined, swapped or removed steps."""
        if self._query is not None:
            self.choose(_STEP_EDITS[how](self._query, number))
            self._field.setText(step_line.line_of(self._query))

    def choose_gap(self, within_s: float) -> None:
        """The user has chosen how far apart steps may be."""
        if self._query is not None:
            self.choose(replace(self._query, within_s=within_s))

    def choose(self, query: Query) -> None:
        """The user has refined the query; its text is the same."""
        last = self._undo.last
        known = last.query if last is not None and last.filter == self._filter else None
        before = [each for each in (known, self._query) if each is not None]
        slides = len(before) == 2 and all(replace(each, motion=query.motion) == query for each in before)
        if not slides:  # one undo takes back a whole move of the slider
            self._keep()
        self._take(query)

    def recut(self, spans: Sequence[Span]) -> bool:
        """The user has cut the phrases otherwise. False when that is refused; then they stay as they were."""
        if self._query is None:
            return True
        try:
            steps = [self._recut_step(self._query, number, spans) for number in range(len(self._query.then) + 1)]
        except C2VError as error:
            self.refused.emit(error)
            return False
        query = step_line.with_steps(self._query, steps)
        self._field.remember(self._field.text())
        self._keep()
        self._take(query)
        return True

    def _recut_step(self, query: Query, number: int, spans: Sequence[Span]) -> Step:
        """One step cut otherwise; its phrases keep their marks. Raises: QueryError."""
        step = step_line.steps_of(query)[number]
        made = self._recut(
            replace(query, text=step.text, phrases=step.phrases), step_line.spans_of_step(query, spans, number)
        )
        return Step(made.text, made.phrases)

    def exclude_negated(self) -> None:
        """Make an excluded phrase of what the sentence says is not wanted."""
        from core.library import exclude_negated  # the window opens without the machinery of searching

        if self._query is None:
            return
        try:
            query = exclude_negated(self._query)
        except C2VError as error:
            self.refused.emit(error)
            return
        if query is not None:
            self.show_query(query)

    # ----------------------------------------------------------------- examples, likes and filters

    def add_examples(self, examples: Sequence[Example]) -> None:
        """Search for what looks like these as well; one that is there already is not added again."""
        query = self._query or Query("", ())
        fresh = [example for example in examples if example not in query.examples]
        if fresh:
            self.choose(replace(query, examples=(*query.examples, *fresh)))

    def set_examples(self, examples: Sequence[Example]) -> None:
        """The user has weighed, muted or removed an example."""
        if self._query is None:
            return
        if examples or step_line.line_of(self._query).strip(" →"):
            self.choose(replace(self._query, examples=tuple(examples)))
        else:
            self._empty()

    def set_likes(self, likes: Sequence[Like]) -> None:
        """Rank the answer by these likes and dislikes. Without a question there is nothing to rank."""
        if self._query is not None and tuple(likes) != self._query.likes:
            self.choose(replace(self._query, likes=tuple(likes)))

    def _filtered(self, chosen: Filter) -> None:
        """Other filters were chosen, here or by whoever shows another search."""
        before, self._filter = self._filter, chosen
        if not self._is_restoring:
            self._remember_state(QueryState(self._query, before))

    def take_filter(self, chosen: Filter, stretch: tuple[int, int] | None) -> None:
        """Filter by this, in one step that can be undone; this stretch of the line leaves it, as the filter says it."""
        query = self._query
        if query is None:
            return
        rest = step_line.line_of(query) if stretch is None else step_line.without_stretch(query, *stretch)
        self._timer.stop()
        self._remember_state(QueryState(query, self._filter))
        self._is_restoring = True
        try:
            if any(ch.isalnum() for ch in rest):
                self._field.setText(rest)
                made = step_line.cut_line(rest, self._cut, may_lack_first=bool(query.examples))
                self._show(query if stretch is None else carried_over(made, query))
            elif query.examples:
                self._field.setText("")
                self._show(replace(query, text="", phrases=(), then=()))
            else:
                self._field.setText("")
                self._end()
                self.cleared.emit()
            self._filters.set_filter(chosen)
        finally:
            self._is_restoring = False

    # ----------------------------------------------------------------- undo

    def undo(self) -> None:
        """Take the last change of phrases or filters back."""
        self._restore(self._undo.undo(QueryState(self._query, self._filter)))
        self._field.is_refined = self._undo.last is not None

    def redo(self) -> None:
        """Make it again."""
        self._restore(self._undo.redo(QueryState(self._query, self._filter)))
        self._field.is_refined = self._undo.last is not None

    def _restore(self, state: QueryState | None) -> None:
        if state is None:
            return
        query = self._query if state.query is None else state.query  # filters were chosen before anything was asked
        if query is not None and self._field.text() != step_line.line_of(query):
            self._field.setText(step_line.line_of(query))
        if state.filter == self._filter:
            if query is not None:
                self._take(query)
            return
        if query is not None:
            self._show(query)
        self._is_restoring = True
        try:
            self._filters.set_filter(state.filter)  # whoever hears it asks again
        finally:
            self._is_restoring = False

    def _keep(self) -> None:
        """Before a change that can be undone."""
        if self._query is not None:
            self._remember_state(QueryState(self._query, self._filter))

    def _remember_state(self, state: QueryState) -> None:
        self._undo.keep(state)
        self._field.is_refined = True

    # ----------------------------------------------------------------- what stands

    def _take(self, query: Query) -> None:
        self._show(query)
        self.asked.emit(query)

    def _show(self, query: Query) -> None:
        """It is the query that stands."""
        self._query = query
        self.changed.emit(query)

    def _empty(self) -> None:
        self._timer.stop()
        asked = self._query is not None
        self._undo.clear()
        self._field.is_refined = False
        self._end()
        if asked:
            self.cleared.emit()

    def _end(self) -> None:
        """Nothing is asked."""
        self._query = self._recalled = None
        self.ended.emit()
