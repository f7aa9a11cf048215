"""Makes videos that lie, of videos that do not: about time, keyframes, tracks and shape. For tests and for fuzzing."""

import random
import struct
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.bitstream import BitStreamFilterContext

PES_PICTURE = b"\0\0\1\xe0"
MIRRORED = (-1, 0, 0, 1)
UPSIDE_DOWN = (1, 0, 0, -1)
TRANSPOSED = (0, 1, 1, 0)
ANTITRANSPOSED = (0, -1, -1, 0)
TURNED = (0, 1, -1, 0)
"""Display matrices (a, b, c, d): a picture's x goes to (a, b), its y to (c, d)."""
_IN_STREAM = {("h264", "avi"): "h264_mp4toannexb", ("mpeg4", "m4v"): "dump_extra"}
"""What has to be done to packets of MP4 for other containers, where libav does not do it by itself."""
MP4_BOXES = (b"moov", b"trak", b"mdia", b"minf", b"stbl")


def boxes(data: bytes | bytearray, name: bytes) -> Iterator[tuple[int, int]]:
    """Where the contents of boxes of this name begin and end in an MP4 file, inside `MP4_BOXES`."""
    todo = [(0, len(data))]
    while todo:
        at, end = todo.pop(0)
        while at + 8 <= end:
            size = int.from_bytes(data[at : at + 4], "big")
            kind = bytes(data[at + 4 : at + 8])
            size = end - at if size == 0 else size
            if size < 8:
                break
            if kind == name:
                yield at + 8, min(at + size, end)
            if kind in MP4_BOXES:
                todo.append((at + 8, min(at + size, end)))
            at += size


def without_keys(data: bytes) -> bytes:
    """An MP4 file without its table of keyframes: then every frame counts as one."""
    made = bytearray(data)
    for begin, _ in boxes(data, b"stss"):
        made[begin - 4 : begin] = b"free"
    return bytes(made)


def with_every_key(data: bytes) -> bytes:
    """An AVI file whose index calls every packet a keyframe."""
    made, at = bytearray(data), data.find(b"idx1")
    for entry in range(at + 8, at + 8 + int.from_bytes(data[at + 4 : at + 8], "little"), 16):
        made[entry + 4] |= 0x10
    return bytes(made)


def without_offsets(data: bytes) -> bytes:
    """An MP4 file without its table of times of showing, and without edits: frames seem shown as they are stored."""
    made = bytearray(data)
    for name in (b"ctts", b"edts"):
        for begin, _ in boxes(data, name):
            made[begin - 4 : begin] = b"free"
    return bytes(made)


def with_times(data: bytes, delta: int) -> bytes:
    """An MP4 file whose frames all last so many ticks; with 0 they all have one time."""
    made = bytearray(data)
    for begin, _ in boxes(data, b"stts"):
        count = int.from_bytes(made[begin + 4 : begin + 8], "big")
        for entry in range(count):
            struct.pack_into(">I", made, begin + 12 + 8 * entry, delta)
    return bytes(made)


def with_matrix(data: bytes, matrix: Sequence[int]) -> bytes:
    """An MP4 file with another display matrix in its (first) track."""
    made = bytearray(data)
    for begin, _ in boxes(data, b"tkhd"):
        at = begin + (52 if data[begin] else 40)
        a, b, c, d = (int(number) << 16 for number in matrix)
        struct.pack_into(">9i", made, at, a, b, 0, c, d, 0, 0, 0, 1 << 30)
        break
    return bytes(made)


def with_aperture(data: bytes, size: tuple[int, int], offset: tuple[int, int] = (0, 0)) -> bytes:
    """An MP4 file of one track whose clean aperture is `size`, its middle off by `offset`."""
    numbers = (size[0], 1, size[1], 1, offset[0], 1, offset[1], 1)
    clap = struct.pack(">I4s4I4i", 40, b"clap", *numbers[:4], *numbers[4:])
    (begin, end) = next(boxes(data, b"stsd"))
    made = bytearray(data)
    made[end:end] = clap
    moov = data.find(b"moov") - 4
    for at in [begin + 8, begin - 8, *(data.rfind(name, moov, begin) - 4 for name in MP4_BOXES[::-1])]:
        struct.pack_into(">I", made, at, int.from_bytes(data[at : at + 4], "big") + len(clap))
    return bytes(made)


