import math

import pytest
import torch

from core.finetune.losses import contrast, pointing, prefer, rank_loss


def test_contrast_without_knowledge_is_the_log_of_the_batch():
    assert contrast(torch.zeros(8, 8), torch.eye(8, dtype=torch.bool)).item() == pytest.approx(math.log(8))


def test_contrast_falls_when_the_right_pairs_win():
    own = torch.eye(6, dtype=torch.bool)
    assert contrast(10 * torch.eye(6), own) < 0.01 < contrast(-10 * torch.eye(6), own)


def test_a_true_pair_off_the_diagonal_is_not_pushed_apart():
    scores = torch.randn(5, 5, generator=torch.manual_seed(0)).requires_grad_()
    matches = torch.eye(5, dtype=torch.bool)
    matches[1, 3] = True
    contrast(scores, matches).backward()
    assert scores.grad[1, 3] == 0
    assert scores.grad[3, 1] != 0


def test_extra_columns_are_negatives():
    scores, own = torch.zeros(3, 5), torch.zeros(3, 5, dtype=torch.bool)
    assert rank_loss(scores, own).item() == pytest.approx(math.log(5))


def test_preference_is_log_two_at_a_tie_and_falls_with_the_gap():
    tie, gap = torch.zeros(4), torch.full((4,), 0.2)
    assert prefer(tie, tie, 20.0).item() == pytest.approx(math.log(2))
    assert prefer(gap, tie, 20.0) < prefer(tie, tie, 20.0) < prefer(tie, gap, 20.0)
    assert prefer(tie[:0], tie[:0], 20.0).item() == 0


def test_pointing_rewards_mass_inside_the_span():
    span = torch.tensor([[0.0, 1, 1, 0]])
    real = torch.ones(1, 4)
    inside, outside = torch.tensor([[0.0, 0.1, 0.1, 0]]), torch.tensor([[0.1, 0.0, 0.0, 0.1]])
    even = pointing(torch.zeros(1, 4), span, real).item()
    assert even == pytest.approx(math.log(2))
    assert pointing(inside, span, real) < even < pointing(outside, span, real)


def test_pointing_ignores_padded_frames():
    span, real = torch.tensor([[0.0, 1, 0, 0]]), torch.tensor([[1.0, 1, 0, 0]])
    rows = torch.tensor([[0.0, 0.0, 9.0, 9.0]])
    assert pointing(rows, span, real).item() == pytest.approx(math.log(2))


def test_pointing_of_nothing_is_nothing():
    none = torch.zeros(0, 4)
    assert pointing(none, none, none).item() == 0
