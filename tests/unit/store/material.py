"""Small material for the store's tests."""

from fractions import Fraction
from pathlib import Path

import numpy as np

from core.values import EncoderSpec, FrameShape, MediaInfo, SegmentVectors

DIM, FRAME_DIM, FRAMES = 8, 4, 3


def make_spec(weights: str = "a" * 64, dim: int = DIM) -> EncoderSpec:
    return EncoderSpec("test", "fake", weights, dim, FRAME_DIM, FRAMES, FrameShape(32, "squash"), 20, 2, is_demo=True)


def make_clips(n: int, seed: int = 0, dim: int = DIM) -> list[SegmentVectors]:
    rng = np.random.default_rng(seed)
    clips = []
    for i in range(n):
        frames = rng.standard_normal((int(rng.integers(1, FRAMES + 1)), FRAME_DIM)).astype(np.float16)
        pooled = rng.standard_normal(dim).astype(np.float32)
        times = tuple((i + np.arange(len(frames)) / 3).tolist())
        clips.append(SegmentVectors(float(i), i + 1.0, times, frames, pooled / np.linalg.norm(pooled)))
    return clips


def make_info(path: Path, fingerprint: str = "f1", duration_s: float = 10.5) -> MediaInfo:
    return MediaInfo(path, 10, 20, duration_s, Fraction(30000, 1001), 64, 48, 90, "h264", 315, fingerprint, "short")
