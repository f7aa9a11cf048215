"""Reading videos."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from core.values import WHOLE, FrameShape, IndexTimings, MediaInfo, ProxyTarget, Sample, SourceMetadata, Span


class FrameSource(Protocol):
    """Reads videos. Every method works on one file and raises MediaError for it alone."""

    def probe(self, path: Path) -> MediaInfo:
        """Read sizes, rate, true duration and fingerprint without decoding the video.

        Raises: UnreadableError, UnsupportedError, VanishedError.
        """
        ...

    def source_metadata(self, info: MediaInfo) -> SourceMetadata:
        """Read again what the file says of its recording: its headers only, no frame is decoded.

        For records of versions that did not ask for it. Raises: MediaError.
        """
        ...

    def scan(
        self,
        info: MediaInfo,
        every_s: float,
        shape: FrameShape,
        span_s: Span = WHOLE,
        fast: bool = False,
        copy: ProxyTarget | None = None,
    ) -> AbstractContextManager[Iterator[Sample]]:
        """Walk through the video: a sample about each `every_s`, the first frame always, cuts noted.

        With `span_s` (from, to) only those samples which a walk through all of it would give there.
        `fast` samples keyframes alone: those nearest to the grid, and those an encoder put at cuts; a cut is then
        told at the first of them behind it.
        With `copy` (not when fast) all frames of the span are decoded and written small in passing; the samples stay
        the same. Whatever goes wrong with it is reported and changes nothing else; the part is at its path, whole, when
        the walk has come to its end, or it is not there.

        Every shot between two cuts has at least one sample. Samples come in order of time, while later
        ones are read ahead. Leaving the context stops the reading at once.
        Raises: MediaError while iterating, when not even one frame could be read. A video that breaks off
        midway simply ends: compare the last sample with `info.duration_s`.
        """
        ...

    def frames(self, info: MediaInfo, times_s: Sequence[float], shape: FrameShape) -> list[Sample]:
        """Decode the frames on screen at these times, in order of time, equal frames once."""
        ...

    def still(self, path: Path, time_s: float, height_px: int, info: MediaInfo | None = None) -> bytes:
        """The upright frame on screen at this time as JPEG. Raises: MediaError.

        With what is known of the file it is found by a seek wherever that can be trusted.
        """
        ...

    def join(self, info: MediaInfo, parts: Sequence[Path], target: Path) -> None:
        """Make the proxy of a video of its parts: whole and on the disk when this returns. Raises: MediaError."""
        ...

    def learned(self, info: MediaInfo) -> MediaInfo:
        """The same record, with what reading the video here has shown since: that it gives other frames than promised.

        To be asked after `scan` or `frames`, and stored: with such a record a video is read from its beginning at once.
        """
        ...

    def spent(self) -> IndexTimings:
        """What probing and reading to the end took here since this was last asked. To be asked by who reads."""
        ...

    def throttle(self, share: float) -> None:
        """Work only this share of the time from now on; 1 is all of it. Thread: any."""
        ...

    def close(self) -> None:
        """End the helper processes."""
        ...
