"""What the first bytes of a packet say of the picture in it: whether decoding can begin there, and when it is shown.

Containers flag keyframes, and are wrong about it: videos without a table of keyframes call every packet one, old AVI
flags empty packets, encoders that refresh the picture bit by bit flag places where nothing whole is to be seen.
"""

from collections.abc import Iterator
from typing import Literal

Kind = Literal["I", "P", "B", "empty", ""]
"""A picture that stands by itself; one that leans on earlier ones; one shown before an earlier one; none that is
shown; unknown."""

LOOK_BYTES = 1 << 16
"""Slices begin within these: headers and messages before them are short."""
EMPTY_VOP_BYTES = 19
"""MPEG-4 says "as before" in no more than this."""
VP8_SHOWN = 0x10
"""Without this bit a picture is only there for others to lean on."""
_VOP, _PICTURE = b"\0\0\1\xb6", b"\0\0\1\0"
_H264_SLICE, _H264_IDR = 1, 5
_HEVC_SLICES, _HEVC_IRAP = range(32), range(16, 24)
TELLING = frozenset({"h264", "hevc", "mpeg1video", "mpeg2video", "mpeg4", "vp8"})
"""Codecs whose packets are understood here."""


def kind_of(codec: str, data: memoryview, extradata: bytes | None = None) -> Kind:
    """The kind of the picture in a packet: "I" where decoding can begin, "" where these bytes do not tell."""
    if codec in {"h264", "hevc"}:
        return _kind_of_nal(codec, data, extradata)
    if codec == "mpeg4":
        return _kind_of_vop(data)
    if codec in {"mpeg1video", "mpeg2video"}:
        head = bytes(data[:LOOK_BYTES])
        at = head.find(_PICTURE)
        kinds: dict[int, Kind] = {1: "I", 2: "P", 3: "B"}
        return kinds.get((head[at + 5] >> 3) & 7, "") if 0 <= at < len(head) - 5 else ""
    if codec == "vp8" and len(data):
        if not data[0] & VP8_SHOWN:
            return "empty"
        return "P" if data[0] & 1 else "I"
    return ""


def _kind_of_vop(data: memoryview) -> Kind:
    head = bytes(data[:LOOK_BYTES])
    at = head.find(_VOP)
    if not 0 <= at < len(head) - 4:
        return ""
    kinds: tuple[Kind, ...] = ("I", "P", "B", "P")
    kind = kinds[head[at + 4] >> 6]
    return "empty" if kind == "P" and len(data) <= EMPTY_VOP_BYTES else kind


def _kind_of_nal(codec: str, data: memoryview, extradata: bytes | None) -> Kind:
    """By the first slice of the picture."""
    for unit in units_of(data[:LOOK_BYTES], length_bytes_of(codec, extradata)):
        if codec == "hevc":
            name = (unit[0] >> 1) & 63
            if name in _HEVC_SLICES:
                return "I" if name in _HEVC_IRAP else "P"
        elif unit[0] & 31 == _H264_IDR:
            return "I"
        elif unit[0] & 31 == _H264_SLICE:
            slice_kind = _h264_slice_kind(bytes(unit[1:17]))
            return "" if slice_kind is None else ("P", "B", "I", "P", "I")[slice_kind % 5]
    return ""


def _h264_slice_kind(head: bytes) -> int | None:
    """The second of the Exp-Golomb numbers a slice begins with."""
    bits = "".join(f"{byte:08b}" for byte in head)
    at, number = 0, None
    for _ in range(2):
        zeros = bits.find("1", at) - at
        if zeros < 0 or at + 2 * zeros + 1 > len(bits):
            return None
        number = int(bits[at + zeros : at + 2 * zeros + 1], 2) - 1
        at += 2 * zeros + 1
    return number


def length_bytes_of(codec: str, extradata: bytes | None) -> int:
    """How many bytes of length stand before each unit; 0 where start codes divide them."""
    if not extradata or extradata[:1] != b"\1":
        return 0
    at = 4 if codec == "h264" else 21
    return (extradata[at] & 3) + 1 if len(extradata) > at else 0


def units_of(data: memoryview, length_bytes: int) -> Iterator[memoryview]:
    """NAL units, each without what divides it from the one before."""
    if length_bytes:
        at = 0
        while at + length_bytes < len(data):
            size = int.from_bytes(data[at : at + length_bytes], "big")
            at += length_bytes
            if size:
                yield data[at : at + size]
            at += size
        return
    head, at = bytes(data), 0
    while (at := head.find(b"\0\0\1", at)) >= 0:
        at += 3
        if at < len(head):
            yield data[at:]
