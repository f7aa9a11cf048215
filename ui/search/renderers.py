"""How the evidence view shows each kind of explanation: its rows, sentences, legend and cells. No Qt.

`Renderer` shows the rows any kind has. A kind with more to show has its own, in `_RENDERERS`.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, TypeVar

import numpy as np

from core.values import UNIT, Explanation, FloatArray, Ledger, Timecode, apportion, timecode, word_places
from ui.search.rows import Reading, Row, Scales, percent, print_size, print_value, scale_of
from ui.translate import noop, translate
from ui.widgets.score_words import part_label

UNEVEN = noop(
    "Search", "This model counts some frames more than once, so their share is larger; peaks are corrected for that."
)
BY_ITSELF = noop("Search", "Each phrase is scored on its own; phrases are not shares of the score.")
ALL_ALIKE = noop("Search", "The centres do not separate this clip: each takes about the same share of every frame.")
NOT_SEPARATED = 0.02
"""Assignments that differ by less than this say nothing; stretching them would show noise."""

Kind = TypeVar("Kind", bound=Explanation)


@dataclass(frozen=True, slots=True)
class Legend:
    """Both ends of the colour bar; `bars` says what a full bar is worth. Without cells there is no colour bar."""

    low: float
    high: float
    low_text: str
    high_text: str
    bars: str


def help_of(model: str = "") -> str:
    """What the table is, and of which model where two were asked."""
    return translate(
        "Search", "This explains how {model} scored this moment; each word and frame is read in context."
    ).format(model=model or translate("Search", "this model"))


class Renderer(Generic[Kind]):
    """Shows an explanation of any kind by its rows, which cannot be opened."""

    can_open = False
    """True when the rows open into centres, and there is a second reading."""

    def __init__(self, explanation: Kind) -> None:
        self.explanation = explanation

    def rows(self, opened: frozenset[int] = frozenset(), reading: Reading = "score") -> tuple[Row, ...]:
        """The table's rows from top to bottom. `opened` names the phrase rows that show their centres."""
        return tuple(
            Row(part.kind, part.phrase, -1, part_label(part), part.words, part.values, part.total)
            for part in self.explanation.parts()
        )

    def scales(self) -> Scales:
        """Ranges of the three families of rows."""
        parts = self.explanation.parts()
        return Scales(
            whole=scale_of(*(part.values for part in parts if part.kind != "phrase")),
            phrase=scale_of(*(part.values for part in parts if part.kind == "phrase")),
            cell=scale_of(),
        )

    def sentences(self, model: str) -> list[str]:
        """What is to be known of the numbers, what matters most first. `model` is named where two were asked."""
        explanation = self.explanation
        said = [
            explanation.approximation,
            "" if explanation.adds_up or not explanation.phrases else translate("Search", BY_ITSELF),
            help_of(model),
        ]
        return [each for each in [*said, translate("Search", UNEVEN) if explanation.is_uneven else ""] if each]

    def foot_note(self, reading: Reading, model: str) -> str:
        """The sentences below the table."""
        return " ".join(self.sentences(model))

    def legend(self, reading: Reading, opened: frozenset[int], scales: Scales) -> Legend:
        """What the colours and bars on the screen mean, with their maxima."""
        phrase = (
            translate("Search", "phrase {reach}, ").format(reach=print_size(scales.phrase.reach))
            if self.explanation.phrases
            else ""
        )
        return Legend(
            0.0,
            0.0,
            "",
            "",
            translate("Search", "full bar: {phrase}sentence {reach}").format(
                phrase=phrase, reach=print_size(scales.whole.reach)
            ),
        )

    def cell_text(self, row: Row, frame: int, fps: Fraction | None, start: Timecode | None = None) -> str:
        """What a cell says, for tooltip and screen reader."""
        value = float(row.values[frame])
        notes = [translate("Search", "best")] if self._is_best(row, frame) else []
        if row.is_muted:
            notes.append(translate("Search", "muted"))
        if row.kind == "phrase" and not self.explanation.adds_up:
            notes.append(translate("Search", "scored on its own"))
        elif abs(self.explanation.score) > UNIT and not row.is_muted:
            notes.append(
                translate("Search", "{percent} of the score").format(percent=percent(value / self.explanation.score))
            )
        text = f"{self.frame_text(frame, fps, start)} · {self._row_name(row)} {print_value(value)}"
        return text + (f" ({', '.join(notes)})" if notes else "")

    def frame_text(self, frame: int, fps: Fraction | None, start: Timecode | None = None) -> str:
        """Number and time of a frame; the recorded timecode where `start` is that of the first frame."""
        time_s = self.explanation.times_s[frame]
        at = timecode(time_s, fps) if start is None else translate("Search", "TC {at}").format(at=start.at(time_s))
        return translate("Search", "Frame {number} · {timecode}").format(number=frame + 1, timecode=at)

    def spoken_cell(self, row: Row, frame: int) -> str:
        """A cell for screen readers: Frame 4 of 12, white van, +0.031, best."""
        place = translate("Search", "Frame {number} of {total}").format(
            number=frame + 1, total=len(self.explanation.times_s)
        )
        parts = [place, self._spoken_row(row), self._spoken_value(row, frame)]
        if self._is_best(row, frame):
            parts.append(translate("Search", "best"))
        if row.is_muted:
            parts.append(translate("Search", "muted"))
        return ", ".join(parts)

    def _spoken_row(self, row: Row) -> str:
        return row.label

    def _spoken_value(self, row: Row, frame: int) -> str:
        return print_value(float(row.values[frame]))

    def _is_best(self, row: Row, frame: int) -> bool:
        """True at the peak of a row that adds to the score; single centres have no peaks marked."""
        return frame == int(np.argmax(row.values)) and float(row.values[frame]) > 0 and row.centre < 0

    def shares(self, reading: Reading) -> tuple[float, float, float] | None:
        """Lowest, even and highest share where the cells are shares of a frame; None where they add to the score."""
        return None

    def label(self, row: Row, value: float, scales: Scales) -> str:
        """The figure of a cell that stands out; nothing for the others."""
        return print_value(value) if abs(value) >= 0.55 * scales.cell.reach else ""

    def _row_name(self, row: Row) -> str:
        if row.kind == "sentence":
            return translate("Search", "the whole query")
        if row.phrase == len(self.explanation.phrases):
            return translate("Search", "the rest of the query")
        return f"“{self.explanation.phrases[row.phrase].text}”"


