"""Options that choose clips: by date, length, picture, camera, name, marks and collections."""

import argparse
import re
import time
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, get_args

from c2v_desktop.cli.engine import Session
from c2v_desktop.library_names import collection_of, list_names
from core.errors import QueryError
from core.values import (
    MOST_STARS,
    FacetKind,
    Facets,
    Filter,
    Flag,
    Orientation,
    Resolution,
    fold,
    rate_class,
    read_time,
    tag_key,
)

_FLAGS: dict[str, Flag] = {"pick": "pick", "reject": "reject", "none": ""}


def add_filter_options(parser: argparse.ArgumentParser) -> None:
    """The options, in a group of their own; `filter_with` reads them."""
    group = parser.add_argument_group("filters", "only clips that pass all of these")
    many: dict[str, Any] = {"action": "append", "default": []}
    group.add_argument("--name", default="", metavar="TEXT", help="the file name contains TEXT")
    group.add_argument("--added-from", type=_day, metavar="DATE", help="added on DATE (2026-05-31) or later")
    group.add_argument("--added-until", type=_day, metavar="DATE", help="added on DATE or earlier")
    group.add_argument(
        "--added-within", type=_days, metavar="DAYS", help="added in the last DAYS days, such as 1 or 0.5"
    )
    group.add_argument(
        "--shot-from", type=_day, metavar="DATE", help="recorded on DATE or later, by the camera's clock"
    )
    group.add_argument("--shot-until", type=_day, metavar="DATE", help="recorded on DATE or earlier")
    group.add_argument("--min-length", type=_length, metavar="TIME", help="at least this long: 90, 1:30 or 1:02:30")
    group.add_argument("--max-length", type=_length, metavar="TIME", help="at most this long")
    group.add_argument("--fps", type=_rate, metavar="RATE", help="frame rate: 25, 29.97; may be repeated", **many)
    group.add_argument("--min-fps", type=_rate, metavar="RATE", help="at least this frame rate")
    group.add_argument("--max-fps", type=_rate, metavar="RATE", help="at most this frame rate")
    group.add_argument(
        "--resolution",
        type=_resolution,
        metavar="CLASS",
        help=f"one of {', '.join(get_args(Resolution))}; may be repeated",
        **many,
    )
    group.add_argument("--orientation", choices=get_args(Orientation), help="as shown, after rotation", **many)
    group.add_argument("--codec", metavar="NAME", help="video codec: H.264, HEVC, ProRes; may be repeated", **many)
    group.add_argument("--camera", metavar="NAME", help="make or model contains NAME; may be repeated", **many)
    group.add_argument("--reel", metavar="NAME", help="reel name stated in the file; may be repeated", **many)
    group.add_argument("--rating", type=_stars, default=0, metavar="N", help=f"N stars or more, 1 to {MOST_STARS}")
    group.add_argument("--flag", choices=_FLAGS, help="picked, rejected, or neither; may be repeated", **many)
    group.add_argument("--tag", metavar="NAME", help="has this tag; repeated: has all of them", **many)
    group.add_argument("--collection", metavar="NAME", help="has a moment in this collection; may be repeated", **many)
    group.add_argument(
        "--only-kept",
        action="store_true",
        help="only moments that are kept, of the collections named or of any, not the rest of their clips",
    )
    sound = group.add_mutually_exclusive_group()
    sound.add_argument("--sound", action="store_const", const=True, default=None, help="has a sound track")
    sound.add_argument("--no-sound", dest="sound", action="store_const", const=False, help="has no sound track")
    seen = group.add_mutually_exclusive_group()
    seen.add_argument("--seen", action="store_const", const=True, default=None, help="marked as seen")
    seen.add_argument("--unseen", dest="seen", action="store_const", const=False, help="not marked as seen")


