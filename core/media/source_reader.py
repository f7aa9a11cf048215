"""Whatever a library may hold, read by the right reader: videos, still pictures, and raw video through its proxy."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from core.errors import NeedsProxyError, UnsupportedError
from core.media.companions import find_proxy, frames_of_take
from core.media.content_fingerprint import fingerprint
from core.media.file_kinds import RAW_FRAME_SUFFIXES, RAW_VIDEOS
from core.media.hardware import HardwareDecoders
from core.media.opening import shown_name, stat_regular
from core.media.packet_index import Tick
from core.media.source_metadata import read_source_metadata
from core.media.still import is_still, still_info, still_metadata, still_picture
from core.media.video_reader import VideoReader
from core.sentences import sentence
from core.values import (
    PICTURE_HEIGHT_PX,
    WHOLE,
    FrameShape,
    MediaInfo,
    ProxyTarget,
    Sample,
    SourceMetadata,
    Span,
    SubclipJob,
    SubclipMade,
)

_FROM_PROXY = "Made from its camera proxy, as only its maker's software can read the original."


class SourceReader:
    """Reads files one at a time. Thread: one.

    `tick` is called about once per packet of a video; what it raises ends the work.
    """

    def __init__(self, tick: Tick, threads: int = 1, uses_hardware: bool = False) -> None:
        self._videos = VideoReader(tick, threads, HardwareDecoders(tick, uses_hardware))

    @property
    def device(self) -> str:
        """As of `VideoReader`."""
        return self._videos.device

    def probe(self, path: Path) -> MediaInfo:
        """Raises: MediaError."""
        source = readable(path)
        info = still_info(source) if is_still(source) else self._videos.probe(source)
        return info if source == path else _in_place_of(path, info)

    def source_metadata(self, path: Path, fps: Fraction) -> SourceMetadata:
        """What the file says of its recording, from its headers. Raises: MediaError."""
        source = readable(path)
        return still_metadata(source) if is_still(source) else read_source_metadata(source, fps)

    def scan(
        self,
        path: Path,
        every_s: float,
        shape: FrameShape,
        span_s: Span = WHOLE,
        fast: bool = False,
        copy: ProxyTarget | None = None,
        is_distrusted: bool = False,
    ) -> Iterator[Sample]:
        """Samples with cuts; of a still picture one. Raises: MediaError, when not one frame could be read."""
        source = readable(path)
        if is_still(source):
            return iter([_only_sample(source, shape)])
        return self._videos.scan(source, every_s, shape, span_s, fast, copy, is_distrusted)

    def frames(
        self, path: Path, times_s: Sequence[float], shape: FrameShape, is_distrusted: bool = False
    ) -> Iterator[Sample]:
        """The frames on screen at these times, in order of time, equal ones once."""
        source = readable(path)
        if is_still(source):
            return iter([_only_sample(source, shape)])
        return self._videos.frames(source, times_s, shape, is_distrusted)

    def subclip(self, job: SubclipJob, target: Path | None) -> Generator[float, None, SubclipMade]:
        """Write a stretch as a file of its own, see the port `SubclipMaker`. Raises: MediaError."""
        source = readable(job.path)
        if is_still(source):
            said = sentence("{name} is a still picture, so it has no subclips.", name=shown_name(job.path))
            raise UnsupportedError(job.path, said)
        made = yield from self._videos.subclip(job, source, target)
        return made if source == job.path else replace(made, notes=(*made.notes, _FROM_PROXY))

    def corrected_info(self, path: Path) -> MediaInfo | None:
        """What reading this video has shown of it: not None when it cannot be trusted. Raises: MediaError."""
        info, source = self._videos.corrected_info, readable(path)
        if info is None or info.path != source:
            return None
        return info if source == path else _in_place_of(path, info)

    def reducing_s(self) -> float:
        """As of `VideoReader`."""
        return self._videos.reducing_s()

    def still(
        self, path: Path, time_s: float, height_px: int, by_walk: bool | None = None, is_distrusted: bool = False
    ) -> bytes:
        """The frame on screen at this time as JPEG; `by_walk` as in `VideoReader.still`. Raises: MediaError."""
        source = readable(path)
        if is_still(source):
            return still_picture(source, height_px).picture(height_px)
        return self._videos.still(source, time_s, height_px, by_walk, is_distrusted)


def readable(path: Path) -> Path:
    """The file to read in place of this one: its proxy, if only its maker's software can read it.

    Raises: NeedsProxyError, when there is none.
    """
    maker = RAW_VIDEOS.get(path.suffix.lower())
    if maker is None and (path.suffix.lower() not in RAW_FRAME_SUFFIXES or frames_of_take(path) == 1):
        return path
    stat_regular(path)
    proxy = find_proxy(path)
    if proxy is None and maker is not None:
        raise NeedsProxyError(
            path,
            sentence(
                "{name} is {maker}, which only its maker's own software can read.", name=shown_name(path), maker=maker
            ),
            sentence(
                "Put a proxy named {proxy} next to it, or in a folder named Proxy there, and try again.",
                proxy=shown_name(path.with_suffix(".mov")),
            ),
        )
    return proxy or path


def _in_place_of(path: Path, info: MediaInfo) -> MediaInfo:
    """What the proxy tells, as a record of the original."""
    found = stat_regular(path)
    proxy = info.path.relative_to(path.parent).as_posix()
    return replace(
        info,
        path=path,
        size_bytes=found.st_size,
        mtime_ns=found.st_mtime_ns,
        fingerprint=fingerprint(path, found.st_size),
        proxy=proxy,
        note=info.note or f"Indexed from its proxy {shown_name(info.path)}.",
    )


def _only_sample(path: Path, shape: FrameShape) -> Sample:
    """Of a still picture. Raises: MediaError."""
    shown = still_picture(path, max(shape.image_px, PICTURE_HEIGHT_PX))
    return Sample(0.0, shown.reduced(shape), shown.picture(PICTURE_HEIGHT_PX))
