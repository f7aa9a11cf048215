"""How the calibrated scores of a query's parts make one score. Pure.

All scores here count spreads above chance (`core/search/verdict.py`), so that phrases, examples and sentences can be
added. The numbers were chosen on the validation part of the drawn world; decision 88 has what they gave.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.values import Combine, FloatArray

ALL_SHARE: Final = 0.5
"""How much the weakest phrases count beside the sentence when all are asked for."""
SOFTNESS: Final = 1.0
"""Of the soft minimum. Units: spreads."""
OPTIONAL_SHARE: Final = 0.5
EXCLUDED_SHARE: Final = 0.5
EXCLUDED_Z: Final = 2.0
"""From so many spreads above chance a moment counts as showing what is excluded, well below "good" (3.2 to 3.7)."""
PUSHED_Z: Final = -20.0
"""Where an excluded moment stands as a step."""


@dataclass(frozen=True, slots=True, eq=False)
class PartScores:
    """One part over all candidates. Shapes: z (N,)."""

    z: FloatArray
    weight: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class StepScores:
    """The parts of one step over all candidates. Shapes: sentence (N,)."""

    how: Combine
    sentence: FloatArray | None
    wanted: Sequence[PartScores] = ()
    optional: Sequence[PartScores] = ()
    excluded: Sequence[PartScores] = ()
    examples: Sequence[PartScores] = ()


@dataclass(frozen=True, slots=True, eq=False)
class CombinedScores:
    """What the parts come to. Shapes: all (N,)."""

    wanted: FloatArray
    """What is looked for alone: by this a moment is called strong, good or weak."""
    score: FloatArray
    """With what is welcome and what is excluded: by this moments are ranked."""
    is_excluded: NDArray[np.bool_] = field(repr=False)
    """Moments that show what is excluded; they stand below all others."""

    @property
    def as_step(self) -> FloatArray:
        """The score with excluded moments far below."""
        pushed: FloatArray = np.where(self.is_excluded, np.minimum(self.score, PUSHED_Z), self.score)
        return pushed


def combine_parts(step: StepScores) -> CombinedScores:
    """One score from the parts of a step."""
    if step.how == "any":
        named = [*step.wanted, *step.examples]
        # weights say which is shown first, not how well it fits
        wanted, score = _best(named), _best([PartScores(part.weight * part.z) for part in named])
    else:
        wanted = _with_examples(step, _text_score(step))
        score = wanted.copy()
    is_excluded = np.zeros(len(score), bool)
    if step.sentence is not None or step.wanted or step.examples:  # else it is what is looked for
        for part in step.optional:
            score += OPTIONAL_SHARE * part.weight * np.maximum(part.z, 0)
    for part in step.excluded:
        score -= EXCLUDED_SHARE * part.weight * np.maximum(part.z, 0)
        is_excluded |= part.z >= EXCLUDED_Z
    return CombinedScores(wanted, score, is_excluded)


def soft_minimum(parts: Sequence[PartScores]) -> FloatArray:
    """Near the least of the scores, smoothly; weights say how much each is demanded. Shapes: n of (N,) -> (N,)."""
    weights = np.asarray([part.weight for part in parts], np.float64)
    exponents = np.stack([np.log(part.weight / weights.sum()) - part.z / SOFTNESS for part in parts])
    least: FloatArray = (-SOFTNESS * np.logaddexp.reduce(exponents, axis=0)).astype(np.float32)
    return least


def _best(parts: Sequence[PartScores]) -> FloatArray:
    best: FloatArray = np.max([part.z for part in parts], axis=0)
    return best


def _text_score(step: StepScores) -> FloatArray | None:
    if step.sentence is None:
        others = step.wanted or (step.optional if not step.examples else ())
        return _best(others) if others else None
    score = step.sentence.copy()
    if step.wanted:
        usual = float(np.mean([part.weight for part in step.wanted]))
        for part in step.wanted:  # relative: equal weights leave the sentence as it is
            score += (part.weight / usual - 1) * part.z
        if step.how == "all":
            score = np.asarray((score + ALL_SHARE * soft_minimum(step.wanted)) / (1 + ALL_SHARE), np.float32)
    return score


def _with_examples(step: StepScores, text: FloatArray | None) -> FloatArray:
    """Examples count as much as the text, each by its weight."""
    total = sum(part.weight for part in step.examples)
    parts = [part.weight * part.z for part in step.examples]
    if text is not None:
        parts, total = [text, *parts], total + 1.0
    mean: FloatArray = np.asarray(np.sum(parts, axis=0) / total, np.float32)
    return mean