def with_crop(data: bytes, left: int, top: int, right: int, bottom: int) -> bytes:
    """A Matroska file of one track of which so much is to be cropped."""
    told = b"".join(
        name + b"\x81" + bytes([value])
        for name, value in ((b"\x54\xcc", left), (b"\x54\xbb", top), (b"\x54\xdd", right), (b"\x54\xaa", bottom))
    )
    made, at, end = bytearray(data), 0, len(data)
    for wanted in (b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\xae", b"\xe0"):
        while True:
            length = 9 - data[at].bit_length()
            name, at = data[at : at + length], at + length
            length = 9 - data[at].bit_length()
            size = int.from_bytes(data[at : at + length], "big") & ((1 << 7 * length) - 1)
            if name == wanted:
                break
            at += length + size
        if size != (1 << 7 * length) - 1:
            made[at : at + length] = ((1 << 7 * length) | (size + len(told))).to_bytes(length, "big")
            end = at + length + size
        at += length
    made[end:end] = told
    return bytes(made)


def shown_by(matrix: Sequence[int], picture: np.ndarray) -> np.ndarray:
    """A stored picture as a display matrix shows it, pixel by pixel."""
    a, b, c, d = matrix
    height, width = picture.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width]
    right, down = a * xs + c * ys, b * xs + d * ys
    right, down = right - right.min(), down - down.min()
    made = np.zeros((down.max() + 1, right.max() + 1, *picture.shape[2:]), picture.dtype)
    made[down, right] = picture
    return made


def stored_again(source: Path, target: Path, kind: str | None = None, shift_s: float = 0.0) -> Path:
    """The same packets in another container, or the same, `shift_s` later."""
    with av.open(str(source)) as given, av.open(str(target), "w", format=kind) as made:
        source_track = given.streams.video[0]
        stream = made.add_stream_from_template(source_track)
        filter_name = _IN_STREAM.get((source_track.codec_context.name, kind))
        change = None if filter_name is None else BitStreamFilterContext(filter_name, source_track)
        for packet in given.demux(source_track):
            if packet.size == 0:
                continue
            time_base = packet.time_base
            shift = round(Fraction(shift_s) / time_base)
            packet.pts = None if packet.pts is None else packet.pts + shift
            packet.dts = None if packet.dts is None else packet.dts + shift
            for one in [packet] if change is None else change.filter(packet):
                one.time_base, one.stream = time_base, stream
                made.mux(one)
    return target


def in_sectors(data: bytes) -> bytes:
    """A stream as Windows copies it from a Video CD: cut into sectors, each with headers before and a sum behind."""
    front = b"\0" + 10 * b"\xff" + b"\0\0\2\0\2" + 2 * bytes((1, 1, 0x62, 0x0F))
    parts = [data[at : at + 2324].ljust(2324, b"\0") for at in range(0, len(data), 2324)]
    body = b"".join(front + part + bytes(4) for part in parts)
    head = b"RIFF" + struct.pack("<I", len(body) + 36) + b"CDXAfmt " + struct.pack("<I", 16) + bytes(16)
    return head + b"data" + struct.pack("<I", len(body)) + body


def joined(target: Path, parts: Sequence[Path]) -> Path:
    """Streams laid end to end, as `cat` does it: the clock starts again at each joint."""
    target.write_bytes(b"".join(part.read_bytes() for part in parts))
    return target


def many_tracks(target: Path, sources: Sequence[Path], default: int | None = None) -> Path:
    """The picture tracks of several videos in one file; `default` is the number of the one that is flagged so."""
    with av.open(str(target), "w") as made:
        packets = []
        for number, source in enumerate(sources):
            given = av.open(str(source))
            stream = made.add_stream_from_template(given.streams.video[0])
            if default is not None:
                stream.disposition = 1 if number == default else 0
            packets += [(packet, stream) for packet in given.demux(video=0) if packet.size]
        for packet, stream in sorted(packets, key=lambda each: float(each[0].dts or 0) * each[0].time_base):
            packet.stream = stream
            made.mux(packet)
    return target


# --------------------------------------------------------------------------- encryption


def scrambled_transport(data: bytes, pids: Sequence[int], share: float = 1.0) -> bytes:
    """A transport stream of which `share` of these tracks' packets, in the order of the file, is scrambled."""
    made, lot = bytearray(data), random.Random(7)
    starts = [at for at in range(0, len(made) - 187, 188) if (made[at + 1] & 31) << 8 | made[at + 2] in pids]
    for at in starts[: round(share * len(starts))]:
        made[at + 3] |= 0x80  # transport_scrambling_control: with the even key
        begin = at + 4 + (1 + made[at + 4] if made[at + 3] & 0x20 else 0)
        made[begin : at + 188] = lot.randbytes(at + 188 - begin)
    return bytes(made)


