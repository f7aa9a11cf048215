"""Rate and remaining time: told when they can be told, steady over pauses, honest over stalls."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from core.ingest.progress_meter import REPORT_EVERY_S, Meter
from core.ingest.throughput import ENOUGH_S
from core.values import IngestProgress, MediaInfo, Video
from tests.fakes.manual_clock import ManualClock


def video(id_: int, seconds: float | None = 100.0, size_bytes: int = 1000) -> Video:
    path = Path(f"{id_}.mp4")
    info = None
    if seconds is not None:
        info = MediaInfo(path, size_bytes, 1, seconds, Fraction(25), 8, 8, 0, "x", 1, str(id_))
    return Video(id_, 1, path, size_bytes, 1, 0.0, "waiting", "", info)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def told() -> list[IngestProgress]:
    return []


@pytest.fixture
def meter(clock: ManualClock, told: list[IngestProgress]) -> Meter:
    return Meter(clock, 0.5, told.append)


def photo(id_: int) -> Video:
    return Video(id_, 1, Path(f"{id_}.jpg"), 8_000_000, 1, 0.0, "waiting")


def work(meter: Meter, clock: ManualClock, seconds: float, frames_per_s: int, video_id: int = 1) -> None:
    for _ in range(int(seconds)):
        clock.sleep(1.0)
        meter.frames(video_id, frames_per_s)


def test_no_time_left_is_told_before_it_is_known(meter: Meter, clock: ManualClock) -> None:
    meter.expect([video(1, 1000.0)])
    meter.begin(video(1, 1000.0))
    work(meter, clock, ENOUGH_S - 1, 10)
    assert meter.progress().eta_s is None
    work(meter, clock, 1, 10)
    assert meter.progress().eta_s == pytest.approx((2000 - 200) / 10, rel=0.1)


def test_the_rate_is_that_of_the_last_minute(meter: Meter, clock: ManualClock) -> None:
    meter.begin(video(1, 10_000.0))
    work(meter, clock, 100, 5)
    work(meter, clock, 61, 20)
    assert meter.progress().frames_per_s == pytest.approx(20, rel=0.05)


def test_a_pause_says_nothing_about_speed(meter: Meter, clock: ManualClock) -> None:
    meter.begin(video(1, 10_000.0))
    work(meter, clock, 30, 10)
    clock.sleep(3600)
    meter.tick()
    assert meter.progress().frames_per_s == pytest.approx(10, rel=0.1)


def test_frames_of_an_earlier_run_say_nothing_about_speed(meter: Meter, clock: ManualClock) -> None:
    meter.begin(video(1, 10_000.0))
    meter.restored(1, 9_000)
    work(meter, clock, 30, 10)
    now = meter.progress()
    assert now.frames_done == 9_300
    assert now.frames_per_s == pytest.approx(10, rel=0.1)
    assert now.eta_s == pytest.approx((20_000 - 9_300) / 10, rel=0.1)


@pytest.mark.parametrize("held_s", [4.0, 10.0])
def test_a_short_pause_says_nothing_about_speed_either(meter: Meter, clock: ManualClock, held_s: float) -> None:
    meter.begin(video(1, 10_000.0))
    for _ in range(10):
        work(meter, clock, 5, 10)
        clock.sleep(held_s)
        meter.tick()
    assert meter.progress().frames_per_s == pytest.approx(10, rel=0.05)


def test_slow_calls_of_the_model_are_work_not_pauses(meter: Meter, clock: ManualClock) -> None:
    meter.begin(video(1, 10_000.0))
    for _ in range(20):
        clock.sleep(4.0)
        meter.frames(1, 8)
        meter.tick()
    assert meter.progress().frames_per_s == pytest.approx(2, rel=0.05)


def test_a_stall_of_a_minute_does_not_turn_minutes_into_days(meter: Meter, clock: ManualClock) -> None:
    meter.begin(video(1, 10_000.0))
    work(meter, clock, 600, 10)
    before = meter.progress().eta_s
    for _ in range(900):
        clock.sleep(0.1)
        meter.tick()
    stalled = meter.progress().eta_s
    work(meter, clock, 5, 10)
    assert before is not None
    assert stalled is not None
    assert meter.progress().frames_per_s < 5
    assert stalled < 3 * before


def test_waiting_for_files_to_settle_says_nothing_about_speed(meter: Meter, clock: ManualClock) -> None:
    meter.begin(video(1, 10_000.0))
    work(meter, clock, 30, 10)
    for _ in range(600):
        clock.sleep(0.05)
        meter.rest()
    assert meter.progress().frames_per_s == pytest.approx(10, rel=0.05)


def test_several_videos_at_once_count_together(meter: Meter, clock: ManualClock) -> None:
    meter.expect([video(1), video(2), video(3)])
    meter.begin(video(1))
    meter.begin(video(2))
    work(meter, clock, 5, 10, video_id=1)
    work(meter, clock, 5, 20, video_id=2)
    now = meter.progress()
    assert (now.videos_done, now.videos_total, now.frames_done, now.frames_total) == (0, 3, 150, 600)
    assert now.current == Path("1.mp4")
    meter.end(1, failed=False)
    assert meter.progress().current == Path("2.mp4")


def test_a_stall_lowers_the_rate(meter: Meter, clock: ManualClock) -> None:
    meter.begin(video(1, 10_000.0))
    work(meter, clock, 30, 10)
    for _ in range(200):
        clock.sleep(0.1)
        meter.tick()
    assert meter.progress().frames_per_s < 7


def test_videos_of_unknown_length_are_guessed_from_their_size(meter: Meter) -> None:
    meter.learn([video(1, 100.0, 1000)])
    meter.expect([video(2, None, 5000)])
    assert meter.progress().frames_total == 1000


def test_a_running_video_counts_while_it_runs(meter: Meter, clock: ManualClock) -> None:
    meter.expect([video(1, 100.0), video(2, 100.0)])
    meter.begin(video(1, 100.0))
    work(meter, clock, 10, 10)
    now = meter.progress()
    assert (now.videos_done, now.videos_total) == (0, 2)
    assert (now.frames_done, now.frames_total) == (100, 400)
    assert now.current == Path("1.mp4")


def test_a_video_that_was_copied_leaves_the_sum_at_once(meter: Meter) -> None:
    meter.expect([video(1, 100.0), video(2, 100.0)])
    meter.begin(video(1, 100.0))
    meter.end(1, failed=False)
    assert (meter.progress().frames_done, meter.progress().frames_total) == (0, 200)


def test_failed_videos_are_counted(meter: Meter) -> None:
    meter.begin(video(1))
    meter.end(1, failed=True)
    assert (meter.progress().videos_done, meter.progress().failed) == (1, 1)


def test_a_video_with_more_frames_than_expected_is_never_above_the_sum(meter: Meter, clock: ManualClock) -> None:
    meter.begin(video(1, 1.0))
    work(meter, clock, 5, 10)
    now = meter.progress()
    assert now.frames_done <= now.frames_total


def test_reports_come_in_moderation(meter: Meter, clock: ManualClock, told: list[IngestProgress]) -> None:
    meter.begin(video(1))
    for _ in range(1000):
        clock.sleep(REPORT_EVERY_S / 100)
        meter.tick()
    assert len(told) <= 12


def test_the_last_report_says_so(meter: Meter, told: list[IngestProgress]) -> None:
    meter.begin(video(1))
    meter.end(1, failed=False)
    last = meter.finish()
    assert told[-1] == last
    assert last.finished
    assert last.eta_s is None
    assert last.current is None


def test_photographs_are_one_frame_each_however_large(meter: Meter, clock: ManualClock) -> None:
    known = photo(9)
    info = MediaInfo(known.path, 8_000_000, 1, 0.0, Fraction(0), 8, 8, 0, "jpeg", 1, "9")
    meter.learn([video(1, 100.0), replace(known, info=info)])
    meter.expect([photo(2), photo(3), photo(4), video(5, None, size_bytes=500)])
    assert meter.progress().frames_total == 3 + 100
