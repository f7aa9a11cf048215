"""Vectors on disk in two checksummed files: early rows, written seldom, and the rest, written each time.

The second names the first by its checksum, and is written last: a crash in between leaves a pair that does not
match, which is stale. The files are read, not mapped: a mapped file on a drive that is pulled ends the process.
"""

from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from core.errors import StaleIndexError
from core.store.background_writer import BackgroundWriter
from core.store.checksummed_file import check_sidecar, discard, read_arrays, stale_errors, stamp_of, write_arrays
from core.store.distinct_vectors import DistinctVectors
from core.store.vector_rows import Rows
from core.values import FloatArray

SMALL_BYTES = 64 << 20
"""Up to this size all is rewritten each time."""
MORE_SHARE = 0.1
"""Later rows may make up this share before they join the early ones."""
_ROWS = "rows"


class WrittenVectors(NamedTuple):
    """What was put on disk."""

    base: FloatArray
    crc: int


class SavedVectors:
    """Remembers which file holds the early rows. Thread: one at a time."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._base_crc = 0
        self._base: FloatArray | None = None
        """The early rows that lie there: this very array, since others may be as long."""

    def save(self, path: Path, stamp: str, vectors: DistinctVectors, facts: Mapping[str, Any]) -> None:
        """Write what is not there yet. Raises: DiskFullError, StoreError."""
        rows = vectors.rows
        self.keep(path, self.plan(path, stamp, vectors, facts)(), vectors, rows)

    def save_beside(
        self, aside: BackgroundWriter, path: Path, stamp: str, vectors: DistinctVectors, facts: Mapping[str, Any]
    ) -> Generator[float, None, bool]:
        """The same beside the lane; False when something else was saved or read meanwhile. Raises: as `save`."""
        turn, rows = aside.turn, vectors.rows
        written = yield from aside.run(self.plan(path, stamp, vectors, facts))
        if aside.turn != turn:
            return False
        self.keep(path, written, vectors, rows)
        return True

    def plan(
        self, path: Path, stamp: str, vectors: DistinctVectors, facts: Mapping[str, Any]
    ) -> Callable[[], WrittenVectors]:
        """How to write the vectors as they are now; `keep` follows. Rows are never changed where they lie.

        Thread: what is returned may run on any, while vectors are added and removed. Raises: StoreError.
        """
        rows = vectors.rows
        is_there, base, more, crc = self._holds(path, rows), rows.base, rows.more, self._base_crc
        arrays = {**vectors.arrays(), "live": vectors.live.copy()}

        def write() -> WrittenVectors:
            early, late, early_crc = base, more, crc
            if not is_there:
                parts = [part for part in (base, more) if len(part)]
                early, late = np.concatenate(parts) if len(parts) == 2 else (parts or [base])[0], more[:0]
                early_crc = write_arrays(path, _ROWS, {"rows": early}, {})
            write_arrays(_more_path(path), stamp, {"rows": late, **arrays}, {"base": early_crc, **facts})
            return WrittenVectors(early, early_crc)

        return write

    def keep(self, path: Path, written: WrittenVectors, vectors: DistinctVectors, rows: Rows) -> None:
        """Remember what is there now; `rows` are those of the plan. The early rows are held once."""
        self._path, self._base, self._base_crc = path, written.base, written.crc
        if vectors.rows is rows and rows.base is not written.base:
            vectors.rows = rows.split_at(written.base)

    def load(self, path: Path, stamp: str) -> tuple[DistinctVectors, dict[str, Any]]:
        """Vectors and facts, after every byte was checked. Raises: StaleIndexError, when anything is off."""
        arrays, facts, _ = read_arrays(_more_path(path), stamp)
        early, _, crc = read_arrays(path, _ROWS)
        with stale_errors(path):
            if crc != facts["base"]:
                raise StaleIndexError(f"The index file {path.name} belongs to another index.", "It is rebuilt.")
            base, more = early["rows"], arrays.pop("rows")
            if base.ndim != 2 or more.ndim != 2 or (len(more) and len(base) and more.shape[1] != base.shape[1]):
                raise ValueError("the rows do not fit together")
            vectors = DistinctVectors()
            vectors.restore(Rows(base, more), arrays)
        self._path, self._base_crc, self._base = path, crc, base
        return vectors, facts

    def _holds(self, path: Path, rows: Rows) -> bool:
        """True when the early rows lie there already and the later ones are few."""
        if self._path != path or rows.base is not self._base or check_sidecar(path, _ROWS) != self._base_crc:
            return False
        return rows.base.nbytes > SMALL_BYTES and len(rows.more) <= MORE_SHARE * len(rows.base)


def graph_path(path: Path) -> Path:
    """Where an engine's graph lies, beside the vectors."""
    return path.with_name(path.name + ".graph")


def saved_files(path: Path, space: str) -> tuple[Path, ...]:
    """The checksummed files of an index saved here, the one that names the others first; none if of another space.

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
