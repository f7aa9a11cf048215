"""Counts for a filter row: of each kind, how many clips each value would give. Readings.

What is counted stands in columns of numbers, read once for each state of the catalogue; which clips pass one thing that
a filter asks is asked of SQLite once. Counting for another filter is arithmetic then.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.store.database import Database
from core.store.filter_masks import FilterMasks
from core.values import STATE_SQL, BoolArray, FacetKind, Facets, FacetValue, Filter, IdArray
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
    "sound": "videos.sound",
}
"""What a video's row says by itself."""
_SWITCHES: Final[tuple[FacetKind, ...]] = ("seen", "sound")
_STEADY: Final = 3
"""So often the columns are read again when the catalogue changes meanwhile."""


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """One kind of all videos. Shapes: codes (N,), -1 where there is none."""

    values: tuple[FacetValue, ...]
    codes: NDArray[np.int32]

    def placed(self, at: NDArray[np.int32], count: int) -> "_Column":
        """Each value at its video's place; -1 marks one that has none, or that came in between."""
        codes = np.full(count, -1, np.int32)
        codes[at[at >= 0]] = self.codes[at >= 0]
        return _Column(self.values, codes)

    def counts(self, mask: BoolArray) -> dict[FacetValue, int]:
        """How many of the videos that are left have each value."""
        found = np.bincount(self.codes[mask & (self.codes >= 0)], minlength=len(self.values))
        return {value: int(number) for value, number in zip(self.values, found, strict=True) if number}


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """A kind of which a video can have several values. Shapes: rows (P,), codes (P,)."""

    values: tuple[FacetValue, ...]
    rows: NDArray[np.int32]
    codes: NDArray[np.int32]

    def counts(self, mask: BoolArray) -> dict[FacetValue, int]:
        """As of a column."""
        found = np.bincount(self.codes[mask[self.rows]], minlength=len(self.values))
        return {value: int(number) for value, number in zip(self.values, found, strict=True) if number}


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """All videos of the library in one state of the catalogue, in order of id. Shapes: ratings (N,)."""

    columns: dict[FacetKind, _Column]
    ratings: NDArray[np.int32]
    pairs: dict[FacetKind, _Pairs]


class FacetCounter:
    """Counts for the filters of one catalogue. Thread: as that."""

    def __init__(self, db: Database, masks: FilterMasks) -> None:
        self._db, self._masks = db, masks
        self._state: tuple[int, int] | None = None
        self._table: _Table | None = None

    def facets(self, filter_: Filter) -> Facets:
        """Counts of all kinds."""
        for _ in range(_STEADY):
            counted = self._count(filter_)
            if self._state == self._db.state():
                break
        return counted

    def _count(self, filter_: Filter) -> Facets:
        self._masks.refresh()
        if self._table is None or self._state != self._masks.state:
            self._table, self._state = _read_table(self._db, self._masks.ids), self._masks.state
        table = self._table

        def rest(kind: FacetKind) -> BoolArray:
            return self._masks.mask(without(filter_, kind))

        counts = {kind: column.counts(rest(kind)) for kind, column in table.columns.items()}
        stars = np.bincount(table.ratings[rest("rating")], minlength=6)
        counts["rating"] = {star: int(number) for star in range(1, 6) if (number := stars[star:].sum())}
        for kind in _SWITCHES:
            counts[kind] = {bool(value): number for value, number in counts[kind].items()}
        counts |= {kind: pairs.counts(rest(kind)) for kind, pairs in table.pairs.items()}
        return Facets(int(self._masks.mask(filter_).sum()), counts)


def _read_table(db: Database, places: IdArray) -> _Table:
    """`places`: ids of all videos, ascending; of others nothing is read."""
    kinds = list(_COLUMNS)
    # a text for each column: as rows of objects, 100,000 videos take more than twice as long
    asked = ", ".join(f"json_group_array({each})" for each in ("id", *_COLUMNS.values()))
    ids, *columns_json = map(json.loads, db.read_one(f"SELECT {asked} FROM present AS videos"))
    at = _rows_of(places, ids)
    columns = {kind: _column(values).placed(at, len(places)) for kind, values in zip(kinds, columns_json, strict=True)}
    # removed videos are among these, and have no place
    marked = "FROM marks CROSS JOIN videos ON videos.fingerprint = marks.fingerprint"
    marks = db.read(f"SELECT videos.id, marks.rating, marks.flag, marks.seen {marked}")
    at = _rows_of(places, [row[0] for row in marks])
    ratings, flags, seen = (np.zeros(len(places), np.int32) for _ in range(3))
    names = ("", "pick", "reject")
    for place, (_, rating, flag, is_seen) in zip(at.tolist(), marks, strict=True):
        if place >= 0:
            ratings[place], flags[place], seen[place] = rating, names.index(flag), is_seen
    columns["flag"], columns["seen"] = _Column(names, flags), _Column((0, 1), seen)
    tags = db.read("SELECT videos.id, tags.key FROM tags CROSS JOIN videos ON videos.fingerprint = tags.fingerprint")
    named = dict(db.read("SELECT key, min(name) FROM tags GROUP BY key"))
    kept = db.read(
        "SELECT DISTINCT videos.id, kept.collection_id FROM moments AS kept CROSS JOIN videos"
        " ON videos.fingerprint = kept.fingerprint"
    )
    pairs: dict[FacetKind, _Pairs] = {
        "tag": _pairs(places, [(id_, named.get(key, key)) for id_, key in tags]),
        "collection": _pairs(places, kept),
    }
    return _Table(columns, ratings, pairs)


def _column(values: Sequence[Any]) -> _Column:
    """Values as numbers in the order in which they come."""
    known = [value for value in dict.fromkeys(values) if value is not None]
    codes = {None: -1} | {value: number for number, value in enumerate(known)}
    return _Column(tuple(known), np.fromiter(map(codes.__getitem__, values), np.int32, len(values)))


def _pairs(ids: IdArray, columns_json: Sequence[tuple[int, Any]]) -> _Pairs:
    column, at = _column([value for _, value in columns_json]), _rows_of(ids, [id_ for id_, _ in columns_json])
    return _Pairs(column.values, at[at >= 0], column.codes[at >= 0])


def _rows_of(ids: IdArray, wanted: Sequence[int]) -> NDArray[np.int32]:
    """The place of each among the ids, which are ascending; -1 where it is not there."""
    sought = np.array(wanted, np.int64)
    if not len(ids):
        return np.full(len(sought), -1, np.int32)
    at = np.minimum(np.searchsorted(ids, sought), len(ids) - 1)
    return np.where(ids[at] == sought, at, -1).astype(np.int32)
