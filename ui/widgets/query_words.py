"""Searches and filters in words: for tooltips, lists of searches, and the filters that are on. No Qt."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from core.printable import printable
from core.values import Filter, Query
from ui.translate import noop, translate
from ui.widgets import amounts, formatting

_NONE: Mapping[int, str] = MappingProxyType({})
_NO_PATHS: Mapping[int, Path] = MappingProxyType({})
_WORDS = {
    "pick": noop("Widgets", "Picked"),
    "reject": noop("Widgets", "Rejected"),
    "": noop("Widgets", "No flag"),
    "landscape": noop("Widgets", "Landscape"),
    "portrait": noop("Widgets", "Portrait"),
    "square": noop("Widgets", "Square"),
}


def query_words(query: Query, folders: Mapping[int, Path] = _NO_PATHS, collections: Mapping[int, str] = _NONE) -> str:
    """What a search looks for and what it is limited to, in one line; names of folders and collections by id."""
    parts = [query.text.strip(), *(step.text.strip() for step in query.then)]
    line = " → ".join(printable(part) for part in parts if part)
    examples = ", ".join(printable(example.path.name) for example in query.examples)
    like = translate("Widgets", "like {examples}").format(examples=examples) if examples else ""
    limited = ", ".join(filter_words(query.filter, folders, collections))
    return " · ".join(part for part in (line, like, limited) if part)


def filter_words(
    wanted: Filter, folders: Mapping[int, Path] = _NO_PATHS, collections: Mapping[int, str] = _NONE
) -> list[str]:
    """Each thing that a filter asks for; names of folders and collections by id."""
    said = [printable(folders[id_].name or str(folders[id_])) for id_ in sorted(wanted.folder_ids) if id_ in folders]
    said += [printable(path.name or str(path)) for path in sorted(wanted.below)]
    if wanted.singles:
        said.append(translate("Widgets", "Single clips"))
    if wanted.min_rating:
        said.append(translate("Widgets", "{stars} or more").format(stars=amounts.stars(wanted.min_rating)))
    said += [translate("Widgets", _WORDS[each]) for each in sorted(wanted.flags)]
    said += [printable(tag) for tag in sorted(wanted.tags)]
    said += [printable(collections[id_]) for id_ in sorted(wanted.collection_ids) if id_ in collections]
    if wanted.seen is not None:
        said.append(translate("Widgets", "Seen") if wanted.seen else translate("Widgets", "Not seen"))
    said += _between(
        translate("Widgets", "shot"),
        "" if wanted.shot_from is None else wanted.shot_from.isoformat(),
        "" if wanted.shot_until is None else wanted.shot_until.isoformat(),
    )
    said += _between(translate("Widgets", "added"), _day(wanted.added_after_s), _day(wanted.added_before_s))
    said += _between(
        translate("Widgets", "length"),
        "" if not wanted.min_duration_s else formatting.duration(wanted.min_duration_s),
        "" if wanted.max_duration_s is None else formatting.duration(wanted.max_duration_s),
    )
    said += sorted(wanted.resolutions)
    said += [translate("Widgets", _WORDS[each]) for each in sorted(wanted.orientations)]
    said += [translate("Widgets", "{rate:g} fps").format(rate=rate / 100) for rate in sorted(wanted.frame_rates)]
    said += [printable(each) for each in (*sorted(wanted.codecs), *sorted(wanted.cameras), *sorted(wanted.reels))]
    said += [formatting.state(each) for each in sorted(wanted.states)]
    if wanted.name:
        said.append(translate("Widgets", "named “{name}”").format(name=printable(wanted.name)))
    return said


def _between(what: str, first: str, last: str) -> list[str]:
    """A range in words; nothing where both ends are open."""
    if first and last:
        words = what if first != last else ""
        return [f"{words} {first} – {last}" if words else f"{what} {first}"]
    if first:
        return [translate("Widgets", "{what} from {first}").format(what=what, first=first)]
    return [translate("Widgets", "{what} until {last}").format(what=what, last=last)] if last else []


def _day(at_s: float | None) -> str:
    """The day in the time zone here."""
    if at_s is None:
        return ""
    try:
        return datetime.fromtimestamp(at_s).astimezone().date().isoformat()
    except (OverflowError, OSError, ValueError):
        return ""
