"""Packets of a video in the order of decoding, each with one picture."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.packet import Packet

from core.media.opening import open_container, packets_of
from core.media.tracks import Track

PACKING = frozenset({"avi", "matroska,webm", "nut", "asf"})
"""Containers into which old encoders packed two pictures of MPEG-4 at once, an empty packet behind them."""


def tape_of(path: Path, container: InputContainer, track: Track, only: bool = False) -> "Iterator[Packet[Any]]":
    """Packets from here on, of all tracks or of this `only`; two pictures in one packet are taken apart.

    A track that continues under another number is always read from its beginning, one number after the other: a
    recorder's last pictures under the old one may be given out late.
    """
    if len(track.indices) > 1:
        for number in track.indices:
            with closing(open_container(path)) as opened:
                yield from (each for each in packets_of(opened, opened.streams[number]) if each.size)
        return
    packets = packets_of(container, *([track.stream] if only else []))
    if track.stream.codec_context.codec.canonical_name != "mpeg4" or container.format.name not in PACKING:
        yield from packets
        return
    unpack = BitStreamFilterContext("mpeg4_unpack_bframes", track.stream)
    for packet in packets:
        if packet.stream_index == track.index and packet.size:
            yield from unpack.filter(packet)
        else:
            yield packet
