"""Finding the nearest of many vectors."""

from collections.abc import Callable, Collection, Generator
from pathlib import Path
from typing import Protocol

from core.values import FloatArray, IdArray


class VectorIndex(Protocol):
    """Finds the nearest of many unit vectors by inner product."""

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        """Shapes: (N,), (N, D). Equal vectors are kept once and found under all their ids."""
        ...

    def remove(self, ids: Collection[int]) -> None:
        """Forget these ids; unknown ones are ignored."""
        ...

    def search(self, vector: FloatArray, k: int, allowed: Collection[int] | None = None) -> tuple[IdArray, FloatArray]:
        """Best first, at most k, scores exact to float32. Shapes: (D,) -> (n,), (n,)."""
        ...

    def build_step(self, budget_s: float) -> bool:
        """Make later searches quicker for about this long; True when there is more to do.

        Call it again and again when the lane has nothing more urgent. Searches are complete without it.
        """
        ...

    def save(self, path: Path, stamp: str) -> None:
        """Write index and checksum so that a crash leaves either the old or the new one."""
        ...

    def save_beside(self, path: Path, stamp: Callable[[], str]) -> Generator[float, None, bool]:
        """The same in steps, while others search, add and remove between them; yields seconds to rest.

        `stamp` is asked at the moment whose state is saved. False when it came to nothing: something else was saved
        or read since, or rows got new numbers.
        """
        ...

    def load(self, path: Path, stamp: str) -> None:
        """Read what `save` wrote. Raises: StaleIndexError, when anything about the file is off."""
        ...

    def discard(self, path: Path, space: str) -> int:
        """Delete what was saved there, if it is of the vector space whose key this is; returns the bytes freed."""
        ...

    @property
    def note(self) -> str:
        """One line for status and doctor."""
        ...

    def __len__(self) -> int: ...