class LedgerRenderer(Renderer[Ledger]):
    """Shows a ledger, whose phrases open into centres, and whose centres divide the frames among them."""

    def __init__(self, explanation: Ledger) -> None:
        super().__init__(explanation)
        self.can_open = explanation.cells.shape[1] > 1

    def rows(self, opened: frozenset[int] = frozenset(), reading: Reading = "score") -> tuple[Row, ...]:
        """As any explanation's, with the centres of opened rows below them; or the centres' shares of the frames."""
        plain = super().rows()
        if not self.can_open:
            return plain
        if reading == "assignment":
            return self._assignment_rows()
        rows: list[Row] = []
        for row in plain:
            rows.append(row)
            if row.phrase in opened:
                rows += self._centre_rows(row)
        return tuple(rows)

    def scales(self) -> Scales:
        """Ranges of the three families of rows."""
        plain = super().scales()
        return Scales(plain.whole, plain.phrase, scale_of(self.explanation.cells))

    def foot_note(self, reading: Reading, model: str) -> str:
        """Below shares of frames that are all alike: that they say nothing."""
        if reading == "assignment" and not self.is_separated:
            return translate("Search", ALL_ALIKE)
        return super().foot_note(reading, model)

    def legend(self, reading: Reading, opened: frozenset[int], scales: Scales) -> Legend:
        """Of shares: the lowest, even and highest. Of opened rows: what a cell is worth."""
        shares = self.shares(reading)
        if shares is not None:
            low, even, high = shares
            return Legend(
                low,
                high,
                percent(low),
                translate("Search", "{percent} of a frame (even: {even})").format(
                    percent=percent(high), even=percent(even)
                ),
                "",
            )
        plain = super().legend(reading, opened, scales)
        if not opened or not self.can_open:
            return plain
        cell = scales.cell
        low_text = print_value(cell.low) if cell.low < 0 else "0"
        return Legend(
            cell.low,
            cell.high,
            low_text,
            translate("Search", "{print_value} per cell").format(print_value=print_value(cell.high)),
            plain.bars,
        )

    def cell_text(self, row: Row, frame: int, fps: Fraction | None, start: Timecode | None = None) -> str:
        """As any explanation's, and which centre it is."""
        if row.kind == "assignment":
            even = percent(1 / len(self.explanation.assignment))
            share = translate("Search", "{percent} of this frame (even share: {even})").format(
                percent=percent(float(row.values[frame])), even=even
            )
            return translate("Search", "{frame_text} · centre {number} takes {share}").format(
                frame_text=self.frame_text(frame, fps, start), number=row.centre + 1, share=share
            )
        text = super().cell_text(row, frame, fps, start)
        return text + (
            translate("Search", " · centre {number}").format(number=row.centre + 1) if row.centre >= 0 else ""
        )

    def _spoken_row(self, row: Row) -> str:
        """Of a centre also the phrase it is opened from."""
        if row.kind != "centre":
            return super()._spoken_row(row)
        of = (
            self.explanation.phrases[row.phrase].text
            if row.phrase < len(self.explanation.phrases)
            else translate("Search", "the rest of the query")
        )
        return f"{of}, {row.label}"

    def _spoken_value(self, row: Row, frame: int) -> str:
        """Of a centre's share of a frame the per cent."""
        value = float(row.values[frame])
        return percent(value) if row.kind == "assignment" else print_value(value)

    def shares(self, reading: Reading) -> tuple[float, float, float] | None:
        """Lowest share that is drawn, the even share 1/K, and the highest; never so narrow as to show noise."""
        if reading != "assignment" or not self.can_open:
            return None
        even = 1.0 / len(self.explanation.assignment)
        spread = max(float(np.abs(self.explanation.assignment - even).max()), NOT_SEPARATED)
        return max(0.0, even - spread), even, even + spread

    def label(self, row: Row, value: float, scales: Scales) -> str:
        """Of shares those that are well above the even one."""
        if row.kind == "assignment":
            stands_out = self.is_separated and value >= 1.3 / len(self.explanation.assignment)
            return percent(value) if stands_out else ""
        return super().label(row, value, scales)

    @property
    def is_separated(self) -> bool:
        """False when the assignments are so alike that no reading of them means anything."""
        return bool(np.ptp(self.explanation.assignment) >= NOT_SEPARATED)

    def loading_words(self, centre: int, phrase: int | None = None, most: int = 3) -> tuple[str, ...]:
        """The words that load on a centre most: the strongest, and those at least half as strong."""
        ledger = self.explanation
        wanted = None if phrase is None else (-1 if phrase == len(ledger.phrases) else phrase)
        indices = word_places(ledger.words, ledger.word_phrases, wanted)
        loads = {i: float(ledger.word_centres[i, centre]) for i in indices}
        ranked = sorted(indices, key=lambda i: -loads[i])[:most]
        chosen = [i for i in ranked if loads[i] >= 0.5 * loads[ranked[0]]] or ranked[:1]
        return tuple(ledger.words[i] for i in sorted(chosen))

    def _centre_rows(self, row: Row) -> list[Row]:
        cells: FloatArray = self.explanation.cells[row.phrase]
        muted = self.explanation.muted
        heard = [k for k in range(len(cells)) if k not in muted]
        parts = apportion([float(cells[k].sum()) for k in heard], row.total)
        totals = {**dict.fromkeys(range(len(cells)), 0), **dict(zip(heard, parts, strict=True))}
        return [
            Row(
                "centre",
                row.phrase,
                k,
                translate("Search", "centre {number}").format(number=k + 1),
                self.loading_words(k, row.phrase),
                cells[k],
                totals[k],
                k in muted,
            )
            for k in range(len(cells))
        ]

    def _assignment_rows(self) -> tuple[Row, ...]:
        return tuple(
            Row(
                "assignment",
                -1,
                k,
                translate("Search", "centre {number}").format(number=k + 1),
                self.loading_words(k),
                values,
                round(float(values.mean()) * 1000),
            )
            for k, values in enumerate(self.explanation.assignment)
        )


_RENDERERS: dict[type[Explanation], type[Renderer[Any]]] = {Ledger: LedgerRenderer}


def renderer_of(explanation: Explanation) -> Renderer[Any]:
    """The renderer of its kind."""
    return _RENDERERS.get(type(explanation), Renderer)(explanation)
