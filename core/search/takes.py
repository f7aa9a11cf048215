"""Near-identical takes among results, found by their stored vectors: one stack for what looks the same. Pure."""

from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np

from core.values import FloatArray

SAME: Final = 0.97
"""From this share of the way between what moments of a library have in common and equality on, two are takes of one
thing; decision 97 has what was measured."""


def find_stacks(
    vectors: FloatArray, contents: Sequence[Hashable], usual: float, same: float = SAME
) -> tuple[tuple[int, ...], ...]:
    """Rows that are takes of one thing, the best first; those that stand alone are not listed.

    Every take is like the first of its stack, so that a row of small changes does not end far from where it began.
    Moments of one clip are no takes of each other: what is filmed without a break is one take. `contents` say which
    clip each is of; copies of a file are one clip.
    `usual` is what any two moments of the library have in common.
    Shapes: vectors (N, D), unit norm, best moment first.
    """
    if len(vectors) < 2:
        return ()
    likeness = (vectors @ vectors.T - usual) / max(1.0 - usual, 1e-6)
    stacks: list[list[int]] = []
    for row in range(len(vectors)):
        fitting = [
            (float(likeness[stack[0], row]), number)
            for number, stack in enumerate(stacks)
            if likeness[stack[0], row] >= same and all(contents[each] != contents[row] for each in stack)
        ]
        if fitting:
            stacks[max(fitting)[1]].append(row)
        else:
            stacks.append([row])
    return tuple(tuple(stack) for stack in stacks if len(stack) > 1)


def usual_likeness(vectors: FloatArray) -> float:
    """What two moments of a library have in common, in the middle of all pairs. Shapes: (N, D), unit norm."""
    distinct = np.unique(vectors, axis=0)
    if len(distinct) < 2:
        return 0.0
    pairs = (distinct @ distinct.T)[np.triu_indices(len(distinct), 1)]
    return float(np.clip(np.median(pairs), 0.0, 1.0))
