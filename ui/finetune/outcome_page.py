"""Before and after: figures with intervals, what was forgotten, and the user's own sentences side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from core.values.teaching import LEAST_STILL_FOUND, STILL_FOUND, Figure, TeachingOutcome, TeachingWay, Verdict
from ui.finetune.teaching_parts import TeachingPage, Thumbnail, button, flowing, label
from ui.finetune.teaching_text import outcome_text, unread_text
from ui.finetune.thumbnails import ThumbnailList
from ui.images import Pictures
from ui.translate import noop, translate
from ui.widgets import amounts

SENTENCES = 8
_NAMES = {
    "r@1": noop("Finetune", "Right moment first (R@1), %"),
    "r@5": noop("Finetune", "Right moment among 5 (R@5), %"),
    "r@10": noop("Finetune", "Right moment among 10 (R@10), %"),
    "median rank": noop("Finetune", "Median rank (lower is better)"),
    STILL_FOUND["R@1"].casefold(): noop("Finetune", "Same moment first, %"),
    STILL_FOUND["R@5"].casefold(): noop("Finetune", "First moment still in the top 5, %"),
    STILL_FOUND["R@10"].casefold(): noop("Finetune", "First moment still in the top 10, %"),
}
_KINDS: dict[Verdict, str] = {"better": "ok", "no_clear_change": "warn", "worse": "error"}


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A sentence and what it finds."""

    sentence: str
    before: tuple[Thumbnail, ...]
    after: tuple[Thumbnail, ...]


