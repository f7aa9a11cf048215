"""The simulated editor: what is right for any model, on a small drawn world."""

import numpy as np
import pytest

from core.evaluation.galleries import VALIDATION
from tests.bench.bench_known_item import STEPS, share_interval
from tests.bench.known_item_user import LIMIT_S, Outcome, User, folded
from tests.bench.known_item_world import DrawnWorld, another_take


@pytest.fixture(scope="module")
def world():
    return DrawnWorld(VALIDATION, 5, 4)


def test_points_are_those_of_the_showdown():
    assert Outcome(0.0, 0, True, 1).points == 1000
    assert Outcome(LIMIT_S, 0, True, 1).points == 500
    assert Outcome(LIMIT_S / 2, 2, True, 1).points == 550
    assert Outcome(LIMIT_S, 9, True, 1).points == 0
    assert Outcome(LIMIT_S, 0, False, 1).points == 0


@pytest.mark.parametrize("tools", [{"single frame"}, set(), {tool for _, more in STEPS for tool in more}, {"clips"}])
def test_a_search_is_the_same_each_time_and_finds_what_is_there(world, tools):
    for target in (0, len(world) - 1):
        found = [User(world, target, frozenset(tools), 3).find() for _ in range(2)]
        assert found[0] == found[1]
        assert found[0].solved
        assert 2 < found[0].seconds < LIMIT_S


def test_takes_look_alike_and_what_else_there_is_does_not(world):
    takes = np.asarray(world.takes)
    same = takes[:, None] == takes[None]
    assert (world.likeness[same] == 1).all()
    assert world.likeness[~same].mean() < 0.6
    assert all(world.owners[a] != world.owners[b] for a, b in np.argwhere(same) if a != b)


def test_another_take_shows_the_same_a_little_otherwise(world):
    plan = world.plans[0]
    again = another_take(plan, np.random.default_rng(1))
    assert again != plan
    assert again.kind == plan.kind
    assert [event.kind for _, event in again.events] == [event.kind for _, event in plan.events]
    assert all(0 <= event.start <= event.stop <= again.frames - 1 for _, event in again.events)


def test_folding_keeps_every_moment_once(world):
    user = User(world, 0, frozenset(), 3)
    user.begin()
    answer = world.library.ask(user._query, len(world))
    rows = [world.library.row_of[hit.segment.id] for hit in answer.hits]
    cards = folded(answer, rows)
    assert sorted(row for card in cards for row in card) == sorted(rows)


def test_the_interval_holds_the_share_and_narrows_with_the_number():
    rng = np.random.default_rng(2)
    rival = rng.uniform(20, 40, 400).astype(np.float32)
    low, high = share_interval(rival, rival * 0.7)
    assert low - 1e-5 <= 0.3 <= high + 1e-5
    noisy = (rival * rng.uniform(0.4, 1.0, 400)).astype(np.float32)
    wide, narrow = share_interval(rival[:40], noisy[:40]), share_interval(rival, noisy)
    assert narrow[1] - narrow[0] < wide[1] - wide[0]
