"""The packets of a video, walked through once without decoding: true times, keyframes, what is missing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av.error
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream
from numpy.typing import NDArray

from core.media.opening import raise_if_drive_failed
from core.media.packet_header import TELLING, Kind, kind_of
from core.media.packet_stream import tape_of
from core.media.packet_times import NONE, Stamps, place, rank_by_kind
from core.media.picture_layers import BASE, LayerReader
from core.media.tracks import Track
from core.values import IdArray

Tick = Callable[[], None]
"""Called now and then from long work: a sign of life, and the place where it may be stopped."""
CLOCKS_ONLY = frozenset({"mpegts", "mpeg"})
"""Containers that record a running clock: a leap in it is none of the video's."""
NO_TIMES = frozenset({"avi", "h264", "hevc", "m4v", "mpegvideo", "vc1", "h263", "obu", "ivf"})
"""Containers without times of presentation; libav then guesses them, as if frames were shown as they are stored."""
KINDS_SHOWN = frozenset({"mpeg4", "mpeg1video", "mpeg2video"})
"""Codecs of which the kinds of pictures tell the order of showing."""
HEAD_FRAMES = 600
"""A recording begun midway has its first keyframe within these, or within its first tenth."""
LIKELY_FPS = (1, 1000)


@dataclass(frozen=True, slots=True, eq=False)
class PacketIndex:
    """One picture track, packet by packet in the order of decoding.

    Shapes: pts, stored, key, shown, place (N,).
    Units: pts and end in ticks of `time_base`; origin_s on the file's clock.
    """

    pts: IdArray
    """Times of showing on a clock of our own, see `timeline`: where the file's clock is sound, the file's."""
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
    """Packet numbers of the visible frames in order of time."""
    times: IdArray
    """Their presentation times, ascending."""
    keys: IdArray
    """Packet numbers at which decoding may begin."""
    stored: IdArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """The times in the file, for finding a packet again."""
    restarts: tuple[tuple[float, float], ...] = ()
    """Where the file's own clock starts again: seconds on the player's clock, and what the file's clock says there."""
    begins: tuple[int, ...] = (0,)
    """Packet numbers at which the file's clock begins: the first, and those of `restarts`."""
    is_plain: bool = True
    """True when these are the file's own times in the file's own order."""
    is_ordered: bool = True
    """False when only decoding can tell the order in which frames are shown."""
    has_clock: bool = True
    """False when its times were made up, as those of the file are none."""
    has_false_keys: bool = False
    """True when the container flags keyframes whose own bytes say that they are none."""
    layers: IdArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Who leans on whom, see `picture_layers`; empty where that is not known. Shapes: (N,) or (0,)."""
    sizes: IdArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Units: bytes. Shapes: as `layers`."""

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

    def stored_at(self, number: int) -> int | None:
        """A packet's time in the file, None where it has none."""
        stored = int(self.stored[number])
        return None if stored == NONE else stored


def stamp_of(packet: "Packet[Any]", container: InputContainer) -> int:
    """A packet's time in the file, as `PacketIndex.stored` has it."""
    pts = None if container.format.name == "avi" else packet.pts
    found = pts if pts is not None else packet.dts
    return NONE if found is None else found


OnPacket = Callable[["Packet[Any]"], None]
"""Sees every packet of the picture track in passing."""


