"""What makes a query valid, and small changes to one that keep it valid. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from core.errors import EmptyQueryError, QueryError
from core.values import LEAST_WEIGHT, MOST_STARS, MOST_WEIGHT, Example, Like, Phrase, PhraseRole, Query, Step
from core.values.english_words import FUNCTION

MOST_STEPS: Final = 8
MOST_EXAMPLES: Final = 16
MOST_PHRASES: Final = 64
MOST_LIKES: Final = 64


def check_query(query: Query, *, may_be_empty: bool = False) -> None:
    """With `may_be_empty` a query may look for nothing and only filter.

    Raises: QueryError, with a sentence about the first field that cannot be; EmptyQueryError.
    """
    for step in (Step(query.text, query.phrases), *query.then):
        check_phrases(step.text, step.phrases)
    for number, step in enumerate(query.then, start=2):
        if not has_words(step.sentence) and not is_silent(step):
            raise EmptyQueryError(
                f"Step {number} of the query has nothing to look for.", "Describe what comes next, or remove the step."
            )
    for example in query.examples:
        _check_example(example)
    if len(query.then) > MOST_STEPS:
        raise QueryError(f"A query has at most {MOST_STEPS} steps; this one has {len(query.then)}.", "Remove some.")
    if len(query.examples) > MOST_EXAMPLES:
        raise QueryError(
            f"A query has at most {MOST_EXAMPLES} examples; this one has {len(query.examples)}.", "Remove some."
        )
    for like in query.likes:
        _check_like(like)
    if len(query.likes) > MOST_LIKES:
        raise QueryError(f"A query has at most {MOST_LIKES} likes; this one has {len(query.likes)}.", "Remove some.")
    if not 0 <= query.filter.min_rating <= MOST_STARS:
        raise QueryError(f"The filter asks for {query.filter.min_rating} stars.", f"Give 0 to {MOST_STARS} stars.")
    if not (math.isfinite(query.within_s) and query.within_s >= 0):
        raise QueryError(f"The gap between steps is {query.within_s:g} seconds.", "Give 0 seconds or more.")
    if query.motion is not None and not 0 <= query.motion <= 1:
        raise QueryError(f"The motion weight is {query.motion:g}.", "Give a number from 0 to 1.")
    if any(centre < 0 for centre in query.muted_centres):
        raise QueryError(f"There is no centre {min(query.muted_centres)}.", "Muted centres count from 0.")
    if query.then and query.combine in ("any", "in_order"):
        how = "“any”" if query.combine == "any" else "“in order”"
        raise QueryError(
            f"Steps (“then”) and phrases combined with {how} cannot be searched together.",
            "Combine the phrases with “all”, or remove the steps.",
        )
    if may_be_empty and is_only_filter(query):
        return
    heard = without_silent_steps(query)
    if not heard.is_plain or not has_words(heard.text):
        _expect_wanted(heard)


def is_silent(step: Step) -> bool:
    """True when all that a step says is muted; an article that is left says nothing."""
    return bool(step.phrases) and all(phrase.muted for phrase in step.phrases) and not _says_something(step.sentence)


def without_silent_steps(query: Query) -> Query:
    """The query as it is searched: a step of which all is muted is left out for now, as a muted phrase is."""
    steps = (Step(query.text, query.phrases), *query.then)
    keeps_first = any(not example.muted for example in query.examples)
    heard = [step for number, step in enumerate(steps) if not is_silent(step) or (number == 0 and keeps_first)]
    if not query.then or not heard or len(heard) == len(steps):
        return query
    return replace(query, text=heard[0].text, phrases=heard[0].phrases, then=tuple(heard[1:]))


def is_only_filter(query: Query) -> bool:
    """True when it looks for nothing, and says only which clips: what a smart collection of clips is."""
    return query == Query("", (), query.filter, sort=query.sort) and not query.filter.is_empty


def check_phrases(text: str, phrases: Sequence[Phrase]) -> None:
    """Raises: QueryError, when phrases overlap, lie outside the text or say something else than it."""
    if len(phrases) > MOST_PHRASES:
        raise QueryError(f"A query has at most {MOST_PHRASES} phrases; this one has {len(phrases)}.", "Remove some.")
    expect_apart(text, [(phrase.start, phrase.stop) for phrase in phrases])
    for phrase in phrases:
        if text[phrase.start : phrase.stop] != phrase.text:
            raise QueryError(
                f"The phrase “{phrase.text}” is not in the query at its position.",
                "Leave out “start” and “stop”, and the phrase is looked for in the text.",
            )
        _check_weight(phrase.weight, f"the phrase “{phrase.text}”")
        if phrase.colour is not None and phrase.colour < 0:
            raise QueryError(f"The colour of the phrase “{phrase.text}” is {phrase.colour}.", "Colours count from 0.")


def expect_apart(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order. Raises: QueryError, when they overlap or lie outside the text."""
    done, ordered = 0, sorted(spans)
    for start, stop in ordered:
        if not done <= start < stop <= len(text) or not text[start:stop].strip():
            raise QueryError(
                "These phrases overlap or lie outside the query.", "Each phrase must be a separate part of the text."
            )
        done = stop
    return ordered


