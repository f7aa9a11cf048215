"""Which segments show something that is kept in a collection."""

from collections import defaultdict
from collections.abc import Collection

import numpy as np

from core.store.database import Database
from core.store.records import exact_of
from core.store.writes import THESE, listed
from core.values import EncoderSpec, IdArray, shows_moment


def segments_of_moments(db: Database, spec: EncoderSpec, collection_ids: Collection[int]) -> IdArray:
    """Segments in one space that show a moment of these collections, of all when none is named; ascending."""
    chosen = f"collection_id {THESE}" if collection_ids else "?"
    rows = db.read(
        "SELECT videos.id, moments.start_s, moments.end_s FROM moments"
        f" JOIN videos ON videos.fingerprint = moments.fingerprint WHERE {chosen} AND videos.removal IS NULL",
        (listed(collection_ids) if collection_ids else True,),
    )
    kept = defaultdict[int, list[tuple[float, float]]](list)
    for video_id, start, end in rows:
        start_s, end_s = exact_of(start), exact_of(end)
        kept[video_id].append((float("-inf" if start_s is None else start_s), float("inf" if end_s is None else end_s)))
    segments = db.read(
        "SELECT video_id, id, start_s, end_s FROM segments"
        f" WHERE model_id = (SELECT id FROM models WHERE key = ?) AND video_id {THESE} ORDER BY video_id, id",
        (spec.key, listed(kept)),
    )
    if not segments:
        return np.zeros(0, np.int64)
    videos, ids, starts_s, ends_s = (np.array(column) for column in zip(*segments, strict=True))
    found = np.zeros(len(ids), np.bool_)
    for video_id, moments in kept.items():
        first, after = np.searchsorted(videos, (video_id, video_id + 1))
        for from_s, until_s in moments:
            found[first:after] |= shows_moment(starts_s[first:after], ends_s[first:after], from_s, until_s)
    return np.sort(ids[found])
