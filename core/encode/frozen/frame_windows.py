"""Which frames of a video a model of few frames looks at, and which of them together. Pure.

Source: the authors' sampling, with their slips mended where they would raise.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np


def stretches(num_frames: int, length: int) -> list[range]:
    """Divide a video of `length` frames into `num_frames` stretches, or into as many as it has frames."""
    count = min(num_frames, length)
    bounds = np.linspace(0, length, count + 1).astype(int).tolist()
    return [range(first, last) for first, last in pairwise(bounds)]


def middle_frames(num_frames: int, length: int) -> list[int]:
    """The middle of each stretch: what the authors' test looks at."""
    return [(part.start + part.stop - 1) // 2 for part in stretches(num_frames, length)]


def random_frames(num_frames: int, length: int, draw: Callable[[int], int]) -> list[int]:
    """One frame of each stretch, its last included. `draw(n)` gives a number from 0 to n-1."""
    return [part[draw(len(part))] for part in stretches(num_frames, length)]


def window_starts(num_frames: int, length: int, stride: int) -> list[int]:
    """Offsets of the authors' sliding windows; a window takes this frame of each stretch."""
    return list(range(0, length // (min(num_frames, length) + 1), stride))


def interleaved(length: int, num_frames: int) -> list[Sequence[int]]:
    """Windows of at most `num_frames` frames that together take each frame once, spread over the video.

    Where `num_frames` divides `length` these are the authors' sliding windows of stride 1, the last ones included.
    """
    count = -(-length // num_frames)
    return [range(start, length, count) for start in range(count)]
