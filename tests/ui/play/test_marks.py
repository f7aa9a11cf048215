"""In and out points: set at the frame on screen, moved on the timeline, looped."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QToolButton

from core.values import MediaInfo, SourceMetadata, Timecode
from tests.ui.play.test_player import cue, folder, info, number_in, video, wait_for  # noqa: F401
from ui.play.span import PlaySpan, frame_span, snapped
from ui.play.timeline import Timeline

FPS = Fraction(25)
NTSC = Fraction(30000, 1001)
PATH = Path("/nowhere/a.mov")
INFO = MediaInfo(PATH, 1, 1, 10.0, FPS, 192, 108, 0, "h264", 250, "x")


@pytest.fixture
def marks(player):
    """Of a clip of ten seconds whose file is away, so that nothing is decoded."""
    player.cue(PATH, 2.0, INFO, PATH)
    return player.marks


def at(marks, frame):
    marks.stand(float(frame / FPS), float((frame + 1) / FPS))


def test_the_frame_on_screen_is_the_first_and_the_last_one(marks):
    at(marks, 50)
    marks.set_start()
    at(marks, 74)
    marks.set_end()
    assert marks.span == PlaySpan(Fraction(2), Fraction(3))  # 25 frames, the last one included


@pytest.mark.parametrize("fps", [FPS, NTSC, Fraction(24000, 1001), Fraction(60)])
@given(frame=st.integers(0, 100_000))
def test_points_are_whole_frames_exactly(fps, frame):
    start, end = frame_span(round(float(frame / fps), 6), 0.0, fps)
    assert (start * fps, (end - start) * fps) == (frame, 1)


def test_of_a_varying_rate_the_player_says_where_a_frame_ends():
    mean = Fraction(50_000, 1763)
    assert frame_span(0.0, 0.2, mean) == (0, Fraction(1, 5))
    assert frame_span(1.2, 1.4, mean) == (Fraction(6, 5), Fraction(7, 5))


def test_a_point_on_the_wrong_side_takes_the_other_away(marks):
    marks.set_span(PlaySpan(Fraction(2), Fraction(3)))
    at(marks, 100)
    marks.set_start()
    assert marks.span == PlaySpan(Fraction(4), None)
    at(marks, 10)
    marks.set_end()
    assert marks.span == PlaySpan(None, Fraction(11, 25))
    marks.clear()
    assert marks.span.is_empty
    assert marks.complete is None


def test_a_missing_point_is_that_end_of_the_clip(marks):
    at(marks, 50)
    marks.set_start()
    assert marks.complete == (2, 10)
    marks.clear()
    marks.set_end()
    assert marks.complete == (0, Fraction(51, 25))


def test_the_last_frame_can_be_the_out_point(marks):
    at(marks, 249)
    marks.set_end()
    assert marks.span.end_s == 10


@given(start=st.floats(-2, 12), length=st.floats(-1, 12))
def test_any_stretch_becomes_one_of_whole_frames_inside_of_the_clip(start, length):
    span = snapped(start, start + length, NTSC, Fraction(300) / NTSC)
    assert 0 <= span.start_s < span.end_s <= Fraction(300) / NTSC
    assert (span.start_s * NTSC).denominator == (span.end_s * NTSC).denominator == 1


def test_the_bar_says_the_points_in_the_recorded_timecode(player):
    start = Timecode.parse("10:00:00:00", FPS)
    player.cue(PATH, 2.0, replace(INFO, source=SourceMetadata(start)), PATH)
    player.marks.set_span(PlaySpan(Fraction(2), Fraction(4)))
    said = {name: player.findChild(QLabel, name).text() for name in ("in-time", "out-time", "span-length")}
    assert said == {"in-time": "TC 10:00:02:00", "out-time": "TC 10:00:04:00", "span-length": "(00:00:02:00)"}


def test_the_length_of_a_few_frames_is_told_in_frames(player):
    player.cue(PATH, 2.0, INFO, PATH)
    player.marks.set_span(PlaySpan(73 / FPS, 84 / FPS))
    assert player.findChild(QLabel, "span-length").text() == "(00:00:00:11)"


def test_a_timecode_that_is_read_later_is_shown_at_once(player):
    player.cue(PATH, 2.0, INFO, PATH)
    player.marks.set_span(PlaySpan(Fraction(2), None))
    assert player.findChild(QLabel, "in-time").text() == "00:00:02:00"
    player.learn(PATH, replace(INFO, source=SourceMetadata(Timecode.parse("10:00:00:00", FPS))))
    assert player.findChild(QLabel, "source-time").text() == "TC 10:00:02:00"
    assert player.findChild(QLabel, "in-time").text() == "TC 10:00:02:00"
    assert player.marks.span == PlaySpan(Fraction(2), None)
    player.learn(Path("/nowhere/other.mov"), INFO)
    assert player.findChild(QLabel, "source-time").text() == "TC 10:00:02:00"


def test_brackets_on_the_timeline_are_dragged(qtbot, player, marks):
    timeline = player.findChild(Timeline)
    marks.set_span(PlaySpan(Fraction(2), Fraction(6)))
    low = timeline.height() - 4

    def x(time_s):
        return round(timeline.x_of(time_s))

    assert timeline.grip_at(x(2), low) == "start"
    assert timeline.grip_at(x(2), 2) == ""
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(x(6), low))
    qtbot.mouseMove(timeline, QPoint(x(8), low))
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(x(8), low))
    assert marks.span.start_s == 2
    assert float(marks.span.end_s) == pytest.approx(timeline.time_at(x(8)), abs=0.05)
    assert (marks.span.end_s * FPS).denominator == 1
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(x(2), low))
    qtbot.mouseMove(timeline, QPoint(x(9.5), low))  # beyond the out point: it stays before it
    assert marks.span.start_s < marks.span.end_s


def test_another_clip_has_no_points_of_the_last_one(player, marks):
    marks.set_span(PlaySpan(Fraction(2), Fraction(3)))
    player.cue(Path("/nowhere/b.mov"), 0.0, INFO, PATH)
    assert marks.span.is_empty
    player.stop()
    at(marks, 10)
    marks.set_start()
    assert marks.span.is_empty
    assert not player.findChild(QToolButton, "mark-in").isEnabled()


def test_a_still_has_no_points(player):
    player.cue(PATH, 0.0, replace(INFO, duration_s=0.0, frame_count=1))
    player.marks.set_start()
    assert player.marks.span.is_empty


def test_it_loops_between_the_points(qtbot, player, folder):  # noqa: F811
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 60)
    player.marks.set_span(PlaySpan(Fraction(60, 25), Fraction(66, 25)))
    player.marks.set_loop(True)
    seen = []
    player.position_changed.connect(seen.append)
    player.play()
    qtbot.waitUntil(lambda: sum(b < a for a, b in pairwise(seen)) >= 2, timeout=10_000)
    assert player.is_playing
    assert min(seen) >= 60 / 25 - 0.01
    assert max(seen) < 72 / 25  # a few frames are under way when it turns back


def test_without_points_the_whole_clip_loops(qtbot, player, folder):  # noqa: F811
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 112)
    player.marks.set_loop(True)
    seen = []
    player.position_changed.connect(seen.append)
    player.play()
    qtbot.waitUntil(lambda: any(time < 1.0 for time in seen), timeout=10_000)
    assert player.is_playing


def test_play_begins_inside_of_the_loop(qtbot, player, folder):  # noqa: F811
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 5)
    player.marks.set_span(PlaySpan(Fraction(60, 25), Fraction(100, 25)))
    player.marks.set_loop(True)
    seen = []
    player.position_changed.connect(seen.append)
    player.play()
    qtbot.waitUntil(lambda: len(seen) > 3)
    assert seen[-1] >= 60 / 25 - 0.01


def test_the_points_of_a_real_frame_are_that_frame(qtbot, player, folder):  # noqa: F811
    path = video(folder, "ntsc.mp4")
    player.cue(path, float(50 / NTSC), info(path, NTSC))
    wait_for(qtbot, player, 50)
    player.marks.set_start()
    player.step(3)
    wait_for(qtbot, player, 53)
    player.marks.set_end()
    assert (player.marks.span.start_s, player.marks.span.end_s) == (50 / NTSC, 54 / NTSC)
    assert number_in(player.picture.image) == 53
