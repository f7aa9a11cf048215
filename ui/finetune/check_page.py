"""What was read: how many pairs can be used, what is wrong with the others, and some to look at."""

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableView

from core.values.teaching import ENOUGH_TEST_QUERIES, CheckedPairs, Pair, Split
from ui.finetune.problem_model import KINDS, ProblemModel
from ui.finetune.teaching_parts import TeachingPage, Thumbnail, button, flowing, label
from ui.finetune.teaching_text import advice_text
from ui.finetune.thumbnails import ThumbnailList
from ui.finetune.way_page import way_title
from ui.images import Pictures
from ui.translate import translate
from ui.widgets import amounts

_WORDS_SHOWN = 12
_TABLE_LINES = 8
_MEASURED = 200
"""So many problems at most have rows as high as their text; of more it would take too long."""
_COLUMN_LETTERS = (20, 22, 28)
"""Of all columns but the last, which takes the rest."""


class CheckPage(TeachingPage):
    """Problems can be narrowed to one kind; pairs without one take part."""

    index_asked = Signal()
    """Index the clips that are not indexed yet."""
    again_asked = Signal()
    others_asked = Signal()
    """Other pairs to look at."""

    def __init__(self) -> None:
        super().__init__(translate("Finetune", "Check"))
        self.summary, self.split, self.unknown = label(), label(kind="muted"), label()
        self._advice = label()
        self.problems = ProblemModel(self)
        self._kinds = QComboBox()
        self._kinds.setAccessibleName(translate("Finetune", "Kind of problem"))
        self._kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._kinds.activated.connect(lambda row: self.problems.narrow(self._kinds.itemData(row)))
        self.table = QTableView()
        self.table.setModel(self.problems)
        self.table.setAccessibleName(translate("Finetune", "Problems"))
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setFixedHeight(_TABLE_LINES * (self.fontMetrics().height() + 10))
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, letters in enumerate(_COLUMN_LETTERS):
            header.resizeSection(column, letters * self.fontMetrics().averageCharWidth())
        self._index = button(translate("Finetune", "Index clips first"), self.index_asked.emit)
        self._index.hide()
        self._again = button(translate("Finetune", "Check again"), self.again_asked.emit)
        self._row = flowing(self._kinds, self._index, self._again)
        self._look_heading = label(translate("Finetune", "Are these captions true?"), "title")
        self.samples = ThumbnailList(translate("Finetune", "Sample pairs"), lines=3, can_select=False)
        self._others = flowing(button(translate("Finetune", "Show others"), self.others_asked.emit))
        for widget in (
            self.summary,
            self.split,
            self._advice,
            self.unknown,
            self._row,
            self.table,
            self._look_heading,
            self.samples,
            self._others,
        ):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.show_checked(None)
        self.show_samples(())

    def use(self, pictures: Pictures) -> None:
        """Pictures can be had from now on."""
        self.samples.use(pictures)

    def show_checked(self, checked: CheckedPairs | None) -> None:
        """What was found; None while nothing was checked."""
        self.problems.show_problems(*((checked.pairs, checked.problems) if checked is not None else ((), ())))
        for widget in (self.summary, self.split, self._advice, self.unknown, self._row, self.table):
            widget.setVisible(checked is not None)
        self._kinds.clear()
        if checked is None:
            return
        counts = self.problems.counts
        self._kinds.addItem(
            translate("Finetune", "All problems ({count})").format(count=amounts.count(len(checked.problems))), None
        )
        for kind, number in counts.items():
            self._kinds.addItem(
                translate("Finetune", "{problem} ({count})").format(
                    problem=translate("Finetune", KINDS[kind]), count=amounts.count(number)
                ),
                kind,
            )
        has_problems = bool(checked.problems)
        self._kinds.setVisible(has_problems)
        self.table.setVisible(has_problems)
        if len(checked.problems) <= _MEASURED:
            self.table.resizeRowsToContents()
        waiting = len({checked.pairs[each.pair].path for each in checked.problems
                       if each.kind == "not_indexed" and each.pair is not None})  # fmt: skip
        if waiting:
            self._index.setText(translate("Finetune", "Index {clips} first").format(clips=amounts.clips(waiting)))
        self._index.setVisible(bool(waiting))
        self.summary.setText(_summary(checked))
        self.split.setText(_split(checked))
        self._advice.setText(
            "\n".join(
                translate("Finetune", "{way}: {advice}").format(way=way_title(each.way), advice=advice_text(each))
                for each in checked.advice
                if each.way != "name"  # its examples are chosen one by one
            )
        )
        self._advice.setVisible(bool(self._advice.text()))
        self.unknown.setText(_unknown(checked.unknown_words))
        self.unknown.setVisible(bool(checked.unknown_words))

    def show_samples(self, samples: Sequence[Thumbnail]) -> None:
        """Some pairs with their pictures."""
        self.samples.show_thumbnails(samples)
        for widget in (self._look_heading, self.samples, self._others):
            widget.setVisible(bool(samples))


def _summary(checked: CheckedPairs) -> str:
    if not checked.pairs and not checked.problems:
        return translate("Finetune", "No captions were found. Go back and add some.")
    text = translate("Finetune", "{usable} of {pairs} can be used.").format(
        usable=amounts.count(checked.usable), pairs=amounts.pairs(len(checked.pairs))
    )
    if checked.problems:
        text += " " + translate("Finetune", "Pairs with a problem are left out.")
    return text


def _split(checked: CheckedPairs) -> str:
    """80/10/10 by clip: no clip is in two parts. Of few pairs the test part is learned from too."""
    if not checked.usable:
        return ""
    pairs: dict[str, list[Pair]] = {split: checked.of(split) for split in get_args(Split)}
    if len(pairs["test"]) >= ENOUGH_TEST_QUERIES:
        text = translate(
            "Finetune",
            "Split by clip: {train} of {train_clips} to learn from, {validation} of {validation_clips} to choose the"
            " best state, {test} of {test_clips} held back to measure the result.",
        )
    else:
        text = translate(
            "Finetune",
            "Split by clip: {train} of {train_clips} to learn from, {validation} of {validation_clips} to choose the"
            " best state. Too few to hold some back: the result is measured on all of them, each by a training that"
            " leaves its clip out.",
        )
        pairs["train"] += pairs["test"]
    values = {name: amounts.pairs(len(part)) for name, part in pairs.items()}
    values |= {f"{name}_clips": amounts.clips(len({pair.path for pair in part})) for name, part in pairs.items()}
    return text.format(**values)


def _unknown(words: Sequence[tuple[str, int]]) -> str:
    if not words:
        return ""
    shown = ", ".join(f"{word} ({amounts.count(count)})" for word, count in words[:_WORDS_SHOWN])
    if len(words) > _WORDS_SHOWN:
        shown += ", …"
    return translate("Finetune", "Your captions use {words} that the model never learned: {shown}").format(
        words=amounts.words(len(words)), shown=shown
    )
