"""What a subclip takes over from its clip beside pictures and sound: timecode, tags, and how it is turned."""

import struct
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, Final

from core.media.mp4_boxes import first_inside, inside, movie_header
from core.sentences import sentence
from core.values import SourceMetadata, SubclipJob, Timecode, can_drop, nominal_rate

_OF_THE_FILE: Final = frozenset(
    {"major_brand", "minor_version", "compatible_brands", "encoder", "timecode", "duration", "vendor_id"}
)
"""Tags that tell of the file that was left, not of the recording."""
NO_TIMECODE: Final = sentence("Its timecode cannot be written at this frame rate.")
_ONE: Final = 0x10000
_MATRIX_LAST: Final = 0x40000000
_PLACE, _LONG_PLACE = 40, 52
"""Of the matrix in a track's head, whose times have 32 or 64 bits."""


def kept_tags(tags: Mapping[str, str], source: SourceMetadata | None) -> dict[str, str]:
    """Tags of the container for the subclip, with the camera that a sidecar may have named."""
    kept = {key: text for key, text in tags.items() if key.lower() not in _OF_THE_FILE}
    stated = {key.lower() for key in kept}
    if source is None:
        return kept
    for key, text in (("make", source.make), ("model", source.model)):
        if text and not any(each == key or each.endswith(f".{key}") for each in stated):
            kept[f"com.apple.quicktime.{key}"] = text
    if source.created is not None and "creation_time" not in stated and source.created.utc is not None:
        kept["creation_time"] = f"{source.created.utc.isoformat()}Z"
    return kept


def label_at(job: SubclipJob, frame: int) -> str:
    """The timecode of a frame of the clip; empty where the clip has none."""
    return str(Timecode.parse(job.origin, job.rate, job.drop) + frame) if job.origin else ""


def container_options(target: Path) -> dict[str, str]:
    """QuickTime and MP4 keep all tags, and say where tracks begin to the sample."""
    is_quicktime = target.suffix.lower() in {".mov", ".mp4", ".m4v"}
    return {"movflags": "use_metadata_tags", "movie_timescale": "48000"} if is_quicktime else {}


def timecode_tag(job: SubclipJob, label: str, stream_rate: Fraction | None) -> str:
    """The label as libav writes it; empty where it cannot: it knows drop frames at 29.97 and 59.94 only."""
    if not label or stream_rate is None or stream_rate <= 0:
        return ""
    if job.drop and stream_rate not in (Fraction(30000, 1001), Fraction(60000, 1001)):
        return ""
    if nominal_rate(stream_rate) != nominal_rate(job.rate) or (job.drop and not can_drop(nominal_rate(stream_rate))):
        return ""
    return label


def set_turn(path: Path, rotation_deg: int, is_mirrored: bool, size_px: tuple[int, int]) -> None:
    """Write into a whole MP4 or QuickTime file how its picture is turned: encoders have no place to say it.

    Source: QuickTime File Format, track header atom. A picture's x goes to (a x, b x), its y to (c y, d y).
    Raises: OSError; ValueError, when it has no picture track.
    """
    a, b, c, d = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[rotation_deg % 360]
    if is_mirrored:
        a, b = -a, -b
    width, height = size_px
    corners = [(a * x + c * y, b * x + d * y) for x in (0, width) for y in (0, height)]
    right, down = -min(x for x, _ in corners), -min(y for _, y in corners)
    matrix = struct.pack(">9i", a * _ONE, b * _ONE, 0, c * _ONE, d * _ONE, 0, right * _ONE, down * _ONE, _MATRIX_LAST)
    with path.open("r+b") as file:
        file.seek(_picture_matrix(file))
        file.write(matrix)


def _picture_matrix(file: BinaryIO) -> int:
    """Where the matrix of the picture track lies in a file. Raises: ValueError."""
    header = movie_header(file)
    begin = file.tell() - len(header)
    for track in inside(header, b"moov", b"trak"):
        if first_inside(track, b"mdia", b"hdlr")[8:12] == b"vide":
            head = first_inside(track, b"tkhd")
            return begin + header.index(track) + track.index(head) + (_LONG_PLACE if head[:1] == b"\1" else _PLACE)
    raise ValueError("no picture track")
