"""Splits are by clip, near 80, 10 and 10 per cent, and keep still when pairs are added."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.finetune.pairs.splits import split_clips

contents = st.sets(st.text("abcdefgh0123456789", min_size=1, max_size=8), max_size=60)


@given(contents, st.integers(0, 2**31))
def test_each_split_has_a_clip_as_soon_as_there_are_three(clips, seed):
    found = split_clips(clips, seed)
    assert set(found) == clips
    assert len(set(found.values())) == min(3, len(clips)) if clips else not found


@given(contents, contents, st.integers(0, 2**31))
def test_clips_that_are_added_move_no_more_than_two_others(clips, added, seed):
    """Two at most: those that stood in for a test and a validation clip before there was one."""
    before, after = split_clips(clips, seed), split_clips(clips | added, seed)
    assert sum(before[clip] != after[clip] for clip in clips) <= 2 + (len(clips) < 4)


@given(st.integers(0, 2**31))
def test_many_clips_stay_where_they_are(seed):
    clips = [f"clip {n}" for n in range(200)]
    before, after = split_clips(clips[:150], seed), split_clips(clips, seed)
    assert all(before[clip] == after[clip] for clip in clips[:150])


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_shares_are_80_10_and_10(seed):
    counts = Counter(split_clips([f"clip {n}" for n in range(5000)], seed).values())
    assert counts["train"] == pytest.approx(4000, abs=120)
    assert counts["validation"] == pytest.approx(500, abs=90)
    assert counts["test"] == pytest.approx(500, abs=90)


def test_the_seed_decides():
    clips = [f"clip {n}" for n in range(100)]
    assert split_clips(clips, 1) == split_clips(reversed(clips), 1)
    assert split_clips(clips, 1) != split_clips(clips, 2)


def test_given_splits_stay_and_what_they_lack_is_taken_from_training():
    clips = [f"clip {n}" for n in range(100)]
    given = {clip: "test" if n < 30 else "train" for n, clip in enumerate(clips)}
    found = split_clips(clips, 0, given)
    assert [clip for clip in clips if found[clip] == "test"] == clips[:30]
    assert 0 < sum(split == "validation" for split in found.values()) < 20
    assert split_clips(clips, 0, dict.fromkeys(clips, "test")) == dict.fromkeys(clips, "test")
