"""What the program and its encoder process say to each other: records as JSON, arrays as blobs. No torch."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np

from core import errors
from core.processes.framing import Blob, ChannelError, Message
from core.values import EncoderSpec, EncoderState, FrameShape, Ledger, Phrase, Query

_LEDGER_ARRAYS = ("sentence", "cells", "word_centres", "assignment")


class EncoderMessage(NamedTuple):
    """A header of plain values and any number of arrays."""

    header: dict[str, Any]
    arrays: list[np.ndarray]


def pack_arrays(header: Mapping[str, Any], arrays: Sequence[np.ndarray] = ()) -> tuple[dict[str, Any], list[Blob]]:
    """Fields and blobs of a message; undone by `unpack_arrays`."""
    solid = [np.asarray(each, order="C") for each in arrays]
    fields = {**header, "arrays": [[each.dtype.str, each.shape] for each in solid]}
    return fields, [each.reshape(-1).view(np.uint8).data if each.size else b"" for each in solid]


def unpack_arrays(message: Message) -> EncoderMessage:
    """A message as header and arrays, which may be written to. Raises: ChannelError."""
    header = dict(message.fields)
    try:
        described = header.pop("arrays")
        arrays = [
            np.frombuffer(blob, dtype).reshape(shape) if blob else np.empty(shape, dtype)
            for (dtype, shape), blob in zip(described, message.blobs, strict=True)
        ]
    except (KeyError, ValueError, TypeError) as error:
        raise ChannelError("a message whose arrays are none") from error
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
