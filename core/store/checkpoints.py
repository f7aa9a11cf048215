"""Pieces of long videos that are not whole yet: rows of the catalogue that `put` deletes again."""

import sqlite3
from typing import Any

import numpy as np

from core.store.records import times_bytes
from core.values import ChunkCheckpoint, EncoderSpec

SELECT = (
    "SELECT number, times_s, cuts_s, vectors FROM pieces WHERE fingerprint = ? AND model_key = ? AND how = ?"
    " ORDER BY number"
)


def keep(db: sqlite3.Connection, of: tuple[str, str, str], chunk: ChunkCheckpoint, today_s: float) -> None:
    """Write a chunk; `of` is fingerprint, model and how the video was sampled."""
    db.execute(
        "INSERT OR REPLACE INTO pieces (fingerprint, model_key, how, number, kept_s, times_s, cuts_s, vectors)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *of,
            chunk.number,
            today_s,
            times_bytes(chunk.times_s),
            times_bytes(chunk.cuts_s),
            chunk.vectors.astype("<f2").tobytes(),
        ),
    )


def piece_of(row: tuple[Any, ...]) -> ChunkCheckpoint:
    """Row in the order of SELECT."""
    number, times, cuts, vectors = row
    times_s = tuple(np.frombuffer(times, "<f8").tolist())
    rows = np.frombuffer(vectors, "<f2").reshape(len(times_s), -1) if times_s else np.zeros((0, 0), np.float16)
    return ChunkCheckpoint(number, times_s, tuple(np.frombuffer(cuts, "<f8").tolist()), rows)


def forget(db: sqlite3.Connection, fingerprint: str, spec: EncoderSpec) -> None:
    """The video is whole."""
    db.execute("DELETE FROM pieces WHERE fingerprint = ? AND model_key = ?", (fingerprint, spec.key))
