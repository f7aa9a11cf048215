"""Teaches a model words of captions that it does not know, or reads wrongly: one vector each in its token table.

The recipe and its figures: docs/decisions/0101-names-and-words.md. Everything is decided by the seed.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from copy import deepcopy
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from core.encode.added_words import NO_WORDS, AddedWords
from core.encode.teachable import TeachableEncoder, TokenRows
from core.errors import NoNewWordsError, QueryError
from core.finetune.name_search import WordSearch
from core.finetune.retrieval_metrics import Ranks
from core.finetune.vector_settings import FOR_WORDS, VectorSettings
from core.values import FloatArray
from core.values.english_words import FUNCTION
from core.values.teaching import AddedWord
from core.values.word_matching import word_key

FEWEST_USES: Final = 2
"""Captions with a word, below which it cannot be learned."""
MANY_PIECES: Final = 3
"""A word that the model reads as so many pieces or more is most likely none that it knows."""
_MISREAD_USES: Final = 5
_MISREAD_TIMES: Final = 3.0
"""Captions with a word that stand so many times as far down as those without it: the model reads it wrongly."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_SHOWN_LIBRARY: Final = 400


def words_in(caption: str) -> list[str]:
    """The words of a caption in lower case, without those that have no picture of their own."""
    return [key for each in _WORD.findall(caption) if (key := word_key(each)) not in FUNCTION]


def unknown_words(captions: Iterable[str], text: TeachableEncoder) -> list[tuple[str, int]]:
    """Words that the model never learned, and how many captions use each, most used first.

    In a model whose table shows which tokens were trained, words with a token that was not; in all others words that
    it reads as many pieces.
    """
    uses = Counter(word for caption in captions for word in set(words_in(caption)))
    trained = text.word_table.trained()
    shows_it = not bool(trained.all())
    special = _special_ids(text)
    found = []
    for word, count in uses.items():
        pieces = [id_ for id_ in _pieces(text, word) if id_ not in special]
        is_known = all(bool(trained[id_]) for id_ in pieces) if shows_it else len(pieces) < MANY_PIECES
        if not is_known:
            found.append((word, count))
    return sorted(found, key=lambda each: (-each[1], each[0]))


def misread_words(captions: Sequence[str], ranks: Ranks, unknown: Collection[str] = ()) -> list[tuple[str, int]]:
    """Words whose captions find their moment much worse than captions without them: (word, captions with it).

    Captions with an `unknown` word say nothing of their other words. Few words can be told apart from chance: five
    captions each at least. Shapes: ranks (N,), of each caption's moment.
    """
    said = [set(words_in(caption)) for caption in captions]
    readable = [i for i, words in enumerate(said) if words.isdisjoint(unknown)]
    places: dict[str, list[int]] = {}
    for i in readable:
        for word in said[i]:
            places.setdefault(word, []).append(i)
    logs = np.log(np.asarray(ranks, np.float64))
    found = []
    for word, own in places.items():
        rest = np.setdiff1d(readable, own)
        if len(own) < _MISREAD_USES or len(rest) < _MISREAD_USES:
            continue
        gap = logs[own].mean() - logs[rest].mean()
        spread = math.sqrt(logs[own].var() / len(own) + logs[rest].var() / len(rest))
        if gap > math.log(_MISREAD_TIMES) and gap > 3 * spread:
            found.append((word, len(own)))
    return sorted(found, key=lambda each: (-each[1], each[0]))


