"""Measured numbers and their intervals, by hand."""

import math

import numpy as np
import pytest

from core.evaluation.metrics import (
    Metric,
    area,
    area_metric,
    paired_metric,
    plain_metric,
    read_metric,
    seeds_metric,
    share_metric,
    wilson,
    wins,
)


def test_wilson_is_the_published_interval():
    # 8 of 10, from the formula's author.
    assert wilson(0.8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(1.0, 400)[0] == pytest.approx(0.9905, abs=1e-4)
    assert wilson(0.0, 5)[0] == pytest.approx(0)


def test_a_share_counts_ties_half_and_knows_nothing_of_no_videos():
    mark = share_metric("a", "b", [1, 0, 0.5, 0.5])
    assert (mark.value, mark.count, mark.has_interval) == (0.5, 4, True)
    assert math.isnan(share_metric("a", "b", []).value)


def test_videos_of_one_set_up_count_for_less():
    alike = np.repeat([1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0], 10)
    loose, group_size = share_metric("a", "b", alike), share_metric("a", "b", alike, group_size=10)
    assert group_size.value == loose.value
    assert group_size.high - group_size.low > 2.5 * (loose.high - loose.low)
    mixed = np.tile([1.0, 0.0], 40)
    assert share_metric("a", "b", mixed, group_size=10).low == share_metric("a", "b", mixed).low


def test_wins_and_area():
    assert wins([2, 1, 1], [1, 1, 2]).tolist() == [1, 0.5, 0]
    assert area([3, 1], [2, 1]) == (1 + 1 + 0 + 0.5) / 4


def test_an_area_lies_in_its_interval_and_is_sharp_where_nothing_overlaps():
    rng = np.random.default_rng(1)
    mark = area_metric("a", "b", rng.normal(0.5, 1, 40), rng.normal(0, 1, 60))
    assert mark.low < mark.value < mark.high
    clear = area_metric("a", "b", [5, 6], [1, 2])
    assert (clear.low, clear.value, clear.high) == (1, 1, 1)


def test_seeds_have_students_interval():
    mark = seeds_metric("a", "b", [0.90, 0.92, 0.94])
    assert mark.value == pytest.approx(0.92)
    assert mark.high - mark.value == pytest.approx(4.303 * 0.02 / math.sqrt(3))
    assert not seeds_metric("a", "b", [0.9]).has_interval


def test_paired_differences():
    mark = paired_metric("a", "b", [1, 0, 0, 1])
    assert mark.value == 0.5
    assert mark.high - mark.value == pytest.approx(1.959964 * 0.5 / 2)


def test_a_mark_is_told_shortly():
    assert share_metric("a", "b", [1, 0, 1, 1]).text == "0.750 (0.301 to 0.954)"
    assert plain_metric("a", "b", 3.0, 1).text == "3"
    assert plain_metric("a", "b", 3.5e-7, 1).text == "3.5e-07"
    assert plain_metric("a", "b", 10.0, 1).text == "10"


def test_a_mark_survives_its_record():
    from dataclasses import asdict

    mark = Metric("random.r1", "what", 0.5, 0.4, 0.6, 12, "chance")
    assert read_metric(asdict(mark)) == mark
