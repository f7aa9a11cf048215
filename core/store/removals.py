"""What was removed lately: videos and folders keep their rows and vectors, under a path that no file has.

The functions that write run inside a transaction of the caller. So a removal, and its undoing, is whole or was not.
"""

import os
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from core.store.database import Database
from core.store.records import VIDEO_COLUMNS, path_bytes, video_of
from core.store.writes import THESE, forget_videos, grow_generations, listed, segment_ids
from core.values import EncoderSpec, Removal, RemovalImpact, RemovalPlan, Video, below_range, innermost

PATHS_NOTED = 100
"""Of the clips of one removal; folders and single clips of the library, which come first, are all noted."""
_IMPACT = (
    "SELECT count(*), total(segment_count), total(CASE WHEN segment_count > 0 THEN duration_s END) FROM videos"
    " LEFT JOIN encodings ON video_id = videos.id AND model_id = (SELECT id FROM models WHERE key = ?)"
)
_BYTES = (
    "SELECT total(length(frame_times_s) / 8 * frame_dim * 2 + dim * 4) FROM videos"
    " JOIN segments ON video_id = videos.id"
    " JOIN (SELECT id, frame_dim, json_extract(spec, '$.dim') AS dim FROM models) AS m ON m.id = model_id"
)
"""Frame vectors are float16, pooled ones float32; of all models."""


# ---- reading


def impact(db: Database, video_ids: Collection[int], spec: EncoderSpec | None) -> RemovalImpact:
    """What these videos would take along; moments and hours are those of one model, bytes of all."""
    return _impact(db, f"videos.id {THESE}", listed(video_ids), spec)


def removals(db: Database, spec: EncoderSpec | None) -> list[Removal]:
    """What can be restored, the latest first."""
    found = []
    for id_, removed_s, kind in db.read("SELECT id, removed_s, kind FROM removals ORDER BY id DESC"):
        rows = db.read("SELECT path FROM removed_paths WHERE removal = ? ORDER BY path", (id_,))
        paths = tuple(Path(os.fsdecode(path)) for (path,) in rows)
        found.append(Removal(id_, kind, paths, removed_s, _impact(db, "videos.removal = ?", id_, spec)))
    return found


def find_removed(db: Database, condition: str, values: Iterable[object]) -> list[Video]:
    """Removed videos where they were, the latest first."""
    rows = db.read(
        f"SELECT {VIDEO_COLUMNS}, was_path FROM videos WHERE removal IS NOT NULL AND {condition}"
        " ORDER BY removal DESC, id",
        values,
    )
    return [_where_it_was(video_of(row[:-1]), row[-1]) for row in rows]


def _impact(db: Database, condition: str, value: object, spec: EncoderSpec | None) -> RemovalImpact:
    clips, segments, footage_s = db.read_one(f"{_IMPACT} WHERE {condition}", ("" if spec is None else spec.key, value))
    (size,) = db.read_one(f"{_BYTES} WHERE {condition}", (value,))
    return RemovalImpact(clips, int(segments), footage_s, int(size))


def _where_it_was(video: Video, was_path: bytes) -> Video:
    path = Path(os.fsdecode(was_path))
    return replace(video, path=path, info=video.info and replace(video.info, path=path))


# ---- removing


