"""Messages between the program and its child processes: two lengths, a JSON object, then raw bytes.

Lengths come first, so a message is either whole or the other side is gone. Nothing is pickled.
Thread: one writer and one reader per stream.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

HEAD = struct.Struct("<IQ")
MAX_JSON_BYTES = 64 << 20
MAX_BLOBS_BYTES = 4 << 30
"""Longer lengths are not ours: something else was written to the pipe."""

Blob = bytes | bytearray | memoryview


class ChannelError(Exception):
    """The other side is gone, or what it sent is not a message."""


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """Plain values and any number of blobs, which may be written to."""

    fields: dict[str, Any]
    blobs: tuple[bytearray, ...] = ()


def send(stream: BinaryIO, fields: dict[str, Any], blobs: Sequence[Blob] = ()) -> None:
    """Write one message and flush. Raises: ChannelError."""
    views = [memoryview(blob) for blob in blobs]
    sizes = [view.nbytes for view in views]
    text = json.dumps({**fields, "blobs": sizes}).encode("ascii")
    try:
        stream.write(HEAD.pack(len(text), sum(sizes)) + text)
        for view in views:
            if view.nbytes:
                stream.write(view)
        stream.flush()
    except (OSError, ValueError) as error:
        raise ChannelError(str(error)) from error


def receive(stream: BinaryIO) -> Message:
    """Read one message, waiting for it. Raises: ChannelError, at the end of the stream too."""
    text_bytes, blobs_bytes = HEAD.unpack(_exactly(stream, HEAD.size))
    if text_bytes > MAX_JSON_BYTES or blobs_bytes > MAX_BLOBS_BYTES:
        raise ChannelError("a message longer than any of ours")
    try:
        fields = json.loads(_exactly(stream, text_bytes))
        sizes = fields.pop("blobs")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ChannelError("a message without fields") from error
    if not _are_sizes(sizes) or sum(sizes) != blobs_bytes:
        raise ChannelError("a message whose lengths disagree")
    return Message(fields, tuple(_exactly(stream, size) for size in sizes))


def _are_sizes(sizes: Any) -> bool:
    return isinstance(sizes, list) and all(type(size) is int and size >= 0 for size in sizes)


def _exactly(stream: BinaryIO, count: int) -> bytearray:
    """So many bytes; a pipe gives what it has."""
    try:
        data = bytearray(count)
        room = memoryview(data)
        got = 0
        while got < count:
            came = stream.readinto(room[got:])  # type: ignore[attr-defined]  # every pipe has it
            if not came:
                raise ChannelError("the other side is gone")
            got += came
    except (OSError, ValueError, MemoryError) as error:
        raise ChannelError(str(error)) from error
    return data
