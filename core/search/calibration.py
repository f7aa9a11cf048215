"""Asks each model once how it scores what does not belong together, and keeps the answer."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Final, cast

import numpy as np

from core.errors import StoreError
from core.ports import Encoder, JointEncoder, NullStore
from core.search.neutral_sentences import neutral_sentences
from core.search.verdict import VERSION, ModelNull, make_null
from core.values import ByteArray, EncoderSpec, FloatArray, FrameShape

DrawVideos = Callable[[FrameShape, int, int], Iterator[ByteArray]]
"""Videos for comparison: shape of a frame, how many videos, how many frames of each at most."""

SENTENCES_A_STEP: Final = 16
SMALL_PX: Final = 96
"""A model of smaller pictures is quick: it is shown more, and more at once."""
A_STEP, FEW_A_STEP = 8, 4
"""Videos at once. One by one, pictures cost a large model two thirds more."""
VIDEOS, FRAMES, FEW_FRAMES = 128, 6, 1
"""A large model is asked no more than a minute of footage costs it. With one frame of each clip the demo model's
threshold lies 0.1 spreads higher in the middle of all sentences, and 0.3 off for one of them. With half the videos
false alarms among 2,000 moments rise from 3.9 % to 5.2 (validation part)."""


class Calibration:
    """The nulls of the models in use. Thread: the engine lane."""

    def __init__(self, store: NullStore | None = None, draw: DrawVideos | None = None) -> None:
        """Without `draw` none can be made, only read."""
        self._store, self._draw = store, draw
        self._known: dict[str, ModelNull] = {}
        self._missed: set[str] = set()

    def find(self, spec: EncoderSpec) -> ModelNull | None:
        """What is known of this model."""
        key = _key(spec)
        if key not in self._known and key not in self._missed and self._store is not None:
            kept = self._store.load(key)
            if kept is None or not _fits(kept, spec):
                self._missed.add(key)
            else:
                self._known[key] = make_null(kept["sentences"], kept["moments"])
        return self._known.get(key)

    def make(self, encoder: Encoder) -> Generator[None, None, None]:
        """Ask this model, in short steps, unless it was asked before. Raises: EncoderError."""
        spec = encoder.spec
        if self._draw is None or self.find(spec) is not None:
            return
        texts, sentences = list[FloatArray](), neutral_sentences()
        for at in range(0, len(sentences), SENTENCES_A_STEP):
            texts += [each.pooled for each in encoder.encode_text(sentences[at : at + SENTENCES_A_STEP])]
            yield
        quick = spec.frame_shape.image_px <= SMALL_PX
        frames = min(FRAMES if quick else FEW_FRAMES, spec.frames_per_clip)
        videos, moments = self._draw(spec.frame_shape, VIDEOS, frames), list[FloatArray]()
        while batch := list(islice(videos, A_STEP if quick else FEW_A_STEP)):
            moments.append(encode_moments(encoder, batch))
            yield
        # Rounded as they are kept, so that a verdict is the same after a restart.
        arrays = {"sentences": _rounded(np.stack(texts)), "moments": _rounded(np.concatenate(moments))}
        self._known[_key(spec)] = make_null(**arrays)
        if self._store is not None:
            with suppress(StoreError):  # a cache: a full or read-only disk costs asking again next time
                self._store.save(_key(spec), arrays)


def encode_moments(encoder: Encoder, videos: Sequence[ByteArray]) -> FloatArray:
    """Each video as one moment. Shapes: n times (T, S, S, 3) -> (n, D)."""
    spec, counts = encoder.spec, [len(video) for video in videos]
    if spec.sees_clips:
        rows = [
            cast(JointEncoder, encoder).encode_clips(video[None], np.ones((1, len(video)), np.uint8))[0]
            for video in videos
        ]
    else:
        rows = np.split(encoder.encode_frames(np.concatenate(videos)), np.cumsum(counts)[:-1])
    frames = np.zeros((len(videos), spec.frames_per_clip, spec.frame_dim), np.float16)
    mask = np.zeros(frames.shape[:2], np.uint8)
    for place, row in enumerate(rows):
        frames[place, : len(row)], mask[place, : len(row)] = row, 1
    return encoder.encode_segments(frames, mask)


def _rounded(vectors: FloatArray) -> FloatArray:
    return vectors.astype(np.float16).astype(np.float32)


def _key(spec: EncoderSpec) -> str:
    return f"{spec.key}-{VERSION}"


def _fits(kept: dict[str, FloatArray], spec: EncoderSpec) -> bool:
    """True for what is of this vector space and whole."""
    return kept.keys() >= {"sentences", "moments"} and all(
        each.ndim == 2 and len(each) > 1 and each.shape[1] == spec.dim and bool(np.isfinite(each).all())
        for each in kept.values()
    )
