"""A model other than the chosen one, with its own index: it keeps answering, or answers beside the chosen one."""

import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from core.errors import WeightsMissingError
from core.ports import Catalogue, Clock, Encoder, VectorIndex
from core.search.calibration import Calibration
from core.search.examples import ExampleReader
from core.search.index_manager import IndexManager
from core.search.retrieve import Searcher
from core.search.taught_words import teach_encoder
from core.values import Answer, EncoderSpec, Explanation, Query, Segment

OpenEncoder = Callable[[str], Encoder]
"""Makes the encoder that `source` tells of; nothing heavy happens before it is asked."""


class SecondaryModel:
    """Wakes when first asked. Thread: the engine lane."""

    def __init__(
        self,
        spec: EncoderSpec,
        chosen: EncoderSpec,
        catalogue: Catalogue,
        open_encoder: OpenEncoder,
        index_manager: IndexManager,
        calibration: Calibration,
        examples: ExampleReader,
    ) -> None:
        self.spec = spec
        self._chosen = chosen
        self._catalogue = catalogue
        self._open_encoder = open_encoder
        self._index_manager = index_manager
        self._calibration = calibration
        self._examples = examples
        self._encoder: Encoder | None = None
        self._searcher: Searcher | None = None

    def answer(self, query: Query, limit: int, by_video: bool, now_s: Clock) -> Answer:
        """As the chosen model answers. Raises: QueryError, EncoderError, StoreError."""
        return self._search(now_s).answer(query, self.open_index(), self._index_manager.is_exact, limit, by_video)

    def open_index(self) -> VectorIndex:
        """Its index, loaded or filled when first wanted. Raises: StoreError."""
        return self._index_manager.open(self.spec) if self._index_manager.index is None else self._index_manager.index

    def explain(self, query: Query, segment: Segment, step: int = 0) -> Explanation:
        """Take the score of one of its segments apart. Raises: QueryError, StoreError, EncoderError."""
        return self._search(time.monotonic).explain(query, segment, step)

    def forget(self, gone: Sequence[int]) -> None:
        """These segments have left the library."""
        self._index_manager.follow(gone, ())

    def take_back(self, video_ids: Collection[int]) -> None:
        """These videos came back into the library, with the vectors that they had."""
        self._index_manager.take_back(video_ids)

    def teach(self) -> None:
        """Read the library's taught words as they are now; a model that sleeps does so when it wakes."""
        if self._encoder is not None:
            teach_encoder(self._encoder, self._catalogue)
        if self._searcher is not None:
            self._searcher.forget_texts()

    def interrupt(self) -> None:
        """End its process in the middle of what it does. Thread: any."""
        encoder = self._encoder
        if encoder is not None:
            encoder.close()

    @property
    def is_saving(self) -> bool:
        """True while its index is written to the disk. Thread: any."""
        return self._index_manager.is_saving

    def close(self, *, saving: bool) -> None:
        """End its process; keep its index for the next time."""
        if saving:
            self._index_manager.save()
        if self._encoder is not None:
            self._encoder.close()
            self._encoder = None

    @property
    def is_current(self) -> bool:
        """False when the catalogue was changed by another program since its index was opened."""
        return self._index_manager.is_current

    @property
    def index_path(self) -> Path | None:
        """Where its index lies, once it was opened."""
        return self._index_manager.path

    def _search(self, now_s: Clock) -> Searcher:
        if self._searcher is None or self._encoder is None:  # it ended, or failed to wake
            self._searcher = Searcher(
                self._catalogue, self._awake(), now_s, self._calibration, self._examples, self._chosen
            )
        return self._searcher

    def _awake(self) -> Encoder:
        """The model itself. Raises: EncoderError, when it is not there any more."""
        if self._encoder is not None:
            return self._encoder
        source = self._catalogue.source_of(self.spec)
        if not source:
            raise WeightsMissingError(f"The location of the model {self.spec.name} is unknown.")
        encoder = self._encoder = self._open_encoder(source)  # at once: it may be interrupted while it wakes
        try:
            if encoder.spec.key != self.spec.key:
                raise WeightsMissingError(
                    f"The files of the model {self.spec.name} were not found.", "A different model is in its place."
                )
            teach_encoder(encoder, self._catalogue)
        except BaseException:
            self._encoder = None
            encoder.close()
            raise
        return encoder
