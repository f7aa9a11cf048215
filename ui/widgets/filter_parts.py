"""Filters in words: one part for each thing that is asked, with the filter that is left without it. No widgets."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from core.printable import printable
from core.values import DURATIONS_S, FacetKind, FacetValue, Filter
from ui.translate import noop, translate
from ui.widgets import amounts, formatting

_WORDS: Final = {
    "pick": noop("Widgets", "Picked"),
    "reject": noop("Widgets", "Rejected"),
    "": noop("Widgets", "No flag"),
    "landscape": noop("Widgets", "Landscape"),
    "portrait": noop("Widgets", "Portrait"),
    "square": noop("Widgets", "Square"),
}


NO_NAMES: Final[Mapping[int, str]] = MappingProxyType({})
NO_FOLDERS: Final[Mapping[int, Path]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FilterPart:
    """One thing that a filter asks."""

    key: str
    """Fields it comes from; names it over changes of its value."""
    text: str
    rest: Filter
    """The filter without it."""


def parts_of(
    wanted: Filter, folders: Mapping[int, Path] = NO_FOLDERS, collections: Mapping[int, str] = NO_NAMES
) -> list[FilterPart]:
    """Everything that is asked: where clips lie, then the order of the menu. Names of folders and collections by id."""
    parts = [*_places(wanted, folders), *_parts(wanted, collections)]
    return [FilterPart(key, text, replace(wanted, **cleared)) for key, text, cleared in parts]


_Part = tuple[str, str, dict[str, Any]]


def _places(wanted: Filter, folders: Mapping[int, Path]) -> Iterator[_Part]:
    for id_ in sorted(wanted.folder_ids):
        path = folders.get(id_)
        text = translate("Widgets", "Folder") if path is None else printable(path.name or str(path))
        yield f"folder:{id_}", text, {"folder_ids": wanted.folder_ids - {id_}}
    for path in sorted(wanted.below):
        yield f"below:{path}", printable(path.name or str(path)), {"below": wanted.below - {path}}
    if wanted.singles:
        yield "singles", translate("Widgets", "Single clips"), {"singles": False}


def _parts(wanted: Filter, collections: Mapping[int, str]) -> Iterator[_Part]:
    if wanted.name:
        text = translate("Widgets", "Name has “{text}”").format(text=printable(wanted.name))
        yield "name", text, {"name": ""}
    if wanted.min_rating:
        yield "rating", value_words("rating", wanted.min_rating, collections), {"min_rating": 0}
    for kind, name in _SETS.items():
        values = getattr(wanted, name)
        if not values:
            continue
        if kind == "tag":
            for tag in sorted(values):
                yield f"tag:{tag}", value_words("tag", tag, collections), {"tags": values - {tag}}
        else:
            words = [value_words(kind, value, collections) for value in sorted(values)]
            yield kind, _either(words), {name: frozenset()}
    if wanted.only_kept:
        yield "only_kept", translate("Widgets", "Only kept moments"), {"only_kept": False}
    for kind, name in _SWITCHES.items():
        value = getattr(wanted, name)
        if value is not None:
            yield kind, value_words(kind, value, collections), {name: None}
    yield from _ranges(wanted)


_SETS: Final[dict[FacetKind, str]] = {
    "flag": "flags", "tag": "tags", "collection": "collection_ids", "resolution": "resolutions",
    "orientation": "orientations", "frame_rate": "frame_rates", "codec": "codecs", "camera": "cameras",
    "reel": "reels", "state": "states",
}  # fmt: skip
_SWITCHES: Final[dict[FacetKind, str]] = {"seen": "seen", "sound": "has_sound"}


def _ranges(wanted: Filter) -> Iterator[_Part]:
    days = _between(*(day.isoformat() if day else "" for day in (wanted.shot_from, wanted.shot_until)))
    if days:
        cleared: dict[str, Any] = {"shot_from": None, "shot_until": None}
        yield "shot", translate("Widgets", "Shot {days}").format(days=days), cleared
    last = last_day_added(wanted)
    first = day_added(wanted)
    days = _between(first.isoformat() if first else "", last.isoformat() if last else "")
    if days:
        cleared = {"added_after_s": None, "added_before_s": None}
        yield "added", translate("Widgets", "Added {days}").format(days=days), cleared
    if wanted.added_within_s is not None:
        yield "added_within", _within_words(wanted.added_within_s), {"added_within_s": None}
    if wanted.min_duration_s is not None or wanted.max_duration_s is not None:
        yield "duration", length_words(wanted), {"min_duration_s": None, "max_duration_s": None}
    rates = (wanted.min_frame_rate, wanted.max_frame_rate)
    if rates != (None, None):
        low, high = ("" if rate is None else amounts.number(rate / 100) for rate in rates)
        text = translate("Widgets", "{rates} fps").format(rates=_between(low, high))
        yield "frame_rates", text, {"min_frame_rate": None, "max_frame_rate": None}


def _within_words(within_s: float) -> str:
    """Whole days where it is so many, hours else."""
    hours = within_s / 3600
    how_long = amounts.days(round(hours / 24)) if hours > 24 and hours % 24 == 0 else amounts.hours(hours)
    return translate("Widgets", "Added in the last {time}").format(time=how_long)


def _between(low: str, high: str) -> str:
    if low and high:
        return low if low == high else translate("Widgets", "{low} to {high}").format(low=low, high=high)
    if low:
        return translate("Widgets", "from {low}").format(low=low)
    return translate("Widgets", "up to {high}").format(high=high) if high else ""


def _either(words: Iterable[str]) -> str:
    return translate("Widgets", " or ").join(words)


def day_added(wanted: Filter) -> date | None:
    """The first day on which clips were added that pass, by the clock here."""
    return _day_of(wanted.added_after_s)


def last_day_added(wanted: Filter) -> date | None:
    """The last one."""
    return _day_of(None if wanted.added_before_s is None else wanted.added_before_s - 1e-3)


def _day_of(at_s: float | None) -> date | None:
    """The day in the time zone here."""
    if at_s is None:
        return None
    try:
        return datetime.fromtimestamp(at_s).astimezone().date()
    except (OverflowError, OSError, ValueError):
        return None


def length_words(wanted: Filter) -> str:
    """A class of lengths as the menu calls it, or any range of them."""
    least_s, most_s = wanted.min_duration_s, wanted.max_duration_s
    start = round(least_s) if least_s is not None else 0
    after = [each for each in DURATIONS_S if each > start]
    if start in DURATIONS_S and most_s is not None and after and after[0] - 0.001 < most_s < after[0]:
        return class_words(start)
    if start == DURATIONS_S[-1] and most_s is None:
        return class_words(start)
    low = "" if not least_s else formatting.duration(least_s)
    high = "" if most_s is None else formatting.duration(most_s)
    return translate("Widgets", "Length {lengths}").format(lengths=_between(low or "0:00" if high else low, high))


def class_words(start_s: int) -> str:
    """A class of lengths: under 0:10, 0:10 to 1:00, 30:00 or more."""
    after = [each for each in DURATIONS_S if each > start_s]
    if not after:
        return translate("Widgets", "{length} or more").format(length=formatting.duration(start_s))
    if start_s == 0:
        return translate("Widgets", "under {length}").format(length=formatting.duration(after[0]))
    return translate("Widgets", "{start} to {end}").format(
        start=formatting.duration(start_s), end=formatting.duration(after[0])
    )


def value_words(kind: FacetKind, value: FacetValue, collections: Mapping[int, str]) -> str:
    """A value of a kind in words."""
    if kind == "rating":
        return translate("Widgets", "{stars} or more").format(stars=amounts.stars(int(value)))
    if kind == "frame_rate":
        return translate("Widgets", "{rate} fps").format(rate=amounts.number(int(value) / 100))
    if kind == "duration":
        return class_words(int(value))
    if kind == "collection":
        return collections.get(int(value), "") or translate("Widgets", "Collection")
    if kind == "seen":
        return translate("Widgets", "Seen") if value else translate("Widgets", "Not seen")
    if kind == "sound":
        return translate("Widgets", "With sound") if value else translate("Widgets", "Without sound")
    if kind == "state":
        return formatting.state(value)  # type: ignore[arg-type]
    if kind in ("flag", "orientation"):
        word = _WORDS[str(value)]
        return translate("Widgets", word)
    return printable(str(value))
