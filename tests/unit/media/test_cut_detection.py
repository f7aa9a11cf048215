"""Cuts from tiny pictures."""

from itertools import pairwise

import numpy as np
import pytest

from core.media.cut_detection import FLASH_FRAMES, LEAST_CHANGE, change, hard_cuts, signature


def scene(seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    blocks = random.integers(0, 256, (4, 4, 3), dtype=np.uint8)
    return np.kron(blocks, np.ones((9, 16, 1), dtype=np.uint8))


def cuts_of(glances) -> list[int]:
    signatures = [signature(glance) for glance in glances]
    return hard_cuts([change(a, b) for a, b in pairwise(signatures)], signatures)


def test_equal_frames_do_not_differ():
    assert change(signature(scene(1)), signature(scene(1))) == 0.0


def test_black_against_white_differs_by_more_than_one():
    black, white = np.zeros((36, 64, 3), np.uint8), np.full((36, 64, 3), 255, np.uint8)
    assert change(signature(black), signature(white)) > 1.0


def test_change_is_symmetric():
    assert change(signature(scene(1)), signature(scene(2))) == pytest.approx(
        change(signature(scene(2)), signature(scene(1)))
    )


def test_a_cut_is_the_first_frame_of_the_new_shot():
    assert cuts_of([scene(1)] * 10 + [scene(2)] * 10) == [10]


def test_quick_cuts_do_not_hide_each_other():
    assert cuts_of([scene(1)] * 12 + [scene(2)] * 5 + [scene(3)] * 12) == [12, 17]


def test_a_fade_is_no_cut():
    dark, light = np.zeros((36, 64, 3)), scene(5).astype(float)
    fade = [(dark + (light - dark) * step / 24).astype(np.uint8) for step in range(25)]
    assert cuts_of([fade[0]] * 8 + fade + [fade[-1]] * 8) == []


def test_steady_motion_is_no_cut():
    wide = np.concatenate([scene(seed) for seed in range(6)], axis=1)
    assert cuts_of([wide[:, at : at + 64] for at in range(0, 300, 12)]) == []


def test_a_cut_stands_out_from_the_motion_around_it():
    wide = np.concatenate([scene(seed) for seed in range(6)], axis=1)
    moving = [wide[:, at : at + 64] for at in range(0, 60, 3)]
    assert cuts_of(moving + [scene(50)] * 10) == [len(moving)]


def test_a_camera_flash_is_no_cut():
    flash = np.full((36, 64, 3), 240, np.uint8)
    assert cuts_of([scene(1)] * 10 + [flash] * FLASH_FRAMES + [scene(1)] * 10) == []
    assert cuts_of([scene(1)] * 10 + [flash] * (FLASH_FRAMES + 2) + [scene(1)] * 10) == [10, 12 + FLASH_FRAMES]


def test_a_flash_on_a_cut_leaves_the_cut():
    flash = np.full((36, 64, 3), 240, np.uint8)
    assert cuts_of([scene(1)] * 10 + [flash] + [scene(2)] * 10) == [10, 11]


def test_small_changes_are_never_cuts():
    assert hard_cuts([0.0] * 10 + [LEAST_CHANGE - 0.01] + [0.0] * 10, [signature(scene(1))] * 22) == []


def test_nothing_and_one_frame_have_no_cuts():
    assert hard_cuts([], []) == []
    assert hard_cuts([], [signature(scene(1))]) == []
