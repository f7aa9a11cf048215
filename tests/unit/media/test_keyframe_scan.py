"""The quick walk: keyframes only, at their true times, one for every shot that an encoder marked."""

import itertools
from fractions import Fraction
from math import inf

import numpy as np
import pytest

from core.media.open_video import OpenVideo
from core.media.video_reader import VideoReader
from core.values import FrameShape, Sample
from tests.clips import VideoSpec, draw_numbers, draw_scenes, read_number

SHAPE = FrameShape(96, "squash")
KINDS = {
    "short_gop.mp4": (VideoSpec("libx264", gop=6, options={"x264-params": "scenecut=0"}), 6),
    "one_second.mp4": (VideoSpec("libx264", gop=25, options={"x264-params": "scenecut=0"}), 25),
    "open_gop.ts": (VideoSpec("libx264", gop=25, options={"x264-params": "open-gop=1:bframes=3:scenecut=0"}), 25),
    "broadcast.mxf": (VideoSpec("mpeg2video"), 12),
    "hevc.mp4": (VideoSpec("libx265", gop=20, options={"x265-params": "log-level=none:scenecut=0"}), 20),
    "ntsc.mkv": (VideoSpec("libx264", fps=Fraction(30000, 1001), gop=30, options={"x264-params": "scenecut=0"}), 30),
}


def scan(path, every_s=0.5, span_s=(0.0, inf)) -> list[Sample]:
    return list(VideoReader(lambda: None).scan(path, every_s, SHAPE, span_s, fast=True))


@pytest.mark.parametrize("name", KINDS)
def test_keyframes_come_with_their_own_times(tmp_path, name):
    video, gop = KINDS[name]
    path = draw_numbers(tmp_path / name, 150, video)
    samples = scan(path)
    numbers = [read_number(sample.pixels) for sample in samples]
    assert numbers[0] == 0
    assert all(number % gop == 0 for number in numbers)
    assert numbers == sorted(set(numbers))
    assert [s.time_s for s in samples] == pytest.approx([float(n / video.fps) for n in numbers], abs=1.1e-3)
    info = VideoReader(lambda: None).probe(path)
    assert info.key_gap_s == pytest.approx(float(gop / video.fps), abs=0.002)
    assert info.key_count == 150 // gop + (150 % gop > 0)


def test_keyframes_closer_than_wanted_are_thinned_out(tmp_path):
    path = draw_numbers(tmp_path / "a.mp4", 150, KINDS["short_gop.mp4"][0])
    assert len(scan(path, 0.5)) == 12
    assert len(scan(path, 2.0)) == 3


def test_nothing_but_keyframes_is_decoded(tmp_path, monkeypatch):
    fed = []
    decode = OpenVideo._decode
    monkeypatch.setattr(OpenVideo, "_decode", lambda self, packet: (fed.append(packet), decode(self, packet))[1])
    path = draw_numbers(tmp_path / "a.mp4", 150, KINDS["one_second.mp4"][0])
    assert len(scan(path)) == 6
    assert [packet.is_keyframe for packet in fed if packet is not None] == [True] * 6


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_keyframes_that_the_encoder_put_at_cuts_are_cuts(tmp_path, codec):
    """The encoders overlook one or two; those are told in the settings."""
    options = {} if codec == "libx264" else {"x265-params": "log-level=none"}
    lengths = [90, 40, 70, 31, 100]
    path = draw_scenes(tmp_path / "a.mp4", lengths, VideoSpec(codec, gop=250, options=options))
    truth = [at / 25 for at in itertools.accumulate(lengths[:-1])]
    samples = scan(path)
    cuts = [cut for sample in samples for cut in sample.cuts_s]
    assert len(cuts) >= 2
    assert cuts == [sample.time_s for sample in samples[1:]]
    assert all(min(abs(cut - at) for at in truth) < 0.13 for cut in cuts)


def test_a_cut_between_keyframes_is_told_at_the_next(tmp_path):
    path = draw_scenes(
        tmp_path / "a.mp4", [40, 85], VideoSpec("libx264", gop=25, options={"x264-params": "scenecut=0"})
    )
    assert [cut for sample in scan(path) for cut in sample.cuts_s] == [2.0]


def test_a_still_shot_has_no_cut(tmp_path):
    path = draw_scenes(tmp_path / "a.mp4", [150], VideoSpec("libx264", gop=25, options={"x264-params": "scenecut=0"}))
    assert [sample.cuts_s for sample in scan(path)] == [()] * 6


def test_spans_together_are_the_whole(tmp_path):
    path = draw_scenes(tmp_path / "a.mp4", [90, 40, 70, 31, 100], VideoSpec("libx264", gop=25))
    whole = scan(path)
    pieces = [s for span in itertools.pairwise([0.0, 2.9, 5.2, 8.0, inf]) for s in scan(path, 0.5, span)]
    assert [(s.time_s, s.cuts_s) for s in pieces] == [(s.time_s, s.cuts_s) for s in whole]
    assert all(np.array_equal(one.pixels, other.pixels) for one, other in zip(pieces, whole, strict=True))
