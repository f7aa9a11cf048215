"""The parts of a score, as they are printed: one for each row of the table, in whole thousandths that add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.values.arrays import FloatArray

ScorePartKind = Literal["sentence", "phrase", "rest"]
UNIT = 0.001
"""Parts are printed in thousandths."""
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True, eq=False)
class ScorePart:
    """A row of the table. Shapes: values (T,). Units: `total` in thousandths, the sum of the row.

    `phrase` is the index of the phrase; the number of phrases for the rest of the sentence, -1 for the whole sentence.
    """

    kind: ScorePartKind
    phrase: int
    label: str
    values: FloatArray
    total: int
    words: tuple[str, ...] = ()
    """The model's words of this row."""

    @property
    def best_frame(self) -> int:
        """The frame that adds most to this row."""
        return int(np.argmax(self.values))


def apportion(values: Sequence[float], total: int, unit: float = UNIT) -> list[int]:
    """Round values to whole units so that they add up to `total`; each moves by less than one unit when it can.

    The values nearest to the next unit give way first (largest remainder).
    """
    exact = [value / unit for value in values]
    rounded = [round(value) for value in exact]
    missing = total - sum(rounded)
    step = 1 if missing > 0 else -1
    order = sorted(range(len(exact)), key=lambda i: step * (rounded[i] - exact[i]))
    for count in range(abs(missing) if order else 0):
        rounded[order[count % len(order)]] += step
    return rounded


def largest(parts: Sequence[ScorePart]) -> ScorePart:
    """The row with the largest printed total; of equal ones that with the larger sum."""
    return max(parts, key=lambda part: (part.total, float(part.values.sum())))


def print_units(units: int, *, signed: bool = False) -> str:
    """Thousandths as text with a proper minus sign."""
    sign = MINUS if units < 0 else "+" if signed and units > 0 else ""
    return f"{sign}{abs(units) / 1000:.3f}"
