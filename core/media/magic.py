"""What a file's first bytes say, for names that say nothing. Nothing is decoded here."""

import re
from collections.abc import Iterator
from pathlib import Path

from core.values import PassedFileKind

HEAD_BYTES = 16_384
"""Enough for a section of DV, several packs of a DVD, and dozens of packets of a transport stream."""

_CONTAINERS = (
    b"\x1a\x45\xdf\xa3",  # Matroska, WebM
    b"FLV\x01",
    b"GIF8",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",  # ASF, WMV
    b"\x06\x0e\x2b\x34\x02\x05\x01\x01",  # MXF
    b"\x00\x00\x00\x00\x01\xbc",  # GXF
    b"\xb7\xd8\x00\x20\x37\x49\xda\x11",  # WTV
    b"DKIF\x00\x00",  # IVF
    b".RMF\x00\x00",  # RealMedia
    b"YUV4MPEG2 ",
    b"nut/multimedia container\x00",
    b"NSVf",
    b"NSVs",
    b"NuppelVideo\x00",
    b"MythTVVideo\x00",
    b"CI\x2c\x00",  # Phantom cine
    b"MLVI",  # Magic Lantern
    b"BIKi",
    b"BIKf",
    b"SMK2",
    b"SMK4",
    b"\x00\x00\x01\xb3",  # MPEG-1 and -2 video
    b"\x00\x00\x01\xb0",  # MPEG-4 video
    b"\x00\x00\x01\x0f",  # VC-1
    b"\x12\x00\x0a",  # AV1: an empty temporal delimiter, then a sequence header
    b"BBCD\x00",  # Dirac
)
_OTHERS: tuple[tuple[bytes, PassedFileKind], ...] = (
    (b"ID3", "audio"),
    (b"fLaC", "audio"),
    (b"#!AMR", "audio"),
    (b"MThd", "audio"),
    (b"caff", "audio"),
    (b"wvpk", "audio"),
    (b"%PDF", "document"),
    (b"{\\rtf", "document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document"),  # of older Office programs
    (b"PK\x03\x04", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"8BPS", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"\x00\x05\x16\x07", "system"),  # AppleDouble
    (b"SQLite format 3\x00", "data"),
    (b"\x7fELF", "data"),
)
_RIFF_VIDEOS = frozenset({b"AVI ", b"AVIX", b"AVI\x19", b"AMV ", b"CDXA"})
_RIFF_OTHERS: dict[bytes, PassedFileKind] = {b"WAVE": "audio", b"RMID": "audio", b"WEBP": "picture"}
_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_BRANDS: dict[bytes, PassedFileKind] = {
    b"M4A ": "audio", b"M4B ": "audio", b"M4P ": "audio",
    b"heic": "picture", b"heix": "picture", b"mif1": "picture", b"avif": "picture", b"crx ": "picture",
    b"jp2 ": "picture", b"jpx ": "picture",
}  # fmt: skip
_OGG_PICTURES = (b"theora", b"video\x00", b"OVP80", b"BBCD\x00", b"Kvid")
_TEXT_CONTROLS = bytes({*range(32)} - {9, 10, 12, 13, 27})
_NO_TEXT = re.compile(b"[" + re.escape(_TEXT_CONTROLS) + b"]")
_PACK = re.compile(rb"\x00\x00\x01\xba(?:[\x20-\x2f]|[\x40-\x7f])", re.DOTALL)
_DV_SECTION = re.compile(rb"\x1f([\x07\x17\x27\x37\x47\x57\x67\x77\x87\x97\xa7\xb7])\x00[\x3f\xbf]", re.DOTALL)
_DV_BLOCK = 80
_NAL = re.compile(rb"\x00\x00\x01(..)", re.DOTALL)
_PACKET_SIZES = (188, 192, 204)
_TELLING_PACKETS = 5
"""So many sync bytes at one distance, with headers that make sense, are no chance."""
_FEWEST_PACKETS = 3
"""In a file too short for more."""
_NULL_PACKET = 0x1FFF
_H264_PROFILES = frozenset({44, 66, 77, 83, 86, 88, 100, 110, 118, 122, 128, 134, 138, 139, 144, 244})


def looks_like_video(path: Path) -> bool:
    """True when a file's first bytes are those of a video."""
    try:
        with path.open("rb") as file:
            return judge_head(file.read(HEAD_BYTES)) is None
    except OSError:
        return False


def judge_head(head: bytes) -> PassedFileKind | None:
    """None for the beginning of a video, else what the file is as far as these bytes tell."""
    if not head:
        return "empty"
    if head.startswith(_CONTAINERS):
        return None
    if (container := _by_container(head)) != "unknown":
        return container
    for beginning, kind in _OTHERS:
        if head.startswith(beginning):
            return kind
    if not _NO_TEXT.search(head[:4096]):
        return "document"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) and head[2:64:2].count(0) + head[3:64:2].count(0) > 8:  # UTF-16
        return "document"
    if _is_programme_stream(head) or _is_transport_stream(head) or _is_dv(head) or _is_elementary(head):
        return None
    return "unknown"


