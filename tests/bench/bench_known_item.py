"""Simulated known-item search: how long an editor looks for a moment, with single-frame scoring and with our tools.

Costs and chances stand in `known_item_user.py`, what is looked for in `known_item_world.py`. All users have the same
footage, the same vectors, the same sentences and accidents; they differ by their tools alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from core.evaluation.galleries import TESTS
from core.values import FloatArray
from tests.bench.harness import BenchRow, bench, footage
from tests.bench.known_item_user import DEPTH, LIKES_A_ROUND, Outcome, Tool, User, place_of
from tests.bench.known_item_world import FootageWorld, World, drawn_world

SEED, TARGETS, FEEDBACK = 31, 100, 200
RESAMPLED = 2000
STEPS: tuple[tuple[str, tuple[Tool, ...]], ...] = (
    ("ours, one sentence", ()),
    ("+ order and exclusion", ("order", "not")),
    ("+ a filter", ("filter",)),
    ("+ likeness", ("likeness",)),
    ("+ likes", ("likes",)),
    ("+ stacks of takes", ("stacks",)),
)
"""Each with the tools of all before it."""


@bench("KIS")
def known_items() -> Iterator[BenchRow]:
    """Time to find, and what each tool adds to it."""
    world = drawn_world(TESTS, SEED)
    yield from compare_users(world, "drawn", "KIS", TARGETS)


@bench("KIF")
def footage_items() -> Iterator[BenchRow]:
    """The same on the shared footage. The demo model does not understand real footage: no target."""
    world = FootageWorld(footage(), SEED)
    for row in compare_users(world, "footage", "KIF", len(world)):
        yield replace(row, target=None)


@bench("KIL")
def refinement() -> Iterator[BenchRow]:
    """The rank of what is looked for after one, two and three likes, where it stood below the first two screens."""
    yield from refinement_curve(drawn_world(TESTS, SEED), FEEDBACK)


def compare_users(world: World, what: str, id_: str, count: int) -> Iterator[BenchRow]:
    """One row for each user, with its share of the time and its interval."""
    targets = np.random.default_rng([SEED, 3]).choice(len(world), min(count, len(world)), replace=False).tolist()
    rival = _all_found(world, targets, frozenset({"single frame"}))
    before, tools = rival, frozenset[Tool]()
    seconds = _seconds(rival)
    detail = f"{len(targets)} targets among {len(world)} moments; {_also(rival)}"
    first = f"{what}: single frames, one sentence: mean time to find"
    yield BenchRow(id_, first, float(seconds.mean()), unit="s", detail=detail)
    for name, more in STEPS:
        tools |= frozenset(more)
        found = _all_found(world, targets, tools)
        last = name == STEPS[-1][0]
        low, high = share_interval(seconds, _seconds(found))
        step_low, step_high = share_interval(seconds, _seconds(before), _seconds(found))
        own = 1 - _seconds(found).mean() / seconds.mean()
        step = (_seconds(before).mean() - _seconds(found).mean()) / seconds.mean()
        yield BenchRow(
            id_,
            f"  {name}: time saved",
            own,
            0.30 if last else None,
            ">=",
            "share",
            f"95 %: {low:.3f} to {high:.3f}; of it by this step {step:+.3f} ({step_low:+.3f} to {step_high:+.3f}); "
            f"{_seconds(found).mean():.1f} s, {_also(found)}",
        )
        before = found
    alone = _all_found(world, targets, frozenset({"clips"}))
    own = 1 - _seconds(alone).mean() / seconds.mean()
    low, high = share_interval(seconds, _seconds(alone))
    yield BenchRow(
        id_, "  one sentence, one result a clip: time saved", own, unit="share", detail=f"95 %: {low:.3f} to {high:.3f}"
    )


def _all_found(world: World, targets: Sequence[int], tools: frozenset[Tool]) -> list[Outcome]:
    return [User(world, target, tools, SEED).find() for target in targets]


def _seconds(found: Sequence[Outcome]) -> FloatArray:
    return np.asarray([each.seconds for each in found], np.float32)


def _also(found: Sequence[Outcome]) -> str:
    points, looks = np.mean([each.points for each in found]), np.mean([each.looks for each in found])
    solved, wrong = np.mean([each.solved for each in found]), np.sum([each.wrong for each in found])
    return f"{points:.0f} points, {looks:.1f} cards, {wrong} wrong tries, solved {solved:.3f}"


def share_interval(rival: FloatArray, before: FloatArray, after: FloatArray | None = None) -> tuple[float, float]:
    """95 % interval of the share of the rival's time that is saved, by drawing the targets again (bootstrap).

    With `after`, of what the step from `before` to it saves. Shapes: (N,) each, by target.
    """
    rng = np.random.default_rng(0)
    rows = rng.integers(len(rival), size=(RESAMPLED, len(rival)))
    of = rival[rows].mean(1)
    saved = of - before[rows].mean(1) if after is None else before[rows].mean(1) - after[rows].mean(1)
    low, high = np.quantile(saved / of, [0.025, 0.975])
    return float(low), float(high)


# ---- likes


def refinement_curve(world: World, count: int) -> Iterator[BenchRow]:
    """Mean rank (geometric) after each round, for a user who likes what is nearest and for one who likes at random."""
    rng = np.random.default_rng([SEED, 5])
    targets = rng.choice(len(world), min(count, len(world)), replace=False).tolist()
    rounds = (0, 1, 2, 3)
    for who in ("nearest", "at random"):
        ranks = np.asarray([each for target in targets if (each := _ranks(world, target, who, rounds[-1])) is not None])
        means = np.exp(np.log(ranks).mean(0))
        shares = (ranks <= DEPTH).mean(0)
        for number in rounds if who == "nearest" else rounds[1:]:
            yield BenchRow(
                "KIL",
                f"rank of the target after {number} rounds, likes {who}" if number else "rank of the target",
                float(means[number]),
                float(means[0]) / 2 if who == "nearest" and number == rounds[-1] else None,
                unit="rank",
                detail=f"geometric mean; among the first {DEPTH}: {shares[number]:.2f}; {len(ranks)} targets",
            )


def _ranks(world: World, target: int, who: str, rounds: int) -> list[int] | None:
    """Ranks of the best take of what is looked for; None where it is in sight from the start."""
    user = User(world, target, frozenset(), SEED)
    user.begin()
    rng, ranks, judged = np.random.default_rng([SEED, target, 9]), list[int](), set[int]()
    for number in range(rounds + 1):
        shown = user.listed()
        ranks.append(1 + next(at for at, each in enumerate(shown) if world.takes[each] == world.takes[target]))
        if number == 0 and ranks[0] <= DEPTH:
            return None
        seen = [each for each in shown[:DEPTH] if each not in judged]
        near = world.likeness[target, seen] if who == "nearest" else rng.random(len(seen))
        order = [seen[at] for at in np.argsort(-near, kind="stable")]
        likes = [place_of(world, each) for each in order[:LIKES_A_ROUND]]
        dislikes = [place_of(world, each, "disliked") for each in order[-LIKES_A_ROUND:]]
        judged |= {*order[:LIKES_A_ROUND], *order[-LIKES_A_ROUND:]}
        user.like((*likes, *dislikes))
    return ranks
