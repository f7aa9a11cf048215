"""Words whose token vectors were taught: found in sentences, and written as negative ids among a model's own.

No torch. Ids -1, -2, … are the vectors of the first word, then those of the second, and so on: so padding, start and
end tokens keep their ids, and the end token stays the largest.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeVar

import numpy as np

from core.errors import QueryError
from core.values import FloatArray
from core.values.teaching import AddedWord
from core.values.word_matching import WordMatcher

T = TypeVar("T")


class PlacedWord(NamedTuple):
    """An added word in a sentence: its characters, and the ids of its vectors."""

    start: int
    stop: int
    ids: tuple[int, ...]


class AddedWords:
    """A list of added words. Shapes: vectors (n, W) float32, row i has the id -1 - i.

    Raises: ValueError, when vectors differ in width or a word has none.
    """

    def __init__(self, words: Sequence[AddedWord] = ()) -> None:
        arrays = [np.asarray(each.vectors, np.float32) for each in words]
        if any(each.ndim != 2 or not len(each) for each in arrays) or len({each.shape[1] for each in arrays}) > 1:
            raise ValueError("added words have one or more vectors each, all of one width")
        self.words: tuple[AddedWord, ...] = tuple(words)
        self.vectors: FloatArray = np.concatenate(arrays) if arrays else np.zeros((0, 0), np.float32)
        self._matcher = WordMatcher([each.text for each in words])
        ends = np.cumsum([len(each) for each in arrays], dtype=int)
        self._ids = [
            tuple(range(-1 - int(end) + len(rows), -1 - int(end), -1)) for end, rows in zip(ends, arrays, strict=True)
        ]

    def find(self, text: str) -> list[PlacedWord]:
        """Where added words stand in a sentence, in order."""
        return [PlacedWord(each.start, each.stop, self._ids[each.index]) for each in self._matcher.find(text)]


NO_WORDS: Final = AddedWords()


def read_apart(
    texts: Sequence[str], added: AddedWords, read: Callable[[Sequence[str], AddedWords], list[T]]
) -> list[T]:
    """Read sentences so that those without added words come out bit for bit as if there were none, whatever is read in
    one batch with them.
    """
    spoken = [text for text in texts if added.find(text)]
    if not spoken:
        return read(texts, NO_WORDS)
    fresh = dict(zip(spoken, read(spoken, added), strict=True))
    plain = [text for text in texts if text not in fresh]
    if plain:
        try:
            fresh |= {text: each for text, each in zip(texts, read(texts, NO_WORDS), strict=True) if text not in fresh}
        except QueryError:  # of one that can only be read with the added words
            fresh |= dict(zip(plain, read(plain, NO_WORDS), strict=True))
    return [fresh[text] for text in texts]
