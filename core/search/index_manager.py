"""The index beside the catalogue: opened, kept in step, rebuilt when it does not fit. A cache, never the truth."""

from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from core.errors import DiskFullError, StaleIndexError
from core.ports import VectorCatalogue, VectorIndex
from core.settings import IndexSettings
from core.values import EncoderSpec, Segment

OpenIndex = Callable[[], VectorIndex]
"""Makes an empty index of the chosen engine."""

TEND_S = 0.05
SAVE_SHARE = 0.05
"""After an ingest that changed less than this share of it, the index is saved only when the program is closed."""


class IndexManager:
    """Keeps one index of one vector space true to the catalogue. Thread: the engine lane.

    The saved file carries a stamp: the space's key and the catalogue's generation. One that is missing, damaged
    or of another stamp is passed over, and the index filled from the stored vectors.
    """

    def __init__(
        self,
        catalogue: VectorCatalogue,
        open_index: OpenIndex,
        path: Path,
        settings: IndexSettings,
        taken: Callable[[], Collection[Path | None]] = tuple,
    ) -> None:
        """`taken` tells which files belong to the indexes of other models in use."""
        self._catalogue = catalogue
        self._open_index = open_index
        self._slots = (path, path.with_name(f"{path.stem}-2{path.suffix}"))
        self._settings = settings
        self._taken = taken
        self.path: Path | None = None
        """Where it was loaded from and is saved; None when all places are taken."""
        self._remark = ""
        self._unsaved = 0
        self._spec: EncoderSpec | None = None
        self.is_saving = False
        """True while the index is written to the disk. Thread: any."""
        self.index: VectorIndex | None = None
        self._opened_as = ""
        """The stamp when it was opened."""

    @property
    def is_exact(self) -> bool:
        """True when answers are certainly exact; an engine may answer exactly more often than that."""
        small = self.index is not None and len(self.index) < self._settings.exact_below
        return self._settings.engine == "exact" or small

    @property
    def note(self) -> str:
        """One line for status and doctor."""
        return "" if self.index is None else f"{self.index.note}{self._remark}"

    @property
    def is_current(self) -> bool:
        """False when the catalogue was changed by another program since the index was opened."""
        return self.index is None or self._stamp() == self._opened_as

    def open(self, spec: EncoderSpec) -> VectorIndex:
        """Load the saved index of this space, or fill a new one from the stored vectors. Raises: StoreError."""
        self._spec, self._unsaved, self._remark, self.path = spec, 0, "", None
        free = [slot for slot in self._slots if slot not in self._taken()]
        self._opened_as = self._stamp()  # before it is read: what is written meanwhile is noticed
        found = self._load(free)
        self.index = self._fill(spec, free) if found is None else found
        return self.index

    def open_saved(self, spec: EncoderSpec) -> None:
        """Open the saved index of this space, so that it follows a change; without one nothing is made."""
        free = [slot for slot in self._slots if slot not in self._taken()]
        if self.index is None and any(slot.exists() for slot in free):
            self._spec = spec
            self.index = self._load(free)

    def _load(self, free: Sequence[Path]) -> VectorIndex | None:
        """The saved index, from whichever place it lies in."""
        for slot in free:
            index = self._open_index()
            with suppress(StaleIndexError):
                index.load(slot, self._stamp())
                self.path = slot
                return index
        return None

    def _fill(self, spec: EncoderSpec, free: Sequence[Path]) -> VectorIndex:
        """A new index of the stored vectors."""
        self.path = next(iter(free), None)
        index = self._open_index()
        for ids, vectors in self._catalogue.all_vectors(spec):
            index.add(ids, vectors)
        self._unsaved = len(index)
        is_there = self.path is not None and self.path.exists()
        self._remark = " · rebuilt from stored vectors" if is_there and len(index) else ""
        return index

    def follow(self, gone: Sequence[int], made: Sequence[Segment]) -> None:
        """Take a change of the catalogue over."""
        if self.index is None:
            return
        self._unsaved += len(gone) + len(made)
        if gone:
            self.index.remove(gone)
        if made:
            ids = [segment.id for segment in made]
            self.index.add(np.array(ids, np.int64), self._catalogue.segment_vectors(ids))

    def take_back(self, video_ids: Collection[int]) -> None:
        """Videos came back into the library: their stored vectors are found again."""
        if self.index is None or self._spec is None:
            return
        ids = self._catalogue.segment_ids_of(video_ids, self._spec)
        if len(ids):
            self._unsaved += len(ids)
            self.index.add(ids, self._catalogue.segment_vectors(ids.tolist()))

    def build_step(self) -> Generator[None, None, None]:
        """Let the engine catch up with what was added, in short steps."""
        while self.index is not None and self.index.build_step(TEND_S):
            yield

    def save_if_worth(self) -> Generator[float, None, None]:
        """Save after a large change, so that a crash costs no long rebuilding; questions are answered meanwhile."""
        index, path = self.index, self.path
        if index is None or path is None or self._unsaved <= SAVE_SHARE * len(index):
            return
        counted, is_done = 0, False

        def stamp() -> str:
            nonlocal counted
            counted, self._unsaved = self._unsaved, 0
            return self._stamp()

        try:
            is_done = yield from index.save_beside(path, stamp)
        except DiskFullError as error:
            self._remark = f" · not saved: {error.title}"
        finally:
            if not is_done:
                self._unsaved += counted

    def save(self) -> None:
        """Write the index with its stamp. A full disk is no failure: the index is rebuilt next time."""
        if self.index is None or not self._unsaved or self.path is None:
            return
        self.is_saving = True
        try:
            self.index.save(self.path, self._stamp())
            self._unsaved = 0
        except DiskFullError as error:
            self._remark = f" · not saved: {error.title}"
        finally:
            self.is_saving = False

    def discard(self, spec: EncoderSpec) -> int:
        """Delete the saved index of another space; returns the bytes freed. Raises: StoreError."""
        index = self._open_index()
        return sum(index.discard(slot, spec.key) for slot in self._slots)

    def _stamp(self) -> str:
        assert self._spec is not None, "opened before"
        return f"{self._spec.key} {self._catalogue.generation(self._spec)}"
