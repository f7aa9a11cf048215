"""What a model has left in the catalogue, and how that is forgotten: queries, and a step inside a transaction."""

import sqlite3
from typing import Any

from core.store.steps import THESE, listed
from core.values import EncoderSpec, Holding

_MODEL = "(SELECT id FROM models WHERE key = ?)"
SEEN = (
    "SELECT count(*), total(segment_count), total(duration_s) FROM encodings JOIN videos ON videos.id = video_id"
    f" WHERE model_id = {_MODEL} AND state <> 'failed' AND (state <> 'waiting'"
    " OR (json_extract(info, '$.size_bytes') = size_bytes AND json_extract(info, '$.mtime_ns') = mtime_ns))"
)
"""Films that can be found: one that waits must be as it was when the model looked at it."""
ALL = "SELECT count(*) FROM videos WHERE state <> 'failed'"
ALONE = (
    f"SELECT count(*) FROM encodings AS mine WHERE model_id = {_MODEL} AND NOT EXISTS"
    " (SELECT 1 FROM encodings AS other WHERE other.video_id = mine.video_id AND other.model_id <> mine.model_id)"
)
FRAMES = f"SELECT count(*), total(length(frame_times_s) / 8) FROM segments WHERE model_id = {_MODEL}"


def holding_of(spec: EncoderSpec, seen: tuple[Any, ...], all_films: int) -> Holding:
    """Rows of SEEN and ALL."""
    films, segments, footage_s = seen
    return Holding(spec, films, all_films, int(segments), footage_s)


def bytes_of(spec: EncoderSpec, frames: tuple[Any, ...]) -> int:
    """Row of FRAMES: frame vectors are float16, pooled ones float32."""
    segments, count = frames
    return int(count) * spec.frame_dim * 2 + int(segments) * spec.dim * 4


def drop_some(db: sqlite3.Connection, spec: EncoderSpec, films: int) -> int:
    """Forget what the model saw in some films, and pieces it kept; returns of how many films.

    Its row stays: a generation counted anew would let an old index file pass for a fresh one.
    """
    row = db.execute("SELECT id FROM models WHERE key = ?", (spec.key,)).fetchone()
    if row is None:
        return 0
    db.execute("DELETE FROM pieces WHERE model_key = ?", (spec.key,))
    chosen = db.execute("SELECT video_id FROM encodings WHERE model_id = ? LIMIT ?", (row[0], films)).fetchall()
    if chosen:
        these = listed(video_id for (video_id,) in chosen)
        for table in ("segments", "encodings"):
            db.execute(f"DELETE FROM {table} WHERE model_id = ? AND video_id {THESE}", (row[0], these))
        db.execute("UPDATE models SET generation = generation + 1 WHERE id = ?", row)
    return len(chosen)
