"""Sentences as vectors, and what scores of them are worth in this library."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist
from typing import Final

import numpy as np

from core.ports import Catalogue, Encoder
from core.search.calibration import Calibration
from core.search.takes import usual_likeness
from core.search.verdict import SMALL_Z, STEADY_MOMENTS, STRONG_MORE, ModelNull, ScoreCalibration
from core.values import EncoderSpec, FloatArray, TextVectors

BACKGROUND_SEGMENTS: Final = 1000
"""How many segments stand for the library."""
UNJUDGED: Final = ScoreCalibration(0.0, 0.1, 0.0, 0.0)
"""Brings cosines to about the scale of spreads, while nothing is known of chance."""
FEWEST_TO_COMPARE: Final = 8
GOOD_CHANCE, STRONG_CHANCE = 0.05, 0.01
"""While a model's null is not there: how many segments of the background may score as high by chance."""
STALE_SHARE: Final = 0.05
"""The background is good until the library has grown or shrunk by this share."""
TEXTS_KEPT: Final = 64


class QueryVectors:
    """Encodes sentences, and judges scores. Thread: the engine lane."""

    def __init__(self, catalogue: Catalogue, encoder: Encoder, calibration: Calibration) -> None:
        self._catalogue = catalogue
        self._encoder = encoder
        self._calibration = calibration
        self._texts: dict[str, TextVectors] = {}
        self._likeness: tuple[FloatArray, ModelNull | None, float] | None = None
        self._shift: tuple[ModelNull, FloatArray, float] | None = None
        self._background: tuple[str, int, FloatArray] = "", 0, np.zeros((0, 0), np.float32)

    @property
    def spec(self) -> EncoderSpec:
        """The vector space. Raises: EncoderError."""
        return self._encoder.spec

    def prepare(self, size: int) -> None:
        """Read what the first search would wait for."""
        self._background_of(size)

    def forget_texts(self) -> None:
        """Sentences are read in another way from now on."""
        self._texts.clear()

    def text(self, sentence: str) -> TextVectors:
        """The sentence's vector. Raises: QueryError, EncoderError."""
        return self.texts([sentence])[0]

    def texts(self, sentences: Sequence[str]) -> list[TextVectors]:
        """One record per sentence; the last few are kept, so that a changed filter costs no second encoding."""
        key = f"{self.spec.key} "
        fresh = [text for text in dict.fromkeys(sentences) if key + text not in self._texts]
        if fresh:
            self._texts |= {key + each.text: each for each in self._named(fresh)}
        found = [self._texts[key + text] for text in sentences]
        for text, record in zip(sentences, found, strict=True):  # the last used come last
            self._texts.pop(key + text, None)
            self._texts[key + text] = record
        while len(self._texts) > max(TEXTS_KEPT, len(sentences)):
            self._texts.pop(next(iter(self._texts)))
        return found

    def calibration_of(self, vector: FloatArray, size: int) -> ScoreCalibration | None:
        """How scores of this vector are judged: by the model's null, until it is there by the library.

        None while there is neither.
        """
        background, null = self._background_of(size), self._calibration.find(self.spec)
        if null is None:
            return make_score_calibration(background @ vector)
        if self._shift is None or self._shift[0] is not null or self._shift[1] is not background:
            self._shift = null, background, null.shift(background)
        return null.score_calibration(vector, size, self._shift[2], background)

    def example_calibration(self, vector: FloatArray, size: int) -> ScoreCalibration | None:
        """The same for an example: pictures of one kind are nearer to one another than to drawn ones.

        So chance is what the library itself shows, as far as it is large enough to say; a small one is not, and its
        threshold stays that of a larger one.
        """
        known = self.calibration_of(vector, size)
        background, null = self._background_of(size), self._calibration.find(self.spec)
        if known is None or null is None:
            return known
        level = float((null.moments @ vector).mean())
        distinct = np.unique(background, axis=0)
        if len(distinct):
            trust = len(distinct) / (len(distinct) + STEADY_MOMENTS)
            level += trust * max(0.0, float(np.median(distinct @ vector)) - level)
        good_z = max(known.good_z, SMALL_Z)
        return replace(known, level=level, good_z=good_z, strong_z=good_z + STRONG_MORE)

    def example_scale(self, vector: FloatArray, size: int) -> ScoreCalibration:
        """As `example_calibration`; about the scale of spreads while nothing is known of chance."""
        return self.example_calibration(vector, size) or UNJUDGED

    def usual_likeness(self, size: int) -> float:
        """What two moments of this library have in common; of a small one also by moments drawn for comparison."""
        background, null = self._background_of(size), self._calibration.find(self.spec)
        if self._likeness is None or self._likeness[0] is not background or self._likeness[1] is not null:
            own, trust = usual_likeness(background), len(background) / (len(background) + STEADY_MOMENTS)
            drawn = usual_likeness(null.moments) if null is not None else own
            self._likeness = background, null, drawn + trust * (own - drawn)
        return self._likeness[2]

    def _named(self, texts: list[str]) -> list[TextVectors]:
        """Encoded, each under the text that was asked for."""
        encoded = self._encoder.encode_text(texts)
        return [
            each if each.text == text else TextVectors(text, each.pooled, each.dropped)
            for text, each in zip(texts, encoded, strict=True)
        ]

    def _background_of(self, size: int) -> FloatArray:
        """Vectors to compare with, read again when the library has become quite another."""
        spec = self.spec
        known_key, known_size, known = self._background
        if known_key != spec.key or abs(size - known_size) > STALE_SHARE * known_size:
            known = self._catalogue.random_vectors(spec, BACKGROUND_SEGMENTS)
            self._background = spec.key, size, known
        return known


def make_score_calibration(scores: FloatArray) -> ScoreCalibration | None:
    """A measure by the library alone, until the model's null is there; None with too few segments to compare with.

    Shapes: scores (N,).
    """
    if len(scores) < FEWEST_TO_COMPARE:
        return None
    median = float(np.median(scores))
    spread = 1.4826 * float(np.median(np.abs(scores - median)))
    normal = NormalDist()
    good, strong = (-normal.inv_cdf(chance / len(scores)) for chance in (GOOD_CHANCE, STRONG_CHANCE))
    # A spread below float32 rounding means equal segments: nothing stands out by less than that.
    return ScoreCalibration(median, max(spread, 1e-5), good, strong)


def rebalanced(vector: FloatArray, own: float, wanted: float) -> FloatArray:
    """A sentence's vector [√w g, √(1-w) a] so that its products with stored ones give `wanted` weight to the half g.

    Scores then are wanted * <g, g'> + (1 - wanted) * <a, a'>, as the model itself would give them; the vector is no
    longer of unit norm. `own` is w, the weight with which vectors are stored. Shapes: (D,) -> (D,).
    """
    half = len(vector) // 2
    scale = np.repeat(np.asarray([wanted / own, (1 - wanted) / (1 - own)], np.float32), (half, len(vector) - half))
    return vector * scale
