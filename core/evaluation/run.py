"""What a model can do in the drawn world, measured on videos it has never seen.

Galleries have fixed seeds, background pictures from outside of training, and the video's own full caption as query.
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
from core.evaluation.evidence import delete_frames, deletion_metrics, pointing_metrics, short_metrics
from core.evaluation.galleries import TESTS, VideoPool, hard_gallery, random_gallery
from core.evaluation.metrics import Metric
from core.evaluation.paired_questions import direction_metrics, order_metrics
from core.evaluation.ranking import (
    Gallery,
    PlainTexts,
    held_out_metric,
    mean_metrics,
    precision_metrics,
    ranks_of,
    recall_metrics,
    short_videos_metric,
    show_gallery,
    trained_wording_metric,
    weight_metrics,
)
from core.evaluation.record import EvaluationRecord, ModelDescription
from core.evaluation.viewer import Say, Viewer
from core.ports import Encoder

SEED: Final = 4711
"""Of the published figures; training never uses it."""
PARTS: Final = ("galleries", "direction", "order", "pointing", "deletion", "short")


@dataclass(frozen=True, slots=True)
class EvaluationSizes:
    """How many videos each part of the exam takes."""

    random: int = 1000
    setups: int = 100
    direction: int = 400
    order: int = 600
    pointing: int = 600
    deletion: int = 300
    short: int = 200


def sizes_for(videos: int) -> EvaluationSizes:
    """Sizes for a random gallery of so many videos, everything else in proportion."""
    full = EvaluationSizes()
    scaled = {
        part.name: max(4, round(getattr(full, part.name) * videos / full.random)) for part in fields(EvaluationSizes)
    }
    return replace(full, **{**scaled, "random": videos})


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What to ask, and what to ask beside: a model trained by mean pooling, the same model in other number formats."""

    seed: int = SEED
    date: str = ""
    sizes: EvaluationSizes = field(default_factory=EvaluationSizes)
    parts: tuple[str, ...] = PARTS
    pool: VideoPool = TESTS
    mean: PlainTexts | None = None
    formats: Mapping[str, Viewer] = field(default_factory=dict)


def evaluate_encoder(viewer: Viewer, plan: Evaluation, say: Say) -> EvaluationRecord:
    """Run the parts asked for."""
    seed, sizes, pool = plan.seed, plan.sizes, plan.pool
    parts: dict[str, Callable[[], list[Metric]]] = {
        "galleries": lambda: gallery_metrics(viewer, plan, say),
        "direction": lambda: direction_metrics(viewer, seed, sizes.direction, say, pool),
        "order": lambda: order_metrics(viewer, seed, sizes.order, say, pool),
        "pointing": lambda: pointing_metrics(viewer, seed, sizes.pointing, say, pool),
        "deletion": lambda: deletion_metrics(delete_frames(viewer, seed, sizes.deletion, say, pool)),
        "short": lambda: short_metrics(viewer, seed, sizes.short, say, pool),
    }
    marks = tuple(mark for name in PARTS if name in plan.parts for mark in parts[name]())
    return EvaluationRecord(model_of(viewer.encoder), "drawn", seed, sizes.random, marks, plan.date)


def evaluate_network(
    model: Clip2VideoModel,
    mean: Clip2VideoModel | None,
    seed: int = SEED,
    sizes: EvaluationSizes | None = None,
    say: Say | None = None,
    *,
    pool: VideoPool = TESTS,
    parts: tuple[str, ...] = PARTS,
) -> EvaluationRecord:
    """Examine a network with the small token table of the drawn world. `mean` was trained by mean pooling beside it."""
    plan = Evaluation(seed, "", sizes or EvaluationSizes(), parts, pool, mean_texts(mean) if mean is not None else None)
    return evaluate_encoder(Viewer(encoder_of(model)), plan, say or (lambda _: None))


def evaluate_file(
    weights: Path,
    mean: Clip2VideoModel | None = None,
    before: Clip2VideoModel | None = None,
    seed: int = SEED,
    sizes: EvaluationSizes | None = None,
    say: Say | None = None,
) -> EvaluationRecord:
    """Examine a written file through the product's own encoder, in float32.

    `mean` was trained by mean pooling beside it, `before` is the network before it was rounded into the file.
    Raises: EncoderError.
    """
    options = EncoderOptions(weights=str(weights), device="cpu", precision="float32", threads=torch.get_num_threads())
    formats = {"float32, before rounding": Viewer(encoder_of(before))} if before is not None else {}
    texts = mean_texts(mean) if mean is not None else None
    with closing(build(options)) as encoder:
        plan = Evaluation(seed, sizes=sizes or EvaluationSizes(), mean=texts, formats=formats)
        return evaluate_encoder(Viewer(encoder), plan, say or (lambda _: None))


def gallery_metrics(viewer: Viewer, plan: Evaluation, say: Say) -> list[Metric]:
    """Both galleries, with what mean pooling, other weights and other number formats make of them."""
    seed, pool = plan.seed, plan.pool
    videos = random_gallery(seed, plan.sizes.random, pool)
    plain = show_gallery(viewer, "random", videos, seed, say, pool.wording)
    videos = hard_gallery(seed, plan.sizes.setups, pool=pool)
    hard = show_gallery(viewer, "hard", videos, seed, say, pool.wording)
    marks = [*_recalls(plain), *_recalls(hard), held_out_metric(plain, pool), short_videos_metric(plain)]
    marks.append(trained_wording_metric(plain, viewer, seed))
    for gallery in (plain, hard):
        marks += mean_metrics(gallery, plan.mean)
    for gallery in (plain, hard) if has_halves(viewer.encoder) else ():
        marks += weight_metrics(gallery)
    return marks + precision_metrics(plain, dict(plan.formats), say)


def has_halves(encoder: Encoder) -> bool:
    """True when a vector is a global and an aligned half side by side."""
    return encoder.spec.centres > 0


def _recalls(gallery: Gallery) -> list[Metric]:
    what = {"random": "random gallery", "hard": "hard gallery (one set-up, ten events)"}[gallery.name]
    count = len(gallery.videos)
    return recall_metrics(gallery.name, what, ranks_of(gallery.scores), f"chance {1 / count:.3f}", gallery.group_size)


def model_of(encoder: Encoder) -> ModelDescription:
    """Name and checksum of a model."""
    spec = encoder.spec
    return ModelDescription(spec.name, spec.weights_sha256, 0, spec.frame_shape.image_px, spec.centres)
