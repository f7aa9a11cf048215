"""Rows of float32 in two parts: those of a saved file, never written again, and those that came since.

So adding to a million rows copies none of them, and saving writes only the later part.
"""

import numpy as np

from core.values import FloatArray, IdArray

_PRODUCT_ELEMENTS = 1 << 18
"""BLAS multiplies this many on one thread. More it shares out and waits for each share, which takes several times
as long as soon as something else, such as the encoder, has the cores."""


class Rows:
    """Shapes: (N, D). Thread: one at a time."""

    def __init__(self, base: FloatArray | None = None, more: FloatArray | None = None) -> None:
        self.base: FloatArray = np.zeros((0, 0), np.float32) if base is None else base
        self._more: FloatArray = np.zeros((0, self.base.shape[1]), np.float32) if more is None else more
        self._more_count = len(self._more)

    def __len__(self) -> int:
        return len(self.base) + self._more_count

    @property
    def width(self) -> int:
        """D; 0 while there are no rows."""
        return int(self.base.shape[1] or self._more.shape[1])

    @property
    def more(self) -> FloatArray:
        """The later part."""
        return self._more[: self._more_count]

    def append(self, vectors: FloatArray) -> None:
        """Add rows. Shapes: (n, D)."""
        need = self._more_count + len(vectors)
        if need > len(self._more) or self._more.shape[1] != vectors.shape[1]:
            grown = np.empty((max(need, need + need // 2, 1024), vectors.shape[1]), np.float32)
            grown[: self._more_count] = self.more if self._more_count else 0
            self._more = grown
        self._more[self._more_count : need] = vectors
        self._more_count = need

    def take(self, chosen: IdArray) -> FloatArray:
        """Copies of some rows. Shapes: (n,) -> (n, D)."""
        chosen = np.asarray(chosen, np.int64)
        first = len(self.base)
        if not self._more_count or not len(chosen) or int(chosen.max()) < first:
            return self.base[chosen] if len(chosen) else np.zeros((0, self.width), np.float32)
        if int(chosen.min()) >= first:
            return self._more[chosen - first]
        taken = np.empty((len(chosen), self.width), np.float32)
        early = chosen < first
        taken[early], taken[~early] = self.base[chosen[early]], self._more[chosen[~early] - first]
        return taken

    def products(self, query: FloatArray, chosen: IdArray | None = None, start: int = 0) -> FloatArray:
        """Inner products with the chosen rows, or with all from `start` on. Shapes: (D,) -> (n,)."""
        step = max(1, _PRODUCT_ELEMENTS // max(1, self.width))
        if chosen is not None:
            scores = np.empty(len(chosen), np.float32)
            for at in range(0, len(chosen), step):
                np.dot(self.take(chosen[at : at + step]), query, out=scores[at : at + step])
            return scores
        scores = np.empty(max(0, len(self) - start), np.float32)
        done = 0
        for part in (self.base[start:], self.more[max(0, start - len(self.base)) :]):
            for at in range(0, len(part), step):
                block = part[at : at + step]
                np.dot(block, query, out=scores[done : done + len(block)])
                done += len(block)
        return scores

    def split_at(self, base: FloatArray) -> "Rows":
        """The same rows, whose first ones are held by `base` too. Shapes: base (n, D)."""
        return Rows(base, self.take(np.arange(len(base), len(self))))

    def merged(self, kept: np.ndarray | None = None) -> "Rows":
        """All rows, or those kept, as one part. Shapes: kept (N,) bool."""
        chosen = np.arange(len(self)) if kept is None else np.flatnonzero(kept)
        return Rows(self.take(chosen))
