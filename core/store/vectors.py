"""Distinct vectors and the segments that share each: what every index is made from, and the exact search.

Black frames, slates and copied films give exactly equal vectors. Each is kept once, as a row; an entry ties a
segment id to its row. Rows of float32, because BLAS multiplies them faster than numpy can widen halves.
"""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.values import FloatArray, IdArray

DEAD_SHARE = 0.3
"""Rows without segments may take this share before the rest is moved together."""
_GATHER_SHARE = 0.25
"""Below this share of rows, copying them together beats multiplying all."""
_PRODUCT_ELEMENTS = 1 << 18
"""BLAS multiplies this many on one thread. More it shares out and waits for each share, which takes several times
as long as soon as something else, such as the encoder, has the cores."""
_MIX = np.random.default_rng(0xC2).integers(1, 2**63, 1 << 14, dtype=np.uint64) | np.uint64(1)


class DistinctVectors:
    """Rows (N, D) with entries (M segments). Thread: one at a time."""

    def __init__(self) -> None:
        self._rows: FloatArray = np.zeros((0, 0), np.float32)
        self._hashes: NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._live: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._count = 0
        self.ids: IdArray = np.zeros(0, np.int64)
        """Segment of each entry."""
        self.owners: IdArray = np.zeros(0, np.int64)
        """Row of each entry."""
        self._row_of: dict[int, int] | None = {}
        self._by_row: tuple[IdArray, IdArray] | None = None

    # ---- size

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def count(self) -> int:
        """Rows, dead ones included."""
        return self._count

    @property
    def live_count(self) -> int:
        """Rows that some segment owns."""
        return int(np.count_nonzero(self.live))

    @property
    def live(self) -> NDArray[np.bool_]:
        """Which rows some segment owns. Shapes: (N,)."""
        return self._live[: self._count]

    @property
    def rows(self) -> FloatArray:
        """Shapes: (N, D)."""
        return self._rows[: self._count]

    # ---- change

    def add(self, ids: IdArray, vectors: FloatArray) -> IdArray:
        """Shapes: (N,), (N, D). Ids that are there already get the new vector; returns the rows that died by it."""
        ids = np.asarray(ids, np.int64)
        vectors = np.ascontiguousarray(vectors, np.float32)
        if vectors.ndim != 2 or len(ids) != len(vectors) or len(np.unique(ids)) != len(ids):
            raise ValueError(f"{len(ids)} ids, each once, do not go with vectors {vectors.shape}")
        if not len(ids):
            return ids
        if self._count and vectors.shape[1] != self._rows.shape[1]:
            raise ValueError(f"vectors of width {vectors.shape[1]} in an index of width {self._rows.shape[1]}")
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
        table = self._table()
        for row in dead.tolist():
            if table.get(int(self._hashes[row])) == row:
                del table[int(self._hashes[row])]
        self._live[dead] = False
        self._by_row = None
        return dead

    def compact(self) -> bool:
        """Move live rows together when many are dead; True when rows got new numbers."""
        if self._count - self.live_count <= DEAD_SHARE * self._count:
            return False
        live = self.live.copy()
        number = np.cumsum(live) - 1
        self._rows, self._hashes = self.rows[live], self._hashes[: self._count][live]
        self._count = len(self._rows)
        self._live = np.ones(self._count, np.bool_)
        self.owners = number[self.owners]
        self._row_of = self._by_row = None
        return True

    # ---- search

    def best(self, query: FloatArray, k: int, allowed: Collection[int] | None = None) -> tuple[IdArray, FloatArray]:
        """The exact answer: ids and inner products, best first, equal scores by id."""
        query = self.check(query)
        if allowed is None:
            return top(self.ids, products(self.rows, query)[self.owners], k) if len(self) else nothing()
        chosen = np.flatnonzero(np.isin(self.ids, as_ids(allowed)))
        if not len(chosen):
            return nothing()
        owners = self.owners[chosen]
        if len(chosen) < _GATHER_SHARE * self._count:
            return top(self.ids[chosen], products(self.rows, query, owners), k)
        return top(self.ids[chosen], products(self.rows, query)[owners], k)

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
        if self._count and len(query) != self._rows.shape[1]:
            raise ValueError(f"a query of width {len(query)} in an index of width {self._rows.shape[1]}")
        return query

    # ---- on disk

    def arrays(self) -> dict[str, np.ndarray]:
        """All there is, for a sealed file."""
        return {
            "rows": self.rows,
            "hashes": self._hashes[: self._count],
            "live": self.live,
            "ids": self.ids,
            "owners": self.owners,
        }

    def restore(self, arrays: Mapping[str, Any]) -> None:
        """Take over what `arrays` gave. Raises: KeyError, ValueError."""
        rows, owners = arrays["rows"], arrays["owners"]
        if rows.ndim != 2 or len(owners) != len(arrays["ids"]) or (len(owners) and owners.max() >= len(rows)):
            raise ValueError("the arrays do not fit together")
        self._rows, self._hashes, self._live = rows, arrays["hashes"], arrays["live"]
        self._count = len(rows)
        self.ids, self.owners = arrays["ids"], owners
        self._row_of = self._by_row = None

    # ---- inside

    def _place(self, vectors: FloatArray) -> IdArray:
        """Row of each vector: that of an equal one, or a new one. Shapes: (N, D) -> (N,)."""
        self._grow(len(vectors), vectors.shape[1])
        table, hashes = self._table(), _hashes(vectors)
        owners = np.empty(len(vectors), np.int64)
        for i, (key, vector) in enumerate(zip(hashes.tolist(), vectors, strict=True)):
            row = table.get(key)
            if row is None or not np.array_equal(self._rows[row], vector):
                row = self._count
                self._rows[row], self._hashes[row], self._live[row] = vector, key, True
                # two vectors of one hash: the second is merely not shared
                table.setdefault(key, row)
                self._count += 1
            owners[i] = row
        return owners

    def _grow(self, more: int, width: int) -> None:
        """Make room for more rows."""
        need = self._count + more
        if need <= len(self._rows):
            return
        room = max(need, self._count + self._count // 2, 1024)
        rows, hashes, live = np.empty((room, width), np.float32), np.zeros(room, np.uint64), np.zeros(room, np.bool_)
        if self._count:
            rows[: self._count], hashes[: self._count] = self.rows, self._hashes[: self._count]
            live[: self._count] = self.live
        self._rows, self._hashes, self._live = rows, hashes, live

    def _table(self) -> dict[int, int]:
        """Hash to row; made when first needed, because searching does not need it."""
        if self._row_of is None:
            live = np.flatnonzero(self.live)
            self._row_of = dict(zip(self._hashes[live].tolist(), live.tolist(), strict=True))
        return self._row_of


def products(rows: FloatArray, query: FloatArray, chosen: IdArray | None = None) -> FloatArray:
    """Inner products with all rows, or with the chosen ones. Shapes: (N, D), (D,) -> (N,) or (len(chosen),)."""
    scores = np.empty(len(rows) if chosen is None else len(chosen), np.float32)
    step = max(1, _PRODUCT_ELEMENTS // max(1, rows.shape[1]))
    for start in range(0, len(scores), step):
        part = slice(start, start + step)
        np.dot(rows[part] if chosen is None else rows[chosen[part]], query, out=scores[part])
    return scores


def top(ids: IdArray, scores: FloatArray, k: int) -> tuple[IdArray, FloatArray]:
    """The k best, best first, equal scores by id. Shapes: (N,), (N,) -> (n,), (n,)."""
    if k <= 0:
        return nothing()
    if k < len(scores):
        chosen = np.argpartition(scores, len(scores) - k)[len(scores) - k :]
        ids, scores = ids[chosen], scores[chosen]
    order = np.lexsort((ids, -scores))
    return ids[order], scores[order]


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
