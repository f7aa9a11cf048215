"""An open video: packets by number from a forward-moving tape, and frames from a run of them.

A frame is known by the number of its packet, never by the time in its file: every packet is given its number as its
time before it is decoded, and decoders hand that on. What a run gives is compared with what the index promised.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from types import TracebackType
from typing import Any, Self

import av.error
import numpy as np
from av.codec.context import CodecContext
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame

from core.errors import MediaError
from core.media.decode_plan import DecodeRun
from core.media.opening import open_video, raise_if_drive_failed
from core.media.packet_index import PacketIndex, Tick, stamp_of
from core.media.packet_stream import tape_of
from core.media.probe import ProbedMedia
from core.media.tracks import Track

OnFrame = Callable[[VideoFrame, int], None]
"""Sees every frame that leaves the decoder, wanted or not, with its time in ticks."""

JUMP_BYTES = 4 << 20
"""Packets that lie closer are read through; farther ones are reached by a seek."""
DISORDER, DISORDER_SHARE = 3, 0.05
"""A video of which more frames than both of these come in another order than promised has lied about the order."""
LACK, LACK_SHARE = 8, 0.6
"""So has one whose runs of at least so many frames give less than this share of them."""


class KeyframesDistrusted(Exception):  # noqa: N818  it is no error: the video is read another way
    """A video gave something else than its index promised: only decoding all of it in order tells what is in it."""


class HardwareGaveUp(Exception):  # noqa: N818  it is no error: the processor reads the video
    """A device could not be opened, failed, or gave something else than the index promised."""


class _SkippedTooMuch(Exception):  # noqa: N818  it is no error: the run is read again
    """A run of which some packets were not fed is damaged: what a decoder makes up for it depends on all before."""


class OpenVideo:
    """One reader of a video: a container, its decoder, and a tape of packets. Use as a context.

    With a `device` (of `hardware`) that decodes, whatever is not as promised raises HardwareGaveUp.
    Raises: MediaError on entering; Distrusted, see `wanted_frames`; inside, damaged packets are passed over.
    """

    def __init__(self, known: ProbedMedia, tick: Tick, threads: int = 1, device: str = "") -> None:
        self._path, self._index, self._known = known.info.path, known.index, known
        self._tick, self._threads = tick, threads
        self._device = device
        self._is_open = False
        self._opened: ExitStack
        self._container: InputContainer
        self._track: Track
        self._decoder: VideoCodecContext
        self._packets: Iterator[Packet[Any]]
        self._next = 0
        self._given = self._disordered = self._repeated = self._sound = self._false = 0
        self.posture = self._posture = known.posture
        """How the frame that was given last is to be shown: the shape of pixels may change within a video."""
        self._aspects: list[tuple[int, Fraction | None]] = []
        self._sequence: Iterator[tuple[int, VideoFrame]] | None = None
        self._reached = 0
        self._may_skip = not known.in_sequence
        self._skip_end = len(known.index)
        """Packets from here on are all fed."""
        self._fed_count = 0
        self._is_damaged = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _open(self) -> None:
        """Open the file and make the decoder ready; Raises: MediaError."""
        self._opened = ExitStack()
        known = self._known
        try:
            self._container, self._track = self._opened.enter_context(
                open_video(self._path, known.streams, known.tracks, known.ignores_edits, self._device)
            )
        except (MediaError, NotImplementedError, RuntimeError, ValueError) as error:
            if self._device:
                raise HardwareGaveUp from error
            raise
        self._is_open = True
        for stream in self._container.streams:
            if stream.index not in self._track.indices:
                stream.discard = Discard.all
        self._decoder = self._track.stream.codec_context
        self._decoder.thread_count = self._threads
        self._decoder.thread_type = "AUTO" if self._threads > 1 else "SLICE"
        self._packets = tape_of(self._path, self._container, self._track, only=True)
        self._next = 0
        if _needs_first_packet(self._decoder):
            self._prime()

    def _close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._opened.close()

    def wanted_frames(self, run: DecodeRun, on_frame: OnFrame | None = None) -> Iterator[tuple[int, VideoFrame]]:
        """Decode one run and yield (ticks, frame) of the wanted ones in order of time.

        Where a wanted frame is damaged, the last good one before it in this run stands in, under its own time.
        Raises: Distrusted, when the video gives something else than its index promised.
        """
        if not self._may_skip:
            run = replace(run, skipped=frozenset())
        latest: int | None = None
        self._fed_count += run.last - run.first + 1 - len(run.skipped)
        try:
            for ticks, frame in self._chosen(run, on_frame):
                latest = ticks
                yield ticks, frame
        except _SkippedTooMuch:
            self._may_skip = False
            for ticks, frame in self._chosen(replace(run, skipped=frozenset()), on_frame):
                if latest is None or ticks > latest:
                    yield ticks, frame

    def _chosen(self, run: DecodeRun, on_frame: OnFrame | None) -> Iterator[tuple[int, VideoFrame]]:
        """As `wanted_frames`. Raises: _SkippedTooMuch."""
        wanted = list(run.wanted)
        held: tuple[int, VideoFrame] | None = None
        given: int | None = None
        for ticks, frame in self._in_sequence(run) if self._known.in_sequence else self._frames(run):
            before, self.posture = self.posture, self._posture
            if self._is_damaged or frame.is_corrupt or (wanted and wanted[0] < ticks):
                self._damaged(run)
            if on_frame is not None:
                on_frame(frame, ticks)
            while wanted and wanted[0] < ticks:
                wanted.pop(0)
                if held is not None and held[0] != given:
                    given, self.posture = held[0], before
                    yield held
            held, self.posture = (ticks, frame), self._posture
            if wanted and wanted[0] == ticks:
                wanted.pop(0)
                given = ticks
                yield held
        if wanted:
            self._damaged(run)
        if wanted and held is not None and held[0] != given:
            yield held

    def _damaged(self, run: DecodeRun) -> None:
        """A run does not give all it promised. Raises: HardwareGaveUp, _SkippedTooMuch, where that may be ours."""
        if self._device:
            raise HardwareGaveUp
        if run.skipped:
            raise _SkippedTooMuch

    def packets(self, numbers: Iterable[int]) -> Iterator[bytes]:
        """The packets of these numbers, not decoded; ends where the file breaks off. Raises: MediaError."""
        if not self._is_open:
            self._open()
        for number in numbers:
            packet = self._packet(int(number))
            self._tick()
            if packet is None:
                return
            yield bytes(packet)

    @property
    def fed_count(self) -> int:
        """Packets that its runs so far were to feed."""
        return self._fed_count

    def feed_all(self, first: int) -> None:
        """Leave no packet out from this one on; a number in decoding order, of a packet that is not fed yet."""
        self._skip_end = min(self._skip_end, first)

    def all_frames(self) -> Iterator[tuple[int, VideoFrame]]:
        """Every frame the decoder gives from beginning to end, in its order, with its packet's number."""
        yield from self._fed(0, len(self._index) - 1)

    def _in_sequence(self, run: DecodeRun) -> Iterator[tuple[int, VideoFrame]]:
        """Continue a video that is only readable from its start, from the end of the last run if that came before."""
        begin = run.wanted[0] if run.wanted else int(self._index.pts[run.first])
        stop = max(int(self._index.pts[run.last]), *run.wanted[-1:])
        if self._sequence is None or begin <= self._reached:
            self._sequence = self._in_order(self._fed(0, len(self._index) - 1))
        for ticks, frame in self._sequence:
            self._reached = ticks
            yield ticks, frame
            if ticks >= stop:
                return

    def _frames(self, run: DecodeRun) -> Iterator[tuple[int, VideoFrame]]:
        """Frames of a run in order of time, what cannot be decoded left out.

        A keyframe that gives no sound picture is none: then decoding begins at earlier ones, farther back each time,
        and what comes before the run is thrown away.
        """
        index, begin_ticks = self._index, int(self._index.pts[run.first])
        for begin in _beginnings(index, run.first):
            self._repeated += run.first - begin
            is_over = self._repeated > len(index)
            if is_over and (self._false or not self._sound):
                raise KeyframesDistrusted
            if is_over:  # some of its keyframes are damaged, others are whole: that is no lie
                begin = run.first
            fed = self._fed(begin, run.last, run.skipped)
            first = next(fed, None)
            is_sound = first is not None and self._is_sound(begin, *first)
            if begin and not is_sound and not is_over:
                continue
            self._sound += is_sound and begin > 0
            frames = self._in_order(chain([first], fed) if first is not None else fed)
            if begin < run.first:
                frames = ((ticks, frame) for ticks, frame in frames if ticks >= begin_ticks)
            count = 0
            for count, (ticks, frame) in enumerate(frames, start=1):  # noqa: B007
                yield ticks, frame
            self._compare(run, count)
            return

    def _is_sound(self, begin: int, number: int, frame: VideoFrame) -> bool:
        """Whether this is the whole picture that was to come first; damage in it is no reason to go farther back."""
        if number != begin and self._index.shown[begin]:
            return False
        is_key = not self._known.tells_keys or frame.key_frame or frame.pict_type == PictureType.I
        self._false += not is_key
        return is_key

    def _compare(self, run: DecodeRun, count: int) -> None:
        """What a run gave with what the index promised."""
        shown = self._index.shown
        promised = int(shown[run.first : run.last + 1].sum()) - sum(bool(shown[number]) for number in run.skipped)
        if promised >= LACK and count < LACK_SHARE * promised:
            raise HardwareGaveUp if self._device else KeyframesDistrusted

    def _in_order(self, frames: Iterator[tuple[int, VideoFrame]]) -> Iterator[tuple[int, VideoFrame]]:
        """The same frames with their times, which only go forward."""
        latest: int | None = None
        for number, frame in frames:
            ticks = int(self._index.pts[number])
            self._given += 1
            if latest is None or ticks > latest:
                latest = ticks
                yield ticks, frame
                continue
            self._disordered += 1
            if self._disordered > max(DISORDER, DISORDER_SHARE * self._given) and not self._known.in_sequence:
                raise KeyframesDistrusted

    def _fed(self, first: int, last: int, skipped: Container[int] = frozenset()) -> Iterator[tuple[int, VideoFrame]]:
        """Feed packets, drain the decoder: frames as they come, each with the number of its packet."""
        if not self._is_open:
            self._open()
        self._decoder.flush_buffers()
        begin = int(self._index.pts[first])
        leading = first > 0
        number, may_skip = first, self._may_skip
        self._aspects = [(first, self._decoder.sample_aspect_ratio)]
        for number in range(first, last + 1):
            packet = self._packet(number)
            self._tick()
            if packet is None:
                break
            leading = leading and (number == first or int(self._index.pts[number]) < begin)
            if leading and number != first:
                continue  # shown before the keyframe, so it leans on frames that were not decoded
            if may_skip and number in skipped and number < self._skip_end:
                continue
            packet.pts = packet.dts = number
            frames = self._decode(packet)
            if self._known.follows_aspect and (aspect := self._decoder.sample_aspect_ratio) != self._aspects[-1][1]:
                self._aspects.append((number, aspect))
            for frame in frames:
                yield self._numbered(frame, number)
        for frame in self._decode(None):
            yield self._numbered(frame, number)

    def _numbered(self, frame: VideoFrame, fed: int) -> tuple[int, VideoFrame]:
        number = self._number_of(frame, fed)
        if self._known.follows_aspect:
            aspect = next((shape for begin, shape in reversed(self._aspects) if begin <= number), None)
            posture = self._known.posture
            self._posture = posture if aspect == self._known.coded_aspect else posture.with_aspect(aspect)
        return number, frame

    def _number_of(self, frame: VideoFrame, fed: int) -> int:
        """The packet a frame came from; the last one that was fed where the decoder does not say."""
        stated = frame.pts if frame.pts is not None else frame.dts
        return stated if stated is not None and 0 <= stated < len(self._index) else fed

    def _decode(self, packet: "Packet[Any] | None") -> list[VideoFrame]:
        try:
            return self._decoder.decode(packet)
        except (av.error.FFmpegError, RuntimeError) as error:
            if self._device:
                raise HardwareGaveUp from error
            if not isinstance(error, av.error.FFmpegError):
                raise
            self._is_damaged = True
            return []

    def _packet(self, number: int) -> "Packet[Any] | None":
        """The packet of this number, or None where the file breaks off."""
        if number < self._next or self._is_far(number):
            self._seek(number)
        while True:
            try:
                packet = next(self._packets)
            except (StopIteration, av.error.FFmpegError, OSError) as error:
                raise_if_drive_failed(self._path, error)
                return None
            if packet.size == 0:
                continue
            self._next += 1
            if self._next % 256 == 0:
                self._tick()
            if self._next > number:
                return packet

    def _is_far(self, number: int) -> bool:
        if self._next >= len(self._index) or number <= self._next:
            return False
        here, there = int(self._index.place[self._next]), int(self._index.place[number])
        return here >= 0 and there - here > JUMP_BYTES

    def _seek(self, number: int) -> None:
        """Go to a packet at or before this one; to the beginning when the file has no trustworthy index."""
        index, container = self._index, self._container
        stored, packet = index.stored_at(number), None
        if stored is not None and len(self._track.indices) == 1:
            try:
                container.seek(stored, stream=self._track.stream, backward=True)
                packets = tape_of(self._path, container, self._track, only=True)
                packet = next(packets)
                while packet.size == 0:
                    packet = next(packets)
            except (StopIteration, av.error.FFmpegError, OSError):
                packet = None
        if packet is not None and packet.pos is not None and packet.pos >= 0:
            found = np.flatnonzero((index.place == packet.pos) & (index.stored == stamp_of(packet, container)))
            if len(found) == 1 and int(found[0]) <= number:
                self._packets = chain([packet], packets)
                self._next = int(found[0])
                return
        self._close()  # reopening is the one way back that works for every container
        self._open()

    def _prime(self) -> None:
        """Decode the first packet once, for what it tells about the encoder."""
        first = self._packet(0)
        if first is not None:
            self._decode(first)
            self._decode(None)
            self._decoder.flush_buffers()


def _beginnings(index: PacketIndex, first: int) -> Iterator[int]:
    """The keyframe itself, and earlier ones farther and farther back."""
    at, back = int(np.searchsorted(index.keys, first)), 1
    yield first
    while at > 0:
        at, back = max(0, at - back), 2 * back
        yield int(index.keys[at])


def _needs_first_packet(decoder: CodecContext) -> bool:
    """H.264 4:4:4 of old x264: only the first packet says which bug to work around when decoding."""
    return decoder.name == "h264" and "444" in str(getattr(decoder, "pix_fmt", ""))
