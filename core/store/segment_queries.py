"""Segments of the catalogue and their vectors: readings."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from core.errors import StoreError
from core.store.database import Database
from core.store.records import SEGMENT_COLUMNS, segment_of
from core.store.writes import THESE, listed
from core.values import EncoderSpec, Filter, FloatArray, HalfArray, IdArray, Segment

BLOCK_ROWS = 4096
_MODEL = "(SELECT id FROM models WHERE key = ?)"
_IS_PRESENT = "segments.video_id NOT IN (SELECT id FROM videos WHERE removal IS NOT NULL)"
"""Asked so, it costs nothing while nothing is removed."""


def has_vectors(db: Database, video_id: int, spec: EncoderSpec) -> bool:
    """True when the video was encoded with this model."""
    query = f"SELECT 1 FROM encodings WHERE video_id = ? AND model_id = {_MODEL}"
    return db.read_one(query, (video_id, spec.key)) is not None


def segments(db: Database, ids: Sequence[int]) -> list[Segment]:
    """In the order asked for; unknown ids are left out."""
    rows = db.read(f"SELECT {SEGMENT_COLUMNS} FROM segments WHERE id {THESE}", (listed(ids),))
    found = {row[0]: segment_of(row) for row in rows}
    return [found[int(id_)] for id_ in ids if int(id_) in found]


def segments_of(db: Database, video_id: int, spec: EncoderSpec) -> list[Segment]:
    """A video's segments in order of time."""
    rows = db.read(
        f"SELECT {SEGMENT_COLUMNS} FROM segments WHERE video_id = ? AND model_id = {_MODEL} ORDER BY start_s, id",
        (video_id, spec.key),
    )
    return [segment_of(row) for row in rows]


def runs(db: Database, spec: EncoderSpec, filter_: Filter) -> list[tuple[int, int]]:
    """First id and count of the segments of each video that passes."""
    condition, values = filter_.sql()
    return db.read(
        "SELECT first_segment_id, segment_count FROM encodings JOIN present AS videos ON videos.id = video_id"
        f" WHERE model_id = {_MODEL} AND {condition} ORDER BY first_segment_id",
        (spec.key, *values),
    )


def runs_of(db: Database, spec: EncoderSpec, video_ids: Collection[int]) -> list[tuple[int, int]]:
    """The same for certain videos."""
    return db.read(
        f"SELECT first_segment_id, segment_count FROM encodings WHERE model_id = {_MODEL} AND video_id {THESE}"
        " ORDER BY first_segment_id",
        (spec.key, listed(video_ids)),
    )


def frame_vectors(db: Database, ids: Sequence[int]) -> list[HalfArray]:
    """One (F, E) array for each id. Raises: StoreError, when one is not there."""
    rows = db.read(
        "SELECT segments.id, frame_dim, vectors FROM segments JOIN models ON models.id = model_id"
        f" JOIN frame_vectors ON segment_id = segments.id WHERE segments.id {THESE}",
        (listed(ids),),
    )
    found = {id_: np.frombuffer(raw, "<f2").reshape(-1, width) for id_, width, raw in rows}
    return [found[int(id_)] for id_ in ids] if _all_there(ids, found) else []


def segment_vectors(db: Database, ids: Sequence[int]) -> FloatArray:
    """Pooled ones. Shapes: (N, D) float32. Raises: StoreError, when one is not there."""
    rows = db.read(f"SELECT segment_id, vector FROM segment_vectors WHERE segment_id {THESE}", (listed(ids),))
    found = dict(rows)
    if not _all_there(ids, found):
        return np.zeros((0, 0), np.float32)
    return _stacked([found[int(id_)] for id_ in ids])


def all_vectors(db: Database, spec: EncoderSpec) -> Iterator[tuple[IdArray, FloatArray]]:
    """Pooled ones of a whole space, in blocks by ascending id; writing in between is allowed."""
    last = 0
    while True:
        rows = db.read(
            "SELECT segments.id, vector FROM segments JOIN segment_vectors ON segment_id = segments.id"
            f" WHERE model_id = {_MODEL} AND segments.id > ? AND {_IS_PRESENT} ORDER BY segments.id LIMIT {BLOCK_ROWS}",
            (spec.key, last),
        )
        if not rows:
            return
        last = rows[-1][0]
        yield np.array([id_ for id_, _ in rows], np.int64), _stacked([raw for _, raw in rows])


def _all_there(ids: Sequence[int], found: Collection[int]) -> bool:
    """True when there is something to give. Raises: StoreError, when an id is unknown."""
    if any(int(id_) not in found for id_ in ids):
        raise StoreError("This moment is no longer in the library.", "Search again.")
    return len(ids) > 0


def _stacked(blobs: Sequence[bytes]) -> FloatArray:
    """Shapes: N blobs of D float32 -> (N, D)."""
    return np.frombuffer(b"".join(blobs), "<f4").reshape(len(blobs), -1)
