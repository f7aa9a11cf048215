"""Sentences as DistilBERT reads them: lower-case word pieces, from a tokenizer file that lies beside the weights.

May import tokenizers, words and errors. Nothing is fetched.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from tokenizers import BertWordPieceTokenizer
from torch import Tensor

from core.encode.added_words import NO_WORDS, AddedWords
from core.encode.tokenizer import Sentence, Token, cut_tokens, place_added, surface_words
from core.errors import EmptyQueryError, QueryTooLongError, WeightsCorruptError, WeightsMissingError

FILES = ("tokenizer.json", "vocab.txt")
_NEEDED = frozenset({"[UNK]", "[CLS]", "[SEP]", "[PAD]"})
_MOST_CHARACTERS = 4000
_HINT = "It comes with distilbert-base-uncased: tokenizer.json or vocab.txt."


class WordPieces:
    """BERT's uncased tokenizer over a vocabulary. `context_length` counts the first and the last token too."""

    def __init__(self, words: Mapping[str, int], context_length: int) -> None:
        self.context_length = context_length
        self.vocabulary = dict(words)
        self._tokens = BertWordPieceTokenizer(dict(words), lowercase=True)
        self._first, self._last, self._padding = words["[CLS]"], words["[SEP]"], words["[PAD]"]

    def read(self, text: str, added: AddedWords = NO_WORDS) -> Sentence:
        """Cut a question into tokens with their places. Raises: EmptyQueryError, QueryTooLongError."""
        head = text[:_MOST_CHARACTERS]
        read = self._tokens.encode(head, add_special_tokens=False)
        tokens = [Token(i, *place) for i, place in zip(read.ids, read.offsets, strict=True)]
        tokens = place_added(tokens, added.find(head))
        if not surface_words(head) or not tokens:
            raise EmptyQueryError("The query is empty.", "Describe a shot in a few words.")
        room = self.context_length - 2
        word_start = next((i for i in range(min(room, len(tokens) - 1), -1, -1) if _begins(text, tokens[i])), 0)
        unread = tokens[word_start].start if len(tokens) > room else len(head)
        dropped = surface_words(text[unread:])
        if dropped and len(dropped) == len(surface_words(text)):
            raise QueryTooLongError(
                f'The first word, "{text[:40]}…", is too long for this model.', "Describe the shot in plain words."
            )
        return Sentence(text, cut_tokens(tokens, room), dropped)

    def pad(self, sentences: Sequence[Sentence]) -> tuple[Tensor, Tensor]:
        """Ids and mask, padded to the longest. Shapes: (N, L), (N, L), both int64."""
        rows = [[self._first, *(token.id for token in each.tokens), self._last] for each in sentences]
        ids = torch.full((len(rows), max(map(len, rows))), self._padding, dtype=torch.int64)
        mask = torch.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = torch.tensor(row)
            mask[i, : len(row)] = 1
        return ids, mask


def open_tokenizer(weights: Path, vocab: int, context_length: int) -> WordPieces:
    """The tokenizer beside a weights file. Raises: WeightsMissingError, WeightsCorruptError."""
    path = next((found for name in FILES if (found := weights.with_name(name)).is_file()), None)
    if path is None:
        raise WeightsMissingError(f"There is no tokenizer file next to {weights.name}.", f"Put one there. {_HINT}")
    try:
        words = _read_vocabulary(path)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise WeightsCorruptError(f"The tokenizer file {path.name} is damaged.", _HINT) from error
    if not _NEEDED.issubset(words) or max(words.values()) >= vocab:
        raise WeightsCorruptError(
            f"The tokenizer file {path.name} does not belong to this model, which has {vocab} word pieces.", _HINT
        )
    return WordPieces(words, context_length)


def _read_vocabulary(path: Path) -> dict[str, int]:
    """Word pieces and their ids. Raises: OSError, ValueError, LookupError, TypeError."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".txt":
        return {word: i for i, word in enumerate(text.splitlines())}
    words = json.loads(text)["model"]["vocab"]
    if not all(type(i) is int and i >= 0 for i in words.values()):
        raise ValueError("no vocabulary of word pieces")
    return dict(words)


def _begins(text: str, token: Token) -> bool:
    """True when a token is the beginning of what stands between spaces."""
    return token.start == 0 or text[token.start - 1].isspace()
