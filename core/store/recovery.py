"""A damaged catalogue is set aside, never deleted, and its newest good copy takes its place."""

import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from core.errors import CatalogueCorruptError, StoreError
from core.store.backup import Backup, newest_good
from core.store.errors import disk_full, library_errors
from core.store.kept_copies import merge_newest
from core.store.schema import migrate
from core.store.writer_lock import WriterLock


def set_aside(path: Path, label: str) -> Path:
    """Rename a damaged catalogue with its logs to `name.damaged-label`, so that another can begin.

    Nothing is deleted. Raises: StoreError, CatalogueLockedError.
    """
    lock = WriterLock(path.with_name(path.name + ".lock"))
    kept = path.with_name(f"{path.name}.damaged-{label}")
    try:
        if kept.exists():
            raise StoreError(f"The file {kept} already exists.")
        # logs first: a catalogue without its log is still whole, a log without its catalogue would be replayed
        for suffix in ("-wal", "-shm", ""):
            piece = path.with_name(path.name + suffix)
            if piece.exists():
                piece.rename(kept.with_name(kept.name + suffix))
        suspicion(path).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"The damaged library file {path} could not be renamed: {error}.") from error
    finally:
        lock.release()
    return kept


def go_back(path: Path, why: CatalogueCorruptError, now_s: float) -> str:
    """Put the newest good backup, with what was kept since, in the place of a damaged catalogue; returns what to tell.

    Without a backup it is an empty library with what was kept. Raises: `why`, when there is neither a good backup nor
    a good copy of what was kept; then nothing was touched. StoreError, DiskFullError.
    """
    copy, draft = newest_good(path), _draft(path)
    try:
        draft.unlink(missing_ok=True)
        if copy is not None:
            shutil.copyfile(copy.path, draft)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise disk_full(path) from error
    try:
        with library_errors(draft):
            kept_of = _make_fit(draft, path, now_s)
        if copy is None and kept_of is None:
            raise why
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    aside = set_aside(path, time.strftime("%Y%m%d-%H%M%S", time.localtime(now_s)))
    finish(path)
    if copy is not None:
        return _sentence(copy, kept_of or copy, aside)
    assert kept_of is not None
    return _sentence_of_kept(kept_of, aside)


def finish(path: Path) -> None:
    """Put a prepared copy in place; one that a crash has left beside a catalogue set aside is put there later."""
    draft = _draft(path)
    try:
        if draft.exists() and not path.exists():
            draft.replace(path)
    except OSError as error:
        raise StoreError(f"The library's backup {draft} could not be put in its place: {error}.") from error


def suspicion(path: Path) -> Path:
    """A mark beside a catalogue in which damage was met: the next start reads it through."""
    return path.with_name(path.name + ".suspect")


def _make_fit(draft: Path, path: Path, now_s: float) -> Backup | None:
    """Bring a backup, or nothing, up to date, and add what was kept since; returns the copy that this is from.

    Videos without vectors wait again; saved indexes of the damaged catalogue must not be taken for those of this.
    """
    with closing(sqlite3.connect(draft, isolation_level=None)) as db:
        db.execute("BEGIN")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        migrate(db, version)
        db.execute(
            "UPDATE videos SET state = 'waiting', note = x'', needs_proxy = 0"
            " WHERE state = 'ready' AND id NOT IN (SELECT video_id FROM encodings)"
        )
        # far beyond any number that puts could have reached, and never the same twice
        db.execute("UPDATE models SET generation = generation + ?", (int(now_s * 1e6),))
        db.execute("COMMIT")
        kept_of = merge_newest(db, path)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    return kept_of


def _draft(path: Path) -> Path:
    return path.with_name(path.name + ".rescue")


def _sentence(copy: Backup, kept_of: Backup, aside: Path) -> str:
    rest = "Clips added since then are indexed again."
    if not copy.is_whole:
        rest = "Your folders and clips are being indexed again."
    return (
        f"The library file was damaged. It was moved aside as {aside.name}, and the backup of {copy.date} is used. "
        f"{rest} Folders added since then have to be added again. Ratings, tags, moments, captions, judgements, "
        f"taught words, collections and saved searches are as of {kept_of.date}: what you changed there later has to "
        "be done again. "
        "Your clips are not affected."
    )


def _sentence_of_kept(kept_of: Backup, aside: Path) -> str:
    return (
        f"The library file was damaged, and there is no backup of it. It was moved aside as {aside.name}. Ratings, "
        "tags, moments, captions, judgements, taught words, collections and saved searches are as of "
        f"{kept_of.date}: what you changed there later has to be done again. Add your folders again: their clips are "
        "indexed, and have what you kept of them. Your clips are not affected."
    )