def scrambled_programme(data: bytes, kinds: Sequence[int] = (0xE0,), open_packets: int = 0) -> bytes:
    """A DVD whose packets of these kinds are scrambled as CSS does it, from byte 128 of the sector on."""
    made, lot, at, seen = bytearray(data), random.Random(7), 0, 0
    while (at := data.find(b"\0\0\1", at)) >= 0 and at < len(data) - 9:
        if data[at + 3] not in {0xBD, *range(0xC0, 0xF0)}:
            at += 4
            continue
        end = min(len(data), at + 6 + int.from_bytes(data[at + 4 : at + 6], "big"))
        if data[at + 3] in kinds and data[at + 6] & 0xC0 == 0x80:
            seen += 1
            if seen > open_packets:
                made[at + 6] |= 0x10  # PES_scrambling_control
                begin = min(end, max(at + 9 + data[at + 8], at // 2048 * 2048 + 128))
                made[begin:end] = lot.randbytes(end - begin)
        at = end
    return bytes(made)


def with_asf_object(data: bytes, name: bytes, padding: int = 0) -> bytes:
    """A Windows Media file with one more object in its header, behind so many bytes of padding."""
    pad = bytes.fromhex("74d40618dfca0945a4ba9aabcb96aae8")
    parts = (bytes(32), b"DRM\0", b"key 1\0", b"http://example.org\0")  # secret, kind, key, where the licence is
    told = b"".join(struct.pack("<I", len(part)) + part for part in parts)
    objects = [(pad, bytes(padding))] * (padding > 0) + [(name, told)]
    added = b"".join(kind + struct.pack("<Q", 24 + len(body)) + body for kind, body in objects)
    size, count = struct.unpack_from("<QI", data, 16)
    head = data[:16] + struct.pack("<QI", size + len(added), count + len(objects)) + data[28:30]
    return head + added + data[30:]


# --------------------------------------------------------------------------- by lot, for fuzzing

Twist = Callable[[bytes, bytes, random.Random], bytes]
"""Changes a video, of whatever container, with another one at hand; what does not apply leaves it as it is."""


def restart_clock(data: bytes, _other: bytes, lot: random.Random) -> bytes:
    """A stream is appended to itself; frames of an MP4 file lose their lengths."""
    return with_times(data, lot.choice((0, 0, 1, 1 << 31))) if b"moov" in data else data + data


def shift_clock(data: bytes, _other: bytes, lot: random.Random) -> bytes:
    """From somewhere on the times of pictures in a stream have other high bits."""
    made, at = bytearray(data), data.find(PES_PICTURE, lot.randrange(len(data)))
    mask = lot.choice((2, 4, 8))
    while 0 <= at < len(made) - 9:
        if made[at + 7] & 0x80:
            made[at + 9] ^= mask
        at = data.find(PES_PICTURE, at + 4)
    return bytes(made)


def flip_keys(data: bytes, _other: bytes, lot: random.Random) -> bytes:
    """The table of keyframes of an MP4 file names others."""
    made = bytearray(data)
    for begin, end in boxes(data, b"stss"):
        for at in range(begin + 8, end - 3, 4):
            struct.pack_into(">I", made, at, max(1, int.from_bytes(made[at : at + 4], "big") + lot.randrange(-5, 6)))
    return bytes(made)


def drop_keys(data: bytes, _other: bytes, _lot: random.Random) -> bytes:
    """The table of keyframes is gone."""
    return without_keys(data)


def swap_tracks(data: bytes, _other: bytes, lot: random.Random) -> bytes:
    """Tracks of an MP4 file exchange their places, or are switched off."""
    tracks = [(begin - 8, end) for begin, end in boxes(data, b"trak")]
    if len(tracks) > 1 and lot.random() < 0.5:
        (a, b), (c, d) = tracks[:2]
        return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]
    made = bytearray(data)
    for begin, _ in boxes(data, b"tkhd"):
        made[begin + 3] ^= 1
    return bytes(made)


def change_matrix(data: bytes, _other: bytes, lot: random.Random) -> bytes:
    """Another display matrix, sensible or not."""
    return with_matrix(data, [lot.choice((-1, 0, 1, 7)) for _ in range(4)])


def change_size(data: bytes, _other: bytes, lot: random.Random) -> bytes:
    """An MP4 file says another size than its pictures have."""
    made = bytearray(data)
    for begin, end in boxes(data, b"stsd"):
        if end - begin > 44:
            struct.pack_into(">HH", made, begin + 40, lot.choice((1, 96, 4000)), lot.choice((1, 54, 4000)))
    return bytes(made)


def join_videos(data: bytes, other: bytes, lot: random.Random) -> bytes:
    """Two videos, or the end of one behind another, of a different size and kind."""
    return data + other[lot.choice((0, 0, len(other) // 3)) :]


TWISTS: tuple[Twist, ...] = (
    restart_clock,
    shift_clock,
    flip_keys,
    drop_keys,
    swap_tracks,
    change_matrix,
    change_size,
    join_videos,
)
