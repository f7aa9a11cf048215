"""Retrieval figures as the reference code of each model counts them, ties and borders of k included.

Similarity matrices have captions as rows and videos as columns; `owner` is the video of each caption, and without it
caption i belongs to video i.
Source: metric code of CLIP2Video (as CLIP4Clip's) and of Frozen in Time (as Collaborative Experts').
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from core.finetune.retrieval_metrics import (
    Matrix,
    RetrievalMetrics,
    retrieval_metrics,
    text_to_video,
    video_to_text,
    video_to_text_captions,
    video_to_text_groups,
)

Owners = NDArray[np.integer]
ConventionName = Literal["average", "clip2video", "frozen"]


@dataclass(frozen=True, slots=True)
class BothWays:
    """Figures of sentences that look for videos, and of videos that look for sentences."""

    text_to_video: RetrievalMetrics
    video_to_text: RetrievalMetrics


class Convention(Protocol):
    """Turns similarities into figures."""

    def __call__(self, similarity: Matrix, owner: Owners | None = None) -> BothWays:
        """Shapes: (N, V), (N,)."""
        ...


def averaged(similarity: Matrix, owner: Owners | None = None) -> BothWays:
    """Ours: equal scores share the mean of their places; a video is found by its best caption among the groups."""
    back = video_to_text(similarity) if owner is None else video_to_text_groups(similarity, owner)
    return BothWays(retrieval_metrics(text_to_video(similarity, owner)), retrieval_metrics(back))


def as_clip2video(similarity: Matrix, owner: Owners | None = None) -> BothWays:
    """One caption a video: every place with the true score counts as a result of its own. Several: sentences take the
    place of a stable descending sort and the lower middle rank, and videos look for the groups of captions.
    """
    if owner is None:
        return BothWays(
            retrieval_metrics(text_to_video(similarity, ties="each")),
            retrieval_metrics(video_to_text(similarity, ties="each")),
        )
    return BothWays(
        retrieval_metrics(text_to_video(similarity, owner, "order"), lower_median=True),
        retrieval_metrics(video_to_text_groups(similarity, owner, "each")),
    )


def as_frozen(similarity: Matrix, owner: Owners | None = None) -> BothWays:
    """Sentences take the best of equal places. Videos take the mean of equal places among all captions, which may lie
    half a place beyond k and is found all the same: ranks begin at 0 there, and are compared with < k.
    """
    back = video_to_text(similarity) if owner is None else video_to_text_captions(similarity, owner)
    return BothWays(
        retrieval_metrics(text_to_video(similarity, owner, "optimistic")),
        retrieval_metrics(back, half_beyond=True),
    )


CONVENTIONS: Final[Mapping[ConventionName, Convention]] = {
    "average": averaged,
    "clip2video": as_clip2video,
    "frozen": as_frozen,
}
