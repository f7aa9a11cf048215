"""Captions, judgements and taught words in their tables; written by `kept.write`, by which all of it can be undone."""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, TypeAlias

from core.store.database import Database
from core.store.records import exact_of, exact_text, path_bytes, text_bytes, text_of
from core.store.writes import THESE, listed, listed_texts
from core.values import Judgement, KeptCaption, TaughtVectors, TaughtWord, WordExample, tag_key

Annotation: TypeAlias = KeptCaption | Judgement | TaughtWord
AnnotationKind = Literal["caption", "judgement", "word"]

_CAPTIONS = "SELECT id, fingerprint, path, start_s, end_s, text, kept_s FROM captions"
_JUDGEMENTS = "SELECT id, fingerprint, path, start_s, end_s, sentence, is_right, kept_s FROM judgements"
_WORDS = "SELECT id, text, kind, taught_s FROM taught_words"
_EXAMPLES = "SELECT source, fingerprint, path, start_s, end_s FROM word_examples WHERE word_id = ? ORDER BY position"
_VECTORS = "SELECT tower_key, width, data, figures FROM word_vectors WHERE word_id = ? ORDER BY tower_key"


# ---- reading


def captions(db: Database, fingerprints: Iterable[str] | None) -> list[KeptCaption]:
    """Captions of these contents, or all, by ascending id."""
    return [_caption(row) for row in _of_contents(db, _CAPTIONS, fingerprints)]


def captions_by_id(db: Database, ids: Iterable[int]) -> list[KeptCaption]:
    """These captions by ascending id."""
    return [_caption(row) for row in db.read(f"{_CAPTIONS} WHERE id {THESE} ORDER BY id", (listed(ids),))]


def judgements(db: Database, fingerprints: Iterable[str] | None) -> list[Judgement]:
    """Judgements of these contents, or all, by ascending id."""
    return [_judgement(row) for row in _of_contents(db, _JUDGEMENTS, fingerprints)]


def judgements_by_id(db: Database, ids: Iterable[int]) -> list[Judgement]:
    """These judgements by ascending id."""
    return [_judgement(row) for row in db.read(f"{_JUDGEMENTS} WHERE id {THESE} ORDER BY id", (listed(ids),))]


def judged_for(db: Database, sentence: str) -> list[Judgement]:
    """Judgements for a sentence, whatever its case, by ascending id."""
    return [_judgement(row) for row in db.read(f"{_JUDGEMENTS} WHERE key = ? ORDER BY id", (_key(sentence),))]


def words(db: Database) -> list[TaughtWord]:
    """All taught words, in alphabetical order."""
    with db.reading() as connection:
        return [_word(connection, row) for row in connection.execute(f"{_WORDS} ORDER BY key").fetchall()]


def words_with(db: Database, fingerprints: Iterable[str]) -> list[TaughtWord]:
    """Taught words that have one of these contents among their examples, in alphabetical order."""
    theirs = f"SELECT word_id FROM word_examples WHERE fingerprint {THESE}"
    with db.reading() as connection:
        found = connection.execute(f"{_WORDS} WHERE id IN ({theirs}) ORDER BY key", (listed_texts(fingerprints),))
        return [_word(connection, row) for row in found.fetchall()]


def row(db: sqlite3.Connection, kind: AnnotationKind, id_: int) -> Annotation | None:
    """One row; None when there is none."""
    query = {"caption": _CAPTIONS, "judgement": _JUDGEMENTS, "word": _WORDS}[kind]
    found = db.execute(f"{query} WHERE id = ?", (id_,)).fetchone()
    if found is None:
        return None
    if kind == "word":
        return _word(db, found)
    return _caption(found) if kind == "caption" else _judgement(found)


# ---- writing, inside a transaction of the caller