def take_out(db: sqlite3.Connection, plan: RemovalPlan, now_s: float) -> tuple[int, list[int]]:
    """Set videos and folders aside; returns the removal's id and the ids of all their segments."""
    # A clock that was set back must not make this older than the videos themselves: it would be purged at once.
    (latest_s,) = db.execute("SELECT max(added_s) FROM videos").fetchone()
    cursor = db.execute(
        "INSERT INTO removals (removed_s, kind) VALUES (?, ?)", (max(now_s, latest_s or now_s), plan.kind)
    )
    removal = int(cursor.lastrowid or 0)
    noted = plan.paths if plan.kind == "folder" else plan.paths[: max(PATHS_NOTED, len(plan.folder_ids))]
    db.executemany(
        "INSERT OR IGNORE INTO removed_paths VALUES (?, ?, ?)",
        [(removal, path_bytes(path), path in plan.files) for path in noted],
    )
    db.executemany(
        "INSERT OR REPLACE INTO excluded VALUES (?, ?)", [(path_bytes(path), removal) for path in plan.excluded]
    )
    for folder_id, heir in plan.heirs:
        db.execute("UPDATE videos SET folder_id = ? WHERE folder_id = ? AND removal IS NULL", (heir, folder_id))
    db.executemany(
        "UPDATE folders SET removal = ?, was_path = path, path = ? WHERE id = ? AND removal IS NULL",
        [(removal, _nowhere(id_), id_) for id_ in plan.folder_ids],
    )
    gone = segment_ids(db, plan.video_ids)
    grow_generations(db, plan.video_ids)
    db.execute(
        "UPDATE videos SET removal = ?, was_path = path, path = CAST(x'00' || CAST(id AS BLOB) AS BLOB)"
        f" WHERE id {THESE} AND removal IS NULL",
        (removal, listed(plan.video_ids)),
    )
    return removal, gone


def _nowhere(id_: int) -> bytes:
    """A path that no file has."""
    return b"\0%d" % id_


# ---- restoring


def put_back(db: sqlite3.Connection, removal: int, spec: EncoderSpec | None) -> tuple[list[int], list[int], list[int]]:
    """Undo a removal as far as there is a place for it; returns videos restored, videos they replace, folders restored.

    A video that was added again and indexed meanwhile stays as it is.
    """
    asked = dict(db.execute("SELECT path, is_file FROM removed_paths WHERE removal = ?", (removal,)).fetchall())
    folders = _bring_folders(db, removal, asked)
    apart = {path for (path,) in db.execute("SELECT path FROM excluded WHERE removal = ?", (removal,))}
    db.execute("DELETE FROM excluded WHERE removal = ?", (removal,))
    paths = dict[int, bytes](db.execute("SELECT id, was_path FROM videos WHERE removal = ?", (removal,)).fetchall())
    (kind,) = db.execute("SELECT kind FROM removals WHERE id = ?", (removal,)).fetchone() or ("clips",)
    clips = set(paths.values())
    came_back = set() if kind == "folder" else asked.keys() - clips - apart
    folders += _give_roots(db, {path: asked[path] for path in asked if path not in came_back})
    for folder_id in folders:
        (path,) = db.execute("SELECT path FROM folders WHERE id = ?", (folder_id,)).fetchone()
        rehome(db, Path(os.fsdecode(path)))
    owner_of = owners(db)
    taken = db.execute(
        "SELECT gone.id, there.id, gone.fingerprint IS there.fingerprint,"
        " EXISTS (SELECT 1 FROM encodings WHERE video_id = there.id)"
        " FROM videos AS gone JOIN videos AS there ON there.path = gone.was_path WHERE gone.removal = ?",
        (removal,),
    ).fetchall()
    needless = {id_ for id_, _, is_same, is_seen in taken if is_seen and is_same}
    # Another video is in its place: what is known of this one stays, unless it is the same; it may turn up elsewhere.
    blocked = {id_ for id_, _, _, is_seen in taken if is_seen}
    replaced = [
        there for id_, there, _, is_seen in taken if not is_seen and owner_of(os.fsdecode(paths[id_])) is not None
    ]
    forget_videos(db, [*needless, *replaced])
    homes = defaultdict[int, list[int]](list)
    for id_, path in paths.items():
        owner = owner_of(os.fsdecode(path)) if id_ not in blocked else None
        if owner is not None:
            homes[owner].append(id_)
    for owner, ids in homes.items():
        db.execute(
            f"UPDATE videos SET path = was_path, was_path = NULL, removal = NULL, folder_id = ? WHERE id {THESE}",
            (owner, listed(ids)),
        )
    restored = [id_ for ids in homes.values() for id_ in ids]
    _let_wait(db, restored, spec)
    grow_generations(db, restored)
    _tidy(db, removal)
    return restored, replaced, folders


