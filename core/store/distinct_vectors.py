"""Distinct vectors and the segments that share each: what every index is made from, and the exact search.

Black frames, slates and copied videos give exactly equal vectors. Each is kept once, as a row; an entry ties a
segment id to its row. Rows of float32, because BLAS multiplies them faster than numpy can widen halves.
"""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.store.vector_rows import Rows
from core.values import FloatArray, IdArray

DEAD_SHARE = 0.3
"""Rows without segments may take this share before the rest is moved together."""
_GATHER_SHARE = 0.25
"""Below this share of rows, copying them together beats multiplying all."""
_MIX = np.random.default_rng(0xC2).integers(1, 2**63, 1 << 14, dtype=np.uint64) | np.uint64(1)


class DistinctVectors:
    """Rows (N, D) with entries (M segments). Thread: one at a time."""

    def __init__(self) -> None:
        self.rows = Rows()
        self._hashes: NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._live: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self.ids: IdArray = np.zeros(0, np.int64)
        """Segment of each entry."""
        self.owners: IdArray = np.zeros(0, np.int64)
        """Row of each entry."""
        self._sorted: tuple[NDArray[np.uint64], IdArray] | None = None
        """Hashes in order with their rows, for the rows there were when it was made."""
        self._row_of: dict[int, int] = {}
        """Hash to row, for later rows."""
        self._by_row: tuple[IdArray, IdArray] | None = None

    # ---- size

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def count(self) -> int:
        """Rows, dead ones included."""
        return len(self.rows)

    @property
    def live_count(self) -> int:
        """Rows that some segment owns."""
        return int(np.count_nonzero(self.live))

    @property
    def live(self) -> NDArray[np.bool_]:
        """Which rows some segment owns. Shapes: (N,)."""
        return self._live[: self.count]

    # ---- change

    def add(self, ids: IdArray, vectors: FloatArray) -> IdArray:
        """Shapes: (N,), (N, D). Ids that are there already get the new vector; returns the rows that died by it."""
        ids = np.asarray(ids, np.int64)
        vectors = np.ascontiguousarray(vectors, np.float32)
        if vectors.ndim != 2 or len(ids) != len(vectors) or len(np.unique(ids)) != len(ids):
            raise ValueError(f"{len(ids)} ids, each once, do not go with vectors {vectors.shape}")
        if not len(ids):
            return ids
        if self.count and vectors.shape[1] != self.rows.width:
            raise ValueError(f"vectors of width {vectors.shape[1]} in an index of width {self.rows.width}")
        dead = self.remove(ids)
        self.owners = np.concatenate([self.owners, self._place(vectors)])
        self.ids = np.concatenate([self.ids, ids])
        self._by_row = None
        return dead

    def remove(self, ids: Collection[int]) -> IdArray:
        """Forget segments; returns the rows that died by it."""
        gone = np.isin(self.ids, as_ids(ids))
        if not gone.any():
            return np.zeros(0, np.int64)
        touched = np.unique(self.owners[gone])
        self.ids, self.owners = self.ids[~gone], self.owners[~gone]
        dead = touched[~np.isin(touched, self.owners)]
        self._live[dead] = False
        self._by_row = None
        return dead

    def compact(self) -> bool:
        """Move live rows together when many are dead; True when rows got new numbers."""
        if self.count - self.live_count <= DEAD_SHARE * self.count:
            return False
        live = self.live.copy()
        self.owners = (np.cumsum(live) - 1)[self.owners]
        self._hashes = self._hashes[: self.count][live]
        self.rows = self.rows.merged(live)
        self._live = np.ones(self.count, np.bool_)
        self._forget_order()
        return True

    # ---- search

    def best(self, query: FloatArray, k: int, allowed: Collection[int] | None = None) -> tuple[IdArray, FloatArray]:
        """The exact answer: ids and inner products, best first, equal scores by id."""
        query = self.check(query)
        if allowed is None:
            return top(self.ids, self.rows.products(query)[self.owners], k) if len(self) else nothing()
        chosen = np.flatnonzero(np.isin(self.ids, as_ids(allowed)))
        if not len(chosen):
            return nothing()
        owners = self.owners[chosen]
        if len(chosen) < _GATHER_SHARE * self.count:
            return top(self.ids[chosen], self.rows.products(query, owners), k)
        return top(self.ids[chosen], self.rows.products(query)[owners], k)

    def of_rows(self, rows: IdArray) -> IdArray:
        """Entries (positions in `ids`) that belong to these rows."""
        if self._by_row is None:
            order = np.argsort(self.owners, kind="stable")
            self._by_row = order, self.owners[order]
        order, owners = self._by_row
        starts, stops = np.searchsorted(owners, rows, "left"), np.searchsorted(owners, rows, "right")
        parts = [order[a:b] for a, b in zip(starts.tolist(), stops.tolist(), strict=True)]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def check(self, query: FloatArray) -> FloatArray:
        """The query as a float32 row of the right width."""
        query = np.ascontiguousarray(query, np.float32).reshape(-1)
        if self.count and len(query) != self.rows.width:
            raise ValueError(f"a query of width {len(query)} in an index of width {self.rows.width}")
        return query

    # ---- on disk

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything but the rows, for a checksummed file."""
        return {"hashes": self._hashes[: self.count], "live": self.live, "ids": self.ids, "owners": self.owners}

    def restore(self, rows: Rows, arrays: Mapping[str, Any]) -> None:
        """Take over what `rows` and `arrays` gave. Raises: KeyError, ValueError."""
        ids, owners, live, hashes = (arrays[name] for name in ("ids", "owners", "live", "hashes"))
        if len(owners) != len(ids) or (len(owners) and owners.max() >= len(rows)):
            raise ValueError("the arrays do not fit together")
        if len(live) != len(rows) or len(hashes) != len(rows):
            raise ValueError("the arrays do not fit the rows")
        self.rows, self._hashes, self._live, self.ids, self.owners = rows, hashes, live, ids, owners
        self._forget_order()

    # ---- inside

    def _place(self, vectors: FloatArray) -> IdArray:
        """Row of each vector: that of an equal one, or a new one. Shapes: (N, D) -> (N,)."""
        hashes, first = _hashes(vectors), self.count
        early = self._find_sorted(hashes, vectors)
        owners, fresh = np.empty(len(vectors), np.int64), list[int]()
        for i, key in enumerate(hashes.tolist()):
            row = int(early[i])
            if row < 0:
                row = self._row_of.get(key, -1)
                same = self._is(row, vectors[i]) if row < first else _equal(vectors[fresh[row - first]], vectors[i])
                if not same:
                    row = first + len(fresh)
                    fresh.append(i)
                    # of two different vectors of one hash only the later is shared from now on
                    self._row_of[key] = row
            owners[i] = row
        self._append(vectors[fresh], hashes[fresh])
        return owners

    def _find_sorted(self, hashes: NDArray[np.uint64], vectors: FloatArray) -> IdArray:
        """Early rows that are live and equal, -1 where there is none. Shapes: (N,), (N, D) -> (N,)."""
        if self._sorted is None:
            order = np.argsort(self._hashes[: self.count], kind="stable")
            self._sorted = self._hashes[order], order
        ordered, rows = self._sorted
        found = np.full(len(hashes), -1, np.int64)
        starts, stops = np.searchsorted(ordered, hashes, "left"), np.searchsorted(ordered, hashes, "right")
        for i in np.flatnonzero(stops > starts).tolist():
            for row in rows[starts[i] : stops[i]].tolist():
                if self._is(row, vectors[i]):
                    found[i] = row
                    break
        return found

    def _is(self, row: int, vector: FloatArray) -> bool:
        """True for a live row of this content."""
        return row >= 0 and bool(self._live[row]) and _equal(self.rows.take(_one(row))[0], vector)

    def _append(self, vectors: FloatArray, hashes: NDArray[np.uint64]) -> None:
        """New live rows."""
        need = self.count + len(vectors)
        if need > len(self._live):
            room = max(need + need // 2, 1024)
            grown, flags = np.zeros(room, np.uint64), np.zeros(room, np.bool_)
            grown[: self.count], flags[: self.count] = self._hashes[: self.count], self.live
            self._hashes, self._live = grown, flags
        self._hashes[self.count : need], self._live[self.count : need] = hashes, True
        self.rows.append(vectors)

    def _forget_order(self) -> None:
        """Rows have other numbers now."""
        self._sorted = None
        self._row_of = {}
        self._by_row = None


def top(ids: IdArray, scores: FloatArray, k: int) -> tuple[IdArray, FloatArray]:
    """The k best, best first, equal scores by id. Shapes: (N,), (N,) -> (n,), (n,)."""
    if k <= 0:
        return nothing()
    if k < len(scores):
        chosen = np.argpartition(scores, len(scores) - k)[len(scores) - k :]
        ids, scores = ids[chosen], scores[chosen]
    order = np.lexsort((ids, -scores))
    return ids[order], scores[order]


def _equal(one: FloatArray, other: FloatArray) -> bool:
    return bool(np.array_equal(one, other))


def _one(row: int) -> IdArray:
    return np.array([row], np.int64)


def nothing() -> tuple[IdArray, FloatArray]:
    """The answer of an empty index."""
    return np.zeros(0, np.int64), np.zeros(0, np.float32)


def as_ids(ids: Collection[int]) -> IdArray:
    """Ids as an array."""
    return np.asarray(ids if isinstance(ids, np.ndarray) else list(ids), np.int64)


def _hashes(vectors: FloatArray) -> NDArray[np.uint64]:
    """A number for the bytes of each row: equal rows give equal numbers. Shapes: (N, D) -> (N,)."""
    words = vectors.view(np.uint32).astype(np.uint64)
    mix = np.resize(_MIX, words.shape[1])
    mixed: NDArray[np.uint64] = ((words ^ (words << np.uint64(21))) * mix).sum(axis=1, dtype=np.uint64)
    return mixed
