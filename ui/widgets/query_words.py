"""Searches and filters in words: for tooltips, lists of searches, and the filters that are on. No Qt."""

from collections.abc import Mapping
from pathlib import Path

from core.printable import printable
from core.values import Filter, Query
from ui.translate import translate
from ui.widgets import amounts
from ui.widgets.filter_parts import NO_FOLDERS, NO_NAMES, parts_of


def query_words(
    query: Query, folders: Mapping[int, Path] = NO_FOLDERS, collections: Mapping[int, str] = NO_NAMES
) -> str:
    """What a search looks for and what it is limited to, in one line; names of folders and collections by id."""
    parts = [query.text.strip(), *(step.text.strip() for step in query.then)]
    line = " → ".join(printable(part) for part in parts if part)
    examples = ", ".join(printable(example.path.name) for example in query.examples)
    like = translate("Widgets", "like {examples}").format(examples=examples) if examples else ""
    kinds = [each.kind for each in query.likes if not each.muted]
    counts = ((amounts.liked, kinds.count("liked")), (amounts.disliked, kinds.count("disliked")))
    judged = ", ".join(words(number) for words, number in counts if number)
    limited = ", ".join(filter_words(query.filter, folders, collections))
    return " · ".join(part for part in (line, like, judged, limited) if part)


def filter_words(
    wanted: Filter, folders: Mapping[int, Path] = NO_FOLDERS, collections: Mapping[int, str] = NO_NAMES
) -> list[str]:
    """Each thing that a filter asks for; names of folders and collections by id."""
    return [part.text for part in parts_of(wanted, folders, collections)]
