"""Where captions find their moments by the model as it is, and by what learned: what a run is judged by. Torch-free.

A way that has to see frames again may not be able to read all clips. What it cannot read is ranked by neither model.
"""

from typing import Final

import numpy as np

from core.finetune.judging import RankedPairs, figures_of, ranks_of, same_captions, still_found
from core.finetune.retrieval_metrics import Ranks
from core.finetune.teaching_data import TeachingData
from core.finetune.trainer import Trainer
from core.ports import Encoder
from core.values.arrays import BoolArray, FloatArray, IdArray
from core.values.teaching import Figure

_TEXTS: Final = 64
"""Sentences that are read together."""


class RunRanks:
    """Ranks before and after. Shapes: text (N + G, D), captions and then general ones as the model reads them before;
    moments (M, D), all moments as it sees them before.
    """

    def __init__(self, data: TeachingData, text: FloatArray, moments: FloatArray, seed: int) -> None:
        self._data, self._text, self.moments, self._seed = data, text, moments, seed
        self.gallery = gallery_of(data)

    def before(self, pairs: IdArray, trainer: Trainer) -> Ranks:
        """Where the right moments of these pairs stand by the model as it is; NaN where `trainer` cannot read them."""
        gallery, there = _readable(trainer, self._data, pairs)
        found = np.full(len(pairs), np.nan)
        found[there] = _ranks(self._data, pairs[there], self._text[pairs[there]], self.moments[gallery], gallery)
        return found

    def after(self, trainer: Trainer, pairs: IdArray) -> Ranks:
        """Where they stand by this trainer; NaN where it cannot read them."""
        return ranks_by(trainer, self._data, pairs)

    def count_unread(self, trainer: Trainer) -> int:
        """Captions whose clip this trainer cannot read."""
        return int((~readable_by(trainer, self._data.of_caption)).sum())

    def general(self, trainer: Trainer) -> tuple[Figure, ...]:
        """The general set, before and by this trainer."""
        data = self._data
        moments = data.general[readable_by(trainer, data.general)]
        there = np.isin(data.general_of, moments)
        if not there.any():
            return ()
        right = np.searchsorted(moments, data.general_of[there])
        before = ranks_of(self._text[len(data.captions) :][there], self.moments[moments], right)
        captions = [caption for caption, is_there in zip(data.general_captions, there, strict=True) if is_there]
        after = ranks_of(trainer.text_vectors(captions), trainer.moment_vectors(moments), right)
        sources = np.array([data.moments[int(moment)].source for moment in data.general_of[there]], np.int64)
        figures = figures_of(RankedPairs(before, after, sources), self._seed)
        return figures if data.is_general_drawn else still_found(figures)


def gallery_of(data: TeachingData) -> IdArray:
    """Moments that a caption's own has to stand before: those of all pairs, and the sample of the library."""
    library = np.setdiff1d(data.library, data.general)
    return np.union1d(np.unique(data.of_caption), library).astype(np.int64)


def ranks_by(trainer: Trainer, data: TeachingData, pairs: IdArray) -> Ranks:
    """Where the right moments of these pairs stand by this trainer; NaN where it cannot read them."""
    gallery, there = _readable(trainer, data, pairs)
    found = np.full(len(pairs), np.nan)
    if there.any():
        text = trainer.text_vectors([data.captions[int(i)] for i in pairs[there]])
        found[there] = _ranks(data, pairs[there], text, trainer.moment_vectors(gallery), gallery)
    return found


def readable_by(trainer: Trainer, moments: IdArray) -> BoolArray:
    """Which moments a trainer can see; most ways see stored vectors, so all. Shapes: (M,) -> (M,)."""
    ask = getattr(trainer, "is_readable", None)
    return np.ones(len(moments), np.bool_) if ask is None else np.asarray(ask(moments), np.bool_)


def _readable(trainer: Trainer, data: TeachingData, pairs: IdArray) -> tuple[IdArray, BoolArray]:
    """The gallery, and which of the pairs can be judged."""
    gallery = gallery_of(data)
    gallery = gallery[readable_by(trainer, gallery)]
    return gallery, np.isin(data.of_caption[pairs], gallery)


def _ranks(data: TeachingData, pairs: IdArray, text: FloatArray, moments: FloatArray, gallery: IdArray) -> Ranks:
    right = np.searchsorted(gallery, data.of_caption[pairs])
    return ranks_of(text, moments, right, same_captions(data, pairs, gallery))


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
