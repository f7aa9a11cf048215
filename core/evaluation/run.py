"""What a model can do in the drawn world, measured on films it has never seen.

Galleries have fixed seeds, background pictures from outside of training, and the film's own full caption as query.
Every measure stands beside what a model without any temporal part, the sentences alone or a constant guess reaches.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Final

import torch

from core.encode.backends.clip2video import Clip2VideoModel, build
from core.encode.encoder_options import EncoderOptions
from core.evaluation.baselines import encoder_of, mean_texts
from core.evaluation.evidence import delete_frames, deletion_marks, pointing_marks, short_marks
from core.evaluation.galleries import TESTS, Pool, hard_gallery, random_gallery
from core.evaluation.metrics import Mark
from core.evaluation.paired_questions import direction_marks, order_marks
from core.evaluation.ranking import (
    Gallery,
    PlainTexts,
    held_out_mark,
    mean_marks,
    precision_marks,
    ranks_of,
    recall_marks,
    short_films_mark,
    show_gallery,
    trained_wording_mark,
    weight_marks,
)
from core.evaluation.record import Model, Record
from core.evaluation.viewer import Say, Viewer
from core.ports import Encoder

SEED: Final = 4711
"""Of the published figures; training never uses it."""
PARTS: Final = ("galleries", "direction", "order", "pointing", "deletion", "short")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many films each part of the exam takes."""

    random: int = 1000
    setups: int = 100
    direction: int = 400
    order: int = 600
    pointing: int = 600
    deletion: int = 300
    short: int = 200


def sizes_for(films: int) -> Sizes:
    """Sizes for a random gallery of so many films, everything else in proportion."""
    full = Sizes()
    scaled = {part.name: max(4, round(getattr(full, part.name) * films / full.random)) for part in fields(Sizes)}
    return replace(full, **{**scaled, "random": films})


@dataclass(frozen=True, slots=True)
class Exam:
    """What to ask, and what to ask beside: a model trained by mean pooling, the same model in other number formats."""

    seed: int = SEED
    date: str = ""
    sizes: Sizes = field(default_factory=Sizes)
    parts: tuple[str, ...] = PARTS
    pool: Pool = TESTS
    mean: PlainTexts | None = None
    formats: Mapping[str, Viewer] = field(default_factory=dict)


def examine_encoder(viewer: Viewer, exam: Exam, say: Say) -> Record:
    """Run the parts asked for."""
    seed, sizes, pool = exam.seed, exam.sizes, exam.pool
    parts: dict[str, Callable[[], list[Mark]]] = {
        "galleries": lambda: gallery_marks(viewer, exam, say),
        "direction": lambda: direction_marks(viewer, seed, sizes.direction, say, pool),
        "order": lambda: order_marks(viewer, seed, sizes.order, say, pool),
        "pointing": lambda: pointing_marks(viewer, seed, sizes.pointing, say, pool),
        "deletion": lambda: deletion_marks(delete_frames(viewer, seed, sizes.deletion, say, pool)),
        "short": lambda: short_marks(viewer, seed, sizes.short, say, pool),
    }
    marks = tuple(mark for name in PARTS if name in exam.parts for mark in parts[name]())
    return Record(model_of(viewer.encoder), "drawn", seed, sizes.random, marks, exam.date)


def examine(
    model: Clip2VideoModel,
    mean: Clip2VideoModel | None,
    seed: int = SEED,
    sizes: Sizes | None = None,
    say: Say | None = None,
    *,
    pool: Pool = TESTS,
    parts: tuple[str, ...] = PARTS,
) -> Record:
    """Examine a network with the small token table of the drawn world. `mean` was trained by mean pooling beside it."""
    exam = Exam(seed, "", sizes or Sizes(), parts, pool, mean_texts(mean) if mean is not None else None)
    return examine_encoder(Viewer(encoder_of(model)), exam, say or (lambda _: None))


def examine_file(
    weights: Path,
    mean: Clip2VideoModel | None = None,
    before: Clip2VideoModel | None = None,
    seed: int = SEED,
    sizes: Sizes | None = None,
    say: Say | None = None,
) -> Record:
    """Examine a written file through the product's own encoder, in float32.

    `mean` was trained by mean pooling beside it, `before` is the network before it was rounded into the file.
    Raises: EncoderError.
    """
    options = EncoderOptions(weights=str(weights), device="cpu", precision="float32", threads=torch.get_num_threads())
    formats = {"float32, before rounding": Viewer(encoder_of(before))} if before is not None else {}
    texts = mean_texts(mean) if mean is not None else None
    with closing(build(options)) as encoder:
        exam = Exam(seed, sizes=sizes or Sizes(), mean=texts, formats=formats)
        return examine_encoder(Viewer(encoder), exam, say or (lambda _: None))


def gallery_marks(viewer: Viewer, exam: Exam, say: Say) -> list[Mark]:
    """Both galleries, with what mean pooling, other weights and other number formats make of them."""
    seed, pool = exam.seed, exam.pool
    films = random_gallery(seed, exam.sizes.random, pool)
    plain = show_gallery(viewer, "random", films, seed, say, pool.wording)
    films = hard_gallery(seed, exam.sizes.setups, pool=pool)
    hard = show_gallery(viewer, "hard", films, seed, say, pool.wording)
    marks = [*_recalls(plain), *_recalls(hard), held_out_mark(plain, pool), short_films_mark(plain)]
    marks.append(trained_wording_mark(plain, viewer, seed))
    for gallery in (plain, hard):
        marks += mean_marks(gallery, exam.mean)
    for gallery in (plain, hard) if has_halves(viewer.encoder) else ():
        marks += weight_marks(gallery)
    return marks + precision_marks(plain, dict(exam.formats), say)


def has_halves(encoder: Encoder) -> bool:
    """True when a vector is a global and an aligned half side by side."""
    return encoder.spec.centres > 0


def _recalls(gallery: Gallery) -> list[Mark]:
    what = {"random": "random gallery", "hard": "hard gallery (one set-up, ten events)"}[gallery.name]
    count = len(gallery.films)
    return recall_marks(gallery.name, what, ranks_of(gallery.scores), f"chance {1 / count:.3f}", gallery.kin)


def model_of(encoder: Encoder) -> Model:
    """Name and checksum of a model."""
    spec = encoder.spec
    return Model(spec.name, spec.weights_sha256, 0, spec.frame_shape.image_px, spec.centres)
