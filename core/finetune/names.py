"""Teaches a model the name of one thing from a few moments that show it: vectors in its token table, nothing else.

The recipe and its figures: docs/decisions/0101-names-and-words.md. Everything is decided by the seed.
"""

import math
import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from core.encode.added_words import AddedWords
from core.encode.teachable import TeachableEncoder
from core.errors import EncoderError, SmallLibraryError
from core.finetune.name_search import TEMPLATES, Contrast, WordSearch
from core.finetune.vector_settings import FOR_NAMES, VectorSettings
from core.values import FloatArray
from core.values.teaching import FEWEST_EXAMPLES, AddedWord, OutcomeReason, Verdict

NEGATIVES: Final = 400
"""Moments of the library that a name is told apart from."""
_NEAR_SHARE: Final = 0.05
"""Share of them nearest to the examples that are left out: the thing itself may stand unmarked among them."""
_FOLDS: Final = 5
_FOREIGN_SHARE: Final = 0.25
"""Where left-out examples come no nearer to the top than this, the examples do not look like one thing."""
_RESAMPLES: Final = 2000


@dataclass(frozen=True, slots=True, eq=False)
class TaughtName:
    """A name and how well it finds its thing. Shapes: vectors (k, W); before, after (n,), ranks of the examples.

    Each example was ranked among the library by a name learned without it. `before`: by the best words that the model
    knew; `after`: by the name.
    """

    text: str
    vectors: FloatArray | None
    """None where the examples do not look like one thing to the model."""
    words: tuple[str, ...]
    """The best words that it knew."""
    before: FloatArray
    after: FloatArray
    gallery: int
    """Moments of the library among which the examples were ranked."""
    verdict: Verdict
    reason: OutcomeReason
    message: str
    seconds: float
    seed: int

    @property
    def added(self) -> AddedWord:
        """As an encoder takes it. Raises: ValueError, where nothing was learned."""
        if self.vectors is None:
            raise ValueError("nothing was learned")
        return AddedWord(self.text, self.vectors)

    def figures(self) -> dict[str, Any]:
        """What is kept beside the vectors, as JSON."""
        return {
            "words": list(self.words),
            "verdict": self.verdict,
            "reason": self.reason,
            "message": self.message,
            "before_ranks": [round(float(rank), 1) for rank in self.before],
            "after_ranks": [round(float(rank), 1) for rank in self.after],
            "gallery": self.gallery,
            "seconds": round(self.seconds, 2),
            "seed": self.seed,
        }


