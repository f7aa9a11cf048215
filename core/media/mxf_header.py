"""The start timecode of an MXF file, by the packages that its header describes.

A file of one clip (OP1a, OP-Atom) has a material package, which is what is played, a file package, which is what was
stored, and often a physical one: the tape or card it comes from. Each may have a timecode track of its own.

Which one counts: the material package's, which Premiere Pro, Resolve and Media Composer show for OP1a and libav tells
of the file. Where it has none, or 00:00:00:00, which writers put where they know none, the file package's, then that
of the physical package at the place where the file begins in it, which libav tells of the picture track. The BBC's
`bmx` asks in this order too. 00:00:00:00 is left where none of them says more.

Everything is read from the first bytes of a file, never more than a fixed number of sets, and what makes no sense is
passed over. All tags that are read are below 0x8000, which the standard fixes, so the primer is not needed.
Source: SMPTE ST 377-1, sections 6, 7, 9 and annexes A and B.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

from core.media.recorded_timecode import MOST_FPS, exact_rate
from core.values import Timecode, can_drop, nominal_rate

HEADER_BYTES: Final = 4 << 20
"""The header of an MXF file lies within these."""
RUN_IN_BYTES: Final = 1 << 16
"""Something else may stand in front of the header, shorter than this."""
MOST_SETS: Final = 20_000
"""Looked at in a header; one of a clip has some tens, and a few for each track of sound."""
SET_BYTES: Final = 1 << 16
"""Longer sets are not looked into; what is read of them is shorter."""
MOST_PARTS: Final = 256
"""References of one set that are followed."""
MOST_SOURCES: Final = 4
"""How far a package's origins are followed: the file, an import of a tape, the tape."""

_PARTITION: Final = bytes.fromhex("060e2b34020501010d01020101")
"""How keys of partition packs begin; the next byte is 2 for a header, then comes its status."""
_HEADER: Final = 2
_PARTITIONS: Final = frozenset({2, 3, 4})
"""Of header, body and footer; other keys that begin so are those of the primer and the like."""
_LABEL: Final = bytes.fromhex("060e2b34")
_LOCAL_SET: Final = 0x53
_STRUCTURE: Final = bytes.fromhex("0d0101010101")
"""Structural metadata: byte 8 on of the key of a set, followed by its kind."""
_PREFACE, _STORAGE, _MATERIAL, _SOURCE, _TIMECODE = 0x2F, 0x18, 0x36, 0x37, 0x14
_SEQUENCE, _CLIP = 0x0F, 0x11
_TRACKS: Final = frozenset({0x39, 0x3A, 0x3B})
"""Of an event, static, and of a timeline."""
_KINDS: Final = frozenset({_PREFACE, _STORAGE, _MATERIAL, _SOURCE, _TIMECODE, _SEQUENCE, _CLIP}) | _TRACKS
_ID, _CONTENT, _PACKAGES, _PACKAGE_ID, _PACKAGE_TRACKS = 0x3C0A, 0x3B03, 0x1901, 0x4401, 0x4403
_EDIT_RATE, _TRACK_SEQUENCE, _COMPONENTS, _DATA = 0x4B01, 0x4803, 0x1001, 0x0201
_START, _BASE, _DROPS = 0x1501, 0x1502, 0x1503
_POSITION, _SOURCE_ID = 0x1201, 0x1101
_ID_BYTES, _UMID_BYTES = 16, 32
_PICTURE: Final = frozenset(
    {
        bytes.fromhex("060e2b34040101010103020201000000"),
        bytes.fromhex("807d0060083e143f6f3c8ce16cef11d2"),
    }
)
"""What the essence of a track is: a picture, as the standard labels it and as AAF did."""

Tags = dict[int, bytes]


