"""The verdict on a run: a gain is one of the ranks as a whole, in more clips than chance would raise."""

import numpy as np
import pytest

from core.finetune.judging import FEWEST_JUDGED, RankedPairs, clear_t, figures_of, reason_of, sentence_on, verdict_on


def pairs(before, after, captions=1):
    """Ranks of captions, so many of each clip."""
    sources = np.arange(len(before)) // captions
    return RankedPairs(np.asarray(before, np.float64), np.asarray(after, np.float64), sources)


def verdict(ranked):
    figures = figures_of(ranked)
    found = verdict_on(ranked, figures)
    return found, reason_of(found, figures, ()), sentence_on(found, figures, ())


def test_first_places_alone_are_no_gain():
    """As measured on real clips: some captions come to stand first, and most fall back a little."""
    draw = np.random.default_rng(3)
    before = draw.integers(4, 60, 120)
    after = np.minimum(before + draw.integers(0, 9, 120), 60)
    before[:12], after[:12] = 3, 1
    ranked = pairs(before, after)
    assert np.mean(1 / ranked.after) > 1.4 * np.mean(1 / ranked.before)
    assert np.median(ranked.after) > np.median(ranked.before)
    found, reason, sentence = verdict(ranked)
    assert (found, reason) == ("no_clear_change", "mixed")
    assert "previous model stays" in sentence


def test_a_gain_of_the_ranks_as_a_whole_is_better():
    draw = np.random.default_rng(4)
    before = draw.integers(2, 60, 100)
    found, reason, _ = verdict(pairs(before, np.maximum(1, before // 3)))
    assert (found, reason) == ("better", "gain")
    assert verdict(pairs(np.maximum(1, before // 3), before))[:2] == ("worse", "loss")


def test_nothing_is_handed_over_while_a_figure_gets_clearly_worse():
    """Ranks of 5 to 10 fall behind the tenth: rarer than the gains, and yet a clear loss among ten."""
    before = np.array([40] * 60 + [8] * 30 + [1] * 10)
    after = np.array([12] * 50 + [1] * 10 + [11] * 30 + [1] * 10)
    ranked = pairs(before, after)
    fell = next(each for each in figures_of(ranked) if each.name == "R@10")
    assert fell.high < 0
    assert verdict(ranked)[0] == "no_clear_change"


@pytest.mark.parametrize("clips", [7, 20, 100])
def test_chance_is_called_better_once_in_a_hundred_however_few_clips_there_are(clips):
    draw = np.random.default_rng(clips)
    called = 0
    for _ in range(1000):
        ranks = np.exp(draw.normal(2, 1, (2, clips))).round() + 1
        called += verdict_on(pairs(*ranks), ()) == "better"
    assert called <= 15


def test_too_few_clips_tell_nothing():
    few, enough = FEWEST_JUDGED - 1, FEWEST_JUDGED
    assert 2.0**-few > 0.01 > 2.0**-enough
    assert verdict(pairs([3] * few, [1] * few))[0] == "no_clear_change"
    assert verdict(pairs([3] * enough, [1] * enough))[0] == "better"
    assert clear_t(few) == float("inf")


def test_captions_of_one_clip_are_one_witness():
    assert verdict(pairs([3] * 30, [1] * 30, captions=6))[0] == "no_clear_change", "five clips"


def test_clips_that_are_found_already_are_not_mixed():
    assert verdict(pairs([1] * 98 + [2] * 2, [1] * 100))[1] == "found_before"
