"""In and out points that are proposed: around what makes the score, never over a cut, always exact."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.search.span_proposal import AROUND_S, WHOLE_BELOW_S, propose_span
from core.values import MediaInfo, PhraseScores, Segment, exact_length, exact_time

RATE = Fraction(30000, 1001)
INFO = MediaInfo(Path("/a.mov"), 1, 1, 60.06, RATE, 64, 36, 0, "h264", 1800, "f")


def scores(times_s: list[float], totals: list[float]) -> PhraseScores:
    row = np.array(totals, np.float32)
    return PhraseScores(
        phrases=(), words=(), word_phrases=(), times_s=tuple(times_s), sentence=row,
        rows=np.zeros((0, len(row)), np.float32), score=float(row.sum()),
    )  # fmt: skip


def segment(start_s: float, end_s: float, times_s: list[float]) -> Segment:
    return Segment(1, 1, start_s, end_s, tuple(times_s))


def propose(start_s: float, end_s: float, totals: list[float], info: MediaInfo = INFO) -> tuple[float, float]:
    step = (end_s - start_s) / len(totals)
    times_s = [start_s + step * (at + 0.5) for at in range(len(totals))]
    made = propose_span(scores(times_s, totals), segment(start_s, end_s, times_s), info)
    assert made is not None
    assert all(each == exact_time(each, info.fps) for each in made if each != exact_length(info))
    return float(made[0]), float(made[1])


def test_it_goes_as_far_as_frames_make_the_score() -> None:
    start_s, end_s = propose(10, 34, [0, 0, 0, 0.1, 0.9, 1.0, 0.8, 0.6, 0.4, 0, 0, 0])  # a frame each 2 s
    assert start_s == pytest.approx(18, abs=0.04)
    assert end_s == pytest.approx(26, abs=0.04)


def test_a_lone_frame_gets_room_around_it_as_far_as_the_shot_goes() -> None:
    start_s, end_s = propose(10, 34, [0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 0, 0])
    assert start_s == pytest.approx(21 - AROUND_S, abs=0.04)
    assert end_s == pytest.approx(21 + AROUND_S, abs=0.04)
    start_s, end_s = propose(20.5, 22.5, [1.0, 0])
    assert (start_s, end_s) == (pytest.approx(20.5, abs=0.04), pytest.approx(22.5, abs=0.04)), "not over a cut"


def test_a_point_near_a_cut_is_set_to_the_cut() -> None:
    start_s, _ = propose(10, 20, [0, 1.0, 0, 0, 0, 0, 0, 0, 0, 0])
    assert start_s == pytest.approx(10, abs=0.04)
    start_s, end_s = propose(10, 20, [0, 0, 1.0, 0, 0, 0, 0, 0, 0, 0])
    assert start_s == pytest.approx(10, abs=0.04), "half a second away"
    assert end_s == pytest.approx(14.5, abs=0.04)


def test_a_short_clip_is_proposed_whole_and_a_still_not_at_all() -> None:
    short = replace(INFO, duration_s=WHOLE_BELOW_S - 0.5)
    made = propose_span(scores([1.0], [1.0]), segment(0, 2, [1.0]), short)
    assert made == (0, exact_length(short))
    assert propose_span(scores([0.0], [1.0]), segment(0, 0, [0.0]), replace(INFO, duration_s=0, frame_count=1)) is None


@example(totals=[0.0], start_s=25.024997576751495, length_s=0.0, fps=RATE)  # a hair before a frame's time
@given(
    st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=12),
    st.floats(0, 59, allow_nan=False),
    st.floats(0, 60, allow_nan=False),
    st.sampled_from([RATE, Fraction(25), Fraction(29_873, 1_000), Fraction(1, 2)]),
)
def test_it_is_a_stretch_of_the_clip_whatever_the_scores(
    totals: list[float], start_s: float, length_s: float, fps: Fraction
) -> None:
    info = replace(INFO, fps=fps)
    end_s = min(60.06, start_s + length_s)
    times_s = sorted(start_s + (end_s - start_s) * at / len(totals) for at in range(len(totals)))
    made = propose_span(scores(times_s, totals), segment(start_s, end_s, times_s), info)
    assert made is not None
    assert 0 <= made[0] < made[1] <= exact_length(info)
    frame = 1 / fps + Fraction(1, 10**6)  # a varying rate is rounded to microseconds
    whole = made == (0, exact_length(info))
    assert whole or made[0] >= Fraction(start_s) - frame
    assert whole or made[1] <= Fraction(end_s) + frame
