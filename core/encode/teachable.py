"""Text towers that can be taught words: differentiable in vectors added to their token table."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, cast, runtime_checkable

import torch
from torch import Tensor

from core.encode.added_words import AddedWords
from core.encode.word_table import WordTable
from core.errors import EncoderError
from core.ports import Encoder

_WORD = re.compile(r"[a-z]{2,}")
_MARKS = ("▁", "Ġ")


class TokenRows(NamedTuple):
    """Tokenised sentences. Shapes: ids, mask (N, L) int64; negative ids are vectors of added words."""

    ids: Tensor
    mask: Tensor

    def shifted(self, by: int) -> "TokenRows":
        """The same sentences with other added vectors: row -1 - i becomes -1 - i - by."""
        return TokenRows(torch.where(self.ids < 0, self.ids - by, self.ids), self.mask)

    def part(self, places: Tensor) -> "TokenRows":
        """Some of the sentences."""
        return TokenRows(self.ids[places], self.mask[places])


@runtime_checkable
class TeachableEncoder(Protocol):
    """What an encoder's text side offers to whoever teaches it words. Thread: one at a time."""

    @property
    def word_table(self) -> WordTable:
        """The token table, to which vectors are added."""
        ...

    @property
    def logit_scale(self) -> float:
        """What the model multiplies cosines with, after training."""
        ...

    def text_rows(self, texts: Sequence[str], added: AddedWords) -> TokenRows:
        """Sentences as token ids. Raises: QueryError."""
        ...

    def read_rows(self, rows: TokenRows) -> Tensor:
        """Unit vectors, differentiable in the table's added rows. Shapes: -> (N, D) float32."""
        ...

    def own_words(self) -> dict[str, int]:
        """English-looking words that are one token of the model's, as its tokenizer orders them, and their ids."""
        ...


def teachable(encoder: Encoder) -> TeachableEncoder:
    """The encoder's text side. Raises: EncoderError, where it cannot be taught."""
    if not isinstance(encoder, TeachableEncoder):
        raise EncoderError(f"{encoder.spec.name} cannot be taught names or words.", "Choose another model.")
    return cast(TeachableEncoder, encoder)


def whole_words(pieces: Mapping[str, int] | Iterable[tuple[str, int]], spelled: Callable[[str], str]) -> dict[str, int]:
    """Pieces that are words by themselves, in order of their ids; `spelled` gives a piece's letters, "" if it is part
    of a word.
    """
    items = pieces.items() if isinstance(pieces, Mapping) else pieces
    words: dict[str, int] = {}
    for piece, id_ in sorted(items, key=lambda item: item[1]):
        if _WORD.fullmatch(word := spelled(piece)):
            words.setdefault(word, id_)
    return words


def words_of_tokenizer(tokenize: Any) -> dict[str, int]:
    """Of one of open_clip's tokenizers: CLIP's byte pairs, or a word list of transformers."""
    if hasattr(tokenize, "encoder"):
        return whole_words(tokenize.encoder, lambda piece: piece[:-4] if piece.endswith("</w>") else "")
    vocabulary = cast(Mapping[str, int], tokenize.tokenizer.get_vocab())
    marks = [mark for mark in _MARKS if any(piece.startswith(mark) for piece in vocabulary)]
    if marks:
        return whole_words(vocabulary, lambda piece: piece[1:].lower() if piece.startswith(marks[0]) else "")
    return whole_words(vocabulary, lambda piece: piece)