def bring_one(db: sqlite3.Connection, video_id: int, folder_id: int) -> None:
    """A removed video was found at its old place, in a folder that is in the library."""
    (removal,) = db.execute("SELECT removal FROM videos WHERE id = ?", (video_id,)).fetchone()
    _bring_video(db, video_id, folder_id)
    grow_generations(db, [video_id])
    kept = "SELECT 1 FROM videos WHERE removal = ?1 UNION ALL SELECT 1 FROM excluded WHERE removal = ?1"
    if db.execute(kept, (removal,)).fetchone() is None:
        end(db, removal)


def _bring_folders(db: sqlite3.Connection, removal: int, asked: Collection[bytes]) -> list[int]:
    """Folders of the library come back; one that was added again meanwhile takes over what is left of the old."""
    folders = []
    rows = db.execute("SELECT id, was_path FROM folders WHERE removal = ?", (removal,)).fetchall()
    for id_, path in rows:
        if path not in asked:
            continue
        again = db.execute("SELECT id FROM folders WHERE path = ?", (path,)).fetchone()
        if again is None:
            db.execute("UPDATE folders SET path = was_path, was_path = NULL, removal = NULL WHERE id = ?", (id_,))
            folders.append(id_)
        else:
            db.execute("UPDATE videos SET folder_id = ? WHERE folder_id = ?", (again[0], id_))
            db.execute("DELETE FROM folders WHERE id = ?", (id_,))
    return folders


def _give_roots(db: sqlite3.Connection, asked: Mapping[bytes, bool]) -> list[int]:
    """What was part of a folder that has left the library since becomes a folder, or single clip, of its own."""
    owner_of, made = owners(db), []
    for path, is_file in asked.items():
        if owner_of(os.fsdecode(path)) is None:
            cursor = db.execute(
                "INSERT OR IGNORE INTO folders (path, watched, is_file, online) VALUES (?, 1, ?, 1)", (path, is_file)
            )
            made += [int(cursor.lastrowid or 0)] if cursor.rowcount else []
    return made


def _bring_video(db: sqlite3.Connection, video_id: int, folder_id: int) -> None:
    db.execute(
        "UPDATE videos SET path = was_path, was_path = NULL, removal = NULL, folder_id = ? WHERE id = ?",
        (folder_id, video_id),
    )


def _let_wait(db: sqlite3.Connection, video_ids: Sequence[int], spec: EncoderSpec | None) -> None:
    """Videos that the model in use has not seen have to be indexed by it: it may have been another one then."""
    db.execute(
        f"UPDATE videos SET state = 'waiting' WHERE id {THESE} AND state = 'ready' AND id NOT IN"
        " (SELECT video_id FROM encodings WHERE model_id = (SELECT id FROM models WHERE key = ?))",
        (listed(video_ids), "" if spec is None else spec.key),
    )


def _tidy(db: sqlite3.Connection, removal: int) -> None:
    """A removal of which nothing is left is over."""
    if db.execute("SELECT 1 FROM videos WHERE removal = ?", (removal,)).fetchone() is None:
        end(db, removal)


# ---- purging


def purge_some(db: sqlite3.Connection, removal: int, videos: int) -> list[str]:
    """Delete at most so many videos of a removal, with their vectors; returns their contents, [] when none is left."""
    rows = db.execute("SELECT id, fingerprint FROM videos WHERE removal = ? LIMIT ?", (removal, videos)).fetchall()
    forget_videos(db, [id_ for id_, _ in rows])
    if len(rows) < videos:
        end(db, removal)
    return [fingerprint or "" for _, fingerprint in rows]


