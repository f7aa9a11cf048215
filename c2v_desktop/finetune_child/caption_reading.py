"""What a model makes of captions before it learns from them. In the process that learns."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from c2v_desktop.finetune_child.picture_frames import load_array
from core import registry
from core.encode.encoder_options import EncoderOptions
from core.encode.teachable import TeachableEncoder, teachable
from core.errors import QueryError
from core.finetune.judging import ranks_of
from core.finetune.words import misread_words, unknown_words
from core.ports import Encoder
from core.values import FloatArray, TextVectors

_AT_ONCE: Final = 64


def read_captions(
    base: EncoderOptions,
    captions: Sequence[str],
    learned: Sequence[str],
    moments: Path | None = None,
    judged: Sequence[tuple[str, int]] = (),
) -> dict[str, Any]:
    """Tokens of each caption, start and end included and exact where they are more than the model reads; and the words
    that it never learned or reads wrongly, of the captions that take part.

    `moments` is a file of pooled vectors, `judged` has captions with the row of their moment there.
    Shapes: moments (M, D). Raises: EncoderError, OSError.
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
        said: dict[str, Any] = {"tokens": tokens, "context": context, "unknown": [], "misread": []}
        if isinstance(encoder, TeachableEncoder):
            unknown = unknown_words(learned, teachable(encoder))
            said["unknown"] = [list(each) for each in unknown]
            if moments is not None:
                found = _misread(encoder, judged, [word for word, _ in unknown], load_array(moments))
                said["misread"] = [list(each) for each in found]
        return said
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


def _misread(
    encoder: Encoder, judged: Sequence[tuple[str, int]], unknown: Collection[str], moments: FloatArray
) -> list[tuple[str, int]]:
    """Words that lead captions astray, by the ranks of their moments among these."""
    read: list[tuple[str, int, FloatArray]] = []
    for at in range(0, len(judged), _AT_ONCE):
        block = judged[at : at + _AT_ONCE]
        try:
            texts = encoder.encode_text([caption for caption, _ in block])
        except QueryError:  # one of them holds nothing to read, which its check says
            continue
        read += [(caption, row, each.pooled) for (caption, row), each in zip(block, texts, strict=True)]
    if not read:
        return []
    captions, rows, vectors = zip(*read, strict=True)
    return misread_words(captions, ranks_of(np.stack(vectors), moments, np.array(rows, np.int64)), unknown)


def _counted(captions: Sequence[str], read: Sequence[TextVectors]) -> list[tuple[str, int]]:
    return [(caption, len(each.dropped)) for caption, each in zip(captions, read, strict=True)]
