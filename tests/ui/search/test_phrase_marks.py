from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values import Phrase
from tests.fakes.ledgers import make_query
from ui.search.phrase_marks import carried_over, dragged, toggle_mute, with_role, with_weight

CAR = Phrase("red car", 2, 9)


def test_a_drag_up_counts_more_and_a_drag_down_less():
    assert dragged(CAR, 60).weight == 2
    assert dragged(CAR, -60).weight == 0.5
    assert dragged(CAR, 0).weight == 1
    assert dragged(CAR, 30).weight == 1.4


@given(st.floats(-1e4, 1e4))
def test_no_weight_leaves_its_limits(weight):
    assert 0.5 <= with_weight(CAR, weight).weight <= 2


def test_a_role_ends_muting():
    muted = toggle_mute(CAR)
    assert muted.muted
    assert not with_role(muted, "not").muted


def test_a_sentence_typed_anew_keeps_what_was_chosen():
    before = make_query("a red car, night", "red car", "night")
    chosen = replace(
        before, phrases=(before.phrases[0], with_role(before.phrases[1], "not")), combine="all", motion=0.5
    )
    after = carried_over(make_query("a big red car, a tree, Night", "big red car", "tree", "Night"), chosen)
    assert [(phrase.text, phrase.role) for phrase in after.phrases] == [
        ("big red car", "must"),
        ("tree", "must"),
        ("Night", "not"),
    ]
    assert after.text[after.phrases[2].start : after.phrases[2].stop] == "Night"
    assert (after.combine, after.motion) == ("all", 0.5)


def test_the_first_sentence_is_taken_as_it_is():
    query = make_query("a red car", "red car")
    assert carried_over(query, None) is query


@pytest.mark.parametrize("weight", [0.5, 0.7, 1.0, 1.9, 2.0])
def test_weights_are_whole_tenths(weight):
    assert with_weight(CAR, weight).weight == weight
