import pytest

from core.errors import EmptyQueryError
from core.library import exclude_negated
from core.search.hints import find_hints
from core.search.phrases import cut_query
from core.search.query_rules import check_query

CASES = {
    "a street without cars": ("a street, cars", "cars"),
    "a street without any cars at night": ("a street, cars at night", "cars at night"),
    "a beach, no people": ("a beach, people", "people"),
    "a forest -deer": ("a forest, deer", "deer"),
    "a cloud-free sky": ("a sky, cloud", "cloud"),
    "a kitchen and nobody": ("a kitchen and, people", "people"),
}


@pytest.mark.parametrize("text", CASES)
def test_what_is_not_wanted_becomes_an_excluded_phrase(text):
    query = exclude_negated(cut_query(text))
    assert query is not None
    check_query(query)
    assert query.text == CASES[text][0]
    (excluded,) = [phrase for phrase in query.phrases if phrase.role == "not"]
    assert excluded.text == CASES[text][1]
    assert query.text[excluded.start : excluded.stop] == excluded.text
    assert exclude_negated(query) is None


@pytest.mark.parametrize("text", ["a red car", "a no parking sign", "a not yet finished house"])
def test_without_a_negation_nothing_is_made(text):
    assert exclude_negated(cut_query(text)) is None


def test_nothing_but_an_exclusion_is_no_query():
    with pytest.raises(EmptyQueryError):
        exclude_negated(cut_query("no people"))


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("a dog, grass, -night", ["must", "must", "not"]),
        ("red car -blue", ["must", "not"]),
        ("-night, a dog", ["not", "must"]),
        ("a dog −cats", ["must", "not"]),
        ('a street, -"parked cars"', ["must", "not"]),
        ("-night", ["must"]),
        ("a car - red", ["must", "must"]),
        ("frozen -5 degrees", ["must", "must"]),
        ("a two-door car", ["must"]),
    ],
)
def test_a_minus_sign_before_a_phrase_excludes_it(text, roles):
    query = cut_query(text)
    assert [phrase.role for phrase in query.phrases] == roles
    if "not" in roles:
        excluded = next(phrase.text for phrase in query.phrases if phrase.role == "not")
        assert excluded not in query.sentence
        assert not any(sign in query.sentence for sign in "-−")
        assert not find_hints(query.sentence, is_multilingual=True)
