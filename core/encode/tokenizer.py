"""Sentences as token ids, and every token's place among the characters that were typed.

The ids are those CLIP2Video's loader makes. Past the model's context words are left out, and named.
"""

import copy
import re
import string
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

import torch
from open_clip import tokenizer
from open_clip.tokenizer import SimpleTokenizer
from torch import Tensor

from core.encode.added_words import NO_WORDS, AddedWords, PlacedWord
from core.errors import EmptyQueryError, QueryTooLongError
from core.values import Phrase

END_WORD = "(end)"
"""Stands for the end token in a ledger's words."""
_MOST_CHARACTERS = 4000
"""More than any model's context holds; a pasted book must not take minutes."""
_NO_WORD = frozenset(string.punctuation + "“”„«»‘’…–—")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a word. `start`/`stop` are character positions in the typed text; equal when it has no place.

    A negative id is a vector of an added word; all vectors of one stand at all of its characters.
    """

    id: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text as the model reads it: tokens between start and end, and the words that did not fit."""

    text: str
    tokens: tuple[Token, ...]
    dropped: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The typed characters of each token, the end token last."""
        return (*(self.text[token.start : token.stop] for token in self.tokens), END_WORD)

    def word_phrases(self, phrases: Sequence[Phrase]) -> tuple[int, ...]:
        """For each of `words` the phrase it overlaps most, or -1."""
        found = []
        for token in self.tokens:
            shares = [min(token.stop, each.stop) - max(token.start, each.start) for each in phrases]
            best = max(range(len(shares)), key=shares.__getitem__, default=-1)
            found.append(best if best >= 0 and shares[best] > 0 else -1)
        return (*found, -1)


@lru_cache(maxsize=1)
def _word_list() -> SimpleTokenizer:
    """The one that open_clip made when it was imported, as far as it still does."""
    found = getattr(tokenizer, "_tokenizer", None)
    return found if isinstance(found, SimpleTokenizer) else SimpleTokenizer()


def clip_words(context_length: int) -> SimpleTokenizer:
    """CLIP's tokenizer; its word list, a third of a second to read, is shared by all."""
    own = copy.copy(_word_list())
    own.context_length = context_length
    return own


class Tokenizer:
    """CLIP's byte-pair encoding with a context of `context_length` tokens, start and end included."""

    def __init__(self, context_length: int) -> None:
        self.context_length = context_length
        self._clip = clip_words(context_length)

    def read(self, text: str, added: AddedWords = NO_WORDS) -> Sentence:
        """Cut a text into tokens with their places. An empty text gives a sentence without tokens."""
        head = text[:_MOST_CHARACTERS]
        clean = self._clip.clean_fn(head)
        places = place_characters(clean, head)
        tokens: list[Token] = []
        word_starts: list[int] = []
        for found in self._clip.pat.finditer(clean):
            pieces = self._pieces(found.group(), found.start(), places)
            tokens += pieces
            word_starts += [places[found.start()]] * len(pieces)
        if placed := added.find(head):
            starts = dict(zip(tokens, word_starts, strict=True))
            tokens = place_added(tokens, placed)
            word_starts = [starts.get(token, token.start) for token in tokens]
        room = self.context_length - 2
        unread = word_starts[room] if len(tokens) > room else len(head)
        return Sentence(text, cut_tokens(tokens, room), surface_words(text[unread:]))

    def read_query(self, text: str, added: AddedWords = NO_WORDS) -> Sentence:
        """As `read`, for a question. Raises: EmptyQueryError, QueryTooLongError."""
        sentence = self.read(text, added)
        if not sentence.tokens:
            raise EmptyQueryError("The query is empty.", "Describe a shot in a few words.")
        if sentence.dropped and len(sentence.dropped) == len(surface_words(text)):
            raise QueryTooLongError(
                f'The first word, "{text[:40]}…", is too long for this model.', "Describe the shot in plain words."
            )
        return sentence

    @property
    def own(self) -> Any:
        """The tokenizer of open_clip behind it."""
        return self._clip

    def pad(self, sentences: Sequence[Sentence], length: int | None = None) -> tuple[Tensor, Tensor]:
        """Ids and mask, padded to the longest or to `length`. Shapes: (N, L), (N, L), both int64."""
        start, end = self._clip.sot_token_id, self._clip.eot_token_id
        return _rows([[start, *(token.id for token in each.tokens), end] for each in sentences], length)

    def _pieces(self, word: str, start: int, places: Sequence[int]) -> list[Token]:
        """The byte pairs of one word of the cleaned text that begins at `start` there."""
        encoded = "".join(self._clip.byte_encoder[byte] for byte in word.encode("utf-8"))
        ends = [0]  # byte position after each character
        for character in word:
            ends.append(ends[-1] + len(character.encode("utf-8")))
        pieces, byte = [], 0
        for piece in self._clip.bpe(encoded).split(" "):
            first = max(bisect_left(ends, byte + 1) - 1, 0)
            byte += len(piece.removesuffix("</w>"))
            last = bisect_left(ends, byte)
            pieces.append(Token(self._clip.encoder[piece], places[start + first], places[start + last - 1] + 1))
        return pieces


