from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values import MediaInfo, exact_time, frame_at, frame_middle_s, joined, read_time, timecode

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


@pytest.mark.parametrize(
    "fps", [Fraction(24), VIDEO, Fraction(25), NTSC, Fraction(60000, 1001), Fraction(120000, 1001)]
)
def test_frames_of_containers_that_keep_milliseconds_are_found(fps):
    """Matroska: the start of frame 101 at 29.97 a second is 3.370 s there, which is before it."""
    for frame in range(5000):
        rounded = int(frame / fps * 1000 + Fraction(1, 2)) / 1000
        assert frame_at(rounded, fps) == frame
        assert exact_time(rounded, fps) == frame / fps


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


# ---- the way back


RATES = st.sampled_from(
    [
        Fraction(24000, 1001),
        Fraction(24),
        Fraction(25),
        Fraction(30000, 1001),
        Fraction(30),
        Fraction(48),
        Fraction(50),
        Fraction(60000, 1001),
        Fraction(120000, 1001),
        Fraction(25, 2),
    ]
)


@given(RATES, st.integers(0, 400_000))
def test_a_timecode_is_read_back_as_the_start_of_its_frame(fps: Fraction, frame: int) -> None:
    start = Fraction(frame) / fps
    assert read_time(timecode(start, fps), fps) == start
    assert exact_time(float(start), fps) == start, "a float of it is set to the frame again"
    assert exact_time(frame_middle_s(frame, fps), fps) == start


@given(st.integers(0, 3 * 10**9))
def test_of_a_varying_rate_times_are_kept_to_the_microsecond(micros: int) -> None:
    exact = Fraction(micros, 10**6)
    assert exact_time(float(exact), Fraction(29873, 1000)) == exact_time(float(exact), None) == exact


@pytest.mark.parametrize(
    ("text", "fps", "seconds"),
    [
        ("8", Fraction(25), Fraction(8)),
        ("8.64", Fraction(25), Fraction(216, 25)),
        ("8,65", Fraction(25), Fraction(216, 25)),
        ("0:08.64", Fraction(25), Fraction(216, 25)),
        ("1:02:30", Fraction(25), Fraction(3750)),
        (" 00:00:08:16 ", Fraction(25), Fraction(216, 25)),
        ("00:01:00;02", Fraction(30000, 1001), Fraction(1800) / Fraction(30000, 1001)),
        ("00:01:00:02", Fraction(30000, 1001), Fraction(1800) / Fraction(30000, 1001)),
        ("90", None, Fraction(90)),
    ],
)
def test_times_are_read_as_editors_write_them(text: str, fps: Fraction | None, seconds: Fraction) -> None:
    assert read_time(text, fps) == seconds


@pytest.mark.parametrize(
    ("text", "fps"),
    [
        ("", Fraction(25)),
        ("soon", Fraction(25)),
        ("-3", Fraction(25)),
        ("00:00:08:25", Fraction(25)),
        ("00:01:00;00", Fraction(30000, 1001)),
        ("00:61:00:00", Fraction(25)),
        ("1:60", Fraction(25)),
        ("00:00:08:16", None),
        ("00:00:00:13", Fraction(25, 2)),
    ],
)
def test_what_names_no_time_is_refused_with_a_sentence(text: str, fps: Fraction | None) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_time(text, fps)
