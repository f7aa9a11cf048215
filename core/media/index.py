"""The packets of a film, walked through once without decoding: true times, keyframes, what is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av.error
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream
from numpy.typing import NDArray

from core.media.opening import packets_of, raise_if_drive_failed
from core.values import IdArray

Tick = Callable[[], None]
"""Called now and then from long work: a sign of life, and the place where it may be stopped."""


@dataclass(frozen=True, slots=True, eq=False)
class PacketIndex:
    """One picture track, packet by packet in the order of decoding.

    Shapes: pts, key, shown, place (N,). Units: pts and end in ticks of `time_base`; origin_s on the file's clock.
    """

    pts: IdArray
    key: NDArray[np.bool_]
    shown: NDArray[np.bool_]
    """False for packets that give no visible frame: hidden by an edit list, or empty."""
    place: IdArray
    """Position in the file, by which a packet is known again after a seek; -1 unknown."""
    end: int
    time_base: Fraction
    origin_s: Fraction
    declared_end_s: float
    """Where the container says that its longest track ends, on the player's clock; 0 when it says nothing."""
    found_end_s: float
    """Where the packets of its longest track end."""
    order: IdArray
    """Packet numbers of the visible frames in order of time; of equal times only the first."""
    times: IdArray
    """Their presentation times, ascending."""
    keys: IdArray
    """Packet numbers of the keyframes."""

    def __len__(self) -> int:
        return len(self.pts)

    @property
    def is_intra(self) -> bool:
        """True when every frame can be decoded by itself."""
        return len(self.keys) == len(self.pts)

    @property
    def key_gap_s(self) -> float:
        """The longest stretch between two keyframes, or from the last to the end."""
        ticks = np.append(np.unique(self.pts[self.keys]), self.end)
        return float(max(0, int(np.diff(ticks).max(initial=0))) * self.time_base)

    def seconds(self, ticks: int) -> float:
        """Time on the player's clock."""
        return float(ticks * self.time_base - self.origin_s)


Streams = tuple[InputContainer, VideoStream]
"""An open film and its picture track."""
OnPacket = Callable[["Packet[Any]"], None]
"""Sees every packet of the picture track in passing."""


def walk_packets(path: Path, streams: Streams, tick: Tick, on_packet: OnPacket) -> PacketIndex:
    """Read all packets of all tracks; where the file breaks off, the index ends.

    Raises: MediaError, when the drive fails; av.error.FFmpegError, when not even the first packet can be read.
    """
    container, track = streams
    notes: list[tuple[int | None, int | None, bool, bool, int, int]] = []
    found_end = Fraction(0)
    start_us = container.start_time
    origin_s = Fraction(start_us or 0, 1_000_000)
    packets = packets_of(container)
    count = 0
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            break
        except (av.error.FFmpegError, OSError) as error:
            raise_if_drive_failed(path, error)
            if count == 0:
                raise
            break
        count += 1
        if count % 512 == 0:
            tick()
        if packet.size == 0:
            continue
        if packet.pts is not None and packet.time_base is not None:
            found_end = max(found_end, (packet.pts + (packet.duration or 0)) * packet.time_base - origin_s)
        if packet.stream_index == track.index:
            notes.append(_note(packet))
            on_packet(packet)
    declared_us = container.duration or 0
    return _build(notes, track, (origin_s, declared_us / 1e6, float(found_end)))


def _note(packet: "Packet[Any]") -> tuple[int | None, int | None, bool, bool, int, int]:
    place = -1 if packet.pos is None else packet.pos
    return packet.pts, packet.dts, packet.is_keyframe, not packet.is_discard, place, packet.duration or 0


def _build(
    notes: list[tuple[int | None, int | None, bool, bool, int, int]],
    track: VideoStream,
    clock: tuple[Fraction, float, float],
) -> PacketIndex:
    time_base = track.time_base or Fraction(1, 1000)
    rate = track.average_rate or track.guessed_rate or Fraction(25)
    step = max(1, round(1 / (rate * time_base))) if rate else 1
    pts = np.empty(len(notes), dtype=np.int64)
    last = -step
    for number, (presented, decoded, *_rest) in enumerate(notes):
        # Files that store no presentation times (some AVI) show frames in the order of decoding.
        time = presented if presented is not None else decoded
        pts[number] = last = time if time is not None else last + step
    key = np.array([note[2] for note in notes], dtype=np.bool_)
    shown = np.array([note[3] for note in notes], dtype=np.bool_)
    place = np.array([note[4] for note in notes], dtype=np.int64)
    if len(key):
        key[0] = True  # reading has to begin somewhere
    origin_s, declared_s, found_s = clock
    visible = np.flatnonzero(shown)
    times, first = np.unique(pts[visible], return_index=True)
    order = visible[first]
    last_ticks = notes[int(order[-1])][5] if len(order) else 0
    return PacketIndex(
        pts=pts,
        key=key,
        shown=shown,
        place=place,
        end=_end(times, last_ticks, step),
        time_base=time_base,
        origin_s=origin_s,
        declared_end_s=declared_s,
        found_end_s=found_s,
        order=order,
        times=times,
        keys=np.flatnonzero(key),
    )


def _end(times: IdArray, duration: int, step: int) -> int:
    """Ticks at which the last visible frame goes: its own duration, else the usual distance of frames."""
    if not len(times):
        return 0
    gaps = np.diff(times)
    usual = int(np.median(gaps)) if len(gaps) else step
    longest = int(gaps.max()) if len(gaps) else max(step, duration)
    return int(times[-1]) + (duration if 0 < duration <= 4 * longest else usual)


def frame_rate(index: PacketIndex, track: VideoStream) -> Fraction:
    """Frames per second: what the file declares when its packets agree, else counted from the packets."""
    times = index.times
    if len(times) == 0:
        return Fraction(0)
    span = (index.end - int(times[0])) * index.time_base
    counted = Fraction(len(times)) / span if span > 0 else Fraction(25)
    declared = track.average_rate
    if declared and len(times) > 1:
        quickest = 1 / (int(np.diff(times).min()) * index.time_base)
        if counted * Fraction(9, 10) <= declared <= max(quickest, counted) * Fraction(21, 20):
            return Fraction(declared)
    elif declared and counted * Fraction(1, 2) <= declared <= counted * 2:
        return Fraction(declared)
    return counted.limit_denominator(1001)
