"""One video's way into the library: probe, sample, cut into segments, encode, write.

`VideoIndexer` reads from top to bottom in the order in which things happen. It is a generator of turns: several videos
take turns on the engine lane (`core.ingest.scheduler`), while reading happens on threads and in processes of its own.
Nothing of a video is written before all of it is there, and then in one transaction: a program killed anywhere finds
the video either waiting or ready. Chunks of a long video that are done are kept aside meanwhile.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf

import numpy as np

from core.errors import (
    CrashedError,
    EncoderDiedError,
    MediaError,
    NeedsProxyError,
    UnreadableError,
    VanishedError,
)
from core.ingest.crashes import REST_S, TRIALS, skip_note
from core.ingest.decoder_pool import DecoderPool, PooledDecoder, RoundRobin, Steps, read_at
from core.ingest.frame_batcher import FrameBatcher
from core.ingest.joint_encoding import encode_jointly
from core.ingest.outcome import IndexOutcome, OutcomeWriter
from core.ingest.progress_meter import Meter
from core.ingest.proxies import ProxyJob, ProxyRequests
from core.ingest.reuse import VectorReuse
from core.ingest.sampling_state import Chunk, SamplingState, groups
from core.ingest.segment_plan import CHUNK_FRAMES, cut_segments, denser_times, may_be_fast, spans_of
from core.ingest.segment_pooling import SEGMENTS_PER_CALL, pool_segments
from core.ingest.time_spent import TimeSpent
from core.ports import Catalogue, Clock, Encoder
from core.settings import SamplingSettings
from core.values import ChunkCheckpoint, MediaInfo, SamplingMode, SegmentVectors, Video

RARE = 2
"""Where keyframes are rare a segment may last so many times as long as one of exact samples."""
SCANNED_AS = 1
"""Changed when the same video would be read into other samples: chunks kept before are then of no use."""
_NOTHING = np.zeros((0, 0), np.float16)


@dataclass(frozen=True, slots=True)
class IndexingTools:
    """What an ingest works with; all its videos share it."""

    catalogue: Catalogue
    encoder: Encoder
    decoders: DecoderPool
    batcher: FrameBatcher
    meter: Meter
    today_s: Clock
    sampling: SamplingSettings
    sleep: Callable[[float], None] = time.sleep
    proxies: ProxyRequests = field(default_factory=ProxyRequests)
    spent: TimeSpent = field(default_factory=lambda: TimeSpent(time.perf_counter))
    being_read: set[str] = field(default_factory=set)
    """Fingerprints of contents: of two equal videos the second waits for the vectors of the first."""


class VideoIndexer:
    """Indexes one video. Thread: the engine lane.

    `is_outranked` is true when another video should be read before this one continues.
    """

    def __init__(self, tools: IndexingTools, video: Video, is_outranked: Callable[[Video], bool]) -> None:
        self._tools, self._video, self._is_outranked = tools, video, is_outranked
        self._keyframes_will_do = tools.sampling.mode == "fast" and not video.is_reindexed_exactly
        self._writer = OutcomeWriter(tools.catalogue, tools.encoder, video)

    # ---- the whole way, and what ends it early

    def run(self) -> Steps[IndexOutcome]:
        """Index the video, or note why it cannot be.

        Raises: EncoderError, StoreError; the video is then still waiting.
        """
        video = self._video
        try:
            for _ in range(TRIALS - 1):
                try:
                    return (yield from self._index())
                except CrashedError:
                    self._tools.meter.crashed(video)
                    yield from self._rest()
            return (yield from self._index())
        except CrashedError as error:
            if not video.path.exists():
                return self._writer.write_off("missing", "")
            return self._writer.write_off("failed", skip_note(error), skipped=True)
        except MediaError as error:
            # A drive pulled out midway looks like a damaged video to whoever was reading.
            if isinstance(error, VanishedError) or not video.path.exists():
                return self._writer.write_off("missing", "")
            return self._writer.write_off("failed", str(error), needs_proxy=isinstance(error, NeedsProxyError))

    def blame(self, error: EncoderDiedError) -> IndexOutcome:
        """Put the video on the skip list: the model's process keeps ending over it."""
        return self._writer.write_off(
            "failed", f"{error.title} Other clips were indexed without problems, so this one is skipped."
        )

    def _rest(self) -> Steps[None]:
        decoders = self._tools.decoders
        with decoders.borrow((yield from decoders.one())) as decoder:
            yield from read_at(decoder, partial(self._tools.sleep, REST_S))

    def _index(self) -> Steps[IndexOutcome]:
        """All that is done for a video, in this order."""
        tools = self._tools
        reuse = VectorReuse(
            tools.catalogue, tools.encoder, tools.meter, self._video, fast_will_do=self._keyframes_will_do
        )
        if outcome := (yield from reuse.before_probing()):
            return outcome
        info = yield from self._probe()
        while info.fingerprint in tools.being_read:
            yield "waiting"
        tools.being_read.add(info.fingerprint)
        try:
            if outcome := (yield from reuse.after_probing(info)):
                return outcome
            state = yield from self._sample(info)
            segments = yield from self._encode_segments(state)
            mode: SamplingMode = "fast" if state.fast else "exact"
            final = replace(state.info, note=info.note or state.shortfall(), looked=mode)
            with tools.spent.measured(self._video.id, "store_s"):
                return self._writer.put(final, segments)
        finally:
            tools.being_read.remove(info.fingerprint)

    # ---- probing

    def _probe(self) -> Steps[MediaInfo]:
        """What the packets of the file tell, with what reading the same content has shown before."""
        tools, video = self._tools, self._video
        with tools.decoders.borrow((yield from tools.decoders.one())) as decoder:
            decoder.frames.spent()  # of a clip that was given up
            info = yield from read_at(decoder, partial(decoder.frames.probe, video.path))
            tools.spent.add(video.id, decoder.frames.spent())
        content = info.fingerprint
        equals = tools.catalogue.find_fingerprint(content), tools.catalogue.find_removed(fingerprint=content)
        for known in (video, *equals[0], *equals[1]):
            if known.info is not None:
                info = info.with_corrections(known.info)
        tools.meter.probed(replace(video, size_bytes=info.size_bytes, mtime_ns=info.mtime_ns, info=info))
        return info

    # ---- sampling: frames are read and encoded, a proxy is made in passing

    def _sample(self, info: MediaInfo) -> Steps[SamplingState]:
        """Sample the video, and make its proxy if one is wanted; should the two not go together, only sample it."""
        proxies = self._tools.proxies
        is_fast = self._keyframes_will_do and may_be_fast(info)
        proxy_job = None if is_fast else proxies.begin(info)
        if proxy_job is not None:
            try:
                state = yield from self._sample_once(info, is_fast, proxy_job)
                yield from proxy_job.finish(self._tools.decoders)
                return state
            except UnreadableError:
                proxies.give_up(info)
        return (yield from self._sample_once(info, is_fast))

    def _sample_once(self, info: MediaInfo, is_fast: bool, proxy_job: ProxyJob | None = None) -> Steps[SamplingState]:
        """Sample and encode all of the video, then once more where a shot was too short."""
        tools = self._tools
        state = SamplingState(self._video.id, info, tools.sampling.every_s, is_fast)
        try:
            self._plan(state, [Chunk(number, span_s) for number, span_s in enumerate(spans_of(info.duration_s))])
            if proxy_job is not None:
                proxy_job.expect(chunk.number for chunk in state.chunks if chunk.is_read)
            yield from self._read_chunks(state, proxy_job)
            if not state.times_s:
                raise UnreadableError(info.path, "No frame of this clip could be decoded.")
            if not is_fast:
                self._plan(state, self._chunks_of_short_shots(state))
                yield from self._read_chunks(state, proxy_job)
            while not state.is_whole:
                yield "hungry"
        finally:
            tools.batcher.drop(state)
        return state

    def _plan(self, state: SamplingState, chunks: Sequence[Chunk]) -> None:
        """Note what is to be read; some of it may have been done before the program ended."""
        tools = self._tools
        if len(state.chunks) + len(chunks) > 1:
            done = tools.catalogue.checkpoints_of(state.info.fingerprint, tools.encoder.spec, self._way_of(state))
            kept = {one.number: one for one in done}
            for chunk in chunks:
                if chunk.number in kept:
                    chunk.restore(kept[chunk.number])
                    if not tools.encoder.spec.sees_clips:
                        tools.meter.restored(state.video_id, len(chunk.times_s))
        state.extend(chunks)

    def _chunks_of_short_shots(self, state: SamplingState) -> list[Chunk]:
        """Single frames of shots that have too few."""
        least, frame_s = self._tools.sampling.min_frames, float(1 / state.info.fps) if state.info.fps > 0 else 0.0
        wanted = [time_s for shot in state.shots() for time_s in denser_times(shot, least, frame_s)]
        return groups(wanted, CHUNK_FRAMES, len(state.chunks))

    def _read_chunks(self, state: SamplingState, proxy_job: ProxyJob | None) -> Steps[None]:
        """Read chunks one after another, by several decoders while those are free."""
        todo = deque(chunk for chunk in state.chunks if not chunk.is_read)
        with closing(RoundRobin()) as readers:
            readers.begin(self._read_in_turn(state, todo, proxy_job))
            while readers.has_more:
                while todo and (spare := self._tools.decoders.borrowed()) is not None:
                    readers.begin(self._read_beside(spare, state, todo.popleft(), proxy_job))
                yield readers.step()
                self._keep_checkpoints(state)

    def _read_in_turn(self, state: SamplingState, todo: deque[Chunk], proxy_job: ProxyJob | None) -> Steps[None]:
        """All by one decoder, which is free between two chunks when a video given by hand meanwhile goes first."""
        decoders = self._tools.decoders
        while todo:
            with decoders.borrow((yield from decoders.one())) as decoder:
                while todo:
                    yield from self._read_chunk(decoder, state, todo.popleft(), proxy_job)
                    if self._is_outranked(self._video):
                        break
            yield "waiting"

    def _read_beside(
        self, decoder: PooledDecoder, state: SamplingState, chunk: Chunk, proxy_job: ProxyJob | None
    ) -> Steps[None]:
        """One chunk by a decoder that nobody else needs now."""
        with self._tools.decoders.borrow(decoder):
            yield from self._read_chunk(decoder, state, chunk, proxy_job)

    def _read_chunk(
        self, decoder: PooledDecoder, state: SamplingState, chunk: Chunk, proxy_job: ProxyJob | None
    ) -> Steps[None]:
        """Single frames, or all samples of a span with the cuts between them."""
        if chunk.wanted_s:
            yield from self._read_frames(decoder, state, chunk)
        else:
            target = proxy_job.to(chunk.number) if proxy_job is not None else None
            every_s, shape = self._tools.sampling.every_s, self._tools.encoder.spec.frame_shape
            scan = partial(decoder.frames.scan, state.info, every_s, shape, chunk.span_s, state.fast, target)
            with decoder.reader.stream(scan, 2 * self._tools.batcher.most) as stream:
                for sample in stream.items(0):
                    if sample is None:
                        yield "waiting"
                    elif state.add(chunk, sample):
                        self._tools.batcher.add(state, chunk, sample, self._tools.meter)
                        yield "moved"
        chunk.is_read = True
        self._tools.spent.add(state.video_id, decoder.frames.spent())
        state.info = decoder.frames.learned(state.info)

    def _read_frames(self, decoder: PooledDecoder, state: SamplingState, chunk: Chunk) -> Steps[None]:
        tools, shape = self._tools, self._tools.encoder.spec.frame_shape
        for start in range(0, len(chunk.wanted_s), tools.batcher.most):
            wanted_s = chunk.wanted_s[start : start + tools.batcher.most]
            for sample in (yield from read_at(decoder, partial(decoder.frames.frames, state.info, wanted_s, shape))):
                lone = replace(sample, cuts_s=())
                if state.add(chunk, lone):
                    tools.batcher.add(state, chunk, lone, tools.meter)
                    yield "moved"

    def _keep_checkpoints(self, state: SamplingState) -> None:
        """Keep the chunks that are done; a video of one chunk is written as soon as that is there."""
        if len(spans_of(state.info.duration_s)) == 1:
            return
        tools, content, way = self._tools, state.info.fingerprint, self._way_of(state)
        for chunk in state.chunks:
            if chunk.is_whole and not chunk.is_kept:
                vectors = np.stack([chunk.vectors[time_s] for time_s in chunk.times_s]) if chunk.times_s else _NOTHING
                kept = ChunkCheckpoint(chunk.number, tuple(chunk.times_s), tuple(chunk.cuts_s), vectors)
                tools.catalogue.keep_checkpoint(content, tools.encoder.spec, way, kept, tools.today_s())
                chunk.is_kept = True

    def _way_of(self, state: SamplingState) -> str:
        """Names how this video is sampled: checkpoints of another way are of no use."""
        sampling = self._tools.sampling
        return f"{SCANNED_AS} {'fast' if state.fast else 'exact'} {sampling.every_s:g} {sampling.min_frames}"

    # ---- segments

    def _encode_segments(self, state: SamplingState) -> Steps[list[SegmentVectors]]:
        """Cut shots into segments and encode these."""
        tools, spec = self._tools, self._tools.encoder.spec
        longest_s = RARE * spec.frames_per_clip * tools.sampling.every_s if state.fast else inf
        plans = [plan for shot in state.shots() for plan in cut_segments(shot, spec.frames_per_clip, longest_s)]
        if spec.sees_clips:
            on_frames = partial(tools.meter.frames, state.video_id)
            spent = partial(tools.spent.add, state.video_id)
            vectors = yield from encode_jointly(tools.decoders, tools.encoder, state.info, plans, on_frames, spent)
        else:
            vectors = state.vectors()
        segments: list[SegmentVectors] = []
        for start in range(0, len(plans), SEGMENTS_PER_CALL):
            part = plans[start : start + SEGMENTS_PER_CALL]
            frame_vectors = [np.stack([vectors[time_s] for time_s in plan.times_s]) for plan in part]
            with tools.spent.measured(state.video_id, "encode_s"):
                segments += pool_segments(tools.encoder, part, frame_vectors)
            yield "moved"
        return segments
