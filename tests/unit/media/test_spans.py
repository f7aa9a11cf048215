"""A video read in spans gives what it gives when read as a whole."""

import itertools
from fractions import Fraction
from math import inf

import numpy as np
import pytest

from core.media.video_reader import VideoReader
from core.values import FrameShape, Sample
from tests.clips import VideoSpec, draw_scenes

SHAPE = FrameShape(48, "squash")
LENGTHS = [40, 9, 3, 60, 25, 1, 30, 2, 2, 70, 14, 90, 5]
KINDS = {
    "short_gop.mp4": VideoSpec("libx264", gop=12),
    "long_gop.mkv": VideoSpec("libx264", gop=250, options={"x264-params": "scenecut=0"}),
    "cut_keys.mp4": VideoSpec("libx264", gop=250),
    "open_gop.mp4": VideoSpec("libx264", gop=25, options={"x264-params": "open-gop=1:bframes=3:scenecut=0"}),
    "intra.mov": VideoSpec("mjpeg", pix_fmt="yuvj420p"),
    "slow.mp4": VideoSpec("libx264", fps=Fraction(6), gop=30),
    "hevc.mp4": VideoSpec("libx265", options={"x265-params": "log-level=none"}),
}


def read(path, span_s=(0.0, inf)) -> list[Sample]:
    return list(VideoReader(lambda: None).scan(path, 0.5, SHAPE, span_s))


def told(samples: list[Sample]) -> list[tuple[float, tuple[float, ...]]]:
    return [(sample.time_s, sample.cuts_s) for sample in samples]


@pytest.mark.parametrize("name", KINDS)
def test_spans_together_are_the_whole(tmp_path, name):
    path = draw_scenes(tmp_path / name, LENGTHS, KINDS[name])
    whole = read(path)
    assert sum(len(sample.cuts_s) for sample in whole) >= len(LENGTHS) - 5
    for borders in ([5.0], [1.6, 1.96, 7.0, 8.9], [2.0, 4.0, 6.0, 8.0, 10.0, 12.0]):
        spans = list(itertools.pairwise([0.0, *borders, inf]))
        pieces = [sample for span_s in spans for sample in read(path, span_s)]
        assert told(pieces) == told(whole)
        for one, other in zip(pieces, whole, strict=True):
            assert np.array_equal(one.pixels, other.pixels)


def test_a_span_behind_the_end_gives_nothing(tmp_path):
    path = draw_scenes(tmp_path / "a.mp4", [20], VideoSpec("libx264"))
    assert read(path, (5.0, inf)) == []