class NameLearner:
    """Learns a name from several sets of the same examples at once: all of them, and all but those of each fold.

    The sets do not touch each other, so each comes out as if it were learned alone.
    Shapes: examples (n, D), library (M, D), unit norm; sets: places in `examples`.
    """

    def __init__(
        self,
        text: TeachableEncoder,
        name: str,
        examples: FloatArray,
        library: FloatArray,
        sets: Sequence[Sequence[int]],
        settings: VectorSettings,
        search: WordSearch | None = None,
    ) -> None:
        self._text, self._settings = text, settings
        self._search = search or WordSearch(text)
        rng = np.random.default_rng([settings.seed, 5])
        shown = rng.permutation(len(library))[:NEGATIVES]
        negatives = torch.from_numpy(np.ascontiguousarray(library[np.sort(shown)], np.float32))
        own = torch.from_numpy(np.ascontiguousarray(examples, np.float32))
        scale = text.logit_scale / 2
        self._contrasts = [_contrast(own[torch.tensor(list(each))], negatives, scale) for each in sets]
        self.words = [self._search.best(each, settings.vectors) for each in self._contrasts]
        k, G = settings.vectors, len(sets)
        self.start = torch.stack([self._start_of(words, k) for words in self.words])
        known = self._search.known_rows()
        self._variance = float(known.var(dim=0).mean()) if len(known) > 1 else 1.0
        self.vectors = self.start.clone().requires_grad_(True)
        self._adam = torch.optim.Adam([self.vectors], lr=settings.rate)
        one = text.text_rows([each.format(name) for each in TEMPLATES], _stand_in(name, k, text))
        rows = [one.shifted(group * k) for group in range(G)]
        self._rows = type(one)(torch.cat([each.ids for each in rows]), torch.cat([each.mask for each in rows]))
        self.step = 0

    @property
    def steps(self) -> int:
        """How many there are in all."""
        return self._settings.steps

    def advance(self) -> float:
        """Make one step; returns the loss of the first set."""
        settings = self._settings
        self._adam.param_groups[0]["lr"] = settings.rate * 0.5 * (1 + math.cos(math.pi * self.step / settings.steps))
        texts = self.texts(self.vectors)
        losses = torch.stack([each.loss(t).mean() for each, t in zip(self._contrasts, texts, strict=True)])
        apart = (self.vectors - self.start).square().mean(dim=(1, 2)) / self._variance
        (self.vectors.grad,) = torch.autograd.grad(losses.sum() + settings.pull * apart.sum(), [self.vectors])
        self._adam.step()
        self.step += 1
        return float(losses[0].detach())

    def texts(self, vectors: Tensor) -> Tensor:
        """The name in each template. Shapes: (G, k, W) -> (G, 3, D)."""
        self._text.word_table.set_rows(vectors.flatten(0, 1))
        try:
            read = self._text.read_rows(self._rows).cpu()
        finally:
            self._text.word_table.set_rows(None)
        return read.view(len(vectors), len(TEMPLATES), -1)

    def state(self) -> dict[str, Any]:
        """All that later steps depend on."""
        return {"step": self.step, "vectors": self.vectors.detach().clone(), "adam": deepcopy(self._adam.state_dict())}

    def restore(self, state: dict[str, Any]) -> None:
        """Continue from what `state` gave."""
        self.step = int(state["step"])
        with torch.no_grad():
            self.vectors.copy_(state["vectors"])
        self._adam.load_state_dict(deepcopy(state["adam"]))

    def _start_of(self, words: Sequence[str], count: int) -> Tensor:
        if words:
            return self._search.rows(words).cpu()
        known = self._search.known_rows()
        return known.mean(dim=0).expand(count, -1) if len(known) else torch.zeros(count, self._text.word_table.width)


def teach_name(
    text: TeachableEncoder,
    name: str,
    examples: FloatArray,
    library: FloatArray,
    *,
    sources: Sequence[int] | None = None,
    settings: VectorSettings | None = None,
    tell: Callable[[int, int], None] | None = None,
    search: WordSearch | None = None,
) -> TaughtName:
    """Learn a name from moments that show one thing, and rank each among the library by what was learned without it.

    `sources` tells which examples come from one clip: those are left out together. `tell` hears of steps made and of
    how many there are. The text side is left without added words: set them again afterwards.
    Shapes: examples (n, D), library (M, D) without the examples; pooled vectors of the same model, unit norm.
    Raises: EncoderError, for fewer than three examples, or a library too small to tell them from.
    """
    started_s = time.monotonic()
    chosen = settings or FOR_NAMES
    if len(examples) < FEWEST_EXAMPLES:
        raise EncoderError(
            f"A name needs at least {FEWEST_EXAMPLES} examples, and there are {len(examples)}.",
            "Choose more moments that show it.",
        )
    if len(library) < 2 * FEWEST_EXAMPLES:
        raise SmallLibraryError(
            "The library is too small to tell whether this is any different from other things.",
            "Index more clips, then teach the name.",
        )
    folds = _folds(len(examples), sources, chosen.seed)
    rest = [[i for i in range(len(examples)) if i not in fold] for fold in folds]
    learner = NameLearner(text, name, examples, library, [range(len(examples)), *rest], chosen, search)
    while learner.step < learner.steps:
        learner.advance()
        if tell is not None:
            tell(learner.step, learner.steps)
    with torch.no_grad():
        known, learned = (_mean(learner.texts(each)) for each in (learner.start, learner.vectors))
    before, after = (_held_out_ranks(each, folds, examples, library) for each in (known, learned))
    verdict = _judge(before, after, chosen.seed)
    words = learner.words[0]
    is_foreign = float(np.median(after)) > _FOREIGN_SHARE * len(library) + 1
    is_worse = verdict == "worse" and bool(words)
    kept = learner.start if is_worse else learner.vectors
    reason = _reason(verdict, is_foreign=is_foreign)
    return TaughtName(
        text=name,
        vectors=None if is_foreign else kept[0].detach().numpy().astype(np.float32),
        words=words,
        before=before,
        after=before if is_worse else after,
        gallery=len(library),
        verdict=verdict if verdict == "better" and not is_foreign else "no_clear_change",
        reason=reason,
        message=_message(name, words, before, after, len(library), reason),
        seconds=time.monotonic() - started_s,
        seed=chosen.seed,
    )


