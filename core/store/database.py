"""One SQLite file: opened the same way everywhere, foreign errors told once, one transaction at a time."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

from core.errors import CatalogueCorruptError, CatalogueLockedError, DiskFullError, NewerSchemaError, StoreError
from core.store.schema import APPLICATION_ID, SCHEMA_VERSION, migrate
from core.store.writer_lock import WriterLock

BUSY_MS = 5_000
CHECKPOINT_PAGES = 8_000
"""The log is folded back each 32 MB, not each 4: each folding waits for the disk, and one film can fill several."""
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours. Raises: StoreError and its kinds."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        # a mistake of ours, such as asking after closing
        raise
    except sqlite3.Error as error:
        tell(path, error)


def tell(path: Path, error: sqlite3.Error) -> NoReturn:
    """Raise our error for one of SQLite's."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        raise DiskFullError(
            f"The disk with {path.parent} is full.",
            "Nothing indexed so far is lost. Free some space and go on.",
        ) from error
    if code in _DAMAGED:
        raise corrupt(path) from error
    if code in _BUSY:
        raise CatalogueLockedError(
            "Another program is writing to this library just now.", "Try again in a moment."
        ) from error
    if code in _UNWRITABLE:
        raise StoreError(
            f"The library file {path} cannot be opened for this.", "Check that it exists and its permissions."
        ) from error
    raise StoreError(f"The library file {path} gave an error: {error}.") from error


def corrupt(path: Path, title: str = "") -> CatalogueCorruptError:
    """The error for a file that is damaged or not ours."""
    return CatalogueCorruptError(
        title or f"The library file {path} is damaged.",
        "Your films are untouched. Put back a copy of this file, or set it aside and index your folders again.",
    )


def set_aside(path: Path, label: str) -> Path:
    """Rename a damaged catalogue with its logs to `name.damaged-label`, so that a new one can begin.

    Nothing is deleted. Raises: StoreError, CatalogueLockedError.
    """
    lock = WriterLock(path.with_name(path.name + ".lock"))
    kept = path.with_name(f"{path.name}.damaged-{label}")
    try:
        if kept.exists():
            raise StoreError(f"There is a file {kept} already.")
        # logs first: a catalogue without its log is still whole, a log without its catalogue would be replayed
        for suffix in ("-wal", "-shm", ""):
            piece = path.with_name(path.name + suffix)
            if piece.exists():
                piece.rename(kept.with_name(kept.name + suffix))
    except OSError as error:
        raise StoreError(f"The damaged library file {path} could not be renamed: {error}.") from error
    finally:
        lock.release()
    return kept


class Database:
    """A connection. Thread: one at a time; a writer holds the lock file until closed.

    Raises: NewerSchemaError, CatalogueCorruptError, CatalogueLockedError, DiskFullError, StoreError.
    """

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.path = path
        self._lock = None if read_only else WriterLock(path.with_name(path.name + ".lock"))
        try:
            with told(path):
                self._db = _connect(path, read_only)
                self._prepare(read_only)
        except BaseException:
            if hasattr(self, "_db"):
                self._db.close()
            self._release()
            raise

    def read(self, statement: str, values: Iterable[Any] = ()) -> list[Any]:
        """All rows of a query."""
        with told(self.path):
            return self._db.execute(statement, tuple(values)).fetchall()

    def read_one(self, statement: str, values: Iterable[Any] = ()) -> Any:
        """The first row, or None."""
        with told(self.path):
            return self._db.execute(statement, tuple(values)).fetchone()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is written, or nothing."""
        with told(self.path):
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
        if self.read("PRAGMA quick_check(1)") != [("ok",)]:
            raise corrupt(self.path)

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

    def _prepare(self, read_only: bool) -> None:
        """Settings of the connection; check whose file this is; bring its tables up to date."""
        self._db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        self._db.execute("PRAGMA foreign_keys = ON")
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        (mark,) = self._db.execute("PRAGMA application_id").fetchone()
        (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and mark != APPLICATION_ID:
            raise corrupt(self.path, f"The file {self.path} is a database, but not of this program.")
        if version > SCHEMA_VERSION:
            raise NewerSchemaError(
                "This library was made by a newer version of C2V Desktop.",
                "Update the program, or choose another library file.",
            )
        if read_only:
            if version < SCHEMA_VERSION:
                raise StoreError("This library is not ready to be read yet.", "Open it once in the window.")
            return
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        if version < SCHEMA_VERSION:
            with self.write() as db:
                migrate(db, version)


def _connect(path: Path, read_only: bool) -> sqlite3.Connection:
    """Open the file; a reader never makes one."""
    mode = "ro" if read_only else "rwc"
    # built on one thread and used on its lane: so no thread check, but never two threads at once
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
