"""Which words that a model knows describe some moments best: where a taught name starts, and what it is measured by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from core.encode.added_words import NO_WORDS
from core.encode.teachable import TeachableEncoder
from core.values.english_words import names_no_thing

TEMPLATES: Final = ("{}", "a {}", "the {}")
"""Sentences a name is taught in; none says what happens, so that a name means a thing."""
_FIRST_TEMPLATE: Final = "a {}"
MOST_WORDS: Final = 3000
"""Of the words that a model knows as many as come first in its list, which are the most frequent."""
_BEST_WORDS: Final = 40
_HEADS: Final = 12
"""Longer descriptions are made of the best words with the best few."""
_BEST_PHRASES: Final = 10
_BATCH: Final = 256


@dataclass(frozen=True, slots=True)
class Contrast:
    """Examples of one thing against a library, at one scale. Shapes: examples (n, D), library (m, D), unit norm."""

    examples: Tensor
    library: Tensor
    scale: float

    def loss(self, texts: Tensor) -> Tensor:
        """Mean over examples of -log(own / (own + library)). Shapes: (C, D) -> (C,)."""
        own = self.scale * texts @ self.examples.T
        others = torch.logsumexp(self.scale * texts @ self.library.T, dim=1, keepdim=True)
        return F.softplus(others - own).mean(dim=1)


class WordSearch:
    """Looks for the best words greedily, among those that may name a thing; each sentence is encoded once."""

    def __init__(self, text: TeachableEncoder) -> None:
        self._text = text
        trained = text.word_table.trained()
        known = {word: id_ for word, id_ in text.own_words().items() if id_ < len(trained) and trained[id_]}
        self._known = list(known.values())
        self.ids = dict([item for item in known.items() if not names_no_thing(item[0])][:MOST_WORDS])
        self._vectors: dict[str, Tensor] = {}

    def best(self, contrast: Contrast, count: int) -> tuple[str, ...]:
        """So many words which, one after another, describe the examples best. Empty where the model has no words."""
        if not self.ids:
            return ()
        words = [(word,) for word in self.ids]
        singles = self._ranked(words, contrast, [_FIRST_TEMPLATE])[:_BEST_WORDS]
        phrases = self._ranked(singles, contrast, TEMPLATES)
        for _ in range(count - 1):
            heads = phrases[:_HEADS]
            longer = [(*head, *word) for head in heads for word in singles] + [
                (*word, *head) for head in heads for word in singles
            ]
            most = self._ranked(list(dict.fromkeys(longer)), contrast, [_FIRST_TEMPLATE])[:_BEST_PHRASES]
            phrases = self._ranked(most, contrast, TEMPLATES)
        return phrases[0]

    def rows(self, words: Sequence[str]) -> Tensor:
        """Token vectors of words of `ids`. Shapes: -> (n, W)."""
        return self._text.word_table.vectors(
            torch.tensor([self.ids[word] for word in words], device=self._text.word_table.embedding.weight.device)
        )

    def known_rows(self) -> Tensor:
        """Token vectors of all words that the model knows. Shapes: -> (n, W)."""
        table = self._text.word_table
        return table.vectors(torch.tensor(self._known, dtype=torch.int64, device=table.embedding.weight.device)).cpu()

    def encode(self, texts: Sequence[str]) -> Tensor:
        """Sentences of known words, remembered. Shapes: -> (N, D)."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        for start in range(0, len(fresh), _BATCH):
            part = fresh[start : start + _BATCH]
            with torch.no_grad():
                read = self._text.read_rows(self._text.text_rows(part, NO_WORDS)).cpu()
            self._vectors.update(zip(part, read, strict=True))
        return torch.stack([self._vectors[text] for text in texts])

    def _ranked(
        self, phrases: Sequence[tuple[str, ...]], contrast: Contrast, templates: Sequence[str]
    ) -> list[tuple[str, ...]]:
        """The phrases, the best first."""
        loss = torch.zeros(len(phrases))
        for template in templates:
            loss += contrast.loss(self.encode([template.format(" ".join(words)) for words in phrases]))
        order = np.argsort(loss.numpy(), kind="stable")
        return [phrases[int(place)] for place in order]
