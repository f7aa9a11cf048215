"""The query panel: a line to type in, its phrases as chips, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.errors import C2VError
from core.values import Answer, EncoderSpec, Example, Filter, Like, Query
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
from ui.search.query_editor import Cutter, QueryEditor, Recutter
from ui.search.query_field import QueryField
from ui.search.refine_button import RefineButton
from ui.translate import own_words, translate
from ui.widgets.busy import Busy
from ui.widgets.elided import ElidedLabel
from ui.widgets.flow import FlowLayout

_THEN = "then"


class QueryPanel(QWidget):
    """Shows the query of its `editor`. `cut` and `recut` are pure; what they refuse is said in place."""

    asked = Signal(object)
    """A Query: after a pause in typing, at Enter, and when the user cut the phrases otherwise."""
    cleared = Signal()
    offer_taken = Signal(str)
    """The key of an offer of `offer`."""
    recalled = Signal(object)
    """A Query with its filter: one that was asked before, as a whole."""
    image_given = Signal(object)
    """QImage: a picture without a file was dropped or pasted; `add_examples` is for what comes of it."""
    meant = Signal()
    """The user is done with writing: what is asked now is to be remembered."""

    def __init__(self, cut: Cutter, recut: Recutter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self.model_note = ModelNote()
        self._is_demo = False
        self._suggestions = QWidget()
        self._examples = ExampleRow()
        self._likes = LikeRow()
        self._offered: tuple[str, ...] = ()
        self.editor = editor = QueryEditor(self._field, self.filters, cut, recut, self)
        self._build()
        editor.changed.connect(self._show)
        editor.ended.connect(self._rest)
        editor.refused.connect(self.show_error)
        self._field.image_given.connect(self.image_given)
        editor.asked.connect(self.asked)
        editor.cleared.connect(self.cleared)
        editor.recalled.connect(self.recalled)
        editor.meant.connect(self.meant)
        self._chips.recut.connect(self._recut)
        self._chips.marked.connect(editor.mark)
        self._chips.undo_asked.connect(editor.undo)
        self._chips.redo_asked.connect(editor.redo)
        self._chips.step_edited.connect(editor.edit_step)
        self._chips.gap_chosen.connect(editor.choose_gap)
        self._refine.changed.connect(editor.choose)
        self._refine.then_asked.connect(editor.begin_step)
        self._offer_row.taken.connect(self._take_offer)
        self._offer_row.dismissed.connect(self._dismiss_offer)
        self._examples.changed.connect(editor.set_examples)
        self._likes.changed.connect(editor.set_likes)
        self.filters.named.connect(lambda: self._filter_row.show_parts(self.filters.parts()))
        self._filter_row.removed.connect(self.filters.set_filter)
        self._filter_row.opened.connect(self.filters.change)
        self._filter_row.undo_asked.connect(editor.undo)
        self._filter_row.redo_asked.connect(editor.redo)
        self._exclude.clicked.connect(editor.exclude_negated)

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
        for each in (self._spinner, self._status, self.filters, self._refine):
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
        if self.query is None or _unfiltered(answer.query) != _unfiltered(self.query):
            return
        self._spinner.hide()
        self._status.setText(answer_line(answer))
        self._status.set_tip(f"{answer_line(answer)}\n{answer_details(answer)}")
        texts = [own_words(hint.text) for hint in answer.hints]
        if answer.dropped:
            texts.append(
                translate("Search", "Ignored (query too long for this model): {words}").format(
                    words=" ".join(answer.dropped)
                )
            )
        self._tell("\n".join(texts))
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
        self.model_note.setVisible(is_demo and self.query is not None)

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

    def ask(self, text: str) -> None:
        """Ask this now, as if it had been typed."""
        self._field.setText(text)
        self.editor.ask(now=True)

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
        self._suggestions.setVisible(bool(sentences) and self.query is None)

    # ----------------------------------------------------------------- the query

    @property
    def query(self) -> Query | None:
        """The query as it stands."""
        return self.editor.query

    def show_query(self, query: Query) -> None:
        """Ask this now, as it stands: its phrases and what was chosen for them stay."""
        self.editor.show_query(query)

    def begin_step(self) -> None:
        """Let the user write what comes next in the same clip: the line gets an arrow at its end."""
        self.editor.begin_step()

    def add_examples(self, examples: Sequence[Example]) -> None:
        """Search for what looks like these as well; one that is there already is not added again."""
        self.editor.add_examples(examples)

    def set_likes(self, likes: Sequence[Like]) -> None:
        """Rank the answer by these likes and dislikes. Without a question there is nothing to rank."""
        self.editor.set_likes(likes)

    def take_filter(self, chosen: Filter, stretch: tuple[int, int] | None) -> None:
        """Filter by this, in one step that can be undone; this stretch of the line leaves it, as the filter says it."""
        self.editor.take_filter(chosen, stretch)

    def set_history(self, queries: Sequence[Query], present: Callable[[], Query | None]) -> None:
        """What was asked before, newest last; `present` gives the query as it stands, with its filter."""
        self.editor.set_history(queries, present)

    def _recut(self, spans: Sequence[Span]) -> None:
        """The user has cut the phrases otherwise; where that is refused, they are shown as they were."""
        if not self.editor.recut(spans) and self.query is not None:
            self._show_chips(self.query)

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
        if split is not None and self.query is not None:
            tip = translate("Search", "Find these one after the other in the same clip: {steps}").format(steps=split)
            offers.append(Offer(_THEN, translate("Search", "In order: {steps}").format(steps=split), tip))
        self._offer_row.show_offers([offer for offer in offers if offer.key not in self._dismissed])

    def _take_offer(self, key: str) -> None:
        if key == _THEN:
            self.editor.take_then()
        else:
            self.offer_taken.emit(key)

    def _dismiss_offer(self, key: str) -> None:
        self._dismissed.add(key)
        self._show_offers()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    # ----------------------------------------------------------------- what is shown

    def _show(self, query: Query) -> None:
        """Show it as the query that stands."""
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

    def _rest(self) -> None:
        """Nothing is asked."""
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
