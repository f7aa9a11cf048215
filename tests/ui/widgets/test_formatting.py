from pathlib import Path

import pytest

from core.values import IngestProgress
from tests.ui.browse.records import info
from ui.widgets import amounts, formatting


def progress(**more):
    values = {
        "videos_done": 442,
        "videos_total": 1204,
        "frames_done": 5000,
        "frames_total": 12_000,
        "failed": 0,
        "frames_per_s": 11.8,
        "eta_s": 13 * 60 + 20,
        "current": Path("/f/Day 4/C001.mov"),
    }
    return IngestProgress(**(values | more))


def test_the_line_of_a_running_ingest():
    thin = amounts.THIN
    assert formatting.indexing(progress()) == "Indexing Day 4 · 41 % · 762 clips left · 11.8 fr/s · ~13 min"
    assert f"1{thin}204 clips left" in formatting.indexing(progress(videos_done=0))
    assert "· 1 clip left ·" in formatting.indexing(progress(videos_done=1203))


def test_the_line_while_held_and_while_stopping():
    assert formatting.indexing(progress(paused=True)) == "Paused · 41 % · 762 clips left"
    assert formatting.indexing(progress(), is_stopping=True) == "Stopping after this batch… · 41 %"


def test_no_rate_and_no_forecast_are_invented():
    line = formatting.indexing(progress(frames_per_s=0.0, eta_s=None, current=None, frames_total=0))
    assert "%" not in line
    assert line.endswith("· estimating…")
    assert "fr/s" not in line


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "estimating…"),
        (5, "less than a minute"),
        (55, "~1 min"),
        (775, "~13 min"),
        (3600, "~1 h"),
        (7900, "~2 h 10 min"),
    ],
)
def test_forecasts_are_rounded(seconds, said):
    assert formatting.wait(seconds) == said


@pytest.mark.parametrize(
    ("frames", "total", "finished", "said"),
    [
        (0, 0, False, None),
        (0, 10, False, 0),
        (9_999, 10_000, False, 99),
        (10, 10, False, 99),
        (10, 10, True, 100),
        (12, 10, False, 99),
    ],
)
def test_a_hundred_per_cent_means_done(frames, total, finished, said):
    assert progress(frames_done=frames, frames_total=total, finished=finished).percent == said


@pytest.mark.parametrize(("seconds", "said"), [(0, "0:00"), (7.4, "0:07"), (724, "12:04"), (3750, "1:02:30")])
def test_durations(seconds, said):
    assert formatting.duration(seconds) == said


@pytest.mark.parametrize(
    ("wide", "high", "said"),
    [(3840, 2160, "4K UHD"), (1920, 1080, "1080p"), (1080, 1920, "1080p upright"), (640, 360, "640×360")],
)
def test_frame_sizes_have_their_names(wide, high, said):
    assert formatting.frame_size(info(Path("a"), width_px=wide, height_px=high)) == said


@pytest.mark.parametrize(("size", "said"), [(12, "12 bytes"), (12_300_000, "12 MB"), (1_400_000_000, "1.4 GB")])
def test_file_sizes(size, said):
    assert formatting.size(size) == said


def test_one_clip_two_clips():
    assert (amounts.clips(1), amounts.clips(2), amounts.close_matches(0)) == ("1 clip", "2 clips", "0 close matches")
    assert amounts.moments(12_034) == f"12{amounts.THIN}034 moments"


def test_how_a_video_was_looked_at_is_said_when_it_was_not_exactly():
    assert formatting.looked(None) == ""
    assert formatting.looked(info(Path("a"), key_count=362)) == ""
    fast = formatting.looked(info(Path("a"), looked="fast", key_count=181))
    assert fast.startswith("Indexed fast: keyframes only, about one every 4.0 s.")
    assert formatting.looked(info(Path("a"), looked="refine", key_count=181)).startswith("Queued for full re-indexing.")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0:00"),
        (12.0, "0:12"),
        (6.67, "0:06.6"),
        (59.99, "0:59.9"),
        (0.96, "0:00.9"),
        (3661.5, "1:01:01.5"),
        (0.3, "0:00.3"),
    ],
)
def test_a_place_in_a_clip_is_never_told_as_later_than_it_is(seconds, words):
    assert formatting.place(seconds) == words
