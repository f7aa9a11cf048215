"""What a score is worth: strong, good or weak, by what the model gives for pairs that do not belong together.

Scores of one model mean nothing beside those of another, and "higher than the rest of the library" means nothing in a
library of two moments, or of fifty alike. So each model is asked once about pictures drawn for comparison, and its
answers are kept: the *null*. A sentence's score is then counted in spreads above what the sentence scores there. What
else fits in the library has no say in it. What does not fit has a little: among more such moments chance comes
farther. So has the kind of footage: how much higher neutral sentences score on it than on the drawn moments.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.values import FloatArray, Strength

VERSION: Final = 2
"""Of sentences, pictures and how they are measured: a null of another version is rebuilt."""
GOOD_Z, LARGE = 3.7, 2000
"""A library of so many moments has none that fits so well by chance in 19 questions of 20: chosen on the validation
part of the drawn world (bench Z1 judges it on the tests)."""
SMALL_Z, SMALL = 3.2, 70
"""In fewer moments chance has fewer tries: the threshold grows with the logarithm, more steeply up to here."""
LEAST_Z: Final = 1.8
"""Among one. A few words, such as “blue fish”, score lower on their moments than a whole caption does: with the
threshold of `SMALL` half of them were called weak in a library of two."""
STRONG_MORE: Final = 0.5
STEADY_MOMENTS: Final = 30
"""A library of so many different moments counts half in how it is shifted."""
MOST_SHIFT: Final = 0.5


@dataclass(frozen=True, slots=True)
class ScoreCalibration:
    """What scores mean for one sentence: `level` is what chance gives, `spread` how far chance goes from there."""

    level: float
    spread: float
    good_z: float
    strong_z: float

    def judge(self, score: float) -> Strength:
        """Say it in a word."""
        z = (score - self.level) / self.spread if self.spread > 0 else 0.0
        return "strong" if z >= self.strong_z else "good" if z >= self.good_z else "weak"


@dataclass(frozen=True, slots=True, eq=False)
class ModelNull:
    """How a model scores what does not belong together.

    Shapes: sentences (B, D), neutral ones; moments (K, D), drawn for comparison; levels and spreads (B,), of each
    sentence over the moments; all of unit norm.
    """

    sentences: FloatArray
    moments: FloatArray
    levels: FloatArray
    spreads: FloatArray
    usual: float
    """The spread of a neutral sentence in the middle of all. A sentence that says nothing to the model scores almost
    the same everywhere; its own small spread would make much of nothing.
    """

    def shift(self, library: FloatArray) -> float:
        """How many spreads higher neutral sentences score on this footage than on the drawn moments; 0 to 0.5.

        Copies count once, and few moments count little: the subject of one moment is not the kind of a library.
        Shapes: (N, D).
        """
        distinct = np.unique(library, axis=0) if len(library) else library
        if not len(distinct):
            return 0.0
        above = (self.sentences @ distinct.T).mean(axis=1) - self.levels
        trust = len(distinct) / (len(distinct) + STEADY_MOMENTS)
        return float(np.clip(trust * (above / self.spreads).mean(), 0.0, MOST_SHIFT))

    def score_calibration(
        self, text: FloatArray, moments: int, shift: float = 0.0, library: FloatArray | None = None
    ) -> ScoreCalibration:
        """The measure for one sentence in a library of so many moments; `library` is all of them, or some.

        What may fit is not a try of chance: however many red cars come, nothing said of one of them changes.
        Shapes: (D,), (N, D).
        """
        scores = self.moments @ text
        spread = max(float(scores.std()), self.usual)
        level = float(scores.mean()) + shift * spread
        may_fit = 0.0 if library is None or not len(library) else np.mean(library @ text >= level + LEAST_Z * spread)
        good_z = good_z_among(1 + moments * (1.0 - float(may_fit)))
        return ScoreCalibration(level, spread, good_z, good_z + STRONG_MORE)


def good_z_among(tries: float) -> float:
    """How many spreads above chance a moment is called good from, where so many others may fit by chance."""
    return float(np.interp(math.log(max(1.0, tries)), np.log([1, SMALL, LARGE]), [LEAST_Z, SMALL_Z, GOOD_Z]))


def make_null(sentences: FloatArray, moments: FloatArray) -> ModelNull:
    """Shapes: (B, D), (K, D)."""
    scores = sentences @ moments.T
    spreads = scores.std(axis=1)
    usual = max(float(np.median(spreads)), 1e-5)  # below float32 rounding all moments are equal
    return ModelNull(sentences, moments, scores.mean(axis=1), np.maximum(spreads, usual), usual)
