"""Whether a taught name finds its thing inside sentences: things of colours that no word of the drawn world describes.

Query: the name and what happens ("NAME moves left"). Right: a clip of the very thing in which that happens comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import torch

from core.encode.teachable import TeachableEncoder
from core.evaluation.galleries import has_pair, random_gallery
from core.evaluation.viewer import Viewer
from core.finetune.name_search import Contrast, WordSearch
from core.finetune.names import teach_name
from core.finetune.vector_settings import FOR_NAMES, VectorSettings
from core.synthetic.lexicon import NOUNS, verbs_for
from core.synthetic.world import (
    COLOURS,
    HELD_OUT,
    INVISIBLE,
    OBJECT_EVENTS,
    RADII,
    TRAINING_PICTURES,
    UNSEEN_PICTURES,
    VIDEO_FRAMES,
    Choice,
    Thing,
    VideoPlan,
    plan_event,
    plan_shot,
    plan_video,
    with_events,
)
from core.values import BoolArray, FloatArray

NAME: Final = "Rex"
GALLERY: Final = 300
OF_THE_THING: Final = 24
LIBRARY: Final = 400
STRANGE: Final = (
    ("ball", "circle", (0, 128, 128)), ("box", "square", (122, 92, 20)), ("star", "star", (160, 200, 90)),
    ("tree", "tree", (120, 40, 60)), ("car", "car", (90, 110, 140)), ("fish", "fish", (200, 150, 120)),
    ("cross", "cross", (60, 60, 110)), ("triangle", "triangle", (150, 150, 60)),
)  # fmt: skip
"""A noun, its shape, and a colour between those that have words."""
_SENTENCE_WEIGHT: Final = 1.5
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class NameTask:
    """One thing and its clips. The last `copies` of the library are unmarked clips of the thing itself."""

    title: str
    shape: str
    colour: str
    rgb: tuple[int, int, int] | None
    seed: int

    def looks(self, thing: Thing) -> Thing:
        """An object as this thing."""
        return replace(thing, shape=self.shape, colour=self.colour, rgb=self.rgb)


@dataclass(frozen=True, slots=True, eq=False)
class NameEvaluationMaterial:
    """Pooled vectors. Shapes: gallery (300, D), kinds (300,) what happens, "" for clips without the thing."""

    gallery: FloatArray
    kinds: tuple[str, ...]
    examples: FloatArray
    library: FloatArray
    copies: FloatArray


@dataclass(frozen=True, slots=True)
class NameScores:
    """Shares of the queries answered right, by what asks."""

    name: float
    words: float
    """The colour and noun of the model's that describe the examples best."""
    likeness: float
    """The examples' mean and the sentence without a name."""
    seconds: float
    verdict: str = ""
    known: tuple[str, ...] = field(default=())


def strange_tasks(seed: int) -> list[NameTask]:
    """Things whose colour no word describes."""
    return [NameTask(title, shape, "white", rgb, seed) for title, shape, rgb in STRANGE]


def described_tasks(seed: int) -> list[NameTask]:
    """Things that two words describe, which no training clip showed together."""
    return [NameTask(f"{colour} {shape}", shape, colour, None, seed) for shape, colour in sorted(HELD_OUT)]


