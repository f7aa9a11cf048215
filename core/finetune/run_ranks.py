"""Where captions find their moments by the model as it is, and by what learned: what a run is judged by. Torch-free."""

from typing import Final

import numpy as np

from core.finetune.judging import RankedPairs, figures_of, ranks_of, same_captions
from core.finetune.retrieval_metrics import Ranks
from core.finetune.teaching_data import TeachingData
from core.finetune.trainer import Trainer
from core.ports import Encoder
from core.values.arrays import FloatArray, IdArray
from core.values.teaching import Figure

_TEXTS: Final = 64
"""Sentences that are read together."""


class RunRanks:
    """Ranks before and after. Shapes: text (N + G, D), captions and then general ones as the model reads them before;
    moments (M, D), all moments as it sees them before.
    """

    def __init__(self, data: TeachingData, text: FloatArray, moments: FloatArray, seed: int) -> None:
        self._data, self._text, self.moments, self._seed = data, text, moments, seed
        library = np.setdiff1d(data.library, data.general)
        self.gallery: IdArray = np.union1d(np.unique(data.of_caption), library).astype(np.int64)
        """Moments that a caption's own has to stand before: those of all pairs, and the sample of the library."""

    def before(self, pairs: IdArray) -> Ranks:
        """Where the right moments of these pairs stand by the model as it is."""
        return self._ranks(self._text[pairs], self.moments[self.gallery], pairs)

    def after(self, trainer: Trainer, pairs: IdArray) -> Ranks:
        """Where they stand by this trainer."""
        text = trainer.text_vectors([self._data.captions[int(i)] for i in pairs])
        return self._ranks(text, trainer.moment_vectors(self.gallery), pairs)

    def general(self, trainer: Trainer) -> tuple[Figure, ...]:
        """The general set, before and by this trainer."""
        data = self._data
        if not len(data.general_of):
            return ()
        right = np.searchsorted(data.general, data.general_of)
        before = ranks_of(self._text[len(data.captions) :], self.moments[data.general], right)
        after = ranks_of(trainer.text_vectors(data.general_captions), trainer.moment_vectors(data.general), right)
        sources = np.array([data.moments[int(moment)].source for moment in data.general_of], np.int64)
        return figures_of(RankedPairs(before, after, sources), self._seed)

    def _ranks(self, text: FloatArray, moments: FloatArray, pairs: IdArray) -> Ranks:
        right = np.searchsorted(self.gallery, self._data.of_caption[pairs])
        return ranks_of(text, moments, right, same_captions(self._data, pairs, self.gallery))


def vectors_before(data: TeachingData, encoder: Encoder) -> tuple[FloatArray, FloatArray]:
    """Captions, general ones last, and all moments by the model as it is. Shapes: (N + G, D), (M, D)."""
    captions = [*data.captions, *data.general_captions]
    text = np.stack(
        [
            said.pooled
            for at in range(0, len(captions), _TEXTS)
            for said in encoder.encode_text(captions[at : at + _TEXTS])
        ]
    )
    mask = (np.arange(data.frames.shape[1]) < data.counts[:, None]).astype(np.uint8)
    return text, encoder.encode_segments(data.frames, mask)
