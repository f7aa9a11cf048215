"""What a person says of moments and teaches the model by: captions, judgements, and words with their examples.

Captions, judgements and examples belong to the content of a clip (`MediaInfo.fingerprint`), as marks and kept moments
do. Units: times in seconds on the player's clock as exact fractions; start and end None: the whole clip.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal

import numpy as np

from core.values.arrays import FloatArray

TaughtKind = Literal["name", "word"]
"""One thing and what it is called; a word of captions that the model did not know or read wrongly."""
ExampleSource = Literal["clip", "picture"]
"""A clip of a library; a picture file that need not be in one."""
LONGEST_CAPTION: Final = 1000
"""Characters of a caption, or of the sentence of a judgement."""
_JOINERS: Final = "\u200c\u200d"
"""Invisible, but part of how Persian, Indic scripts and emoji are written."""


@dataclass(frozen=True, slots=True)
class KeptCaption:
    """A sentence that a person wrote for a stretch of a clip; a clip may have many."""

    id: int
    fingerprint: str
    path: Path
    """Where the clip was when it was last known."""
    start_s: Fraction | None
    end_s: Fraction | None
    text: str
    kept_s: float = 0.0
    """When it was written first, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """That a stretch of a clip is right or wrong for a sentence that was searched for; one for both together."""

    id: int
    fingerprint: str
    path: Path
    """Where the clip was when it was last known."""
    start_s: Fraction | None
    end_s: Fraction | None
    sentence: str
    is_right: bool
    kept_s: float = 0.0
    """When it was judged, in seconds since 1970."""

    def covers(self, start_s: float, end_s: float) -> bool:
        """True of a moment of the clip that is this stretch, or mostly, as after indexing the clip again."""
        if self.start_s is None or self.end_s is None:
            return True
        first_s, last_s = float(self.start_s), float(self.end_s)
        if start_s == end_s:  # a still
            return first_s <= start_s <= last_s
        return min(end_s, last_s) - max(start_s, first_s) > 0.5 * (end_s - start_s)

    def is_about(self, start_s: Fraction | None, end_s: Fraction | None) -> bool:
        """True of a stretch of the clip that is this one, each being most of the other."""
        if self.start_s is None or self.end_s is None or start_s is None or end_s is None:
            return (self.start_s, self.end_s) == (start_s, end_s)
        shared_s = min(end_s, self.end_s) - max(start_s, self.start_s)
        return shared_s > max(end_s - start_s, self.end_s - self.start_s) / 2


@dataclass(frozen=True, slots=True)
class WordExample:
    """Something that shows what a taught word means."""

    source: ExampleSource
    fingerprint: str
    path: Path
    """The picture, or where the clip was when it was last known."""
    start_s: Fraction | None = None
    end_s: Fraction | None = None


@dataclass(frozen=True, slots=True)
class TaughtVectors:
    """What one text tower learned of a word. Shapes: n rows of `width` float32, little-endian, in `data`."""

    tower_key: str
    """Which text tower these stand in the token table of."""
    width: int
    data: bytes
    figures: str = "{}"
    """How well it was learned, as a JSON object."""

    def __post_init__(self) -> None:
        if self.width <= 0 or not self.data or len(self.data) % (4 * self.width):
            raise ValueError(f"{len(self.data)} bytes are no rows of {self.width} numbers")

    @classmethod
    def of(cls, tower_key: str, vectors: FloatArray, figures: str = "{}") -> "TaughtVectors":
        """From an array. Shapes: (n, width)."""
        return cls(tower_key, vectors.shape[1], np.ascontiguousarray(vectors, "<f4").tobytes(), figures)

    @property
    def array(self) -> FloatArray:
        """Shapes: (n, width) float32, a copy."""
        return np.frombuffer(self.data, "<f4").reshape(-1, self.width).astype(np.float32)


@dataclass(frozen=True, slots=True)
class TaughtWord:
    """A name or word, its examples, and what each text tower learned of it; no two have the same spelling."""

    id: int
    text: str
    kind: TaughtKind
    examples: tuple[WordExample, ...] = ()
    taught_s: float = 0.0
    """When it was taught last, in seconds since 1970."""
    vectors: tuple[TaughtVectors, ...] = ()
    """In order of their towers' keys, one of each."""

    def of_tower(self, tower_key: str) -> TaughtVectors | None:
        """What this text tower learned of it; None: nothing yet."""
        return next((each for each in self.vectors if each.tower_key == tower_key), None)


def tidy_sentence(text: str) -> str:
    """A sentence as it is kept: on one line, with single spaces, without what is invisible or cannot be written."""
    return " ".join("".join(map(_visible, unicodedata.normalize("NFC", text))).split())


def in_order_of_time(captions: Iterable[KeptCaption]) -> list[KeptCaption]:
    """From the start of a clip to its end; those of the whole clip first."""
    return sorted(captions, key=lambda each: (each.start_s or 0, each.end_s or 0, each.id))


def _visible(char: str) -> str:
    if char.isprintable() or char in _JOINERS:
        return char
    return "" if unicodedata.category(char) == "Cf" else " "
