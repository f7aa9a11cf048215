"""What to teach: a name, words, movements, or everything; and runs of before."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QListWidget, QListWidgetItem, QRadioButton, QVBoxLayout

from core.values.teaching import TeachingWay, WayAdvice
from ui import safe_text
from ui.finetune.teaching_parts import TeachingPage, button, flowing, label, set_kind
from ui.finetune.teaching_text import advice_text
from ui.translate import noop, translate

WAYS: tuple[TeachingWay, ...] = ("name", "words", "heads", "full")
"""The cheapest first."""
_TITLES: dict[TeachingWay, str] = {
    "name": noop("Finetune", "A name"),
    "words": noop("Finetune", "Words"),
    "heads": noop("Finetune", "Kinds of movement"),
    "full": noop("Finetune", "Everything"),
}
_TEXTS: dict[TeachingWay, str] = {
    "name": noop(
        "Finetune",
        "A person, animal, product or place that you can show: 3 to 20 moments or pictures and its name. Takes seconds"
        " to minutes. Nothing is re-indexed, and other searches stay exactly as they are.",
    ),
    "words": noop(
        "Finetune",
        "Words that the model does not know or reads wrongly: 30 or more moments with a caption that uses them."
        " Takes minutes. Nothing is re-indexed, and searches without these words stay exactly as they are.",
    ),
    "heads": noop(
        "Finetune",
        "What happens over time: hundreds of moments with captions. Takes minutes to hours. No clip is decoded again,"
        " and the result is a new model beside the present one.",
    ),
    "full": noop(
        "Finetune",
        "Pictures and language too: thousands of moments with captions, better with a graphics card. Takes hours."
        " All clips are re-indexed in the background before the new model answers.",
    ),
}


@dataclass(frozen=True, slots=True)
class RunLine:
    """An earlier run as a line of the list."""

    id: str
    text: str


def way_title(way: TeachingWay) -> str:
    """A name, Words, Kinds of movement, Everything."""
    return translate("Finetune", _TITLES[way])


class WayPage(TeachingPage):
    """One of four ways; what the data says of each stands below it."""

    way_chosen = Signal(str)
    run_opened = Signal(str)
    run_discarded = Signal(str)
    words_asked = Signal()

    def __init__(self) -> None:
        super().__init__(
            translate("Finetune", "What to teach"),
            translate(
                "Finetune",
                "Choose the smallest change that does what you need. Both the present model and what you teach are"
                " kept, and you can go back at any time.",
            ),
        )
        self._group = QButtonGroup(self)
        self.choices: dict[TeachingWay, QRadioButton] = {}
        self._advice = {way: label(kind="ok") for way in WAYS}
        for way in WAYS:
            choice = QRadioButton(way_title(way))
            choice.setObjectName(way)
            choice.setAccessibleDescription(translate("Finetune", _TEXTS[way]))
            choice.clicked.connect(lambda _=False, chosen=way: self.way_chosen.emit(chosen))
            self._group.addButton(choice)
            self.choices[way] = choice
            box = QVBoxLayout()
            box.setSpacing(2)
            box.addWidget(choice)
            for text in (label(translate("Finetune", _TEXTS[way]), "muted"), self._advice[way]):
                text.setContentsMargins(24, 0, 0, 0)
                box.addWidget(text)
            self.column.addLayout(box)
        self._heading = label(translate("Finetune", "Earlier runs"), "title")
        self.runs = QListWidget()
        self.runs.setAccessibleName(translate("Finetune", "Earlier runs"))
        self.runs.itemActivated.connect(lambda _: self._open())
        self.runs.currentRowChanged.connect(lambda _: self._follow())
        self._show, self._discard = (
            button(translate("Finetune", "Show run"), self._open),
            button(translate("Finetune", "Delete run"), self._drop),
        )
        self._buttons = flowing(self._show, self._discard)
        words = button(translate("Finetune", "Names and words…"), self.words_asked.emit, "link")
        words.setToolTip(translate("Finetune", "Rename, remove, export or import what the model was taught"))
        self.column.addWidget(flowing(words))
        for widget in (self._heading, self.runs, self._buttons):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.show_runs(())
        self.show_advice((), None)

    def choose(self, way: TeachingWay | None) -> None:
        """Tick a way; None ticks none."""
        self._group.setExclusive(way is not None)
        for each, choice in self.choices.items():
            choice.setChecked(each == way)
        self._group.setExclusive(True)

    def show_advice(self, advice: Sequence[WayAdvice], suggested: TeachingWay | None) -> None:
        """How far the data goes for each way; empty before there is data."""
        said = {each.way: each for each in advice}
        for way, text in self._advice.items():
            found = said.get(way)
            sentence = advice_text(found) if found is not None else ""
            if way == suggested:
                sentence = translate("Finetune", "Suggested. {advice}").format(advice=sentence).rstrip()
            text.setText(safe_text.lines(sentence))
            set_kind(text, "ok" if found is None or found.is_enough else "warn")
            text.setVisible(bool(sentence))

    def show_runs(self, runs: Sequence[RunLine]) -> None:
        """Runs of before, the latest first."""
        self.runs.clear()
        for run in runs:
            item = QListWidgetItem(safe_text.printable(run.text))
            item.setData(Qt.ItemDataRole.UserRole, run.id)
            self.runs.addItem(item)
        self.runs.setFixedHeight((min(5, max(1, len(runs)))) * (self.fontMetrics().height() + 8) + 8)
        for widget in (self._heading, self.runs, self._buttons):
            widget.setVisible(bool(runs))
        self._follow()

    def _current(self) -> str:
        item = self.runs.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def _follow(self) -> None:
        for each in (self._show, self._discard):
            each.setEnabled(bool(self._current()))

    def _open(self) -> None:
        if self._current():
            self.run_opened.emit(self._current())

    def _drop(self) -> None:
        if self._current():
            self.run_discarded.emit(self._current())
