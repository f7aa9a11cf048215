"""From the vectors of a segment's frames to the segment's own vector, some segments a call."""

from collections.abc import Sequence

import numpy as np

from core.ingest.segment_plan import SegmentPlan
from core.ports import Encoder
from core.values import HalfArray, SegmentVectors

SEGMENTS_PER_CALL = 32


def pool_segments(
    encoder: Encoder, plans: Sequence[SegmentPlan], frame_vectors: Sequence[HalfArray]
) -> list[SegmentVectors]:
    """Pool the frames of some segments, `SEGMENTS_PER_CALL` at most. Raises: EncoderError."""
    spec = encoder.spec
    frames = np.zeros((len(plans), spec.frames_per_clip, spec.frame_dim), np.float16)
    mask = np.zeros(frames.shape[:2], np.uint8)
    for row, vectors in enumerate(frame_vectors):
        frames[row, : len(vectors)], mask[row, : len(vectors)] = vectors, 1
    pooled = encoder.encode_segments(frames, mask)
    return [
        SegmentVectors(plan.start_s, plan.end_s, plan.times_s, frames[row, : len(plan.times_s)], pooled[row])
        for row, plan in enumerate(plans)
    ]
