"""Whether a video is encrypted: then what comes out of a decoder is noise, not damage."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from av.container import InputContainer
from av.video.stream import VideoStream

_TAGS = frozenset({"encv", "drmi", "enca"})
"""Of MP4 and QuickTime: common encryption, and FairPlay."""
_WINDOWS, _WINDOW_BYTES = 8, 1 << 18
"""A recording may be encrypted in part, so it is checked in several places."""
_STRIDES = (188, 192, 204)
"""Bytes from one transport packet to the next."""
_SURE_PACKETS = 5
_ASF_HEADER = bytes.fromhex("3026b275 8e66cf11 a6d900aa 0062ce6c")
_ASF_HEADER_MOST_BYTES = 16 << 20
_ASF_ENCRYPTION = (
    bytes.fromhex("fbb31122 23bdd211 b4b700a0 c955fc6e"),
    bytes.fromhex("14e68a29 2226174c b935dae0 7ee9289c"),
    bytes.fromhex("33850543 8169e649 9b74ad12 cb86d58c"),
)
"""Content encryption of Windows Media: the first, the extended and the advanced one."""
MOSTLY = 0.5
"""A video of which more than this share is encrypted is refused."""
PARTLY = 0.02
"""Below this share single packets are damaged rather than encrypted."""


def locked_share(path: Path, container: InputContainer, track: VideoStream) -> float:
    """How much of the pictures is encrypted, 0 to 1: as the container says, or in streams the packets themselves."""
    if track.codec_context is not None and track.codec_context.codec_tag.lower() in _TAGS:
        return 1.0
    kind = container.format.name
    with suppress(OSError):
        if kind == "mpegts":
            return _share(_scrambled(data, track.id) for data in _windows(path))
        if kind == "mpeg":
            return _share(_locked_sectors(data) for data in _windows(path))
        if kind == "asf":
            header = _asf_header(path)
            return float(any(mark in header for mark in _ASF_ENCRYPTION))
    return 0.0


def _windows(path: Path) -> Iterator[bytes]:
    """A small file whole, of a large one places from beginning to end."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= _WINDOWS * _WINDOW_BYTES:
            yield file.read()
            return
        for number in range(_WINDOWS):
            file.seek(number * (size - _WINDOW_BYTES) // (_WINDOWS - 1))
            yield file.read(_WINDOW_BYTES)


def _share(counts: Iterator[tuple[int, int]]) -> float:
    """Of (packets, encrypted ones)."""
    found = list(counts)
    return sum(locked for _, locked in found) / max(1, sum(count for count, _ in found))


def _scrambled(data: bytes, wanted: int) -> tuple[int, int]:
    """Two bits of a transport packet's header say so; programme information is always open."""
    start, stride = _first_packet(data)
    count = locked = 0
    for at in range(start, len(data) - 3, stride):
        if data[at] == 0x47 and ((data[at + 1] & 31) << 8 | data[at + 2]) == wanted:
            count += 1
            locked += bool(data[at + 3] & 0xC0)
    return count, locked


def _first_packet(data: bytes) -> tuple[int, int]:
    """Where packets begin, and how far apart: their first byte may stand inside of them as well."""
    at = data.find(b"G")
    while at >= 0:
        for stride in _STRIDES:
            if data[at : at + _SURE_PACKETS * stride : stride] == b"G" * _SURE_PACKETS:
                return at, stride
        at = data.find(b"G", at + 1)
    return len(data), _STRIDES[0]


def _locked_sectors(data: bytes) -> tuple[int, int]:
    """Two bits of each picture packet of a DVD; the first of its sectors may be open."""
    count = locked = 0
    at = data.find(b"\0\0\1\xe0")
    while 0 <= at < len(data) - 7:
        if data[at + 6] & 0xC0 == 0x80:
            count += 1
            locked += bool(data[at + 6] & 0x30)
        at = data.find(b"\0\0\1\xe0", at + 4)
    return count, locked


def _asf_header(path: Path) -> bytes:
    """All that stands before the pictures: with a cover in it, it may be long."""
    with path.open("rb") as file:
        head = file.read(24)
        size = int.from_bytes(head[16:24], "little") if head.startswith(_ASF_HEADER) else 0
        return head + file.read(max(0, min(size, _ASF_HEADER_MOST_BYTES) - len(head)))