def _contrast(examples: Tensor, negatives: Tensor, scale: float) -> Contrast:
    """Without the part of the library nearest to the examples' mean."""
    nearness = negatives @ F.normalize(examples.mean(dim=0), dim=0)
    kept = torch.argsort(nearness, stable=True)[: len(negatives) - round(_NEAR_SHARE * len(negatives))]
    return Contrast(examples, negatives[kept.sort().values], scale)


def _stand_in(name: str, vectors: int, text: TeachableEncoder) -> AddedWords:
    """The name with as many vectors as it will have, so that its rows can be written."""
    return AddedWords([AddedWord(name, np.zeros((vectors, text.word_table.width), np.float32))])


def _folds(count: int, sources: Sequence[int] | None, seed: int) -> list[list[int]]:
    """Which examples are left out together: five folds at most, no clip in two of them."""
    owners = list(sources) if sources is not None and len(set(sources)) > 1 else list(range(count))
    clips = np.random.default_rng([seed, 6]).permutation(sorted(set(owners)))
    fold_of = {int(clip): place % min(_FOLDS, len(clips)) for place, clip in enumerate(clips)}
    return [[i for i in range(count) if fold_of[owners[i]] == fold] for fold in range(min(_FOLDS, len(clips)))]


def _mean(texts: Tensor) -> FloatArray:
    """One vector of a name in its templates. Shapes: (G, 3, D) -> (G, D)."""
    mean: FloatArray = F.normalize(texts.mean(dim=1), dim=-1).numpy()
    return mean


def _held_out_ranks(
    names: FloatArray, folds: Sequence[Sequence[int]], examples: FloatArray, library: FloatArray
) -> FloatArray:
    """Rank of each example by the name that was learned without it. Shapes: names (1 + folds, D) -> (n,)."""
    ranks = np.zeros(len(examples), np.float32)
    for name, fold in zip(names[1:], folds, strict=True):
        others = library @ name
        for i in fold:
            own = float(examples[i] @ name)
            ranks[i] = 1 + (others > own).sum() + (others == own).sum() / 2
    return ranks


def _judge(before: FloatArray, after: FloatArray, seed: int) -> Verdict:
    """Whether ranks became better: the mean gain in log ranks, by a bootstrap over the examples."""
    gains = np.log(before) - np.log(after)
    rng = np.random.default_rng([seed, 7])
    means = gains[rng.integers(0, len(gains), (_RESAMPLES, len(gains)))].mean(axis=1)
    low, high = np.quantile(means, [0.05, 0.95])
    return "better" if low > 0 else "worse" if high < 0 else "no_clear_change"


def _reason(verdict: Verdict, *, is_foreign: bool) -> OutcomeReason:
    if is_foreign:
        return "name_unlike"
    reasons: dict[Verdict, OutcomeReason] = {
        "better": "name_gain",
        "worse": "name_words",
        "no_clear_change": "name_no_gain",
    }
    return reasons[verdict]


def _message(
    name: str, words: Sequence[str], before: FloatArray, after: FloatArray, gallery: int, reason: OutcomeReason
) -> str:
    """What was found, as a sentence."""
    known = f'the words "{" ".join(words)}"' if words else "the words it knew"
    was, now = (f"{float(np.median(each)):g}" for each in (before, after))
    if reason == "name_unlike":
        return (
            f"To this model the examples do not look like one thing: a left-out example ranks {now} of {gallery + 1}. "
            "Choose examples in which it is larger or easier to see."
        )
    ranked = f"Left out of the teaching, the examples rank {now} of {gallery + 1} (median)"
    if reason == "name_gain":
        return f'{ranked} with "{name}", and {was} with {known}, which describe them best.'
    if reason == "name_words":
        return f'With {known} the model finds them better (median rank {was}, not {now}), so "{name}" stands for these.'
    return f'{ranked} with "{name}", and {was} with {known}: no clear change. More examples may help.'