class _Notes:
    """What the walk writes down of the picture track."""

    def __init__(self, track: VideoStream, container: str) -> None:
        self._codec = track.codec_context.codec.canonical_name
        self._extradata = track.codec_context.extradata
        self._every_kind = self._codec == "vp8" or (container in NO_TIMES and self._codec in KINDS_SHOWN)
        self._layers = LayerReader(self._codec, self._extradata, container)
        self.rows: list[tuple[int, int, bool, bool, int, int]] = []
        self.layers: list[int] = []
        self.sizes: list[int] = []
        self.kinds: list[Kind] = []
        self.false_keys = 0
        self.sound: list[int] = []

    def take(self, packet: "Packet[Any]", sound_ticks: int) -> None:
        """One more packet."""
        pts, dts, place = packet.pts, packet.dts, packet.pos
        kind: Kind = ""
        is_key, is_shown = packet.is_keyframe, not packet.is_discard
        if (is_key or self._every_kind or not self.rows) and self._codec in TELLING:
            kind = kind_of(self._codec, memoryview(packet), self._extradata)
            self.false_keys += is_key and kind not in {"I", ""}
            is_key = is_key and kind in {"I", ""}
            is_shown = is_shown and kind != "empty"
        self.kinds.append(kind)
        layer = self._layers.layer_of(memoryview(packet))  # of all: keyframes say how those behind them are to be read
        self.layers.append(BASE if is_key else layer)
        self.sizes.append(packet.size)
        self.sound.append(sound_ticks)
        self.rows.append(
            (
                NONE if pts is None else pts,
                NONE if dts is None else dts,
                is_key,
                is_shown,
                -1 if place is None else place,
                packet.duration or 0,
            )
        )


def walk_packets(path: Path, opened: tuple[InputContainer, Track], tick: Tick, on_packet: OnPacket) -> PacketIndex:
    """Read all packets of all tracks; where the file breaks off, the index ends.

    Raises: MediaError, when the drive fails; av.error.FFmpegError, when not even the first packet can be read.
    """
    container, track = opened
    notes = _Notes(track.stream, container.format.name)
    ends: dict[int, int] = {}
    sound_track = next((one.index for one in container.streams.audio), -1)
    sound = count = 0
    packets = tape_of(path, container, track)
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
        number, pts, ticks = packet.stream_index, packet.pts, packet.duration or 0
        if pts is not None:
            ends[number] = max(ends.get(number, NONE), pts + ticks)
        if number in track.indices:
            notes.take(packet, sound)
            on_packet(packet)
        elif number == sound_track:
            sound += ticks
    bases = {one.index: one.time_base or Fraction(0) for one in container.streams}
    origin_s = Fraction(container.start_time or 0, 1_000_000)
    found_end = max([Fraction(0), *(end * bases.get(number, Fraction(0)) - origin_s for number, end in ends.items())])
    clock = (origin_s, (container.duration or 0) / 1e6, float(found_end))
    return _build(notes, container.format.name, track.stream, clock, float(bases.get(sound_track, 0)))


