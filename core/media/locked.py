"""Whether a film is encrypted: then what comes out of a decoder is noise, not damage."""

from contextlib import suppress
from pathlib import Path

from av.container import InputContainer
from av.video.stream import VideoStream

_TAGS = frozenset({"encv", "drmi", "enca"})
"""Of MP4 and QuickTime: common encryption, and FairPlay."""
_LOOK_BYTES = 2 << 20
_PACKET_BYTES = 188
_ASF_ENCRYPTION = (
    bytes.fromhex("fbb31122 23bdd211 b4b700a0 c955fc6e"),
    bytes.fromhex("14e68a29 2226174c b935dae0 7ee9289c"),
)
"""Content encryption of Windows Media, old and new."""
MOSTLY = 0.5


def is_locked(path: Path, container: InputContainer, track: VideoStream) -> bool:
    """Ask the container; of streams, which have none, the packets themselves."""
    if track.codec_context.codec_tag.lower() in _TAGS:
        return True
    kind = container.format.name
    with suppress(OSError):
        if kind == "mpegts":
            return _is_scrambled(_head(path), track.id)
        if kind == "mpeg":
            return _has_locked_sectors(_head(path))
        if kind == "asf":
            return any(mark in _head(path)[: 1 << 16] for mark in _ASF_ENCRYPTION)
    return False


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LOOK_BYTES)


def _is_scrambled(data: bytes, wanted: int) -> bool:
    """Two bits of a transport packet's header say so; programme information is always open."""
    start = data.find(b"G")
    if start < 0:
        return False
    stride = next((n for n in (188, 192, 204) if data[start + n : start + n + 1] == b"G"), _PACKET_BYTES)
    count = locked = 0
    for at in range(start, len(data) - 3, stride):
        if data[at] == 0x47 and ((data[at + 1] & 31) << 8 | data[at + 2]) == wanted:
            count += 1
            locked += bool(data[at + 3] & 0xC0)
    return locked > MOSTLY * count


def _has_locked_sectors(data: bytes) -> bool:
    """Two bits of each picture packet of a DVD; the first of its sectors may be open."""
    count = locked = 0
    at = data.find(b"\0\0\1\xe0")
    while 0 <= at < len(data) - 7:
        if data[at + 6] & 0xC0 == 0x80:
            count += 1
            locked += bool(data[at + 6] & 0x30)
        at = data.find(b"\0\0\1\xe0", at + 4)
    return count > 0 and locked > MOSTLY * count
