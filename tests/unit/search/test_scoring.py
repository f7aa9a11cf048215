"""Marked queries in numbers: how parts of a query make one score, and how moments are joined."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.search.joining import best_chains, soft_sum
from core.search.query_vectors import rebalanced
from core.search.scoring import EXCLUDED_Z, PartScores, StepScores, combine_parts, soft_minimum
from core.values import FloatArray

SPREADS = arrays(np.float32, 6, elements=st.floats(-5, 8, width=32))
WEIGHTS = st.floats(0.5, 2.0)


@given(SPREADS, SPREADS, WEIGHTS)
def test_equal_weights_leave_the_sentence_as_it_is(sentence: FloatArray, phrase: FloatArray, weight: float) -> None:
    step = StepScores("sentence", sentence, [PartScores(phrase, weight), PartScores(phrase[::-1], weight)])
    np.testing.assert_allclose(combine_parts(step).score, sentence, atol=1e-5)


@given(SPREADS, SPREADS, SPREADS)
def test_a_heavier_phrase_raises_moments_that_show_it_more(sentence: FloatArray, a: FloatArray, b: FloatArray) -> None:
    def score(weight: float) -> FloatArray:
        return combine_parts(StepScores("sentence", sentence, [PartScores(a, weight), PartScores(b)])).score

    gain = score(2.0) - score(1.0)
    more = (a - b)[:, None] > (a - b)[None] + 1e-3
    assert (gain[:, None] > gain[None])[more].all()


@given(SPREADS, SPREADS, WEIGHTS)
def test_what_is_excluded_only_lowers_and_never_changes_how_well_it_fits(
    sentence: FloatArray, excluded: FloatArray, weight: float
) -> None:
    made = combine_parts(StepScores("sentence", sentence, excluded=[PartScores(excluded, weight)]))
    assert (made.score <= sentence).all()
    np.testing.assert_array_equal(made.wanted, sentence)
    np.testing.assert_array_equal(made.is_excluded, excluded >= EXCLUDED_Z)


@given(SPREADS, SPREADS, WEIGHTS)
def test_what_is_welcome_only_raises(sentence: FloatArray, welcome: FloatArray, weight: float) -> None:
    made = combine_parts(StepScores("sentence", sentence, optional=[PartScores(welcome, weight)]))
    assert (made.score >= sentence).all()
    np.testing.assert_array_equal(made.score[welcome <= 0], sentence[welcome <= 0])
    np.testing.assert_array_equal(made.wanted, sentence)


@given(SPREADS, SPREADS)
def test_any_takes_the_best_and_weights_do_not_make_it_fit_better(a: FloatArray, b: FloatArray) -> None:
    made = combine_parts(StepScores("any", None, [PartScores(a, 2.0), PartScores(b)]))
    np.testing.assert_array_equal(made.wanted, np.maximum(a, b))
    np.testing.assert_array_equal(made.score, np.maximum(2 * a, b))


@given(SPREADS, SPREADS, WEIGHTS, WEIGHTS)
def test_the_soft_minimum_lies_near_the_least(a: FloatArray, b: FloatArray, one: float, two: float) -> None:
    soft = soft_minimum([PartScores(a, one), PartScores(b, two)])
    assert (soft >= np.minimum(a, b) - 1e-3).all()
    assert (soft <= np.maximum(a, b) + 1e-3).all()
    np.testing.assert_allclose(soft_sum(np.stack([a, b]), [one, two]), soft, atol=1e-4)


def test_all_prefers_moments_that_show_every_phrase() -> None:
    sentence = np.asarray([3.0, 3.0], np.float32)
    one, two = np.asarray([5.0, 3.0], np.float32), np.asarray([-1.0, 3.0], np.float32)
    score = combine_parts(StepScores("all", sentence, [PartScores(one), PartScores(two)])).score
    assert score[1] > score[0]


def test_examples_count_as_much_as_the_text() -> None:
    text, like = np.asarray([4.0, 0.0], np.float32), np.asarray([0.0, 4.0], np.float32)
    np.testing.assert_array_equal(
        combine_parts(StepScores("sentence", text, examples=[PartScores(like)])).score, [2.0, 2.0]
    )
    heavy = combine_parts(StepScores("sentence", text, examples=[PartScores(like, 2.0)])).score
    assert heavy[1] > heavy[0]


@given(st.data(), st.integers(2, 3), st.integers(1, 7))
def test_chains_are_the_best_of_all_chains(data: st.DataObject, steps: int, count: int) -> None:
    starts = sorted(data.draw(st.lists(st.integers(0, 20), min_size=count, max_size=count)))
    ends = [start + data.draw(st.integers(0, 5)) for start in starts]
    scores = data.draw(arrays(np.float32, (steps, count), elements=st.floats(-5, 8, width=32)))
    within = data.draw(st.integers(0, 6))
    found = {chain.places[0]: chain for chain in best_chains(starts, ends, scores, [1.0] * steps, within)}
    for first in range(count):
        chains = [[first]]
        for _ in range(steps - 1):
            chains = [
                [*chain, later] for chain in chains for later in range(count)
                if starts[later] > starts[chain[-1]] and starts[later] - ends[chain[-1]] <= within
            ]  # fmt: skip
        if not chains:
            assert first not in found
            continue
        values = [float(soft_sum(scores[range(steps), chain][:, None], [1.0] * steps)[0]) for chain in chains]
        assert found[first].score == pytest.approx(max(values), abs=1e-4)
        assert list(found[first].places) in chains


@given(arrays(np.float32, 8, elements=st.floats(-1, 1, width=32)), st.floats(0, 1), st.floats(0.1, 0.9))
def test_the_motion_weight_moves_the_score_between_the_halves(text: FloatArray, wanted: float, own: float) -> None:
    g, a, stored_g, stored_a = np.split(np.concatenate([text, text[::-1]]), 4)
    stored = np.concatenate([own**0.5 * stored_g, (1 - own) ** 0.5 * stored_a])
    query = np.concatenate([own**0.5 * g, (1 - own) ** 0.5 * a]).astype(np.float32)
    score = rebalanced(query, own, wanted) @ stored
    assert score == pytest.approx(wanted * (g @ stored_g) + (1 - wanted) * (a @ stored_a), abs=1e-4)
    np.testing.assert_allclose(rebalanced(query, own, own), query, atol=1e-6)