class WordLearner:
    """Learns vectors of words from captions and moments. Shapes: moments (N, D), library (M, D), unit norm."""

    def __init__(
        self,
        text: TeachableEncoder,
        words: Sequence[str],
        captions: Sequence[str],
        moments: FloatArray,
        library: FloatArray,
        settings: VectorSettings | None = None,
    ) -> None:
        """Raises: NoNewWordsError."""
        if not words or not captions:
            raise NoNewWordsError(
                "The captions use no word that the model does not know.", "Another way of teaching may help."
            )
        self.words = tuple(words)
        self._text, self._settings = text, settings or FOR_WORDS
        rng = np.random.default_rng([self._settings.seed, 8])
        shown = np.sort(rng.permutation(len(library))[:_SHOWN_LIBRARY])
        self._moments, self._library = (
            torch.from_numpy(np.ascontiguousarray(a, np.float32)) for a in (moments, library[shown])
        )
        self._rows = text.text_rows(captions, self._stand_in())
        alike = {caption: i for i, caption in enumerate(dict.fromkeys(map(_alike, captions)))}
        self._alike = torch.tensor([alike[_alike(caption)] for caption in captions])
        known = WordSearch(text).known_rows()
        width = text.word_table.width
        middle = known.mean(dim=0) if len(known) else torch.zeros(width)
        self._variance = float(known.var(dim=0).mean()) if len(known) > 1 else 1.0
        self._start = middle.expand(len(words), width).clone()
        self.vectors = self._start.clone().requires_grad_(True)
        self._adam = torch.optim.Adam([self.vectors], lr=self._settings.rate)
        self.step = 0

    @property
    def steps(self) -> int:
        """How many there are in all."""
        return self._settings.steps

    def advance(self) -> float:
        """Make one step; returns its loss."""
        settings = self._settings
        self._adam.param_groups[0]["lr"] = settings.rate * 0.5 * (1 + math.cos(math.pi * self.step / settings.steps))
        rng = np.random.default_rng([settings.seed, 9, self.step])
        batch = torch.from_numpy(rng.permutation(len(self._moments))[: settings.batch])
        loss = self._loss(self.read(self._rows.part(batch), self.vectors), self._moments[batch], self._alike[batch])
        apart = (self.vectors - self._start).square().mean(dim=1).sum() / self._variance
        (self.vectors.grad,) = torch.autograd.grad(loss + settings.pull * apart, [self.vectors])
        self._adam.step()
        self.step += 1
        return float(loss.detach())

    @torch.no_grad()
    def loss_of(self, captions: Sequence[str], moments: FloatArray) -> float:
        """The loss on other pairs."""
        alike = {caption: i for i, caption in enumerate(dict.fromkeys(map(_alike, captions)))}
        places = torch.tensor([alike[_alike(caption)] for caption in captions])
        texts = self.read(self._text.text_rows(captions, self._stand_in()), self.vectors)
        return float(self._loss(texts, torch.from_numpy(np.ascontiguousarray(moments, np.float32)), places))

    def read(self, rows: TokenRows, vectors: Tensor) -> Tensor:
        """Sentences with these vectors. Shapes: -> (N, D)."""
        self._text.word_table.set_rows(vectors)
        try:
            return self._text.read_rows(rows).cpu()
        finally:
            self._text.word_table.set_rows(None)

    @property
    def added(self) -> list[AddedWord]:
        """The words as an encoder takes them."""
        rows = self.vectors.detach().numpy().astype(np.float32)
        return [AddedWord(word, row[None].copy()) for word, row in zip(self.words, rows, strict=True)]

    def state(self) -> dict[str, Any]:
        """All that later steps depend on."""
        return {"step": self.step, "vectors": self.vectors.detach().clone(), "adam": deepcopy(self._adam.state_dict())}

    def restore(self, state: dict[str, Any]) -> None:
        """Continue from what `state` gave."""
        self.step = int(state["step"])
        self.use(state["vectors"])
        self._adam.load_state_dict(deepcopy(state["adam"]))

    def use(self, vectors: Tensor) -> None:
        """Put other vectors in their place."""
        with torch.no_grad():
            self.vectors.copy_(vectors)

    def _stand_in(self) -> AddedWords:
        width = self._text.word_table.width
        return AddedWords([AddedWord(word, np.zeros((1, width), np.float32)) for word in self.words])

    def _loss(self, texts: Tensor, moments: Tensor, alike: Tensor) -> Tensor:
        """Symmetric contrast, with the library beside the moments; captions of the same words are no rivals."""
        scale = self._text.logit_scale
        square = scale * texts @ moments.T
        same = (alike[:, None] == alike[None]) & ~torch.eye(len(alike), dtype=torch.bool)
        square = square.masked_fill(same, float("-inf"))
        truth = torch.arange(len(alike))
        wide = torch.cat([square, scale * texts @ self._library.T], dim=1)
        return (F.cross_entropy(wide, truth) + F.cross_entropy(square.T, truth)) / 2


def teach_words(
    text: TeachableEncoder,
    captions: Sequence[str],
    moments: FloatArray,
    library: FloatArray,
    words: Sequence[str] | None = None,
    settings: VectorSettings | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> list[AddedWord]:
    """Learn the words of captions that the model does not know, or these `words`. Nothing is judged here.

    Shapes: moments (N, D), the moment of each caption; library (M, D). Raises: EncoderError, where there is none.
    """
    chosen = words if words is not None else learnable(unknown_words(captions, text))
    learner = WordLearner(text, chosen, captions, moments, library, settings)
    while learner.step < learner.steps:
        learner.advance()
        if tell is not None:
            tell(learner.step, learner.steps)
    return learner.added


def learnable(words: Iterable[tuple[str, int]]) -> list[str]:
    """Words that enough captions use."""
    return [word for word, uses in words if uses >= FEWEST_USES]


def _alike(caption: str) -> str:
    return " ".join(caption.lower().split())


def _pieces(text: TeachableEncoder, word: str) -> list[int]:
    """Token ids of a word, with those that every sentence has."""
    try:
        rows = text.text_rows([word], NO_WORDS)
    except QueryError:
        return []
    return [int(id_) for id_, is_real in zip(rows.ids[0], rows.mask[0], strict=True) if is_real]


def _special_ids(text: TeachableEncoder) -> set[int]:
    """Start, end and padding: what rows of quite different words have in common."""
    one, two, three = (set(_pieces(text, word)) for word in ("ball", "house", "green"))
    return one & two & three
