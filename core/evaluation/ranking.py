"""Which video comes first for its own sentence: recalls, the weight of the two halves, number formats, mean pooling.

Scores stand as (captions, videos), the right video on the diagonal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.evaluation.galleries import SET, TESTS, VideoPool, full_caption, has_pair
from core.evaluation.metrics import Metric, paired_metric, plain_metric, share_metric
from core.evaluation.viewer import Clips, Say, Viewer
from core.synthetic.captions import Caption, Part
from core.synthetic.world import VIDEO_FRAMES, VideoPlan
from core.values import FloatArray

PlainTexts = Callable[[Sequence[Caption]], FloatArray]
"""Sentences as a model trained by mean pooling reads them. Shapes: n -> (n, E), unit norm."""
WEIGHTS: Final = tuple(round(step / 10, 1) for step in range(11))


@dataclass(frozen=True, slots=True, eq=False)
class Gallery:
    """Videos with a caption each, as the model sees them. Shapes: texts and videos (N, D)."""

    name: str
    videos: list[VideoPlan]
    captions: list[Caption]
    clips: Clips
    texts: FloatArray
    video_vectors: FloatArray

    @property
    def group_size(self) -> int:
        """Neighbours of one set-up."""
        return SET if self.name == "hard" else 1

    @property
    def scores(self) -> FloatArray:
        """Shapes: (N, N)."""
        found: FloatArray = self.texts @ self.video_vectors.T
        return found


def show_gallery(
    viewer: Viewer, name: str, videos: list[VideoPlan], seed: int, say: Say, part: Part = "test"
) -> Gallery:
    """Watch the videos and read a full caption of each."""
    captions = captions_of(videos, seed, part)
    clips = viewer.watch(videos, say, f"{name} gallery")
    return Gallery(name, videos, captions, clips, viewer.texts(captions), viewer.video_vectors(clips))


def captions_of(videos: Sequence[VideoPlan], seed: int, part: Part = "test") -> list[Caption]:
    """A full caption of each video in the wording of this part."""
    rng = np.random.default_rng([seed, 3])
    return [full_caption(video, rng, part) for video in videos]


def ranks_of(scores: FloatArray) -> FloatArray:
    """Rank of the diagonal in its row; equal scores count against the model. Shapes: (N, N) -> (N,)."""
    found: FloatArray = (scores >= scores.diagonal()[:, None]).sum(1).astype(np.float32)
    return found


def recall_metrics(id_: str, what: str, ranks: FloatArray, beside: str = "", group_size: int = 1) -> list[Metric]:
    """R@1, R@5, R@10 and the median rank. `group_size`: see `share_metric`."""
    found = [
        share_metric(f"{id_}.r{k}", f"{what}, R@{k}", ranks <= k, beside if k == 1 else "", group_size)
        for k in (1, 5, 10)
    ]  # fmt: skip
    return [*found, plain_metric(f"{id_}.median", f"{what}, median rank", float(np.median(ranks)), len(ranks))]


def first(scores: FloatArray) -> FloatArray:
    """1 where the right video comes first. Shapes: (N, N) -> (N,)."""
    found: FloatArray = (ranks_of(scores) == 1).astype(np.float32)
    return found


def held_out_metric(gallery: Gallery, pool: VideoPool = TESTS) -> Metric:
    """R@1 of the videos with a pair of shape and colour that no training video had."""
    rows = [row for row, video in enumerate(gallery.videos) if has_pair(video, pool.choice.pairs)]
    return share_metric(
        "held_out.r1", "videos with a colour and shape pair never trained, R@1", first(gallery.scores)[rows]
    )


def short_videos_metric(gallery: Gallery) -> Metric:
    """R@1 of the videos that were drawn with fewer than twelve frames."""
    rows = [row for row, video in enumerate(gallery.videos) if video.frames < VIDEO_FRAMES]
    return share_metric("short_films.r1", "videos drawn with 3 to 11 frames, R@1", first(gallery.scores)[rows])


def trained_wording_metric(gallery: Gallery, viewer: Viewer, seed: int) -> Metric:
    """R@1 of the same videos asked for in the wording of training."""
    texts = viewer.texts(captions_of(gallery.videos, seed, "training"))
    hits = first(texts @ gallery.video_vectors.T)
    return share_metric("trained_wording.r1", f"{gallery.name} gallery in the wording of training, R@1", hits)


# --------------------------------------------------------------------------- the two halves of a score


def halves(pooled: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Global and aligned unit vectors, and the weight they were joined with. Shapes: (N, D) -> (N, D/2), (N, D/2)."""
    E = pooled.shape[1] // 2
    g, a = pooled[:, :E], pooled[:, E:]
    weight = float(np.mean((g.astype(np.float64) ** 2).sum(1)))
    return g / max(weight, 1e-12) ** 0.5, a / max(1 - weight, 1e-12) ** 0.5, weight