class OwnTokenizer(Tokenizer):
    """A model's own word list, as open_clip's HFTokenizer holds it. It has no start token: rows begin with a 0."""

    def __init__(self, own: Any, context_length: int) -> None:
        self.context_length = context_length
        self._own = own
        said = own.tokenizer("a", return_special_tokens_mask=True)
        ends = said["special_tokens_mask"][-1] == 1
        self._end = int(said["input_ids"][-1] if ends else own.tokenizer.pad_token_id or 0)
        self._surplus = int(ends)

    def read(self, text: str, added: AddedWords = NO_WORDS) -> Sentence:
        """Cut a text into tokens with their places; special ones before the end stand at no place."""
        head = text[:_MOST_CHARACTERS]
        clean = self._own.clean_fn(head)
        if not surface_words(clean):
            return Sentence(text, (), ())
        places = place_characters(clean, head)
        said = self._own.tokenizer(clean, return_offsets_mapping=True)
        pairs = list(zip(said["input_ids"], said["offset_mapping"], strict=True))
        tokens = [self._token(head, places, int(id_), *span) for id_, span in pairs[: len(pairs) - self._surplus]]
        tokens = place_added(tokens, added.find(head))
        room = self.context_length - 2
        unread = len(head)
        if len(tokens) > room:
            start = tokens[room].start
            unread = start - len(re.split(r"\s", head[:start])[-1])  # the word of which this is a piece
        return Sentence(text, cut_tokens(tokens, room), surface_words(text[unread:]))

    @property
    def own(self) -> Any:
        """The tokenizer of open_clip behind it."""
        return self._own

    def pad(self, sentences: Sequence[Sentence], length: int | None = None) -> tuple[Tensor, Tensor]:
        """Ids and mask, padded to the longest or to `length`. Shapes: (N, L), (N, L), both int64."""
        return _rows([[0, *(token.id for token in each.tokens), self._end] for each in sentences], length)

    @staticmethod
    def _token(text: str, places: Sequence[int], id_: int, first: int, stop: int) -> Token:
        if stop <= first:
            return Token(id_, places[first], places[first])
        start, end = places[first], places[stop - 1] + 1
        while start < end and text[start].isspace():  # some lists count the space to the word after it
            start += 1
        return Token(id_, start, end)


def _rows(rows: Sequence[Sequence[int]], length: int | None) -> tuple[Tensor, Tensor]:
    ids = torch.zeros(len(rows), length or max(map(len, rows)), dtype=torch.int64)
    mask = torch.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return ids, mask


def place_added(tokens: list[Token], found: Sequence[PlacedWord]) -> list[Token]:
    """The vectors of added words in place of the tokens that stand at their characters."""
    for word in found:
        first = next((i for i, each in enumerate(tokens) if each.stop > word.start and each.stop > each.start), None)
        if first is None:
            first = len(tokens)
        after = next((i for i in range(first, len(tokens)) if tokens[i].start >= word.stop), len(tokens))
        tokens = [*tokens[:first], *(Token(id_, word.start, word.stop) for id_ in word.ids), *tokens[after:]]
    return tokens


def cut_tokens(tokens: Sequence[Token], room: int) -> tuple[Token, ...]:
    """As many tokens as there is room for; of an added word all vectors or none."""
    kept = min(room, len(tokens))
    while 0 < kept < len(tokens) and tokens[kept].id < 0 and tokens[kept].start == tokens[kept - 1].start:
        kept -= 1
    return tuple(tokens[:kept])


def surface_words(text: str) -> tuple[str, ...]:
    """What stands between spaces, but for lone punctuation."""
    return tuple(word for word in text.split() if not _NO_WORD.issuperset(word))


def split_words(text: str) -> Sentence:
    """A sentence for models with a tokenizer of their own: its tokens are what stands between spaces."""
    found = [each for each in re.finditer(r"\S+", text) if not _NO_WORD.issuperset(each.group())]
    return Sentence(text, tuple(Token(0, *each.span()) for each in found), ())


def dropped_words(text: str, tokenize: Callable[[str], list[int]]) -> tuple[str, ...]:
    """Words without which a tokenizer that cuts long texts gives the same ids: it did not read them."""
    words = split_words(text).tokens
    whole = tokenize(text)
    read = bisect_left(words, True, key=lambda word: tokenize(text[: word.stop]) == whole)
    return surface_words(text[words[read].stop :]) if read < len(words) else ()


def place_characters(clean: str, text: str) -> list[int]:
    """For each character of the cleaned text its position in the original; one more entry for the end.

    Cleaning mends encodings and HTML entities, collapses white space and lowers capitals, so most characters keep
    their neighbours: where it changed more, the longest matching stretches are found.
    """
    plain: list[str] = []
    origin: list[int] = []
    for i, character in enumerate(text):
        if character.isspace():
            if plain and plain[-1] != " ":
                plain.append(" ")
                origin.append(i)
            continue
        for small in character.lower():
            plain.append(small)
            origin.append(i)
    joined = "".join(plain).rstrip()
    if joined == clean:
        return [*origin[: len(clean)], len(text)]
    places = [-1] * len(clean)
    matcher = SequenceMatcher(None, clean, joined, autojunk=len(joined) > 1000)
    for block in matcher.get_matching_blocks():
        places[block.a : block.a + block.size] = origin[block.b : block.b + block.size]
    after = len(text)
    limits = [after := place if place >= 0 else after for place in reversed(places)][::-1]
    last = -1
    for i, place in enumerate(places):  # what was not found stands after its neighbour, as far as there is room
        last = places[i] = place if place >= 0 else max(min(last + 1, limits[i] - 1), 0)
    return [*places, len(text)]


def is_multilingual(architecture: str) -> bool:
    """True for towers of open_clip that were trained on sentences in many languages."""
    name = architecture.lower()
    return any(mark in name for mark in ("siglip2", "siglip-i18n", "xlm-roberta", "mt5", "nllb"))
