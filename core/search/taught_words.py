"""The taught words of a library, as the models in it take them."""

import json
import logging
from collections.abc import Iterable

from core.errors import DeviceError, EncoderError
from core.ports import Catalogue, Encoder
from core.values import EncoderSpec, TaughtWord
from core.values.teaching import AddedWord

_log = logging.getLogger(__name__)


def added_words(words: Iterable[TaughtWord], spec: EncoderSpec) -> list[AddedWord]:
    """What this model's text tower learned; words that were taught to others only are plain text for it."""
    found = ((word.text, word.of_tower(spec.text_key)) for word in words)
    return [AddedWord(text, vectors.array) for text, vectors in found if vectors is not None]


def not_taught(words: Iterable[TaughtWord], spec: EncoderSpec) -> list[TaughtWord]:
    """Words that this model reads as plain text, as only other models were taught them."""
    return [word for word in words if word.of_tower(spec.text_key) is None]


def teach_encoder(encoder: Encoder, catalogue: Catalogue) -> None:
    """Give a model that is loaded the library's taught words. What it cannot take it reads as plain text."""
    words = added_words(catalogue.taught_words(), encoder.spec)
    try:
        encoder.set_words(words)
    except DeviceError:
        raise
    except EncoderError as error:
        _log.warning("%s continues without taught words: %s %s", encoder.spec.name, error.title, error.hint)


def figures_of(figures: str) -> dict[str, object]:
    """What was measured of a taught word; empty where nothing can be read."""
    try:
        said = json.loads(figures)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
