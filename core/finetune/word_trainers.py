"""The ways `words` and `name` for the engine: what a run needs to train them, to judge them and to write them."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from core import registry
from core.encode.encoder_options import EncoderOptions
from core.encode.teachable import TeachableEncoder, teachable
from core.errors import C2VError
from core.finetune.judging import RankedPairs, figures_of, ranks_of
from core.finetune.names import TaughtName, teach_name
from core.finetune.teaching_data import TeachingData
from core.finetune.trainer import TrainerRequest, TrainerState
from core.finetune.vector_settings import FOR_NAMES, FOR_WORDS
from core.finetune.words import WordLearner, learnable, misread_words, unknown_words
from core.finetune.words_file import WordInFile, WordsFile, write_words
from core.ports import Encoder
from core.values.arrays import FloatArray, IdArray
from core.values.teaching import TeachingOutcome, TeachingPlan, TeachingProgress

_TEXTS = 64
_EPOCHS = 10
_SEGMENTS = 256
MOST_READ: Final = 1000
"""Captions by which words are found that the model reads wrongly."""


class WordsTrainer:
    """The port Trainer over `WordLearner`: a vector for each word that the model does not know, or reads wrongly."""

    def __init__(self, request: TrainerRequest) -> None:
        """Raises: EncoderError, for a model that cannot be taught, and where the captions use no unknown word."""
        self._data = request.data
        self._encoder = _open(request.base)
        self._text: TeachableEncoder = teachable(self._encoder)
        self._before = request.before
        captions = [self._data.captions[int(pair)] for pair in request.pairs]
        settings, usual = request.plan.settings, FOR_WORDS
        batch, steps = settings.batch or usual.batch, usual.steps
        if settings.epochs:
            steps = max(1, settings.epochs * len(captions) // batch)
        chosen = replace(
            usual,
            steps=request.steps or steps,
            batch=batch,
            rate=settings.learning_rate or usual.rate,
            seed=settings.seed,
        )
        moments = self.moment_vectors(self._data.of_caption[request.pairs])
        library = self.moment_vectors(self._data.library)
        unknown = unknown_words(captions, self._text)
        words = [*learnable(unknown), *self._misread(request, [word for word, _ in unknown])]
        self._learner = WordLearner(self._text, words, captions, moments, library, chosen)

    @property
    def steps(self) -> int:
        """How many steps there are in all."""
        return self._learner.steps

    @property
    def epoch_steps(self) -> int:
        """A tenth of all."""
        return max(1, self.steps // _EPOCHS)

    @property
    def step(self) -> int:
        """Steps made."""
        return self._learner.step

    @property
    def words(self) -> tuple[str, ...]:
        """What is learned."""
        return self._learner.words

    def advance(self) -> float:
        """Make one step; returns the loss."""
        return self._learner.advance()

    def state(self) -> TrainerState:
        """All that later steps depend on."""
        return self._learner.state()

    def restore(self, state: TrainerState) -> None:
        """Continue from what `state` gave."""
        self._learner.restore(state)

    def learned(self) -> TrainerState:
        """A copy of the vectors."""
        return {"words": list(self.words), "vectors": self._learner.vectors.detach().clone()}

    def use(self, learned: TrainerState) -> None:
        """Put back what `learned` gave."""
        self._learner.use(learned["vectors"])

    def choose(self) -> dict[str, float]:
        """Nothing is chosen."""
        return {}

    def loss_of(self, pairs: IdArray) -> float:
        """The loss on pairs that it does not learn from."""
        captions = [self._data.captions[int(pair)] for pair in pairs]
        return self._learner.loss_of(captions, self.moment_vectors(self._data.of_caption[pairs]))

    def _misread(self, request: TrainerRequest, unknown: Sequence[str]) -> list[str]:
        """Words that lead its captions astray, by the pairs that it learns from alone."""
        data, pairs = self._data, request.pairs[:MOST_READ]
        gallery = np.union1d(np.unique(data.of_caption[request.pairs]), data.library).astype(np.int64)
        captions = [data.captions[int(pair)] for pair in pairs]
        right = np.searchsorted(gallery, data.of_caption[pairs])
        ranks = ranks_of(_read(self._encoder, captions), self.moment_vectors(gallery), right)
        return [word for word, _ in misread_words(captions, ranks, unknown)]

    def text_vectors(self, captions: Sequence[str]) -> FloatArray:
        """Sentences as the taught model reads them now. Shapes: (N, D)."""
        self._encoder.set_words(self._learner.added)
        try:
            return _read(self._encoder, captions)
        finally:
            self._encoder.set_words([])

    def moment_vectors(self, moments: IdArray) -> FloatArray:
        """Moments, which teaching words does not change. Shapes: (M,) -> (M, D)."""
        if self._before is not None:
            return self._before[moments]
        return pool_moments(self._encoder, self._data, moments)

    def write(self, path: Path, card: Mapping[str, Any]) -> None:
        """Write the words as a file of taught words. Raises: StoreError."""
        words = tuple(WordInFile(each.text, "word", each.vectors) for each in self._learner.added)
        spec = self._encoder.spec
        write_words(path, WordsFile(spec.text_key, spec.name, words, str(card.get("date", "")), dict(card)))

    def close(self) -> None:
        """Close the encoder."""
        self._encoder.close()


def run_name(
    data: TeachingData,
    plan: TeachingPlan,
    base: EncoderOptions,
    result: Path,
    card: Mapping[str, Any],
    tell: Callable[[TeachingProgress], None],
) -> TeachingOutcome:
    """Learn a name from all moments of the pairs, judge it by those left out, and write it. It takes seconds, so a run
    that was broken off begins again, and ends in the same vectors.

    Raises: C2VError.
    """
    started_s = time.monotonic()

    def on_step(step: int, steps: int) -> None:
        left_s = (steps - step) * (time.monotonic() - started_s) / step
        tell(TeachingProgress(f"Learning the name {plan.name}", step, steps, left_s, "naming"))

    with closing(_open(base)) as encoder:
        tell(TeachingProgress("Looking for words that the model knows", kind="searching"))
        moments = np.unique(data.of_caption)
        sources = [data.moments[int(moment)].source for moment in moments]
        taught = teach_name(
            teachable(encoder),
            plan.name,
            pool_moments(encoder, data, moments),
            pool_moments(encoder, data, np.setdiff1d(data.library, moments)),
            sources=sources,
            settings=replace(FOR_NAMES, seed=plan.settings.seed),
            tell=on_step,
        )
        spec = encoder.spec
    if taught.vectors is not None:
        word = WordInFile(plan.name, "name", taught.vectors, taught.figures())
        write_words(result, WordsFile(spec.text_key, spec.name, (word,), str(card.get("date", "")), dict(card)))
    return outcome_of(taught, sources, result)


def outcome_of(taught: TaughtName, sources: Sequence[int], result: Path) -> TeachingOutcome:
    """How a name was judged, as of any run: before is with the best words that the model knew."""
    ranked = RankedPairs(taught.before.astype(np.float64), taught.after.astype(np.float64), np.array(sources, np.int64))
    return TeachingOutcome(
        verdict=taught.verdict,
        message=taught.message,
        queries=len(taught.after),
        clips=taught.gallery,
        figures=figures_of(ranked, taught.seed),
        result=result if taught.vectors is not None else None,
        reason=taught.reason,
        words=taught.words,
    )


def pool_moments(encoder: Encoder, data: TeachingData, moments: IdArray) -> FloatArray:
    """Pooled vectors of moments, from their stored frame vectors. Shapes: (M,) -> (M, D)."""
    done = []
    width = data.frames.shape[1]
    for start in range(0, len(moments), _SEGMENTS):
        part = moments[start : start + _SEGMENTS]
        mask = (np.arange(width) < data.counts[part, None]).astype(np.uint8)
        done.append(encoder.encode_segments(data.frames[part], mask))
    return np.concatenate(done) if done else np.zeros((0, encoder.spec.dim), np.float32)


def _read(encoder: Encoder, captions: Sequence[str]) -> FloatArray:
    read = [
        each.pooled
        for start in range(0, len(captions), _TEXTS)
        for each in encoder.encode_text(captions[start : start + _TEXTS])
    ]
    return np.stack(read) if read else np.zeros((0, encoder.spec.dim), np.float32)


def _open(options: EncoderOptions) -> Encoder:
    encoder: Encoder = registry.load(registry.BACKENDS, options.backend).build(options)
    try:
        teachable(encoder)
    except C2VError:
        encoder.close()
        raise
    return encoder
