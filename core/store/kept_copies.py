"""Copies of what a person keeps, between two daily backups: a little after each change, and when the catalogue closes.

They hold the kept tables only, so they are small however large the library is, and have a number and names of their
own, so that no other backup goes for them. Their name does not end in `.db`: earlier versions take those for backups.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from core.errors import C2VError, CatalogueCorruptError
from core.store.backup import (
    Backup,
    backup_daily,
    backups_folder,
    backups_of,
    copies_named,
    copy_rows,
    is_good,
    reading,
    stamp_of,
    write_verified,
)
from core.store.errors import library_errors
from core.store.schema import KEPT_TABLES

WAIT_S = 120.0
"""From a change to its copy; changes meanwhile come with it."""
KEPT_COPIES = 3
CHANGED = "kept_s"
"""The key in `meta` under which stands when anything kept was last changed."""
_SUFFIX = ".kept"
_log = logging.getLogger(__name__)


def note_change(db: sqlite3.Connection, now_s: float) -> None:
    """Write down when this was, always later than before, inside the transaction that changes something kept."""
    later_s = max(now_s, _changed_s(db) + 1e-3)
    db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (CHANGED, repr(later_s)))


def copies_of(path: Path) -> list[Backup]:
    """The copies of a catalogue's kept tables, oldest first."""
    return copies_named(path, _SUFFIX)


class KeptCopies:
    """Makes these copies for a catalogue that is open. Thread: as that; copies are made on another one too.

    A copy that fails is logged and tried again with the next change or at the end: nobody is kept from work by it.
    """

    def __init__(self, path: Path, now_s: Callable[[], float], suspect: Callable[[], None]) -> None:
        self._path, self._now_s, self._suspect = path, now_s, suspect
        self._is_due = self._is_waiting = False
        self._timer: threading.Timer | None = None
        self._saving = threading.Lock()

    def begin(self) -> None:
        """What a program that was killed could not copy is copied with the next change, or at the end."""
        with suppress(C2VError):
            self._is_due = self._is_unsaved()

    def changed(self) -> None:
        """Something kept was changed: copy it in a while."""
        self._is_due = True
        if not self._is_waiting:
            self._is_waiting = True
            self._timer = threading.Timer(WAIT_S, self._save_later)
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """Copy what was changed since the last copy."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        with self._saving:  # one that began before the last change may still be at it
            if self._is_due:
                self._save()

    def _save_later(self) -> None:
        with self._saving:
            self._is_waiting = False  # only now: whoever closes waits for the lock, so for each that began
            self._save()

    def _save(self) -> None:
        self._is_due = False  # before reading: a change from here on is due again
        try:
            with library_errors(self._path), closing(reading(self._path)) as db:
                # a backup holds what is kept as well: the first one of a new library, or of a new day
                backup_daily(db, self._path, self._now_s())
                if _changed_s(db) > _newest_change_s(self._path):
                    _write(db, self._path, self._now_s())
        except C2VError as error:
            self._is_due = True
            if isinstance(error, CatalogueCorruptError):
                self._suspect()
            _log.warning("what is kept was not copied: %s", error)

    def _is_unsaved(self) -> bool:
        with library_errors(self._path), closing(reading(self._path)) as db:
            return _changed_s(db) > _newest_change_s(self._path)


def merge_newest(draft: sqlite3.Connection, path: Path) -> Backup | None:
    """Give what takes the catalogue's place what was kept after it was made; returns the copy that this is from.

    None: there is no good copy that knows more. Rows of kept tables are by content: it does not matter that other
    clips are in the backup.
    """
    for copy in reversed(_by_change(path)):
        if _change_of(copy) <= _changed_s(draft):
            break
        if is_good(copy.path):
            try:
                _take(draft, copy.path)
            except sqlite3.Error as error:
                _log.warning("%s could not be used: %s", copy.path, error)
            else:
                return copy
    return None


def _write(db: sqlite3.Connection, path: Path, now_s: float) -> None:
    """Write, verify, put in place, and let the oldest go."""
    place = backups_folder(path) / f"{path.stem}-{stamp_of(now_s)}{_SUFFIX}"
    write_verified(path, place, lambda target: _copy_kept(db, target))
    for copy in _by_change(path)[:-KEPT_COPIES]:
        with suppress(OSError):
            copy.path.unlink()


def _copy_kept(db: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """The kept tables and their last ids, in one transaction of the source."""
    target.execute("PRAGMA journal_mode = MEMORY")
    db.execute("BEGIN")
    target.execute("BEGIN")
    try:
        for table in (*KEPT_TABLES, "meta"):
            (statement,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
            target.execute(statement)
            if table in KEPT_TABLES:
                copy_rows(db, target, table)
        target.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (CHANGED, repr(_changed_s(db))))
        target.execute("DELETE FROM sqlite_sequence")
        copy_rows(db, target, "sqlite_sequence")
        for word in ("application_id", "user_version"):
            (value,) = db.execute(f"PRAGMA {word}").fetchone()
            target.execute(f"PRAGMA {word} = {value}")
        target.execute("COMMIT")
    finally:
        db.execute("ROLLBACK")


def _take(draft: sqlite3.Connection, copy: Path) -> None:
    """Put the rows of a copy in the place of a backup's, all or none. Raises: sqlite3.Error."""
    with closing(reading(copy)) as db:
        changed_s = _changed_s(db)
        draft.execute("BEGIN")
        try:
            # a copy that an earlier version made lacks tables of this one, and then says nothing of what is in them
            there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            taken = [table for table in KEPT_TABLES if table in there]
            for table in reversed(taken):
                draft.execute(f"DELETE FROM {table}")
            for table in taken:
                mine, theirs = ([row[1] for row in each.execute(f"PRAGMA table_info({table})")] for each in (draft, db))
                names = [name for name in mine if name in theirs]
                places = ", ".join("?" * len(names))
                rows = db.execute(f"SELECT {', '.join(names)} FROM {table}")
                draft.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)
                for (last,) in db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchall():
                    draft.execute(
                        "INSERT INTO sqlite_sequence SELECT ?1, 0 WHERE NOT EXISTS (SELECT 1 FROM"
                        " sqlite_sequence WHERE name = ?1)",
                        (table,),
                    )
                    draft.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, table))
            draft.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (CHANGED, repr(changed_s)))
            draft.execute("COMMIT")
        except BaseException:
            draft.execute("ROLLBACK")
            raise


def _changed_s(db: sqlite3.Connection) -> float:
    """When anything kept was last changed, as far as this file knows; 0 where it was before that was written down."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", (CHANGED,)).fetchone()
    try:
        return 0.0 if row is None else float(row[0])
    except ValueError:
        return 0.0


def _change_of(copy: Backup) -> float:
    """`_changed_s` of a backup or copy; -1 when it cannot be read."""
    try:
        with closing(reading(copy.path)) as db:
            return _changed_s(db)
    except sqlite3.Error:
        return -1.0


def _by_change(path: Path) -> list[Backup]:
    """The copies by what they hold, the latest last: a clock that was set back does not count."""
    return sorted(copies_of(path), key=_change_of)


def _newest_change_s(path: Path) -> float:
    """Up to when what is kept is in a backup or copy."""
    return max(map(_change_of, [*backups_of(path)[-1:], *copies_of(path)]), default=0.0)
