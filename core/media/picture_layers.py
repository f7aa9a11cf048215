"""Which pictures others lean on, by the first bytes of their packets: what need not be decoded on the way to another.

A layer is twice the picture's temporal layer, plus one where no picture of that temporal layer leans on it. A picture
leans on lower layers only, and on even ones of its own temporal layer.
Source: H.264 7.4.1 (nal_ref_idc), H.265 7.4.2.2 (sub-layer non-reference pictures), H.262 6.3.9 (B-pictures), AV1
5.9.2 (refresh_frame_flags). VP9 is not among them: each of its frames takes motion vectors from the one decoded before
it. Nor is MPEG-4, whose old encoders pack two pictures into one packet.
"""

from core.media.av1_header import Av1Headers
from core.media.bits import Bits, OutOfBits
from core.media.packet_header import LOOK_BYTES, length_bytes_of, units_of

BASE = 0
"""Others lean on it, or it is not known that none does."""
FREE = 1
"""None leans on it."""
WHOLE_FRAMES = ("mp4", "matroska", "flv")
"""Containers in which a packet of H.264 is a whole frame; elsewhere it may be one field of two."""

_H264_SLICES, _H264_SPS = (1, 2, 5), 7
_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
_HEVC_FIRST_RESERVED, _HEVC_SLICES = 16, 32
_MPEG_PICTURE, _MPEG_EXTENSION, _MPEG_SLICE = b"\0\0\1\0", b"\0\0\1\xb5", b"\0\0\1\1"
_MPEG_B, _QUANT_MATRIX, _PICTURE_CODING, _WHOLE_FRAME = 3, 3, 8, 3


class LayerReader:
    """Reads the layers of one track's packets, given in the order of decoding."""

    def __init__(self, codec: str, extradata: bytes | None, container: str) -> None:
        self._codec, self._length_bytes = codec, length_bytes_of(codec, extradata)
        self._is_by_frame = codec != "h264" or any(kind in container for kind in WHOLE_FRAMES)
        self._av1 = Av1Headers(extradata) if codec == "av1" else None

    def layer_of(self, data: memoryview) -> int:
        """The layer of the picture in this packet; `BASE` where these bytes do not tell."""
        if self._codec == "h264":
            return self._h264(data)
        if self._codec == "hevc":
            return self._hevc(data)
        if self._codec in {"mpeg1video", "mpeg2video"}:
            return _mpeg(bytes(data[:LOOK_BYTES]))
        if self._av1 is not None:
            return FREE if self._av1.is_free(data) else BASE
        return BASE

    def _h264(self, data: memoryview) -> int:
        for unit in units_of(data[:LOOK_BYTES], self._length_bytes):
            kind = unit[0] & 31
            if kind == _H264_SPS and not self._is_by_frame:
                self._is_by_frame = _has_frames_only(bytes(unit[1:65]))
            elif kind in _H264_SLICES:
                return FREE if self._is_by_frame and not unit[0] & 0x60 else BASE
        return BASE

    def _hevc(self, data: memoryview) -> int:
        for unit in units_of(data[:LOOK_BYTES], self._length_bytes):
            kind = (unit[0] >> 1) & 63
            if kind < _HEVC_SLICES and len(unit) > 1:
                temporal = max(0, (unit[1] & 7) - 1)
                return 2 * temporal + (kind < _HEVC_FIRST_RESERVED and kind % 2 == 0)
        return BASE


def _mpeg(head: bytes) -> int:
    """A B-picture of a whole frame that brings no tables for those behind it."""
    at = head.find(_MPEG_PICTURE)
    if at != 0 or len(head) < 6 or (head[5] >> 3) & 7 != _MPEG_B:
        return BASE  # with headers before it, it says more than its own picture
    stop = head.find(_MPEG_SLICE)
    at = head.find(_MPEG_EXTENSION)
    while 0 <= at < stop:
        kind = head[at + 4] >> 4
        if kind == _QUANT_MATRIX or (kind == _PICTURE_CODING and head[at + 6] & 3 != _WHOLE_FRAME):
            return BASE
        at = head.find(_MPEG_EXTENSION, at + 1)
    return FREE if stop >= 0 else BASE


def _has_frames_only(parameters: bytes) -> bool:
    """Whether a sequence parameter set of H.264 rules fields out; False where it cannot be read."""
    bits = Bits(parameters.replace(b"\0\0\3", b"\0\0"))
    try:
        profile = bits.number(8)
        bits.number(16)
        bits.golomb()
        if profile in _HIGH_PROFILES:
            if bits.golomb() == 3:
                bits.number(1)
            bits.golomb(), bits.golomb(), bits.number(1)
            if bits.number(1):
                return False  # scaling lists: rare, and not read here
        bits.golomb()
        order = bits.golomb()
        if order == 0:
            bits.golomb()
        elif order == 1:
            bits.number(1)
            bits.golomb(), bits.golomb()
            for _ in range(bits.golomb()):
                bits.golomb()
        bits.golomb(), bits.number(1), bits.golomb(), bits.golomb()
        return bits.number(1) == 1
    except OutOfBits:
        return False
