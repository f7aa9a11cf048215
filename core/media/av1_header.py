"""What the headers of AV1 say of a temporal unit: whether any later frame may lean on it.

Source: AV1 bitstream specification, 5.5 (sequence header), 5.9.2 (uncompressed header).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.media.bits import Bits, OutOfBits

HEAD_BYTES = 64
"""What is read here lies within these."""
_SEQUENCE, _FRAME_HEADER, _FRAME = 1, 3, 6
_KEY, _INTRA_ONLY, _SWITCH = 0, 2, 3
_LEFT_TO_FRAMES = 2
_CONFIG_BYTES = 4


@dataclass(frozen=True, slots=True)
class _Sequence:
    """What of a sequence header says how frame headers are to be read. Units: bits."""

    id_bits: int
    order_bits: int
    screen_content: int
    whole_vectors: int


class Av1Headers:
    """Reads the temporal units of one track in the order of decoding."""

    def __init__(self, extradata: bytes | None) -> None:
        self._sequence: _Sequence | None = None
        for kind, body in _units(memoryview((extradata or b"")[_CONFIG_BYTES:])):
            if kind == _SEQUENCE:
                self._sequence = _sequence(bytes(body[:HEAD_BYTES]))

    def is_free(self, data: memoryview) -> bool:
        """Whether it holds one shown frame that is kept for no later one, and nothing else."""
        frames: list[bytes] = []
        for kind, body in _units(data):
            if kind == _SEQUENCE:
                self._sequence = _sequence(bytes(body[:HEAD_BYTES]))
                return False
            if kind in {_FRAME_HEADER, _FRAME}:
                frames.append(bytes(body[:HEAD_BYTES]))
        try:
            return len(frames) == 1 and self._sequence is not None and _is_kept_for_none(frames[0], self._sequence)
        except OutOfBits:
            return False


def _units(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Kinds and contents; where a size is missing or wrong the rest is left out."""
    at = 0
    while at < len(data):
        head = data[at]
        at += 2 if head & 4 else 1
        if not head & 2:
            yield (head >> 3) & 15, data[at:]
            return
        size = shift = 0
        while at < len(data):
            size |= (data[at] & 127) << shift
            shift, at = shift + 7, at + 1
            if not data[at - 1] & 128:
                break
        yield (head >> 3) & 15, data[at : at + size]
        at += size


def _sequence(body: bytes) -> _Sequence | None:
    """None where frame headers cannot be read: a still, times of display in each frame, or bytes that end too early."""
    bits = Bits(body)
    try:
        bits.number(4)
        if bits.number(1) or (bits.number(1) and _times_frames(bits)):
            return None
        has_delay = bits.number(1)
        for _ in range(bits.number(5) + 1):
            bits.number(12)
            if bits.number(5) > 7:
                bits.number(1)
            if has_delay and bits.number(1):
                bits.number(4)
        width, height = bits.number(4) + 1, bits.number(4) + 1
        bits.number(width + height)
        id_bits = bits.number(4) + 2 + bits.number(3) + 1 if bits.number(1) else 0
        bits.number(3 + 4)
        has_order = bits.number(1)
        if has_order:
            bits.number(2)
        screen_content = _LEFT_TO_FRAMES if bits.number(1) else bits.number(1)
        whole_vectors = _LEFT_TO_FRAMES
        if screen_content and not bits.number(1):
            whole_vectors = bits.number(1)
        return _Sequence(id_bits, bits.number(3) + 1 if has_order else 0, screen_content, whole_vectors)
    except OutOfBits:
        return None


def _times_frames(bits: Bits) -> bool:
    """Read the timing; whether frames carry times for a model of the decoder, which is rare."""
    bits.number(64)
    if bits.number(1):
        bits.golomb()
    return bool(bits.number(1))


def _is_kept_for_none(body: bytes, sequence: _Sequence) -> bool:
    """Raises: OutOfBits."""
    bits = Bits(body)
    if bits.number(1):
        return False  # an earlier frame is shown
    kind, is_shown = bits.number(2), bits.number(1)
    if not is_shown or kind in {_KEY, _SWITCH}:
        return False
    resists_errors = bits.number(1)
    bits.number(1)
    has_screen_content = bits.number(1) if sequence.screen_content == _LEFT_TO_FRAMES else sequence.screen_content
    if has_screen_content and sequence.whole_vectors == _LEFT_TO_FRAMES:
        bits.number(1)
    bits.number(sequence.id_bits)
    bits.number(1)
    bits.number(sequence.order_bits)
    if kind != _INTRA_ONLY and not resists_errors:
        bits.number(3)
    return bits.number(8) == 0
