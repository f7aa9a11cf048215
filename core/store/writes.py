"""Steps inside one transaction of the catalogue; the caller begins and ends it."""

import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from core.errors import StoreError
from core.store.records import (
    SEGMENT_COLUMNS,
    info_json,
    path_bytes,
    spec_json,
    stored_state,
    text_bytes,
    times_bytes,
)
from core.store.schema import CONTENT_TABLES
from core.values import EncoderSpec, Link, MediaInfo, PassedOver, Segment, SegmentVectors, Video, Volume

THESE = "IN (SELECT value FROM json_each(?))"
"""Condition on a column, to be bound to `listed(ids)`."""


def listed(ids: Iterable[int]) -> str:
    """Ids as one bound value, however many there are; read with `THESE`."""
    return json.dumps([int(id_) for id_ in ids])


def listed_texts(values: Iterable[str]) -> str:
    """Texts as one bound value; read with `THESE`."""
    return json.dumps([*values])


def register_video(
    db: sqlite3.Connection, folder_id: int, path: Path, size_bytes: int, mtime_ns: int, added_s: float
) -> None:
    """Write a new file as waiting."""
    if db.execute("SELECT 1 FROM folders WHERE id = ? AND removal IS NULL", (folder_id,)).fetchone() is None:
        raise StoreError("This folder is no longer in the library.")
    db.execute(
        "INSERT INTO videos (folder_id, path, size_bytes, mtime_ns, added_s, state, note, duration_s)"
        " VALUES (?, ?, ?, ?, ?, 'waiting', x'', 0)",
        (folder_id, path_bytes(path), size_bytes, mtime_ns, added_s),
    )


def update_video(db: sqlite3.Connection, video: Video) -> None:
    """Write a video's own row; when it was added is written once, at its birth."""
    info = video.info
    row = db.execute("SELECT fingerprint FROM videos WHERE id = ? AND removal IS NULL", (video.id,)).fetchone()
    if row is not None and row[0] and (info is None or info.fingerprint != row[0]):
        _note_last_place(db, [(path_bytes(video.path), row[0])])
    try:
        changed = db.execute(
            "UPDATE videos SET folder_id = ?, path = ?, size_bytes = ?, mtime_ns = ?, state = ?, away = ?, note = ?,"
            " needs_proxy = ?, info = ?, duration_s = ?, fingerprint = ?, fps = ?, width_px = ?, height_px = ?,"
            " codec = ?, shot = ?, reel = ?, camera = ?, sound = ? WHERE id = ? AND removal IS NULL",
            (
                video.folder_id,
                path_bytes(video.path),
                video.size_bytes,
                video.mtime_ns,
                *stored_state(video.state),
                text_bytes(video.note),
                video.needs_proxy,
                None if info is None else info_json(info),
                0.0 if info is None else info.duration_s,
                *((None,) * 9 if info is None else _asked_by_filters(info)),
                video.id,
            ),
        ).rowcount
    except sqlite3.IntegrityError as error:
        raise StoreError(f"Another clip in the library already has the path {video.path}.") from error
    if not changed:
        raise StoreError("This clip is no longer in the library.")


def _asked_by_filters(info: MediaInfo) -> tuple[str | float | None, ...]:
    """What filters ask of a video, beside its length."""
    seen = info.fingerprint, float(info.fps), info.width_px, info.height_px, info.codec
    if info.source is None:
        return *seen, None, None, None, None
    shot = None if info.source.created is None else info.source.created.local.isoformat()
    return *seen, shot, info.source.reel, info.source.camera, info.source.has_sound


def _note_last_place(db: sqlite3.Connection, places: Iterable[tuple[bytes, str]]) -> None:
    """What a person keeps of a content remembers where it was last, when it leaves the library or is changed there."""
    for table in CONTENT_TABLES:
        db.executemany(f"UPDATE {table} SET path = ? WHERE fingerprint = ?", places)


def exchange_places(db: sqlite3.Connection, videos: Sequence[Video]) -> None:
    """Write videos of which some take the paths of others."""
    for video in videos:  # no path of a video begins with a zero byte
        db.execute("UPDATE videos SET path = ? WHERE id = ?", (b"\0%d" % video.id, video.id))
    for video in videos:
        update_video(db, video)


