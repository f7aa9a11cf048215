"""A library folder that was carried elsewhere: roots that lay beside it are looked for beside it.

The catalogue remembers where its folder was. A root that is no longer at its place, but lies in the same direction
from where the folder is now, is taken to be there; its videos' sizes must agree. So a drive with footage and library
may be mounted anywhere, by anyone.
"""

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from core.errors import DiskFullError
from core.store.database import Database
from core.store.records import FOLDER_COLUMNS, VIDEO_COLUMNS, folder_of, path_bytes, video_of
from core.store.writes import rebase_notes, update_video
from core.values import Folder, Video

VIDEOS_TRIED = 20
_HOME = "home"
_SIZES = "SELECT coalesce(was_path, path), size_bytes FROM videos WHERE folder_id = ?"


@dataclass(frozen=True, slots=True)
class Moves:
    """Roots as they are written and as they lie now."""

    pairs: tuple[tuple[Path, Path], ...] = ()

    def folder(self, folder: Folder) -> Folder:
        """The root where it is now."""
        return replace(folder, path=self._there(folder.path)) if self.pairs else folder

    def video(self, video: Video) -> Video:
        """The video where it is now."""
        if not self.pairs:
            return video
        info = video.info and replace(video.info, path=self._there(video.info.path))
        return replace(video, path=self._there(video.path), info=info)

    def _there(self, path: Path) -> Path:
        for before, now in self.pairs:
            if path.is_relative_to(before):
                return now / path.relative_to(before)
        return path


def follow_moves(database: Database, home: Path, read_only: bool) -> Moves:
    """When the library's folder was carried elsewhere: a reader sees its roots there, a writer notes it."""
    with database.reading() as db:
        if _is_settled(db, home):
            return Moves()
        moves = _find_moves(db, home)
    if read_only:
        return moves
    try:
        with database.write() as db:
            _take_over(db, home, moves)
    except DiskFullError:
        return moves  # noted another time: a library must open on a full disk too
    return Moves()


def _find_moves(db: sqlite3.Connection, home: Path) -> Moves:
    """Which roots were carried along with the library's folder."""
    was = _home_of(db)
    if was is None or was == home:
        return Moves()
    found = []
    for root in [*_lost_roots(db), *_removed_roots(db)]:
        there = _same_way(root.path, was, home)
        if there is not None and _lies_there(db, root, there):
            found.append((root.path, there))
    # the longest first: a root may lie inside another
    return Moves(tuple(sorted(found, key=lambda pair: -len(pair[0].parts))))


def _take_over(db: sqlite3.Connection, home: Path, moves: Moves) -> None:
    """Write roots and videos where they are now; inside a transaction of the caller.

    This place is remembered once every root is found: a drive with the rest may be connected later.
    """
    for before, now in moves.pairs:
        raw = path_bytes(before)
        _move_removed(db, before, now)
        row = db.execute("SELECT id FROM folders WHERE path = ?", (raw,)).fetchone()
        if row is None:  # one that was removed
            continue
        (folder_id,) = row
        if db.execute("SELECT 1 FROM folders WHERE path = ?", (path_bytes(now),)).fetchone():
            continue  # added there by hand already: reconciling finds its videos again by their content
        db.execute("UPDATE folders SET path = ? WHERE id = ?", (path_bytes(now), folder_id))
        taken = {path for (path,) in db.execute("SELECT path FROM present")}
        for row in db.execute(
            f"SELECT {VIDEO_COLUMNS} FROM present AS videos WHERE folder_id = ?", (folder_id,)
        ).fetchall():
            moved = moves.video(video_of(row))
            if path_bytes(moved.path) not in taken:
                update_video(db, moved)
    if _home_of(db) is None or not _lost_roots(db):
        db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_HOME, path_bytes(home).hex()))


def _is_settled(db: sqlite3.Connection, home: Path) -> bool:
    """True when the library's folder is where it was."""
    return _home_of(db) == home


def _home_of(db: sqlite3.Connection) -> Path | None:
    row = db.execute("SELECT value FROM meta WHERE key = ?", (_HOME,)).fetchone()
    return None if row is None else Path(os.fsdecode(bytes.fromhex(row[0])))


def _lost_roots(db: sqlite3.Connection) -> list[Folder]:
    """Roots that are not at their place, be it that their drive is not connected."""
    roots = [folder_of(each) for each in db.execute(f"SELECT {FOLDER_COLUMNS} FROM folders WHERE removal IS NULL")]
    return [root for root in roots if not root.path.exists()]


def _removed_roots(db: sqlite3.Connection) -> list[Folder]:
    """Roots that were removed lately and are no longer where they were then."""
    columns = FOLDER_COLUMNS.replace("path", "was_path", 1)
    roots = [folder_of(each) for each in db.execute(f"SELECT {columns} FROM folders WHERE removal IS NOT NULL")]
    return [root for root in roots if not root.path.exists()]


def _move_removed(db: sqlite3.Connection, before: Path, now: Path) -> None:
    """What was removed lately, and what is noted of places, moves along: it may be restored."""
    for table in ("videos", "folders"):
        for id_, raw in db.execute(f"SELECT id, was_path FROM {table} WHERE removal IS NOT NULL").fetchall():
            path = Path(os.fsdecode(raw))
            if path.is_relative_to(before):
                place = path_bytes(now / path.relative_to(before))
                db.execute(f"UPDATE {table} SET was_path = ? WHERE id = ?", (place, id_))
    rebase_notes(db, before, now)


def _same_way(root: Path, was: Path, home: Path) -> Path | None:
    """Where the root would be if it had moved along with the folder; None when the two had nothing in common."""
    try:
        common = Path(os.path.commonpath((root, was)))
    except ValueError:
        return None  # on two drives
    if common == Path(common.anchor):
        return None
    return Path(os.path.normpath(home / os.path.relpath(root, was)))


def _lies_there(db: sqlite3.Connection, root: Folder, there: Path) -> bool:
    """True when some video of the root is found at the other place, of the size we know."""
    if root.is_file != there.is_file() or not there.exists():
        return False
    rows: Sequence[tuple[bytes, int]] = list(islice(db.execute(_SIZES, (root.id,)), VIDEOS_TRIED))
    videos = [(Path(os.fsdecode(raw)), size) for raw, size in rows]
    own = [(video.relative_to(root.path), size) for video, size in videos if video.is_relative_to(root.path)]
    return not own or any(_has_size(there / inside, size) for inside, size in own)


def _has_size(path: Path, size_bytes: int) -> bool:
    try:
        return path.stat().st_size == size_bytes
    except OSError:
        return False
