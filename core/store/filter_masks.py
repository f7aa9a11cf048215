"""Which videos pass a filter, and their segments; what was asked once is kept until the catalogue changes."""

import time
from collections import OrderedDict
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.store.database import Database
from core.store.records import ids_of_runs
from core.values import BoolArray, EncoderSpec, Filter, IdArray

_KEPT_MASKS: Final = 256
_KEPT_ANSWERS: Final = 4
"""Each may be of a million ids."""
_EMPTY: Final = Filter()
_NAMES: Final = tuple(each.name for each in fields(Filter))


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
    """Answers a filter field by field; each field is asked of SQLite once. Thread: as the database.

    `refresh` comes first: all else speaks of the state of the catalogue that it found.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self.state: tuple[int, int] | None = None
        self.ids: IdArray = np.zeros(0, np.int64)
        """All videos of the library, ascending."""
        self._masks: OrderedDict[Filter, BoolArray] = OrderedDict()
        self._runs: dict[str, _Runs] = {}
        self._answers: OrderedDict[tuple[str, Filter], IdArray] = OrderedDict()

    def refresh(self) -> bool:
        """Forget what is no longer so; True when there was anything to forget."""
        state = self._db.state()
        if state == self.state:
            return False
        for kept in (self._masks, self._runs, self._answers):
            kept.clear()
        rows = self._db.read("SELECT id FROM videos WHERE removal IS NULL")
        self.ids = np.sort(np.fromiter((row[0] for row in rows), np.int64, len(rows)))
        self.state = state
        return True

    def mask(self, filter_: Filter) -> BoolArray:
        """Which videos pass. Shapes: as `ids`."""
        filter_ = _at_this_minute(filter_)
        mask = np.ones(len(self.ids), np.bool_)
        for name in _NAMES:
            value = getattr(filter_, name)
            if value != getattr(_EMPTY, name):
                mask &= self._of(replace(_EMPTY, **{name: value}))
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
            condition, values = part.sql()
            (told,) = self._db.read_one(f"SELECT group_concat(id) FROM present AS videos WHERE {condition}", values)
            # one text: thousands of rows as objects take several times as long
            passing = np.fromstring(told, np.int64, sep=",") if told else np.zeros(0, np.int64)
            known = self._masks[part] = np.zeros(len(self.ids), np.bool_)
            places = np.searchsorted(self.ids, passing)
            places[places == len(self.ids)] = 0
            known[places[self.ids[places] == passing] if len(self.ids) else places[:0]] = True
            while len(self._masks) > _KEPT_MASKS:
                self._masks.popitem(last=False)
        self._masks.move_to_end(part)
        return known

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
