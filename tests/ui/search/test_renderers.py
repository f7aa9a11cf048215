import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values import MINUS, UNIT, apportion
from tests.fakes.ledgers import make_ledger, make_phrase_scores, make_query
from ui.search.renderers import BY_ITSELF, NOT_SEPARATED, LedgerRenderer, renderer_of
from ui.search.rows import evened, lit, lit_phrases, peaks, print_value

QUERY = make_query("a white car drives up, then the road is empty", "white car", "drives up", "road is empty")
FPS = Fraction(25)


def ledger_renderer(ledger) -> LedgerRenderer:
    found = renderer_of(ledger)
    assert isinstance(found, LedgerRenderer)
    return found


@pytest.fixture
def ledger():
    return make_ledger(QUERY, peaks=(3, 4, 8))


def printed(line):
    """The signed numbers of a sum line: parts and score."""
    left, _, right = line.partition("=")
    parts = [
        float(sign.replace(MINUS, "-") + number)
        for sign, number in re.findall(rf"([+{MINUS}]?) ?(?:\w+ )?([\d.]+)", left)
    ]
    return parts, float(right.replace(MINUS, "-"))


def test_printed_parts_add_up_to_the_printed_score(ledger):
    parts, score = printed(ledger.sum_line())
    assert len(parts) == 3
    assert sum(parts) == pytest.approx(score, abs=1e-9)
    assert score == pytest.approx(ledger.score, abs=0.0005)


@given(seed=st.integers(0, 500), frames=st.integers(1, 12), centres=st.integers(2, 7))
def test_every_printed_sum_adds_up_whatever_the_numbers(seed, frames, centres):
    ledger = make_ledger(QUERY, frames=frames, centres=centres, seed=seed)
    every = frozenset(range(4))
    shown = ledger_renderer(ledger).rows(every)
    tops = [row for row in shown if row.kind != "centre"]
    assert sum(row.total for row in tops) == round(ledger.score * 1000)
    for top in tops[1:]:
        inner = [row.total for row in shown if row.kind == "centre" and row.phrase == top.phrase]
        assert sum(inner) == top.total
    for row in shown:
        assert abs(row.total / 1000 - float(row.values.sum())) < 0.0021
    parts, score = printed(ledger.sum_line())
    assert sum(parts) == pytest.approx(score, abs=1e-9)


@given(values=st.lists(st.floats(-0.5, 0.5), min_size=1, max_size=9))
def test_apportioned_values_move_by_less_than_a_unit(values):
    total = round(sum(values) / UNIT)
    units = apportion(values, total)
    assert sum(units) == total
    assert all(abs(unit - value / UNIT) < 1.0 + 1e-6 for unit, value in zip(units, values, strict=True))


def test_negative_parts_print_with_a_minus_sign(ledger):
    cells = ledger.cells.copy()
    cells[-1] = -0.002
    moved = replace(ledger, cells=cells, score=float(ledger.sentence.sum() + cells.sum()))
    line = moved.sum_line()
    assert f"{MINUS} rest 0.1" in line
    parts, score = printed(line)
    assert sum(parts) == pytest.approx(score, abs=1e-9)


def test_rows_are_sentence_phrases_rest(ledger):
    kinds = [row.kind for row in ledger_renderer(ledger).rows()]
    assert kinds == ["sentence", "phrase", "phrase", "phrase", "rest"]


def test_an_opened_phrase_shows_its_centres_with_their_words(ledger):
    shown = ledger_renderer(ledger).rows(frozenset({1}))
    centres = [row for row in shown if row.kind == "centre"]
    assert [row.centre for row in centres] == [0, 1, 2, 3, 4]
    for row in centres:
        assert np.array_equal(row.values, ledger.cells[1, row.centre])
        assert set(row.words) <= {"drives", "up"}
        assert row.words


def test_the_word_that_loads_most_heads_its_centre(ledger):
    loads = np.full_like(ledger.word_centres, 0.01)
    loads[ledger.words.index("car"), 2] = 0.9
    moved = replace(ledger, word_centres=loads)
    assert ledger_renderer(moved).loading_words(2, 0) == ("car",)
    assert ledger_renderer(moved).loading_words(2) == ("car",)


def test_the_end_token_heads_no_centre(ledger):
    loads = ledger.word_centres.copy()
    loads[-1] = 99
    moved = replace(ledger, word_centres=loads)
    assert all("<end>" not in ledger_renderer(moved).loading_words(k) for k in range(5))


def test_assignment_columns_add_up_to_the_whole(ledger):
    shown = ledger_renderer(ledger).rows(reading="assignment")
    assert [row.kind for row in shown] == ["assignment"] * 5
    assert np.allclose(sum(row.values for row in shown), 1, atol=1e-5)
    assert sum(row.total for row in shown) == 1000


def test_alike_assignments_are_called_not_separated(ledger):
    even = np.full_like(ledger.assignment, 0.2)
    even[0, 0] += 0.015
    assert ledger_renderer(ledger).is_separated
    assert not ledger_renderer(replace(ledger, assignment=even)).is_separated
    low, _, high = ledger_renderer(replace(ledger, assignment=even)).shares("assignment")
    assert high - low >= 2 * NOT_SEPARATED - 1e-9


