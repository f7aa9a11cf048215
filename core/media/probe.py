"""What a video is, checked against its packets and its first frame."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av.error
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from core.errors import MediaError, TruncatedError, UnreadableError, UnsupportedError
from core.media.camera_log import camera_log
from core.media.clean_aperture import crop_of
from core.media.content_fingerprint import fingerprint
from core.media.encryption import MOSTLY, PARTLY, locked_share
from core.media.opening import COPY_AGAIN, open_video, quick_streams, shown_name, stat_regular
from core.media.packet_index import PacketIndex, Tick, frame_rate, walk_packets
from core.media.recorded_timecode import GOP_BYTES
from core.media.source_metadata import source_metadata
from core.media.stopwatch import Stopwatch
from core.media.tracks import Track
from core.media.upright import Posture, posture_of
from core.media.video_cd import in_sectors
from core.sentences import sentence
from core.values import MediaInfo

SHORT_BY_S, SHORT_BY_SHARE = 0.5, 0.05
"""A video is called shorter than declared when both are exceeded: half a second and a twentieth."""
TRY_PACKETS = 2000
"""A video whose first this many packets give no frame is given up."""
_TELLING = frozenset({".mp4", ".mov", ".m4v", ".qt"})
"""Containers that tell all about their tracks; of Matroska libav knows where a video starts only after decoding."""
_ANY_STREAMS = 64
"""How many streams are opened quickly before it is known how many there are."""
WHOLE_PICTURES = frozenset({"cfhd", "png"})
"""Codecs of whole pictures that libav does not list as such."""
COVER_S = 5.0
"""One picture that stands for at least so much sound is a cover."""
PART_LOCKED = "Part of this clip is encrypted and cannot be indexed."
STILL_PICTURES = frozenset({"gif", "apng", "webp", "jpegxl", "png", "bmp", "tiff"})


@dataclass(frozen=True, slots=True, eq=False)
class ProbedMedia:
    """All that one look at a file tells: what others may see, and what the decoder needs."""

    info: MediaInfo
    index: PacketIndex
    posture: Posture
    streams: int = 0
    """For opening it again quickly; 0 where that cannot be done."""
    tracks: tuple[int, ...] = ()
    """The picture track's number, and those under which it continues."""
    tells_keys: bool = False
    """True when its decoder marks whole pictures."""
    coded_aspect: Fraction | None = None
    """The shape of pixels that the first picture itself tells."""
    follows_aspect: bool = False
    """True when pictures tell the shape of their pixels, which may change, and not their container."""
    ignores_edits: bool = False
    """True when the edit list of its container makes no sense."""
    in_sequence: bool = False
    """True when frames can only be had by decoding from the beginning."""
    pixel_format: str = ""
    """As libav names it."""
    reducing: Stopwatch = field(default_factory=Stopwatch)
    """Counts what it takes to make samples of its frames."""


def probe_video(path: Path, tick: Tick) -> ProbedMedia:
    """Walk through the packets and decode the first frame. Raises: MediaError."""
    if path.suffix.lower() in _TELLING:
        # Whatever is wrong is found out, and told, by the patient way; so is a file that is not what its name says.
        with suppress(MediaError, ValueError):
            known = _probe_quickly(path, tick)
            if known is not None and known.index.has_clock:
                return known
    with open_video(path) as opened:
        known = _probe(path, tick, opened)
    if known.index.has_clock or known.index.shown.all():
        return known
    with open_video(path, ignore_edits=True) as opened:  # edits of a clock that stands still hide frames at random
        return replace(_probe(path, tick, opened), ignores_edits=True)


def _probe_quickly(path: Path, tick: Tick) -> ProbedMedia | None:
    """Without libav's own decoding, which costs twenty times the opening; None where it is needed."""
    with open_video(path, _ANY_STREAMS) as (container, track):
        if "mp4" not in container.format.name or not quick_streams(container, track.stream):
            return None
        known = _probe(path, tick, (container, track))
        return known if quick_streams(container, track.stream) else None  # now that its decoder has seen a frame


