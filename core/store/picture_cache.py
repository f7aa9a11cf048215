"""Small JPEGs of sampled frames in one SQLite file: a cache that may be deleted, damaged or full at any time."""

import json
import logging
import os
import sqlite3
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

REACH_S = 0.5
_VERSION = 1
_BUSY_MS = 2_000
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_TABLES = """
CREATE TABLE films (fingerprint TEXT PRIMARY KEY, used_s REAL NOT NULL, size_bytes INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE pictures (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, time_s REAL NOT NULL, jpeg BLOB NOT NULL);
CREATE UNIQUE INDEX pictures_by_time ON pictures (fingerprint, time_s);
"""
_log = logging.getLogger(__name__)


class PictureCache:
    """Fits the port PictureStore. Thread: one at a time; each lane opens its own.

    Nothing here ever fails the work: what cannot be kept is decoded again when it is wanted.
    """

    def __init__(self, path: Path, limit_bytes: int = 4 << 30) -> None:
        self._path = path
        self._limit_bytes = limit_bytes
        self._touched: set[str] = set()
        self._db: sqlite3.Connection | None = None
        self._is_fixed = False
        """The file lies where nothing can be written: it is only read."""
        self._open()

    def put(self, fingerprint: str, pictures: Iterable[tuple[float, bytes]]) -> None:
        """Keep pictures of a video, by time in seconds; the videos longest unused make room."""
        rows = [(fingerprint, float(time_s), jpeg) for time_s, jpeg in pictures]
        if rows and not self._is_fixed:
            self._try(lambda db: self._write(db, fingerprint, rows), None)

    def get(self, fingerprint: str, time_s: float) -> bytes | None:
        """The picture nearest to this time within half a second, or None."""

        def read(db: sqlite3.Connection) -> bytes | None:
            row = db.execute(
                "SELECT jpeg FROM pictures WHERE fingerprint = ?1 AND time_s BETWEEN ?2 - ?3 AND ?2 + ?3"
                " ORDER BY abs(time_s - ?2), time_s LIMIT 1",
                (fingerprint, time_s, REACH_S),
            ).fetchone()
            return None if row is None else bytes(row[0])

        found: bytes | None = self._try(read, None)
        if found is not None and fingerprint not in self._touched and not self._is_fixed:
            self._touched.add(fingerprint)
            self._try(
                lambda db: db.execute("UPDATE films SET used_s = ? WHERE fingerprint = ?", (time.time(), fingerprint)),
                None,
            )
        return found

    def times(self, fingerprint: str) -> list[float]:
        """Times of all pictures of a video, ascending."""
        query = "SELECT time_s FROM pictures WHERE fingerprint = ? ORDER BY time_s"
        found: list[float] = self._try(lambda db: [row[0] for row in db.execute(query, (fingerprint,))], [])
        return found

    def forget(self, fingerprints: Iterable[str]) -> None:
        """Delete those of these videos."""
        rows = [(each,) for each in fingerprints]

        def drop(db: sqlite3.Connection) -> None:
            db.execute("BEGIN IMMEDIATE")
            for table in ("pictures", "films"):
                db.executemany(f"DELETE FROM {table} WHERE fingerprint = ?", rows)
            db.execute("COMMIT")

        if rows and not self._is_fixed:
            self._try(drop, None)
            if self._db is not None and self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    # ---- inside

    def _write(self, db: sqlite3.Connection, fingerprint: str, rows: list[tuple[str, float, bytes]]) -> None:
        """One transaction: pictures, the video's size, and room for them."""
        db.execute("BEGIN IMMEDIATE")
        try:
            (replaced_bytes,) = db.execute(
                "SELECT total(length(jpeg)) FROM pictures WHERE fingerprint = ?"
                " AND time_s IN (SELECT value FROM json_each(?))",
                (fingerprint, json.dumps([time_s for _, time_s, _ in rows])),
            ).fetchone()
            db.executemany("INSERT OR REPLACE INTO pictures (fingerprint, time_s, jpeg) VALUES (?, ?, ?)", rows)
            more_bytes = sum(len(jpeg) for jpeg in {time_s: jpeg for _, time_s, jpeg in rows}.values())
            db.execute(
                "INSERT INTO films VALUES (?, ?, ?) ON CONFLICT (fingerprint) DO UPDATE"
                " SET used_s = excluded.used_s, size_bytes = size_bytes + excluded.size_bytes",
                (fingerprint, time.time(), more_bytes - int(replaced_bytes)),
            )
            self._make_room(db, fingerprint)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                with suppress(sqlite3.Error):
                    db.execute("ROLLBACK")
            raise

    def _make_room(self, db: sqlite3.Connection, kept: str) -> None:
        """Drop the videos longest unused until the rest fits; never the one just written."""
        (size,) = db.execute("SELECT total(size_bytes) FROM films").fetchone()
        if size <= self._limit_bytes:
            return
        for name, size_bytes in db.execute(
            "SELECT fingerprint, size_bytes FROM films WHERE fingerprint <> ? ORDER BY used_s", (kept,)
        ).fetchall():
            db.execute("DELETE FROM pictures WHERE fingerprint = ?", (name,))
            db.execute("DELETE FROM films WHERE fingerprint = ?", (name,))
            size -= size_bytes
            if size <= self._limit_bytes:
                return

    def _try(self, work: Any, otherwise: Any) -> Any:
        """Run on the file; a damaged one is rebuilt, once; any other trouble counts as an empty cache."""
        for attempt in range(2):
            if self._db is None:
                return otherwise
            try:
                return work(self._db)
            except sqlite3.Error as error:
                if attempt or self._is_fixed or not _is_damage(error):
                    _log.warning("pictures could not be read or kept: %s", error)
                    return otherwise
                self._renew()
        return otherwise

    def _open(self) -> None:
        """Open or make the file; a damaged or older one is rebuilt."""
        for _ in range(2):
            try:
                self._db = self._connect()
                return
            except (sqlite3.Error, OSError) as error:
                if not _is_damage(error):
                    if not self._look_only():
                        _log.warning("no pictures are kept: %s", error)
                    return
                self._delete()

    def _connect(self) -> sqlite3.Connection:
        """A connection with tables of this version."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=_BUSY_MS / 1000)
        try:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            if version != _VERSION:
                self._make_tables(db)
            db.execute("SELECT count(*) FROM (SELECT 1 FROM pictures, films LIMIT 1)").fetchone()
        except BaseException:
            db.close()
            raise
        return db

    def _look_only(self) -> bool:
        """Open a file on a medium that cannot be written, as it lies there; False when that is impossible too."""
        log = self._path.with_name(self._path.name + "-wal")
        if os.access(self._path.parent, os.W_OK) or (log.exists() and log.stat().st_size):
            return False
        address = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
        with suppress(sqlite3.Error):
            self._db = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
            if self._db.execute("PRAGMA user_version").fetchone() == (_VERSION,):
                self._is_fixed = True
                return True
        self.close()
        return False

    def _make_tables(self, db: sqlite3.Connection) -> None:
        """Empty tables; another lane may be doing the same at the moment."""
        db.execute("BEGIN IMMEDIATE")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version != _VERSION:
            for name in ("pictures", "films"):
                db.execute(f"DROP TABLE IF EXISTS {name}")
            for statement in _TABLES.strip().splitlines():
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {_VERSION}")
        db.execute("COMMIT")

    def _renew(self) -> None:
        """After damage: open again, because another lane may have renewed the file already; else delete it."""
        self.close()
        with suppress(sqlite3.Error, OSError):
            self._db = self._connect()
            if self._db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",):
                return
        self.close()
        self._delete()
        self._open()

    def _delete(self) -> None:
        """Remove the file with its logs."""
        _log.warning("the picture file %s was damaged and is rebuilt", self._path)
        for suffix in ("-wal", "-shm", ""):
            with suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


def _is_damage(error: Exception) -> bool:
    """True when the file itself is broken, and not the disk, the permissions or another program's lock."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    return isinstance(error, sqlite3.Error) and ((code & 0xFF) in _DAMAGED or code == sqlite3.SQLITE_ERROR)
