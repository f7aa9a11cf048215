"""Sentences and their phrases."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import EmptyQueryError
from core.search.phrases import cut_query, find_phrases
from core.values.word_matching import WordMatcher

SENTENCES = {
    "a red car drives up": ["red car", "drives up"],
    "the red car drives up the hill": ["red car", "drives up", "hill"],
    "a man in a red jacket walks through a dark forest": ["man", "red jacket", "walks", "dark forest"],
    "two cats play with a ball": ["two cats", "play", "ball"],
    "a woman cooking pasta, close-up": ["woman", "cooking pasta", "close-up"],
    "an astronaut walks on the moon": ["astronaut", "walks", "moon"],
    "a man in black walks in": ["man", "black", "walks in"],
    "a glass falls off the table": ["glass", "falls off", "table"],
    "a bus stops": ["bus", "stops"],
    "a glider descends slowly": ["glider", "descends slowly"],
    "a running man": ["running man"],
    "a tall building": ["tall building"],
    "the road is empty": ["road", "empty"],
    "telescope mirror": ["telescope mirror"],
    '"sea, at dusk" and boats': ["sea, at dusk", "boats"],
    "\u201cred car\u201d, \u00abblue sky\u00bb": ["red car", "blue sky"],
    "dog's basket; a child\u2019s toy": ["dog's basket", "child\u2019s toy"],
    "\u043f\u0451\u0441 \u0431\u0435\u0436\u0438\u0442, \u043a\u043e\u0448\u043a\u0430": [
        "\u043f\u0451\u0441 \u0431\u0435\u0436\u0438\u0442",
        "\u043a\u043e\u0448\u043a\u0430",
    ],
    "the": ["the"],
    "  of the  ": ["of the"],
}


@pytest.mark.parametrize(("sentence", "phrases"), SENTENCES.items())
def test_sentences_are_cut_where_a_reader_would(sentence: str, phrases: list[str]) -> None:
    assert [p.text for p in cut_query(sentence).phrases] == phrases


@pytest.mark.parametrize("text", ["", "   ", "?!", '""', "-"])
def test_a_question_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(EmptyQueryError):
        cut_query(text)


words = st.sampled_from(
    [
        "a",
        "the",
        "red",
        "car",
        "drives",
        "up",
        "in",
        '"',
        ",",
        "cooking",
        "cats",
        "\u201c",
        "\u201d",
        ".",
        "\u00df",
        "\u732b",
        "don't",
        " ",
    ]
)
texts = st.one_of(
    st.text(max_size=60), st.lists(words, max_size=15).map(" ".join), st.lists(words, max_size=15).map("".join)
)


@given(texts)
@example('a"')
@example('"" "')
@example("\u201ea\u201c b")
def test_phrases_lie_in_the_text_in_order_and_apart(text: str) -> None:
    done = 0
    for start, stop in find_phrases(text):
        assert done <= start < stop <= len(text)
        assert any(ch.isalnum() for ch in text[start:stop])
        assert text[start:stop] == text[start:stop].strip()
        done = stop


@given(texts)
def test_a_query_says_what_its_phrases_say(text: str) -> None:
    try:
        query = cut_query(text)
    except EmptyQueryError:
        assert not any(ch.isalnum() for ch in text)
        return
    assert len(query.text) == len(text)
    assert query.phrases
    for phrase in query.phrases:
        assert query.text[phrase.start : phrase.stop] == phrase.text


@given(st.text(alphabet="abc ,", max_size=30))
def test_commas_always_cut(text: str) -> None:
    assert all("," not in text[start:stop] for start, stop in find_phrases(text))


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("Rex jumps into the lake", ["Rex", "jumps", "lake"]),
        ("a brown rex's ball and REX", ["brown", "rex", "ball", "REX"]),
        ("the North Face tent", ["the North Face", "tent"]),
        ("Run Lola Run falls", ["Run Lola Run", "falls"]),
        ('"Rex and Max" run', ["Rex and Max", "run"]),
        ("T-Rex walks", ["T-Rex", "walks"]),
    ],
)
def test_a_taught_name_is_a_phrase_of_its_own(sentence, phrases):
    names = WordMatcher(["Rex", "the North Face", "Run Lola Run"])
    assert [each.text for each in cut_query(sentence, names=names).phrases] == phrases
