"""Retrieval metrics: ranks of the right answers, and the figures made of them. Pure, numpy only.

Similarity matrices have captions as rows and videos as columns. Ranks start at 1.
Source: metric code of CLIP2Video and of Frozen in Time; they differ where several captions belong to a video.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.floating]
Ranks = NDArray[np.float64]
Ties = Literal["average", "optimistic", "each", "order"]
"""How equal scores count: in the middle; in our favour; once for every tied place (CLIP2Video, one caption a video); in
the order of the videos, as a stable descending sort leaves them (CLIP2Video, several captions)."""


@dataclass(frozen=True, slots=True)
class RetrievalMetrics:
    """What a list of ranks comes to. Units: recalls in percent."""

    r_at_1: float
    r_at_5: float
    r_at_10: float
    r_at_50: float
    median_rank: float
    mean_rank: float
    std_rank: float

    @property
    def geometric_mean(self) -> float:
        """Geometric mean of R@1, R@5 and R@10."""
        return math.prod((self.r_at_1, self.r_at_5, self.r_at_10)) ** (1 / 3)


def retrieval_metrics(ranks: Ranks, lower_median: bool = False, half_beyond: bool = False) -> RetrievalMetrics:
    """Recalls, median and mean. `lower_median` takes the lower of two middle values, as CLIP2Video does for t2v
    with several captions; otherwise they are averaged. `half_beyond` counts less than a place beyond k as found, but at
    k = 1 the first place alone: Frozen in Time begins ranks at 0, and asks for < k and for 0.
    """
    if half_beyond:
        r1, r5, r10, r50 = (100 * float(np.mean(ranks < k + 1 if k > 1 else ranks == 1)) for k in (1, 5, 10, 50))
    else:
        r1, r5, r10, r50 = (100 * float(np.mean(ranks <= k)) for k in (1, 5, 10, 50))
    middle = np.sort(ranks)[(len(ranks) - 1) // 2] if lower_median else np.median(ranks)
    return RetrievalMetrics(r1, r5, r10, r50, float(middle), float(np.mean(ranks)), float(np.std(ranks)))


def text_to_video(
    similarity: Matrix, video_of_caption: NDArray[np.integer] | None = None, ties: Ties = "average"
) -> Ranks:
    """Rank of its video for each caption, every caption a query. Captions whose true score is not finite are left out.

    Shapes: (N, V), (N,) -> (n,). Without `video_of_caption` caption i belongs to video i.
    """
    owner = np.arange(len(similarity)) if video_of_caption is None else video_of_caption
    truth = similarity[np.arange(len(similarity)), owner]
    if ties == "order":
        before = np.arange(similarity.shape[1])[None] < owner[:, None]
        ahead = (similarity > truth[:, None]) | ((similarity == truth[:, None]) & before)
        return np.asarray(1.0 + ahead.sum(axis=1)[np.isfinite(truth)], dtype=np.float64)
    return _ranks(similarity, truth, ties)


def video_to_text(similarity: Matrix, ties: Ties = "average") -> Ranks:
    """Rank of its caption for each video, one caption per video. Shapes: (V, V) -> (V,)."""
    return text_to_video(similarity.T, ties=ties)


def video_to_text_groups(similarity: Matrix, video_of_caption: NDArray[np.integer], ties: Ties = "average") -> Ranks:
    """Rank of each video's group of captions among the groups of all videos; a group scores as its best caption.

    The definition of CLIP4Clip and CLIP2Video. Shapes: (N, V), (N,) -> (V,).
    """
    groups = np.stack([similarity[video_of_caption == j].max(axis=0) for j in range(similarity.shape[1])])
    return video_to_text(groups, ties)


def video_to_text_captions(similarity: Matrix, video_of_caption: NDArray[np.integer], ties: Ties = "average") -> Ranks:
    """Best rank among a video's own captions, counted among all captions.

    The definition of Collaborative Experts and Frozen in Time. Shapes: (N, V), (N,) -> (V,).
    """
    best = np.array([similarity[video_of_caption == j, j].max() for j in range(similarity.shape[1])])
    return _ranks(similarity.T, best, ties)


def _ranks(rows: Matrix, truth: NDArray[np.floating], ties: Ties) -> Ranks:
    """Where the true score stands in its row. Rows without a finite true score are dropped."""
    sound = np.isfinite(truth)
    rows, truth = rows[sound], truth[sound]
    better = (rows > truth[:, None]).sum(axis=1)
    equal = (rows == truth[:, None]).sum(axis=1)
    if ties == "optimistic":
        return np.asarray(1.0 + better, dtype=np.float64)
    if ties == "each":
        places = [np.arange(first + 1, first + count + 1) for first, count in zip(better, equal, strict=True)]
        return np.concatenate(places).astype(np.float64)
    return np.asarray(1.0 + better + (equal - 1) / 2, dtype=np.float64)
