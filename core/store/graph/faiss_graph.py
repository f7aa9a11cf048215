"""faiss's graph in this very process: the one that comes compiled for every system, where hnswlib does not.

Numbers of rows are kept in rising order beside the graph. faiss cannot take rows out of a graph: deleted ones are
passed over in what it finds.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np

from core.store.graph.local import EF_CONSTRUCTION, M, SavedAtOnce
from core.values import ByteArray, FloatArray, IdArray

_MORE, _SPARE = 1.3, 10
"""What a filter is asked for beyond the share that it lets through."""


class FaissGraph(SavedAtOnce):
    """Fits Graph."""

    def __init__(self, dim: int, threads: int) -> None:
        import faiss

        self._faiss: Any = faiss  # what it says of its types lacks half of them
        self._threads, self._dim = threads, dim
        graph = faiss.IndexHNSWFlat(dim, M, faiss.METRIC_INNER_PRODUCT)
        graph.hnsw.efConstruction = EF_CONSTRUCTION
        self._index: Any = faiss.IndexIDMap(graph)
        self._dead = np.zeros(0, np.uint8)
        """By row, 1 where it is deleted; as long as the last deleted row needs."""

    def add(self, rows: IdArray, vectors: FloatArray, capacity: int) -> None:
        """See Graph; it grows by itself."""
        if len(rows):
            self._faiss.omp_set_num_threads(self._threads)
            self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.asarray(rows, np.int64))

    def mark_deleted(self, rows: IdArray) -> None:
        """See Graph."""
        if not len(rows):
            return
        longer = int(rows.max()) + 1 - len(self._dead)
        if longer > 0:
            self._dead = np.concatenate([self._dead, np.zeros(longer, np.uint8)])
        self._dead[rows] = 1

    def nearest(self, query: FloatArray, k: int, ef: int, open_rows: ByteArray | None) -> IdArray | None:
        """See Graph.

        faiss's own filter stops after `ef` steps, wherever it is then. So it is asked for more without a filter: the k
        best that may be found are among them if k are.
        """
        total = self._index.ntotal
        passing = self._passing(open_rows)
        share = 1.0 if passing is None else float(passing.mean()) if len(passing) else 0.0
        wanted = k if passing is None else int(k / max(share, 1e-9) * _MORE) + _SPARE
        while wanted <= total:
            found = self._walk(query, wanted, ef)
            if found is None:
                return None
            best = found if passing is None else found[passing[found] == 1][:k]
            if len(best) == k:
                return best
            wanted *= 2
        return None

    def _walk(self, query: FloatArray, k: int, ef: int) -> IdArray | None:
        """The k nearest rows, deleted ones among them; None when fewer are reached."""
        self._faiss.omp_set_num_threads(1)
        settings = self._faiss.SearchParametersHNSW(efSearch=max(ef, k))
        found = np.asarray(self._index.search(query[None], k, params=settings)[1][0], np.int64)
        # -1 stands where nothing more was reached
        return None if found.min(initial=0) < 0 else found

    def _passing(self, open_rows: ByteArray | None) -> ByteArray | None:
        """Shape: (rows,) uint8, 1 where a row may be found; None when all may."""
        if open_rows is None and not self._dead.any():
            return None
        if open_rows is None:
            passing = np.ones(1 + int(self._faiss.vector_to_array(self._index.id_map)[-1]), np.uint8)
        else:
            passing = open_rows.copy()
        both = min(len(passing), len(self._dead))
        passing[:both] &= 1 - self._dead[:both]
        return passing

    def save(self, path: Path) -> None:
        """See Graph."""
        self._faiss.write_index(self._index, os.fspath(path))

    def load(self, path: Path, capacity: int) -> None:
        """See Graph; those that were deleted have to be marked again."""
        index = self._faiss.read_index(os.fspath(path))
        if not isinstance(index, self._faiss.IndexIDMap) or index.d != self._dim:
            raise RuntimeError(f"{path.name} holds no graph of vectors of {self._dim} numbers")
        self._index = index

    def close(self) -> None:
        """See Graph."""
        self._index = None
