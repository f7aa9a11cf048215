from fractions import Fraction
from pathlib import Path

import pytest

from core.values import MediaInfo, frame_at, frame_middle_s, joined, timecode

NTSC = Fraction(30000, 1001)
VIDEO = Fraction(24000, 1001)


@pytest.mark.parametrize(
    ("frame", "fps", "expected"),
    [
        (216, Fraction(25), "00:00:08:16"),
        (90000, Fraction(25), "01:00:00:00"),
        (1799, NTSC, "00:00:59;29"),
        (1800, NTSC, "00:01:00;02"),
        (17982, NTSC, "00:10:00;00"),
        (107892, NTSC, "01:00:00;00"),
        (3600, Fraction(60000, 1001), "00:01:00;04"),
        (1440, VIDEO, "00:01:00:00"),
        (250, Fraction(25, 2), "00:00:20:00"),
        (12, Fraction(25, 2), "00:00:00:12"),
        (13, Fraction(25, 2), "00:00:01:00"),
    ],
)
def test_frames_have_their_labels(frame, fps, expected):
    assert timecode(float(frame / fps), fps) == expected
    assert timecode(frame_middle_s(frame, fps), fps) == expected


@pytest.mark.parametrize("fps", [Fraction(25), NTSC, VIDEO, Fraction(60), Fraction(1, 2), Fraction(120)])
def test_the_start_of_a_frame_belongs_to_it_after_rounding(fps):
    for frame in range(0, 5000, 37):
        assert frame_at(round(float(frame / fps), 6), fps) == frame
        assert frame_at(frame_middle_s(frame, fps), fps) == frame


def test_labels_never_repeat_within_a_drop_frame_hour():
    labels = [timecode(frame_middle_s(frame, NTSC), NTSC) for frame in range(0, 20000)]
    assert len(set(labels)) == len(labels)


def test_without_a_rate_there_are_hundredths():
    assert timecode(3661.5, None) == "01:01:01.50"


@pytest.mark.parametrize(
    ("restarts", "words"),
    [
        ((), ""),
        (((70.0, 1.4),), "Joined from 2 recordings: the timestamps jump at 00:01:10:00."),
        (((70.0, 1.4), (140.04, 0.0)), "3 recordings: the timestamps jump at 00:01:10:00 and 00:02:20:01."),
        (tuple((float(n), 0.0) for n in range(1, 1204)), "1,204 recordings: the timestamps jump at 00:00:01:00, "
         "00:00:02:00, 00:00:03:00, 00:00:04:00 and 1,199 more places."),
        (tuple((float(n), 0.0) for n in range(1, 6)), "00:00:03:00, 00:00:04:00 and 00:00:05:00."),
    ],
)  # fmt: skip
def test_a_joined_clip_says_where_its_clock_jumps(restarts, words):
    path = Path("/films/a.ts")
    info = MediaInfo(path, 1, 1, 2000.0, Fraction(25), 1920, 1080, 0, "h264", 50_000, "x", restarts_s=restarts)
    assert joined(info).endswith(words)
    assert bool(joined(info)) == bool(restarts)
    assert joined(None) == ""
