"""Which packets are fed for which frames."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.media.decode_plan import frames_on_screen, grid_times, plan_runs
from core.media.packet_index import PacketIndex


def index_of(pts, keys, *, hidden=(), rate=25, origin_s=0) -> PacketIndex:
    times = np.array(pts, dtype=np.int64)
    key = np.isin(np.arange(len(times)), list(keys))
    shown = ~np.isin(np.arange(len(times)), list(hidden))
    visible = np.flatnonzero(shown)
    unique, first = np.unique(times[visible], return_index=True)
    return PacketIndex(
        pts=times,
        key=key,
        shown=shown,
        place=np.arange(len(times), dtype=np.int64),
        end=int(unique[-1]) + 1 if len(unique) else 0,
        time_base=Fraction(1, rate),
        origin_s=Fraction(origin_s),
        declared_end_s=0.0,
        found_end_s=0.0,
        order=visible[first],
        times=unique,
        keys=np.flatnonzero(key),
    )


def test_each_group_is_read_only_up_to_its_last_wanted_frame():
    index = index_of(range(24), {0, 8, 16})
    runs = plan_runs(index, [2, 9, 11])
    assert [(run.first, run.last, run.wanted) for run in runs] == [(0, 2, (2,)), (8, 11, (9, 11))]


def test_groups_without_a_wanted_frame_are_not_read():
    runs = plan_runs(index_of(range(24), {0, 8, 16}), [0, 17])
    assert [(run.first, run.last) for run in runs] == [(0, 0), (16, 17)]


def test_intra_frames_are_decoded_one_by_one():
    runs = plan_runs(index_of(range(10), range(10)), [3, 7])
    assert [(run.first, run.last) for run in runs] == [(3, 3), (7, 7)]


def test_runs_that_touch_go_on_without_a_flush():
    runs = plan_runs(index_of(range(16), {0, 8}), [7, 8])
    assert [(run.first, run.last, run.wanted) for run in runs] == [(0, 8, (7, 8))]


def test_a_leading_picture_needs_the_group_before_its_keyframe():
    # Decoding order of an open group: the keyframe shown at 6 comes before the frames shown at 4 and 5.
    index = index_of([0, 1, 2, 3, 6, 4, 5, 7, 8], {0, 4})
    assert [(run.first, run.last) for run in plan_runs(index, [5])] == [(0, 6)]
    assert [(run.first, run.last) for run in plan_runs(index, [7])] == [(4, 7)]


def test_a_keyframe_and_its_leading_picture_become_one_run():
    index = index_of([0, 1, 2, 3, 6, 4, 5, 7, 8], {0, 4})
    assert [(run.first, run.last, run.wanted) for run in plan_runs(index, [5, 6])] == [(0, 6, (5, 6))]


def test_a_short_rest_of_a_group_is_read_too():
    index = index_of(range(40), {0, 20})
    assert [(run.first, run.last) for run in plan_runs(index, [16], finish=0.25)] == [(0, 19)]
    assert [(run.first, run.last) for run in plan_runs(index, [5], finish=0.25)] == [(0, 5)]


@given(
    st.lists(st.booleans(), min_size=1, max_size=60),
    st.sets(st.integers(0, 59), min_size=1),
    st.sampled_from([0, 0.25]),
)
def test_every_wanted_frame_is_in_exactly_one_run_that_begins_with_a_key(keys, wanted, finish):
    index = index_of(range(len(keys)), {0} | {at for at, key in enumerate(keys) if key})
    times = sorted(time for time in wanted if time < len(keys))
    runs = plan_runs(index, times, finish)
    assert [time for run in runs for time in run.wanted] == times
    for run, after in zip(runs, [*runs[1:], *[None] * bool(runs)], strict=True):
        assert index.key[run.first]
        assert all(run.first <= time <= run.last for time in run.wanted)
        assert after is None or after.first > run.last + 1


def test_the_frame_on_screen_is_the_last_that_began():
    index = index_of([0, 10, 20, 45], {0}, rate=10)
    assert frames_on_screen(index, [0.0, 0.9, 1.0, 1.99, 2.0, 4.4, 99.0]).tolist() == [0, 10, 20, 45]
    assert frames_on_screen(index, [-1.0]).tolist() == [0]
    assert frames_on_screen(index, []).tolist() == []


def test_a_time_of_a_frame_means_that_frame_in_spite_of_binary_fractions():
    index = index_of(range(3000), {0}, rate=25)
    assert frames_on_screen(index, [number * 0.04 for number in range(3000)]).tolist() == list(range(3000))


def test_times_count_from_the_start_of_the_file_not_of_its_clock():
    index = index_of([250, 251, 252], {0}, origin_s=10)
    assert index.seconds(251) == pytest.approx(0.04)
    assert frames_on_screen(index, [0.0, 0.04]).tolist() == [250, 251]


def test_frames_hidden_by_an_edit_list_are_fed_but_never_wanted():
    index = index_of(range(-4, 8), {0}, hidden=range(4))
    assert frames_on_screen(index, [-1.0, 0.0]).tolist() == [0]
    assert [(run.first, run.last) for run in plan_runs(index, [2])] == [(0, 6)]


def test_the_grid_begins_with_the_first_frame_and_ends_before_the_end():
    assert grid_times(index_of(range(50), {0}), 0.5) == [0.0, 0.5, 1.0, 1.5]
    assert grid_times(index_of([0], {0}), 0.5) == [0.0]
    assert grid_times(index_of(range(50, 100), {0}), 0.5)[:2] == [2.0, 2.5]
    assert grid_times(index_of(range(55, 100), {0}), 0.5)[:2] == [pytest.approx(2.2), 2.5]


def test_a_clock_that_jumps_by_years_costs_no_more_times_than_there_are_frames():
    index = index_of([0, 1, 2, 3, 40, 41, 2**40, 2**40 + 59], {0}, rate=25)
    times_s = grid_times(index, 0.5)
    assert len(times_s) <= 9
    assert frames_on_screen(index, times_s).tolist() == [
        0,
        3,
        41,
        2**40,
    ]  # the last one is over before the next half second


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=20), st.sampled_from([0.04, 0.1, 0.37, 0.5, 2.0]))
def test_fewer_times_choose_the_same_frames(gaps, every_s):
    index = index_of(np.cumsum([0, *gaps]).tolist(), {0}, rate=25)
    end_s = index.seconds(index.end)
    whole = [k * every_s for k in range(int(end_s / every_s) + 2) if k * every_s < end_s]
    chosen = frames_on_screen(index, grid_times(index, every_s)).tolist()
    assert chosen == frames_on_screen(index, whole).tolist()


def test_a_video_of_many_hours_is_planned_in_one_go():
    """Once each further frame meant sorting all before it again, minutes without a sign of life."""
    count = 150_000
    runs = plan_runs(index_of(range(count), range(0, count, 10)), list(range(0, count)))
    assert [(run.first, run.last) for run in runs] == [(0, count - 1)]
    assert runs[0].wanted == tuple(range(count))
