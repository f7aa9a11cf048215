"""The parts of a score in the language of the window. No Qt."""

from typing import Final

from core.values import Explanation, ScorePart, ScorePartKind, print_units
from core.values.score_parts import MINUS
from ui.translate import noop, translate
from ui.widgets.amounts import decimal, number

_EXAMPLE: Final = noop("Widgets", "example")
_LABELS: Final = (noop("Widgets", "whole sentence"), noop("Widgets", "rest of the sentence"), _EXAMPLE)
_IN_SUMS: Final[dict[ScorePartKind, str]] = {
    "sentence": noop("Widgets", "sentence"),
    "phrase": noop("Widgets", "phrases"),
    "rest": noop("Widgets", "rest"),
}


def part_label(part: ScorePart) -> str:
    """The head of a row: a phrase as it was typed, else what the row is."""
    is_ours = part.kind != "phrase" and part.label in _LABELS
    return translate("Widgets", part.label) if is_ours else part.label


def sum_line(explanation: Explanation) -> str:
    """The score taken apart in one line: sentence 0.214 + phrases 0.152 + rest 0.035 = 0.401."""
    score = decimal(print_units(explanation.total))
    if not explanation.adds_up:
        whole = translate("Widgets", _EXAMPLE if explanation.is_by_example else _IN_SUMS["sentence"])
        return f"{whole} {score} = {score}"
    (first, units), *others = explanation.sums().items()
    line = f"{translate('Widgets', _IN_SUMS[first])} {decimal(print_units(units))}"
    for kind, units in others:
        line += (
            f" {MINUS if units < 0 else '+'} {translate('Widgets', _IN_SUMS[kind])} {decimal(print_units(abs(units)))}"
        )
    return f"{line} = {score}"


def likes_line(explanation: Explanation) -> str:
    """What likes add to the rank, as a line of its own; empty where nothing was liked."""
    if explanation.likes is None:
        return ""
    figure = number(explanation.likes, 2, signed=True)
    return translate("Widgets", "likes {figure} above chance").format(figure=figure)
