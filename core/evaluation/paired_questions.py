"""Questions with two answers: this video or its reversal, A then B or B then A. Chance is a half."""

from typing import Final

import numpy as np

from core.evaluation.galleries import (
    TESTS,
    TWO_EVENTS,
    VideoPool,
    full_caption,
    joined_by,
    ordered_videos,
    reversible_videos,
    tell_twins,
)
from core.evaluation.metrics import Metric, area_metric, share_metric, wins
from core.evaluation.viewer import Say, Viewer, backwards
from core.synthetic.captions import draw_wording
from core.values import FloatArray

KIND_NAMES: Final = {"cut": "across a cut", "same": "same object", "two": "two objects"}
_JOINED: Final = {"then": '"A, then B"', "before": '"A before B"', "after": '"B after A"'}


def direction_metrics(viewer: Viewer, seed: int, count: int, say: Say, pool: VideoPool = TESTS) -> list[Metric]:
    """One caption, the video and its reversal: how often the video wins, and the area under the curve over all videos.

    Only videos whose reversal the caption does not fit. Ties count half.
    """
    rng = np.random.default_rng([seed, 4])
    videos = reversible_videos(rng, count, pool)
    texts = viewer.texts([full_caption(video, rng, pool.wording) for video in videos])
    clips = viewer.watch(videos, say, "direction")
    turned = viewer.watch_again(videos, clips, backwards(clips))
    right, wrong = _paired(texts, viewer.video_vectors(clips)), _paired(texts, viewer.video_vectors(turned))
    beside = "mean pooling: 0.5, whatever it learned"
    return [
        share_metric("direction.accuracy", "video against its reversal, right", wins(right, wrong), beside),
        area_metric("direction.auc", "video against its reversal, area under the curve", right, wrong, beside),
    ]


def order_metrics(viewer: Viewer, seed: int, count: int, say: Say, pool: VideoPool = TESTS) -> list[Metric]:
    """One video, its caption, and the same words with the events swapped: how often the true one wins.

    Joined by "then", "before" and "after" in turn, and by type of video. Beside each stands how often the true
    order would win from the sentences alone, held against the mean of all the videos.
    """
    rng = np.random.default_rng([seed, 5])
    videos = ordered_videos(rng, count, pool)
    wordings = [draw_wording(rng, part=pool.wording) for _ in videos]
    draws = [int(draw) for draw in rng.integers(1 << 16, size=len(videos))]
    video_vectors = viewer.video_vectors(viewer.watch(videos, say, "order"))
    middle = video_vectors.mean(0, keepdims=True)
    kinds = np.asarray([video.kind for video in videos])
    found = []
    for how, form in _JOINED.items():
        forms = [joined_by(wording, how, draw) for wording, draw in zip(wordings, draws, strict=True)]
        twins = tell_twins(videos, forms)
        right, wrong = viewer.texts(twins.right), viewer.texts(twins.wrong)
        won = wins(_paired(right, video_vectors), _paired(wrong, video_vectors))
        alone = wins((right @ middle.T)[:, 0], (wrong @ middle.T)[:, 0])
        for kind in ("", *TWO_EVENTS):
            rows = np.ones(len(videos), bool) if not kind else kinds == kind
            beside = f"sentences alone {alone[rows].mean():.3f}" if rows.any() else ""
            what = f"order, {form}" if not kind else f"order, {form}, {KIND_NAMES[kind]}"
            found.append(share_metric(f"order.{how}.{kind}".rstrip("."), what, won[rows], beside))
    return found


def _paired(texts: FloatArray, video_vectors: FloatArray) -> FloatArray:
    """Score of each caption with the video of its row. Shapes: (N, D), (N, D) -> (N,)."""
    found: FloatArray = (texts * video_vectors).sum(1)
    return found
