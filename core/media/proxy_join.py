"""The parts of a proxy made into one video: pictures are taken over as they are, sound is coded as AAC."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from core.errors import MediaError, UnreadableError
from core.media.packet_index import Tick
from core.media.proxy_encoder import TICK, why_not
from core.media.proxy_sound import RATE
from core.values import MediaInfo

SOUND_BITS = 128_000
FLUSH_EVERY = 20_000
"""Packets: to write hours of video to a slow disk at one go would look as if the process hung."""
_TROUBLE = (av.error.FFmpegError, OSError, ValueError, MemoryError, IndexError)


def join_parts(info: MediaInfo, parts: Sequence[Path], target: Path, tick: Tick) -> None:
    """Write the proxy of a video; `target` is there when it is whole and on the disk, and not otherwise.

    Raises: MediaError.
    """
    draft = target.with_name(f"{target.name}.new")
    try:
        with ExitStack() as opened:
            sources = [opened.enter_context(av.open(str(part), format="nut")) for part in parts]
            _Joiner(opened, sources, draft, tick).run(info.duration_s)
        flush(draft)
        draft.replace(target)
    except MediaError:
        raise
    except _TROUBLE as error:
        raise UnreadableError(info.path, why_not(info.path, error)) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """What was written so far is on the disk, whatever happens to the machine."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


class _Joiner:
    def __init__(self, opened: ExitStack, sources: Sequence[InputContainer], draft: Path, tick: Tick) -> None:
        self._sources, self._draft, self._tick = sources, draft, tick
        first = sources[0].streams.video[0]
        if any(one.streams.video[0].codec_context.extradata != first.codec_context.extradata for one in sources):
            raise ValueError("its parts were written by different versions of the program")
        self._container = opened.enter_context(av.open(str(draft), "w", format="mp4"))
        self._pictures: VideoStream = self._container.add_stream_from_template(first)
        self._pictures.time_base = TICK
        self._sounds: AudioStream | None = None
        if all(one.streams.audio for one in sources):
            self._sounds = self._container.add_stream("aac", rate=RATE, layout="stereo")
            self._sounds.bit_rate = SOUND_BITS
        self._waiting: Packet[VideoStream] | None = None
        """The newest picture, whose length is known when the next one comes."""
        self._place = 0

    def run(self, duration_s: float) -> None:
        """Everything, in order of time."""
        for count, packet in enumerate(self._packets(), start=1):
            self._tick()
            if count % FLUSH_EVERY == 0:
                flush(self._draft)
            if packet.stream.type == "video":
                self._show(packet)
            else:
                self._hear(packet)
        self._end(round(Fraction(duration_s) / TICK))

    def _packets(self) -> "Iterator[Packet[Any]]":
        for source in self._sources:
            yield from (packet for packet in source.demux() if packet.size)

    def _show(self, packet: "Packet[VideoStream]") -> None:
        time_base, pts = packet.time_base, packet.pts
        if time_base is None or pts is None:
            return
        packet.pts = packet.dts = round(pts * time_base / TICK)
        packet.time_base = TICK
        self._write(packet.pts)
        self._waiting = packet

    def _write(self, until: int) -> None:
        """The picture that waits, to be seen until then. Units: ticks."""
        if self._waiting is not None and self._waiting.pts is not None:
            self._waiting.duration = max(1, until - self._waiting.pts)
            self._waiting.stream = self._pictures
            self._container.mux(self._waiting)

    def _hear(self, packet: "Packet[AudioStream]") -> None:
        if self._sounds is not None:
            for frame in packet.decode():
                frame.pts, frame.time_base = self._place, Fraction(1, RATE)
                self._place += frame.samples
                self._container.mux(self._sounds.encode(frame))

    def _end(self, until: int) -> None:
        self._write(until)
        if self._sounds is not None:
            self._container.mux(self._sounds.encode(None))
