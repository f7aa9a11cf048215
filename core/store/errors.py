"""SQLite's errors, translated for a person in one place."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from core.errors import CatalogueCorruptError, CatalogueLockedError, DiskFullError, StoreError

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH}


@contextmanager
def library_errors(path: Path) -> Iterator[None]:
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
        raise disk_full(path) from error
    if code in _DAMAGED:
        raise corrupt(path) from error
    if code in _BUSY:
        raise CatalogueLockedError("Another program is writing to this library.", "Try again in a moment.") from error
    if code == sqlite3.SQLITE_READONLY:
        raise StoreError(f"The library {path} is read-only.", "Check its permissions.") from error
    if code in _UNWRITABLE:
        raise StoreError(
            f"The library file {path} could not be opened.", "Check that it exists, and check its permissions."
        ) from error
    raise StoreError(f"The library file {path} gave an error: {error}.") from error


def disk_full(path: Path) -> DiskFullError:
    """The error for a disk without room."""
    return DiskFullError(
        f"The disk with {path.parent} is full.", "Nothing indexed so far is lost. Free some space and try again."
    )


def corrupt(path: Path, title: str = "") -> CatalogueCorruptError:
    """The error for a file that is damaged or not ours."""
    return CatalogueCorruptError(
        title or f"The library file {path} is damaged.",
        "Your clips are not affected. Restart C2V Desktop: it moves the file aside and continues from its "
        "latest backup, if there is one. Otherwise, move the file aside yourself and index your folders again.",
    )


def code_of(error: BaseException | None) -> int:
    """SQLite's own number of what went wrong, 0 for other errors."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
