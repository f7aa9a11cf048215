"""From captions to token ids of a small table that holds only the tokens the drawn world uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from open_clip.tokenizer import SimpleTokenizer
from torch import Tensor

from core.synthetic.captions import Caption
from core.synthetic.lexicon import all_words

VOCABULARY: Final = 49408
START: Final = 49406
END: Final = 49407
MAX_WORDS: Final = 32


@lru_cache(maxsize=1)
def _tokenizer() -> SimpleTokenizer:
    return SimpleTokenizer()


@lru_cache(maxsize=8192)
def token_ids(word: str) -> tuple[int, ...]:
    """CLIP's tokens of one word."""
    return tuple(int(token) for token in _tokenizer().encode(word))


@lru_cache(maxsize=1)
def used_tokens() -> tuple[int, ...]:
    """All token ids that captions hold, ascending, with padding (0), start and end."""
    return tuple(sorted({0, START, END} | {token for word in all_words() for token in token_ids(word)}))


UNKNOWN: Final = 1
"""Row of the small table that stands for every token without a row of its own."""


def small_vocabulary() -> int:
    """Rows of the small table: the used tokens and the shared unknown one."""
    return len(used_tokens()) + 1


@lru_cache(maxsize=1)
def _rows() -> dict[int, int]:
    # Padding keeps row 0, the unknown word has row 1, all others keep their order: the end token stays the largest.
    return {token: row + (row > 0) for row, token in enumerate(used_tokens())}


@dataclass(frozen=True, slots=True)
class Words:
    """Tokenised captions. Shapes: ids, mask (N, L) and events (N, L), the event a token speaks of or -1."""

    ids: Tensor
    mask: Tensor
    events: NDArray[np.int64]


def tokenise(captions: Sequence[Caption]) -> Words:
    """Ids in the small table, padded to the longest caption."""
    rows = [_tokenise(caption) for caption in captions]
    longest = max(len(row) for row, _ in rows)
    ids, events = np.zeros((len(rows), longest), np.int64), np.full((len(rows), longest), -1)
    for index, (row, event) in enumerate(rows):
        ids[index, : len(row)], events[index, : len(row)] = row, event
    return Words(torch.from_numpy(ids), torch.from_numpy((ids > 0).astype(np.float32)), events)


def _tokenise(caption: Caption) -> tuple[list[int], list[int]]:
    table = _rows()
    ids, events = [table[START]], [-1]
    for piece, event in caption.pieces:
        for word in piece.split():
            known = [table.get(token, UNKNOWN) for token in token_ids(word)]
            ids += known
            events += [event] * len(known)
    keep = MAX_WORDS - 1
    return [*ids[:keep], table[END]], [*events[:keep], -1]


def full_table(small: Tensor) -> Tensor:
    """The table under CLIP's own token ids; tokens never trained share the unknown row. Shapes: (V, W)."""
    full = small[UNKNOWN].expand(VOCABULARY, -1).clone()
    for token, row in _rows().items():
        full[token] = small[row]
    return full


def small_table(full: Tensor) -> Tensor:
    """Undo `full_table`. Shapes: (V, W) -> (rows, W)."""
    stranger = next(token for token in range(VOCABULARY) if token not in _rows())
    small = full[stranger].expand(small_vocabulary(), -1).clone()
    for token, row in _rows().items():
        small[row] = full[token]
    return small