def rebase_videos(db: sqlite3.Connection, folder_id: int, before: Path, after: Path) -> None:
    """Give a root and the videos below it another beginning of their paths, also those that were removed from it."""
    try:
        db.execute("UPDATE folders SET path = ? WHERE id = ?", (path_bytes(after), folder_id))
        moved = _moved(db, "SELECT id, path FROM present WHERE folder_id = ?", folder_id, before, after)
        db.executemany("UPDATE videos SET path = ? WHERE id = ?", [(b"\0%d" % i, i) for _, i in moved])
        db.executemany("UPDATE videos SET path = ? WHERE id = ?", moved)
    except sqlite3.IntegrityError as error:
        raise StoreError("Another folder in the library is already there.") from error
    kept = "SELECT id, was_path FROM videos WHERE folder_id = ? AND removal IS NOT NULL"
    db.executemany("UPDATE videos SET was_path = ? WHERE id = ?", _moved(db, kept, folder_id, before, after))
    rebase_notes(db, before, after)


def rebase_notes(db: sqlite3.Connection, before: Path, after: Path) -> None:
    """The same for what is noted of places: excluded ones, links, where what was removed or is kept lay."""
    notes = (("excluded", "path"), ("links", "link"), ("removed_paths", "path"))
    for table, column in (*notes, *((table, "path") for table in CONTENT_TABLES)):
        for (raw,) in db.execute(f"SELECT DISTINCT {column} FROM {table}").fetchall():
            path = Path(os.fsdecode(raw))
            if path.is_relative_to(before):
                place = path_bytes(after / path.relative_to(before))
                db.execute(f"UPDATE OR REPLACE {table} SET {column} = ? WHERE {column} = ?", (place, raw))


def _moved(db: sqlite3.Connection, query: str, folder_id: int, before: Path, after: Path) -> list[tuple[bytes, int]]:
    """(new path, id) of rows (id, path) that lie below a place."""
    rows = [(id_, Path(os.fsdecode(path))) for id_, path in db.execute(query, (folder_id,)).fetchall()]
    return [(path_bytes(after / path.relative_to(before)), i) for i, path in rows if path.is_relative_to(before)]


def write_volumes(db: sqlite3.Connection, folder_id: int, volumes: Iterable[Volume]) -> None:
    """Note the volumes of a root, instead of those noted before."""
    db.execute("DELETE FROM volumes WHERE folder_id = ?", (folder_id,))
    db.executemany(
        "INSERT INTO volumes SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM folders WHERE id = ?)",
        [(folder_id, path_bytes(v.mount), v.id, text_bytes(v.label), folder_id) for v in volumes],
    )


def write_look(
    db: sqlite3.Connection, folder_id: int, links: Iterable[Link], passed_over: Iterable[PassedOver]
) -> None:
    """Note what a scan of a root said of links, instead of what was noted before."""
    for table in ("links", "passed_over"):
        db.execute(f"DELETE FROM {table} WHERE folder_id = ?", (folder_id,))
    if db.execute("SELECT 1 FROM folders WHERE id = ?", (folder_id,)).fetchone() is None:
        return
    db.executemany(
        "INSERT OR IGNORE INTO links VALUES (?, ?, ?)",
        [(folder_id, path_bytes(each.path), path_bytes(each.target)) for each in links],
    )
    db.executemany(
        "INSERT INTO passed_over VALUES (?, ?, ?, ?)",
        [(folder_id, each.kind, each.count, path_bytes(each.example)) for each in passed_over],
    )


def learn_model(db: sqlite3.Connection, spec: EncoderSpec) -> int:
    """Note the model as known; the first one also as the one that answers. Returns its row."""
    db.execute(
        "INSERT INTO models (key, spec, frame_dim) VALUES (?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET spec = excluded.spec",
        (spec.key, spec_json(spec), spec.frame_dim),
    )
    db.execute("INSERT OR IGNORE INTO meta (key, value) VALUES ('last_model', ?)", (spec.key,))
    (model,) = db.execute("SELECT id FROM models WHERE key = ?", (spec.key,)).fetchone()
    return int(model)


def note_last(db: sqlite3.Connection, spec: EncoderSpec) -> None:
    """Note the model that answers from now on."""
    db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('last_model', ?)", (spec.key,))


def note_source(db: sqlite3.Connection, spec: EncoderSpec, source: str) -> None:
    """Keep how this model is opened."""
    db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (f"source {spec.key}", source))


def drop_outdated(db: sqlite3.Connection, video: Video, spec: EncoderSpec) -> None:
    """When a video is another than it was, what other models saw in it is no longer true."""
    row = db.execute("SELECT fingerprint FROM videos WHERE id = ?", (video.id,)).fetchone()
    if row is None or row[0] is None or video.info is None or row[0] == video.info.fingerprint:
        return
    others = "video_id = ? AND model_id IN (SELECT id FROM models WHERE key <> ?)"
    values = (video.id, spec.key)
    db.execute(
        f"UPDATE models SET generation = generation + 1 WHERE id IN (SELECT model_id FROM encodings WHERE {others})",
        values,
    )
    for table in ("segments", "encodings"):
        db.execute(f"DELETE FROM {table} WHERE {others}", values)


