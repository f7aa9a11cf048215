"""What a filter row offers: the values there are of each kind, and how many clips each would give. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from math import nextafter
from typing import Any, Final, Literal, TypeAlias

from core.values.filter import Filter

FacetKind = Literal[
    "state", "codec", "frame_rate", "resolution", "orientation", "duration", "shot", "camera", "reel", "rating",
    "flag", "seen", "sound", "tag", "collection",
]  # fmt: skip
FacetValue: TypeAlias = str | int | bool
DURATIONS_S: Final = (0, 10, 60, 300, 1800)
"""Where the classes of lengths begin, that a filter row offers."""


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts of clips, for one filter.

    A count is the number of clips there would be if this value were chosen, all other kinds filtered as they are
    (`choose`): of one kind the values stand beside one another, and only tags narrow each other. Values without any
    clip are left out.
    """

    clips: int = 0
    """Clips that pass the whole filter."""
    counts: Mapping[FacetKind, Mapping[FacetValue, int]] = field(default_factory=dict)
    """Durations by where their class begins, days as 2026-05-01, frame rates in hundredths, collections by id."""


@dataclass(frozen=True, slots=True)
class FilterHint:
    """A stretch of the text, and the filter it may stand for. Units: character positions."""

    text: str
    start: int
    stop: int
    kind: FacetKind
    filter: Filter
    """The filter of the query with this choice added."""


def choose(filter_: Filter, kind: FacetKind, value: Any) -> Filter:
    """The filter with this value chosen, in the place of others of its kind."""
    return _CHOSEN[kind](without(filter_, kind), value)


def without(filter_: Filter, kind: FacetKind) -> Filter:
    """The filter with nothing chosen of a kind; tags stay, as they narrow each other."""
    return replace(filter_, **{name: _EMPTY[name] for name in _FIELDS[kind]})


def _with_duration(filter_: Filter, start_s: int) -> Filter:
    after = [each for each in DURATIONS_S if each > start_s]
    # up to the next class, which begins with the next number there is
    return replace(filter_, min_duration_s=float(start_s), max_duration_s=_before(after[0]) if after else None)


def _with_day(filter_: Filter, day: str) -> Filter:
    return replace(filter_, shot_from=date.fromisoformat(day), shot_until=date.fromisoformat(day))


_EMPTY: Final = {each.name: getattr(Filter(), each.name) for each in fields(Filter)}
_FIELDS: Final[dict[FacetKind, tuple[str, ...]]] = {
    "state": ("states",),
    "codec": ("codecs",),
    "frame_rate": ("frame_rates", "min_frame_rate", "max_frame_rate"),
    "resolution": ("resolutions",),
    "orientation": ("orientations",),
    "duration": ("min_duration_s", "max_duration_s"),
    "shot": ("shot_from", "shot_until"),
    "camera": ("cameras",),
    "reel": ("reels",),
    "rating": ("min_rating",),
    "flag": ("flags",),
    "seen": ("seen",),
    "sound": ("has_sound",),
    "tag": (),
    "collection": ("collection_ids",),
}
_CHOSEN: Final[dict[FacetKind, Callable[[Filter, Any], Filter]]] = {
    "state": lambda filter_, value: replace(filter_, states=frozenset({value})),
    "codec": lambda filter_, value: replace(filter_, codecs=frozenset({value})),
    "frame_rate": lambda filter_, value: replace(filter_, frame_rates=frozenset({value})),
    "resolution": lambda filter_, value: replace(filter_, resolutions=frozenset({value})),
    "orientation": lambda filter_, value: replace(filter_, orientations=frozenset({value})),
    "duration": _with_duration,
    "shot": _with_day,
    "camera": lambda filter_, value: replace(filter_, cameras=frozenset({value})),
    "reel": lambda filter_, value: replace(filter_, reels=frozenset({value})),
    "rating": lambda filter_, value: replace(filter_, min_rating=value),
    "flag": lambda filter_, value: replace(filter_, flags=frozenset({value})),
    "seen": lambda filter_, value: replace(filter_, seen=value),
    "sound": lambda filter_, value: replace(filter_, has_sound=value),
    "tag": lambda filter_, value: replace(filter_, tags=filter_.tags | {value}),
    "collection": lambda filter_, value: replace(filter_, collection_ids=frozenset({value})),
}


def _before(limit_s: float) -> float:
    return nextafter(limit_s, 0.0)