def _by_container(head: bytes) -> PassedFileKind | None:
    """By containers of several kinds of content."""
    kind = head[4:8]
    if kind in _BOXES and (int.from_bytes(head[:4], "big") >= 8 or head[:4] in (b"\0\0\0\0", b"\0\0\0\1")):
        if kind != b"ftyp":
            return None if head[:4] != b"    " and 0 in head[:64] else "unknown"
        return _BRANDS.get(head[8:12])
    if head[:12] == b"\x00\x00\x00\x0cjP  \r\n\x87\n":  # JPEG 2000: moving or still
        return None if head[20:23] == b"mj2" else "picture"
    if head[:4] == b"RIFF":
        return None if head[8:12] in _RIFF_VIDEOS else _RIFF_OTHERS.get(head[8:12], "unknown")
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "audio"
    if head[:4] == b"OggS":
        return None if any(mark in head for mark in _OGG_PICTURES) else "audio"
    return "unknown"


def _is_programme_stream(head: bytes) -> bool:
    """MPEG-1 and -2 programme streams, also in sectors of a compact disc, or beginning in the midst of a pack."""
    if head.startswith(b"\x00\x00\x01\xba"):
        return True
    packs = len(_PACK.findall(head))
    return packs >= 2 or (packs == 1 and _is_pes(head))


def _is_pes(head: bytes) -> bool:
    """Packets of a programme stream without a pack in front: each length leads to the next start code."""
    at = 0
    for _ in range(2):
        if head[at : at + 3] != b"\x00\x00\x01" or not 0xBB <= head[at + 3] <= 0xEF:
            return False
        at += 6 + int.from_bytes(head[at + 4 : at + 6], "big")
        if at + 4 > len(head):
            return True
    return True


def _is_transport_stream(head: bytes) -> bool:
    """Packets of 188 bytes, of 192 with a time before each (recorders), of 204 with a checksum; from anywhere on."""
    wanted = min(_TELLING_PACKETS, max(_FEWEST_PACKETS, len(head) // 204 - 1))
    for size in _PACKET_SIZES:
        for first in _packet_starts(head, size, wanted):
            if _are_packets([head[at : at + 4] for at in range(first, len(head) - 3, size)], wanted):
                return True
    return False


def _packet_starts(head: bytes, size: int, wanted: int) -> Iterator[int]:
    """Where packets may begin: a sync byte that others follow at this distance."""
    at = head.find(b"\x47")
    while at >= 0 and at + (wanted - 1) * size < len(head):
        if all(head[at + size * n] == 0x47 for n in range(wanted)):
            yield at
        at = head.find(b"\x47", at + 1)


def _are_packets(headers: list[bytes], wanted: int) -> bool:
    """True when headers make sense: no error is flagged, and each stream counts its packets one by one."""
    counters: dict[int, int] = {}
    good = wrong = 0
    for number, header in enumerate(headers):
        if header[0] != 0x47 or header[1] & 0x80 or not header[3] & 0x30:
            return number >= wanted and good >= wrong
        pid, counter = (header[1] & 0x1F) << 8 | header[2], header[3] & 0x0F
        if pid == _NULL_PACKET:
            good += 1
        elif header[3] & 0x10:
            if pid in counters:
                is_next = counter == (counters[pid] + 1) % 16
                good += is_next
                wrong += not is_next
            counters[pid] = counter
    return good >= wrong


def _is_dv(head: bytes) -> bool:
    """DV in blocks of 80 bytes: the head of a section, then its subcode."""
    for found in _DV_SECTION.finditer(head):
        following = head[found.start() + _DV_BLOCK : found.start() + _DV_BLOCK + 3]
        if following == b"\x3f" + found[1] + b"\x00":
            return True
    return False


def _is_elementary(head: bytes) -> bool:
    """H.264, HEVC and VVC as the decoder takes them: their parameter sets, each behind a start code.

    A recording that was begun midway has other packets first.
    """
    head = head.lstrip(b"\0")
    if not head.startswith(b"\x01"):
        return False
    h264, hevc, vvc = set[int](), set[int](), set[int]()
    for found in _NAL.finditer(b"\0\0" + head):
        first, second = found[1]
        if not first & 0x80:
            if first & 0x1F != 7 or second in _H264_PROFILES:
                h264.add(first & 0x1F)
            if second & 7 and not first & 1:
                hevc.add(first >> 1)
            if second & 7 and not first & 0x40:
                vvc.add(second >> 3)
    return {7, 8} <= h264 or {33, 34} <= hevc or {15, 16} <= vvc
