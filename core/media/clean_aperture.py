"""The clean part of a picture: what lies outside is bars, or garbage at the edge of a tape, and nobody is to see it.

QuickTime says it by an aperture (clap), Matroska by what is to be cropped.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from av.container import InputContainer

from core.media.mp4_boxes import HEADER_BYTES, boxes, movie_header

_SAMPLE_ENTRY_BYTES = 78
_INSIDE = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})
_SEGMENT, _TRACKS, _ENTRY, _VIDEO = 0x18538067, 0x1654AE6B, 0xAE, 0xE0
_CROPS = {0x54CC: "left", 0x54BB: "top", 0x54DD: "right", 0x54AA: "bottom"}
LEAST_SHARE = 0.25
"""A clean part smaller than this share of a side is a mistake of the file."""


@dataclass(frozen=True, slots=True)
class Crop:
    """Stored pixels to leave out on each side."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    def left_over(self, width_px: int, height_px: int) -> tuple[int, int]:
        """Width and height of the clean part."""
        return width_px - self.left - self.right, height_px - self.top - self.bottom


def crop_of(path: Path, container: InputContainer, number: int, size: tuple[int, int]) -> Crop:
    """Of one picture track; no crop where none, or a senseless one, is stated. Units: `size` in stored pixels."""
    kind, found = container.format.name, Crop()
    numbers = [one.index for one in container.streams.video]
    with suppress(OSError, ValueError, ZeroDivisionError, IndexError), path.open("rb") as file:
        if "mp4" in kind:
            found = _aperture(file, size, len(container.streams), number)
        elif "matroska" in kind:
            found = list(_matroska(file.read(HEADER_BYTES)))[numbers.index(number)]
    width, height = found.left_over(*size)
    is_likely = min(found.left, found.top, found.right, found.bottom) >= 0
    return found if is_likely and width >= LEAST_SHARE * size[0] and height >= LEAST_SHARE * size[1] else Crop()


# --------------------------------------------------------------------------- QuickTime


def _aperture(file: BinaryIO, size: tuple[int, int], tracks: int, number: int) -> Crop:
    entries = list(_sample_entries(movie_header(file)))
    if len(entries) != tracks:
        return Crop()  # which is which is unknown
    entry = entries[number]
    for name, data in boxes(entry[8 + _SAMPLE_ENTRY_BYTES :]):
        if name == b"clap" and len(data) >= 32:
            return _from_aperture(
                [int.from_bytes(data[at : at + 4], "big", signed=True) for at in range(0, 32, 4)], size
            )
    return Crop()


def _from_aperture(values: Sequence[int], size: tuple[int, int]) -> Crop:
    """Width, height and the offset of the middle from the picture's middle, each as a fraction."""
    wide, tall, right, down = (values[at] / values[at + 1] for at in range(0, 8, 2))
    left, top = (size[0] - wide) / 2 + right, (size[1] - tall) / 2 + down
    return Crop(round(left), round(top), round(size[0] - wide - left), round(size[1] - tall - top))


def _sample_entries(data: bytes) -> Iterator[bytes]:
    """The first description of each track's samples, in the order of the tracks."""
    for name, inside in boxes(data):
        if name in _INSIDE:
            yield from _sample_entries(inside)
        elif name == b"stsd":
            yield inside[8:]


# --------------------------------------------------------------------------- Matroska


def _matroska(data: bytes) -> Iterator[Crop]:
    for video in _elements(data, [_SEGMENT, _TRACKS, _ENTRY, _VIDEO]):
        yield Crop(**{_CROPS[name]: int.from_bytes(value, "big") for name, value in _ebml(video) if name in _CROPS})


def _elements(data: bytes, way: Sequence[int]) -> Iterator[bytes]:
    for name, inside in _ebml(data):
        if name == way[0]:
            if len(way) == 1:
                yield inside
            else:
                yield from _elements(inside, way[1:])


def _ebml(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        name_bytes = 9 - data[at].bit_length()
        name = int.from_bytes(data[at : at + name_bytes], "big")
        at += name_bytes
        if name_bytes > 4 or at >= len(data):
            return
        size_bytes = 9 - data[at].bit_length()
        if size_bytes > 8:
            return
        size = int.from_bytes(data[at : at + size_bytes], "big") & ((1 << 7 * size_bytes) - 1)
        at += size_bytes
        if size == (1 << 7 * size_bytes) - 1:
            size = len(data) - at  # of unknown length: a stream
        yield name, data[at : at + size]
        at += size
