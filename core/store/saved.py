"""Vectors on disk in two sealed files: early rows, written seldom, and the rest, written each time.

The second names the first by its checksum, and is written last: a crash in between leaves a pair that does not
match, which is stale. The files are read, not mapped: a mapped file on a drive that is pulled ends the process.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import StaleIndexError
from core.store.rows import Rows
from core.store.sealed import check_seal, discard, read_arrays, stale_errors, stamp_of, write_arrays
from core.store.vectors import DistinctVectors

SMALL_BYTES = 64 << 20
"""Up to this size all is written anew each time."""
MORE_SHARE = 0.1
"""Later rows may make up this share before they join the early ones."""
_ROWS = "rows"


class SavedVectors:
    """Remembers which file holds the early rows. Thread: one at a time."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._base_crc = 0
        self._base_count = -1

    def save(self, path: Path, stamp: str, vectors: DistinctVectors, facts: Mapping[str, Any]) -> None:
        """Write what is not there yet. Raises: DiskFullError, StoreError."""
        rows = vectors.rows
        if not self._holds(path, rows):
            vectors.rows = rows = rows.merged() if len(rows.more) else rows
            self._base_crc = write_arrays(path, _ROWS, {"rows": rows.base}, {})
            self._path, self._base_count = path, len(rows.base)
        arrays = {"rows": rows.more, **vectors.arrays()}
        write_arrays(_more_path(path), stamp, arrays, {"base": self._base_crc, **facts})

    def load(self, path: Path, stamp: str) -> tuple[DistinctVectors, dict[str, Any]]:
        """Vectors and facts, after every byte was checked. Raises: StaleIndexError, when anything is off."""
        arrays, facts, _ = read_arrays(_more_path(path), stamp)
        early, _, crc = read_arrays(path, _ROWS)
        with stale_errors(path):
            if crc != facts["base"]:
                raise StaleIndexError(f"The index file {path.name} belongs to another index.", "It is made anew.")
            base, more = early["rows"], arrays.pop("rows")
            if base.ndim != 2 or more.ndim != 2 or (len(more) and len(base) and more.shape[1] != base.shape[1]):
                raise ValueError("the rows do not fit together")
            vectors = DistinctVectors()
            vectors.restore(Rows(base, more), arrays)
        self._path, self._base_crc, self._base_count = path, crc, len(base)
        return vectors, facts

    def _holds(self, path: Path, rows: Rows) -> bool:
        """True when the early rows lie there already and the later ones are few."""
        if self._path != path or len(rows.base) != self._base_count or check_seal(path, _ROWS) != self._base_crc:
            return False
        return rows.base.nbytes > SMALL_BYTES and len(rows.more) <= MORE_SHARE * len(rows.base)


def graph_path(path: Path) -> Path:
    """Where an engine's graph lies, beside the vectors."""
    return path.with_name(path.name + ".graph")


def saved_files(path: Path, space: str) -> tuple[Path, ...]:
    """The sealed files of an index saved here, the one that names the others first; none if of another space.

    A stamp begins with the key of its space.
    """
    if stamp_of(_more_path(path)).split(" ")[0] != space:
        return ()
    return _more_path(path), path, graph_path(path)


def discard_saved(path: Path, space: str) -> int:
    """Delete an index saved here, if it is of this space; returns the bytes freed. Raises: StoreError."""
    return sum(discard(each) for each in saved_files(path, space))


def _more_path(path: Path) -> Path:
    return path.with_name(path.name + ".more")
