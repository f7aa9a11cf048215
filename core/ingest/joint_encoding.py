"""For models that encode the frames of a segment together: these are read once more, when segments are known.

Pixels of a whole video would fill the memory, and where a shot ends, and so how it is cut, is known only after it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from math import ceil
from typing import cast

import numpy as np

from core.errors import UnreadableError
from core.ingest.decoder_pool import DecoderPool, Steps, read_at
from core.ingest.segment_plan import MIN_SEGMENT_FRAMES, SegmentPlan
from core.ports import Encoder, JointEncoder
from core.values import HalfArray, IndexTimings, MediaInfo, Sample


def encode_jointly(
    decoders: DecoderPool,
    encoder: Encoder,
    info: MediaInfo,
    plans: Sequence[SegmentPlan],
    on_frames: Callable[[int], None],
    spent: Callable[[IndexTimings], None],
) -> Steps[dict[float, HalfArray]]:
    """What the model makes of each frame beside those of its segment, by time. Raises: MediaError, EncoderError."""
    vectors: dict[float, HalfArray] = {}
    with decoders.borrow((yield from decoders.one())) as decoder:
        for times_s in (plan.times_s for plan in plans):
            wanted_s, shape = sorted(set(times_s)), encoder.spec.frame_shape
            samples = yield from read_at(decoder, partial(decoder.frames.frames, info, wanted_s, shape))
            spent(decoder.frames.spent())
            if not samples:
                raise UnreadableError(info.path, f"The frames at {times_s[0]:.1f} s could not be read a second time.")
            pixels = np.stack([_nearest(samples, time_s).pixels for time_s in times_s])[None]
            for places in parts_of(len(times_s), encoder.spec.frames_together):
                part = pixels[:, places]
                encoded = cast(JointEncoder, encoder).encode_clips(part, np.ones(part.shape[:2], np.uint8))
                vectors.update(zip((times_s[place] for place in places), encoded[0], strict=True))
                yield "moved"
            on_frames(len(wanted_s))
    return vectors


def parts_of(count: int, together: int) -> list[range]:
    """Frames of a segment that are encoded at once, spread over it: each part is a step, between which others come in.

    What may be a shot filled up by repeats stays whole.
    """
    parts = ceil(count / together) if together and count > max(together, MIN_SEGMENT_FRAMES) else 1
    return [range(start, count, parts) for start in range(parts)]


def _nearest(samples: Sequence[Sample], time_s: float) -> Sample:
    return min(samples, key=lambda sample: abs(sample.time_s - time_s))
