"""What the program and its encoder process say to each other: records as JSON, arrays as blobs. No torch."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, NamedTuple

import numpy as np

from core import errors
from core.processes.framing import Blob, ChannelError, Message
from core.values import KINDS, EncoderSpec, EncoderState, Explanation, FrameShape, Phrase, Query
from core.values.teaching import AddedWord


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


def words_to_wire(words: Sequence[AddedWord]) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Header and arrays of added words."""
    return {"words": [each.text for each in words]}, [np.asarray(each.vectors, np.float32) for each in words]


def words_from_wire(header: Mapping[str, Any], arrays: Sequence[np.ndarray]) -> list[AddedWord]:
    """Undo `words_to_wire`."""
    return [AddedWord(text, vectors) for text, vectors in zip(header["words"], arrays, strict=True)]


def explanation_to_wire(explanation: Explanation) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Header and arrays of an explanation of any kind, field by field."""
    values = {each.name: getattr(explanation, each.name) for each in fields(explanation)}
    arrays = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
    plain = {name: value for name, value in values.items() if name not in arrays}
    plain["phrases"] = [asdict(each) for each in explanation.phrases]
    return {"kind": explanation.kind, "fields": plain, "array_names": [*arrays]}, [*arrays.values()]


def explanation_from_wire(header: Mapping[str, Any], arrays: Sequence[np.ndarray]) -> Explanation:
    """Undo `explanation_to_wire`."""
    values: dict[str, Any] = dict(zip(header["array_names"], arrays, strict=True))
    values |= {name: tuple(value) if isinstance(value, list) else value for name, value in header["fields"].items()}
    values["phrases"] = tuple(Phrase(**each) for each in values["phrases"])
    return KINDS[header["kind"]](**values)


def error_to_json(error: errors.C2VError) -> dict[str, str]:
    """Kind and sentences of an error of ours."""
    return {"kind": type(error).__name__, "title": error.title, "hint": error.hint}


def error_from_json(values: Mapping[str, str]) -> errors.C2VError:
    """Undo `error_to_json`; an unknown kind is an EncoderError."""
    kind = getattr(errors, values["kind"], errors.EncoderError)
    made: errors.C2VError = kind(values["title"], values["hint"])
    return made
