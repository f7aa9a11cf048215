"""Why a moment has its score: one record for each kind of explanation a model can give.

A kind says what every reader needs (rows, totals, the frame to open at) and may hold more, which only its own
renderers read. It reaches the encoder process, the window and the command line by its class alone.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.values.arrays import FloatArray
from core.values.query import Phrase
from core.values.score_parts import MINUS, UNIT, ScorePart, ScorePartKind, apportion, print_units

KINDS: dict[str, type["Explanation"]] = {}
"""Every kind by its name, as it travels between processes and stands in JSON."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Explanation(ABC):
    """What every kind of explanation says of a moment's score.

    Shapes: T sampled frames, P phrases.
    """

    kind: ClassVar[str]
    adds_up: ClassVar[bool]
    """True when all rows together are the score; False when the row of the whole sentence alone is."""

    phrases: tuple[Phrase, ...]
    times_s: tuple[float, ...]
    score: float
    approximation: str = ""
    """What of the numbers is approximate, in a sentence for a person; empty where all are exact."""
    readings: tuple[int, ...] = ()
    """How many times the model counts each frame, (T,); empty where it counts all alike."""
    is_by_example: bool = False
    """True when nothing but examples says what is looked for: the row of the whole sentence is that of the examples."""
    likes: float | None = None
    """What likes and dislikes add to the rank of the moment, in spreads above chance; it is no part of `score`."""

    def __init_subclass__(cls) -> None:
        known = KINDS.setdefault(cls.kind, cls)
        if known.__qualname__ != cls.__qualname__:
            raise TypeError(f"two kinds of explanation are called {cls.kind!r}")
        KINDS[cls.kind] = cls  # a dataclass with slots is made twice; the second is the one in use

    @property
    @abstractmethod
    def phrase_rows(self) -> FloatArray:
        """What each frame adds to each phrase. Shapes: (P, T)."""

    @property
    @abstractmethod
    def whole_row(self) -> FloatArray:
        """What each frame adds to the sentence as a whole. Shapes: (T,)."""

    @abstractmethod
    def parts(self) -> tuple[ScorePart, ...]:
        """The rows from top to bottom, the whole sentence first, with totals as they are printed."""

    @property
    def frame_totals(self) -> FloatArray:
        """What each frame adds to the score. Shapes: (T,)."""
        if not self.adds_up:
            return self.whole_row
        total: FloatArray = self.whole_row + self.phrase_rows.sum(axis=0)
        return total

    def colour_of(self, phrase: int) -> int:
        """Number of a phrase's colour: its own, else that of its place."""
        own = self.phrases[phrase].colour if phrase < len(self.phrases) else None
        return phrase if own is None else own

    @property
    def best_frame(self) -> int:
        """Index of the frame to open at."""
        return int(np.argmax(self.frame_totals))

    @property
    def best_s(self) -> float:
        """Time of the frame to open at."""
        return self.times_s[self.best_frame]

    @property
    def total(self) -> int:
        """The score as it is printed. Units: thousandths."""
        return round(self.score / UNIT)

    @property
    def is_uneven(self) -> bool:
        """True when the model counts some frames more often than others, so that their cells are larger."""
        return len(set(self.readings)) > 1

    def sum_line(self) -> str:
        """The score taken apart in one line: sentence 0.214 + phrases 0.152 + rest 0.035 = 0.401."""
        score, whole = print_units(self.total), "example" if self.is_by_example else "sentence"
        if not self.adds_up:
            return f"{whole} {score} = {score}"
        sums = self.sums()
        line = f"sentence {print_units(sums.pop('sentence', 0))}"
        for kind, units in sums.items():
            line += f" {MINUS if units < 0 else '+'} {'phrases' if kind == 'phrase' else kind} {abs(units) / 1000:.3f}"
        return f"{line} = {score}"

    def sums(self) -> dict[ScorePartKind, int]:
        """The printed totals of the rows of each kind, from top to bottom. Units: thousandths."""
        sums: dict[ScorePartKind, int] = {}
        for part in self.parts():
            sums[part.kind] = sums.get(part.kind, 0) + part.total
        return sums

    @property
    def likes_line(self) -> str:
        """What likes add, as a line of its own; empty where nothing was liked."""
        return "" if self.likes is None else f"likes {self.likes:+.2f} above chance".replace("-", MINUS)

    @property
    def wanted_phrases(self) -> tuple[int, ...]:
        """The phrases for which a moment can be found: neither excluded nor muted."""
        return tuple(at for at, each in enumerate(self.phrases) if each.role != "not" and not each.muted)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Ledger(Explanation):
    """A score taken apart by phrase, centre and frame; every cell is a signed share of it.

    Shapes: T sampled frames, P phrases, K centres, L words (tokens between start and end, plus the end
    token last). sentence (T,); cells (P+1, K, T), last row the rest of the sentence; word_centres (L, K);
    assignment (K, T), soft assignment of each frame to the centres, columns summing to 1.
    `sentence` and `cells` together sum to `score`, without the cells of muted centres.
    """

    kind: ClassVar[str] = "centres"
    adds_up: ClassVar[bool] = True

    words: tuple[str, ...]
    word_phrases: tuple[int, ...]
    """For each word the index of its phrase, or -1 for the rest of the sentence."""
    sentence: FloatArray
    cells: FloatArray
    word_centres: FloatArray
    assignment: FloatArray
    muted: tuple[int, ...] = ()
    """Centres that are left out of `score` and of all rows; `cells` has them still."""

    @property
    def rows(self) -> FloatArray:
        """Phrase rows and the rest, summed over centres that are not muted. Shapes: (P+1, T)."""
        cells = np.delete(self.cells, self.muted, axis=1) if self.muted else self.cells
        summed: FloatArray = cells.sum(axis=1)
        return summed

    @property
    def phrase_rows(self) -> FloatArray:
        """What each frame adds to each phrase. Shapes: (P, T)."""
        return self.rows[:-1]

    @property
    def whole_row(self) -> FloatArray:
        """The sentence as a whole, with the words of no phrase. Shapes: (T,)."""
        whole: FloatArray = self.sentence + self.rows[-1]
        return whole

    @property
    def best_frame(self) -> int:
        """Index of the frame to open at: where the named phrases add most, else where the whole score is made.

        The rows of the sentence as a whole say little of time: end token and global half have seen all frames.
        """
        if self.phrases:
            named: FloatArray = self.phrase_rows.sum(axis=0)
            if named.max() > 0:
                return int(np.argmax(named))
        return int(np.argmax(self.frame_totals))

    def parts(self) -> tuple[ScorePart, ...]:
        """The whole sentence, the phrases, the rest; their totals add up to the score."""
        rows = self.rows
        totals = apportion([float(self.sentence.sum()), *map(float, rows.sum(axis=1))], self.total)
        last = len(self.phrases)
        rest = words_of(self.words, self.word_phrases, -1)
        return (
            ScorePart("sentence", -1, "whole sentence", self.sentence, totals[0]),
            *_phrase_parts(self, rows, totals[1:]),
            ScorePart("rest", last, "rest of the sentence", rows[-1], totals[-1], rest),
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PhraseScores(Explanation):
    """Each phrase scored by itself, beside the score of the sentence; phrases are no shares of it.

    Shapes: T sampled frames, P phrases, L words, as in `Ledger`. sentence (T,) sums to `score`; rows (P, T), what
    each frame adds to the score each phrase has when it is encoded by itself.
    """

    kind: ClassVar[str] = "phrases"
    adds_up: ClassVar[bool] = False

    words: tuple[str, ...]
    word_phrases: tuple[int, ...]
    """For each word the index of its phrase, or -1 for the rest of the sentence."""
    sentence: FloatArray
    rows: FloatArray

    @property
    def phrase_rows(self) -> FloatArray:
        """What each frame adds to each phrase. Shapes: (P, T)."""
        return self.rows

    @property
    def whole_row(self) -> FloatArray:
        """The sentence, which is the score. Shapes: (T,)."""
        return self.sentence

    def parts(self) -> tuple[ScorePart, ...]:
        """The whole sentence, then the phrases; there is no rest."""
        totals = [round(float(row.sum()) / UNIT) for row in self.rows]
        label = "example" if self.is_by_example else "whole sentence"
        return (
            ScorePart("sentence", -1, label, self.sentence, self.total),
            *_phrase_parts(self, self.rows, totals),
        )


def words_of(words: tuple[str, ...], word_phrases: tuple[int, ...], phrase: int | None) -> tuple[str, ...]:
    """Words of one phrase (-1: of none) or of all; see `word_places`."""
    return tuple(words[i] for i in word_places(words, word_phrases, phrase))


def word_places(words: tuple[str, ...], word_phrases: tuple[int, ...], phrase: int | None) -> list[int]:
    """Indices of words of one phrase (-1: of none) or of all; the end token, which is last, and commas are no words."""
    count = max(0, len(words) - 1)
    return [
        i
        for i in range(count)
        if (phrase is None or word_phrases[i] == phrase) and any(ch.isalnum() for ch in words[i])
    ]


def _phrase_parts(of: Ledger | PhraseScores, rows: FloatArray, totals: list[int]) -> list[ScorePart]:
    return [
        ScorePart("phrase", index, phrase.text, rows[index], totals[index], words_of(of.words, of.word_phrases, index))
        for index, phrase in enumerate(of.phrases)
    ]