@dataclass(slots=True)
class MxfHeader:
    """The sets of a header that say how packages hang together."""

    sets: dict[bytes, tuple[int, Tags]] = field(default_factory=dict)
    """Kind and values of each, by its identifier."""

    def one(self, reference: bytes) -> tuple[int, Tags]:
        """Kind and values of the set of that identifier; no kind where there is none."""
        return self.sets.get(reference, (0, {}))

    def all_of(self, kind: int) -> list[Tags]:
        """Sets of a kind, in the order of the file."""
        return [tags for each, tags in self.sets.values() if each == kind]

    def parts(self, tags: Tags, tag: int) -> Iterator[tuple[int, Tags]]:
        """The sets that a batch or an array of one names."""
        for reference in _batch(tags.get(tag, b"")):
            kind, found = self.one(reference)
            if kind:
                yield kind, found

    def packages(self) -> list[tuple[int, Tags]]:
        """Material and source packages: those that the content storage names, else all."""
        for preface in self.all_of(_PREFACE):
            kind, storage = self.one(preface.get(_CONTENT, b""))
            named = list(self.parts(storage, _PACKAGES)) if kind == _STORAGE else []
            if named:
                return [each for each in named if each[0] in (_MATERIAL, _SOURCE)]
        return [each for each in self.sets.values() if each[0] in (_MATERIAL, _SOURCE)]


def mxf_header(path: Path) -> bytes:
    """The first bytes of a file. Raises: OSError."""
    with path.open("rb") as file:
        return file.read(HEADER_BYTES)


def mxf_timecode(header: bytes, fps: Fraction) -> Timecode | None:
    """The label of the first frame of an MXF file; None where none of its packages has a timecode track.

    `header` are the first bytes of the file, which may be cut off anywhere; `fps` is the rate of its pictures.
    """
    found = read_mxf_header(header)
    packages = found.packages()
    material = next((tags for kind, tags in packages if kind == _MATERIAL), {})
    labels = (
        _label(found, package, position, fps)
        for package, position in ((material, Fraction()), *_origins(found, material, packages))
    )
    told = [label for label in labels if label is not None]
    return next((label for label in told if label.frame), told[0] if told else None)


def read_mxf_header(header: bytes) -> MxfHeader:
    """The sets of the header partition, as far as these bytes hold them."""
    found = MxfHeader()
    for kind, body in _structural_sets(header):
        tags = _tags(body)
        identifier = tags.get(_ID, b"")
        if len(identifier) == _ID_BYTES:
            found.sets.setdefault(identifier, (kind, tags))
    return found


def _origins(found: MxfHeader, material: Tags, packages: list[tuple[int, Tags]]) -> list[tuple[Tags, Fraction]]:
    """The file package and those that it comes from, each with the place of the file's first frame in it, in seconds.

    libav plays a file from its first stored frame: where the material begins in the file package does not count.
    """
    by_id = {tags[_PACKAGE_ID]: tags for kind, tags in packages if kind == _SOURCE and _PACKAGE_ID in tags}
    origins, position_s, package = list[tuple[Tags, Fraction]](), Fraction(), material
    for number in range(MOST_SOURCES):
        clip = _picture_clip(found, package)
        if clip is None:
            break
        identifier, begins_s = clip
        if number:
            position_s += begins_s
        source = by_id.pop(identifier, None)  # each once: a ring of packages ends
        if source is None:
            break
        origins.append((source, position_s))
        package = source
    return origins


def _picture_clip(found: MxfHeader, package: Tags) -> tuple[bytes, Fraction] | None:
    """Of the picture track of a package, else of its first one: which package it is of, and from which second on."""
    clips = []
    for kind, track in found.parts(package, _PACKAGE_TRACKS):
        if kind not in _TRACKS:
            continue
        rate = _rate(track.get(_EDIT_RATE, b""))
        for data, clip in _components(found, track, _CLIP):
            identifier = clip.get(_SOURCE_ID, b"")
            if len(identifier) == _UMID_BYTES and any(identifier) and rate:
                begins_s = max(0, _number(clip.get(_POSITION, b""), signed=True)) / rate
                clips.append((data not in _PICTURE, identifier, begins_s))
                break
    return next(((each[1], each[2]) for each in sorted(clips, key=lambda each: each[0])), None)


