"""Safety copies beside the catalogue: a whole one before its tables change, a light one each day it is written to.

A light copy holds everything but the vectors: folders, videos and what a person has noted of them. It is small and
quick however large the library is; videos taken from it are indexed again.
"""

import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import C2VError, CatalogueCorruptError, DiskFullError
from core.store.errors import corrupt, library_errors
from core.store.schema import APPLICATION_ID, SCHEMA_VERSION, VECTOR_TABLES

WHOLE_KEPT, LIGHT_KEPT = 2, 3
DAY_S = 86_400.0
SPARE_BYTES = 64 << 20
"""A copy must leave this much room on the disk."""
_STAMP = "%Y%m%d-%H%M%S"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """A backup; the newest sorts last."""

    made_s: float
    path: Path
    is_whole: bool

    @property
    def date(self) -> str:
        """When it was made, for a person."""
        return time.strftime("%d %B %Y, %H:%M", time.localtime(self.made_s)).lstrip("0")


def backups_of(path: Path) -> list[Backup]:
    """The backups of a catalogue, oldest first."""
    return sorted((*copies_named(path, "-light.db"), *copies_named(path, "-whole.db")))


def copies_named(path: Path, ending: str) -> list[Backup]:
    """Copies of a catalogue whose names end so after the date, oldest first."""
    found, folder = [], backups_folder(path)
    for file in folder.glob(f"{path.stem}-*{ending}") if folder.is_dir() else ():
        stamp = file.name.removeprefix(f"{path.stem}-").removesuffix(ending)
        with suppress(ValueError, OverflowError):
            found.append(Backup(time.mktime(time.strptime(stamp, _STAMP)), file, ending == "-whole.db"))
    return sorted(found)


def stamp_of(made_s: float) -> str:
    """A date as it stands in the names of copies."""
    return time.strftime(_STAMP, time.localtime(made_s))


def newest_good(path: Path) -> Backup | None:
    """The newest copy that is undamaged and not made by a newer program."""
    return next((copy for copy in reversed(backups_of(path)) if is_good(copy.path)), None)


def is_good(file: Path) -> bool:
    """Read a copy through: ours, whole, of a version we know."""
    try:
        with library_errors(file), closing(reading(file)) as db:
            (mark,) = db.execute("PRAGMA application_id").fetchone()
            (version,) = db.execute("PRAGMA user_version").fetchone()
            (word,) = db.execute("PRAGMA quick_check(1)").fetchone()
    except C2VError:
        return False
    return bool(mark == APPLICATION_ID and version <= SCHEMA_VERSION and word == "ok")


def backup_before_change(db: sqlite3.Connection, path: Path, now_s: float) -> Backup:
    """A verified copy before the tables change: whole, or light where the disk has no room for that.

    Raises: DiskFullError, CatalogueCorruptError, StoreError; then the tables must be left as they are.
    """
    pages, page_bytes = (db.execute(f"PRAGMA {word}").fetchone()[0] for word in ("page_count", "page_size"))
    size = pages * page_bytes
    if shutil.disk_usage(path.parent).free > size + SPARE_BYTES:
        return _make(db, path, now_s, is_whole=True)
    _log.warning("no room for a whole copy of %s (%d MiB): a light one is made", path, size >> 20)
    try:
        return _make(db, path, now_s, is_whole=False)
    except DiskFullError as error:
        raise DiskFullError(
            f"The disk with {path.parent} has no room for a backup of the library.",
            "This version upgrades the library and backs it up first. Nothing was changed. Free some space and "
            "restart.",
        ) from error


def backup_daily(db: sqlite3.Connection, path: Path, now_s: float) -> None:
    """A light copy when the newest is older than a day. A copy that fails is no reason not to start."""
    if any(abs(now_s - copy.made_s) < DAY_S for copy in backups_of(path)):
        return
    if db.execute("SELECT 1 FROM videos LIMIT 1").fetchone() is None:
        return
    try:
        _make(db, path, now_s, is_whole=False)
    except CatalogueCorruptError:
        raise
    except C2VError as error:
        _log.warning("no safety copy today: %s", error)


def _make(db: sqlite3.Connection, path: Path, now_s: float, *, is_whole: bool) -> Backup:
    """Write, verify, put in place, and let the oldest of its kind go."""
    place = backups_folder(path) / f"{path.stem}-{stamp_of(now_s)}-{'whole' if is_whole else 'light'}.db"
    write_verified(path, place, lambda target: (_copy_whole if is_whole else _copy_light)(db, target))
    _rotate(path, is_whole)
    return Backup(now_s, place, is_whole)


def write_verified(path: Path, place: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Write a copy of a catalogue beside its place, read it through, and only then put it there.

    Raises: DiskFullError, CatalogueCorruptError, StoreError.
    """
    draft = place.with_name(place.name + ".new")
    try:
        with library_errors(path):  # whatever is damaged or full here is the catalogue or its disk
            _begin(place.parent, draft)
            with closing(sqlite3.connect(draft, isolation_level=None)) as target:
                fill(target)
        if not is_good(draft):
            raise corrupt(path)
        _sync(draft)
        draft.replace(place)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _begin(folder: Path, draft: Path) -> None:
    """An empty draft in a folder that is there. Raises: sqlite3.OperationalError, as SQLite itself would."""
    try:
        folder.mkdir(exist_ok=True)
        draft.unlink(missing_ok=True)
    except OSError as error:
        raise sqlite3.OperationalError(str(error)) from error


def _copy_whole(db: sqlite3.Connection, target: sqlite3.Connection) -> None:
    db.backup(target)
    # a copy of one file, readable from anywhere, without logs of its own
    target.execute("PRAGMA journal_mode = DELETE")


def _copy_light(db: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Everything but the vectors, in one transaction of the source."""
    target.execute("PRAGMA journal_mode = MEMORY")
    db.execute("BEGIN")
    target.execute("BEGIN")
    try:
        made = db.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
        for kind in ("table", "index", "view", "trigger"):
            for _, name, statement in (row for row in made if row[0] == kind and row[2]):
                target.execute(statement)
                if kind == "table" and name not in VECTOR_TABLES:
                    copy_rows(db, target, name)
        target.execute("DELETE FROM sqlite_sequence")
        copy_rows(db, target, "sqlite_sequence")
        for word in ("application_id", "user_version"):
            (value,) = db.execute(f"PRAGMA {word}").fetchone()
            target.execute(f"PRAGMA {word} = {value}")
        target.execute("COMMIT")
    finally:
        db.execute("ROLLBACK")


def copy_rows(db: sqlite3.Connection, target: sqlite3.Connection, table: str) -> None:
    """Copy all rows of a table."""
    rows = db.execute(f'SELECT * FROM "{table}"')
    places = ", ".join("?" * len(rows.description))
    target.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)


def _rotate(path: Path, is_whole: bool) -> None:
    """Let the oldest go; one that cannot be removed is no trouble."""
    mine = [copy for copy in backups_of(path) if copy.is_whole == is_whole]
    for copy in mine[: -(WHOLE_KEPT if is_whole else LIGHT_KEPT)]:
        with suppress(OSError):
            copy.path.unlink()


def backups_folder(path: Path) -> Path:
    """Where the backups of a catalogue are."""
    return path.parent / "backups"


def reading(file: Path) -> sqlite3.Connection:
    """A connection that only reads, for the thread that asks."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _sync(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
