"""A model: frames and sentences become vectors of one space."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from core.values import ByteArray, EncoderSpec, EncoderState, Explanation, FloatArray, HalfArray, Query, TextVectors
from core.values.teaching import AddedWord


class Encoder(Protocol):
    """Turns frames and sentences into vectors of one space, and takes scores apart."""

    @property
    def spec(self) -> EncoderSpec:
        """The vector space. Raises: EncoderError, when the model cannot be loaded."""
        ...

    @property
    def state(self) -> EncoderState:
        """Where it runs now."""
        ...

    def encode_frames(self, pixels: ByteArray) -> HalfArray:
        """Shapes: (N, S, S, 3) uint8 -> (N, E) float16. Raises: EncoderError."""
        ...

    def encode_segments(self, frame_vectors: HalfArray, mask: ByteArray) -> FloatArray:
        """Shapes: (B, F, E) float16, (B, F) 0/1, a prefix of ones -> (B, D) float32, unit norm."""
        ...

    def encode_text(self, texts: Sequence[str]) -> list[TextVectors]:
        """One record per text. Raises: QueryError."""
        ...

    def set_words(self, words: Sequence[AddedWord]) -> None:
        """Read these words with their own vectors from now on, in place of those set before; other sentences come out
        bit for bit as without them. Raises: EncoderError, when they do not fit this text tower; then all is as it was.
        """
        ...

    def explain(self, query: Query, frame_vectors: HalfArray, times_s: Sequence[float]) -> Explanation:
        """Take the score of one segment apart. Shapes: frame_vectors (T, E), real frames only."""
        ...

    def close(self) -> None:
        """Free the model and end its process, if it has one."""
        ...


@runtime_checkable
class BackgroundEncoder(Protocol):
    """An encoder that loads beside the program that will ask it."""

    def begin(self) -> None:
        """Start loading without waiting. Of a model that was loaded before from the same file `spec` is known at once;
        should it not load this time, the first request says so.
        """
        ...

    def load(self) -> None:
        """Wait until it is loaded. Raises: EncoderError."""
        ...

    @property
    def is_loading(self) -> bool:
        """True from `begin` until the first request, which waits for it, has found it loaded. Thread: any."""
        ...


class JointEncoder(Encoder, Protocol):
    """An encoder that sees the frames of a segment together, as `spec.sees_clips` says.

    Its `encode_frames` sees each frame alone, as a still picture.
    """

    def encode_clips(self, pixels: ByteArray, mask: ByteArray) -> HalfArray:
        """What is stored of each frame, and pooled by `encode_segments`. Raises: EncoderError.

        Shapes: (B, F, S, S, 3) uint8, (B, F) 0/1, a prefix of ones -> (B, F, E) float16, 0 where the mask is.
        """
        ...
