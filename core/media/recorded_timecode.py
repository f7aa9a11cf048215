"""The timecode that was recorded with the pictures, from the bytes of a file: its first label, exact rate, drop frames.

libav tells labels as text only, and of MPEG-2 video none at all.
"""

from contextlib import suppress
from fractions import Fraction
from typing import BinaryIO, Literal

from core.media.mp4_boxes import boxes, first_inside, inside, movie_header
from core.values import Timecode, can_drop, nominal_rate, standard_rate

GOP_BYTES = 1 << 12
"""The header of a group of pictures lies within these first bytes of its packet."""
MOST_FPS = 1000
_PACK_DROP = 0x40
_DROP, _COUNTER = 1, 8
"""Flags of a QuickTime timecode: drop frames; counts something else than the time of day."""
_GROUP = b"\0\0\1\xb8"


def timecode_of_label(label: str, fps: Fraction) -> Timecode | None:
    """A label as libav tells it, at the rate of these pictures; None for what is no label at that rate."""
    rate = standard_rate(fps)
    if rate is None:  # of pictures that come at a varying rate: the one that was probably set
        rate = Fraction(nominal_rate(fps)) if fps > 0 else None
    if rate is None or rate > MOST_FPS:
        return None
    with suppress(ValueError):
        return Timecode.parse(label, rate, drop=None if can_drop(nominal_rate(rate)) else False)
    return None


