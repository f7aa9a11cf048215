"""A library's own name: it tells whether the file at a place is the library that was there before."""

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

from core.errors import DiskFullError
from core.store.database import Database

_KEY = "library"


def ensure_identity(database: Database) -> None:
    """Give a library its name when it has none yet; on a full disk another time."""
    if database.read_one("SELECT 1 FROM meta WHERE key = ?", (_KEY,)) is not None:
        return
    try:
        with database.write() as db:
            db.execute("INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)", (_KEY, uuid.uuid4().hex))
    except DiskFullError:
        return


def identity_of(path: Path) -> str:
    """The name of the library in this file; empty when it has none or cannot be read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            row = db.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    except sqlite3.Error:
        return ""
    return "" if row is None else str(row[0])