def _probe(path: Path, tick: Tick, opened: tuple[InputContainer, Track]) -> ProbedMedia:
    found = stat_regular(path)
    name = shown_name(path)
    container, chosen = opened
    track = chosen.stream
    opening = _FirstFrame(track)
    index = walk_packets(path, opened, tick, opening.offer)
    frame = opening.frame()
    share = locked_share(path, container, track)
    if opening.is_encrypted or share > MOSTLY:
        raise UnsupportedError(
            path,
            sentence("{name} is encrypted and cannot be decoded.", name=name),
            sentence("Ask whoever supplied it for an unprotected copy."),
        )
    if not len(index) or not index.shown.any():
        if index.declared_end_s > SHORT_BY_S:
            raise TruncatedError(path, sentence("{name} ends before its first frame.", name=name), COPY_AGAIN)
        raise UnreadableError(path, sentence("{name} contains no frames.", name=name), COPY_AGAIN)
    if frame is None:
        said = sentence("{name} opens, but none of its frames can be decoded.", name=name)
        raise UnreadableError(path, said, COPY_AGAIN)
    codec = track.codec_context.codec.canonical_name
    if len(index.order) == 1 and index.found_end_s >= COVER_S and container.streams.audio:
        raise UnsupportedError(path, sentence("{name} is audio with a cover picture, not a video.", name=name))
    if len(index) == 1 and codec in STILL_PICTURES:
        raise UnsupportedError(path, sentence("{name} is a still picture, not a video.", name=name))
    crop = crop_of(path, container, track.index, (frame.width, frame.height))
    posture = posture_of(frame, _aspect(track), camera_log(path, container.metadata), crop)
    rate, streams = frame_rate(index, track), quick_streams(container, track)
    width, height = posture.displayed(frame.width, frame.height)
    tells_keys = frame.key_frame or frame.pict_type == PictureType.I
    untold = index.is_intra and len(index) > 1 and not tells_keys and _may_lean(container, track)
    in_sequence = (index.has_false_keys and len(index.keys) == 1) or untold
    if untold:
        index = replace(index, keys=index.keys[:1])
    info = MediaInfo(
        path=path,
        size_bytes=found.st_size,
        mtime_ns=found.st_mtime_ns,
        duration_s=round(index.seconds(index.end), 6),
        fps=rate,
        width_px=width,
        height_px=height,
        rotation_deg=posture.rotation_deg,
        codec=codec,
        frame_count=len(index.order),
        fingerprint=fingerprint(path, found.st_size),
        note=(PART_LOCKED if share > PARTLY else "") or _damage(index) or chosen.note,
        key_count=len(index.keys),
        key_gap_s=round(index.key_gap_s, 6),
        restarts_s=index.restarts,
        by_walk=not index.is_plain or index.has_false_keys or in_sequence or in_sectors(path),
        is_mirrored=posture.is_mirrored,
        source=source_metadata(path, container, track, rate, opening.first_bytes),
        begins_s=max(0.0, round(index.seconds(int(index.times[0])), 6)) if len(index.times) else 0.0,
        last_frame_s=max(0.0, round(index.seconds(int(index.times[-1])), 6)) if len(index.times) else 0.0,
    )
    coded_aspect = track.codec_context.sample_aspect_ratio
    return ProbedMedia(
        info=info,
        index=index,
        posture=posture,
        streams=streams,
        tracks=chosen.indices,
        tells_keys=tells_keys,
        coded_aspect=coded_aspect,
        follows_aspect=(track.sample_aspect_ratio or 1) == (coded_aspect or 1),
        in_sequence=in_sequence,
        pixel_format=str(track.codec_context.pix_fmt or ""),
    )


class _FirstFrame:
    """Decodes packets in passing until the first frame comes out."""

    def __init__(self, track: VideoStream) -> None:
        self._decoder = track.codec_context
        self._decoder.thread_count = 1  # more threads would want more packets before they give the first frame
        self._frame: VideoFrame | None = None
        self._tries = 0
        self.is_encrypted = False
        self.first_bytes = b""
        """How the first packet begins."""

    def offer(self, packet: "Packet[Any]") -> None:
        """Try one more packet, unless there is a frame already or it was tried long enough."""
        if not self.first_bytes:
            self.first_bytes = bytes(memoryview(packet)[:GOP_BYTES])
        if self._frame is None and self._tries < TRY_PACKETS:
            self._tries += 1
            self.is_encrypted = self.is_encrypted or packet.has_sidedata("encryption_info")
            self._decode(packet)
            if self._tries == 1 and self._frame is None:
                self._decode(None)  # a decoder that waits for frames to reorder gives the keyframe now
                self._decoder.flush_buffers()
                if self._frame is None:
                    self._decode(packet)

    def frame(self) -> VideoFrame | None:
        """The frame, or None when nothing can be decoded."""
        if self._frame is None:
            self._decode(None)
        return self._frame

    def _decode(self, packet: "Packet[Any] | None") -> None:
        try:
            for frame in self._decoder.decode(packet):
                self._frame = self._frame or frame
        except av.error.MemoryError:
            raise  # it is not damaged, it is too large
        except av.error.FFmpegError:
            return


def _may_lean(container: InputContainer, track: VideoStream) -> bool:
    """Whether pictures may lean on earlier ones though the container calls all of them keyframes."""
    codec = track.codec_context.codec
    lists_keys = any(kind in container.format.name for kind in ("mp4", "avi"))
    return lists_keys and not codec.intra_only and codec.canonical_name not in WHOLE_PICTURES


def _aspect(track: VideoStream) -> float | None:
    ratio = track.sample_aspect_ratio
    return float(ratio) if ratio else None


def _damage(index: PacketIndex) -> str:
    """A sentence when the file holds less than it declares."""
    missing_s = index.declared_end_s - index.found_end_s
    if missing_s <= max(SHORT_BY_S, SHORT_BY_SHARE * index.declared_end_s):
        return ""
    return (
        f"Only {index.found_end_s:.1f} of {index.declared_end_s:.1f} s could be read: the file ends early. "
        "Check that it was copied completely."
    )
