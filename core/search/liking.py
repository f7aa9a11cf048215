"""What likes and dislikes add to the score of a moment: Rocchio's feedback, in spreads above chance. Pure.

The two shares were chosen by simulated users on the validation part of the drawn world; decision 96 has what they gave,
and what other ways gave. What is added depends on the moment and on the likes alone, never on what else was found.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.search.verdict import ScoreCalibration
from core.values import FloatArray, Hit, Like, LikeKind

LIKED_SHARE: Final = 1.0
DISLIKED_SHARE: Final = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class LikedVectors:
    """Judged moments as vectors. Shapes: n of (D,), unit norm."""

    liked: Sequence[FloatArray] = ()
    disliked: Sequence[FloatArray] = ()

    def __bool__(self) -> bool:
        return bool(self.liked or self.disliked)


def likes_score(liked: Sequence[FloatArray], disliked: Sequence[FloatArray]) -> FloatArray:
    """What is added, from how like each judged moment the candidates are in spreads. Shapes: n of (N,) -> (N,)."""
    score: FloatArray = np.zeros_like([*liked, *disliked][0])
    if liked:
        score += LIKED_SHARE * np.mean(liked, axis=0)
    if disliked:
        score -= DISLIKED_SHARE * np.mean(disliked, axis=0)
    return score


def likes_of_moment(found: LikedVectors, vector: FloatArray, scale: Callable[[FloatArray], ScoreCalibration]) -> float:
    """The same for one moment. Shapes: (D,)."""

    def spreads(vectors: Sequence[FloatArray]) -> list[FloatArray]:
        scales = [scale(each) for each in vectors]
        return [
            np.asarray([(vector @ each - known.level) / known.spread], np.float32)
            for each, known in zip(vectors, scales, strict=True)
        ]

    return float(likes_score(spreads(found.liked), spreads(found.disliked))[0]) if found else 0.0


def judgement(hit: Hit, likes: Sequence[Like]) -> LikeKind | None:
    """What the person said of a moment: the last word counts."""
    paths = {video.path for video in (hit.video, *hit.copies)}
    said = [
        like.kind
        for like in likes
        if like.path in paths and not like.muted and like.covers(hit.segment.start_s, hit.segment.end_s)
    ]
    return said[-1] if said else None
