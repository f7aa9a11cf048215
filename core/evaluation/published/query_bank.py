"""Query bank normalisation: a clip that is near to every sentence is no answer to one of them.

Source: arXiv 2112.12777, dynamic inverted softmax.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np

from core.values import FloatArray

BETA: Final = 20.0
"""Inverse temperature, on cosines."""


def normalise_by_bank(similarity: FloatArray, bank: Iterable[FloatArray], beta: float = BETA) -> FloatArray:
    """Similarities whose rows rank as the dynamic inverted softmax does; rows can be compared with themselves alone.

    `bank`: similarities of other sentences, such as the training captions, to the same videos, in blocks.
    Shapes: (N, V), blocks of (n, V) -> (N, V). A row counts as it is unless its best video is the best of a sentence
    of the bank.
    """
    videos = similarity.shape[1]
    sums, is_hub = np.full(videos, -np.inf), np.zeros(videos, bool)
    for block in bank:
        if len(block):
            is_hub[np.unique(block.argmax(axis=1))] = True
            scaled = beta * block.astype(np.float64)
            top = scaled.max(axis=0)
            sums = np.logaddexp(sums, top + np.log(np.exp(scaled - top).sum(axis=0)))
    rows = is_hub[similarity.argmax(axis=1)]
    found = similarity.astype(np.float64)
    found[rows] = beta * found[rows] - sums  # the logarithm of the quotient, which ranks equally
    return np.asarray(found, np.float64)