def draw_material(
    viewer: Viewer, task: NameTask, others: tuple[FloatArray, FloatArray], examples: int = 20
) -> NameEvaluationMaterial:
    """Draw and encode the clips of one thing. `others`: gallery and library without it, by `draw_others`."""
    rng = np.random.default_rng([task.seed, *task.title.encode()])
    kinds = _kinds(task)
    shown = [kinds[i % len(kinds)] for i in range(OF_THE_THING)]
    pictures = UNSEEN_PICTURES
    plans = [_video(rng, task, kind, pictures) for kind in shown]
    drawn = [_video(rng, task, kinds[int(rng.integers(len(kinds)))], pictures) for _ in range(examples + LIBRARY // 40)]
    vectors = viewer.video_vectors(viewer.watch([*plans, *drawn]))
    own, rest = vectors[:OF_THE_THING], vectors[OF_THE_THING:]
    gallery = np.concatenate([own, others[0][: GALLERY - OF_THE_THING]])
    return NameEvaluationMaterial(
        gallery, (*shown, *[""] * (GALLERY - OF_THE_THING)), rest[:examples], others[1], rest[examples:]
    )


def draw_others(viewer: Viewer, seed: int) -> tuple[FloatArray, FloatArray, BoolArray]:
    """A gallery and a library of other things, and which of the gallery have no held-out pair.

    Shapes: (300, D), (400, D), (300,).
    """
    gallery = random_gallery(seed, GALLERY + 40)[:GALLERY]
    rng = np.random.default_rng([seed, 11])
    library = [plan_video(rng, Choice(pictures=range(TRAINING_PICTURES))) for _ in range(LIBRARY)]
    first, second = (viewer.video_vectors(viewer.watch(each)) for each in (gallery, library))
    return first, second, np.array([not has_pair(each) for each in gallery])


def run_task(
    viewer: Viewer,
    text: TeachableEncoder,
    task: NameTask,
    material: NameEvaluationMaterial,
    count: int,
    *,
    with_copies: bool,
    settings: VectorSettings | None = None,
    search: WordSearch | None = None,
) -> NameScores:
    """Teach the name from so many examples and ask for each thing that happens."""
    library = material.library
    if with_copies:
        library = np.concatenate([library[: LIBRARY - len(material.copies)], material.copies])
    examples = material.examples[:count]
    taught = teach_name(
        text, NAME, examples, library, settings=settings or replace(FOR_NAMES, seed=task.seed), search=search
    )
    queries = [(kind, verb) for kind in _kinds(task) for verb in _verbs(kind, task.shape)]
    viewer.encoder.set_words([taught.added] if taught.vectors is not None else [])
    by_name = viewer.texts([f"{NAME} {verb}" for _, verb in queries])
    viewer.encoder.set_words([])
    known = best_description(viewer, text, examples, library)
    by_words = viewer.texts([f"the {known} {verb}" for _, verb in queries])
    sentence = viewer.texts([f"it {verb}" for _, verb in queries])
    likeness = examples.mean(axis=0) / np.linalg.norm(examples.mean(axis=0)) + _SENTENCE_WEIGHT * sentence
    name, words, alike = (_share(each, queries, material) for each in (by_name, by_words, likeness))
    return NameScores(name, words, alike, taught.seconds, taught.verdict, taught.words)


def best_description(viewer: Viewer, text: TeachableEncoder, examples: FloatArray, library: FloatArray) -> str:
    """Colour and noun that describe the examples best."""
    phrases = [
        f"{colour} {noun}" for colour in COLOURS for noun in sorted({n for each in NOUNS.values() for n in each})
    ]
    contrast = Contrast(torch.from_numpy(examples), torch.from_numpy(library), text.logit_scale / 2)
    return phrases[int(contrast.loss(torch.from_numpy(viewer.texts([f"a {each}" for each in phrases]))).argmin())]


def _share(texts: FloatArray, queries: Sequence[tuple[str, str]], material: NameEvaluationMaterial) -> float:
    first = (texts @ material.gallery.T).argmax(axis=1)
    return float(np.mean([material.kinds[int(i)] == kind for i, (kind, _) in zip(first, queries, strict=True)]))


def _kinds(task: NameTask) -> list[str]:
    spins = task.shape not in ("circle", "ring")
    return [kind for kind in OBJECT_EVENTS if spins or kind != "spin"]


def _verbs(kind: str, shape: str) -> list[str]:
    """The first two ways to say it."""
    return [finite for finite, _ in verbs_for(kind, shape)][:2]


def _video(rng: Rng, task: NameTask, kind: str, pictures: range) -> VideoPlan:
    """The thing and one event, before a background on which it can be seen."""
    while True:
        shot = plan_shot(rng, Choice(held_out=None, pictures=pictures))
        if (shot.background, task.colour) not in INVISIBLE or task.rgb is not None:
            break
    thing = task.looks(shot.things[0])
    radius = float(rng.uniform(*RADII[thing.size]))
    shot = replace(shot, things=(replace(thing, radius=radius),))
    return VideoPlan("one", (with_events(shot, [plan_event(rng, shot, 0, kind, VIDEO_FRAMES)]),))
