"""How the program and its decoder process talk: framed messages over two pipes, JSON in front, bytes behind.

A message is 8 bytes of lengths, a JSON object, and the blobs whose sizes stand in it. Nothing is pickled.
Thread: one writer and one reader per stream.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core.errors import MediaError, TruncatedError, UnreadableError, UnsupportedError, VanishedError
from core.values import MediaInfo, Sample

HEAD = struct.Struct("<II")
MAX_JSON_BYTES = 64 << 20
MAX_BLOBS_BYTES = 1 << 30

ERRORS: dict[str, type[MediaError]] = {
    kind.__name__: kind for kind in (MediaError, TruncatedError, UnreadableError, UnsupportedError, VanishedError)
}


class BrokenWireError(Exception):
    """The other side is gone, or does not speak our language."""


@dataclass(frozen=True, slots=True, eq=False)
class DecoderMessage:
    """One message: what it is about, and raw bytes."""

    fields: dict[str, Any]
    blobs: tuple[bytes, ...] = field(default=())


def send(stream: BinaryIO, fields: dict[str, Any], blobs: Sequence[bytes | memoryview] = ()) -> None:
    """Write one message and flush. Raises: BrokenWireError."""
    sizes = [blob.nbytes if isinstance(blob, memoryview) else len(blob) for blob in blobs]
    text = json.dumps({**fields, "blobs": sizes}).encode("ascii")
    try:
        stream.write(HEAD.pack(len(text), sum(sizes)) + text)
        for blob in blobs:
            stream.write(blob)
        stream.flush()
    except (OSError, ValueError) as error:
        raise BrokenWireError from error


def receive(stream: BinaryIO) -> DecoderMessage:
    """Read one message, waiting for it. Raises: BrokenWireError, at the end of the stream too."""
    text_bytes, blob_bytes = HEAD.unpack(_exactly(stream, HEAD.size))
    if text_bytes > MAX_JSON_BYTES or blob_bytes > MAX_BLOBS_BYTES:
        raise BrokenWireError
    try:
        fields = json.loads(_exactly(stream, text_bytes))
        sizes = fields.pop("blobs")
    except (ValueError, KeyError, AttributeError) as error:
        raise BrokenWireError from error
    return DecoderMessage(fields, tuple(_exactly(stream, int(size)) for size in sizes))


def _exactly(stream: BinaryIO, count: int) -> bytes:
    try:
        data = stream.read(count)
    except (OSError, ValueError) as error:
        raise BrokenWireError from error
    if data is None or len(data) != count:
        raise BrokenWireError
    return data


def pack_info(info: MediaInfo) -> dict[str, Any]:
    """A record as JSON."""
    return {
        "size_bytes": info.size_bytes,
        "mtime_ns": info.mtime_ns,
        "duration_s": info.duration_s,
        "fps": [info.fps.numerator, info.fps.denominator],
        "width_px": info.width_px,
        "height_px": info.height_px,
        "rotation_deg": info.rotation_deg,
        "codec": info.codec,
        "frame_count": info.frame_count,
        "fingerprint": info.fingerprint,
        "note": info.note,
        "key_count": info.key_count,
        "key_gap_s": info.key_gap_s,
        "proxy": info.proxy,
        "restarts_s": info.restarts_s,
        "by_walk": info.by_walk,
        "is_distrusted": info.is_distrusted,
        "is_mirrored": info.is_mirrored,
    }


def unpack_info(path: Path, fields: dict[str, Any]) -> MediaInfo:
    """The inverse of `pack_info`, for the file that was asked about."""
    numerator, denominator = fields.pop("fps")
    restarts_s = tuple((here, there) for here, there in fields.pop("restarts_s", ()))
    return MediaInfo(path=path, fps=Fraction(numerator, denominator), restarts_s=restarts_s, **fields)


def pack_sample(sample: Sample) -> tuple[dict[str, Any], tuple[bytes, bytes]]:
    """A sample as JSON and blobs."""
    fields = {"time_s": sample.time_s, "side": sample.pixels.shape[0], "cuts_s": list(sample.cuts_s)}
    return fields, (sample.pixels.tobytes(), sample.picture)


def unpack_sample(message: DecoderMessage) -> Sample:
    """The inverse of `pack_sample`. The pixels are read-only."""
    side = int(message.fields["side"])
    pixels = np.frombuffer(message.blobs[0], dtype=np.uint8).reshape(side, side, 3)
    return Sample(message.fields["time_s"], pixels, message.blobs[1], tuple(message.fields["cuts_s"]))


def pack_error(error: MediaError) -> dict[str, Any]:
    """An error as JSON; the path stays with the one who asked."""
    return {"kind": type(error).__name__, "title": error.title, "hint": error.hint}


def unpack_error(path: Path, fields: dict[str, Any]) -> MediaError:
    """The inverse of `pack_error`."""
    return ERRORS.get(fields["kind"], UnreadableError)(path, fields["title"], fields["hint"])
