"""Looking at a video quickly tells the very same as looking at it patiently, or is not done."""

from fractions import Fraction

import numpy as np
import pytest

from core.errors import MediaError
from core.media import probe
from core.media.opening import open_video
from tests.clips import VideoSpec, draw_numbers


def _no_tick():
    """Nothing to report."""


@pytest.fixture
def openings(monkeypatch):
    """How many streams were said to be known, opening by opening."""
    seen = []

    def watched(path, known_streams=0):
        seen.append(known_streams)
        return open_video(path, known_streams)

    monkeypatch.setattr(probe, "open_video", watched)
    return seen


def patiently(path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(probe, "_TELLING", frozenset())
        return told(path)


def told(path):
    try:
        known = probe.probe_video(path, _no_tick)
    except MediaError as error:
        return type(error), str(error)
    arrays = (getattr(known.index, name) for name in type(known.index).__dataclass_fields__)
    plain = [each.tolist() if isinstance(each, np.ndarray) else each for each in arrays]
    return known.info, known.posture, known.streams, plain


VIDEOS = {
    "h264.mp4": (VideoSpec("libx264", gop=24), True),
    "h264_b.mov": (VideoSpec("libx264", fps=Fraction(30000, 1001), gop=48, options={"bf": "3"}), True),
    "vfr.mp4": (VideoSpec("libx264", times_s=[0.0, 0.04, 0.2, 0.24, 0.5, 0.9, 1.0, 1.3, 1.31, 2.0] * 1), True),
    "sound.m4v": (VideoSpec("libx264", sound_s=1.0), True),
    "hevc.mp4": (VideoSpec("libx265", options={"x265-params": "log-level=none"}), True),
    "444.mp4": (VideoSpec("libx264", pix_fmt="yuv444p"), False),
    "mpeg4.mp4": (VideoSpec("mpeg4"), False),
    "h264.mkv": (VideoSpec("libx264"), False),
}


@pytest.mark.parametrize("name", VIDEOS)
def test_both_ways_tell_the_same(name, tmp_path, openings, monkeypatch):
    video, is_quick = VIDEOS[name]
    count = len(video.times_s) or 30
    path = draw_numbers(tmp_path / name, count, video)
    quickly = told(path)
    assert (len(openings) == 1 and openings[0] > 0) == is_quick
    assert quickly == patiently(path, monkeypatch)
    assert openings[-1] == 0


def test_a_damaged_video_is_told_by_the_patient_way(tmp_path, openings, monkeypatch):
    path = draw_numbers(tmp_path / "cut.mp4", 60, VideoSpec("libx264"))
    content = path.read_bytes()
    for name, part in (
        ("half.mp4", content[: len(content) // 2]),
        ("text.mp4", b"no video"),
        ("zeros.mp4", bytes(5000)),
    ):
        (tmp_path / name).write_bytes(part)
        quickly = told(tmp_path / name)
        assert openings[-1] == 0
        assert quickly == patiently(tmp_path / name, monkeypatch)
        assert isinstance(quickly[0], type), "an error"


def test_every_real_video_is_told_the_same(footage, monkeypatch):
    videos = [p for p in sorted(footage.rglob("*")) if p.suffix in probe._TELLING]
    assert len(videos) > 20
    for path in videos:
        assert told(path) == patiently(path, monkeypatch), path.name
