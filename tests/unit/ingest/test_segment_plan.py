"""Samples and cuts become shots and segments: nothing lost, nothing doubled, nothing too thin."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.ingest.segment_plan import (
    MIN_SEGMENT_FRAMES,
    Shot,
    breaks_off,
    cut_segments,
    denser_times,
    expected_frames,
    find_shots,
)

PER_CLIP = 12
times = st.lists(st.integers(0, 4000), min_size=1, max_size=120, unique=True).map(
    lambda ticks: [t / 25 for t in sorted(ticks)]
)
cuts = st.lists(st.integers(0, 4000).map(lambda t: t / 25), max_size=20)


def test_a_video_without_cuts_is_one_shot() -> None:
    assert find_shots([0.0, 0.5, 1.0], [], 1.4) == [Shot(0.0, 1.4, (0.0, 0.5, 1.0))]


def test_a_cut_begins_a_shot_at_its_own_time() -> None:
    shots = find_shots([0.0, 0.5, 1.0, 1.5], [0.72], 2.0)
    assert shots == [Shot(0.0, 0.72, (0.0, 0.5)), Shot(0.72, 2.0, (1.0, 1.5))]


def test_a_sample_on_the_cut_belongs_to_the_new_shot() -> None:
    assert [s.times_s for s in find_shots([0.0, 0.5, 1.0], [0.5], 1.0)] == [(0.0,), (0.5, 1.0)]


def test_a_stretch_without_samples_joins_the_one_before() -> None:
    shots = find_shots([0.0, 1.0], [0.3, 0.6], 1.5)
    assert shots == [Shot(0.0, 0.6, (0.0,)), Shot(0.6, 1.5, (1.0,))]


def test_no_samples_no_shots() -> None:
    assert find_shots([], [1.0], 2.0) == []


@given(times, cuts, st.floats(0, 200))
def test_shots_share_out_all_samples_and_meet_end_to_end(
    times_s: list[float], cuts_s: list[float], end_s: float
) -> None:
    shots = find_shots(times_s, cuts_s, end_s)
    assert [t for shot in shots for t in shot.times_s] == times_s
    assert shots[0].start_s == times_s[0]
    assert shots[-1].end_s == max(end_s, times_s[-1])
    for before, after in pairwise(shots):
        assert before.end_s == after.start_s
        assert after.start_s in cuts_s
    for shot in shots:
        assert shot.times_s
        assert shot.start_s <= shot.times_s[0]
        assert shot.times_s[-1] <= shot.end_s


@given(times, cuts)
def test_segments_share_out_all_samples_and_meet_end_to_end(times_s: list[float], cuts_s: list[float]) -> None:
    for shot in find_shots(times_s, cuts_s, 200.0):
        parts = cut_segments(shot, PER_CLIP)
        assert [t for p in parts for t in sorted(set(p.times_s))] == list(shot.times_s)
        assert (parts[0].start_s, parts[-1].end_s) == (shot.start_s, shot.end_s)
        for before, after in pairwise(parts):
            assert before.end_s == after.start_s
            assert before.times_s[-1] < before.end_s < after.times_s[0]
        for part in parts:
            assert MIN_SEGMENT_FRAMES <= len(part.times_s) <= PER_CLIP
            assert list(part.times_s) == sorted(part.times_s)


@given(st.integers(1, 200))
def test_a_long_shot_is_divided_evenly(count: int) -> None:
    parts = cut_segments(Shot(0.0, count / 2, tuple(i / 2 for i in range(count))), PER_CLIP)
    sizes = [len(set(p.times_s)) for p in parts]
    assert max(sizes) - min(sizes) <= 1
    assert len(parts) == -(-count // PER_CLIP)


def test_thirteen_frames_leave_no_tail_of_one() -> None:
    parts = cut_segments(Shot(0.0, 6.5, tuple(i / 2 for i in range(13))), PER_CLIP)
    assert [len(p.times_s) for p in parts] == [6, 7]


def test_one_frame_is_given_three_times() -> None:
    assert cut_segments(Shot(2.0, 2.04, (2.0,)), PER_CLIP)[0].times_s == (2.0, 2.0, 2.0)


def test_two_frames_repeat_the_last() -> None:
    assert cut_segments(Shot(0.0, 1.0, (0.0, 0.5)), PER_CLIP)[0].times_s == (0.0, 0.5, 0.5)


def test_a_shot_with_enough_samples_wants_no_more() -> None:
    assert denser_times(Shot(0.0, 2.0, (0.0, 0.5, 1.0, 1.5)), 4, 0.04) == []


def test_a_short_shot_is_looked_at_more_closely() -> None:
    wanted = denser_times(Shot(1.0, 1.6, (1.0,)), 4, 0.04)
    assert len(wanted) == 3
    assert all(1.0 < t < 1.6 for t in wanted)


def test_a_shot_of_two_frames_is_asked_for_one_more_only() -> None:
    assert len(denser_times(Shot(1.0, 1.08, (1.0,)), 4, 0.04)) == 1


def test_a_video_of_one_frame_wants_no_more() -> None:
    assert denser_times(Shot(0.0, 0.033, (0.0,)), 4, 0.033) == []
    assert denser_times(Shot(0.0, 0.0, (0.0,)), 4, 0.0) == []


@given(st.floats(0.01, 5), st.integers(1, 6), st.integers(1, 8), st.sampled_from([0.0, 0.02, 0.04, 0.1]))
def test_denser_times_lie_inside_and_apart_from_known_ones(
    span_s: float, known: int, min_frames: int, frame_s: float
) -> None:
    shot = Shot(3.0, 3.0 + span_s, tuple(3.0 + span_s * i / known for i in range(known)))
    wanted = denser_times(shot, min_frames, frame_s)
    assert wanted == sorted(set(wanted))
    assert len(wanted) + known <= max(min_frames, known)
    for time_s in wanted:
        assert shot.start_s < time_s < shot.end_s
        assert all(abs(time_s - t) >= frame_s / 2 for t in shot.times_s)


def test_breaking_off_is_told_from_an_odd_last_second() -> None:
    assert not breaks_off(9.6, 10.0, 0.5)
    assert breaks_off(4.0, 10.0, 0.5)


def test_every_video_is_expected_to_give_a_frame() -> None:
    assert expected_frames(0.0, 0.5) == 1
    assert expected_frames(10.0, 0.5) == 20
