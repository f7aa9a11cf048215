"""The start timecode that a Canon XF camera writes beside a clip: in its clip information, a file of fixed length.

A clip AA0001 is a folder CONTENTS/CLIPS001/AA0001 with AA0001.CIF, AA0001.XML and the pictures in AA000101.MXF,
AA000102.MXF and so on: longer recordings are parted. The XML holds title, device and place, and no timecode.
Source: the layout as `CanonXF_Handler.cpp` of Adobe's XMP Toolkit SDK reads it. No real card was there to try.
"""

from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Final

from core.media.recorded_timecode import base_of_tape, timecode_of_pack
from core.values import Timecode

_MARK: Final = b"CI\x01"
"""Of clip information, version 1."""
_LENGTH: Final = 1005
"""As far as it is read."""
_PARTS_AT, _MOST_PARTS, _PART_BYTES = 60, 99, 8
"""A table of the clip's parts: number, three spare bytes, how many frames."""
_LABEL_AT, _ATTRIBUTES_AT = 968, 1004
_DROPS: Final = 0x02
"""Of the attributes: drop frames."""
_PACK_DROPS: Final = 0x40


def canon_timecode(path: Path, fps: Fraction) -> Timecode | None:
    """The label of the first frame of a part of a clip; None where no camera told it."""
    name = path.parent.name
    number = path.stem[len(name) :]
    if path.suffix.lower() != ".mxf" or not path.stem.startswith(name) or not (number.isascii() and number.isdecimal()):
        return None
    told = b""
    for suffix in (".CIF", ".cif"):
        with suppress(OSError), path.with_name(name + suffix).open("rb") as file:
            told = told or file.read(_LENGTH)
    if len(told) < _LENGTH or not told.startswith(_MARK):
        return None
    before = _frames_before(told, int(number))
    pack = bytearray(told[_LABEL_AT : _LABEL_AT + 4])
    pack[0] = pack[0] & ~_PACK_DROPS | (_PACK_DROPS if told[_ATTRIBUTES_AT] & _DROPS else 0)
    first = timecode_of_pack(bytes(pack), base_of_tape(fps), fps)
    if first is None or before is None or fps <= 0:
        return None
    return first + before * first.fps // fps


def _frames_before(told: bytes, number: int) -> int | None:
    """Frames of the clip's earlier parts; None where one of them is not told."""
    parts = dict[int, int]()
    for at in range(_PARTS_AT, _PARTS_AT + _MOST_PARTS * _PART_BYTES, _PART_BYTES):
        parts.setdefault(told[at], int.from_bytes(told[at + 4 : at + 8], "big"))
    earlier = range(1, number)
    return sum(parts[each] for each in earlier) if all(each in parts for each in earlier) else None
