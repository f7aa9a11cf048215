"""A film that another model with the same image tower has looked at: its stored frames are pooled anew, not decoded."""

import numpy as np

from core.ingest.decoder_pool import Steps
from core.ingest.progress_meter import Meter
from core.ports import Catalogue, Encoder
from core.values import EncoderSpec, SegmentVectors, Video

SEGMENTS_PER_CALL = 32


def find_compatible_model(catalogue: Catalogue, video: Video, spec: EncoderSpec) -> EncoderSpec | None:
    """A model whose frame vectors of this film are those that `spec` would make: only the heads differ."""
    for known in catalogue.specs():
        alike = (known.frame_key, known.frames_per_clip) == (spec.frame_key, spec.frames_per_clip)
        if alike and known.key != spec.key and catalogue.has_vectors(video.id, known):
            return known
    return None


def repool(
    catalogue: Catalogue, encoder: Encoder, meter: Meter, video: Video, compatible: EncoderSpec
) -> Steps[list[SegmentVectors]]:
    """The film's segments as `kin` cut them, described by the encoder's own heads. Raises: EncoderError, StoreError."""
    spec = encoder.spec
    segments = catalogue.segments_of(video.id, compatible)
    clips: list[SegmentVectors] = []
    for start in range(0, len(segments), SEGMENTS_PER_CALL):
        part = segments[start : start + SEGMENTS_PER_CALL]
        stored = catalogue.frame_vectors([segment.id for segment in part])
        frames = np.zeros((len(part), spec.frames_per_clip, spec.frame_dim), np.float16)
        mask = np.zeros(frames.shape[:2], np.uint8)
        for row, vectors in enumerate(stored):
            frames[row, : len(vectors)], mask[row, : len(vectors)] = vectors, 1
        pooled = encoder.encode_segments(frames, mask)
        clips += [
            SegmentVectors(one.start_s, one.end_s, one.frame_times_s, vectors, row)
            for one, vectors, row in zip(part, stored, pooled, strict=True)
        ]
        meter.frames(video.id, sum(len(vectors) for vectors in stored))
        yield "moved"
    return clips
