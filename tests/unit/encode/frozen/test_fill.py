import numpy as np
import pytest

pytest.importorskip("transformers", reason="the text tower of Frozen in Time needs transformers")

from core.encode.backends.frozen import FILLED, _without_fill
from core.ingest.segment_plan import MIN_SEGMENT_FRAMES


@pytest.mark.parametrize(
    ("video", "seen"),
    [
        ("a", [[0]]),
        ("ab", [[0], [1]]),
        ("abb", [[0], [1, 2]]),
        ("aaa", [[0, 1, 2]]),
        ("aba", [[0], [1], [2]]),
        ("aab", [[0], [1], [2]]),
        ("abbb", [[0], [1], [2], [3]]),
        ("aaaaab", [[0], [1], [2], [3], [4], [5]]),
    ],
)
def test_only_what_fills_a_short_shot_is_seen_once(video, seen):
    frames = np.stack([np.full((2, 2, 3), ord(letter), np.uint8) for letter in video])
    assert _without_fill(frames) == seen


def test_what_counts_as_filled_is_what_segments_are_filled_to():
    assert FILLED == MIN_SEGMENT_FRAMES
