"""What AVCHD cameras write into their pictures: date with zone, timecode, make and model.

Source: the packs of DV (IEC 61834-4) inside a message of H.264; their numbers as ExifTool lists them.
"""

from core.media.recorded_timecode import GOP_BYTES

_MARK = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
_PACK_BYTES = 5
_TIMECODE, _DATE, _TIME, _MAKE, _MODEL = 0x13, 0x18, 0x19, 0xE0, (0xE4, 0xE5, 0xE6)
_MAKES = {0x0103: "Panasonic", 0x0108: "Sony", 0x1011: "Canon", 0x1104: "JVC"}
_SUMMER, _WEST, _HALF = 0x40, 0x20, 0x01
_MOST_HOURS = 14


def avchd_notes(packet: bytes) -> dict[int, bytes]:
    """The packs in the first picture, by number; none where there are none."""
    at = packet.find(_MARK, 0, GOP_BYTES)
    if at < 0:
        return {}
    body = packet[at + len(_MARK) : GOP_BYTES].replace(b"\0\0\3", b"\0\0")
    packs = [body[1 + _PACK_BYTES * n : 1 + _PACK_BYTES * (n + 1)] for n in range(body[0] if body else 0)]
    return {pack[0]: pack[1:] for pack in packs if len(pack) == _PACK_BYTES}


def date_of(notes: dict[int, bytes]) -> str:
    """As text, with its zone; in summer time without, since cameras disagree on whether the zone includes it."""
    digits_bcd = notes.get(_DATE, b"") + notes.get(_TIME, b"")
    if len(digits_bcd) < 8:
        return ""
    zone, digits = digits_bcd[0], digits_bcd[1:].hex()
    hours = zone >> 1 & 15
    known = not zone & _SUMMER and hours <= _MOST_HOURS
    sign, minutes = "-" if zone & _WEST else "+", 30 if zone & _HALF else 0
    date = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]} {digits[8:10]}:{digits[10:12]}:{digits[12:14]}"
    return date + (f"{sign}{hours:02d}{minutes:02d}" if known else "")


def timecode_pack(notes: dict[int, bytes]) -> bytes:
    """For `timecode_of_pack`; empty where there is none."""
    return notes.get(_TIMECODE, b"")


def make_of(notes: dict[int, bytes]) -> str:
    """The camera's maker, where it is a known one."""
    return _MAKES.get(int.from_bytes(notes.get(_MAKE, b"")[:2], "big"), "")


def model_of(notes: dict[int, bytes]) -> str:
    """The camera's model, which Sony writes."""
    if make_of(notes) != "Sony":
        return ""
    return b"".join(notes.get(each, b"") for each in _MODEL).partition(b"\0")[0].decode("ascii", "ignore")
