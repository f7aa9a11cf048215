"""Whether new words are learned from pairs: a shape, a colour and a movement are called by names nobody knows.

Before: the renamed captions as the model reads them. Ceiling: the true captions. Other sentences: captions without any
of the three, which must come out bit for bit as before.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from core.encode.teachable import TeachableEncoder
from core.evaluation.galleries import full_caption, random_gallery
from core.evaluation.viewer import Viewer
from core.finetune.vector_settings import FOR_WORDS
from core.finetune.words import learnable, teach_words, unknown_words
from core.synthetic.lexicon import NOUNS, verbs_for
from core.synthetic.world import COLOURS, SHAPES, TRAINING, VideoPlan, plan_video
from core.values import FloatArray

GALLERY: Final = 300
PAIRS: Final = 100
LIBRARY: Final = 400
MOTIONS: Final = ("grow", "shrink", "spin", "still", "appear", "vanish", "bounce", "shake")
"""Movements whose words mean nothing else."""
NEW: Final = ("blicket", "daxy", "zups")
"""The noun, the colour and what it does."""


@dataclass(frozen=True, slots=True)
class WordTask:
    """Which words are called otherwise."""

    shape: str
    colour: str
    motion: str
    seed: int

    def rename(self, caption: str) -> str:
        """The caption in the new words; "fade to black" keeps its colour."""
        verbs = sorted({finite for finite, _ in verbs_for(self.motion, self.shape)}, key=len, reverse=True)
        ings = sorted({ing for _, ing in verbs_for(self.motion, self.shape)}, key=len, reverse=True)
        nouns = sorted(set(NOUNS[self.shape]), key=len, reverse=True)
        for words, new in ((nouns, NEW[0]), (verbs, NEW[2]), (ings, NEW[2])):
            caption = re.sub(rf"\b(?:{'|'.join(map(re.escape, words))})\b", new, caption)
        return re.sub(rf"(?<!to )(?<!from )\b{self.colour}\b", NEW[1], caption)


@dataclass(frozen=True, slots=True, eq=False)
class WordMaterial:
    """Clips as vectors, and their true captions. Shapes: gallery (300, D), pairs (100, D), library (400, D)."""

    gallery: FloatArray
    captions: tuple[str, ...]
    pairs: FloatArray
    pair_captions: tuple[str, ...]
    library: FloatArray


@dataclass(frozen=True, slots=True)
class WordScores:
    """R@1 over the gallery, and of the captions that have a new word alone."""

    before: float
    after: float
    true: float
    hit_before: float
    hit_after: float
    others_equal: bool
    words: tuple[str, ...]


def draw_word_material(viewer: Viewer, seed: int) -> WordMaterial:
    """The same clips for all tasks of a seed."""
    rng = np.random.default_rng([seed, 12])
    gallery = random_gallery(seed, GALLERY)
    pairs, library = ([plan_video(rng, TRAINING) for _ in range(count)] for count in (PAIRS, LIBRARY))
    shown = [viewer.video_vectors(viewer.watch(each)) for each in (gallery, pairs, library)]

    def captions_of(plans: list[VideoPlan]) -> tuple[str, ...]:
        return tuple(full_caption(each, rng).text for each in plans)

    return WordMaterial(shown[0], captions_of(gallery), shown[1], captions_of(pairs), shown[2])


def word_tasks(seed: int, count: int) -> list[WordTask]:
    """Words drawn by the seed."""
    rng = np.random.default_rng([seed, 13])
    drawn = [[str(rng.choice(each)) for each in (SHAPES, COLOURS, MOTIONS)] for _ in range(count)]
    return [WordTask(shape, colour, motion, seed + i) for i, (shape, colour, motion) in enumerate(drawn)]


def run_word_task(viewer: Viewer, text: TeachableEncoder, task: WordTask, material: WordMaterial) -> WordScores:
    """Learn from the pairs, ask for the gallery."""
    renamed = [task.rename(each) for each in material.captions]
    taught = [task.rename(each) for each in material.pair_captions]
    is_hit = np.array([new != true for new, true in zip(renamed, material.captions, strict=True)])
    viewer.encoder.set_words([])
    true, before = viewer.texts(material.captions), viewer.texts(renamed)
    words = learnable(unknown_words(taught, text))
    learned = teach_words(text, taught, material.pairs, material.library, words, replace(FOR_WORDS, seed=task.seed))
    viewer.encoder.set_words(learned)
    after = viewer.texts(renamed)
    others = [each for each, hit in zip(renamed, is_hit, strict=True) if not hit]
    viewer.encoder.set_words(learned)  # afresh: rounding differs between batches, so the same batches are compared
    with_words = viewer.texts(others)
    viewer.encoder.set_words([])
    first = {name: _first(each, material.gallery) for name, each in (("t", true), ("b", before), ("a", after))}
    return WordScores(
        before=float(first["b"].mean()),
        after=float(first["a"].mean()),
        true=float(first["t"].mean()),
        hit_before=float(first["b"][is_hit].mean()),
        hit_after=float(first["a"][is_hit].mean()),
        others_equal=bool(np.array_equal(with_words, viewer.texts(others))),
        words=tuple(words),
    )


def _first(texts: FloatArray, gallery: FloatArray) -> FloatArray:
    found: FloatArray = ((texts @ gallery.T).argmax(axis=1) == np.arange(len(gallery))).astype(np.float32)
    return found
