"""For models that look at the frames of a segment together: these are read once more, when segments are known.

Pixels of a whole film would fill the memory, and where a shot ends, and so how it is cut, is known only after it.
"""

from collections.abc import Sequence
from functools import partial
from math import ceil
from typing import cast

import numpy as np

from core.errors import UnreadableError
from core.ingest.decoder_pool import Steps, read_at
from core.ingest.sampling_state import SamplingState
from core.ingest.segment_plan import MIN_SEGMENT_FRAMES, SegmentPlan
from core.ingest.video_sampler import IndexingTools
from core.ports import JointEncoder
from core.values import HalfArray, Sample


def encode_jointly(
    tools: IndexingTools, looks: SamplingState, stretches: Sequence[SegmentPlan]
) -> Steps[dict[float, HalfArray]]:
    """What the model makes of each frame beside those of its segment, by time. Raises: MediaError, EncoderError."""
    vectors: dict[float, HalfArray] = {}
    with tools.decoders.borrow((yield from tools.decoders.one())) as station:
        for times_s in (stretch.times_s for stretch in stretches):
            wanted_s, shape = sorted(set(times_s)), tools.encoder.spec.frame_shape
            samples = yield from read_at(station, partial(station.frames.frames, looks.info, wanted_s, shape))
            if not samples:
                raise UnreadableError(
                    looks.info.path, f"The pictures at {times_s[0]:.1f} s cannot be read a second time."
                )
            pixels = np.stack([_nearest(samples, time_s).pixels for time_s in times_s])[None]
            for places in parts_of(len(times_s), tools.encoder.spec.frames_together):
                part = pixels[:, places]
                seen = cast(JointEncoder, tools.encoder).encode_clips(part, np.ones(part.shape[:2], np.uint8))
                vectors.update(zip((times_s[place] for place in places), seen[0], strict=True))
                yield "moved"
            tools.meter.frames(looks.video_id, len(wanted_s))
    return vectors


def parts_of(count: int, together: int) -> list[range]:
    """Frames of a segment that are seen at once, spread over it: each part is a step, between which others come in.

    What may be a shot filled up by repeats stays whole.
    """
    parts = ceil(count / together) if together and count > max(together, MIN_SEGMENT_FRAMES) else 1
    return [range(start, count, parts) for start in range(parts)]


def _nearest(samples: Sequence[Sample], time_s: float) -> Sample:
    return min(samples, key=lambda sample: abs(sample.time_s - time_s))
