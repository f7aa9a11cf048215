"""Which frames of a clip each published protocol shows to the model."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from core.encode.preprocessing import official_indices

Sampling = Literal["clip2video", "clip4clip", "frozen"]
EXTRACTED_FPS: Final = 5
"""At which CLIP2Video has ffmpeg write frames."""
_DIVISORS: Final[Mapping[str, int]] = {"msrvtt-1ka": 2, "msrvtt-full": 2}
"""Of the extracted frames, by data set; 1 for all others."""


def frame_times(
    sampling: Sampling, dataset: str, duration_s: float, frame_count: int, frames: int, longest_s: float | None = None
) -> list[float]:
    """Times of the frames shown, at most `frames`, in order. Units: seconds from the start of the clip.

    At least one, however short the clip is; the references show none of a clip that is too short, and fail on it.
    """
    length_s = min(duration_s, longest_s) if longest_s is not None else duration_s
    if sampling == "frozen":
        count = max(1, round(frame_count * length_s / duration_s) if duration_s > 0 else 1)
        fps = count / length_s if length_s > 0 else 1.0
        return [(index + 0.5) / fps for index in middle_indices(count, frames)]
    if sampling == "clip4clip":
        seconds = max(1, int(np.ceil(length_s)))
        return [float(second) for second in _spread(seconds, frames)]
    extracted = max(1, round(length_s * EXTRACTED_FPS))
    return [index / EXTRACTED_FPS for index in extracted_indices(dataset, extracted, frames)]


def extracted_indices(dataset: str, count: int, frames: int) -> list[int]:
    """Which of the extracted frames CLIP2Video loads; of fewer than it wants at least the first."""
    return official_indices(count, _DIVISORS.get(dataset, 1), frames) or [0]


def middle_indices(count: int, frames: int) -> list[int]:
    """The middle frame of each of equal stretches, as Frozen in Time tests."""
    borders = np.linspace(0, count, min(frames, count) + 1).astype(int)
    return [int(first + last - 1) // 2 for first, last in pairwise(borders)]


def _spread(count: int, frames: int) -> list[int]:
    return list(range(count)) if count <= frames else [int(i) for i in np.linspace(0, count - 1, frames).astype(int)]
