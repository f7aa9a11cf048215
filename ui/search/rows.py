"""The rows of the evidence view as numbers with their words, for every kind of explanation. No Qt."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.values import MINUS, Explanation, FloatArray
from ui.translate import translate
from ui.widgets import amounts

Reading = Literal["score", "assignment"]
RowKind = Literal["sentence", "phrase", "centre", "rest", "assignment"]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One line of the table. Shapes: values (T,).

    `phrase` is the index of the phrase; the number of phrases for the rest of the sentence, -1 for rows of
    neither. `centre` is -1 for rows summed over centres. `total` is the row's sum in thousandths, rounded so
    that all rows together print as the score.
    """

    kind: RowKind
    phrase: int
    centre: int
    label: str
    words: tuple[str, ...]
    values: FloatArray
    total: int
    is_muted: bool = False
    """True for a centre that is left out of the score; its values are those it would add."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Range of one family of rows; `low` <= 0 <= `high`, so that nothing is cut off."""

    low: float
    high: float

    @property
    def reach(self) -> float:
        """The larger of both sides, never 0."""
        return max(self.high, -self.low) or 1.0


@dataclass(frozen=True, slots=True)
class Scales:
    """One scale for each family: the sentence and its rest, the phrases, the single centre cells."""

    whole: Scale
    phrase: Scale
    cell: Scale


def scale_of(*values: FloatArray) -> Scale:
    """The range that holds all values, and 0."""
    filled = [each for each in values if each.size]
    return Scale(
        min([0.0, *(float(each.min()) for each in filled)]), max([0.0, *(float(each.max()) for each in filled)])
    )


def lit(values: FloatArray) -> BoolArray:
    """Frames that carry a row: above the middle between its mean and its best, and adding to the score.

    A row without contrast is carried by all its frames alike.
    """
    best, mean = float(values.max()), float(values.mean())
    if best <= 0:
        return np.zeros(values.shape, dtype=np.bool_)
    if best - float(values.min()) < 0.1 * best:
        return np.ones(values.shape, dtype=np.bool_)
    carried: BoolArray = (values >= (mean + best) / 2) & (values > 0)
    return carried


def evened(explanation: Explanation, values: FloatArray) -> FloatArray:
    """Values without what the model counts more than once, for judging, never for printing.

    Where it counts every second frame twice, the weights 1 2 1 cancel exactly that alternation.
    """
    if not explanation.is_uneven or len(values) < 3:
        return values
    padded = np.pad(values, 1, mode="reflect")
    made: FloatArray = ((padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4).astype(np.float32)
    return made


def lit_phrases(explanation: Explanation) -> BoolArray:
    """Which phrases each frame carries. Shapes: (P, T)."""
    rows = explanation.phrase_rows
    if not len(rows):
        return np.zeros((0, len(explanation.times_s)), dtype=np.bool_)
    return np.stack([lit(evened(explanation, row)) for row in rows])


def peaks(explanation: Explanation, values: FloatArray) -> list[int]:
    """Frames that carry the row and are higher than those around them, in order of time."""
    even = evened(explanation, values)
    carried = lit(even)
    padded = np.concatenate([[-np.inf], even, [-np.inf]])
    tops = [i for i in range(len(even)) if carried[i] and padded[i] < even[i] >= padded[i + 2]]
    return sorted({_highest_near(values, top) if explanation.is_uneven else top for top in tops})


def _highest_near(values: FloatArray, frame: int) -> int:
    """The highest of a frame and its two neighbours."""
    first = max(0, frame - 1)
    return first + int(np.argmax(values[first : frame + 2]))


def percent(share: float) -> str:
    """A share in per cent: 8 %."""
    whole = round(share * 100)
    if whole == 0 and share != 0:
        return translate("Search", "less than 1 %")
    return f"{MINUS if whole < 0 else ''}{abs(whole)} %"


def print_value(value: float) -> str:
    """A cell's value with sign: +0.031; small ones with one digit more."""
    size = print_size(value)
    return size if size == "0" else f"{MINUS if value < 0 else '+'}{size}"


def print_size(value: float) -> str:
    """The same without the sign: 0.031."""
    size = abs(value)
    if size < 0.000005:
        return "0"
    return amounts.number(size, 3 if size >= 0.00995 else 4 if size >= 0.00005 else 5)