def test_a_model_without_centres_has_no_rest_and_the_sentence_alone_is_the_score():
    plain = make_phrase_scores(QUERY)
    shown = renderer_of(plain).rows(frozenset({0, 1, 2, 3}), "assignment")
    assert [row.kind for row in shown] == ["sentence", "phrase", "phrase", "phrase"]
    assert shown[0].total == round(plain.score * 1000)
    assert plain.sum_line() == f"sentence {plain.score:.3f} = {plain.score:.3f}"


def test_the_peak_is_lit_and_far_frames_are_not(ledger):
    lit = lit_phrases(ledger)
    assert lit[0, 3]
    assert lit[2, 8]
    assert not lit[0, 9]


def test_a_row_without_contrast_is_lit_as_a_whole():
    assert lit(np.full(6, 0.02, dtype=np.float32)).all()


def test_a_row_that_only_speaks_against_is_not_lit():
    assert not lit(np.array([-0.02, -0.001, 0.0], dtype=np.float32)).any()


def test_peaks_are_local_and_in_order():
    plain = make_phrase_scores(QUERY, frames=7)
    values = np.array([0.0, 0.9, 0.1, 0.0, 1.0, 1.0, 0.0], dtype=np.float32)
    assert peaks(plain, values) == [1, 4], "the first of a plateau"


def read_twice(values):
    """What a model gives that reads every second frame twice."""
    return np.array([value * (2 if i % 2 == 0 else 1) for i, value in enumerate(values)], dtype=np.float32)


def test_reading_every_second_frame_twice_lights_no_frame_by_itself(ledger):
    flat = np.zeros_like(ledger.cells)
    flat[0, 0] = read_twice([0.01] * 12)
    assert lit_phrases(replace(ledger, cells=flat))[0].all()


def test_a_peak_between_frames_read_twice_is_still_found(ledger):
    values = read_twice([0.001, 0.001, 0.001, 0.001, 0.01, 0.012, 0.01, 0.001, 0.001, 0.001, 0.001, 0.001])
    cells = np.zeros_like(ledger.cells)
    cells[0, 0] = values
    lit = lit_phrases(replace(ledger, cells=cells))[0]
    assert list(np.flatnonzero(lit)) == [4, 5, 6]
    assert peaks(ledger, values) == [4]


def test_cell_text_says_frame_time_share_and_best(ledger):
    shown = ledger_renderer(ledger).rows()
    text = ledger_renderer(ledger).cell_text(shown[1], 3, FPS)
    value = float(ledger.rows[0, 3])
    assert text.startswith("Frame 4 · 00:00:05:13 · “white car” +0.0")
    assert f"best, {round(100 * value / ledger.score)} % of the score" in text


def test_cell_text_names_the_centre_and_keeps_the_sign(ledger):
    cells = ledger.cells.copy()
    cells[0, 1, 2] = -0.0042
    row = ledger_renderer(replace(ledger, cells=cells)).rows(frozenset({0}))[3]
    text = ledger_renderer(ledger).cell_text(row, 2, FPS)
    assert f"{MINUS}0.0042" in text
    assert text.endswith("· centre 2")
    assert "best" not in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0312, "+0.031"), (-0.0042, "−0.0042"), (-0.00002, "−0.00002"), (0.0, "0"), (-1e-9, "0"), (0.00996, "+0.010")],
)
def test_values_print_with_as_many_digits_as_they_need(value, text):
    assert print_value(value) == text


def test_scales_hold_every_value(ledger):
    scales = ledger_renderer(ledger).scales()
    assert scales.cell.low == pytest.approx(float(ledger.cells.min()))
    assert scales.cell.low < 0
    assert scales.cell.high == pytest.approx(float(ledger.cells.max()))
    assert scales.phrase.high == pytest.approx(float(ledger.rows[:-1].max()))


def test_a_model_that_counts_all_frames_alike_is_taken_at_its_word(ledger):
    even = replace(ledger, readings=())
    values = read_twice([0.01] * 12)
    assert np.array_equal(evened(even, values), values)
    assert not np.array_equal(evened(ledger, values), values)


@pytest.mark.parametrize(("largest", "words"), [(0.0004, "0.0004"), (0.021, "0.021"), (0.0048, "0.0048")])
def test_what_a_full_bar_is_worth_is_never_said_to_be_nothing(ledger, largest, words):
    small = replace(ledger, cells=ledger.cells * (largest / renderer_of(ledger).scales().phrase.reach))
    renderer = renderer_of(small)
    assert f"phrase {words}, " in renderer.legend("score", frozenset(), renderer.scales()).bars


def test_nothing_is_said_of_phrases_where_there_are_none():
    scores = make_phrase_scores(QUERY)
    assert BY_ITSELF in renderer_of(scores).sentences("")
    by_example = replace(scores, phrases=(), rows=scores.rows[:0])
    assert BY_ITSELF not in renderer_of(by_example).sentences("")