def number_segments(db: sqlite3.Connection, video_id: int, clips: Sequence[SegmentVectors]) -> list[Segment]:
    """Segments with ids never given before."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'segments'").fetchone()
    first = 1 if row is None else row[0] + 1
    return [
        Segment(first + i, video_id, float(clip.start_s), float(clip.end_s), tuple(map(float, clip.frame_times_s)))
        for i, clip in enumerate(clips)
    ]


def replace_segments(
    db: sqlite3.Connection, video_id: int, model: int, made: Sequence[Segment], clips: Sequence[SegmentVectors]
) -> None:
    """Write a video's segments with their vectors, instead of those it had in this space."""
    for table in ("segments", "encodings"):
        db.execute(f"DELETE FROM {table} WHERE video_id = ? AND model_id = ?", (video_id, model))
    db.executemany(
        f"INSERT INTO segments ({SEGMENT_COLUMNS}, model_id) VALUES (?, ?, ?, ?, ?, ?)",
        [(s.id, s.video_id, s.start_s, s.end_s, times_bytes(s.frame_times_s), model) for s in made],
    )
    db.executemany(
        "INSERT INTO frame_vectors (segment_id, vectors) VALUES (?, ?)",
        [(s.id, clip.frames.astype("<f2").tobytes()) for s, clip in zip(made, clips, strict=True)],
    )
    db.executemany(
        "INSERT INTO segment_vectors (segment_id, vector) VALUES (?, ?)",
        [(s.id, clip.pooled.astype("<f4").tobytes()) for s, clip in zip(made, clips, strict=True)],
    )
    if made:
        db.execute("INSERT INTO encodings VALUES (?, ?, ?, ?)", (video_id, model, made[0].id, len(made)))
    db.execute("UPDATE models SET generation = generation + 1 WHERE id = ?", (model,))


def forget_videos(db: sqlite3.Connection, video_ids: Iterable[int]) -> list[int]:
    """Remove videos with all below them; returns the ids of their segments."""
    these = [*video_ids]
    gone = segment_ids(db, these)
    grow_generations(db, these)
    kept = " UNION ".join(f"SELECT fingerprint FROM {table}" for table in CONTENT_TABLES)
    leaving = f"SELECT coalesce(was_path, path), fingerprint FROM videos WHERE id {THESE} AND fingerprint IN ({kept})"
    _note_last_place(db, db.execute(leaving, (listed(these),)).fetchall())
    db.execute(f"DELETE FROM videos WHERE id {THESE}", (listed(these),))
    return gone


def segment_ids(db: sqlite3.Connection, video_ids: Iterable[int]) -> list[int]:
    """Segments of these videos, of all models."""
    rows = db.execute(
        f"SELECT first_segment_id, segment_count FROM encodings WHERE video_id {THESE}", (listed(video_ids),)
    )
    return [id_ for first, count in rows.fetchall() for id_ in range(first, first + count)]


def grow_generations(db: sqlite3.Connection, video_ids: Iterable[int]) -> None:
    """The sets of vectors that these videos are part of are about to change, or have changed."""
    db.execute(
        "UPDATE models SET generation = generation + 1 WHERE id IN"
        f" (SELECT model_id FROM encodings WHERE video_id {THESE})",
        (listed(video_ids),),
    )


def drop_some(db: sqlite3.Connection, spec: EncoderSpec, videos: int) -> int:
    """Forget what the model saw in some videos, and pieces it kept; returns of how many videos.

    Its row stays: a generation recounted would let an old index file pass for a fresh one.
    """
    row = db.execute("SELECT id FROM models WHERE key = ?", (spec.key,)).fetchone()
    if row is None:
        return 0
    db.execute("DELETE FROM pieces WHERE model_key = ?", (spec.key,))
    chosen = db.execute("SELECT video_id FROM encodings WHERE model_id = ? LIMIT ?", (row[0], videos)).fetchall()
    if chosen:
        these = listed(video_id for (video_id,) in chosen)
        for table in ("segments", "encodings"):
            db.execute(f"DELETE FROM {table} WHERE model_id = ? AND video_id {THESE}", (row[0], these))
        db.execute("UPDATE models SET generation = generation + 1 WHERE id = ?", row)
    return len(chosen)
