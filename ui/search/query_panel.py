"""The query panel: a line to type in, its phrases as chips, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.errors import C2VError, EmptyQueryError
from core.values import Answer, EncoderSpec, Example, Filter, Like, Phrase, Query, Step
from ui import safe_text, theme
from ui.search import step_line
from ui.search.answer_text import answer_details, answer_line
from ui.search.chip_reader import ChipReader
from ui.search.chips import PhraseChips
from ui.search.example_row import ExampleRow
from ui.search.filter_button import FilterButton
from ui.search.filter_row import FilterRow
from ui.search.like_row import LikeRow
from ui.search.model_note import ModelNote
from ui.search.offer_row import Offer, OfferRow
from ui.search.phrase_editing import Span, cut_of
from ui.search.phrase_marks import carried_over, soloed_by_text, toggled_by_text, unmuted
from ui.search.query_field import PastLine, QueryField
from ui.search.refine_button import RefineButton
from ui.translate import translate
from ui.widgets.busy import Busy
from ui.widgets.elided import ElidedLabel
from ui.widgets.flow import FlowLayout

DEBOUNCE_MS = 250
_UNDO = 50
_THEN = "then"
_STEP_EDITS: Final[dict[str, Callable[[Query, int], Query]]] = {
    "split": step_line.split_before,
    "join": step_line.join_with_next,
    "swap": step_line.swap_with_next,
    "remove": step_line.without_step,
}
_State = tuple[Query | None, Filter]
"""What undo returns to; without a query only the filter."""
Cutter = Callable[[str], Query]
Recutter = Callable[[Query, Sequence[Span]], Query]


class QueryPanel(QWidget):
    """Asks questions. `cut` and `recut` are pure; what they refuse is said in place."""

    asked = Signal(object)
    """A Query: after a pause in typing, at Enter, and when the user cut the phrases otherwise."""
    cleared = Signal()
    offer_taken = Signal(str)
    """The key of an offer of `offer`."""
    recalled = Signal(object)
    """A Query with its filter: one that was asked before, as a whole."""
    meant = Signal()
    """The user is done with writing: what is asked now is to be remembered."""

    def __init__(self, cut: Cutter, recut: Recutter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cut, self._recut = cut, recut
        self._query: Query | None = None
        self._is_error = False
        self._field = QueryField()
        self._chips = PhraseChips()
        self._reader = ChipReader(self._chips)
        self._spinner = Busy(14)
        self._status = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self._notice = QLabel()
        self._exclude = QPushButton()
        self._offer_row = OfferRow()
        self._hints: tuple[Offer, ...] = ()
        self._dismissed: set[str] = set()
        self._refine = RefineButton()
        self.filters = FilterButton()
        self._filter_row = FilterRow()
        self._past: list[_State] = []
        self._future: list[_State] = []
        self._filter = Filter()
        self._is_restoring = False
        self.model_note = ModelNote()
        self._is_demo = False
        self._suggestions = QWidget()
        self._examples = ExampleRow()
        self._likes = LikeRow()
        self._offered: tuple[str, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._build()
        self._field.textEdited.connect(self._typed)
        self._field.entered.connect(lambda: self._ask(now=True))
        self._field.emptied.connect(self._empty)
        self._field.undo_asked.connect(lambda: self._step(back=True))
        self._field.redo_asked.connect(lambda: self._step(back=False))
        self._timer.timeout.connect(lambda: self._ask(now=False))
        self._recalled: Query | None = None
        """What was chosen of the history, to be asked after a pause."""
        self._field.recalled.connect(self._recall)
        self._field.meant.connect(lambda: QTimer.singleShot(0, self, self._tell_meant))  # it is asked first
        self._chips.recut.connect(self._edit)
        self._chips.marked.connect(self._mark)
        self._chips.undo_asked.connect(lambda: self._step(back=True))
        self._chips.redo_asked.connect(lambda: self._step(back=False))
        self._chips.step_edited.connect(self._edit_step)
        self._chips.gap_chosen.connect(self._choose_gap)
        self._refine.changed.connect(self._choose)
        self._refine.then_asked.connect(self.begin_step)
        self._offer_row.taken.connect(self._take_offer)
        self._offer_row.dismissed.connect(self._dismiss_offer)
        self._examples.changed.connect(self._set_examples)
        self._likes.changed.connect(self.set_likes)
        self.filters.changed.connect(self._filtered)
        self.filters.named.connect(lambda: self._filter_row.show_parts(self.filters.parts()))
        self._filter_row.removed.connect(self.filters.set_filter)
        self._filter_row.opened.connect(self.filters.change)
        self._filter_row.undo_asked.connect(lambda: self._step(back=True))
        self._filter_row.redo_asked.connect(lambda: self._step(back=False))
        self._field.pictures_given.connect(lambda paths: self.add_examples([Example("image", path) for path in paths]))
        self._exclude.clicked.connect(self._exclude_negated)

    def _build(self) -> None:
        font = theme.scaled(self.font(), 1.15) if self.font().pixelSize() > 0 else self.font()
        self._field.setFont(font)
        self._field.setMinimumHeight(38)
        self._status.setObjectName("answer_line")
        self._status.setAccessibleDescription(translate("Search", "Answer"))
        self._notice.setObjectName("query_notice")
        self._notice.setWordWrap(True)
        self._notice.setTextFormat(Qt.TextFormat.PlainText)
        self._exclude.setProperty("kind", "link")
        self._exclude.setObjectName("exclude")
        self._exclude.setCursor(Qt.CursorShape.PointingHandCursor)
        below = QHBoxLayout()
        below.setSpacing(theme.SPACE_PX)
        below.addWidget(self._reader, 1)
        below.addWidget(self._suggestions, 1)
        below.addStretch()  # where neither is shown, the rest stays at the right
        below.addWidget(self._spinner, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._status, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.filters, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._refine, 0, Qt.AlignmentFlag.AlignTop)
        for each in (self._status, self.filters, self._refine):
            each.setMinimumHeight(self._chips.minimumSizeHint().height())
        self._suggestions.setLayout(FlowLayout())
        self._suggestions.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_PX, theme.SPACE_PX, theme.SPACE_PX, theme.SPACE_PX // 2)
        column.setSpacing(theme.SPACE_PX // 2 + 2)
        column.addWidget(self._field)
        column.addLayout(below)
        column.addWidget(self._examples)
        column.addWidget(self._likes)
        column.addWidget(self._filter_row)
        column.addWidget(self._offer_row)
        notice = QHBoxLayout()
        notice.addWidget(self._notice, 1)
        notice.addWidget(self._exclude, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(notice)
        column.addWidget(self.model_note)
        self.setFocusProxy(self._field)
        self._rest()

    # ----------------------------------------------------------------- what others tell

    def set_busy(self, text: str | None = None) -> None:
        """Say what is being waited for, by default the search; the line stays usable. Empty text ends it."""
        text = translate("Search", "Searching…") if text is None else text
        self._spinner.setVisible(bool(text))
        self._status.setText(text)
        self._status.set_tip("")

    def show_answer(self, answer: Answer) -> None:
        """Say what came of the question. Answers to other questions than the present one are passed over."""
        if self._query is None or _unfiltered(answer.query) != _unfiltered(self._query):
            return
        self._spinner.hide()
        self._status.setText(answer_line(answer))
        self._status.set_tip(f"{answer_line(answer)}\n{answer_details(answer)}")
        told = [hint.text for hint in answer.hints]
        if answer.dropped:
            told.append(
                translate("Search", "Ignored (query too long for this model): {words}").format(
                    words=" ".join(answer.dropped)
                )
            )
        self._tell("\n".join(told))
        excluded = next((hint.about for hint in answer.hints if hint.kind == "exclusion"), "")
        self._exclude.setText(safe_text.on_button(translate("Search", "Exclude “{words}”").format(words=excluded)))
        self._exclude.setVisible(bool(excluded))

    def set_model(self, spec: EncoderSpec) -> None:
        """The model that answers."""
        self._refine.set_has_motion(spec.centres > 0)

    def offer_options(self, actions: Sequence[QAction]) -> None:
        """What is chosen of the list of results, in the menu Refine."""
        self._refine.list_options = list(actions)

    def set_demo(self, is_demo: bool) -> None:
        """Whether the demo model answers: then every answer says what it is good for."""
        self._is_demo = is_demo
        self.model_note.setVisible(is_demo and self._query is not None)

    def show_error(self, error: C2VError) -> None:
        """Say in place what went wrong and what to do."""
        self._spinner.hide()
        self._status.clear()
        self._tell(str(error), is_error=True)

    def say_not_asked(self, why: str) -> None:
        """Say in place why the question goes to nobody; it stays in the line."""
        self._spinner.hide()
        self._status.clear()
        self._tell(why, is_error=True)

    def focus(self) -> None:
        """Put the cursor into the line, with its text selected."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def clear(self) -> None:
        """Empty the line, as Esc does."""
        self._field.wipe()

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

    def add_examples(self, examples: Sequence[Example]) -> None:
        """Search for what looks like these as well; one that is there already is not added again."""
        query = self._query or Query("", ())
        fresh = [example for example in examples if example not in query.examples]
        if fresh:
            self._choose(replace(query, examples=(*query.examples, *fresh)))

    def set_likes(self, likes: Sequence[Like]) -> None:
        """Rank the answer by these likes and dislikes. Without a question there is nothing to rank."""
        if self._query is not None and tuple(likes) != self._query.likes:
            self._choose(replace(self._query, likes=tuple(likes)))

    def ask(self, text: str) -> None:
        """Ask this now, as if it had been typed."""
        self._field.setText(text)
        self._ask(now=True)

    def suggest(self, sentences: Sequence[str]) -> None:
        """Offer sentences to try while nothing is asked."""
        if tuple(sentences) == self._offered:
            return
        self._offered = tuple(sentences)
        layout = self._suggestions.layout()
        assert layout is not None
        while (item := layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        before: QWidget = self._chips
        for text in sentences:
            button = QPushButton(safe_text.on_button(text))
            button.setProperty("kind", "link")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setToolTip(safe_text.tip(translate("Search", "Search “{text}”").format(text=text)))
            button.clicked.connect(lambda _checked=False, text=text: self.ask(text))
            layout.addWidget(button)
            QWidget.setTabOrder(before, button)
            before = button
        self._suggestions.setVisible(bool(sentences) and self._query is None)

    @property
    def query(self) -> Query | None:
        """The question as it stands."""
        return self._query

    # ----------------------------------------------------------------- what the user does

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
            self._choose(replace(self._query, text="", phrases=(), then=()))
        else:
            self._empty()

    def _ask(self, *, now: bool) -> None:
        """Cut the sentence and ask; while typing only when something has changed."""
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
                self.show_error(error)
            return
        except C2VError as error:
            self.show_error(error)
            return
        if self._query is not None and step_line.is_same_line(step_line.line_of(query), self._query):
            if not now:
                return
            query = self._query  # phrases cut by hand stay
        if now:
            self._field.remember(text)
        self._take(carried_over(query, self._query))

    def mute_phrase(self, text: str) -> None:
        """Leave the phrase of these words out, or take it in again."""
        self._refine_with(toggled_by_text, text)

    def solo_phrase(self, text: str) -> None:
        """Leave out all phrases but that of these words; again: take all in."""
        self._refine_with(soloed_by_text, text)

    def unmute_phrases(self) -> None:
        """Take all phrases in again."""
        self._refine_with(unmuted)

    def _refine_with(self, change: Callable[..., Query], *args: str) -> None:
        made = change(self._query, *args) if self._query is not None else None
        if made is not None and made != self._query:
            self._choose(made)

    def mute_centres(self, centres: tuple[int, ...]) -> None:
        """Leave these centres of the model out of the score, and no others."""
        if self._query is not None and centres != self._query.muted_centres:
            self._choose(replace(self._query, muted_centres=centres))

    def _mark(self, phrases: Sequence[Phrase]) -> None:
        """The user has chosen a role or a weight for a phrase, or muted it."""
        if self._query is not None:
            self._choose(step_line.with_line_phrases(self._query, phrases))

    def _edit_step(self, how: str, number: int) -> None:
        """The user has split, joined, swapped or removed steps."""
        if self._query is not None:
            self._choose(_STEP_EDITS[how](self._query, number))
            self._field.setText(step_line.line_of(self._query))

    def _choose_gap(self, within_s: float) -> None:
        """The user has chosen how far apart steps may be."""
        if self._query is not None:
            self._choose(replace(self._query, within_s=within_s))

    def _choose(self, query: Query) -> None:
        """The user has refined the query; its text is the same."""
        last = [before for before, chosen in self._past[-1:] if before is not None and chosen == self._filter]
        before = [*last, *([self._query] if self._query is not None else [])]
        slides = len(before) == 2 and all(replace(each, motion=query.motion) == query for each in before)
        if not slides:  # one undo takes back a whole move of the slider
            self._keep()
        self._take(query)

    def _set_examples(self, examples: Sequence[Example]) -> None:
        """The user has weighed, muted or removed an example."""
        if self._query is None:
            return
        if examples or step_line.line_of(self._query).strip(" →"):
            self._choose(replace(self._query, examples=tuple(examples)))
        else:
            self._empty()

    def _exclude_negated(self) -> None:
        """Make an excluded phrase of what the sentence says is not wanted."""
        from core.library import exclude_negated  # the window opens without the machinery of searching

        if self._query is None:
            return
        try:
            query = exclude_negated(self._query)
        except C2VError as error:
            self.show_error(error)
            return
        if query is not None:
            self.show_query(query)

    # ----------------------------------------------------------------- undo

    def _keep(self) -> None:
        """Before a change that can be undone."""
        if self._query is not None:
            self._keep_state(self._filter)

    def _keep_state(self, chosen: Filter) -> None:
        self._past = [*self._past, (self._query, chosen)][-_UNDO:]
        self._future = []

    def _filtered(self, chosen: Filter) -> None:
        """Other filters were chosen, here or by whoever shows another search."""
        before, self._filter = self._filter, chosen
        if not self._is_restoring:
            self._keep_state(before)

    def _step(self, *, back: bool) -> None:
        """Undo the last change of phrases or filters, or do it again."""
        source, target = (self._past, self._future) if back else (self._future, self._past)
        if not source:
            return
        target.append((self._query, self._filter))
        query, chosen = source.pop()
        query = self._query if query is None else query  # filters were chosen before anything was asked
        if query is not None and self._field.text() != step_line.line_of(query):
            self._field.setText(step_line.line_of(query))
        if chosen == self._filter:
            if query is not None:
                self._take(query)
            return
        if query is not None:
            self._show(query)
        self._is_restoring = True
        try:
            self.filters.set_filter(chosen)  # whoever hears it asks again
        finally:
            self._is_restoring = False

    def _edit(self, spans: Sequence[Span]) -> None:
        """The user has cut the phrases otherwise."""
        if self._query is None:
            return
        try:
            steps = [self._recut_step(number, spans) for number in range(len(self._query.then) + 1)]
        except C2VError as error:
            self._show_chips(self._query)
            self.show_error(error)
            return
        query = step_line.with_steps(self._query, steps)
        self._field.remember(self._field.text())
        self._keep()
        self._take(query)

    def _recut_step(self, number: int, spans: Sequence[Span]) -> Step:
        """One step cut otherwise; its phrases keep their marks. Raises: QueryError."""
        assert self._query is not None
        step = step_line.steps_of(self._query)[number]
        made = self._recut(
            replace(self._query, text=step.text, phrases=step.phrases),
            step_line.spans_of_step(self._query, spans, number),
        )
        return Step(made.text, made.phrases)

    def _show_chips(self, query: Query) -> None:
        line, phrases = step_line.line_of(query), step_line.line_phrases(query)
        self._chips.show_cut(cut_of(line, phrases), phrases, step_line.breaks_of(query))

    # ----------------------------------------------------------------- what is offered

    def offer(self, hints: Sequence[Offer]) -> None:
        """Offer these besides what the line itself suggests; see `offer_taken`."""
        self._hints = tuple(hints)
        self._show_offers()

    def _show_offers(self) -> None:
        """What could be meant, without what the user does not want to be asked again."""
        split = step_line.split_at_then(self._field.text())
        offers = [*self._hints]
        if split is not None and self._query is not None:
            tip = translate("Search", "Find these one after the other in the same clip: {steps}").format(steps=split)
            offers.append(Offer(_THEN, translate("Search", "In order: {steps}").format(steps=split), tip))
        self._offer_row.show_offers([offer for offer in offers if offer.key not in self._dismissed])

    def _take_offer(self, key: str) -> None:
        if key != _THEN:
            self.offer_taken.emit(key)
            return
        split = step_line.split_at_then(self._field.text())
        if split is None or self._query is None:
            return
        try:
            query = carried_over(step_line.cut_line(split, self._cut), self._query)
        except C2VError as error:
            self.show_error(error)
            return
        self._timer.stop()
        self._keep()
        self._field.setText(split)
        self._field.remember(split)
        self._take(query)

    def take_filter(self, chosen: Filter, stretch: tuple[int, int] | None) -> None:
        """Filter by this, in one step that can be undone; this stretch of the line leaves it, as the filter says it."""
        query = self._query
        if query is None:
            return
        rest = step_line.line_of(query) if stretch is None else step_line.without_stretch(query, *stretch)
        self._timer.stop()
        self._keep_state(self._filter)
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
                past = self._past
                self._field.setText("")
                self._rest()
                self._past = past
                self.cleared.emit()
            self.filters.set_filter(chosen)
        finally:
            self._is_restoring = False

    def _dismiss_offer(self, key: str) -> None:
        self._dismissed.add(key)
        self._show_offers()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, query: Query) -> None:
        self._show(query)
        self.asked.emit(query)

    def _show(self, query: Query) -> None:
        """Show it as the question that stands."""
        self._query = query
        self._show_chips(query)
        self._refine.show_query(query)
        self._refine.show()
        self._examples.show_examples(query.examples)
        self._likes.show_likes(query.likes)
        self._reader.setVisible(bool(step_line.line_phrases(query)) or bool(query.text.strip()))
        self._show_offers()
        self._suggestions.hide()
        self._tell("")
        self.model_note.setVisible(self._is_demo)

    def _empty(self) -> None:
        self._timer.stop()
        asked = self._query is not None
        self._rest()
        if asked:
            self.cleared.emit()

    def _rest(self) -> None:
        """Nothing is asked."""
        self._query = self._recalled = None
        self._past, self._future = [], []
        self._hints, self._dismissed = (), set()
        self._offer_row.show_offers(())
        self._refine.show_query(None)
        self._refine.hide()
        self._examples.show_examples(())
        self._likes.show_likes(())
        self._reader.hide()
        self.model_note.hide()
        self._spinner.hide()
        self._status.clear()
        self._tell("")
        layout = self._suggestions.layout()
        self._suggestions.setVisible(layout is not None and layout.count() > 0)

    def _tell(self, text: str, *, is_error: bool = False) -> None:
        self._notice.setText(safe_text.short(safe_text.lines(text)))
        self._notice.setToolTip(safe_text.tip(text))
        self._notice.setVisible(bool(text))
        self._exclude.hide()
        self._is_error = is_error
        self._tint()

    def _tint(self) -> None:
        colours = theme.tokens(self.palette())
        self._notice.setStyleSheet(f"color: {(colours.error if self._is_error else colours.warn).name()}")

    def changeEvent(self, event: QEvent) -> None:
        """Letters and colours follow the application's."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.font().pixelSize() > 0:
            self._field.setFont(theme.scaled(self.font(), 1.15))
        elif theme.has_changed(event):
            self._tint()


def _unfiltered(query: Query) -> Query:
    return replace(query, filter=Filter())
