"""What a model makes of captions before it learns from them. In the process that learns."""

from collections.abc import Sequence
from typing import Any, Final

from core import registry
from core.encode.encoder_options import EncoderOptions
from core.encode.teachable import TeachableEncoder, teachable
from core.errors import QueryError
from core.finetune.words import unknown_words
from core.ports import Encoder
from core.values import TextVectors

_AT_ONCE: Final = 64


def read_captions(base: EncoderOptions, captions: Sequence[str], learned: Sequence[str]) -> dict[str, Any]:
    """Tokens of each caption, start and end included and exact where they are more than the model reads; and the words
    that it never learned, of the captions that take part.

    Raises: EncoderError.
    """
    encoder: Encoder = registry.load(registry.BACKENDS, base.backend).build(base)
    try:
        context = encoder.spec.context_length
        # A token is at least a byte, so short captions need not be read.
        long = [caption for caption in captions if len(caption.encode()) > context - 2]
        dropped = dict(_dropped(encoder, long))
        tokens = [
            context + dropped[each] if dropped.get(each) else min(context, len(each.split()) + 2) for each in captions
        ]
        unknown = unknown_words(learned, teachable(encoder)) if isinstance(encoder, TeachableEncoder) else []
        return {"tokens": tokens, "context": context, "unknown": [list(each) for each in unknown]}
    finally:
        encoder.close()


def _dropped(encoder: Encoder, captions: Sequence[str]) -> list[tuple[str, int]]:
    """Captions, and how many of their words were not read."""
    found: list[tuple[str, int]] = []
    for at in range(0, len(captions), _AT_ONCE):
        block = captions[at : at + _AT_ONCE]
        try:
            found += _counted(block, encoder.encode_text(block))
        except QueryError:  # one of them holds nothing to read, or a first word that is too long
            for caption in block:
                try:
                    found += _counted([caption], encoder.encode_text([caption]))
                except QueryError:
                    found.append((caption, max(1, len(caption.split()))))
    return found


def _counted(captions: Sequence[str], read: Sequence[TextVectors]) -> list[tuple[str, int]]:
    return [(caption, len(each.dropped)) for caption, each in zip(captions, read, strict=True)]
