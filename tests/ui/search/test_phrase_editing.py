import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.ledgers import make_query
from ui.search.phrase_editing import PhraseCut, cut_of

TEXT = "a red car drives up, then stops"


@pytest.fixture
def cut():
    query = make_query(TEXT, "red car", "drives up")
    return cut_of(query.text, query.phrases)


def texts(cut):
    return [cut.text[start:stop] for start, stop in cut.spans]


def test_words_know_their_phrases(cut):
    assert [cut.word(i) for i in range(len(cut.words))] == ["a", "red", "car", "drives", "up", "then", "stops"]
    assert cut.owners == (-1, 0, 0, 1, 1, -1, -1)
    assert texts(cut) == ["red car", "drives up"]


def test_a_joint_inside_a_phrase_splits_it(cut):
    assert texts(cut.toggle_joint(1)) == ["red", "car", "drives up"]


def test_a_joint_between_phrases_joins_them(cut):
    assert texts(cut.toggle_joint(2)) == ["red car drives up"]


def test_a_joint_beside_a_free_word_takes_it_in(cut):
    assert texts(cut.toggle_joint(0)) == ["a red car", "drives up"]


def test_joining_over_a_comma_keeps_it_in_the_phrase(cut):
    assert texts(cut.toggle_joint(4)) == ["red car", "drives up, then"]


def test_two_free_words_become_a_phrase(cut):
    assert texts(cut.toggle_joint(5)) == ["red car", "drives up", "then stops"]


def test_a_word_goes_out_and_comes_back_alone(cut):
    without = cut.toggle_word(1)
    assert texts(without) == ["car", "drives up"]
    assert texts(without.toggle_word(1)) == ["red", "car", "drives up"]


def test_taking_the_middle_word_leaves_two_phrases():
    query = make_query("big red car", "big red car")
    assert texts(cut_of(query.text, query.phrases).toggle_word(1)) == ["big", "car"]


def test_dropping_a_phrase_frees_its_words(cut):
    assert texts(cut.drop(0)) == ["drives up"]


def test_gathering_takes_words_from_others(cut):
    assert texts(cut.gather(3, 2)) == ["red", "car drives", "up"]


@given(st.data())
def test_whatever_is_done_phrases_stay_in_order_and_apart(data):
    cut: PhraseCut = cut_of(TEXT, make_query(TEXT, "red car", "drives up").phrases)
    for _ in range(data.draw(st.integers(1, 8))):
        act = data.draw(st.sampled_from(["joint", "word", "gather"]))
        if act == "joint":
            cut = cut.toggle_joint(data.draw(st.integers(0, len(cut.words) - 2)))
        elif act == "word":
            cut = cut.toggle_word(data.draw(st.integers(0, len(cut.words) - 1)))
        else:
            ends = st.integers(0, len(cut.words) - 1)
            cut = cut.gather(data.draw(ends), data.draw(ends))
        done = 0
        for start, stop in cut.spans:
            assert done <= start < stop <= len(TEXT)
            done = stop
        again = cut_of(TEXT, make_query(TEXT, *texts(cut)).phrases)
        assert again.spans == cut.spans
