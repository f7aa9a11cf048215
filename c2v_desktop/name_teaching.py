"""Teaches a name in this process, from what the library has of its examples. Torch is imported only when asked."""

import json
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace

from c2v_desktop.compose import make_encoder
from core.errors import EncoderError
from core.library import NameMaterial
from core.settings import EncoderSettings
from core.values import TaughtVectors, TaughtWord, WordExample


def teach(
    settings: EncoderSettings,
    name: str,
    examples: Sequence[WordExample],
    material: NameMaterial,
    *,
    vectors: int = 2,
    seed: int = 0,
    tell: Callable[[int, int], None] | None = None,
) -> TaughtWord:
    """The name as it can be kept, its figures with it.

    Raises: EncoderError, for a model that cannot be taught, too few examples, or examples that do not look like one
    thing to the model; then nothing is to be kept.
    """
    from core.encode.teachable import teachable
    from core.finetune.names import teach_name
    from core.finetune.vector_settings import FOR_NAMES

    with closing(make_encoder(settings, in_process=True)) as encoder:
        if encoder.spec.text_key != material.spec.text_key or encoder.spec.dim != material.spec.dim:
            raise EncoderError("The model was changed in the meantime.", "Teach the name again.")
        taught = teach_name(
            teachable(encoder),
            name,
            material.examples,
            material.library,
            sources=material.sources,
            settings=replace(FOR_NAMES, vectors=vectors, seed=seed),
            tell=tell,
        )
    if taught.vectors is None:
        raise EncoderError(f'"{name}" was not taught.', taught.message)
    learned = TaughtVectors.of(material.spec.text_key, taught.vectors, json.dumps(taught.figures()))
    return TaughtWord(0, name, "name", tuple(examples), 0.0, (learned,))
