"""The index beside the catalogue: opened, kept in step, rebuilt when it does not fit. A cache, never the truth."""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import numpy as np

from core.errors import StaleIndexError
from core.ports import Catalogue, VectorIndex
from core.settings import IndexSettings
from core.values import EncoderSpec, Segment

OpenIndex = Callable[[str, int], VectorIndex]
"""Makes an empty index: name of the engine, width of the vectors."""


class IndexKeeper:
    """Keeps one index of one vector space true to the catalogue. Thread: the engine lane.

    Small libraries are searched exactly. A large one whose saved index is missing, damaged or older than the
    catalogue is searched exactly too, at once, until `improve` has built the faster engine again.
    """

    def __init__(self, catalogue: Catalogue, open_index: OpenIndex, path: Path, settings: IndexSettings) -> None:
        self._catalogue = catalogue
        self._open_index = open_index
        self._path = path
        self._settings = settings
        self._note = ""
        self._saved_stamp = ""
        self.spec: EncoderSpec | None = None
        self.index: VectorIndex | None = None
        self.is_exact = True

    def open(self, spec: EncoderSpec) -> VectorIndex:
        """Load the saved index of this space, or fill an exact one from the stored vectors."""
        self.spec = spec
        self._note = ""
        if self._wants_engine(self._count()):
            try:
                index = self._open_index(self._settings.engine, spec.dim)
                index.load(self._path, self._stamp())
                self.index, self.is_exact, self._saved_stamp = index, False, self._stamp()
                return index
            except StaleIndexError as error:
                self._note = f"{error.title} It is being built again from the stored vectors."
        self.index, self.is_exact = self._open_index("exact", spec.dim), True
        for ids, vectors in self._catalogue.all_vectors(spec):
            self.index.add(ids, vectors)
        return self.index

    def follow(self, gone: Sequence[int], made: Sequence[Segment]) -> None:
        """Take a change of the catalogue over."""
        if self.index is None:
            return
        if gone:
            self.index.remove(gone)
        if made:
            ids = [segment.id for segment in made]
            self.index.add(np.array(ids, np.int64), self._catalogue.segment_vectors(ids))

    def improve(self) -> Generator[None, None, bool]:
        """Build the fast engine when the library has outgrown exact search; True when it was built.

        Changes made while it is being built are noticed by the catalogue's generation, and it begins again.
        """
        while self.spec is not None and self.is_exact and self._wants_engine(self._count()):
            stamp = self._stamp()
            index = self._open_index(self._settings.engine, self.spec.dim)
            for ids, vectors in self._catalogue.all_vectors(self.spec):
                for start in range(0, len(ids), BLOCK):
                    index.add(ids[start : start + BLOCK], vectors[start : start + BLOCK])
                    yield
            if stamp == self._stamp():
                self.index, self.is_exact = index, False
                self.save()
                return True
        return False

    def save(self) -> None:
        """Write the index if it is worth it: an exact one is filled from the catalogue as fast as from a file."""
        if self.index is None or self.is_exact or self._saved_stamp == self._stamp():
            return
        self.index.save(self._path, self._stamp())
        self._saved_stamp = self._stamp()

    @property
    def note(self) -> str:
        """One line for status and doctor."""
        return " ".join(filter(None, [self.index.note if self.index is not None else "", self._note]))

    def _wants_engine(self, count: int) -> bool:
        return self._settings.engine != "exact" and count >= self._settings.exact_below

    def _count(self) -> int:
        return self._catalogue.counts(self.spec).segments

    def _stamp(self) -> str:
        assert self.spec is not None, "open first"
        return f"{self.spec.key} {self._catalogue.generation(self.spec)}"


BLOCK = 64
"""Vectors added between two yields while a fast engine is built."""
