"""Exact search over a matrix: the plainest thing that fits the port VectorIndex."""

from collections.abc import Callable, Collection, Generator
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from core.errors import StaleIndexError
from core.values import FloatArray, IdArray


class PlainIndex:
    """Fits the port VectorIndex. Saves as .npz."""

    def __init__(self) -> None:
        self._rows: dict[int, FloatArray] = {}

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        self._rows.update(zip(ids.tolist(), vectors.astype(np.float32), strict=True))

    def remove(self, ids: Collection[int]) -> None:
        for each in ids:
            self._rows.pop(int(each), None)

    def search(self, vector: FloatArray, k: int, allowed: Collection[int] | None = None) -> tuple[IdArray, FloatArray]:
        passes = None if allowed is None else {int(i) for i in allowed}
        ids = np.array([i for i in self._rows if passes is None or i in passes], np.int64)
        scores = np.array([self._rows[int(i)] @ vector for i in ids], np.float32)
        best = np.argsort(-scores, kind="stable")[:k]
        return ids[best], scores[best]

    def build_step(self, budget_s: float) -> bool:
        return False

    def save(self, path: Path, stamp: str) -> None:
        with path.open("wb") as file:
            np.savez(file, stamp=stamp, ids=np.array(list(self._rows), np.int64), rows=list(self._rows.values()))

    def save_beside(self, path: Path, stamp: Callable[[], str]) -> Generator[float, None, bool]:
        self.save(path, stamp())
        yield 0.0
        return True

    def load(self, path: Path, stamp: str) -> None:
        try:
            with np.load(BytesIO(path.read_bytes())) as saved:
                if str(saved["stamp"]) != stamp:
                    raise StaleIndexError("The index is older than the catalogue.")
                self.add(saved["ids"], saved["rows"])  # no rows at all is fine too
        except (OSError, ValueError, EOFError, KeyError, BadZipFile) as error:
            raise StaleIndexError("The index is damaged or missing.") from error

    def discard(self, path: Path, space: str) -> int:
        if not path.exists():
            return 0
        with np.load(BytesIO(path.read_bytes())) as saved:
            if str(saved["stamp"]).split(" ")[0] != space:
                return 0
        size = path.stat().st_size
        path.unlink()
        return size

    @property
    def note(self) -> str:
        return f"plain · {len(self)} moments"

    def __len__(self) -> int:
        return len(self._rows)
