"""Joins moments of one video that follow one another: A, then B within some seconds. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.search.scoring import SOFTNESS
from core.values import FloatArray

FARTHEST_Z: Final = 100.0
"""Scores beyond this are all alike, and do not overflow."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Moments that follow one another, by their places in the video; all equal where one moment shows every step."""

    places: tuple[int, ...]
    score: float
    """The soft minimum of its steps' scores: each of them is needed."""


def best_chains(
    starts_s: Sequence[float], ends_s: Sequence[float], scores: FloatArray, weights: Sequence[float], within_s: float
) -> list[Chain]:
    """For each moment of a video the best chain that begins with it; none where nothing follows in time.

    The next step begins later, and at most `within_s` after the end of the one before it.
    Shapes: N moments in order of start, scores (S, N) for S steps.
    """
    steps, count = scores.shape
    starts = np.asarray(starts_s)
    first = np.searchsorted(starts, starts, "right")
    last = np.searchsorted(starts, np.asarray(ends_s) + within_s, "right")
    costs = _costs(scores, weights)
    total, follows = costs[-1], list[NDArray[np.int64]]()
    for step in range(steps - 2, -1, -1):
        ahead, chosen = np.full(count, np.inf), np.full(count, -1, np.int64)
        for place in range(count):
            rest = total[first[place] : last[place]]
            if len(rest):
                chosen[place] = first[place] + int(rest.argmin())
                ahead[place] = rest.min()
        total = costs[step] + ahead
        follows.append(chosen)
    follows.reverse()
    whole = float(np.sum(weights))
    return [
        Chain(_walk(place, follows), float(-SOFTNESS * np.log(total[place] / whole)))
        for place in range(count)
        if np.isfinite(total[place])
    ]


def soft_sum(scores: FloatArray, weights: Sequence[float]) -> FloatArray:
    """The score of a chain whose steps have these scores. Shapes: (S, N) -> (N,)."""
    total: FloatArray = (-SOFTNESS * np.log(_costs(scores, weights).sum(0) / np.sum(weights))).astype(np.float32)
    return total


def _costs(scores: FloatArray, weights: Sequence[float]) -> NDArray[np.float64]:
    """Low where a score is high; the costs of a chain's steps add up. Shapes: (S, N) -> (S, N)."""
    bounded = np.clip(scores.astype(np.float64), -FARTHEST_Z, FARTHEST_Z)
    costs: NDArray[np.float64] = np.asarray(weights)[:, None] * np.exp(-bounded / SOFTNESS)
    return costs


def _walk(place: int, follows: Sequence[NDArray[np.int64]]) -> tuple[int, ...]:
    places = [place]
    for chosen in follows:
        places.append(int(chosen[places[-1]]))
    return tuple(places)
