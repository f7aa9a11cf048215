"""Counts for a filter row: of each kind, how many clips each value would give. Readings."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from core.store.database import Database
from core.values import STATE_SQL, FacetKind, Facets, FacetValue, Filter
from core.values.facets import DURATIONS_S, without
from core.values.filter import ORIENTATION_SQL, RATE_SQL, RESOLUTION_SQL

_DURATION_SQL = (
    "CASE WHEN videos.codec IS NULL THEN NULL"
    + "".join(f" WHEN videos.duration_s >= {start_s} THEN {start_s}" for start_s in reversed(DURATIONS_S))
    + " END"
)
_COLUMNS: dict[FacetKind, str] = {
    "state": STATE_SQL,
    "codec": "videos.codec",
    "frame_rate": RATE_SQL,
    "resolution": RESOLUTION_SQL,
    "orientation": ORIENTATION_SQL,
    "duration": _DURATION_SQL,
    "shot": "substr(videos.shot, 1, 10)",
    "camera": "nullif(videos.camera, '')",
    "reel": "nullif(videos.reel, '')",
}
"""What a video's row says by itself."""
_MARKED = "FROM marks CROSS JOIN present AS videos ON videos.fingerprint = marks.fingerprint"
"""The marks first: they are fewer."""


def facets(db: Database, filter_: Filter) -> Facets:
    """Counts of all kinds; a few scans of `videos`, whatever the number of kinds."""
    counts: dict[FacetKind, dict[FacetValue, int]] = {}
    columns: dict[Filter, list[FacetKind]] = {}
    for kind in _COLUMNS:  # kinds of which nothing is chosen are counted together
        columns.setdefault(without(filter_, kind), []).append(kind)
    for others, kinds in columns.items():
        counts |= _of_columns(db, others, kinds)
    stars = _grouped(db, "marks.rating", _MARKED, without(filter_, "rating"))
    counts["rating"] = {star: number for star in range(1, 6) if (number := sum(n for s, n in stars if s >= star))}
    counts["flag"] = _with_rest(db, filter_, "flag", "marks.flag", "")
    seen = _with_rest(db, filter_, "seen", "marks.seen", 0)
    counts["seen"] = {bool(value): number for value, number in seen.items()}
    tagged = "FROM tags CROSS JOIN present AS videos ON videos.fingerprint = tags.fingerprint"
    counts["tag"] = dict(_grouped(db, "min(tags.name)", tagged, without(filter_, "tag"), "tags.key"))
    in_collections = "FROM (SELECT DISTINCT collection_id, fingerprint FROM moments) AS kept"
    in_collections += " CROSS JOIN present AS videos ON videos.fingerprint = kept.fingerprint"
    others = without(filter_, "collection")
    counts["collection"] = dict(_grouped(db, "kept.collection_id", in_collections, others))
    return Facets(count_videos(db, filter_), counts)


def _of_columns(db: Database, others: Filter, kinds: list[FacetKind]) -> dict[FacetKind, dict[FacetValue, int]]:
    """Several kinds in one scan. Counted here: SQLite would sort all rows for each way to group them."""
    condition, values = others.sql()
    rows = db.read(
        f"SELECT {', '.join(_COLUMNS[kind] for kind in kinds)} FROM present AS videos WHERE {condition}", values
    )
    columns = zip(*rows, strict=True) if rows else [()] * len(kinds)
    counts = {kind: Counter(column) for kind, column in zip(kinds, columns, strict=True)}
    return {
        kind: {value: number for value, number in each.items() if value is not None} for kind, each in counts.items()
    }


def _with_rest(db: Database, filter_: Filter, kind: FacetKind, column: str, rest: FacetValue) -> dict[FacetValue, int]:
    """Of a mark: clips without any marks count as `rest`."""
    others = without(filter_, kind)
    counts = {value: number for value, number in _grouped(db, column, _MARKED, others) if value != rest}
    left = count_videos(db, others) - sum(counts.values())
    return counts | ({rest: left} if left else {})


def _grouped(db: Database, value: str, source: str, filter_: Filter, key: str = "") -> Iterable[tuple[Any, int]]:
    condition, values = filter_.sql()
    return db.read(f"SELECT {value}, count(*) {source} WHERE {condition} GROUP BY {key or value}", values)


def count_videos(db: Database, filter_: Filter) -> int:
    """How many clips pass a filter."""
    condition, values = filter_.sql()
    (number,) = db.read_one(f"SELECT count(*) FROM present AS videos WHERE {condition}", values)
    return int(number)
