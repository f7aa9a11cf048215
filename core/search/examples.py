"""Examples of a query as vectors: pictures, frames of clips, moments."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from core.errors import QueryError
from core.ports import Catalogue, Encoder, FrameSource
from core.search.calibration import encode_moments
from core.search.composite_search import ExampleVector
from core.search.liking import LikedVectors
from core.values import ByteArray, EncoderSpec, Example, Filter, FloatArray, Like, Query, Segment, Video

LEAST_FRAMES: Final = 3
"""A single frame is repeated so often, as stills are when they are indexed."""
NEAR_S: Final = 0.5
"""A stored frame stands for one that is no farther from it."""
MOST_KEPT: Final = 64


class ExampleReader:
    """Knows what examples look like to a model. Thread: the engine lane."""

    def __init__(self, catalogue: Catalogue, frames: FrameSource) -> None:
        self._catalogue, self._frames = catalogue, frames
        self._known: dict[tuple[object, ...], FloatArray] = {}

    def vectors(self, query: Query, encoder: Encoder) -> list[ExampleVector]:
        """One for each example that is not muted. Raises: QueryError, MediaError, EncoderError, StoreError."""
        return [ExampleVector(self._vector(each, encoder), each.weight) for each in query.examples if not each.muted]

    def vector(self, example: Example, encoder: Encoder) -> FloatArray:
        """Of one example. Shapes: -> (D,). Raises: QueryError, MediaError, EncoderError, StoreError."""
        return self._vector(example, encoder)

    def liked(self, query: Query, encoder: Encoder) -> LikedVectors:
        """The moments that were judged and are not muted. Raises: as `vectors`."""

        def vectors(kind: str) -> list[FloatArray]:
            return [
                self._vector(_moment(each), encoder) for each in query.likes if each.kind == kind and not each.muted
            ]

        return LikedVectors(vectors("liked"), vectors("disliked"))

    def _vector(self, example: Example, encoder: Encoder) -> FloatArray:
        """What was read is kept: a query is asked again with every change of another part."""
        try:
            changed_ns = example.path.stat().st_mtime_ns
        except OSError:
            changed_ns = 0
        spec = encoder.spec
        key = (example.kind, example.path, example.start_s, example.stop_s, changed_ns, spec.key)
        if key not in self._known:
            known = self._stored(example, encoder) if example.kind != "image" else None
            self._known[key] = self._decoded(example, encoder) if known is None else known
            while len(self._known) > MOST_KEPT:
                self._known.pop(next(iter(self._known)))
        return self._known[key]

    # ---- from what was indexed

    def _stored(self, example: Example, encoder: Encoder) -> FloatArray | None:
        """From stored vectors, so that clips on drives that are away serve as well; None where there are none."""
        spec = encoder.spec
        video = self._video(example)
        segments = self._catalogue.segments_of(video.id, spec) if video is not None else []
        if not segments:
            return None
        if example.kind == "frame":
            return None if spec.sees_clips else self._stored_frame(example.start_s, segments, encoder)
        stop_s = example.start_s if example.stop_s is None else example.stop_s
        inside = [each for each in segments if _overlap_s(each, example.start_s, stop_s) >= 0.5 * _length_s(each)]
        chosen = inside or [max(segments, key=lambda each: _overlap_s(each, example.start_s, stop_s))]
        return _unit(self._catalogue.segment_vectors([each.id for each in chosen]).mean(axis=0))

    def _stored_frame(self, time_s: float, segments: Sequence[Segment], encoder: Encoder) -> FloatArray | None:
        distance_s, segment, place = min(
            (abs(known_s - time_s), segment.id, place)
            for segment in segments
            for place, known_s in enumerate(segment.frame_times_s)
        )
        if distance_s > NEAR_S:
            return None
        frame = self._catalogue.frame_vectors([segment])[0][place]
        frames = np.repeat(frame[None, None], LEAST_FRAMES, axis=1)
        vector: FloatArray = encoder.encode_segments(frames, np.ones((1, LEAST_FRAMES), np.uint8))[0]
        return vector

    def _video(self, example: Example) -> Video | None:
        found = self._catalogue.videos(Filter(below=frozenset({example.path})))
        return next((video for video in found if video.path == example.path), None)

    # ---- from the file

    def _decoded(self, example: Example, encoder: Encoder) -> FloatArray:
        spec = encoder.spec
        info = self._frames.probe(example.path)
        times_s = [0.0] if example.kind == "image" else _times_s(example, spec)
        samples = self._frames.frames(info, times_s, spec.frame_shape)
        if not samples:
            raise QueryError(
                f"{example.path.name} has no frame at {example.start_s:g} s.", "Choose a time inside the clip."
            )
        pixels: ByteArray = np.stack([sample.pixels for sample in samples])
        missing = LEAST_FRAMES - len(pixels)
        if missing > 0:
            pixels = np.concatenate([pixels, np.repeat(pixels[-1:], missing, axis=0)])
        vector: FloatArray = encode_moments(encoder, [pixels])[0]
        return vector


def _times_s(example: Example, spec: EncoderSpec) -> list[float]:
    if example.kind == "frame" or example.stop_s is None or example.stop_s == example.start_s:
        return [example.start_s]
    span_s, count = example.stop_s - example.start_s, spec.frames_per_clip
    return [example.start_s + span_s * (place + 0.5) / count for place in range(count)]


def _moment(like: Like) -> Example:
    return Example("moment", like.path, like.start_s, like.stop_s)


def _overlap_s(segment: Segment, start_s: float, stop_s: float) -> float:
    """Seconds they share; below 0 the gap between them, so that the nearest is the largest."""
    return min(segment.end_s, stop_s) - max(segment.start_s, start_s)


def _length_s(segment: Segment) -> float:
    return max(segment.end_s - segment.start_s, 1e-6)


def _unit(vector: FloatArray) -> FloatArray:
    made: FloatArray = (vector / np.linalg.norm(vector)).astype(np.float32)
    return made
