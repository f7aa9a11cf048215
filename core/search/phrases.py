"""Cuts a sentence into the phrases whose share of a score is worth seeing.

Pure. The rules: quotation marks hold a phrase together; commas, full stops and similar marks always cut; words
without a picture of their own (articles, prepositions, pronouns, forms of "be") cut and are left out; a verb of
motion or an -ing form opens a phrase of its own after its subject. "a red car drives up" gives "red car" and
"drives up". The user can cut otherwise, so the rules need to be plain rather than perfect.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from core.errors import EmptyQueryError
from core.search.query_rules import expect_apart
from core.values import Filter, Phrase, Query
from core.values.english_words import FUNCTION, HANGING, NOT_ING, NOT_VERB, PARTICLES, SINGULAR, VERBS
from core.values.word_matching import WordMatcher

NO_NAMES: Final = WordMatcher([])
_TOKEN = re.compile(r"[^\W_]+(?:['’\-_][^\W_]+)*|[^\w\s]|_+")
_QUOTED = re.compile(r"\"([^\"]*)\"|“([^”]*)”|«([^»]*)»|„([^“”]*)[“”]")
_MINUS = re.compile(r"(?:^|(?<=[\s,;]))[-−][\"“„«]?$")
_POSSESSIVE = re.compile(r"['’]s?\b", re.IGNORECASE)
_QUOTES = str.maketrans(dict.fromkeys('"“”„«»', " "))


def cut_query(text: str, filter_: Filter | None = None, names: WordMatcher = NO_NAMES) -> Query:
    """Make a query of what the user typed. Positions stay those of the typed text; quotation marks become spaces.

    Each of the taught `names` is a phrase of its own. Raises: EmptyQueryError, when there is no word in it.
    """
    if not any(ch.isalnum() for ch in text):
        raise EmptyQueryError("The query is empty.", "Describe a shot in a few words.")
    plain = text.translate(_QUOTES)
    spans = find_phrases(text, names) or _trimmed(plain, 0, len(plain))
    return Query(plain, _with_minus(tuple(Phrase(plain[a:b], a, b) for a, b in spans), text), filter_ or Filter())


def _with_minus(phrases: tuple[Phrase, ...], text: str) -> tuple[Phrase, ...]:
    """A minus sign right before a phrase excludes it, as search engines have it; not while it is all that is asked."""
    marked = tuple(
        replace(phrase, role="not") if _MINUS.search(text, 0, phrase.start) and phrase.text[0].isalpha() else phrase
        for phrase in phrases
    )
    return marked if any(phrase.role != "not" for phrase in marked) else phrases


def edit_phrases(query: Query, phrases: Sequence[tuple[int, int]]) -> Query:
    """The same sentence cut at other places; a phrase keeps the marks of the one it overlaps most.

    Raises: QueryError, when spans overlap or lie outside.
    """
    spans = expect_apart(query.text, phrases)
    return replace(query, phrases=tuple(_recut(query, start, stop) for start, stop in spans))


def _recut(query: Query, start: int, stop: int) -> Phrase:
    """The stretch as a phrase. Of a marked phrase that was cut in two, both keep its marks."""
    made = Phrase(query.text[start:stop], start, stop)
    shared = [(min(stop, old.stop) - max(start, old.start), old) for old in query.phrases]
    most, old = max(shared, key=lambda each: each[0], default=(0, made))
    return replace(old, text=made.text, start=start, stop=stop) if most > 0 else made


def find_phrases(text: str, names: WordMatcher = NO_NAMES) -> list[tuple[int, int]]:
    """Spans of the phrases in a sentence, in order and apart from each other."""
    spans: list[tuple[int, int]] = []
    done = 0
    for quoted in _QUOTED.finditer(text):
        spans += _cut_around(text, done, quoted.start(), names)
        group = quoted.lastindex or 0
        spans += _trimmed(text, *quoted.span(group)) if group else []
        done = quoted.end()
    return spans + _cut_around(text, done, len(text), names)


def _cut_around(text: str, start: int, stop: int, names: WordMatcher) -> list[tuple[int, int]]:
    """Spans in a stretch without quotation marks; names are not cut and join no other phrase."""
    spans: list[tuple[int, int]] = []
    for name in names.find(text):
        if start <= name.start and name.stop <= stop:
            rest = (
                name.stop + len(possessive.group()) if (possessive := _POSSESSIVE.match(text, name.stop)) else name.stop
            )
            spans += [*_cut_plain(text, start, name.start), (name.start, name.stop)]
            start = rest
    return spans + _cut_plain(text, start, stop)


def _trimmed(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """The span without outer spaces; none when no word is in it."""
    inner = text[start:stop]
    if not any(ch.isalnum() for ch in inner):
        return []
    return [(start + len(inner) - len(inner.lstrip()), stop - len(inner) + len(inner.rstrip()))]


def _cut_plain(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Spans in a stretch without quotation marks."""
    return [(run[0].start(), run[-1].end()) for run in _runs(list(_TOKEN.finditer(text, start, stop)))]


def _runs(tokens: Sequence[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Group the words of each phrase."""
    run: list[re.Match[str]] = []
    singular = False
    for place, token in enumerate(tokens):
        word = token.group().lower()
        rest = tokens[place + 1 :]
        if _is_particle(word, rest) and len(run) == 1 and _is_verb(run[0].group().lower()):
            run.append(token)
        elif word in FUNCTION or word in PARTICLES or not word[0].isalnum():
            yield from [run] if run else []
            run, singular = [], word in SINGULAR
        elif run and _opens(word, singular):
            yield run
            run, singular = [token], False
        else:
            run.append(token)
    yield from [run] if run else []


def _is_particle(word: str, rest: Sequence[re.Match[str]]) -> bool:
    """True when this word may belong to the verb before it."""
    return word in PARTICLES or (word in HANGING and (not rest or not rest[0].group()[0].isalnum()))


def _opens(word: str, singular: bool) -> bool:
    """True when this word, coming after a noun, begins to tell what happens."""
    if _is_verb(word):
        return True
    ends_as_verb = word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s"))
    return singular and len(word) > 3 and ends_as_verb and word not in NOT_VERB


def _is_verb(word: str) -> bool:
    """True for an -ing form, and for the verbs footage is described with."""
    if word in NOT_ING or word in NOT_VERB:
        return False
    if word.endswith("ing") and len(word) > 4:
        return True
    stems = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y")
    return any(stem in VERBS for stem in stems)
