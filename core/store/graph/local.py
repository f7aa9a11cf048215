"""What the engine asks of a graph, and hnswlib's in this very process."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from core.values import ByteArray, FloatArray, IdArray

try:
    import hnswlib
except ImportError:
    hnswlib = None

M = 32
EF_CONSTRUCTION = 200


def is_available() -> bool:
    """False where hnswlib cannot be imported."""
    return hnswlib is not None


class GraphGoneError(Exception):
    """The process that held the graph has ended; the vectors are still ours."""


class Graph(Protocol):
    """Rows by nearness of inner product. Thread: one at a time. Every method may raise GraphGoneError."""

    def add(self, rows: IdArray, vectors: FloatArray, capacity: int) -> None:
        """Insert rows, in rising order; when it must grow, it grows to `capacity` rows. Shapes: (N,), (N, D)."""
        ...

    def mark_deleted(self, rows: IdArray) -> None:
        """Never find these rows again; unknown and buried ones are ignored."""
        ...

    def nearest(self, query: FloatArray, k: int, ef: int, open_rows: ByteArray | None) -> IdArray | None:
        """The k nearest rows; None when the graph cannot reach so many.

        Shapes: (D,); `open_rows` (rows,) uint8, 1 where a row may be found.
        """
        ...

    def save(self, path: Path) -> None:
        """Write the graph. Raises: RuntimeError, when it cannot be written."""
        ...

    def begin_save(self, path: Path) -> None:
        """The same, not waited for: until it is no longer busy it should be asked nothing, or the asker waits."""
        ...

    @property
    def is_busy(self) -> bool:
        """True while it writes."""
        ...

    def end_save(self) -> None:
        """What became of it. Raises: as `save`."""
        ...

    def load(self, path: Path, capacity: int) -> None:
        """Read what `save` wrote; check the file before. Raises: RuntimeError; then the graph is of no more use."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class SavedAtOnce:
    """The part of Graph that waits for its own writing, for graphs in this very process."""

    is_busy = False

    def save(self, path: Path) -> None:
        """See Graph."""
        raise NotImplementedError

    def begin_save(self, path: Path) -> None:
        """See Graph."""
        self._wrote: Exception | None = None
        try:
            self.save(path)
        except RuntimeError as error:
            self._wrote = error

    def end_save(self) -> None:
        """See Graph."""
        if self._wrote is not None:
            raise self._wrote


class LocalGraph(SavedAtOnce):
    """A Graph in this very process."""

    def __init__(self, dim: int, threads: int) -> None:
        self._threads = threads
        self._index: Any = hnswlib.Index(space="ip", dim=dim)
        self._is_begun = False

    def add(self, rows: IdArray, vectors: FloatArray, capacity: int) -> None:
        """See Graph."""
        if not self._is_begun:
            self._index.init_index(capacity, ef_construction=EF_CONSTRUCTION, M=M, random_seed=1)
            self._is_begun = True
        if len(rows):
            if rows[-1] >= self._index.get_max_elements():
                self._index.resize_index(capacity)
            self._index.add_items(vectors, rows, num_threads=self._threads)

    def mark_deleted(self, rows: IdArray) -> None:
        """See Graph."""
        for row in rows.tolist():
            with suppress(RuntimeError):  # hnswlib's word for unknown and for marked already
                self._index.mark_deleted(row)

    def nearest(self, query: FloatArray, k: int, ef: int, open_rows: ByteArray | None) -> IdArray | None:
        """See Graph."""
        self._index.set_ef(ef)
        passes = None if open_rows is None else open_rows.tobytes().__getitem__
        try:
            labels, _ = self._index.knn_query(query[None], k=k, num_threads=1, filter=passes)
        except RuntimeError:  # hnswlib's way of saying that fewer than k were reached
            return None
        return np.asarray(labels[0], np.int64)

    def save(self, path: Path) -> None:
        """See Graph."""
        self._index.save_index(os.fsencode(path))

    def load(self, path: Path, capacity: int) -> None:
        """See Graph."""
        self._index.load_index(os.fsencode(path), max_elements=capacity)
        self._is_begun = True

    def close(self) -> None:
        """See Graph."""
        self._index = None
