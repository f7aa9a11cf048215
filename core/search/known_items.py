"""How a library's own videos score against sentences: what known-item figures are made of."""

from collections.abc import Sequence

import numpy as np

from core.ports import Catalogue, VectorCatalogue
from core.values import EncoderSpec, FloatArray, Video


def videos_known(catalogue: Catalogue, specs: Sequence[EncoderSpec]) -> list[Video]:
    """Videos that every one of the models has indexed, each content once, in order of path."""
    found: dict[object, Video] = {}
    for video in catalogue.videos():
        shown = video.state != "failed" and (video.state != "waiting" or video.is_current)
        if shown and all(catalogue.has_vectors(video.id, spec) for spec in specs):
            found.setdefault(video.info.fingerprint if video.info is not None else video.id, video)
    return list(found.values())


def video_scores(
    catalogue: VectorCatalogue, spec: EncoderSpec, videos: Sequence[Video], texts: FloatArray
) -> FloatArray:
    """Score of each video for each sentence: that of its best moment, as in a search by video.

    Shapes: V videos, texts (N, D) -> (N, V). Raises: StoreError.
    """
    scores = np.full((len(texts), len(videos)), -np.inf, np.float32)
    for column, video in enumerate(videos):
        ids = [segment.id for segment in catalogue.segments_of(video.id, spec)]
        if ids:
            scores[:, column] = (catalogue.segment_vectors(ids) @ texts.T).max(axis=0)
    return scores
