"""Queries as files: every query comes back as it was, and what cannot be read is refused in a sentence."""

import json
from dataclasses import replace
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from core.errors import EmptyQueryError, QueryError
from core.library import check_query
from core.search.phrases import cut_query
from core.search.query_format import VERSION, dump_query, load_query, read_query, write_query
from core.values import (
    LEAST_WEIGHT,
    MOST_WEIGHT,
    Combine,
    Example,
    ExampleKind,
    Filter,
    HitSort,
    Like,
    LikeKind,
    Phrase,
    PhraseRole,
    Query,
    Step,
)

WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12).filter(
    lambda text: any(ch.isalnum() for ch in text)
)
WEIGHTS = st.floats(LEAST_WEIGHT, MOST_WEIGHT)
# names of files may hold bytes that are no text
PATHS = st.sampled_from([Path("/a/b.jpg"), Path("rel/ü.mp4"), Path(b"/bad\xff.mov".decode(errors="surrogateescape"))])


@st.composite
def texts_with_phrases(draw: st.DrawFn) -> tuple[str, tuple[Phrase, ...]]:
    text, phrases = "", []
    for words in draw(st.lists(WORDS, min_size=1, max_size=4)):
        start = len(text)
        text += words + draw(st.sampled_from([" ", ", ", " and "]))
        role = draw(st.sampled_from(get_args(PhraseRole)))
        colour = draw(st.none() | st.integers(0, 9))
        phrases.append(Phrase(words, start, start + len(words), role, draw(WEIGHTS), draw(st.booleans()), colour))
    return text, tuple(phrases)


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type that a file can hold; a new kind of field is tried as soon as it is there."""
    if get_origin(kind) is frozenset:
        return st.frozensets(values_of(get_args(kind)[0]), max_size=3)
    if isinstance(kind, UnionType):
        return st.one_of([values_of(each) for each in get_args(kind)])
    if kind is float:
        return st.floats(0, 1e10)
    return PATHS if kind is Path else st.from_type(kind)


FIELDS = {name: values_of(kind) for name, kind in get_type_hints(Filter).items()}
FIELDS["min_rating"] = st.integers(0, 5)


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """A few fields at a time: to draw all of them takes too long."""
    chosen = draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=4, unique=True))
    return Filter(**{name: draw(FIELDS[name]) for name in chosen})


@st.composite
def queries(draw: st.DrawFn) -> Query:
    text, phrases = draw(texts_with_phrases())
    times = sorted(draw(st.lists(st.floats(0, 1e6), min_size=2, max_size=2)))
    kinds = st.sampled_from(get_args(ExampleKind))
    example = st.builds(Example, kinds, PATHS, st.just(times[0]), st.none() | st.just(times[1]), WEIGHTS, st.booleans())
    like = st.builds(
        Like, st.sampled_from(get_args(LikeKind)), PATHS, st.just(times[0]), st.just(times[1]), st.booleans()
    )
    steps = draw(st.lists(texts_with_phrases().map(lambda each: Step(*each)), max_size=2))
    return Query(
        text,
        phrases,
        draw(filters()),
        draw(st.sampled_from(get_args(Combine))),
        tuple(draw(st.lists(example, max_size=2))),
        tuple(steps),
        draw(st.floats(0, 1e6)),
        draw(st.none() | st.floats(0, 1)),
        draw(st.sampled_from(get_args(HitSort))),
        tuple(draw(st.lists(like, max_size=2))),
    )


def is_valid(query: Query) -> bool:
    try:
        check_query(query)
    except QueryError:
        return False
    return True


@given(queries().filter(is_valid))
def test_every_query_comes_back_as_it_was(query: Query) -> None:
    read = load_query(dump_query(query))
    assert (read.query, read.notes) == (query, ())


@given(queries().filter(is_valid))
def test_equal_queries_give_equal_files(query: Query) -> None:
    again = read_query(write_query(query)).query
    assert dump_query(again) == dump_query(query)


@pytest.mark.parametrize("stars", [-1, 6])
def test_a_filter_by_a_rating_that_cannot_be_is_refused(stars: int) -> None:
    with pytest.raises(QueryError, match="stars"):
        check_query(replace(cut_query("a red car"), filter=Filter(min_rating=stars)))


def test_the_record_names_every_field_and_its_version() -> None:
    record = write_query(cut_query("a red car"))
    assert record["version"] == VERSION
    assert set(record) - {"version"} == set(Query.__dataclass_fields__)
    assert set(record["phrases"][0]) == set(Phrase.__dataclass_fields__)
    assert set(record["filter"]) == set(Filter.__dataclass_fields__)


def test_toml_is_read_as_well() -> None:
    query = Query("car, night", (Phrase("night", 5, 10, "not", 1.5),), then=(Step("a dog"),), within_s=4)
    record = {name: value for name, value in write_query(query).items() if value is not None}
    record["phrases"] = [{k: v for k, v in each.items() if v is not None} for each in record["phrases"]]
    record["filter"] = {k: v for k, v in record["filter"].items() if v is not None}
    read = load_query(tomlkit.dumps(record), is_toml=True)
    assert read.query == query


def test_a_short_record_written_by_hand_is_enough() -> None:
    read = load_query('{"text": "a car at the kerb", "phrases": [{"text": "car"}, {"text": "night", "role": "not"}]}')
    assert read.query.text == "a car at the kerb, night"
    assert [(p.text, p.start, p.role) for p in read.query.phrases] == [("car", 2, "must"), ("night", 19, "not")]
    assert read.query.sentence == "a car at the kerb"
    assert load_query('{"text": "a red car drives up"}').query == cut_query("a red car drives up")
    assert load_query('{"examples": [{"kind": "image", "path": "/a.jpg"}]}').query.examples[0].path == Path("/a.jpg")


def test_a_later_version_is_refused_with_a_way_out() -> None:
    with pytest.raises(QueryError) as refused:
        read_query({**write_query(cut_query("car")), "version": VERSION + 1})
    assert str(VERSION + 1) in refused.value.title
    assert refused.value.hint


def test_a_record_from_before_there_were_likes_is_read() -> None:
    record = write_query(cut_query("red car"))
    del record["likes"]
    assert read_query(record).query == cut_query("red car")
    assert read_query(record).notes == ()


def test_unknown_fields_are_left_out_and_said() -> None:
    record: dict[str, Any] = {**write_query(cut_query("car")), "mood": "calm"}
    record["phrases"] = [{**record["phrases"][0], "font": "bold"}]
    record["filter"] = {**record["filter"], "lens": 35}
    read = read_query(record)
    assert read.query == cut_query("car")
    (note,) = read.notes
    assert all(name in note for name in ("“mood”", "“phrases.font”", "“filter.lens”"))


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"phrases": [{"text": "car", "weight": "2"}]}, "weight"),
    ({"phrases": [{"text": "car", "weight": 3}]}, "weight"),
    ({"phrases": [{"text": "car", "weight": 0.1}]}, "weight"),
    ({"phrases": [{"text": "car", "muted": "no"}]}, "muted"),
    ({"phrases": [{"text": "car", "role": "maybe"}]}, "role"),
    ({"phrases": [{"text": "car", "start": 1, "stop": 4}]}, "phrase"),
    ({"phrases": [{"text": "bus", "start": 0, "stop": 3}]}, "bus"),
    ({"phrases": [{"text": "car"}] * 2 + [{"text": "a", "start": 1, "stop": 2}]}, "overlap"),
    ({"phrases": [{"text": "car", "colour": -1}]}, "colour"),
    ({"phrases": "car"}, "phrases"),
    ({"combine": "none"}, "combine"),
    ({"motion": 1.5}, "motion"),
    ({"motion": True}, "motion"),
    ({"within_s": -1}, "gap"),
    ({"within_s": float("inf")}, "gap"),
    ({"sort": "size"}, "sort"),
    ({"filter": {"states": ["lost"]}}, "states"),
    ({"filter": {"below": [7]}}, "below"),
    ({"filter": []}, "filter"),
    ({"examples": [{"kind": "image", "path": ""}]}, "file"),
    ({"examples": [{"kind": "sound", "path": "/a.wav"}]}, "kind"),
    ({"examples": [{"kind": "moment", "path": "/a.mp4", "start_s": 4, "stop_s": 2}]}, "a.mp4"),
    ({"then": [{"text": ""}]}, "Step 2"),
    ({"then": [{"text": "dog"}], "combine": "any"}, "any"),
    ({"then": [{"text": "dog"}] * 9}, "steps"),
    ({"version": "1"}, "version"),
    ({"version": 0}, "version"),
]


@pytest.mark.parametrize(("change", "named"), WRONG)
def test_a_wrong_value_is_refused_by_name(change: dict[str, Any], named: str) -> None:
    with pytest.raises(QueryError) as refused:
        read_query({"text": "car", **change})
    assert named in refused.value.title
    assert refused.value.hint


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"text": NaN}', "null", "[" * 100_000])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        load_query(text)
    with pytest.raises(QueryError):
        load_query("=", is_toml=True)


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"text": "night", "phrases": [{"text": "night", "role": "not"}]},
        {"text": "night", "phrases": [{"text": "night", "muted": True}]},
        {"text": "the night", "phrases": [{"text": "night", "role": "not"}]},
        {"examples": [{"kind": "image", "path": "/a.jpg", "muted": True}]},
        {"text": "a car", "phrases": [{"text": "car", "role": "should"}], "combine": "in_order"},
    ],
)
def test_a_query_that_looks_for_nothing_is_empty(record: dict[str, Any]) -> None:
    with pytest.raises(EmptyQueryError):
        read_query(record)


def test_json_keeps_names_that_are_no_text() -> None:
    path = Path(b"/bad\xff.mov".decode(errors="surrogateescape"))
    query = Query("car", (), examples=(Example("frame", path, 1.0),))
    assert json.loads(dump_query(query).encode("ascii"))["examples"][0]["path"] == str(path)
    assert load_query(dump_query(query)).query.examples[0].path == path


def test_a_record_may_only_filter_where_that_is_enough() -> None:
    text = '{"filter": {"min_rating": 3}}'
    with pytest.raises(EmptyQueryError):
        load_query(text)
    assert load_query(text, may_be_empty=True).query == Query("", (), Filter(min_rating=3))
    for other in ('{"text": ""}', '{"text": "", "motion": 0.5, "filter": {"min_rating": 3}}'):
        with pytest.raises(EmptyQueryError):
            load_query(other, may_be_empty=True)
    with pytest.raises(QueryError, match="stars"):
        load_query('{"filter": {"min_rating": 9}}', may_be_empty=True)
