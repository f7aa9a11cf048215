"""What each reference does with equal scores at the border of k, worked out by hand from its definition."""

import numpy as np
import pytest

from core.finetune.retrieval_conventions import as_clip2video, as_frozen, averaged


def tied_at(place: int, count: int = 60, ties: int = 2) -> np.ndarray:
    """Scores of `count` videos in which query 0 shares places `place` and following with its true video.

    All other queries find theirs first.
    """
    similarity = np.eye(count) * 2
    similarity[0] = np.linspace(-0.5, -0.9, count)
    similarity[0, 1:place] = 1.0 + np.arange(place - 1) / 100
    similarity[0, 0] = 0.5
    similarity[0, place : place + ties - 1] = 0.5
    return similarity


def share(hits: float, of: float = 60) -> float:
    return pytest.approx(100 * hits / of)


@pytest.mark.parametrize(("k", "name"), [(5, "r_at_5"), (10, "r_at_10"), (50, "r_at_50")])
def test_half_a_place_beyond_k_is_found_by_frozen_alone(k, name):
    similarity = tied_at(k).T  # video 0 is the query
    assert getattr(as_frozen(similarity).video_to_text, name) == share(60)
    assert getattr(averaged(similarity).video_to_text, name) == share(59)
    # CLIP2Video counts both places, one within k and one beyond.
    assert getattr(as_clip2video(similarity).video_to_text, name) == share(60, 61)


def test_a_whole_place_beyond_k_is_found_by_nobody():
    similarity = tied_at(5, ties=3).T  # places 5, 6 and 7: 6 in the mean
    assert as_frozen(similarity).video_to_text.r_at_5 == share(59)
    assert averaged(similarity).video_to_text.r_at_5 == share(59)
    assert as_clip2video(similarity).video_to_text.r_at_5 == share(60, 62)


def test_first_place_is_exact_for_frozen_too():
    similarity = tied_at(1).T  # places 1 and 2
    assert as_frozen(similarity).video_to_text.r_at_1 == share(59)
    assert averaged(similarity).video_to_text.r_at_1 == share(59)
    assert as_clip2video(similarity).video_to_text.r_at_1 == share(60, 61)


@pytest.mark.parametrize("k", [1, 5, 10, 50])
def test_sentences_take_the_best_place_with_frozen(k):
    name = f"r_at_{k}"
    similarity = tied_at(k)
    assert getattr(as_frozen(similarity).text_to_video, name) == share(60)
    assert getattr(averaged(similarity).text_to_video, name) == share(59)
    assert getattr(as_clip2video(similarity).text_to_video, name) == share(60, 61)


@pytest.mark.parametrize(("first", "hits"), [(True, 120), (False, 119)])
def test_sentences_of_several_a_video_take_their_place_in_a_stable_sort_with_clip2video(first, hits):
    """The true video is column 0 and comes before its equal; turned round it comes behind."""
    single = tied_at(5) if first else tied_at(5)[::-1, ::-1]
    similarity, owner = np.repeat(single, 2, axis=0), np.repeat(np.arange(60), 2)
    similarity[0 if first else -1, :] = 2 * np.eye(60)[0 if first else -1]  # the other caption finds it first
    found = as_clip2video(similarity, owner).text_to_video
    assert found.r_at_5 == share(hits, 120)
    assert found.mean_rank == pytest.approx((119 + (5 if first else 6)) / 120)


def test_videos_with_several_captions_differ_between_the_two():
    owner = np.repeat(np.arange(20), 2)
    similarity = np.zeros((40, 20))
    for caption, video in enumerate(owner):
        similarity[caption, video] = 1 - 0.01 * (caption % 2)
    similarity[:2, 0] = 0.5, 0.4
    similarity[[2, 3, 4, 5], 0] = 0.9  # four captions of two other videos
    similarity[6, 0] = 0.5  # and one that shares the best score
    assert as_frozen(similarity, owner).video_to_text.r_at_5 == share(20, 20)  # 5 and 6 of all captions: 5.5
    assert averaged(similarity, owner).video_to_text.r_at_5 == share(20, 20)  # 3 and 4 of the groups
    assert as_frozen(similarity, owner).video_to_text.mean_rank == pytest.approx((19 + 5.5) / 20)
    assert averaged(similarity, owner).video_to_text.mean_rank == pytest.approx((19 + 3.5) / 20)
    assert as_clip2video(similarity, owner).video_to_text.mean_rank == pytest.approx((19 + 3 + 4) / 21)


def test_without_equal_scores_all_agree():
    similarity = np.random.default_rng(1).normal(size=(50, 50))
    assert as_frozen(similarity) == averaged(similarity) == as_clip2video(similarity)
