"""What the program and its decoder process say to each other: records as JSON, pixels and pictures as blobs."""

import dataclasses
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import MediaError, NeedsProxyError, TruncatedError, UnreadableError, UnsupportedError, VanishedError
from core.processes.framing import Message
from core.sentences import packed_text, unpacked_text
from core.values import MediaInfo, Sample, SourceMetadata, SubclipJob, SubclipMade

ERRORS: dict[str, type[MediaError]] = {
    kind.__name__: kind
    for kind in (MediaError, NeedsProxyError, TruncatedError, UnreadableError, UnsupportedError, VanishedError)
}


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
        "begins_s": info.begins_s,
        "last_frame_s": info.last_frame_s,
        "source": None if info.source is None else info.source.to_json(),
    }


def unpack_info(path: Path, fields: dict[str, Any]) -> MediaInfo:
    """The inverse of `pack_info`, for the file that was asked about."""
    numerator, denominator = fields.pop("fps")
    restarts_s = tuple((here, there) for here, there in fields.pop("restarts_s", ()))
    stated = fields.pop("source", None)
    source = None if stated is None else SourceMetadata.from_json(stated)
    return MediaInfo(path=path, fps=Fraction(numerator, denominator), restarts_s=restarts_s, source=source, **fields)


def pack_sample(sample: Sample) -> tuple[dict[str, Any], tuple[bytes, bytes]]:
    """A sample as JSON and blobs."""
    fields = {"time_s": sample.time_s, "side": sample.pixels.shape[0], "cuts_s": list(sample.cuts_s)}
    return fields, (sample.pixels.tobytes(), sample.picture)


def unpack_sample(message: Message) -> Sample:
    """The inverse of `pack_sample`. The pixels are read-only."""
    side = int(message.fields["side"])
    pixels = np.frombuffer(message.blobs[0], dtype=np.uint8).reshape(side, side, 3)
    pixels.flags.writeable = False
    return Sample(message.fields["time_s"], pixels, bytes(message.blobs[1]), tuple(message.fields["cuts_s"]))


def pack_job(job: SubclipJob) -> dict[str, Any]:
    """A subclip that is wanted, as JSON; the path goes with every request."""
    fields = asdict(job)
    del fields["path"]
    return fields | {"rate": str(job.rate)}


def unpack_job(path: Path, fields: dict[str, Any]) -> SubclipJob:
    """The inverse of `pack_job`."""
    stated = {each.name: fields[each.name] for each in dataclasses.fields(SubclipJob) if each.name in fields}
    return SubclipJob(**{**stated, "path": path, "rate": Fraction(fields["rate"])})


def pack_made(made: SubclipMade) -> dict[str, Any]:
    """A subclip that was made, as JSON."""
    notes = [packed_text(each) for each in made.notes]
    return asdict(made) | {"start_s": str(made.start_s), "end_s": str(made.end_s), "notes": notes}


def unpack_made(fields: dict[str, Any]) -> SubclipMade:
    """The inverse of `pack_made`."""
    return SubclipMade(
        Fraction(fields["start_s"]),
        Fraction(fields["end_s"]),
        int(fields["frames"]),
        str(fields["start"]),
        tuple(map(unpacked_text, fields["notes"])),
    )


def pack_error(error: MediaError) -> dict[str, Any]:
    """An error as JSON; the path stays with the one who asked."""
    return {"kind": type(error).__name__, "title": packed_text(error.title), "hint": packed_text(error.hint)}


def unpack_error(path: Path, fields: dict[str, Any]) -> MediaError:
    """The inverse of `pack_error`."""
    kind = ERRORS.get(fields["kind"], UnreadableError)
    return kind(path, unpacked_text(fields["title"]), unpacked_text(fields["hint"]))
