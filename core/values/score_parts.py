"""The parts of a score, as they are printed: one for each row of the table, in whole thousandths that add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.values.arrays import FloatArray
from core.values.ledger import Ledger

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

    @property
    def best_frame(self) -> int:
        """The frame that adds most to this row."""
        return int(np.argmax(self.values))


@dataclass(frozen=True, slots=True)
class ScoreSum:
    """The score's parts in thousandths; they add up exactly to `score`."""

    sentence: int
    phrases: tuple[int, ...]
    rest: int
    score: int


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


def take_sum(ledger: Ledger) -> ScoreSum:
    """The parts of the score, rounded together."""
    score = round(ledger.score / UNIT)
    if ledger.kind == "phrases":
        alone = tuple(round(float(row.sum()) / UNIT) for row in ledger.rows[:-1])
        return ScoreSum(sentence=score, phrases=alone, rest=0, score=score)
    rows = ledger.rows.sum(axis=1)
    parts = apportion([float(ledger.sentence.sum()), *map(float, rows)], score)
    return ScoreSum(sentence=parts[0], phrases=tuple(parts[1:-1]), rest=parts[-1], score=score)


def parts_of(ledger: Ledger) -> tuple[ScorePart, ...]:
    """The rows from top to bottom: the whole sentence, the phrases, the rest (only where the score has one)."""
    taken, rows = take_sum(ledger), ledger.rows
    made = [ScorePart("sentence", -1, "whole sentence", ledger.sentence, taken.sentence)]
    for index, phrase in enumerate(ledger.phrases):
        made.append(ScorePart("phrase", index, phrase.text, rows[index], taken.phrases[index]))
    if ledger.kind == "centres":
        made.append(ScorePart("rest", len(ledger.phrases), "rest of the sentence", rows[-1], taken.rest))
    return tuple(made)


def largest(parts: Sequence[ScorePart]) -> ScorePart:
    """The row with the largest printed total; of equal ones that with the larger sum."""
    return max(parts, key=lambda part: (part.total, float(part.values.sum())))


def print_units(units: int, *, signed: bool = False) -> str:
    """Thousandths as text with a proper minus sign."""
    sign = MINUS if units < 0 else "+" if signed and units > 0 else ""
    return f"{sign}{abs(units) / 1000:.3f}"


def sum_line(ledger: Ledger) -> str:
    """The score taken apart in one line: sentence 0.214 + phrases 0.152 + rest 0.035 = 0.401."""
    parts = take_sum(ledger)
    if ledger.kind == "phrases":
        return f"sentence {print_units(parts.score)} = {print_units(parts.score)}"
    line = f"sentence {print_units(parts.sentence)}"
    named = [("phrases", sum(parts.phrases))] if parts.phrases else []
    for name, units in [*named, ("rest", parts.rest)]:
        line += f" {MINUS if units < 0 else '+'} {name} {abs(units) / 1000:.3f}"
    return f"{line} = {print_units(parts.score)}"