def end(db: sqlite3.Connection, removal: int) -> None:
    """Forget that there was a removal. Folders to which removed videos of another one belong stay with that."""
    other = "(SELECT removal FROM videos WHERE folder_id = folders.id AND removal IS NOT NULL LIMIT 1)"
    db.execute(f"UPDATE folders SET removal = {other} WHERE removal = ? AND {other} IS NOT NULL", (removal,))
    db.execute("DELETE FROM folders WHERE removal = ?", (removal,))
    db.execute("UPDATE excluded SET removal = NULL WHERE removal = ?", (removal,))
    roots = {os.fsdecode(path) for (path,) in db.execute("SELECT path FROM folders WHERE removal IS NULL")}
    kept = {os.fsdecode(path) for (path,) in db.execute("SELECT was_path FROM folders WHERE removal IS NOT NULL")}
    for (path,) in db.execute("SELECT path FROM excluded").fetchall():
        if innermost(os.fsdecode(path), roots | kept) is None:
            db.execute("DELETE FROM excluded WHERE path = ?", (path,))
    db.execute("DELETE FROM removals WHERE id = ?", (removal,))


# ---- whom a video belongs to


class Owners:
    """Which folder of the library looks after a path: the innermost one around it."""

    def __init__(self, folders: dict[str, int], excluded: Collection[str]) -> None:
        self._folders, self._places = folders, {*folders, *excluded}

    def __call__(self, path: str) -> int | None:
        """Id of the folder; None outside of all, and in places that were removed."""
        place = innermost(path, self._places)
        return None if place is None else self._folders.get(place)


def owners(db: sqlite3.Connection) -> Owners:
    """As things are now."""
    folders = db.execute("SELECT path, id FROM folders WHERE removal IS NULL").fetchall()
    excluded = db.execute("SELECT path FROM excluded").fetchall()
    return Owners({os.fsdecode(path): id_ for path, id_ in folders}, [os.fsdecode(path) for (path,) in excluded])


def rehome(db: sqlite3.Connection, place: Path | None = None) -> list[int]:
    """Give videos below a place, or all, to the innermost folder around them; returns which changed hands."""
    owner_of = owners(db)
    here, start, stop = below_range(place) if place is not None else (b"", b"", b"\xff")
    rows = db.execute(
        "SELECT id, path, folder_id FROM videos WHERE +removal IS NULL AND (path = ? OR (path >= ? AND path < ?))",
        (here, start, stop),
    )
    wrong = [
        (owner, id_)
        for id_, path, folder_id in rows.fetchall()
        if (owner := owner_of(os.fsdecode(path))) is not None and owner != folder_id
    ]
    db.executemany("UPDATE videos SET folder_id = ? WHERE id = ?", wrong)
    return [id_ for _, id_ in wrong]


def merge(db: sqlite3.Connection, folder_id: int, place: Path) -> tuple[list[int], list[int]]:
    """Videos of a root go to where it really lies; of two at one place the one with vectors stays.

    Returns segments that left, and videos that left.
    """
    row = db.execute("SELECT path FROM folders WHERE id = ?", (folder_id,)).fetchone()
    if row is None:
        return [], []
    before, owner_of = Path(os.fsdecode(row[0])), owners(db)
    db.execute("UPDATE folders SET path = ? WHERE id = ?", (_nowhere(folder_id), folder_id))
    gone, left = list[int](), list[int]()
    for id_, raw in db.execute("SELECT id, path FROM present WHERE folder_id = ?", (folder_id,)).fetchall():
        path = Path(os.fsdecode(raw))
        there = place / path.relative_to(before) if path.is_relative_to(before) else path
        other = db.execute("SELECT id FROM videos WHERE path = ? AND id <> ?", (path_bytes(there), id_)).fetchone()
        owner = owner_of(str(there))
        loser = id_ if owner is None or (other and (segment_ids(db, other) or not segment_ids(db, [id_]))) else None
        if loser is None and other is not None:
            gone += forget_videos(db, other)
            left += other
        if loser is not None:
            gone += forget_videos(db, [id_])
            left.append(id_)
        else:
            db.execute("UPDATE videos SET path = ?, folder_id = ? WHERE id = ?", (path_bytes(there), owner, id_))
    db.execute(
        "UPDATE videos SET folder_id = (SELECT id FROM folders WHERE removal IS NULL AND id <> ?1 LIMIT 1)"
        " WHERE folder_id = ?1",
        (folder_id,),
    )
    db.execute("DELETE FROM folders WHERE id = ?", (folder_id,))
    return gone, left
