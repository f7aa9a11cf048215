"""Reads what files say of their recording for videos that earlier versions indexed without asking.

Headers only: no frame is decoded and no vector touched. Each video is written by itself as soon as it was read, so a
program that is killed resumes where it was; one that states nothing is recorded as such and not read again.
"""

from collections.abc import Callable, Collection, Generator
from functools import partial
from typing import TypeVar

from core.errors import CrashedError, MediaError, VanishedError
from core.ingest.decoder_pool import DecoderPool, PooledDecoder, Steps, read_at
from core.ingest.outcome import write_source
from core.ingest.read_ahead import BLINK_S
from core.ports import VideoCatalogue
from core.values import SourceMetadata, Video

T = TypeVar("T")

AT_ONCE = 50
"""Videos read between two checks of the queue, and announced together."""
MOST_CRASHES = 3
"""After so many in a row nothing more is read until the program starts again: a drive does not answer."""


class MetadataBackfill:
    """Goes through the ready videos of a library. Thread: the engine lane.

    `on_read` gets the ids of videos whose records have changed. Those whose files could not be read are tried again
    when the program starts again: absent is not empty.
    """

    def __init__(self, on_read: Callable[[Collection[int]], None]) -> None:
        self._on_read = on_read
        self._tried: set[int] = set()
        self._crashes = 0

    def run(
        self, catalogue: VideoCatalogue, decoders: DecoderPool, has_more_urgent: Callable[[], bool]
    ) -> Generator[None, None, bool]:
        """Read all that lack it; False when something more urgent came between."""
        for block in catalogue.without_source():
            yield
            ids = [video_id for video_id in block if video_id not in self._tried]
            for start in range(0, len(ids), AT_ONCE):
                if self._crashes >= MOST_CRASHES:
                    return True
                if has_more_urgent():
                    return False
                yield from self._read_some(catalogue, decoders, ids[start : start + AT_ONCE])
        return True

    def _read_some(
        self, catalogue: VideoCatalogue, decoders: DecoderPool, ids: Collection[int]
    ) -> Generator[None, None, None]:
        written: list[int] = []
        try:
            with decoders.borrow((yield from _patiently(decoders.one(), decoders))) as decoder:
                for video_id in ids:
                    video = catalogue.video(video_id)
                    if video is None or self._crashes >= MOST_CRASHES:
                        continue
                    source = yield from _patiently(self._read(decoder, video), decoders)
                    if source is not None and write_source(catalogue, video, source):
                        written.append(video_id)
        finally:
            if written:
                self._on_read(written)

    def _read(self, decoder: PooledDecoder, video: Video) -> Steps[SourceMetadata | None]:
        """None where the file is away, or not the one that was indexed: reconciling will tell."""
        if video.info is None or not video.is_current or video.state != "ready":
            return None
        try:
            source = yield from read_at(decoder, partial(_read_headers, decoder, video))
        except VanishedError:
            return None
        except MediaError as error:
            self._tried.add(video.id)
            self._crashes = self._crashes + 1 if isinstance(error, CrashedError) else 0
            return None
        self._crashes = 0
        return source


def _read_headers(decoder: PooledDecoder, video: Video) -> SourceMetadata | None:
    """Thread: the decoder's."""
    try:
        found = video.path.stat()
    except OSError:
        return None
    if video.info is None or (found.st_size, found.st_mtime_ns) != (video.size_bytes, video.mtime_ns):
        return None
    return decoder.frames.source_metadata(video.info)


def _patiently(steps: Steps[T], decoders: DecoderPool) -> Generator[None, None, T]:
    """Take these steps, asleep while a decoder works."""
    while True:
        try:
            turn = next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
        if turn == "waiting":
            decoders.wakeup.wait(BLINK_S)
            decoders.wakeup.clear()
        yield
