"""Exact search: one matrix product per question. The oracle, and quick enough far beyond 100,000 segments."""

from collections.abc import Callable, Collection, Generator
from pathlib import Path

from core.store.background_writer import BackgroundWriter
from core.store.distinct_vectors import DistinctVectors
from core.store.saved_vectors import SavedVectors, discard_saved
from core.values import FloatArray, IdArray


def build(options: object) -> "ExactIndex":
    """An empty index."""
    return ExactIndex()


class ExactIndex:
    """Fits the port VectorIndex. Thread: one at a time."""

    def __init__(self, remark: str = "") -> None:
        self._vectors = DistinctVectors()
        self._files = SavedVectors()
        self._aside = BackgroundWriter()
        self._remark = remark
        self._saved = ""

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        """Shapes: (N,), (N, D). Equal vectors are kept once and found under all their ids."""
        self._vectors.add(ids, vectors)
        self._vectors.compact()
        self._saved = ""

    def remove(self, ids: Collection[int]) -> None:
        """Forget these ids; unknown ones are ignored."""
        self._vectors.remove(ids)
        self._vectors.compact()
        self._saved = ""

    def search(self, vector: FloatArray, k: int, allowed: Collection[int] | None = None) -> tuple[IdArray, FloatArray]:
        """Best first, at most k. Shapes: (D,) -> (n,), (n,)."""
        return self._vectors.best(vector, k, allowed)

    def build_step(self, budget_s: float) -> bool:
        """Nothing to tend here."""
        return False

    def save(self, path: Path, stamp: str) -> None:
        """Write the matrix and its checksum. Raises: DiskFullError, StoreError."""
        self._aside.take_over()
        key = f"{path}\0{stamp}"
        if key != self._saved:
            self._files.save(path, stamp, self._vectors, {"graph": 0, "woven": 0})
            self._saved = key

    def save_beside(self, path: Path, stamp: Callable[[], str]) -> Generator[float, None, bool]:
        """As in the port. Raises: DiskFullError, StoreError."""
        self._aside.take_over()
        name, facts = stamp(), {"graph": 0, "woven": 0}
        return (yield from self._files.save_beside(self._aside, path, name, self._vectors, facts))

    def load(self, path: Path, stamp: str) -> None:
        """Read what any engine saved. Raises: StaleIndexError, when anything about the file is off."""
        self._aside.take_over()
        self._vectors, _ = self._files.load(path, stamp)
        self._saved = f"{path}\0{stamp}"

    def discard(self, path: Path, space: str) -> int:
        """Delete what any engine saved there of this vector space; returns the bytes freed. Raises: StoreError."""
        return discard_saved(path, space)

    @property
    def note(self) -> str:
        """One line for status and doctor."""
        return f"exact · {len(self):,} moments{self._remark}"

    def __len__(self) -> int:
        return len(self._vectors)