def add_phrase(query: Query, text: str, role: PhraseRole, weight: float = 1.0) -> Query:
    """The query with one more phrase at the end of its text. Raises: QueryError, when there is no word in it."""
    words = " ".join(text.split())
    if not has_words(words):
        raise EmptyQueryError(f"There is no word in the phrase “{text}”.", "Describe it in a few words.")
    lead = f"{query.text.rstrip()}, " if query.text.strip() else ""
    start = len(lead)
    added = Phrase(words, start, start + len(words), role, weight)
    return replace(query, text=lead + words, phrases=(*query.phrases, added))


def wanted_phrases(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Those that are looked for and cannot be missing."""
    return [phrase for phrase in phrases if phrase.role == "must" and not phrase.muted]


def optional_phrases(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Those that help a moment and cost others nothing."""
    return [phrase for phrase in phrases if phrase.role == "should" and not phrase.muted]


def excluded_phrases(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Those that moments must not show."""
    return [phrase for phrase in phrases if phrase.role == "not" and not phrase.muted]


def has_words(text: str) -> bool:
    """True when there is something to read."""
    return any(ch.isalnum() for ch in text)


def _check_weight(weight: float, what: str) -> None:
    if not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
        raise QueryError(
            f"The weight of {what} is {weight:g}.", f"Give a number from {LEAST_WEIGHT:g} to {MOST_WEIGHT:g}."
        )


def _check_example(example: Example) -> None:
    if not example.path.name:
        raise QueryError("An example has no file.", "Name a picture, or a clip and a time.")
    _check_weight(example.weight, f"the example {example.path.name}")
    times_s = [example.start_s, *([example.stop_s] if example.stop_s is not None else [])]
    _check_times(f"example {example.path.name}", times_s)


def _check_like(like: Like) -> None:
    if not like.path.name:
        raise QueryError("A like has no file.", "Name a clip and the times of the moment.")
    _check_times(f"like {like.path.name}", [like.start_s, like.stop_s])


def _check_times(what: str, times_s: Sequence[float]) -> None:
    if not all(math.isfinite(each) and each >= 0 for each in times_s) or list(times_s) != sorted(times_s):
        raise QueryError(f"The times of the {what} are not in order.", "Give seconds from 0 on.")


def _says_something(sentence: str) -> bool:
    """Is there a word that is more than an article or the like?"""
    return any(has_words(word) and word.lower() not in FUNCTION for word in sentence.split())


def _expect_wanted(query: Query) -> None:
    """Raises: EmptyQueryError, when nothing is left to look for."""
    if any(not example.muted for example in query.examples):
        return
    is_read = _says_something(query.sentence)
    if query.combine == "sentence":
        is_there = is_read or (bool(optional_phrases(query.phrases)) and not query.then)
    elif query.combine == "all":
        is_there = is_read
    else:
        is_there = bool(wanted_phrases(query.phrases))
    if is_there:
        return
    if not has_words(query.text):
        raise EmptyQueryError("The query is empty.", "Describe a shot in a few words.")
    if query.then:
        raise EmptyQueryError(
            "The first step has nothing to look for: everything in it is excluded or muted.",
            "Say what it shows, or remove the step.",
        )
    raise EmptyQueryError(
        "There is nothing to look for: everything is excluded or muted.", "Say what the shot shows as well."
    )
