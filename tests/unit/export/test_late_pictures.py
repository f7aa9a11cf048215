"""Files whose pictures begin a fraction of a frame after their clock: exact frames, read from the pixels."""

from dataclasses import replace
from fractions import Fraction

import pytest

from core.export import ChosenMoment, HandoffOptions, gather, plan_export, plan_subclips
from core.export.gathering import frame_of, phase_of
from core.media.probe import probe_video
from core.values import COPY, Marks, Video
from tests.clips import VideoSpec, draw_clicks
from tests.handoffs import PAL, chosen, clip
from tests.unit.export.test_pixels import MELT, rendered
from tests.unit.media.test_subclips import COUNT, H264, made, shown


@pytest.mark.parametrize("late", [Fraction(1, 5), Fraction(8, 15), Fraction(4, 5)])
@pytest.mark.parametrize("rate", [PAL, Fraction(30000, 1001), Fraction(60)])
def test_times_of_pictures_are_their_frames_and_points_of_a_person_whole_ones(rate, late):
    phase_s = late / rate
    for frame in (0, 1, 17, 90_001):
        shown_s = round(float(frame / rate + phase_s), 6)
        for is_end in (False, True):
            assert frame_of(shown_s, rate, is_end=is_end, phase_s=phase_s) == frame
            assert frame_of(frame / rate, rate, is_end=is_end, phase_s=phase_s) == frame
        between_s = shown_s + 0.4 / float(rate)
        if abs(round(between_s * rate) - between_s * rate) > 0.1:  # not near to a whole frame
            assert frame_of(between_s, rate, phase_s=phase_s) == frame
            assert frame_of(between_s, rate, is_end=True, phase_s=phase_s) == frame + 1


def test_a_rounded_time_is_no_phase():
    assert phase_of(0.0, PAL) == phase_of(0.0004, PAL) == phase_of(0.0396, PAL) == phase_of(2.0, PAL) == 0
    assert phase_of(0.021333, PAL) == pytest.approx(Fraction(0.021333))


def test_a_clip_has_as_many_frames_as_it_has_pictures():
    video = clip(frames=100, duration_s=4.0 + 0.024)
    video = replace(video, info=replace(video.info, begins_s=0.024))
    (moment,) = gather([replace(chosen(video, 0, 1), start_s=None, end_s=None)], HandoffOptions()).handoff.moments
    assert (moment.first, moment.end, moment.media.frames) == (0, 100, 100)


@pytest.mark.parametrize("how", [COPY, "prores-proxy"])
def test_what_was_found_in_the_pictures_is_exported_to_the_frame(tmp_path, how):
    """Sound of AAC begins before the pictures, by its priming."""
    source = draw_clicks(tmp_path / "a.ts", COUNT, VideoSpec(fps=PAL, gop=1, **H264))
    info = probe_video(source, lambda: None).info
    assert phase_of(info.begins_s, PAL) > 0, "otherwise nothing is tested"
    video = Video(1, 1, source, 1, 1, 0.0, "ready", info=info, marks=Marks())
    start_s, end_s = info.begins_s + 31 / 25, info.begins_s + 55 / 25
    (moment,) = gather([replace(chosen(video, 0, 1), start_s=start_s, end_s=end_s)], HandoffOptions()).handoff.moments
    plan = plan_subclips(
        [replace(chosen(video, 0, 1), start_s=start_s, end_s=end_s)], how, tmp_path, HandoffOptions(), here=[how]
    )
    target = tmp_path / "b.mov"
    made(source, plan.subclips[0].job, target)
    numbers, _ = shown(target)
    assert (numbers[0], numbers[-1] + 1) == (31, 55)
    assert (moment.first, moment.end) == (31, 55)


@pytest.mark.skipif(MELT is None, reason="melt is not installed (Debian package `melt`)")
def test_melt_shows_what_was_found_in_the_pictures(tmp_path):
    source = draw_clicks(tmp_path / "a.ts", COUNT, VideoSpec(fps=PAL, gop=1, **H264))
    info = probe_video(source, lambda: None).info
    video = Video(1, 1, source, 1, 1, 0.0, "ready", info=info, marks=Marks())
    cuts = [(0, 2), (31, 55), (COUNT - 3, COUNT)]
    found = [ChosenMoment(source, video, info.begins_s + first / 25, info.begins_s + end / 25) for first, end in cuts]
    plan = plan_export(found, "mlt", HandoffOptions())
    target = tmp_path / "selects.mlt"
    target.write_bytes(plan.outputs()[0].content)
    assert rendered([str(target)], tmp_path) == [number for first, end in cuts for number in range(first, end)]