class OutcomePage(TeachingPage):
    """Figures first, then pictures."""

    compare_asked = Signal(object)
    """Sentences."""

    def __init__(self) -> None:
        super().__init__(translate("Finetune", "Before and after"))
        self._pictures: Pictures | None = None
        self.measured = label(kind="muted")
        self._heading = label(translate("Finetune", "On what was taught"), "title")
        self.figures = _table(translate("Finetune", "Figures before and after"))
        self._general_heading = label(translate("Finetune", "On other clips and sentences"), "title")
        self._general_words = label(kind="muted")
        self.general = _table(translate("Finetune", "Figures on what was not taught"))
        self._own_heading = label(translate("Finetune", "Your own sentences"), "title")
        self._own_words = label(kind="muted")
        self.lines = [QLineEdit() for _ in range(SENTENCES)]
        for number, line in enumerate(self.lines, 1):
            line.setAccessibleName(translate("Finetune", "Sentence {number}").format(number=number))
            line.setPlaceholderText(translate("Finetune", "Describe a shot"))
            line.returnPressed.connect(self._compare)
        lines = QWidget()
        grid = QGridLayout(lines)
        grid.setContentsMargins(0, 0, 0, 0)
        for number, line in enumerate(self.lines):
            grid.addWidget(line, number // 2, number % 2)
        self._compare_button = button(translate("Finetune", "Compare"), self._compare)
        self._answers = QWidget()
        self._answer_grid = QGridLayout(self._answers)
        self._answer_grid.setContentsMargins(0, 0, 0, 0)
        self._answer_grid.setColumnStretch(1, 1)
        buttons = flowing(self._compare_button)
        self._own: tuple[QWidget, ...] = (self._own_heading, self._own_words, lines, buttons, self._answers)
        above: tuple[QWidget, ...] = (self.measured, self._heading, self.figures)
        general: tuple[QWidget, ...] = (self._general_heading, self._general_words, self.general)
        for each in (*above, *general, *self._own):
            self.column.addWidget(each)
        self.column.addStretch(1)
        self.show_outcome(None)

    def use(self, pictures: Pictures) -> None:
        """Pictures can be had from now on."""
        self._pictures = pictures

    def show_outcome(self, outcome: TeachingOutcome | None, way: TeachingWay | None = None) -> None:
        """What a run of this way came to; None while there is nothing."""
        self._own_words.setText(
            translate("Finetune", "Your last searches, or whatever you write here: what each finds first.")
            + " "
            + _searched(way)
        )
        if outcome is None:
            self.say(translate("Finetune", "Nothing has been measured yet."), "muted")
        else:
            self.say_verdict(outcome)
            self.measured.setText(
                translate(
                    "Finetune",
                    "Measured by {searches} for moments that were not used for training, each among {moments}."
                    " Brackets: the change lies in this range with 95 % certainty.",
                ).format(searches=amounts.searches(outcome.queries), moments=amounts.moments(outcome.clips))
                + (f" {unread_text(outcome.unread)}" if outcome.unread else "")
            )
        figures = outcome.figures if outcome is not None else ()
        general = outcome.general if outcome is not None else ()
        _fill(self.figures, figures)
        _fill(self.general, general)
        self._general_words.setText(_on_general(general))
        self.measured.setVisible(bool(outcome is not None and outcome.queries))
        for widget in (self._heading, self.figures):
            widget.setVisible(bool(figures))
        self.general.setVisible(bool(general))
        may_forget = outcome is not None and way in ("heads", "full")  # names and words leave all else as it was
        for widget in (self._general_heading, self._general_words):
            widget.setVisible(bool(general) or may_forget)
        for own in self._own:
            own.setVisible(outcome is not None)
        self.show_answers(())

    def say_verdict(self, outcome: TeachingOutcome) -> None:
        """The verdict as a sentence."""
        self.say(outcome_text(outcome), _KINDS[outcome.verdict])

    def show_sentences(self, sentences: Sequence[str]) -> None:
        """What to compare."""
        for place, line in enumerate(self.lines):
            line.setText(sentences[place] if place < len(sentences) else "")
            line.setCursorPosition(0)

    def show_answers(self, rows: Sequence[SentenceRow]) -> None:
        """What the sentences find, before and below it after."""
        while (item := self._answer_grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        sides = (translate("Finetune", "Before"), translate("Finetune", "After"))
        for number, row in enumerate(rows):
            line = 3 * number
            heading = translate("Finetune", "“{sentence}”: {change}").format(sentence=row.sentence, change=_change(row))
            self._answer_grid.addWidget(label(heading), line, 0, 1, 2)
            for below, (side, thumbnails) in enumerate(zip(sides, (row.before, row.after), strict=True), 1):
                name = translate("Finetune", "{sentence}: {side}").format(sentence=row.sentence, side=side)
                strip = ThumbnailList(name, in_one_row=True, can_select=False)
                self._answer_grid.addWidget(label(side, "muted"), line + below, 0, Qt.AlignmentFlag.AlignTop)
                self._answer_grid.addWidget(strip, line + below, 1, Qt.AlignmentFlag.AlignTop)
                strip.show_thumbnails(thumbnails)
                if self._pictures is not None:
                    strip.use(self._pictures)
        self._answers.setVisible(bool(rows))

    @property
    def sentences(self) -> list[str]:
        """What is written in the lines, without empty ones."""
        return [text for line in self.lines if (text := line.text().strip())]

    def _compare(self) -> None:
        if self.sentences:
            self.compare_asked.emit(self.sentences)


def _on_general(general: Sequence[Figure]) -> str:
    """What the figures on other clips and sentences say, or that there are none."""
    if not general:
        return translate(
            "Finetune",
            "Not measured: the library has too few other moments to tell whether the model forgot something. Compare"
            " your usual searches below before you use it.",
        )
    if not {each.name for each in general} & set(STILL_FOUND.values()):
        return translate("Finetune", "Nothing of this was taught. A clear fall means that the model forgot.")
    return translate(
        "Finetune",
        "Nothing of this was taught. Plain sentences should still lead to much the same moments of your"
        " other clips: what came first must be among ten for {least} of 100.",
    ).format(least=round(LEAST_STILL_FOUND))


def _searched(way: TeachingWay | None) -> str:
    """Not all of a large library is looked through."""
    if way == "full":
        return translate("Finetune", "Only moments that were held back from training are searched here.")
    return translate("Finetune", "What was taught and a sample of the library are searched here, not all of it.")


def _change(row: SentenceRow) -> str:
    """In words, for those who do not compare ten pictures."""
    before, after = [each.key for each in row.before], [each.key for each in row.after]
    if before == after:
        return translate("Finetune", "the same moments in the same order")
    new = sum(key not in before for key in after)
    if new == 0:
        return translate("Finetune", "the same moments in another order")
    return translate("Finetune", "{moments} of {all} are new").format(moments=new, all=len(after))


def _table(name: str) -> QTableWidget:
    heads = [
        translate("Finetune", "Figure"),
        translate("Finetune", "Before"),
        translate("Finetune", "After"),
        translate("Finetune", "Change, 95 % interval"),
    ]
    table = QTableWidget(0, len(heads))
    table.setHorizontalHeaderLabels(heads)
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setAccessibleName(name)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table


def _fill(table: QTableWidget, figures: Sequence[Figure]) -> None:
    table.setRowCount(len(figures))
    for row, each in enumerate(figures):
        known = _NAMES.get(each.name.casefold())
        name = translate("Finetune", known) if known is not None else each.name
        for column, text in enumerate(
            (name, amounts.number(each.before, 1), amounts.number(each.after, 1), _interval(each))
        ):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            table.setItem(row, column, item)
    row_px = table.verticalHeader().defaultSectionSize()
    table.setFixedHeight(table.horizontalHeader().sizeHint().height() + max(1, len(figures)) * row_px + 4)


def _interval(figure: Figure) -> str:
    """+4.2 (+1.0 to +7.5); what may as well be chance says so."""
    text = translate("Finetune", "{change} ({low} to {high})").format(
        change=amounts.number(figure.after - figure.before, 1, signed=True),
        low=amounts.number(figure.low, 1, signed=True),
        high=amounts.number(figure.high, 1, signed=True),
    )
    if figure.low <= 0 <= figure.high:
        return translate("Finetune", "{interval}, no clear change").format(interval=text)
    return text
