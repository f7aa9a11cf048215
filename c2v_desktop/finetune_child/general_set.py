"""The general set of a run: clips and sentences that are not taught, by which forgetting is noticed.

For the demo model they are drawn, with captions that are true of them. For all others they are untouched clips of the
library and plain sentences: the moment that the model found first before must stay near the top. Runs in the process
that learns: it holds the model.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final, cast

import numpy as np

from core.evaluation.galleries import random_gallery
from core.finetune.teaching_data import TeachingData, TeachingMoment, load_data, save_data
from core.ports import Encoder, JointEncoder
from core.search.neutral_sentences import neutral_sentences
from core.synthetic.captions import draw_wording, tell
from core.synthetic.drawing import draw_video
from core.values import ByteArray, HalfArray

DRAWN: Final = 150
MOST_MOMENTS: Final = 400
FEWEST_MOMENTS: Final = 50
"""Untouched moments: among fewer, the first ten say little."""
SENTENCES: Final = 200
_SEED: Final = 5


def add_general_set(data: TeachingData, encoder: Encoder, cache: Path) -> TeachingData:
    """The same data with a general set. Raises: EncoderError, OSError."""
    if encoder.spec.is_demo:
        return _with_drawn(data, _drawn(encoder, cache))
    return _with_untouched(data, encoder)


def _with_untouched(data: TeachingData, encoder: Encoder) -> TeachingData:
    """Moments of the library, and for each sentence the one that comes first now."""
    general = data.library[:MOST_MOMENTS]
    if len(general) < FEWEST_MOMENTS:
        return data
    width = data.frames.shape[1]
    mask = (np.arange(width) < data.counts[general][:, None]).astype(np.uint8)
    moments = encoder.encode_segments(data.frames[general], mask)
    sentences = neutral_sentences(SENTENCES)
    text = np.concatenate(
        [
            np.stack([each.pooled for each in encoder.encode_text(sentences[i : i + 64])])
            for i in range(0, SENTENCES, 64)
        ]
    )
    scores = text @ moments.T
    ordered = np.sort(scores, axis=1)
    # A sentence that nothing stands out for has a first moment by chance.
    clear = (ordered[:, -1] - ordered[:, -2]) / (scores.std(axis=1) + 1e-9)
    kept = np.sort(np.argsort(-clear, kind="stable")[: SENTENCES // 2])
    return replace(
        data,
        general=general,
        general_captions=tuple(sentences[i] for i in kept),
        general_of=general[scores[kept].argmax(axis=1)],
    )


def _drawn(encoder: Encoder, cache: Path) -> TeachingData:
    """Drawn clips with their frame vectors, from the cache where this tower has seen them before."""
    path = cache / f"general-{encoder.spec.frame_key}.safetensors"
    if path.exists():
        return load_data(path)
    spec = encoder.spec
    side, most = spec.frame_shape.image_px, spec.frames_per_clip
    plans = random_gallery(_SEED, DRAWN)
    rng = np.random.default_rng(_SEED)
    captions = tuple(
        tell(plan, tuple(range(len(plan.events))), draw_wording(rng, backdrop=1.0, part="test")).text for plan in plans
    )
    counts = np.array([min(plan.frames, most) for plan in plans], np.int64)
    pixels = np.zeros((len(plans), most, side, side, 3), np.uint8)
    frames = np.zeros((len(plans), most, spec.frame_dim), np.float16)
    for row, plan in enumerate(plans):
        shown = draw_video(plan, side)[: counts[row]]
        pixels[row, : len(shown)] = shown
        frames[row, : len(shown)] = _seen(encoder, shown, most)[: len(shown)]
    none = np.zeros(0, np.int64)
    data = TeachingData(
        moments=tuple(TeachingMoment("", f"drawn {i}", i, 0.0, 6.0) for i in range(len(plans))),
        frames=frames,
        counts=counts,
        captions=(),
        of_caption=none,
        splits=(),
        general=np.arange(len(plans)),
        general_captions=captions,
        general_of=np.arange(len(plans)),
        general_pixels=pixels,
    )
    cache.mkdir(parents=True, exist_ok=True)
    save_data(path, data)
    return data


def _seen(encoder: Encoder, shown: ByteArray, most: int) -> HalfArray:
    """Frame vectors of one clip. Shapes: (n, S, S, 3) -> (n or more, E)."""
    if not encoder.spec.sees_clips:
        return encoder.encode_frames(shown)
    padded = np.zeros((1, most, *shown.shape[1:]), np.uint8)
    padded[0, : len(shown)] = shown
    mask = (np.arange(most) < len(shown)).astype(np.uint8)[None]
    seen: HalfArray = cast(JointEncoder, encoder).encode_clips(padded, mask)[0]
    return seen


def _with_drawn(data: TeachingData, drawn: TeachingData) -> TeachingData:
    first, source = len(data.moments), 1 + max((each.source for each in data.moments), default=-1)
    moments = tuple(replace(each, source=source + each.source) for each in drawn.moments)
    return replace(
        data,
        moments=(*data.moments, *moments),
        frames=np.concatenate([data.frames, drawn.frames]),
        counts=np.concatenate([data.counts, drawn.counts]),
        general=first + drawn.general,
        general_captions=drawn.general_captions,
        general_of=first + drawn.general_of,
        general_pixels=drawn.general_pixels,
    )
