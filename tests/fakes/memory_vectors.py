"""Segments with their vectors, and chunks of videos, in dictionaries."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from core.values import (
    ChunkCheckpoint,
    EncoderSpec,
    Filter,
    FloatArray,
    HalfArray,
    IdArray,
    Segment,
    SegmentVectors,
    Video,
    shows_moment,
)
from tests.fakes.memory_tables import MemoryTables, known

BLOCK_ROWS = 4096


class MemoryVectors(MemoryTables):
    """Fits the port VectorCatalogue."""

    def put(self, video: Video, spec: EncoderSpec, clips: Sequence[SegmentVectors]) -> list[Segment]:
        was = self._videos.get(video.id)
        self._catalogue.update_video(video)
        if was and was.info and video.info and was.info.fingerprint != video.info.fingerprint:
            self._drop([s.id for s in self._segments.values() if s.video_id == video.id])
        self._drop([s.id for s in self.segments_of(video.id, spec)])
        self._specs[spec.key] = spec
        self._last_spec = self._last_spec or spec
        if self._last_spec.key == spec.key:
            self._last_spec = spec
        if video.info is not None:
            done = video.info.fingerprint, spec.key
            self._chunks = {at: kept for at, kept in self._chunks.items() if at[:2] != done}
        made = []
        for clip in clips:
            segment = Segment(next(self._segment_ids), video.id, clip.start_s, clip.end_s, clip.frame_times_s)
            self._segments[segment.id] = segment
            self._space_of[segment.id] = spec.key
            self._frames[segment.id] = clip.frames.copy()
            self._pooled[segment.id] = clip.pooled.astype(np.float32)
            made.append(segment)
        self._grow({spec.key})
        return made

    def copy_segments(self, source_id: int, target: Video, spec: EncoderSpec) -> list[Segment]:
        if source_id == target.id:
            raise ValueError("a video cannot be copied onto itself")
        clips = [
            SegmentVectors(s.start_s, s.end_s, s.frame_times_s, self._frames[s.id], self._pooled[s.id])
            for s in self.segments_of(source_id, spec)
        ]
        return self.put(target, spec, clips)

    def has_vectors(self, video_id: int, spec: EncoderSpec) -> bool:
        return bool(self.segments_of(video_id, spec))

    def keep_checkpoint(
        self, fingerprint: str, spec: EncoderSpec, how: str, chunk: ChunkCheckpoint, today_s: float
    ) -> None:
        self._chunks[fingerprint, spec.key, how, chunk.number] = chunk, today_s

    def checkpoints_of(self, fingerprint: str, spec: EncoderSpec, how: str) -> list[ChunkCheckpoint]:
        found = {at: chunk for at, (chunk, _) in self._chunks.items() if at[:3] == (fingerprint, spec.key, how)}
        return [found[at] for at in sorted(found)]

    def drop_checkpoints(self, before_s: float) -> None:
        self._chunks = {at: kept for at, kept in self._chunks.items() if kept[1] >= before_s}

    def segments(self, ids: Sequence[int]) -> list[Segment]:
        return [self._segments[int(i)] for i in ids if int(i) in self._segments]

    def segments_of(self, video_id: int, spec: EncoderSpec) -> list[Segment]:
        mine = [s for s in self._segments.values() if s.video_id == video_id and self._space_of[s.id] == spec.key]
        return sorted(mine, key=lambda s: (s.start_s, s.id))

    def segment_ids(self, spec: EncoderSpec, filter_: Filter) -> IdArray:
        passing = {video.id for video in self._catalogue.videos(filter_)}
        mine = [s for s in self._segments.values() if self._space_of[s.id] == spec.key and s.video_id in passing]
        ids = [s.id for s in mine if not filter_.only_kept or self._is_kept(s, filter_.collection_ids)]
        return np.array(sorted(ids), np.int64)

    def _is_kept(self, segment: Segment, collection_ids: Collection[int]) -> bool:
        info = self._videos[segment.video_id].info
        moments = [] if info is None else self._catalogue.moments_of([info.fingerprint])
        starts_s, ends_s = np.array([segment.start_s]), np.array([segment.end_s])
        return any(
            shows_moment(
                starts_s,
                ends_s,
                float("-inf" if moment.start_s is None else moment.start_s),
                float("inf" if moment.end_s is None else moment.end_s),
            )[0]
            for moment in moments
            if not collection_ids or moment.collection_id in collection_ids
        )

    def segment_ids_of(self, video_ids: Collection[int], spec: EncoderSpec) -> IdArray:
        ids = [s.id for i in video_ids for s in self.segments_of(i, spec)]
        return np.array(sorted(ids), np.int64)

    def frame_vectors(self, ids: Sequence[int]) -> list[HalfArray]:
        return [known(self._frames, i) for i in ids]

    def segment_vectors(self, ids: Sequence[int]) -> FloatArray:
        rows = [known(self._pooled, i) for i in ids]
        return np.stack(rows) if rows else np.zeros((0, 0), np.float32)

    def all_vectors(self, spec: EncoderSpec) -> Iterator[tuple[IdArray, FloatArray]]:
        ids = self.segment_ids(spec, Filter())
        for start in range(0, len(ids), BLOCK_ROWS):
            block = ids[start : start + BLOCK_ROWS]
            yield block, self.segment_vectors(block.tolist())

    def random_vectors(self, spec: EncoderSpec, n: int) -> FloatArray:
        ids = np.random.default_rng(0).permutation(self.segment_ids(spec, Filter()))
        videos = [self._segments[i].video_id for i in ids.tolist()]
        most = -(-n // max(1, len(set(videos))))
        fair = [i for at, i in enumerate(ids.tolist()) if videos[:at].count(videos[at]) < most]
        chosen = np.sort(np.array(fair[:n], np.int64))
        return self.segment_vectors(chosen.tolist()) if len(chosen) else np.zeros((0, spec.dim), np.float32)

    def generation(self, spec: EncoderSpec) -> int:
        return self._generations.get(spec.key, 0)
