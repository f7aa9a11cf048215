"""Makes an excluded phrase of "without X", which the model would read as a wish for X. Pure."""

from dataclasses import replace

from core.search.hints import negation
from core.search.phrases import cut_query
from core.search.query_rules import add_phrase
from core.values import Query


def exclude_negated(query: Query) -> Query | None:
    """The query with its first negation as an excluded phrase at the end; None when there is no negation.

    Phrases that stay keep their marks. Raises: EmptyQueryError, when nothing else is asked for.
    """
    found = negation(query.text)
    if found is None:
        return None
    start, stop, words = found
    kept = f"{query.text[:start].rstrip(' ,;')} {query.text[stop:].lstrip()}".strip()
    fresh = cut_query(kept, query.filter)
    marked = {phrase.text.casefold(): phrase for phrase in query.phrases}
    phrases = tuple(
        replace(marked[each.text.casefold()], text=each.text, start=each.start, stop=each.stop)
        if each.text.casefold() in marked
        else each
        for each in fresh.phrases
    )
    nobody = " ".join(words.lower().split()) in ("no one", "nobody")
    return add_phrase(replace(query, text=fresh.text, phrases=phrases), "people" if nobody else words, "not")
