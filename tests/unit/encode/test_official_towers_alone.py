"""A checkpoint in the official layout whose heads were never trained opens as a plain image-text model."""

import numpy as np
import pytest

from core.encode.backends.clip2video import build
from core.encode.backends.clip_mean import ClipMeanEncoder
from core.encode.encoder_options import EncoderOptions
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.values import Phrase, Query
from tests.unit.encode.tiny import tiny_model

TEXT = "a red car drives up"
QUERY = Query(TEXT, (Phrase("red car", 2, 9), Phrase("drives up", 10, 19)))
TOKENS = [49406, 49407, *range(256, 4000, 3)]


def opened(folder, *, trained):
    path = folder / f"{trained}.safetensors"
    write_checkpoint(path, tiny_model(vocab=49408), CheckpointMeta("Tiny", trained=trained), TOKENS)
    return build(EncoderOptions(weights=str(path), device="cpu", precision="float32", threads=1, batch=4))


def test_towers_of_the_official_layout_are_a_plain_model_until_their_heads_are_trained(tmp_path):
    plain, whole = opened(tmp_path, trained=False), opened(tmp_path, trained=True)
    assert isinstance(plain, ClipMeanEncoder)
    assert (plain.spec.centres, 2 * plain.spec.dim) == (0, whole.spec.dim)
    assert plain.spec.frame_key == whole.spec.frame_key, "what was indexed need not be decoded again after training"
    side = plain.spec.frame_shape.image_px
    frames = plain.encode_frames(np.random.default_rng(0).integers(0, 256, (4, side, side, 3), dtype=np.uint8))
    pooled = plain.encode_segments(frames[None], np.ones((1, 4), np.uint8))[0]
    directions = frames.astype(np.float32) / np.linalg.norm(frames.astype(np.float32), axis=1, keepdims=True)
    mean = directions.mean(axis=0)
    assert float(pooled @ mean / np.linalg.norm(mean)) == pytest.approx(1, abs=1e-4)
    ledger = plain.explain(QUERY, frames, [0.0, 0.5, 1.0, 1.5])
    assert ledger.score == pytest.approx(float(pooled @ plain.encode_text([TEXT])[0].pooled), abs=1e-5)
    plain.close()
    whole.close()
