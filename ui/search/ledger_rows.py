"""A ledger as rows of numbers with their words: what the evidence view shows, without Qt."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.values import MINUS, UNIT, FloatArray, Ledger, apportion, parts_of, timecode

Reading = Literal["score", "assignment"]
RowKind = Literal["sentence", "phrase", "centre", "rest", "assignment"]
BoolArray = NDArray[np.bool_]

NOT_SEPARATED = 0.02
"""Assignments that differ by less than this say nothing; stretching them would show noise."""


@dataclass(frozen=True, slots=True, eq=False)
class LedgerRow:
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


def rows_of(ledger: Ledger, opened: frozenset[int] = frozenset(), reading: Reading = "score") -> tuple[LedgerRow, ...]:
    """The table's rows from top to bottom. `opened` names the phrase rows that show their centres."""
    if reading == "assignment" and has_centres(ledger):
        return _assignment_rows(ledger)
    rows: list[LedgerRow] = []
    for part in parts_of(ledger):
        words = words_of(ledger, part.phrase) if part.phrase >= 0 else ()
        rows.append(LedgerRow(part.kind, part.phrase, -1, part.label, words, part.values, part.total))
        if part.phrase in opened and has_centres(ledger):
            rows += _centre_rows(ledger, part.phrase, part.total)
    return tuple(rows)


def has_centres(ledger: Ledger) -> bool:
    """False for plain image-text models, whose phrases are read one by one."""
    return ledger.kind == "centres" and ledger.cells.shape[1] > 1


def words_of(ledger: Ledger, phrase: int) -> tuple[str, ...]:
    """The model's words of a phrase, or of the rest of the sentence."""
    wanted = -1 if phrase == len(ledger.phrases) else phrase
    return tuple(ledger.words[i] for i in _word_indices(ledger, wanted))


def loading_words(ledger: Ledger, centre: int, phrase: int | None = None, most: int = 3) -> tuple[str, ...]:
    """The words that load on a centre most: the strongest, and those at least half as strong."""
    wanted = None if phrase is None else (-1 if phrase == len(ledger.phrases) else phrase)
    indices = _word_indices(ledger, wanted)
    loads = {i: float(ledger.word_centres[i, centre]) for i in indices}
    ranked = sorted(indices, key=lambda i: -loads[i])[:most]
    chosen = [i for i in ranked if loads[i] >= 0.5 * loads[ranked[0]]] or ranked[:1]
    return tuple(ledger.words[i] for i in sorted(chosen))


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


