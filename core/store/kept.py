"""What a person keeps, in tables of its own: marks, tags, collections and moments, by the content of clips.

Captions, judgements and taught words are in `annotation_rows`. Rows go in and out whole: `write` puts rows in the place
of others and gives those back, so any change can be undone.
"""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import StoreError
from core.store import annotation_rows
from core.store.database import Database
from core.store.records import exact_of, exact_text, marks_of, path_bytes, text_bytes, text_of
from core.store.schema import CONTENT_TABLES
from core.store.writes import THESE, listed, listed_texts
from core.values import (
    ClipMarks,
    Judgement,
    KeptCaption,
    KeptEdit,
    KeptKind,
    KeptRow,
    Marks,
    Moment,
    MomentCollection,
    TagUse,
    TaughtWord,
    tag_key,
)

_MARKS = (
    "SELECT fingerprint, path, json_array(rating, flag, seen), (SELECT json_group_array(name)"
    " FROM (SELECT name FROM tags WHERE fingerprint = marks.fingerprint ORDER BY key)) FROM marks"
)
_MOMENTS = "SELECT id, collection_id, position, fingerprint, path, start_s, end_s, note, kept_s FROM moments"
_COLLECTIONS = "SELECT id, name, position, query FROM collections"
_ORDER: dict[KeptKind, int] = {"marks": 0, "collection": 1, "moment": 2, "caption": 3, "judgement": 4, "word": 5}
"""A collection is written before its moments, and goes after them."""


# ---- reading


def marks(db: Database, fingerprints: Iterable[str]) -> list[ClipMarks]:
    """Marks of these contents."""
    return [_marks(row) for row in db.read(f"{_MARKS} WHERE fingerprint {THESE}", (listed_texts(fingerprints),))]


def contents_at(db: Database, path: Path) -> list[str]:
    """Contents of which something is kept and that were at a path when they were last known."""
    query = " UNION ".join(f"SELECT fingerprint FROM {table} WHERE path = ?1" for table in CONTENT_TABLES)
    return [fingerprint for (fingerprint,) in db.read(f"{query} ORDER BY 1", (path_bytes(path),))]


def tags(db: Database) -> list[TagUse]:
    """All tags in alphabetical order, and how many contents of the library have each."""
    rows = db.read(
        "SELECT min(name), count(there) FROM (SELECT key, name, (SELECT 1 FROM present WHERE"
        " present.fingerprint = tags.fingerprint LIMIT 1) AS there FROM tags) GROUP BY key ORDER BY key",
    )
    return [TagUse(name, clips) for name, clips in rows]


def tagged(db: Database, name: str) -> list[str]:
    """The contents that have a tag."""
    rows = db.read("SELECT fingerprint FROM tags WHERE key = ? ORDER BY fingerprint", (tag_key(name),))
    return [fingerprint for (fingerprint,) in rows]


def collections(db: Database) -> list[MomentCollection]:
    """All collections in their order."""
    return [MomentCollection(*row) for row in db.read(f"{_COLLECTIONS} ORDER BY position, id")]


def collection_sizes(db: Database) -> dict[int, int]:
    """How many moments each collection has; those without any left out."""
    return dict(db.read("SELECT collection_id, count(*) FROM moments GROUP BY collection_id"))


def moments(db: Database, collection_id: int) -> list[Moment]:
    """The moments of a collection, in their order."""
    rows = db.read(f"{_MOMENTS} WHERE collection_id = ? ORDER BY position, id", (collection_id,))
    return [_moment(row) for row in rows]


def moments_by_id(db: Database, ids: Iterable[int]) -> list[Moment]:
    """These moments by ascending id."""
    return [_moment(row) for row in db.read(f"{_MOMENTS} WHERE id {THESE} ORDER BY id", (listed(ids),))]


def moments_of(db: Database, fingerprints: Iterable[str]) -> list[Moment]:
    """Moments of these contents, in all collections."""
    rows = db.read(f"{_MOMENTS} WHERE fingerprint {THESE} ORDER BY id", (listed_texts(fingerprints),))
    return [_moment(row) for row in rows]


# ---- writing, inside a transaction of the caller


def write(db: sqlite3.Connection, edits: Sequence[KeptEdit]) -> tuple[list[KeptEdit], list[KeptEdit]]:
    """Put rows in the place of others; returns the rows before and after. Raises: StoreError."""
    before = [_before(db, edit) for edit in edits]
    after = list(edits)
    comes = sorted((_ORDER[edit.kind], at) for at, edit in enumerate(edits) if edit.row is not None)
    goes = sorted((-_ORDER[edit.kind], at) for at, edit in enumerate(edits) if edit.row is None)
    try:
        for _, at in [*comes, *goes]:
            after[at] = _put(db, edits[at])
    except sqlite3.IntegrityError as error:
        raise StoreError(_REFUSED[edits[at].kind]) from error
    return [replace(was, key=now.key) for was, now in zip(before, after, strict=True)], after


