"""Rows of ids by any tokenizer of open_clip, with the ids of added words where these stand in a sentence.

Each vector of an added word is written as a letter that the tokenizer knows as one token and that stands nowhere else
in the sentence; then that token's ids are exchanged. So each tokenizer's own start, end, padding and length hold.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from core.encode.added_words import AddedWords, PlacedWord
from core.errors import EncoderError

Tokenize = Callable[[list[str]], Tensor]
_LETTERS = "xqzvkwjyubfghpmndlcrtsoiea7395"


class WordRows:
    """Writes sentences as a tokenizer does, added words included."""

    def __init__(self, tokenize: Tokenize) -> None:
        self._tokenize = tokenize
        self._ids: dict[str, int | None] = {}

    def write(self, texts: Sequence[str], added: AddedWords) -> Tensor:
        """Shapes: N texts -> (N, L) int64, added words with negative ids."""
        rows = self._tokenize(list(texts))
        for i, text in enumerate(texts):
            if found := added.find(text):
                rows[i] = self._row(text, found)
        return rows

    def _row(self, text: str, found: Sequence[PlacedWord]) -> Tensor:
        """One sentence with added words. Shapes: (L,). Raises: EncoderError."""
        bare = set(self._read(_replaced(text, [(word, " ") for word in found])).tolist())
        for letter in _LETTERS:
            id_ = self._id_of(letter)
            if id_ is None or id_ in bare:
                continue
            for count in range(len(found), -1, -1):  # all, or as many as there is room for
                kept = found[:count]
                head = text if count == len(found) else text[: found[count].start]
                marked = _replaced(head, [(word, " ".join(letter for _ in word.ids)) for word in kept])
                wanted = [each for word in kept for each in word.ids]
                row = self._read(marked)
                places = (row == id_).nonzero().flatten()
                if len(places) == len(wanted):
                    row[places] = torch.tensor(wanted, dtype=row.dtype)
                    return row
                if not torch.equal(row, self._read(f"{marked} {letter}")):
                    break  # there was room, but the letter was joined to its neighbours
        raise EncoderError("This model's tokenizer cannot place taught words in this sentence.", "Rephrase it.")

    def _read(self, text: str) -> Tensor:
        return self._tokenize([text])[0].clone()

    def _id_of(self, letter: str) -> int | None:
        """Its id, where the letter between spaces is one token; None where it is several."""
        if letter not in self._ids:
            one, two = (Counter(self._read(text).tolist()) for text in (f"a {letter}", f"a {letter} {letter}"))
            more = two - one
            self._ids[letter] = next(iter(more)) if more.total() == 1 else None
        return self._ids[letter]


def _replaced(text: str, parts: Sequence[tuple[PlacedWord, str]]) -> str:
    """The text with something else at the characters of these words."""
    made, done = "", 0
    for word, other in parts:
        made += text[done : word.start] + other
        done = word.stop
    return made + text[done:]
