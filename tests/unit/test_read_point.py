"""Points of a clip as a person writes them: recorded timecode, timecode from the start, seconds."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values import MediaInfo, SourceMetadata, Timecode, read_point
from ui.widgets import points

FPS = Fraction(25)
INFO = MediaInfo(Path("/a.mov"), 1, 1, 60.0, FPS, 192, 108, 0, "h264", 1500, "x")


def recorded(label: str, fps: Fraction = FPS, info: MediaInfo = INFO) -> MediaInfo:
    return replace(info, fps=fps, source=SourceMetadata(Timecode.parse(label, fps)))


@pytest.mark.parametrize("text", ["TC 10:00:02:00", "tc  10:00:02:00", "10:00:02:00", "00:00:02:00", "2", "0:02.0"])
def test_each_way_of_writing_it(text: str) -> None:
    assert read_point(text, recorded("10:00:00:00")) == 2


def test_a_label_that_is_both_is_the_recorded_one() -> None:
    info = recorded("00:00:01:00")
    assert read_point("00:00:05:00", info) == 4
    assert points.point(info, 4) == "TC 00:00:05:00"


def test_without_a_recorded_timecode_tc_is_refused() -> None:
    with pytest.raises(ValueError, match="no timecode of its own"):
        read_point("TC 10:00:02:00", INFO)


def test_a_recorded_label_outside_of_the_clip_says_where_it_runs() -> None:
    with pytest.raises(ValueError, match="runs from 10:00:00:00 to 10:01:00:00"):
        read_point("TC 11:00:00:00", recorded("10:00:00:00"))


def test_over_midnight() -> None:
    assert read_point("TC 00:00:01:00", recorded("23:59:59:00")) == 2


@pytest.mark.parametrize("fps", [FPS, Fraction(30000, 1001), Fraction(24000, 1001), Fraction(60)])
@given(frame=st.integers(0, 1400))
def test_what_is_written_is_read_back_to_the_frame(fps: Fraction, frame: int) -> None:
    for info in (replace(INFO, fps=fps), recorded("01:00:00:00", fps)):
        assert read_point(points.point(info, frame / fps), info) * fps == frame


def test_time_of_day_counts_from_the_recording_date() -> None:
    from datetime import datetime

    from core.values import CreationDate

    created = CreationDate(datetime(2026, 5, 1, 23, 59, 58), None, "date")
    assert points.time_of_day(created, 0.5) == "23:59:58"
    assert points.time_of_day(created, 3.2) == "00:00:01"
    assert points.time_of_day(None, 3.2) == ""
