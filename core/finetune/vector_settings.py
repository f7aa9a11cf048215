"""How vectors of names and words are learned. Both recipes were measured: docs/decisions/0101-names-and-words.md."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class VectorSettings:
    """Adam with a rate that falls by a cosine."""

    steps: int
    rate: float
    pull: float
    """Weight of the squared distance from the start, over the table's variance."""
    vectors: int = 1
    """Of each name or word."""
    batch: int = 0
    """Captions of a step; 0: all that there are."""
    seed: int = 0


FOR_NAMES: Final = VectorSettings(steps=100, rate=0.01, pull=0.1, vectors=2)
FOR_WORDS: Final = VectorSettings(steps=60, rate=0.03, pull=0.03, batch=48)
