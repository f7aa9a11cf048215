"""A score taken apart."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.values.arrays import FloatArray
from core.values.query import Phrase

LedgerKind = Literal["centres", "phrases"]


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """A score taken apart; every cell is a signed share of it (design: the score ledger).

    Shapes: T sampled frames, P phrases, K centres, L words (tokens between start and end, plus the end
    token last). sentence (T,); cells (P+1, K, T), last row the rest of the sentence; word_centres (L, K);
    assignment (K, T), soft assignment of each frame to the centres, columns summing to 1.
    With `kind` "centres" sentence and cells together sum to `score`; with "phrases" (a model without
    centres, K = 1) the sentence row alone does, and each phrase row comes from that phrase encoded by itself.
    """

    kind: LedgerKind
    phrases: tuple[Phrase, ...]
    words: tuple[str, ...]
    word_phrases: tuple[int, ...]
    """For each word the index of its phrase, or -1 for the rest of the sentence."""
    times_s: tuple[float, ...]
    sentence: FloatArray
    cells: FloatArray
    word_centres: FloatArray
    assignment: FloatArray
    score: float
    approximation: str = ""
    """What of the cells is approximate, in a sentence for a person; empty where every cell is exact."""
    readings: tuple[int, ...] = ()
    """How many times the model counts each frame, (T,); empty where it counts all alike."""

    @property
    def is_uneven(self) -> bool:
        """True when the model counts some frames more often than others, so that their cells are larger."""
        return len(set(self.readings)) > 1

    @property
    def rows(self) -> FloatArray:
        """Phrase rows and the rest, summed over centres. Shapes: (P+1, T)."""
        summed: FloatArray = self.cells.sum(axis=1)
        return summed

    @property
    def frame_totals(self) -> FloatArray:
        """What each frame adds to the score. Shapes: (T,)."""
        if self.kind == "phrases":
            return self.sentence
        total: FloatArray = self.sentence + self.cells.sum(axis=(0, 1))
        return total

    @property
    def best_frame(self) -> int:
        """Index of the frame to open at: where the named phrases add most, else where the whole score is made.

        The rows of the sentence as a whole say little of time: end token and global half have seen all frames.
        """
        if self.kind == "centres" and self.phrases:
            named: FloatArray = self.rows[:-1].sum(axis=0)
            if named.max() > 0:
                return int(np.argmax(named))
        return int(np.argmax(self.frame_totals))
