"""Which videos pass a filter, and their segments; what was asked once is kept until the catalogue changes."""

import time
from collections import OrderedDict
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.store.database import Database
from core.store.folded_names import FoldedNames
from core.store.kept_segments import segments_of_moments
from core.store.records import ids_of_runs
from core.values import BoolArray, EncoderSpec, Filter, IdArray
from core.values.filter import Lookup, name_key

_KEPT_MASKS: Final = 256
_SAMPLE: Final = 500
_KEPT_ANSWERS: Final = 4
"""Each may be of a million ids."""
_EMPTY: Final = Filter()
_RANGES: Final = (
    ("added_after_s", "added_before_s"),
    ("shot_from", "shot_until"),
    ("min_duration_s", "max_duration_s"),
    ("min_frame_rate", "max_frame_rate"),
)
"""Asked together: half a range lets most videos through, and all of those are named."""
_PARTS: Final = _RANGES + tuple((each.name,) for each in fields(Filter) if not any(each.name in r for r in _RANGES))


def _at_this_minute(filter_: Filter) -> Filter:
    """What is asked of the last days is asked again every minute, and kept meanwhile."""
    return filter_.at(time.time() // 60 * 60)


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """The segments of all videos for one model, in order of id. Shapes: all (M,)."""

    places: NDArray[np.int64]
    """Of each video among the ids of all."""
    first: IdArray
    count: IdArray


class FilterMasks:
    """Answers a filter part by part; each part is asked of SQLite once. Thread: as the database.

    `refresh` comes first: all else speaks of the state of the catalogue that it found.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self.state: tuple[int, int] | None = None
        self.ids: IdArray = np.zeros(0, np.int64)
        """All videos of the library, ascending."""
        self._masks: OrderedDict[Filter, BoolArray] = OrderedDict()
        self._names: tuple[IdArray, FoldedNames] | None = None
        self._runs: dict[str, _Runs] = {}
        self._answers: OrderedDict[tuple[str, Filter], IdArray] = OrderedDict()

    def refresh(self) -> bool:
        """Forget what is no longer so; True when there was anything to forget."""
        state = self._db.state()
        if state == self.state:
            return False
        for kept in (self._masks, self._runs, self._answers):
            kept.clear()
        self._names = None
        (ids_text,) = self._db.read_one("SELECT group_concat(id) FROM videos WHERE removal IS NULL")
        self.ids = np.sort(_ids(ids_text))
        self.state = state
        return True

    def mask(self, filter_: Filter) -> BoolArray:
        """Which videos pass. Shapes: as `ids`."""
        filter_ = _at_this_minute(filter_)
        mask = np.ones(len(self.ids), np.bool_)
        for names in _PARTS:
            if any(getattr(filter_, name) != getattr(_EMPTY, name) for name in names):
                mask &= self._of(replace(_EMPTY, **{name: getattr(filter_, name) for name in names}))
        return mask

    def segment_ids(self, spec: EncoderSpec, filter_: Filter) -> IdArray:
        """Ascending. The array is kept, and not to be written to."""
        self.refresh()
        filter_ = _at_this_minute(filter_)
        key = spec.key, filter_
        known = self._answers.get(key)
        if known is None:
            runs = self._runs_of(spec)
            chosen = self.mask(filter_)[runs.places]
            known = ids_of_runs(runs.first[chosen], runs.count[chosen])
            if filter_.only_kept:
                shown = segments_of_moments(self._db, spec, filter_.collection_ids)
                known = np.intersect1d(known, shown, assume_unique=True)
            known.setflags(write=False)
            self._answers[key] = known
            while len(self._answers) > _KEPT_ANSWERS:
                self._answers.popitem(last=False)
        self._answers.move_to_end(key)
        return known

    def _of(self, part: Filter) -> BoolArray:
        """Which videos pass a filter that asks one thing."""
        known = self._masks.get(part)
        if known is None:
            known = self._masks[part] = self._named(part.name) if part.name else self._looked_up(part)
            while len(self._masks) > _KEPT_MASKS:
                self._masks.popitem(last=False)
        self._masks.move_to_end(part)
        return known

    def _looked_up(self, part: Filter) -> BoolArray:
        lookup = part.lookup() or self._of_each(*part.sql())
        # one text: thousands of rows as objects take several times as long
        (ids_text,) = self._db.read_one(f"SELECT group_concat(id) FROM ({lookup.statement})", lookup.values)
        return self._at(_ids(ids_text)) ^ lookup.finds_the_others

    def _of_each(self, condition: str, values: list[Any]) -> Lookup:
        """Scan every video, and fetch the ids of whichever side a sample says is smaller."""
        sample = (
            f"SELECT 2 * count(*) FILTER (WHERE {condition}) > count(*) FROM (SELECT * FROM videos LIMIT {_SAMPLE})"
        )
        (are_most,) = self._db.read_one(f"{sample} AS videos", values)
        tested = f"({condition}) IS NOT TRUE" if are_most else condition
        return Lookup(f"SELECT id FROM videos WHERE {tested}", (*values,), bool(are_most))

    def _named(self, name: str) -> BoolArray:
        """A file name need not be asked of SQLite: it would call a function for each of them."""
        if self._names is None:
            ids_text, paths = self._db.read_one(
                "SELECT group_concat(id), CAST(group_concat(path, char(0)) AS BLOB) FROM videos"
            )
            self._names = _ids(ids_text), FoldedNames(paths or b"")
        ids, names = self._names
        return self._at(ids[names.having(name_key(name))])

    def _at(self, ids: IdArray) -> BoolArray:
        """True for these; ids of removed videos, and of those that came in between, have no place."""
        mask = np.zeros(len(self.ids), np.bool_)
        if len(self.ids):
            places = np.searchsorted(self.ids, ids)
            places[places == len(self.ids)] = 0
            mask[places[self.ids[places] == ids]] = True
        return mask

    def _runs_of(self, spec: EncoderSpec) -> _Runs:
        if spec.key not in self._runs:
            rows = self._db.read(
                "SELECT video_id, first_segment_id, segment_count FROM encodings"
                " WHERE model_id = (SELECT id FROM models WHERE key = ?) ORDER BY first_segment_id",
                (spec.key,),
            )
            video_ids, first, count = np.array(rows, np.int64).reshape(-1, 3).T
            places = np.searchsorted(self.ids, video_ids)
            inside = np.minimum(places, max(0, len(self.ids) - 1))
            is_there = self.ids[inside] == video_ids if len(self.ids) else np.zeros(len(rows), np.bool_)
            self._runs[spec.key] = _Runs(places[is_there], first[is_there], count[is_there])
        return self._runs[spec.key]


def _ids(ids_text: str | None) -> IdArray:
    """Numbers of a text with commas; SQLite gives none for no rows."""
    return np.fromstring(ids_text, np.int64, sep=",") if ids_text else np.zeros(0, np.int64)