def _components(found: MxfHeader, track: Tags, wanted: int) -> Iterator[tuple[bytes, Tags]]:
    """What a track is made of, of one kind, with the kind of its essence; a track may do without a sequence."""
    kind, sequence = found.one(track.get(_TRACK_SEQUENCE, b""))
    if kind == wanted:
        yield sequence.get(_DATA, b""), sequence
    elif kind == _SEQUENCE:
        for each, component in found.parts(sequence, _COMPONENTS):
            if each == wanted:
                yield sequence.get(_DATA, b""), component


def _label(found: MxfHeader, package: Tags, position_s: Fraction, fps: Fraction) -> Timecode | None:
    """Of the first timecode track of a package, so many seconds after its beginning."""
    for kind, track in found.parts(package, _PACKAGE_TRACKS):
        if kind in _TRACKS:
            for _, component in _components(found, track, _TIMECODE):
                start = _timecode(component, fps)
                if start is not None:
                    return start + round(position_s * start.fps)
    return None


def _timecode(component: Tags, fps: Fraction) -> Timecode | None:
    base = _number(component.get(_BASE, b""))
    if not 0 < base <= MOST_FPS or len(component.get(_START, b"")) != 8:
        return None
    rate = exact_rate(Fraction(base), base, fps)
    drop = _number(component.get(_DROPS, b"")) == 1 and can_drop(nominal_rate(rate))
    return Timecode(_number(component[_START], signed=True), rate, drop)


# --------------------------------------------------------------------------- bytes


def _structural_sets(header: bytes) -> Iterator[tuple[int, memoryview]]:
    """Kind and content of each set of structural metadata that these bytes hold whole."""
    start = header.find(_PARTITION + bytes([_HEADER]), 0, RUN_IN_BYTES + _ID_BYTES)
    if start < 0:
        return
    data, at = memoryview(header), start
    for number in range(MOST_SETS):
        key = bytes(data[at : at + _ID_BYTES])
        length, begin = _length(data, at + _ID_BYTES)
        if len(key) < _ID_BYTES or key[:4] != _LABEL or length < 0:
            return
        if number and key[:13] == _PARTITION and key[13] in _PARTITIONS:  # the header ends with the next one
            return
        body = data[begin : begin + length]
        if len(body) == length <= SET_BYTES and _is_structural(key):
            yield key[14], body
        at = begin + length


def _is_structural(key: bytes) -> bool:
    return key[5] == _LOCAL_SET and key[8:14] == _STRUCTURE and key[14] in _KINDS


def _length(data: memoryview, at: int) -> tuple[int, int]:
    """A length as BER writes it, and where what it is of begins; -1 where that makes no sense."""
    first = data[at] if at < len(data) else 0x80
    if first < 0x80:
        return first, at + 1
    count = first & 0x7F
    told = bytes(data[at + 1 : at + 1 + count])
    if not 0 < count <= 8 or len(told) < count:
        return -1, at
    return int.from_bytes(told, "big"), at + 1 + count


def _tags(body: memoryview) -> Tags:
    """Values of a set by their local tags."""
    tags, at = Tags(), 0
    while at + 4 <= len(body):
        tag, size = int.from_bytes(body[at : at + 2], "big"), int.from_bytes(body[at + 2 : at + 4], "big")
        value = bytes(body[at + 4 : at + 4 + size])
        if len(value) < size:
            break
        tags.setdefault(tag, value)
        at += 4 + size
    return tags


def _batch(value: bytes) -> Iterator[bytes]:
    """Identifiers in a batch or an array: how many, how long each is, then they themselves."""
    count, size = int.from_bytes(value[:4], "big"), int.from_bytes(value[4:8], "big")
    if size == _ID_BYTES:
        for number in range(min(count, MOST_PARTS, (len(value) - 8) // size)):
            yield value[8 + number * size : 8 + (number + 1) * size]


def _number(value: bytes, *, signed: bool = False) -> int:
    return int.from_bytes(value[:8], "big", signed=signed)


def _rate(value: bytes) -> Fraction:
    """A rational number; 0 for what is none, or negative."""
    above, below = (int.from_bytes(value[at : at + 4], "big", signed=True) for at in (0, 4))
    return Fraction(above, below) if len(value) == 8 and above > 0 and below > 0 else Fraction()
