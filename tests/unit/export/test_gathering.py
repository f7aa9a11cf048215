"""Chosen moments become frames, and what the other program will see differently is said."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.export import ChosenMoment, HandoffOptions, best_copy, conformed_rate, frame_of, gather, plan_export, relabel
from core.values import Marks, Timecode
from tests.handoffs import RATES, chosen, clip

NTSC = Fraction(30000, 1001)
FPS = [rate for _, rate, drop in RATES if not drop]


def kinds(problems):
    return [each.kind for each in problems]


@given(st.sampled_from(FPS), st.integers(0, 20_000_000))
def test_every_frame_is_found_by_its_time(fps, frame):
    assert frame_of(frame / fps, fps) == frame_of(frame / fps, fps, is_end=True) == frame


@given(st.sampled_from(FPS), st.integers(0, 10_000_000), st.sampled_from([3, 6]))
def test_times_rounded_by_a_container_are_the_frame_they_were(fps, frame, digits):
    """Matroska keeps milliseconds: the start of a frame may be rounded to before it."""
    rounded = round(float(frame / fps), digits)
    assert frame_of(rounded, fps) == frame_of(rounded, fps, is_end=True) == frame


@given(st.sampled_from(FPS), st.sampled_from(FPS), st.integers(0, 10_000_000))
def test_going_to_another_rate_and_back_never_drifts(a, b, frame):
    """By whole frames of a faster rate, and by exact times."""
    time_s = frame / a
    assert round(time_s * a) == frame
    if b >= a:
        assert frame_of(frame_of(time_s, b, is_end=True) / b, a) in (frame, frame + (b < a))
    total = sum((Fraction(1, 1) / a for _ in range(100)), Fraction())
    assert total * a == 100


@given(st.sampled_from(RATES), st.integers(0, 11_000_000))
def test_a_label_goes_to_the_same_second_of_another_rate(rate, frame):
    _, fps, drop = rate
    label = Timecode(frame, fps, drop)
    for _, other, drops in RATES:
        made = str(relabel(label, other, drops)).replace(";", ":").split(":")
        assert made[:3] == str(label).replace(";", ":").split(":")[:3]


@pytest.mark.parametrize(
    ("fps", "rate", "why"),
    [
        (Fraction(25), Fraction(25), ""),
        (NTSC, NTSC, ""),
        (Fraction("29.97"), NTSC, ""),
        (Fraction(15), Fraction(15), ""),
        (Fraction(25, 2), Fraction(25), "odd"),
        (Fraction(24371, 1003), Fraction(24), "varies"),
        (Fraction(0), Fraction(25), "varies"),
        (Fraction(33333, 1002), Fraction(30), "varies"),
    ],
)
def test_a_rate_that_cannot_be_counted_is_conformed(fps, rate, why):
    assert conformed_rate(fps) == (rate, why)


def test_frames_that_come_at_other_times_than_the_rate_says_are_said():
    """Phones state 30 frames a second and leave some out."""
    steady, phone = clip(fps=Fraction(30)), clip("/p.mp4", Fraction(30), frames=3000, duration_s=103.0, number=2)
    short = clip("/s.mp4", Fraction(30), frames=60, duration_s=2.04, number=3)
    gathered = gather([chosen(video, 0, 30) for video in (steady, phone, short)], HandoffOptions())
    assert [(each.kind, each.clip) for each in gathered.problems] == [("varying_rate", "p.mp4")]
    assert [each.is_conformed for each in gathered.handoff.media] == [False, True, False]
    assert "29.126" in gathered.problems[0].what


def test_what_is_not_there_is_left_out_and_said():
    there = clip()
    moments = [
        chosen(there, 0, 10),
        ChosenMoment(Path("/gone/x.mov"), None, Fraction(0), Fraction(1)),
        ChosenMoment(Path("/new/y.mov"), replace(there, id=2, info=None)),
        chosen(there, 4000, 4010),
        chosen(there, 20, 20),
        chosen(there, 2990, 3200),
    ]
    gathered = gather(moments, HandoffOptions())
    assert [(each.first, each.end) for each in gathered.handoff.moments] == [(0, 10), (2990, 3000)]
    assert kinds(gathered.problems) == ["unknown_clip", "unread", "outside", "no_length", "outside"]
    assert [each.is_left_out for each in gathered.problems] == [True, True, True, True, False]
    assert all(each.what.endswith(".") and each.done.endswith(".") for each in gathered.problems)


def test_offline_and_missing_clips_are_written_and_said():
    videos = [clip(state="offline"), clip("/b.mov", state="missing", number=2)]
    gathered = gather([chosen(video, 0, 5) for video in [*videos, *videos]], HandoffOptions())
    assert len(gathered.handoff.moments) == 4
    assert kinds(gathered.problems) == ["offline", "missing"]


def test_the_copy_that_is_there_is_taken():
    videos = [clip(state="missing", number=1), clip("/b", state="offline", number=2), clip("/c", number=3)]
    assert best_copy(videos).id == 3
    assert best_copy(videos[:2]).id == 2
    assert best_copy([]) is None


def test_a_clip_without_timecode_is_counted_from_zero():
    gathered = gather([chosen(clip(fps=NTSC, start=None), 0, 5)], HandoffOptions())
    (media,) = gathered.handoff.media
    assert (str(media.start), media.has_timecode) == ("00:00:00;00", False)
    assert kinds(gathered.problems) == ["no_timecode"]


def test_a_timecode_of_another_rate_keeps_its_clock():
    gathered = gather(
        [chosen(clip(fps=Fraction(25), tc_fps=Fraction(30), start="10:20:30:15"), 0, 5)], HandoffOptions()
    )
    assert str(gathered.handoff.media[0].start) == "10:20:30:12"
    assert kinds(gathered.problems) == ["timecode_rate"]


def test_midnight_is_said():
    gathered = gather([chosen(clip(start="23:59:50:00"), 200, 300)], HandoffOptions())
    assert kinds(gathered.problems) == ["midnight"]
    assert gather([chosen(clip(start="23:59:50:00"), 0, 250)], HandoffOptions()).problems != ()
    assert gather([chosen(clip(start="23:59:50:00"), 0, 249)], HandoffOptions()).problems == ()


def test_stills_stand_for_five_seconds():
    still = clip("/a.jpg", frames=1, duration_s=0.0, start=None, number=2)
    gathered = gather([chosen(clip(fps=Fraction(50)), 0, 5), ChosenMoment(still.path, still)], HandoffOptions())
    assert [each.frames for each in gathered.handoff.moments] == [5, 250]
    assert kinds(gathered.problems) == ["still"]
    alone = gather([ChosenMoment(still.path, still)], HandoffOptions()).handoff
    assert (alone.rate, alone.frames) == (25, 125)


def test_handles_stay_inside_of_the_clip():
    moments = [chosen(clip(), 5, 10), chosen(clip(), 100, 110), chosen(clip(), 2990, 2998)]
    gathered = gather(moments, HandoffOptions(handle_frames=8, handle_s=Fraction(1, 5)))
    assert [(each.begin, each.stop) for each in gathered.handoff.moments] == [(0, 23), (87, 123), (2977, 3000)]
    assert [(each.first, each.end) for each in gathered.handoff.moments] == [(5, 10), (100, 110), (2990, 2998)]
    placed = gathered.handoff.placed
    assert [gathered.handoff.marked(each) for each in placed] == [(5, 10), (36, 46), (72, 80)]


def test_the_timeline_has_the_rate_of_most_moments_or_the_one_asked_for():
    moments = [chosen(clip(fps=NTSC, drop=True), 0, 30), chosen(clip("/b", number=2), 0, 25)]
    moments.append(chosen(clip(fps=NTSC, drop=True), 40, 70))
    handoff = gather(moments, HandoffOptions()).handoff
    assert (handoff.rate, str(handoff.start), handoff.frames) == (NTSC, "01:00:00;00", 30 + 30 + 30)
    handoff = gather(moments, HandoffOptions(rate=Fraction(25))).handoff
    assert (handoff.rate, str(handoff.start), handoff.frames) == (25, "01:00:00:00", 25 + 25 + 25)
    assert "mixed_rates" in kinds(gather(moments, HandoffOptions()).problems)


@pytest.mark.parametrize("start", ["", "1", "25:00:00:00", "01:00:00:200"])
def test_a_first_label_that_is_none_is_refused(start):
    with pytest.raises(ValueError):
        gather([chosen(clip(), 0, 5)], HandoffOptions(start=start))


def test_marks_of_the_clip_travel_with_its_moments():
    marks = Marks(4, "reject", tags=("a", "b"))
    (moment,) = gather([chosen(clip(marks=marks), 0, 5)], HandoffOptions()).handoff.moments
    assert (moment.rating, moment.flag, moment.tags) == (4, "reject", ("a", "b"))


def test_formats_say_what_they_cannot_hold():
    fast = clip(fps=Fraction(120000, 1001), drop=True)
    assert "long_labels" in kinds(plan_export([chosen(fast, 0, 5)], "edl", HandoffOptions()).problems)
    assert "long_labels" not in kinds(plan_export([chosen(fast, 0, 5)], "xml", HandoffOptions()).problems)
    many = [chosen(clip(), 0, 5)] * 1000
    plan = plan_export(many, "edl", HandoffOptions())
    assert "many_events" in kinds(plan.problems)
    assert [each.tail for each in plan.outputs()] == [".1.edl", ".2.edl"]
    assert plan.outputs()[1].content.count(b"\r\n001  ") == 1
    long = clip(f"/{'x' * 300}.mov")
    assert "name" in kinds(plan_export([chosen(long, 0, 5)], "edl", HandoffOptions()).problems)
    odd = clip(fps=Fraction(15))
    assert "mixed_rates" in kinds(plan_export([chosen(odd, 0, 5)], "fcpxml", HandoffOptions()).problems)
    assert kinds(plan_export([chosen(clip(), 0, 5)], "fcpxml", HandoffOptions()).problems) == []


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="no format"):
        plan_export([], "doc", HandoffOptions())


def test_what_kdenlive_makes_of_an_mlt_file_is_said_before():
    """Its manual: a file of MLT is a library clip, which can be expanded."""
    one, two = chosen(clip(), 0, 10, collection="Day 1"), chosen(clip(), 20, 30, collection="Day 2")
    assert "one_clip" in kinds(plan_export([one, two], "mlt", HandoffOptions()).problems)
    assert "one_clip" not in kinds(plan_export([one], "mlt", HandoffOptions()).problems)
    assert "one_clip" not in kinds(plan_export([one, two], "otio", HandoffOptions()).problems)