def evened(ledger: Ledger, values: FloatArray) -> FloatArray:
    """Values without what the model counts more than once, for judging, never for printing.

    Where it counts every second frame twice, the weights 1 2 1 cancel exactly that alternation.
    """
    if not ledger.is_uneven or len(values) < 3:
        return values
    padded = np.pad(values, 1, mode="reflect")
    made: FloatArray = ((padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4).astype(np.float32)
    return made


def lit_phrases(ledger: Ledger) -> BoolArray:
    """Which phrases each frame carries. Shapes: (P, T)."""
    rows = ledger.rows[:-1]
    if not len(rows):
        return np.zeros((0, len(ledger.times_s)), dtype=np.bool_)
    return np.stack([lit(evened(ledger, row)) for row in rows])


def peaks(ledger: Ledger, values: FloatArray) -> list[int]:
    """Frames that carry the row and are higher than those around them, in order of time."""
    even = evened(ledger, values)
    carried = lit(even)
    padded = np.concatenate([[-np.inf], even, [-np.inf]])
    tops = [i for i in range(len(even)) if carried[i] and padded[i] < even[i] >= padded[i + 2]]
    return sorted({_highest_near(values, top) if ledger.is_uneven else top for top in tops})


def scales_of(ledger: Ledger) -> Scales:
    """Ranges of the three families of rows."""
    summed = ledger.rows
    return Scales(
        whole=_scale(np.concatenate([ledger.sentence, summed[-1]])),
        phrase=_scale(summed[:-1]),
        cell=_scale(ledger.cells),
    )


def is_separated(ledger: Ledger) -> bool:
    """False when the assignments are so alike that no reading of them means anything."""
    return bool(np.ptp(ledger.assignment) >= NOT_SEPARATED)


def assignment_range(ledger: Ledger) -> tuple[float, float, float]:
    """Lowest share that is drawn, the even share 1/K, and the highest; never so narrow as to show noise."""
    even = 1.0 / len(ledger.assignment)
    spread = max(float(np.abs(ledger.assignment - even).max()), NOT_SEPARATED)
    return max(0.0, even - spread), even, even + spread


def cell_text(ledger: Ledger, row: LedgerRow, frame: int, fps: Fraction | None) -> str:
    """What a cell says, for tooltip and screen reader."""
    where = f"Frame {frame + 1} · {timecode(ledger.times_s[frame], fps)}"
    value = float(row.values[frame])
    if row.kind == "assignment":
        share = f"{percent(value)} of this frame (even share: {percent(1 / len(ledger.assignment))})"
        return f"{where} · centre {row.centre + 1} takes {share}"
    notes = ["best"] if frame == int(np.argmax(row.values)) and value > 0 and row.centre < 0 else []
    if ledger.kind == "phrases" and row.kind == "phrase":
        notes.append("scored on its own")
    elif abs(ledger.score) > UNIT:
        notes.append(f"{percent(value / ledger.score)} of the score")
    text = f"{where} · {_row_name(ledger, row)} {print_value(value)}"
    text += f" ({', '.join(notes)})" if notes else ""
    return text + (f" · centre {row.centre + 1}" if row.centre >= 0 else "")


def percent(share: float) -> str:
    """A share in per cent: 8 %."""
    whole = round(share * 100)
    if whole == 0 and share != 0:
        return "less than 1 %"
    return f"{MINUS if whole < 0 else ''}{abs(whole)} %"


def print_value(value: float) -> str:
    """A cell's value with sign: +0.031; small ones with one digit more."""
    size = abs(value)
    if size < 0.000005:
        return "0"
    digits = 3 if size >= 0.00995 else 4 if size >= 0.00005 else 5
    return f"{MINUS if value < 0 else '+'}{size:.{digits}f}"


def _highest_near(values: FloatArray, frame: int) -> int:
    """The highest of a frame and its two neighbours."""
    first = max(0, frame - 1)
    return first + int(np.argmax(values[first : frame + 2]))


def _row_name(ledger: Ledger, row: LedgerRow) -> str:
    if row.kind == "sentence":
        return "the whole query"
    if row.phrase == len(ledger.phrases):
        return "the rest of the query"
    return f"“{ledger.phrases[row.phrase].text}”"


def _word_indices(ledger: Ledger, wanted: int | None) -> list[int]:
    """Words of one phrase (-1: of none) or of all; the end token, which stands last, is no word, nor are commas."""
    count = max(0, len(ledger.words) - 1)
    return [
        i
        for i in range(count)
        if (wanted is None or ledger.word_phrases[i] == wanted) and any(ch.isalnum() for ch in ledger.words[i])
    ]


def _centre_rows(ledger: Ledger, phrase: int, total: int) -> list[LedgerRow]:
    cells = ledger.cells[phrase]
    totals = apportion([float(row.sum()) for row in cells], total)
    return [
        LedgerRow("centre", phrase, k, f"centre {k + 1}", loading_words(ledger, k, phrase), cells[k], totals[k])
        for k in range(len(cells))
    ]


def _assignment_rows(ledger: Ledger) -> tuple[LedgerRow, ...]:
    return tuple(
        LedgerRow(
            "assignment", -1, k, f"centre {k + 1}", loading_words(ledger, k), values, round(float(values.mean()) * 1000)
        )
        for k, values in enumerate(ledger.assignment)
    )


def _scale(values: FloatArray) -> Scale:
    if not values.size:
        return Scale(0.0, 0.0)
    return Scale(min(0.0, float(values.min())), max(0.0, float(values.max())))
