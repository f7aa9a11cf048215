"""An open film: packets by number from a forward-moving tape, and frames from a run of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import chain
from types import TracebackType
from typing import Self

import av.error
import numpy as np
from av.codec.context import CodecContext
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from core.media.index import Tick
from core.media.opening import open_film, packets_of, raise_if_drive_failed
from core.media.plan import Run
from core.media.probe import Known

OnFrame = Callable[[VideoFrame, int], None]
"""Sees every frame that leaves the decoder, wanted or not, with its time in ticks."""

JUMP_BYTES = 4 << 20
"""Packets that lie closer are read through; farther ones are reached by a seek."""


class Film:
    """One reader of a film: a container, its decoder, and a tape of packets. Use as a context.

    Raises: MediaError on entering; inside, damaged packets are passed over.
    """

    def __init__(self, known: Known, tick: Tick, threads: int = 1) -> None:
        self._path, self._index, self._streams = known.info.path, known.index, known.streams
        self._tick, self._threads = tick, threads
        self._is_open = False
        self._opened: ExitStack
        self._container: InputContainer
        self._track: VideoStream
        self._decoder: VideoCodecContext
        self._packets: Iterator[Packet[VideoStream]]
        self._next = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _open(self) -> None:
        """Open the file and make the decoder ready; Raises: MediaError."""
        self._opened = ExitStack()
        self._container, self._track = self._opened.enter_context(open_film(self._path, self._streams))
        self._is_open = True
        for stream in self._container.streams:
            if stream.index != self._track.index:
                stream.discard = Discard.all
        self._decoder = self._track.codec_context
        self._decoder.thread_count = self._threads
        self._decoder.thread_type = "AUTO" if self._threads > 1 else "SLICE"
        self._packets = packets_of(self._container, self._track)
        self._next = 0
        if _needs_first_packet(self._decoder):
            self._prime()

    def _close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._opened.close()

    def wanted_frames(self, run: Run, on_frame: OnFrame | None = None) -> Iterator[tuple[int, VideoFrame]]:
        """Decode one run and yield (ticks, frame) of the wanted ones in order of time.

        Where a wanted frame is damaged, the last good one before it in this run stands in, under its own time.
        """
        wanted = list(run.wanted)
        held: tuple[int, VideoFrame] | None = None
        given: int | None = None
        for ticks, frame in self._frames(run):
            if on_frame is not None:
                on_frame(frame, ticks)
            while wanted and wanted[0] < ticks:
                wanted.pop(0)
                if held is not None and held[0] != given:
                    given = held[0]
                    yield held
            held = (ticks, frame)
            if wanted and wanted[0] == ticks:
                wanted.pop(0)
                given = ticks
                yield held
        if wanted and held is not None and held[0] != given:
            yield held

    def _frames(self, run: Run) -> Iterator[tuple[int, VideoFrame]]:
        """Feed a run, drain the decoder; frames in order of time, what cannot be decoded left out."""
        if not self._is_open:
            self._open()
        self._decoder.flush_buffers()
        begin = int(self._index.pts[run.first])
        leading = True
        latest: int | None = None
        for number in range(run.first, run.last + 1):
            packet = self._packet(number)
            self._tick()
            if packet is None:
                break
            leading = leading and (number == run.first or int(self._index.pts[number]) < begin)
            if leading and number != run.first:
                continue  # shown before the keyframe, so it leans on frames that were not decoded
            for frame in self._decode(packet):
                ticks = _ticks(frame, packet, latest)
                if latest is None or ticks > latest:
                    latest = ticks
                    yield ticks, frame
        for frame in self._decode(None):
            ticks = _ticks(frame, None, latest)
            if latest is None or ticks > latest:
                latest = ticks
                yield ticks, frame

    def _decode(self, packet: "Packet[VideoStream] | None") -> list[VideoFrame]:
        try:
            return self._decoder.decode(packet)
        except av.error.FFmpegError:
            return []

    def _packet(self, number: int) -> "Packet[VideoStream] | None":
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
        index = self._index
        try:
            self._container.seek(int(index.pts[number]), stream=self._track, backward=True)
            packets = packets_of(self._container, self._track)
            packet = next(packets)
            while packet.size == 0:
                packet = next(packets)
        except (StopIteration, av.error.FFmpegError, OSError):
            packet = None
        if packet is not None and packet.pts is not None and packet.pos is not None and packet.pos >= 0:
            found = np.flatnonzero((index.place == packet.pos) & (index.pts == packet.pts))
            if len(found) == 1 and int(found[0]) <= number:
                self._packets = chain([packet], packets)
                self._next = int(found[0])
                return
        self._close()  # opening anew is the one way back that works for every container
        self._open()

    def _prime(self) -> None:
        """Decode the first packet once, for what it tells about the encoder."""
        first = self._packet(0)
        if first is not None:
            self._decode(first)
            self._decode(None)
            self._decoder.flush_buffers()


def _needs_first_packet(decoder: CodecContext) -> bool:
    """H.264 4:4:4 of old x264: only the first packet says which bug to work around when decoding."""
    return decoder.name == "h264" and "444" in str(getattr(decoder, "pix_fmt", ""))


def _ticks(frame: VideoFrame, packet: "Packet[VideoStream] | None", latest: int | None) -> int:
    """The frame's presentation time; guessed from decoding order where the file stores none."""
    if frame.pts is not None:
        return frame.pts
    if frame.dts is not None:
        return frame.dts
    if packet is not None and packet.dts is not None:
        return packet.dts
    return 0 if latest is None else latest + 1
