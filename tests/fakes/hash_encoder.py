"""An encoder without a network: words have colours, stripes of a frame are words, so meaning is exact.

A frame's vector is the sum of its words' vectors, a segment's the mean over its frames, a sentence's the sum of its
words'. Words the frames do not show point elsewhere. Fast, deterministic, free of batches.
"""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from core.values import (
    ByteArray,
    EncoderSpec,
    EncoderState,
    FloatArray,
    FrameShape,
    HalfArray,
    PhraseScores,
    Query,
    TextVectors,
)
from core.values.teaching import AddedWord
from core.values.word_matching import WordMatcher
from tests.fakes.still_frames import WORDS_KEPT, colour_of

DIM = 64
CONTEXT_WORDS = 30


class HashEncoder:
    """Fits the port Encoder. `name` makes another vector space; `calls` counts encoded frames.

    Encoders of one `tower` give equal frame vectors whatever their names.
    """

    def __init__(self, name: str = "hash", is_demo: bool = False, frames_per_clip: int = 12, tower: str = "") -> None:
        self._seed = tower or name
        self.spec = EncoderSpec(
            name=name,
            backend="hash",
            weights_sha256=sha256(name.encode()).hexdigest(),
            dim=DIM,
            frame_dim=DIM,
            frames_per_clip=frames_per_clip,
            frame_shape=FrameShape(image_px=32),
            context_length=CONTEXT_WORDS,
            centres=0,
            is_demo=is_demo,
            frames_sha256=sha256(tower.encode()).hexdigest() if tower else "",
        )
        self.state = EncoderState("none", "exact", 16, 1)
        self.calls = 0
        self.texts: list[str] = []
        self.words: tuple[AddedWord, ...] = ()
        self.is_closed = False

    def encode_frames(self, pixels: ByteArray) -> HalfArray:
        self.calls += len(pixels)
        px = pixels.shape[1]
        middles = [(2 * row + 1) * px // (2 * WORDS_KEPT) for row in range(WORDS_KEPT)]
        stripes = pixels[:, middles, px // 2]
        return np.stack([self._sum_of([tuple(map(int, c)) for c in frame if c.any()]) for frame in stripes]).astype(
            np.float16
        )

    def encode_segments(self, frame_vectors: HalfArray, mask: ByteArray) -> FloatArray:
        assert (np.diff(mask.astype(int), axis=1) <= 0).all(), "the mask must be a prefix of ones"
        assert (mask.sum(axis=1) >= 3).all(), "a segment needs three frames"
        weights = mask[..., None] / mask.sum(axis=1)[:, None, None]
        return _unit((frame_vectors.astype(np.float32) * weights).sum(axis=1))

    def encode_text(self, texts: Sequence[str]) -> list[TextVectors]:
        self.texts += texts
        return [self._text(text) for text in texts]

    def set_words(self, words: Sequence[AddedWord]) -> None:
        self.words = tuple(words)

    def explain(self, query: Query, frame_vectors: HalfArray, times_s: Sequence[float]) -> PhraseScores:
        frames = frame_vectors.astype(np.float32)
        length = float(np.linalg.norm(frames.mean(axis=0))) or 1.0
        share = frames.T / (len(frames) * length)
        sentence = self._text(query.text).pooled @ share
        rows = [self._text(p.text).pooled @ share for p in query.phrases]
        words = tuple(query.text.split())
        return PhraseScores(
            phrases=query.phrases,
            words=words,
            word_phrases=tuple(-1 for _ in words),
            times_s=tuple(times_s),
            sentence=sentence.astype(np.float32),
            rows=np.asarray(rows, np.float32).reshape(len(rows), len(frames)),
            score=float(sentence.sum()),
        )

    def close(self) -> None:
        self.is_closed = True

    def _text(self, text: str) -> TextVectors:
        found = WordMatcher([each.text for each in self.words]).find(text)
        rest = "".join(ch for i, ch in enumerate(text) if not any(each.start <= i < each.stop for each in found))
        words = [w.strip(".,;:!?").lower() for w in rest.split()]
        words = [w for w in words if w]
        taught = [row for each in found for row in self.words[each.index].vectors]
        vector = self._sum_of([colour_of(w) for w in words[:CONTEXT_WORDS]], taught)
        return TextVectors(text, vector, tuple(words[CONTEXT_WORDS:]))

    def _sum_of(self, colours: Sequence[tuple[int, ...]], taught: Sequence[FloatArray] = ()) -> FloatArray:
        total = np.full(DIM, 1e-3, np.float32)
        for colour in colours:
            total += self._vector(colour)
        for row in taught:
            total += row
        return _unit(total)

    def _vector(self, colour: tuple[int, ...]) -> FloatArray:
        seed = sha256(f"{self._seed}{colour}".encode()).digest()
        return np.random.default_rng(list(seed)).standard_normal(DIM).astype(np.float32)


def _unit(vectors: FloatArray) -> FloatArray:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)
