"""Looking at one film: what is read of it, where, and what of that is kept aside until the film is whole."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from core.errors import UnreadableError
from core.ingest.decoder_pool import DecoderPool, PooledDecoder, RoundRobin, Steps, read_at
from core.ingest.frame_batcher import FrameBatcher
from core.ingest.progress_meter import Meter
from core.ingest.proxies import ProxyJob, ProxyRequests
from core.ingest.sampling_state import Chunk, SamplingState, groups
from core.ingest.segment_plan import PIECE_FRAMES, denser_times, may_be_fast, spans_of
from core.ports import Catalogue, Clock, Encoder
from core.settings import SamplingSettings
from core.values import ChunkCheckpoint, MediaInfo, Video

SCANNED_AS = 1
"""Changed when the same film would be read into other samples: pieces kept before are then of no use."""
_NOTHING = np.zeros((0, 0), np.float16)


@dataclass(frozen=True, slots=True)
class IndexingTools:
    """What an ingest works with."""

    catalogue: Catalogue
    encoder: Encoder
    decoders: DecoderPool
    batcher: FrameBatcher
    meter: Meter
    today_s: Clock
    sampling: SamplingSettings
    batch: int
    sleep: Callable[[float], None] = time.sleep
    copies: ProxyRequests = field(default_factory=ProxyRequests)
    is_outranked: Callable[[Video], bool] = lambda _: False
    """True when a film that should go before this one waits."""

    def is_fast(self, video: Video) -> bool:
        """True when keyframes are enough for this film."""
        return self.sampling.mode == "fast" and not is_reindexed_exactly(video)


class VideoSampler:
    """Reads and encodes one film, in pieces if it is long, and copies it in passing. Thread: the engine lane."""

    def __init__(self, tools: IndexingTools, video: Video, info: MediaInfo, copying: ProxyJob | None = None) -> None:
        self._tools, self._video, self._info = tools, video, info
        self._copying = copying
        self._fast = tools.is_fast(video) and may_be_fast(info)
        self._looks = SamplingState(video.id, info, tools.sampling.every_s, self._fast)

    def look(self) -> Steps[SamplingState]:
        """Sample and encode the whole film, then once more where a shot was too short."""
        tools, looks = self._tools, self._looks
        try:
            self._plan([Chunk(number, span_s) for number, span_s in enumerate(spans_of(self._info.duration_s))])
            if self._copying is not None:
                self._copying.expect(chunk.number for chunk in looks.chunks if chunk.is_read)
            yield from self._read_all()
            if not looks.times_s:
                raise UnreadableError(self._info.path, "No picture of this film can be read.")
            if not self._fast:
                self._plan(self._closer())
                yield from self._read_all()
            while not looks.is_whole:
                yield "hungry"
        finally:
            tools.batcher.drop(looks)
        return looks

    def _closer(self) -> list[Chunk]:
        """Single frames of shots that have too few."""
        sampling, frame_s = self._tools.sampling, float(1 / self._info.fps) if self._info.fps > 0 else 0.0
        shots = self._looks.shots()
        wanted = [time_s for shot in shots for time_s in denser_times(shot, sampling.min_frames, frame_s)]
        return groups(wanted, PIECE_FRAMES, len(self._looks.chunks))

    def _read_all(self) -> Steps[None]:
        """Read pieces one after another, at several places while those are free."""
        todo = deque(chunk for chunk in self._looks.chunks if not chunk.is_read)
        with closing(RoundRobin()) as together:
            together.begin(self._one_after_another(todo))
            while together.has_more:
                while todo and (spare := self._tools.decoders.borrowed()) is not None:
                    together.begin(self._as_guest(spare, todo.popleft()))
                yield together.step()
                self._keep_aside()

    def _one_after_another(self, todo: deque[Chunk]) -> Steps[None]:
        """All at one place, which is left between two pieces when a film given by hand meanwhile should go first."""
        decoders = self._tools.decoders
        while todo:
            with decoders.borrow((yield from decoders.one())) as station:
                while todo:
                    yield from self._read_piece(station, todo.popleft())
                    if self._tools.is_outranked(self._video):
                        break
            yield "waiting"

    def _as_guest(self, station: PooledDecoder, chunk: Chunk) -> Steps[None]:
        with self._tools.decoders.borrow(station):
            yield from self._read_piece(station, chunk)

    def _read_piece(self, station: PooledDecoder, chunk: Chunk) -> Steps[None]:
        yield from self._read_frames(station, chunk) if chunk.wanted_s else self._scan(station, chunk)
        chunk.is_read = True
        self._info = self._looks.info = station.frames.learned(self._info)

    def _scan(self, station: PooledDecoder, chunk: Chunk) -> Steps[None]:
        """Samples of a stretch with the cuts between them."""
        tools, shape = self._tools, self._tools.encoder.spec.frame_shape
        copy = self._copying.to(chunk.number) if self._copying is not None else None
        scan = partial(station.frames.scan, self._info, tools.sampling.every_s, shape, chunk.span_s, self._fast, copy)
        with station.reader.stream(scan, 2 * tools.batch) as stream:
            for sample in stream.items(0):
                if sample is None:
                    yield "waiting"
                elif self._looks.add(chunk, sample):
                    tools.batcher.add(self._looks, chunk, sample, tools.meter)
                    yield "moved"

    def _read_frames(self, station: PooledDecoder, chunk: Chunk) -> Steps[None]:
        """Single frames."""
        tools, shape = self._tools, self._tools.encoder.spec.frame_shape
        for start in range(0, len(chunk.wanted_s), tools.batch):
            wanted_s = chunk.wanted_s[start : start + tools.batch]
            for sample in (yield from read_at(station, partial(station.frames.frames, self._info, wanted_s, shape))):
                lone = replace(sample, cuts_s=())
                if self._looks.add(chunk, lone):
                    tools.batcher.add(self._looks, chunk, lone, tools.meter)
                    yield "moved"

    # ---- pieces of a long film

    def _plan(self, chunks: Sequence[Chunk]) -> None:
        """Note what is to be read; some of it may have been done before the program ended."""
        tools, looks = self._tools, self._looks
        if len(looks.chunks) + len(chunks) > 1:
            done = tools.catalogue.kept_pieces(self._info.fingerprint, tools.encoder.spec, self._how)
            kept = {one.number: one for one in done}
            for chunk in chunks:
                if chunk.number in kept:
                    chunk.restore(kept[chunk.number])
                    if not tools.encoder.spec.sees_clips:
                        tools.meter.restored(looks.video_id, len(chunk.times_s))
        looks.extend(chunks)

    def _keep_aside(self) -> None:
        """Keep the pieces that are done; a film of one piece is written as soon as that is there."""
        if len(spans_of(self._info.duration_s)) == 1:
            return
        tools = self._tools
        for chunk in self._looks.chunks:
            if chunk.is_whole and not chunk.is_kept:
                vectors = np.stack([chunk.vectors[time_s] for time_s in chunk.times_s]) if chunk.times_s else _NOTHING
                kept = ChunkCheckpoint(chunk.number, tuple(chunk.times_s), tuple(chunk.cuts_s), vectors)
                tools.catalogue.keep_piece(self._info.fingerprint, tools.encoder.spec, self._how, kept, tools.today_s())
                chunk.is_kept = True

    @property
    def _how(self) -> str:
        """Names the way in which films are looked at now."""
        sampling = self._tools.sampling
        return f"{SCANNED_AS} {'fast' if self._fast else 'exact'} {sampling.every_s:g} {sampling.min_frames}"


def is_reindexed_exactly(video: Video) -> bool:
    """True when a film that was looked at quickly waits to be looked at exactly."""
    return video.info is not None and video.info.looked == "refine"
