"""What travels between the program and its encoder process: a line of JSON, then the bytes of arrays.

No torch, no pickle. Lengths are sent ahead, so a message is either whole or the other side is gone.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from core import errors
from core.values import EncoderSpec, EncoderState, FrameShape, Ledger, Phrase, Query

_LENGTH = struct.Struct("<I")
_LEDGER_ARRAYS = ("sentence", "cells", "word_centres", "assignment")


class EncoderMessage(NamedTuple):
    """A header of plain values and any number of arrays."""

    header: dict[str, Any]
    arrays: list[np.ndarray]


def write_message(stream: BinaryIO, header: Mapping[str, Any], arrays: Sequence[np.ndarray] = ()) -> None:
    """Send one message. Raises: OSError or ValueError, when the other side is gone."""
    solid = [np.asarray(each, order="C") for each in arrays]
    head = json.dumps({**header, "arrays": [[each.dtype.str, each.shape] for each in solid]}).encode()
    stream.write(_LENGTH.pack(len(head)) + head)
    for each in solid:
        if each.size:
            stream.write(each.reshape(-1).view(np.uint8).data)
    stream.flush()


def read_message(stream: BinaryIO) -> EncoderMessage:
    """Receive one message. Raises: EOFError, when the other side is gone."""
    header: dict[str, Any] = json.loads(_read(stream, _LENGTH.unpack(_read(stream, _LENGTH.size))[0]))
    arrays = []
    for dtype, shape in header.pop("arrays"):
        array = np.empty(shape, dtype=np.dtype(dtype))
        if array.size:
            _fill(stream, array.reshape(-1).view(np.uint8).data)
        arrays.append(array)
    return EncoderMessage(header, arrays)


def spec_to_json(spec: EncoderSpec) -> dict[str, Any]:
    """Plain values of a spec."""
    return asdict(spec)


def spec_from_json(values: Mapping[str, Any]) -> EncoderSpec:
    """Undo `spec_to_json`."""
    return EncoderSpec(**{**values, "frame_shape": FrameShape(**values["frame_shape"])})


def state_from_json(values: Mapping[str, Any]) -> EncoderState:
    """Where the encoder runs."""
    return EncoderState(**values)


def query_to_json(query: Query) -> dict[str, Any]:
    """The part of a query the model needs: text and phrases."""
    return {"text": query.text, "phrases": [asdict(each) for each in query.phrases]}


def query_from_json(values: Mapping[str, Any]) -> Query:
    """Undo `query_to_json`."""
    return Query(values["text"], tuple(Phrase(**each) for each in values["phrases"]))


def ledger_to_wire(ledger: Ledger) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Header and arrays of a ledger."""
    header = {
        "kind": ledger.kind,
        "phrases": [asdict(each) for each in ledger.phrases],
        "words": ledger.words,
        "word_phrases": ledger.word_phrases,
        "times_s": ledger.times_s,
        "score": ledger.score,
        "approximation": ledger.approximation,
        "readings": ledger.readings,
    }
    return header, [getattr(ledger, name) for name in _LEDGER_ARRAYS]


def ledger_from_wire(header: Mapping[str, Any], arrays: Sequence[np.ndarray]) -> Ledger:
    """Undo `ledger_to_wire`."""
    return Ledger(
        kind=header["kind"],
        phrases=tuple(Phrase(**each) for each in header["phrases"]),
        words=tuple(header["words"]),
        word_phrases=tuple(header["word_phrases"]),
        times_s=tuple(header["times_s"]),
        score=header["score"],
        approximation=header["approximation"],
        readings=tuple(header["readings"]),
        **dict(zip(_LEDGER_ARRAYS, arrays, strict=True)),
    )


def error_to_json(error: errors.C2VError) -> dict[str, str]:
    """Kind and sentences of an error of ours."""
    return {"kind": type(error).__name__, "title": error.title, "hint": error.hint}


def error_from_json(values: Mapping[str, str]) -> errors.C2VError:
    """Undo `error_to_json`; an unknown kind is an EncoderError."""
    kind = getattr(errors, values["kind"], errors.EncoderError)
    made: errors.C2VError = kind(values["title"], values["hint"])
    return made


def _read(stream: BinaryIO, size: int) -> bytearray:
    data = bytearray(size)
    _fill(stream, memoryview(data))
    return data


def _fill(stream: BinaryIO, room: memoryview) -> None:
    """Read until the room is full; pipes give what they have."""
    got = 0
    while got < len(room):
        count = stream.readinto(room[got:])  # type: ignore[attr-defined]  # every pipe has it
        if not count:
            raise EOFError("the other side is gone")
        got += count
