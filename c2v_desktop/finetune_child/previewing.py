"""What sentences find among a run's moments, by the model before and after it. In the process that learns."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core import registry
from core.encode.encoder_options import EncoderOptions
from core.errors import C2VError
from core.finetune.run_folder import RunFolder
from core.finetune.teaching_data import TeachingData, load_data
from core.finetune.teaching_run import TeachingSession
from core.finetune.words_file import read_words
from core.ports import Encoder
from core.values import FloatArray, IdArray
from core.values.teaching import AddedWord

Found = list[list[tuple[str, float, float]]]
"""For each sentence the moments that it finds, as path, start and end."""


def preview(folder: RunFolder, sentences: Sequence[str], limit: int) -> list[Found]:
    """What each sentence finds before and after, best first. Raises: C2VError, when the run has no result."""
    plan = folder.read_plan()
    if not folder.result.exists():
        raise C2VError("This run has no result yet.", "Wait until it has finished.")
    data = load_data(folder.data)
    base = EncoderOptions.from_json(plan.base)
    if plan.plan.way == "full":
        return _held_out(folder, data, sentences, limit)
    before = _answers(base, (), data, sentences, limit)
    if plan.plan.way in ("words", "name"):
        words = [AddedWord(each.text, each.vectors) for each in read_words(folder.result).words]
        return [before, _answers(base, words, data, sentences, limit)]
    taught = replace(base, backend="clip2video", weights=str(folder.result), model="")
    return [before, _answers(taught, (), data, sentences, limit)]


def _answers(
    options: EncoderOptions, words: Sequence[AddedWord], data: TeachingData, sentences: Sequence[str], limit: int
) -> Found:
    encoder: Encoder = registry.load(registry.BACKENDS, options.backend).build(options)
    try:
        if words:
            encoder.set_words(words)
        shown = np.array([i for i, moment in enumerate(data.moments) if moment.path], np.int64)
        mask = (np.arange(data.frames.shape[1]) < data.counts[shown][:, None]).astype(np.uint8)
        moments = encoder.encode_segments(data.frames[shown], mask)
        text: FloatArray = np.stack([each.pooled for each in encoder.encode_text(sentences)])
    finally:
        encoder.close()
    return _first(data, shown, text, moments, limit)


def _held_out(folder: RunFolder, data: TeachingData, sentences: Sequence[str], limit: int) -> list[Found]:
    """The moments of held-out captions alone: a model whose towers learned has to see frames again."""
    from core.finetune.full import make_trainer

    shown = np.unique(data.of_caption[data.pairs_of("test", "validation")])
    session = TeachingSession(folder, make_trainer, lambda _: None)
    trainer = session.new_trainer(0)
    found = []
    for learned in (None, session.best()):
        if learned is not None:
            trainer.use(learned)
        found.append(_first(data, shown, trainer.text_vectors(sentences), trainer.moment_vectors(shown), limit))
    return found


def _first(data: TeachingData, shown: IdArray, text: FloatArray, moments: FloatArray, limit: int) -> Found:
    """The first moments of each sentence."""
    found: Found = []
    for row in text @ moments.T:
        first = shown[np.argsort(-row, kind="stable")[:limit]]
        found.append([(data.moments[i].path, data.moments[i].start_s, data.moments[i].end_s) for i in first])
    return found
