"""Queries as JSON or TOML: saved searches, history, the command line and scripts read and write the same record.

A record names its version. A later one is refused; fields that are not known are left out, and said. What a person
writes by hand may be short: a phrase without positions is looked for in the text or added to it, and a record without
`phrases` is cut as a typed sentence is.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Final

import msgspec

from core.errors import QueryError
from core.search.phrases import cut_query
from core.search.query_names import QueryNames
from core.search.query_rules import check_query, has_words
from core.values import Filter, Query

VERSION: Final = 1
_VERSION_FIELD: Final = "version"
_NAMES_FIELD: Final = "names"
_WORDS: Final = {
    "`float`": "a number", "`int`": "a whole number", "`str`": "text", "`bool`": "true or false",
    "`array`": "a list", "`object`": "a table", "`null`": "nothing", "Invalid enum value": "Unknown value",
}  # fmt: skip
"""What a field holds, as msgspec calls it and as people do."""


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A query as it was read, and sentences about what could not be taken over."""

    query: Query
    notes: tuple[str, ...] = ()
    names: QueryNames = field(default_factory=QueryNames)
    """What its ids stood for in the library it was saved in."""


def write_query(query: Query, names: QueryNames | None = None) -> dict[str, Any]:
    """The record in plain values, every field of it; sets in order, so that equal queries give equal records.

    With `names`, what its ids stand for is kept beside them, so that another library can look it up.
    """
    made: dict[str, Any] = msgspec.to_builtins(query, enc_hook=_plain_value, order="deterministic")
    record = {_VERSION_FIELD: VERSION, **made}
    if names is not None and not names.is_empty:
        record[_NAMES_FIELD] = msgspec.to_builtins(names, str_keys=True, order="deterministic")
    return record


def dump_query(query: Query, names: QueryNames | None = None) -> str:
    """The record as the text of a JSON file."""
    return json.dumps(write_query(query, names), indent=2) + "\n"


def load_query(text: str, *, is_toml: bool = False, may_be_empty: bool = False) -> ReadQuery:
    """Read the text of a JSON or TOML file; see `read_query`. Raises: QueryError."""
    try:
        record = tomllib.loads(text) if is_toml else json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        kind = "TOML" if is_toml else "JSON"
        raise QueryError(
            f"This is not valid {kind}: {error}.", "Save the search again, or correct the file."
        ) from error
    if not isinstance(record, dict):
        raise QueryError("This file holds no saved search.", "A saved search is a table with a “text” field.")
    return read_query(record, may_be_empty=may_be_empty)


def read_query(record: Mapping[str, Any], *, may_be_empty: bool = False) -> ReadQuery:
    """Undo `write_query`. With `may_be_empty` it may look for nothing and only filter.

    Raises: QueryError, for a later version and for values that cannot be.
    """
    version = record.get(_VERSION_FIELD, VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise QueryError(f"The version of this saved search is {version!r}.", f"It must be {VERSION}.")
    if version > VERSION:
        raise QueryError(
            f"This search was saved by a later version of C2V Desktop (format {version}, known up to {VERSION}).",
            "Update C2V Desktop, or save the search again with this version.",
        )
    given = {name: value for name, value in record.items() if name not in (_VERSION_FIELD, _NAMES_FIELD)}
    completed = _completed(given)
    try:
        query = msgspec.convert(completed, Query, dec_hook=_made_value)
        names = msgspec.convert(record.get(_NAMES_FIELD, {}), QueryNames, strict=False)
    except msgspec.ValidationError as error:
        raise QueryError(
            f"This query cannot be used: {_in_words(error)}.", "Correct it, or save the search again."
        ) from (error)
    if "phrases" not in given and has_words(query.text):
        query = replace(query, phrases=cut_query(query.text).phrases)
    check_query(query, may_be_empty=may_be_empty)
    unknown = sorted(_unknown(completed, query, ""))
    named = ", ".join(f"“{name}”" for name in unknown)
    notes = (f"Unknown in this saved search, and ignored: {named}.",) if unknown else ()
    return ReadQuery(query, notes, names)


def read_filter(record: Mapping[str, Any]) -> tuple[Filter, tuple[str, ...]]:
    """The filter of a record by itself, and sentences about what could not be taken over. Raises: QueryError."""
    try:
        made = msgspec.convert(record, Filter, dec_hook=_made_value)
    except msgspec.ValidationError as error:
        raise QueryError(f"This filter cannot be used: {_in_words(error)}.", "Correct the field.") from error
    unknown = ", ".join(f"“{name}”" for name in sorted(_unknown(record, made, "")))
    return made, ((f"Unknown in this filter, and ignored: {unknown}.",) if unknown else ())


def _completed(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with positions for phrases that have none, and for its steps the same."""
    made = {"text": "", "phrases": [], **_placed(record)}
    steps = made.get("then")
    if isinstance(steps, list):
        made["then"] = [_placed(step) if isinstance(step, dict) else step for step in steps]
    return made


def _placed(record: Mapping[str, Any]) -> dict[str, Any]:
    text, phrases = record.get("text", ""), record.get("phrases")
    if not isinstance(text, str) or not isinstance(phrases, list):
        return dict(record)
    placed, done = [], 0
    for phrase in phrases:
        words = phrase.get("text") if isinstance(phrase, dict) else None
        if not isinstance(words, str) or "start" in phrase or "stop" in phrase:
            placed.append(phrase)
            continue
        start = text.find(words, done)
        if start < 0:
            text = f"{text.rstrip()}, {words}" if text.strip() else words
            start = len(text) - len(words)
        done = start + len(words)
        placed.append({**phrase, "start": start, "stop": done})
    return {**record, "text": text, "phrases": placed}


def _unknown(given: object, known: object, where: str) -> set[str]:
    """Names of fields in a record that the value made of it does not have."""
    if isinstance(given, Mapping) and is_dataclass(known):
        names = {field.name for field in fields(known)}
        found = {f"{where}{name}" for name in given if name not in names}
        for name in names & given.keys():
            found |= _unknown(given[name], getattr(known, name), f"{where}{name}.")
        return found
    if isinstance(given, list) and isinstance(known, tuple):
        return set().union(*(_unknown(one, other, where) for one, other in zip(given, known, strict=False)))
    return set()


def _plain_value(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(f"a query has no values of {type(value)}")


def _made_value(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        try:
            os.fsencode(value)
        except UnicodeEncodeError:
            raise ValueError("Expected a path, got text that no file can be named") from None
        return Path(value)
    raise ValueError(f"Expected `str`, got {value!r}")


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number")


def _in_words(error: msgspec.ValidationError) -> str:
    """Expected `float`, got `str` - at `$.phrases[0].weight`: said with the field first, in words for a person."""
    said, _, place = str(error).partition(" - at ")
    where = place.strip("`").removeprefix("$").removeprefix(".").replace("[...]", "")
    for name, words in _WORDS.items():
        said = said.replace(name, words)
    return f"{where}: {said[:1].lower()}{said[1:]}" if where else said
