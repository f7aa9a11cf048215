"""Marks on phrases: what the model reads of a marked sentence, and edits that keep it whole."""

import pytest

from core.errors import EmptyQueryError
from core.library import add_phrase, edit_phrases
from core.search.phrases import cut_query
from core.values import Phrase, Query
from tests.fakes.ledgers import make_query


def marked(text: str, **roles: str) -> Query:
    """`make_query` with roles by the phrase's words; `_` stands for a space."""
    made = make_query(text, *(name.replace("_", " ") for name in roles))
    kinds = dict(zip((p.text for p in made.phrases), roles.values(), strict=True))
    return Query(
        text,
        tuple(Phrase(p.text, p.start, p.stop, kinds[p.text]) for p in made.phrases),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("query", "read"),
    [
        (marked("a red car drives up", red_car="must"), "a red car drives up"),
        (marked("a beach, people", people="not"), "a beach"),
        (marked("people, a beach", people="not"), "a beach"),
        (marked("a beach, people, at night", people="not"), "a beach, at night"),
        (marked("a beach , people ; waves", people="should"), "a beach, waves"),
        (marked("night", night="not"), ""),
    ],
)
def test_the_model_reads_what_is_wanted(query: Query, read: str) -> None:
    assert query.sentence == read


def test_a_sentence_without_marks_is_read_as_typed() -> None:
    for text in ("a red car", "  two  spaces , and signs ;", "x"):
        query = cut_query(text)
        assert query.is_plain
        assert query.sentence is query.text


def test_a_muted_phrase_is_not_read() -> None:
    query = Query("a car, a dog", (Phrase("a dog", 7, 12, muted=True),))
    assert (query.sentence, query.is_plain) == ("a car", False)


def test_a_phrase_is_added_at_the_end() -> None:
    query = add_phrase(add_phrase(cut_query("a red car "), " at  night", "not"), "rain", "should", 2.0)
    assert query.text == "a red car, at night, rain"
    assert [(p.text, p.role, p.weight) for p in query.phrases] == [
        ("red car", "must", 1.0), ("at night", "not", 1.0), ("rain", "should", 2.0),
    ]  # fmt: skip
    assert all(query.text[p.start : p.stop] == p.text for p in query.phrases)
    assert add_phrase(Query("", ()), "rain", "must").text == "rain"
    with pytest.raises(EmptyQueryError):
        add_phrase(query, " , ", "not")


def test_phrases_keep_their_marks_when_they_are_cut_otherwise() -> None:
    query = Query("a red car drives up", (Phrase("red car", 2, 9, "should", 2.0), Phrase("drives up", 10, 19, "not")))
    longer = edit_phrases(query, [(0, 9), (10, 16), (17, 19)])
    assert [(p.text, p.role, p.weight) for p in longer.phrases] == [
        ("a red car", "should", 2.0), ("drives", "not", 1.0), ("up", "not", 1.0),
    ]  # fmt: skip
    assert [p.role for p in edit_phrases(query, [(0, 2), (2, 19)]).phrases] == ["must", "not"]