def _build(
    notes: _Notes, container: str, track: VideoStream, clock: tuple[Fraction, float, float], sound_base: float
) -> PacketIndex:
    time_base = track.time_base or Fraction(1, 1000)
    columns = [np.array(column) for column in zip(*notes.rows, strict=True)] or [np.empty(0, np.int64)] * 6
    pts, dts, places, durations = (columns[at].astype(np.int64) for at in (0, 1, 4, 5))
    key, shown = (columns[at].astype(np.bool_) for at in (2, 3))
    if container == "avi":
        pts = dts  # its times of presentation are libav's guess
    context = track.codec_context
    codec = context.codec.canonical_name
    reorders = context.has_b_frames > 0
    rank = rank_by_kind(notes.kinds) if reorders and container in NO_TIMES and codec in KINDS_SHOWN else None
    sound_s = np.array(notes.sound, np.float32) * np.float32(sound_base) if notes.sound and notes.sound[-1] else None
    stamps = Stamps(pts, dts, shown, key, rank, sound_s)
    line = place(stamps, time_base, _step(track, time_base, pts), leaps=container in CLOCKS_ONLY)
    _begin(key, shown, line.ticks, notes.kinds)
    is_ordered = rank is not None or not reorders or (line.keeps_order and container not in NO_TIMES)
    origin_s, declared_s, found_s = clock
    visible = np.flatnonzero(shown)
    order = visible[np.argsort(line.ticks[visible], kind="stable")]
    times = line.ticks[order]
    stored = np.where(pts != NONE, pts, dts)
    if len(times) and not 0 <= (begin := Fraction(int(times[0])) * line.time_base - origin_s) < found_s + 1:
        origin_s += begin  # a clock that started again below where the container says it starts
    last_ticks = int(durations[order[-1]]) * round(time_base / line.time_base) if len(order) else 0
    step = max(1, round(_step(track, time_base, pts) * time_base / line.time_base))
    is_plain, has_false_keys = line.is_plain and is_ordered and rank is None, notes.false_keys > 0
    layers = (
        _layers(notes.layers, line.ticks, reorders)
        if is_plain and not has_false_keys
        else _layers([], line.ticks, reorders)
    )
    return PacketIndex(
        pts=line.ticks,
        key=key,
        shown=shown,
        place=places,
        end=_end(times, last_ticks, step),
        time_base=line.time_base,
        origin_s=origin_s,
        declared_end_s=_declared(declared_s, float(clock[0]), found_s),
        found_end_s=found_s,
        order=order,
        times=times,
        keys=np.flatnonzero(key),
        stored=stored,
        restarts=tuple(
            (
                round(float(int(line.ticks[at]) * line.time_base - origin_s), 6),
                round(float(int(stored[at]) * time_base), 6) if stored[at] != NONE else 0.0,
            )
            for at in line.begins[1:]
        ),
        begins=line.begins,
        is_plain=is_plain,
        is_ordered=is_ordered,
        has_clock=line.keeps_order,
        has_false_keys=has_false_keys,
        layers=layers,
        sizes=np.array(notes.sizes if len(layers) else [], dtype=np.int64),
    )


def _layers(found: list[int], ticks: IdArray, reorders: bool) -> IdArray:
    """Layers that can be believed; none where every picture may be needed.

    Where pictures are shown in another order than they are stored, one that nothing leans on is shown before one
    that came earlier. A container that says otherwise is wrong about its times, and reading all of it shows that.
    """
    layers = np.array(found, dtype=np.int64)
    if reorders and len(layers):
        layers[ticks >= np.maximum.accumulate(ticks)] = BASE
    return layers if layers.any() else np.empty(0, dtype=np.int64)


def _begin(key: NDArray[np.bool_], shown: NDArray[np.bool_], ticks: IdArray, kinds: list[Kind]) -> None:
    """A recording that begins in the middle of a group: its first pictures lean on some that are not there."""
    if not len(key):
        return
    first = int(np.argmax(key))
    if kinds[0] in {"P", "B"} and key[first] and kinds[first] == "I" and first <= max(HEAD_FRAMES, len(key) // 10):
        after = np.flatnonzero(ticks[first + 1 :] > ticks[first])
        stop = first + 1 + (int(after[0]) if len(after) else len(ticks) - first - 1)
        shown[:first] = False
        shown[first + 1 : stop] = False
    else:
        key[0] = True  # reading has to begin somewhere


def _step(track: VideoStream, time_base: Fraction, pts: IdArray) -> int:
    """Ticks of a usual frame; where a clock is missing or stands still, by the length of its track."""
    rate = track.average_rate or track.guessed_rate or Fraction(25)
    stated = pts[pts != NONE]
    if len(pts) > 1 and len(np.unique(stated)) * 2 < len(pts):
        rate = track.guessed_rate or rate
        length = (track.duration or 0) * time_base
        if length and LIKELY_FPS[0] <= len(pts) / length <= LIKELY_FPS[1]:
            rate = len(pts) / length
    return max(1, round(1 / (rate * time_base))) if rate else 1


def _declared(declared_s: float, origin_s: float, found_s: float) -> float:
    """Some files declare where they end on a clock that began long before: then the beginning is taken off."""
    return (
        min(declared_s, declared_s - origin_s, key=lambda end_s: abs(end_s - found_s)) if origin_s > 1 else declared_s
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
