"""A stretch of a video taken over packet by packet: nothing is encoded, so it begins at a keyframe."""

from collections.abc import Generator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Final

import av
import av.error
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet

from core.errors import UnsupportedError
from core.media.opening import open_video, shown_name
from core.media.packet_index import Tick, stamp_of
from core.media.packet_stream import tape_of
from core.media.probe import ProbedMedia
from core.media.subclips.container_notes import NO_TIMECODE, container_options, kept_tags, label_at, timecode_tag
from core.media.subclips.stretch import CopiedStretch, copied_stretch, phase_s
from core.media.tracks import Track
from core.sentences import sentence
from core.values import SubclipJob, SubclipMade

EARLY_S: Final = 2
"""Sound may lie so far before the pictures it belongs to."""
LATE_S: Final = 10
"""And so far behind them: then it ends."""
_CHOOSE_PRESET: Final = sentence("Choose a preset.")


def copy_subclip(
    known: ProbedMedia, job: SubclipJob, target: Path | None, tick: Tick
) -> Generator[float, None, SubclipMade]:
    """Write the packets of a stretch; see the port. Raises: MediaError; ValueError and libav's errors, in writing."""
    _expect_plain(known, job)
    stretch = copied_stretch(known.index, job)
    if not known.index.shown[stretch.numbers].all():
        raise UnsupportedError(
            job.path,
            sentence(
                "{name} hides some of these frames, so it cannot be cut without encoding.", name=shown_name(job.path)
            ),
            _CHOOSE_PRESET,
        )
    label = label_at(job, round((stretch.start_s - phase_s(known.index, job.rate)) * job.rate))
    notes: tuple[str, ...] = ()
    if target is not None:
        with ExitStack() as opened:
            source, track = opened.enter_context(
                open_video(known.info.path, known.streams, known.tracks, known.ignores_edits)
            )
            container = opened.enter_context(av.open(str(target), "w", options=container_options(target)))
            container.metadata.update(kept_tags(source.metadata, known.info.source))
            writer = _CopyWriter(known, stretch, source, track, container)
            tag = timecode_tag(job, label, track.stream.average_rate)
            notes = (NO_TIMECODE,) if label and not tag else ()
            writer.tag(tag, known.info.source.reel if known.info.source is not None else "")
            yield from writer.run(known.info.path, tick)
    return SubclipMade(stretch.start_s, stretch.end_s, len(stretch.numbers), label, notes)


def _expect_plain(known: ProbedMedia, job: SubclipJob) -> None:
    """Raises: UnsupportedError, where packets by themselves do not say what is shown when."""
    index, name = known.index, shown_name(job.path)
    if known.ignores_edits or not index.has_clock or index.restarts or len(known.tracks) > 1:
        said = sentence(
            "{name} has timestamps that cannot be relied on, so it cannot be cut without encoding.", name=name
        )
        raise UnsupportedError(job.path, said, _CHOOSE_PRESET)
    if not index.is_plain or index.has_false_keys or known.in_sequence or job.is_distrusted or known.info.is_distrusted:
        said = sentence("{name} can only be read from its beginning, so it cannot be cut without encoding.", name=name)
        raise UnsupportedError(job.path, said, _CHOOSE_PRESET)


class _CopyWriter:
    """The tracks of a subclip while they are written."""

    def __init__(
        self,
        known: ProbedMedia,
        stretch: CopiedStretch,
        source: InputContainer,
        track: Track,
        container: OutputContainer,
    ) -> None:
        self._index, self._stretch = known.index, stretch
        self._source, self._track, self._container = source, track, container
        self._pictures = container.add_stream_from_template(track.stream, opaque=True)
        if track.stream.average_rate:  # some decoders do not tell it, and without it there is no timecode
            self._pictures.codec_context.framerate = track.stream.average_rate
        if track.stream.sample_aspect_ratio:
            self._pictures.codec_context.sample_aspect_ratio = track.stream.sample_aspect_ratio
        self._pictures.metadata.update(_plain(track.stream.metadata))
        self._sounds: dict[int, AudioStream] = {}
        for one in source.streams.audio:
            sound = container.add_stream_from_template(one, opaque=True)
            sound.metadata.update(_plain(one.metadata))
            self._sounds[one.index] = sound
        self._waiting = set(self._sounds)
        """Sound tracks that have not come to their end."""
        self._places = {int(number): at for at, number in enumerate(stretch.numbers)}

    def tag(self, label: str, reel: str) -> None:
        """Say the timecode."""
        if label:
            self._pictures.metadata["timecode"] = label
        if reel:
            self._pictures.metadata["reel_name"] = reel

    def run(self, path: Path, tick: Tick) -> Generator[float, None, None]:
        """Read from a little before the stretch to its end, and write what belongs to it."""
        total, last, number, written = len(self._stretch.numbers), int(self._stretch.numbers[-1]), -1, 0
        packets = self._from(path)
        for count, packet in enumerate(packets):
            tick()
            if packet.size == 0:
                continue
            if packet.stream_index == self._track.index:
                number = self._number(packet, number)
                if number in self._places:
                    self._picture(packet, self._places[number])
                    written += 1
                if number > last and (not self._waiting or self._is_late(packet)):
                    break
            elif packet.stream_index in self._sounds:
                self._sound(packet)
            if count % 64 == 0:
                yield min(1.0, written / total)
        if written < total:
            raise ValueError("the file breaks off")

    def _from(self, path: Path) -> Any:
        """Packets from a seek to before the stretch on."""
        first = int(self._stretch.numbers[0])
        stored, base = self._index.stored_at(first), self._track.stream.time_base
        if stored is not None and base is not None and first > 0:
            with suppress(av.error.FFmpegError, OSError):
                self._source.seek(stored - round(EARLY_S / base), stream=self._track.stream, backward=True)
        return tape_of(path, self._source, self._track)

    def _number(self, packet: "Packet[Any]", before: int) -> int:
        """Which packet of the index this is: the one after the last, or by its place and time."""
        if before >= 0:
            return before + 1
        index = self._index
        found = np.flatnonzero((index.place == packet.pos) & (index.stored == stamp_of(packet, self._source)))
        return int(found[0]) if len(found) == 1 else -1

    def _is_late(self, packet: "Packet[Any]") -> bool:
        stated = packet.dts if packet.dts is not None else packet.pts
        base = packet.time_base
        return (
            stated is not None
            and base is not None
            and stated * base - self._index.origin_s > (self._stretch.end_s + LATE_S)
        )

    def _picture(self, packet: "Packet[Any]", at: int) -> None:
        stretch = self._stretch
        packet.time_base = self._index.time_base
        packet.pts, packet.dts = int(stretch.pts[at]), int(stretch.dts[at])
        packet.duration = int(stretch.lasts[at])
        packet.stream = self._pictures
        self._container.mux(packet)

    def _sound(self, packet: "Packet[Any]") -> None:
        """A block of sound that begins in the stretch, at its own time."""
        stated, base = packet.pts if packet.pts is not None else packet.dts, packet.time_base
        if stated is None or base is None:
            return
        time_s = stated * base - self._index.origin_s
        if time_s >= self._stretch.end_s:
            self._waiting.discard(packet.stream_index)
            return
        if time_s < self._stretch.start_s:
            return
        packet.pts = packet.dts = round((time_s - self._stretch.start_s) / base)
        packet.stream = self._sounds[packet.stream_index]
        self._container.mux(packet)


def _plain(tags: dict[str, str]) -> dict[str, str]:
    """Tags of a track that stay true: its timecode becomes another."""
    return {key: text for key, text in tags.items() if key.lower() not in {"timecode", "duration", "encoder"}}
