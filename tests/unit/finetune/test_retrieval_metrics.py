"""Ranks and the figures made of them, by hand."""

import numpy as np
import pytest

from core.finetune.retrieval_metrics import (
    retrieval_metrics,
    text_to_video,
    video_to_text,
    video_to_text_captions,
    video_to_text_groups,
)


def test_ranks_count_what_is_better():
    similarity = np.array([[0.9, 0.1, 0.2], [0.5, 0.4, 0.1], [0.3, 0.8, 0.2]])
    assert text_to_video(similarity).tolist() == [1, 2, 3]
    assert video_to_text(similarity).tolist() == [1, 2, 1.5]


@pytest.mark.parametrize(("ties", "rank"), [("average", [2.0]), ("optimistic", [1.0]), ("each", [1.0, 2.0, 3.0])])
def test_ties_count_as_asked(ties, rank):
    assert text_to_video(np.array([[0.5, 0.5, 0.5]]), ties=ties).tolist() == rank


def test_two_definitions_for_several_captions():
    owner = np.array([0, 0, 1, 1])
    similarity = np.array([[0.9, 0.0], [0.2, 0.95], [0.8, 0.1], [0.7, 0.5]])
    assert text_to_video(similarity, owner).tolist() == [1, 2, 2, 2]
    # Video 0 is met best by its own caption; video 1 by a caption of video 0.
    assert video_to_text_groups(similarity, owner).tolist() == [1, 2]
    assert video_to_text_captions(similarity, owner).tolist() == [1, 2]
    similarity[2:, 0] = 0.95, 0.99  # two captions of the other video now beat those of video 0
    assert video_to_text_groups(similarity, owner).tolist() == [2, 2]
    assert video_to_text_captions(similarity, owner).tolist() == [3, 2]


def test_rows_without_a_true_score_are_left_out():
    similarity = np.array([[0.9, 0.1], [0.5, -np.inf], [np.nan, 0.1]])
    assert text_to_video(similarity, np.array([0, 1, 0])).tolist() == [1]


def test_figures():
    made = retrieval_metrics(np.array([1.0, 2.0, 6.0, 11.0]))
    assert (made.r_at_1, made.r_at_5, made.r_at_10, made.r_at_50) == (25, 50, 75, 100)
    assert (made.median_rank, made.mean_rank) == (4, 5)
    assert retrieval_metrics(np.array([1.0, 2.0, 6.0, 11.0]), lower_median=True).median_rank == 2
    assert made.geometric_mean == pytest.approx((25 * 50 * 75) ** (1 / 3))
