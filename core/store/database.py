"""One SQLite file: opened the same way everywhere, its errors translated in one place, one transaction at a time."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from core.errors import CatalogueCorruptError, DiskFullError, NewerSchemaError, OlderSchemaError, StoreError
from core.store.backup import SPARE_BYTES, backup_before_change, backup_daily
from core.store.errors import code_of, corrupt, library_errors
from core.store.records import SEPARATOR
from core.store.recovery import finish, suspicion
from core.store.schema import APPLICATION_ID, SCHEMA_VERSION, VECTOR_TABLES, migrate
from core.store.writer_lock import WriterLock
from core.values.filter import NAME_FUNCTION, name_key

BUSY_MS = 5_000
CHECKPOINT_PAGES = 32_000
"""The log is folded back each 128 MB, not each 4: each folding waits for the disk, and one video can fill several.

Measured with 16 KiB a segment, foldings included: 6,300 segments a second at 32 MB, 10,800 at 128 MB. Larger pages
write as fast, but leave a quarter of the file empty (16 KiB) or make small changes slow (64 KiB).
"""
READ_THROUGH_BYTES = 1 << 30
"""After a broken-off end a catalogue up to this size is read through, of a larger one all but the vectors."""
_NO_LOG_POSSIBLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}


class Database:
    """A connection. Thread: one at a time; a writer holds the lock file until closed.

    A reader of a medium that cannot be written takes the file as it lies there.
    Raises: NewerSchemaError, OlderSchemaError (a reader), CatalogueCorruptError, CatalogueLockedError, DiskFullError,
    StoreError.
    """

    def __init__(self, path: Path, *, read_only: bool, now_s: Callable[[], float] = time.time) -> None:
        self.path = path
        self._is_fixed = False
        self._lock = None if read_only else WriterLock(path.with_name(path.name + ".lock"))
        try:
            with self._library_errors():
                self._open(read_only, now_s)
        except BaseException:
            if hasattr(self, "_db"):
                self._db.close()
            self._release()
            raise

    def read(self, statement: str, values: Iterable[Any] = ()) -> list[Any]:
        """All rows of a query."""
        with self._library_errors():
            return self._db.execute(statement, tuple(values)).fetchall()

    def read_one(self, statement: str, values: Iterable[Any] = ()) -> Any:
        """The first row, or None."""
        with self._library_errors():
            return self._db.execute(statement, tuple(values)).fetchone()

    def state(self) -> tuple[int, int]:
        """Equal as long as nothing was written, by this connection or another one."""
        with self._library_errors():
            (others,) = self._db.execute("PRAGMA data_version").fetchone()
            return int(others), self._db.total_changes

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection itself, for reading in several steps."""
        with self._library_errors():
            yield self._db

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is written, or nothing."""
        with self._library_errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                # some errors (a full disk) have rolled back by themselves
                if self._db.in_transaction:
                    with suppress(sqlite3.Error):
                        self._db.execute("ROLLBACK")
                raise

    def check(self) -> None:
        """Read the whole file for damage. Raises: CatalogueCorruptError."""
        with self._library_errors():
            self._read_through()

    def shrink(self) -> int:
        """Rewrite the file without the room that is no longer used; returns the bytes that the disk got back.

        Raises: DiskFullError, when the disk has no room for a second file meanwhile; StoreError.
        """
        with self._library_errors():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            before = _size(self.path)
            if shutil.disk_usage(self.path.parent).free < before + SPARE_BYTES:
                raise DiskFullError(
                    f"The disk with {self.path.parent} has no room to compact the library file.",
                    "The freed space stays inside the file and is reused for new clips.",
                )
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return max(0, before - _size(self.path))

    def suspect(self) -> None:
        """Damage was met: leave a mark, so that the next start reads the file through. Thread: any."""
        if not self._is_fixed:
            with suppress(OSError):
                suspicion(self.path).touch()

    def close(self) -> None:
        """Fold the write-ahead log back, close, let others write."""
        if self._lock is not None:
            # with a full disk the log simply stays beside the file
            with suppress(sqlite3.Error):
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @contextmanager
    def _library_errors(self) -> Iterator[None]:
        """Our errors for SQLite's; damage leaves a mark, so that the next start looks closer."""
        try:
            with library_errors(self.path):
                yield
        except CatalogueCorruptError:
            self.suspect()
            raise

    def _open(self, read_only: bool, now_s: Callable[[], float]) -> None:
        """Connect; check whose file this is and whether it is whole; bring its tables up to date."""
        if not read_only:
            finish(self.path)
        broken_off = _size(self.path, "-wal") > 0
        self._connect(read_only)
        version = self._recognise()
        if read_only:
            if version == 0:
                raise StoreError("This library cannot be read yet.", "Open it once in the window.")
            if version < SCHEMA_VERSION:
                raise OlderSchemaError(
                    "This library was made by an earlier version of C2V Desktop.",
                    "Open it once in the window, from a disk that can be written: that updates it.",
                )
            return
        mark = suspicion(self.path)
        is_old = 0 < version < SCHEMA_VERSION
        if mark.exists() or is_old:
            self._read_through()
            with suppress(OSError):
                mark.unlink(missing_ok=True)
        elif broken_off and version:
            self._look_over()
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        if is_old:
            backup_before_change(self._db, self.path, now_s())
        if version < SCHEMA_VERSION:
            with self.write() as db:
                migrate(db, version)
        backup_daily(self._db, self.path, now_s())

    def _connect(self, read_only: bool) -> None:
        """Open the file. SQLite keeps a log beside it even for reading, which a read-only medium does not let it."""
        self._db = _connected(self.path, "ro" if read_only else "rwc")
        try:
            self._db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            if not read_only or code_of(error) not in _NO_LOG_POSSIBLE or not self.path.exists():
                raise
            if _size(self.path, "-wal"):
                raise StoreError(
                    "This library was not closed properly, and its folder is read-only.",
                    "Open it once from a disk that is not read-only, or copy its folder to your own disk.",
                ) from error
            self._db.close()
            self._db, self._is_fixed = _connected(self.path, "ro&immutable=1"), True

    def _recognise(self) -> int:
        """The version of the tables. Raises: CatalogueCorruptError, NewerSchemaError."""
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        (mark,) = self._db.execute("PRAGMA application_id").fetchone()
        (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and mark != APPLICATION_ID:
            raise corrupt(self.path, f"The file {self.path} is a database of another program.")
        if version > SCHEMA_VERSION:
            raise NewerSchemaError(
                "This library was made by a newer version of C2V Desktop.",
                "Update the program, or choose another library file.",
            )
        return int(version)

    def _look_over(self) -> None:
        """After a writer that was killed: all of a small file, and of a large one all but the vectors."""
        if _size(self.path) <= READ_THROUGH_BYTES:
            self._read_through()
            return
        names = self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            if name not in VECTOR_TABLES:
                self._expect_ok(f"PRAGMA quick_check('{name}')")

    def _read_through(self) -> None:
        self._expect_ok("PRAGMA quick_check(1)")

    def _expect_ok(self, statement: str) -> None:
        if self._db.execute(statement).fetchall() != [("ok",)]:
            raise corrupt(self.path)


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    """A connection; a reader never makes a file."""
    # built on one thread and used on its lane: so no thread check, but never two threads at once
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    db.create_function(NAME_FUNCTION, 1, _folded_name, deterministic=True)
    return db


def _folded_name(raw: bytes) -> bytes:
    """`name_key` of a path as stored; asked of every video, so the usual case is quick."""
    name = raw.rpartition(SEPARATOR)[2]
    return name.lower() if name.isascii() else name_key(os.fsdecode(name))


def _size(path: Path, suffix: str = "") -> int:
    """Bytes of the file, or of one beside it; 0 when there is none."""
    try:
        return path.with_name(path.name + suffix).stat().st_size
    except OSError:
        return 0