def _before(db: sqlite3.Connection, edit: KeptEdit) -> KeptEdit:
    """The row that is there now."""
    return replace(edit, row=_row(db, edit.kind, edit.key))


def _row(db: sqlite3.Connection, kind: KeptKind, key: str | int) -> KeptRow | None:
    if kind in ("caption", "judgement", "word"):
        return annotation_rows.row(db, kind, int(key))
    query = {"marks": f"{_MARKS} WHERE fingerprint", "collection": f"{_COLLECTIONS} WHERE id"}.get(kind)
    found = db.execute(f"{query or f'{_MOMENTS} WHERE id'} = ?", (key,)).fetchone()
    if found is None:
        return None
    return _marks(found) if kind == "marks" else _collection(found) if kind == "collection" else _moment(found)


def _put(db: sqlite3.Connection, edit: KeptEdit) -> KeptEdit:
    row = edit.row
    if row is None:
        if edit.kind == "marks":
            db.execute("DELETE FROM tags WHERE fingerprint = ?", (edit.key,))
        elif edit.kind == "word":
            annotation_rows.clear_word(db, int(edit.key))
        db.execute(f"DELETE FROM {_TABLE[edit.kind]} = ?", (edit.key,))
        return edit
    if isinstance(row, ClipMarks):
        _put_marks(db, row)
        return edit
    if isinstance(row, KeptCaption | Judgement | TaughtWord):
        made_id = annotation_rows.put(db, int(edit.key), row)
        return replace(edit, key=made_id, row=replace(row, id=made_id))
    id_ = edit.key or None
    if isinstance(row, MomentCollection):
        values = (id_, row.name, row.position, row.query)
        known = "name = excluded.name, position = excluded.position, query = excluded.query"
        statement = f"INSERT INTO collections (id, name, position, query) VALUES (?, ?, ?, ?) {_ELSE} {known}"
        made = db.execute(statement, values).lastrowid
        return replace(edit, key=id_ or int(made or 0), row=replace(row, id=int(id_ or made or 0)))
    statement = (
        "INSERT INTO moments (id, collection_id, position, fingerprint, path, start_s, end_s, note, kept_s)"
        f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) {_ELSE} collection_id = excluded.collection_id,"
        " position = excluded.position, fingerprint = excluded.fingerprint, path = excluded.path,"
        " start_s = excluded.start_s, end_s = excluded.end_s, note = excluded.note, kept_s = excluded.kept_s"
    )
    times = (exact_text(row.start_s), exact_text(row.end_s))
    place = (id_, row.collection_id, row.position, row.fingerprint, path_bytes(row.path))
    made = db.execute(statement, (*place, *times, text_bytes(row.note), row.kept_s)).lastrowid
    return replace(edit, key=id_ or int(made or 0), row=replace(row, id=int(id_ or made or 0)))


def _put_marks(db: sqlite3.Connection, row: ClipMarks) -> None:
    said: Marks = row.marks
    db.execute(
        "INSERT OR REPLACE INTO marks (fingerprint, path, rating, flag, seen) VALUES (?, ?, ?, ?, ?)",
        (row.fingerprint, path_bytes(row.path), said.rating, said.flag, said.seen),
    )
    db.execute("DELETE FROM tags WHERE fingerprint = ?", (row.fingerprint,))
    db.executemany(
        "INSERT INTO tags (key, fingerprint, name) VALUES (?, ?, ?)",
        [(tag_key(name), row.fingerprint, name) for name in said.tags],
    )


_ELSE = "ON CONFLICT (id) DO UPDATE SET"
_TABLE: dict[KeptKind, str] = {
    "marks": "marks WHERE fingerprint",
    "collection": "collections WHERE id",
    "moment": "moments WHERE id",
    "caption": "captions WHERE id",
    "judgement": "judgements WHERE id",
    "word": "taught_words WHERE id",
}
_REFUSED: dict[KeptKind, str] = {
    **dict.fromkeys(
        ("marks", "collection", "moment", "caption"),
        "This collection is no longer in the library, or still has moments.",
    ),
    "judgement": "This moment has been judged for this sentence since.",
    "word": "A name or word with this spelling has been taught since.",
}
"""What a rule of the tables says that a row breaks."""


# ---- rows and records


def _marks(row: tuple[Any, ...]) -> ClipMarks:
    fingerprint, path, said, names = row
    return ClipMarks(fingerprint, Path(os.fsdecode(path)), marks_of(said, names))


def _moment(row: tuple[Any, ...]) -> Moment:
    id_, collection_id, position, fingerprint, path, start_s, end_s, note, kept_s = row
    start, end = exact_of(start_s), exact_of(end_s)
    where = Path(os.fsdecode(path))
    return Moment(id_, collection_id, position, fingerprint, where, start, end, text_of(note), kept_s)


def _collection(row: tuple[Any, ...]) -> MomentCollection:
    return MomentCollection(*row)
