"""Where a video really ends: a last frame that is shown for long is no damage."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from core.ingest.sampling_state import Chunk, SamplingState
from core.media.video_reader import VideoReader
from core.values import ByteArray, Sample
from tests.clips import VideoSpec, draw_numbers
from tests.unit.store.material import make_info

PIXELS: ByteArray = np.zeros((8, 8, 3), np.uint8)


def sampled(duration_s: float, last_frame_s: float, times_s: list[float]) -> SamplingState:
    info = replace(make_info(Path("a.gif")), duration_s=duration_s, last_frame_s=last_frame_s, fps=Fraction(10))
    state = SamplingState(1, info, 0.5)
    chunk = Chunk(0)
    state.extend([chunk])
    for time_s in times_s:
        assert state.add(chunk, Sample(time_s, PIXELS, b"", ()))
    return state


def test_a_last_frame_that_stands_for_seconds_is_no_loss() -> None:
    state = sampled(12.27, 10.27, [0.5 * n for n in range(21)])
    assert state.shortfall() == ""
    assert state.shots()[-1].end_s == 12.27


def test_frames_that_are_missing_are_told_of_and_not_indexed() -> None:
    state = sampled(12.27, 10.27, [0.5 * n for n in range(8)])
    assert state.shortfall() == "Only 3.5 of 12.3 s could be decoded; the rest is not indexed."
    assert state.shots()[-1].end_s == pytest.approx(3.6)


def test_a_record_of_before_says_what_it_said() -> None:
    assert sampled(10.0, 0.0, [0.0, 0.5, 3.5]).shortfall().startswith("Only 3.5 of 10.0 s")
    assert sampled(10.0, 0.0, [0.0, 0.5, 9.5]).shortfall() == ""


def test_a_time_lapse_is_whole(tmp_path: Path) -> None:
    path = draw_numbers(tmp_path / "slow.mp4", 6, VideoSpec("mpeg4", fps=Fraction(1, 2)))
    info = VideoReader(lambda: None).probe(path)
    assert (info.duration_s, info.last_frame_s) == (12.0, 10.0)
    assert sampled(info.duration_s, info.last_frame_s, [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]).shortfall() == ""
