"""Words that a filter answers better than a model: "4K", "vertical", "yesterday". They are offered, never applied."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from core.values import FacetKind, Facets, Filter, FilterHint, Resolution, choose, fold, rate_class

_RESOLUTIONS: Final[dict[str, Resolution]] = {
    "8k": "8K", "6k": "6K", "4k": "4K", "uhd": "4K", "2160p": "4K", "1440p": "QHD", "1080p": "Full HD",
    "full hd": "Full HD", "fullhd": "Full HD", "fhd": "Full HD", "720p": "HD",
}  # fmt: skip
_RATES: Final = {"23.98": 2398, "23.976": 2398, "29.97": 2997, "59.94": 5994}
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH: Final = "|".join(_MONTHS)
_DRONES: Final = ("dji", "mavic", "autel", "parrot", "skydio")
_LEAST_LETTERS: Final = 3
"""A tag or camera of fewer letters is not looked for: too many words would be taken for it."""


def suggest_filters(text: str, filter_: Filter, facets: Facets, today: date) -> tuple[FilterHint, ...]:
    """What could be filtered by instead, in order of the text; nothing that the filter has already.

    Cameras, codecs and tags are suggested only where clips of the library have them; `today` is the date here.
    """
    found = [
        FilterHint(text[start:stop], start, stop, kind, made)
        for start, stop, kind, made in _all(text, filter_, facets, today)
        if made != filter_
    ]
    found.sort(key=lambda hint: (hint.start, -hint.stop))
    kept: list[FilterHint] = []
    for hint in found:  # of two at one place the longer one
        if not kept or hint.start >= kept[-1].stop:
            kept.append(hint)
    return tuple(kept)


_Found = tuple[int, int, FacetKind, Filter]


def _all(text: str, filter_: Filter, facets: Facets, today: date) -> Iterator[_Found]:
    def by(kind: FacetKind) -> Callable[[object], Filter]:
        return lambda value: choose(filter_, kind, value)

    words = "|".join(sorted(_RESOLUTIONS, key=len, reverse=True)).replace(" ", r"\s+")
    for match in _words(words, text):
        yield *match.span(), "resolution", by("resolution")(_RESOLUTIONS[" ".join(match[0].lower().split())])
    for match in _words(r"vertical(?:\s+(?:video|format|clips?))?|portrait\s+(?:video|format|mode|clips?)|9:16", text):
        yield *match.span(), "orientation", by("orientation")("portrait")
    for match in _words(r"horizontal\s+(?:video|format|clips?)|landscape\s+(?:format|mode)|16:9", text):
        yield *match.span(), "orientation", by("orientation")("landscape")
    for match in _words(r"(\d{2,3}(?:\.\d{1,3})?)\s*(?:fps|frames\s+(?:a|per)\s+second)", text):
        rate = _RATES.get(match[1], rate_class(float(match[1])))
        yield *match.span(), "frame_rate", by("frame_rate")(rate)
    for match in _words(r"([1-5])\s*stars?(?:\s+or\s+more)?|([★]{1,5})", text):
        yield *match.span(), "rating", by("rating")(int(match[1]) if match[1] else len(match[2]))
    for start, stop, first, last in _days(text, today):
        yield start, stop, "shot", replace(filter_, shot_from=first, shot_until=last)
    yield from _names(text, filter_, facets)


def _days(text: str, today: date) -> Iterator[tuple[int, int, date, date]]:
    """Stretches that name days, and the first and last of those."""
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    spans = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1),) * 2,
        "this week": (monday, today),
        "last week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "this month": (month, today),
        "last month": (before.replace(day=1), before),
        "this year": (date(today.year, 1, 1), today),
        "last year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }
    for match in _words("|".join(spans).replace(" ", r"\s+"), text):
        yield *match.span(), *spans[" ".join(match[0].lower().split())]
    for match in _words(r"(\d{4})-(\d{2})-(\d{2})", text):
        try:
            day = date(*map(int, match.groups()))
        except ValueError:
            continue
        yield *match.span(), day, day
    for match in _words(rf"(?:in\s+)?({_MONTH})\s+((?:19|20)\d\d)", text):
        year, number = int(match[2]), _MONTHS.index(match[1].lower()) + 1
        yield *match.span(), date(year, number, 1), date(year, number, monthrange(year, number)[1])


def _names(text: str, filter_: Filter, facets: Facets) -> Iterator[_Found]:
    """Names that clips of the library have: of cameras, codecs, reels and tags."""
    counts = facets.counts
    for value in map(str, counts.get("codec", ())):
        spelled = {"h264": r"h\.?264|avc", "hevc": r"h\.?265|hevc", "prores": r"pro\s?res"}.get(value, re.escape(value))
        if len(value) >= _LEAST_LETTERS:
            yield from _each(text, spelled, "codec", choose(filter_, "codec", value))
    cameras = [str(value) for value in counts.get("camera", ())]
    for word in sorted({word for each in cameras for word in each.split() if len(word) >= _LEAST_LETTERS}):
        mine = frozenset(each for each in cameras if word in each.split())
        yield from _each(text, re.escape(word), "camera", replace(filter_, cameras=mine))
    drones = frozenset(each for each in cameras if any(name in fold(each) for name in _DRONES))
    if drones:
        yield from _each(text, r"drones?(?:\s+(?:shots?|footage))?", "camera", replace(filter_, cameras=drones))
    for kind in ("reel", "tag"):
        for value in map(str, counts.get(kind, ())):
            if len(value) >= _LEAST_LETTERS:
                spelled = r"\s+".join(map(re.escape, value.split()))
                yield from _each(text, spelled, kind, choose(filter_, kind, value))


def _each(text: str, spelled: str, kind: FacetKind, made: Filter) -> Iterable[_Found]:
    return [(*match.span(), kind, made) for match in _words(spelled, text)]


def _words(spelled: str, text: str) -> Iterator[re.Match[str]]:
    """Whole words, whatever their case."""
    return re.finditer(rf"(?<![\w.-])(?:{spelled})(?![\w'’-])", text, re.IGNORECASE)