def put(db: sqlite3.Connection, id_: int, made: Annotation) -> int:
    """Put a row in the place of the one with this id; 0 asks for a new one. Returns the id.

    Raises: sqlite3.IntegrityError, for a second judgement of one stretch and sentence, and a second word of one
    spelling.
    """
    if isinstance(made, TaughtWord):
        return _put_word(db, id_, made)
    where = (made.fingerprint, path_bytes(made.path), exact_text(made.start_s), exact_text(made.end_s))
    place = ("fingerprint", "path", "start_s", "end_s")
    if isinstance(made, KeptCaption):
        return _put(db, "captions", id_, (*place, "text", "kept_s"), (*where, text_bytes(made.text), made.kept_s))
    said = (text_bytes(made.sentence), _key(made.sentence), made.is_right, made.kept_s)
    return _put(db, "judgements", id_, (*place, "sentence", "key", "is_right", "kept_s"), (*where, *said))


def clear_word(db: sqlite3.Connection, id_: int) -> None:
    """Delete what belongs to a taught word."""
    for table in ("word_examples", "word_vectors"):
        db.execute(f"DELETE FROM {table} WHERE word_id = ?", (id_,))


def _put_word(db: sqlite3.Connection, id_: int, word: TaughtWord) -> int:
    values = (text_bytes(word.text), _key(word.text), word.kind, word.taught_s)
    made = _put(db, "taught_words", id_, ("text", "key", "kind", "taught_s"), values)
    clear_word(db, made)
    db.executemany(
        "INSERT INTO word_examples (word_id, position, source, fingerprint, path, start_s, end_s)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                made,
                at,
                *(each.source, each.fingerprint, path_bytes(each.path)),
                exact_text(each.start_s),
                exact_text(each.end_s),
            )
            for at, each in enumerate(word.examples)
        ],
    )
    db.executemany(
        "INSERT INTO word_vectors (word_id, tower_key, width, data, figures) VALUES (?, ?, ?, ?, ?)",
        [(made, each.tower_key, each.width, each.data, each.figures) for each in word.vectors],
    )
    return made


def _put(db: sqlite3.Connection, table: str, id_: int, columns: tuple[str, ...], values: tuple[object, ...]) -> int:
    """Insert a row, or change the one with this id, in place: what refers to it stays."""
    known = ", ".join(f"{column} = excluded.{column}" for column in columns)
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} (id, {', '.join(columns)}) VALUES (?, {places}) ON CONFLICT (id) DO UPDATE SET"
    made = db.execute(f"{statement} {known}", (id_ or None, *values)).lastrowid
    return id_ or int(made or 0)


# ---- rows and records


def _of_contents(db: Database, query: str, fingerprints: Iterable[str] | None) -> list[tuple[Any, ...]]:
    if fingerprints is None:
        return db.read(f"{query} ORDER BY id")
    return db.read(f"{query} WHERE fingerprint {THESE} ORDER BY id", (listed_texts(fingerprints),))


def _caption(row: tuple[Any, ...]) -> KeptCaption:
    id_, fingerprint, path, start_s, end_s, text, kept_s = row
    return KeptCaption(id_, fingerprint, _path(path), exact_of(start_s), exact_of(end_s), text_of(text), kept_s)


def _judgement(row: tuple[Any, ...]) -> Judgement:
    id_, fingerprint, path, start_s, end_s, sentence, is_right, kept_s = row
    stretch = (exact_of(start_s), exact_of(end_s))
    return Judgement(id_, fingerprint, _path(path), *stretch, text_of(sentence), bool(is_right), kept_s)


def _word(db: sqlite3.Connection, row: tuple[Any, ...]) -> TaughtWord:
    id_, text, kind, taught_s = row
    examples = tuple(
        WordExample(source, fingerprint, _path(path), exact_of(start_s), exact_of(end_s))
        for source, fingerprint, path, start_s, end_s in db.execute(_EXAMPLES, (id_,))
    )
    vectors = tuple(TaughtVectors(*each) for each in db.execute(_VECTORS, (id_,)))
    return TaughtWord(id_, text_of(text), kind, examples, taught_s, vectors)


def _path(raw: bytes) -> Path:
    return Path(os.fsdecode(raw))


def _key(text: str) -> bytes:
    """What spellings of one sentence or word have in common."""
    return text_bytes(tag_key(text))