def weighted(gallery: Gallery, weight: float) -> FloatArray:
    """Scores as if the halves had been joined with another weight: exact, the vectors stay. Shapes: (N, N)."""
    (g_t, a_t, _), (g_v, a_v, _) = halves(gallery.texts), halves(gallery.video_vectors)
    found: FloatArray = weight * (g_t @ g_v.T) + (1 - weight) * (a_t @ a_v.T)
    return found


def weight_metrics(gallery: Gallery) -> list[Metric]:
    """R@1 for score weights from 0 (aligned half alone) to 1 (global half alone)."""
    _, _, own = halves(gallery.texts)
    if not 0.01 < own < 0.99:
        return []  # one half is not in the vectors at all
    return [
        share_metric(f"weight.{gallery.name}.{weight}", f"{gallery.name} gallery, R@1 at score weight {weight}",
                   first(weighted(gallery, weight)), group_size=gallery.group_size)
        for weight in WEIGHTS
    ]  # fmt: skip


# --------------------------------------------------------------------------- without time


def pooled_means(clips: Clips) -> FloatArray:
    """The mean of the unit frame vectors, as a unit vector. Shapes: -> (N, E)."""
    frames = clips.frames.astype(np.float32)
    directions = frames / np.maximum(np.linalg.norm(frames, axis=-1, keepdims=True), 1e-12)
    sums = (directions * clips.mask[:, :, None]).sum(1)
    found: FloatArray = sums / np.linalg.norm(sums, axis=-1, keepdims=True)
    return found


def mean_metrics(gallery: Gallery, trained: PlainTexts | None) -> list[Metric]:
    """The same gallery by mean pooling: of this file's own frames and sentences, and of a model trained so."""
    means = pooled_means(gallery.clips)
    name, found = gallery.name, []
    own = halves(gallery.texts)[0]
    if own.shape[1] == means.shape[1]:
        what = f"{name} gallery, this file's frames averaged"
        found += recall_metrics(f"{name}.own_mean", what, ranks_of(own @ means.T), group_size=gallery.group_size)
    if trained is not None:
        scores = trained(gallery.captions) @ means.T
        found += recall_metrics(
            f"{name}.mean",
            f"{name} gallery, mean pooling trained for it",
            ranks_of(scores),
            group_size=gallery.group_size,
        )
        ahead = first(gallery.scores) - first(scores)
        found.append(paired_metric(f"{name}.above_mean", f"{name} gallery, R@1 above that mean pooling", ahead))
    return found


# --------------------------------------------------------------------------- number formats


def precision_metrics(gallery: Gallery, others: dict[str, Viewer], say: Say) -> list[Metric]:
    """R@1 of the same gallery in other number formats."""
    found = []
    for name, viewer in others.items():
        clips = viewer.watch(gallery.videos, say, f"in {name}")
        scores = viewer.texts(gallery.captions) @ viewer.video_vectors(clips).T
        found.append(share_metric(f"precision.{name}", f"{gallery.name} gallery, R@1 in {name}", first(scores)))
    return found
