"""Writes headers of MXF files with the packages that a test wants, by SMPTE ST 377-1, independent of the reader."""

import struct
from dataclasses import dataclass
from itertools import count

PICTURE = bytes.fromhex("060e2b34040101010103020201000000")
SOUND = bytes.fromhex("060e2b34040101010103020202000000")
TIMECODE = bytes.fromhex("060e2b34040101010103020101000000")
MATERIAL, SOURCE = 0x36, 0x37
SET = bytes.fromhex("060e2b34025301010d010101010100")
"""The key of a set of structural metadata, but for its last two bytes."""


def klv(key: bytes, value: bytes) -> bytes:
    """One element, with a length in four bytes."""
    return key + b"\x83" + len(value).to_bytes(3, "big") + value


def local_set(kind: int, identifier: bytes, tags: dict[int, bytes]) -> bytes:
    """One set of metadata."""
    told = {0x3C0A: identifier, **tags}
    body = b"".join(struct.pack(">HH", tag, len(value)) + value for tag, value in told.items())
    return klv(SET[:14] + bytes([kind, 0]), body)


def batch(identifiers: list[bytes]) -> bytes:
    """References to other sets."""
    return struct.pack(">II", len(identifiers), 16) + b"".join(identifiers)


@dataclass
class Tape:
    """A timecode track: its first label, counted in frames, how many a second, and whether frames are dropped."""

    start: int
    base: int = 25
    drop: bool = False


@dataclass
class Origin:
    """What a track of a package is taken from."""

    package: bytes
    position: int = 0
    data: bytes = PICTURE


class HeaderWriter:
    """Collects the sets of a header."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._sets: list[bytes] = []
        self._packages: list[bytes] = []

    def identifier(self) -> bytes:
        return next(self._numbers).to_bytes(16, "big")

    def package(
        self,
        kind: int,
        umid: bytes,
        tape: Tape | None = None,
        origins: tuple[Origin, ...] = (),
        rate: tuple[int, int] = (25, 1),
        bare: bool = False,
    ) -> None:
        """`bare`: its timecode stands in the track without a sequence around it."""
        tracks = []
        if tape is not None:
            component, drop = self.identifier(), bytes([tape.drop])
            told = {0x0201: TIMECODE, 0x1501: struct.pack(">q", tape.start), 0x1502: struct.pack(">H", tape.base)}
            self._sets.append(local_set(0x14, component, {**told, 0x1503: drop}))
            tracks.append(self._track(component, TIMECODE, rate, bare))
        for origin in origins:
            clip = self.identifier()
            told = {0x0201: origin.data, 0x1201: struct.pack(">q", origin.position), 0x1101: origin.package}
            self._sets.append(local_set(0x11, clip, told))
            tracks.append(self._track(clip, origin.data, rate, False))
        identifier = self.identifier()
        self._sets.append(local_set(kind, identifier, {0x4401: umid, 0x4403: batch(tracks)}))
        self._packages.append(identifier)

    def _track(self, component: bytes, data: bytes, rate: tuple[int, int], bare: bool) -> bytes:
        sequence, track = self.identifier(), self.identifier()
        if bare:
            sequence = component
        else:
            self._sets.append(local_set(0x0F, sequence, {0x0201: data, 0x1001: batch([component])}))
        self._sets.append(local_set(0x3B, track, {0x4B01: struct.pack(">ii", *rate), 0x4803: sequence}))
        return track

    def bytes(self, run_in: bytes = b"", storage: bool = True) -> bytes:
        """The header: partition pack, filler, primer, sets, then the partition of the body."""
        sets = list(self._sets)
        if storage:
            content, preface = self.identifier(), self.identifier()
            sets.append(local_set(0x18, content, {0x1901: batch(self._packages)}))
            sets.append(local_set(0x2F, preface, {0x3B03: content}))
        fill = klv(bytes.fromhex("060e2b34010101020301021001000000"), bytes(40))
        primer = klv(bytes.fromhex("060e2b34020501010d01020101050100"), struct.pack(">II", 0, 18))
        return run_in + partition(2) + fill + primer + b"".join(sets) + partition(3)


def partition(kind: int) -> bytes:
    """A partition pack, closed and complete: 2 of the header, 3 of the body."""
    return klv(bytes.fromhex("060e2b34020501010d01020101") + bytes([kind, 4, 0]), bytes(88))


def umid(number: int) -> bytes:
    """The identifier of a package."""
    return bytes.fromhex("060a2b340101010501010f2013000000") + number.to_bytes(16, "big")
