"""A change to what is kept as text, so that it can be undone after the program has ended. Pure."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import msgspec

from core.values import (
    ClipMarks,
    Judgement,
    KeptCaption,
    KeptChange,
    KeptEdit,
    KeptKind,
    Moment,
    MomentCollection,
    TaughtWord,
)

_ROWS: Final[dict[KeptKind, type[Any]]] = {
    "marks": ClipMarks, "collection": MomentCollection, "moment": Moment, "caption": KeptCaption,
    "judgement": Judgement, "word": TaughtWord,
}  # fmt: skip


def dump_change(change: KeptChange) -> str:
    """The rows before and after."""
    return json.dumps([[_plain(each) for each in edits] for edits in (change.before, change.after)])


def load_change(text: str) -> KeptChange:
    """Undo `dump_change`. Raises: ValueError, for text that was not made by it."""
    before, after = (tuple(_edit(*each) for each in edits) for edits in json.loads(text))
    return KeptChange(before, after)


def _plain(edit: KeptEdit) -> list[object]:
    return [edit.kind, edit.key, msgspec.to_builtins(edit.row, enc_hook=_written)]


def _edit(kind: KeptKind, key: str | int, row: object) -> KeptEdit:
    return KeptEdit(kind, key, None if row is None else msgspec.convert(row, _ROWS[kind], dec_hook=_read))


def _written(value: object) -> object:
    if isinstance(value, Path | Fraction):
        return str(value)
    raise NotImplementedError(f"{type(value)} is not kept")


def _read(kind: type, value: object) -> object:
    if kind in (Path, Fraction) and isinstance(value, str):
        return kind(value)
    raise ValueError(f"a {kind} is expected")
