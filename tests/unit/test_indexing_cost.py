"""What another interval between samples costs follows from what indexing has cost here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings import SamplingSettings, Settings
from core.values import IndexingCost
from tests.fakes.house import FakeHouse
from tests.fakes.still_frames import draw_video

seconds = st.floats(0.001, 1e5)


@given(seconds, st.floats(0.0, 1e5), seconds, st.floats(0.05, 60.0), st.floats(0.05, 60.0))
def test_a_longer_interval_never_costs_more_and_never_less_than_its_reading(every_s, reading_s, frames_s, one, other):
    cost = IndexingCost(every_s, reading_s, frames_s)
    short, long = sorted((one, other))
    assert cost.share(long) <= cost.share(short)
    assert cost.share(every_s) == pytest.approx(1.0)
    assert cost.share(long) >= reading_s / (reading_s + frames_s) - 1e-9


def test_only_what_is_done_for_frames_follows_the_interval():
    assert IndexingCost(0.5, 30.0, 10.0).share(2.0) == pytest.approx(32.5 / 40)
    assert IndexingCost(2.0, 0.0, 10.0).share(0.5) == pytest.approx(4.0)


class Clock:
    """Seconds that pass each time somebody asks."""

    now_s = 0.0

    def __call__(self):
        self.now_s += 0.05
        return self.now_s


@pytest.mark.parametrize(("length_s", "mode", "kept"), [(90.0, "exact", 1), (5.0, "exact", 0), (90.0, "fast", 0)])
def test_indexing_keeps_its_cost_when_it_was_long_enough_and_exact(tmp_path, length_s, mode, kept):
    draw_video(tmp_path / "films" / "one.mov", [("red car", length_s)])
    (tmp_path / "home").mkdir()
    house = FakeHouse(tmp_path / "home", Settings(sampling=SamplingSettings(mode=mode)))
    costs = []
    house.library = house.build(now_s=Clock(), keep_cost=costs.append)
    house.index(tmp_path / "films")
    assert len(costs) == kept
    assert all(each.every_s == 0.5 and each.frames_s > 0 and each.reading_s >= 0 for each in costs)