def exact_rate(counted: Fraction, base: int, fps: Fraction) -> Fraction:
    """The rate at which labels of so many a second follow each other.

    `counted` is what the timecode says of itself, `fps` the rate of the pictures: where these come at so many times
    the base, each label belongs to that many of them, whatever was rounded.
    """
    pictures = standard_rate(fps)
    if pictures is not None and nominal_rate(pictures) % base == 0:
        return pictures / (nominal_rate(pictures) // base)
    own = standard_rate(counted)
    if own is not None and nominal_rate(own) % base == 0:
        return own / (nominal_rate(own) // base)
    return Fraction(base)


def timecode_of_pack(pack: bytes, base: int, fps: Fraction) -> Timecode | None:
    """Frames, seconds, minutes and hours as binary coded decimals, with flags in their upper bits.

    Source: SMPTE 12M and IEC 61834-4; Sony's XML has the same four bytes.
    """
    if len(pack) != 4 or not 0 < base <= MOST_FPS:
        return None
    digits = [byte & mask for byte, mask in zip(pack, (0x3F, 0x7F, 0x7F, 0x3F), strict=True)]
    frames, seconds, minutes, hours = (f"{each:02x}" for each in digits)
    drop = bool(pack[0] & _PACK_DROP) and can_drop(base)
    with suppress(ValueError):
        return Timecode.parse(f"{hours}:{minutes}:{seconds}:{frames}", exact_rate(Fraction(base), base, fps), drop)
    return None


def base_of_tape(fps: Fraction) -> int:
    """How many labels a second a camera writes that has no room for more than 30; 0 where that is unknown."""
    rate = standard_rate(fps)
    base = nominal_rate(rate) if rate is not None else 0
    return base // 2 if base > 30 and base % 2 == 0 else base if base <= 30 else 0


# --------------------------------------------------------------------------- QuickTime


def quicktime_timecode(
    file: BinaryIO, number: int, streams: int, fps: Fraction
) -> Timecode | Literal["none", "unknown"]:
    """Of the timecode track that belongs to a picture track, else of the first.

    "none" where that track counts something else than the time of day, "unknown" where no track could be read.
    Raises: OSError.
    """
    movie = first_inside(movie_header(file), b"moov")
    tracks = [content for name, content in boxes(movie) if name == b"trak"]
    wanted = _referred(tracks[number]) if len(tracks) == streams and number < streams else ()
    found = [track for track in tracks if _entry(track)]
    for track in sorted(found, key=lambda track: _track_id(track) not in wanted):
        return _of_track(file, track, fps)
    return "unknown"


def _of_track(file: BinaryIO, track: bytes, fps: Fraction) -> Timecode | Literal["none", "unknown"]:
    entry = _entry(track)
    flags, scale, ticks, base = (
        int.from_bytes(entry[start:stop], "big") for start, stop in ((12, 16), (16, 20), (20, 24), (24, 25))
    )
    if flags & _COUNTER:
        return "none"
    if len(entry) < 25 or not scale or not ticks:
        return "unknown"
    counted = Fraction(scale, ticks)
    base = base or nominal_rate(counted)
    first = _first_sample(file, track)
    if first is None or base > MOST_FPS:
        return "unknown"
    rate, shift_s = exact_rate(counted, base, fps), _begins_s(track)
    start = Timecode(first, rate, bool(flags & _DROP) and can_drop(nominal_rate(rate)))
    return start.at(shift_s) if shift_s else start


def _entry(track: bytes) -> bytes:
    """The description of a timecode track's samples, without its head; nothing for other tracks."""
    table = first_inside(track, b"mdia", b"minf", b"stbl", b"stsd")
    return first_inside(table[8:], b"tmcd")


def _first_sample(file: BinaryIO, track: bytes) -> int | None:
    """The number of the frame at which a timecode track begins."""
    table = first_inside(track, b"mdia", b"minf", b"stbl")
    for name, bytes_each in ((b"stco", 4), (b"co64", 8)):
        offsets = first_inside(table, name)
        if int.from_bytes(offsets[4:8], "big") and len(offsets) >= 8 + bytes_each:
            file.seek(int.from_bytes(offsets[8 : 8 + bytes_each], "big"))
            sample = file.read(4)
            return int.from_bytes(sample, "big", signed=True) if len(sample) == 4 else None
    return None


def _begins_s(track: bytes) -> Fraction:
    """How far into its own media a track begins, by its edit list: the beginning of the movie was cut off."""
    edits, media = first_inside(track, b"edts", b"elst"), first_inside(track, b"mdia", b"mdhd")
    is_long, is_long_clock = edits[:1] == b"\1", media[:1] == b"\1"
    scale = int.from_bytes(media[20:24] if is_long_clock else media[12:16], "big")
    times = (edits[16:24], edits[24:32]) if is_long else (edits[8:12], edits[12:16])
    begin = int.from_bytes(times[1], "big", signed=True)
    return Fraction(begin, scale) if scale and begin > 0 else Fraction(0)


def _referred(track: bytes) -> tuple[int, ...]:
    """Numbers of the timecode tracks that a track names as its own."""
    stated = b"".join(inside(track, b"tref", b"tmcd"))
    return tuple(int.from_bytes(stated[at : at + 4], "big") for at in range(0, len(stated) - 3, 4))


def _track_id(track: bytes) -> int:
    head = first_inside(track, b"tkhd")
    return int.from_bytes(head[20:24] if head[:1] == b"\1" else head[12:16], "big")


# --------------------------------------------------------------------------- MPEG-2


def gop_timecode(packet: bytes, fps: Fraction) -> Timecode | None:
    """Of the group of pictures with which a recording begins; None for 00:00:00:00, which encoders write for nothing.

    Source: ISO/IEC 13818-2, 6.2.2.6.
    """
    at = packet.find(_GROUP)
    rate = standard_rate(fps)
    if at < 0 or len(packet) < at + 8 or rate is None:
        return None
    stated = int.from_bytes(packet[at + 4 : at + 8], "big") >> 7
    drops, hours, minutes, seconds, frames = (
        stated >> 24, stated >> 19 & 31, stated >> 13 & 63, stated >> 6 & 63, stated & 63
    )  # fmt: skip
    if not (hours or minutes or seconds or frames):
        return None
    with suppress(ValueError):
        label = f"{hours:02d}:{minutes:02d}:{seconds:02d}:{frames:02d}"
        return Timecode.parse(label, rate, drop=bool(drops) and can_drop(nominal_rate(rate)))
    return None
