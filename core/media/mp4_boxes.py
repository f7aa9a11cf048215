"""Boxes of QuickTime and MP4 files, read from bytes."""

from collections.abc import Iterator
from typing import BinaryIO

HEADER_BYTES = 16 << 20
"""Headers longer than this are not searched."""
MOST_BOXES = 10_000
"""Searched for the header; fragments of a long stream may come before it."""


def movie_header(file: BinaryIO) -> bytes:
    """The box `moov`, its own head included; nothing where it is missing or too long."""
    at = 0
    for _ in range(MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return b""
        size = int.from_bytes(head[:4], "big")
        size = int.from_bytes(head[8:16], "big") if size == 1 else size
        if head[4:8] == b"moov":
            return b"" if size > HEADER_BYTES else head + file.read(max(0, size - 16))
        if size < 8:
            break
        at += size
    return b""


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and contents of the boxes in these bytes, up to the first that makes no sense."""
    at = 0
    while at + 8 <= len(data):
        size, head_bytes = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, head_bytes = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if size < head_bytes:
            return
        yield data[at + 4 : at + 8], data[at + head_bytes : at + size]
        at += size


def inside(data: bytes, *way: bytes) -> Iterator[bytes]:
    """Contents of all boxes that lie at the end of this way of names."""
    for name, content in boxes(data):
        if name == way[0]:
            if len(way) == 1:
                yield content
            else:
                yield from inside(content, *way[1:])


def first_inside(data: bytes, *way: bytes) -> bytes:
    """The first of them; nothing when there is none."""
    return next(inside(data, *way), b"")