def filter_with(session: Session, options: argparse.Namespace, filter_: Filter) -> Filter:
    """The filter with what the options ask for. Raises: QueryError, for names that the library does not have."""
    if not hasattr(options, "added_until"):  # a command without these options
        return filter_
    made = replace(
        filter_,
        name=options.name,
        added_after_s=None if options.added_from is None else _midnight_s(options.added_from),
        added_before_s=None if options.added_until is None else _midnight_s(options.added_until + timedelta(days=1)),
        added_within_s=None if options.added_within is None else options.added_within * 86_400,
        shot_from=options.shot_from,
        shot_until=options.shot_until,
        min_duration_s=options.min_length,
        max_duration_s=options.max_length,
        frame_rates=frozenset(options.fps),
        min_frame_rate=options.min_fps,
        max_frame_rate=options.max_fps,
        has_sound=options.sound,
        resolutions=frozenset(options.resolution),
        orientations=frozenset(options.orientation),
        min_rating=options.rating,
        flags=frozenset(_FLAGS[each] for each in options.flag),
        seen=options.seen,
        collection_ids=frozenset(collection_named(session, each) for each in options.collection),
        only_kept=options.only_kept,
    )
    if not (options.codec or options.camera or options.reel or options.tag):
        return made
    facets: Facets = session.do(session.library.facets, Filter())
    return replace(
        made,
        codecs=_chosen(facets, "codec", options.codec),
        cameras=_chosen(facets, "camera", options.camera),
        reels=_chosen(facets, "reel", options.reel),
        tags=frozenset(tag_named(session, each) for each in options.tag),
    )


def collection_named(session: Session, name: str) -> int:
    """Id of the collection of this name. Raises: QueryError."""
    return collection_of(session.do(session.library.collections), name).id


def tag_named(session: Session, name: str) -> str:
    """The tag of this name, as it is written. Raises: QueryError."""
    tags = [each.name for each in session.do(session.library.tags)]
    for each in tags:
        if tag_key(each) == tag_key(name):
            return each
    raise QueryError(f"No clip has the tag {name}.", list_names("Tags", tags))


def _chosen(facets: Facets, kind: FacetKind, names: list[str]) -> frozenset[str]:
    """The values that are meant: those equal to a name, else those that contain it. Raises: QueryError."""
    known = {str(value): _plain(str(value)) for value in facets.counts[kind]}
    found = set[str]()
    for name in names:
        key = _plain(name)
        equal = {value for value, plain in known.items() if plain == key}
        mine = equal or {value for value, plain in known.items() if key and key in plain}
        if not mine:
            raise QueryError(f"No clip has the {kind} {name}.", list_names(f"{kind.capitalize()}s", known))
        found |= mine
    return frozenset(found)


def _plain(text: str) -> str:
    """H.264 and h264 are one."""
    return re.sub(r"[\W_]+", "", fold(text))


def _midnight_s(day: date) -> float:
    """When the day begins here. Units: seconds since 1970."""
    try:
        return time.mktime((day.year, day.month, day.day, 0, 0, 0, 0, 0, -1))
    except (OverflowError, ValueError):
        raise QueryError(f"{day} is not a date that a clip can have been added on.") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a date such as 2026-05-31; {text[:40]!r} is not.") from None


def _days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = 0.0
    if not 0 < days < 100_000:
        raise argparse.ArgumentTypeError(f"must be a number of days such as 7 or 0.5; {text[:40]!r} is not.")
    return days


def _length(text: str) -> float:
    try:
        return float(read_time(text, None))
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be seconds, or a length such as 1:30; {text[:40]!r} is not.") from None


def _rate(text: str) -> int:
    try:
        rate = float(Fraction(text))
    except (ValueError, ZeroDivisionError, OverflowError):
        rate = 0.0
    if not 0 < rate < 10_000:
        raise argparse.ArgumentTypeError(f"must be a frame rate such as 25 or 29.97; {text[:40]!r} is not.")
    return rate_class(_NAMED.get(rate, rate))


_NAMED = {23.976: 24000 / 1001, 23.98: 24000 / 1001, 29.97: 30000 / 1001, 47.95: 48000 / 1001, 59.94: 60000 / 1001}
"""As people write rates that have no short decimal."""


def _resolution(text: str) -> Resolution:
    for name in get_args(Resolution):
        if _plain(name) == _plain(text):
            chosen: Resolution = name
            return chosen
    raise argparse.ArgumentTypeError(f"must be one of {', '.join(get_args(Resolution))}; {text[:40]!r} is not.")


def _stars(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) <= MOST_STARS:
        return int(text)
    raise argparse.ArgumentTypeError(f"must be 1 to {MOST_STARS}; {text[:40]!r} is not.")
