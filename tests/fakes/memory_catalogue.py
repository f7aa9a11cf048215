"""A catalogue in dictionaries: the same behaviour as `core.store.catalogue`, proved by the same suite."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from os import fsencode
from pathlib import Path
from typing import TypeVar

import numpy as np

from core.errors import StoreError
from core.values import (
    ChunkCheckpoint,
    EncoderSpec,
    Filter,
    FloatArray,
    Folder,
    HalfArray,
    IdArray,
    KnownFile,
    LibraryStatus,
    ModelCoverage,
    Segment,
    SegmentVectors,
    Video,
    VideoState,
    Volume,
)
from tests.fakes.memory_kept import MemoryKept
from tests.fakes.memory_removals import MemoryRemovals

BLOCK_ROWS = 4096
T = TypeVar("T")


class MemoryCatalogue(MemoryRemovals, MemoryKept):
    """Fits the port Catalogue. Keeps everything in memory; one thread."""

    def __init__(self) -> None:
        super().__init__()
        self._folder_ids, self._video_ids, self._segment_ids = count(1), count(1), count(1)
        self._folders: dict[int, Folder] = {}
        self._volumes: dict[int, list[Volume]] = {}
        self._videos: dict[int, Video] = {}
        self._segments: dict[int, Segment] = {}
        self._space_of: dict[int, str] = {}
        self._frames: dict[int, HalfArray] = {}
        self._pooled: dict[int, FloatArray] = {}
        self._generations: dict[str, int] = {}
        self._last_spec: EncoderSpec | None = None
        self._chunks: dict[tuple[str, str, str, int], tuple[ChunkCheckpoint, float]] = {}
        self._specs: dict[str, EncoderSpec] = {}
        self._sources: dict[str, str] = {}

    # ---- folders

    def folders(self) -> list[Folder]:
        return list(self._folders.values())

    def add_folder(self, path: Path, is_file: bool) -> Folder:
        for folder in self._folders.values():
            if folder.path == path:
                return folder
        folder = Folder(next(self._folder_ids), path, watched=True, is_file=is_file)
        self._folders[folder.id] = folder
        return folder

    def set_online(self, folder_id: int, online: bool, absence: str = "") -> None:
        if folder_id in self._folders:
            self._folders[folder_id] = replace(self._folders[folder_id], online=online, absence=absence)

    def rebase_folder(self, folder_id: int, path: Path) -> None:
        before = self._folders.get(folder_id)
        if before is None:
            return
        mine = {
            v.id: path / v.path.relative_to(before.path)
            for v in self._videos.values()
            if v.folder_id == folder_id and v.path.is_relative_to(before.path)
        }
        others = {v.path for v in self._videos.values() if v.id not in mine}
        if others & set(mine.values()) or any(f.path == path and f.id != folder_id for f in self._folders.values()):
            raise StoreError("Another folder in the library is already there.")
        self._folders[folder_id] = replace(before, path=path)
        self._rebase_notes(before, path)
        for id_, new in mine.items():
            self._videos[id_] = _at(self._videos[id_], new)

    def volumes(self, folder_id: int) -> list[Volume]:
        return sorted(self._volumes.get(folder_id, []), key=lambda v: fsencode(v.mount))

    def set_volumes(self, folder_id: int, volumes: Sequence[Volume]) -> None:
        if folder_id in self._folders:
            self._volumes[folder_id] = list(volumes)

    # ---- videos

    def videos(self, filter_: Filter | None = None) -> list[Video]:
        passes = (filter_ or Filter()).judge(list(self._folders.values()))
        chosen = [v for v in map(self._with_kept, self._videos.values()) if passes(v)]
        return sorted(chosen, key=lambda v: fsencode(v.path))

    def video(self, video_id: int) -> Video | None:
        video = self._videos.get(video_id)
        return None if video is None else self._with_kept(video)

    def add_video(self, folder_id: int, path: Path, size_bytes: int, mtime_ns: int, added_s: float) -> Video:
        for video in self._videos.values():
            if video.path == path:
                return self._with_kept(video)
        if folder_id not in self._folders:
            raise StoreError("This folder is no longer in the library.")
        video = Video(next(self._video_ids), folder_id, path, size_bytes, mtime_ns, added_s, "waiting")
        self._videos[video.id] = video
        return video

    def rearrange(self, videos: Sequence[Video]) -> None:
        kept = dict(self._videos)
        try:
            for video in videos:
                if video.id in self._videos:
                    self._videos[video.id] = replace(self._videos[video.id], path=Path(f"\0{video.id}"))
            for video in videos:
                self.update_video(video)
        except StoreError:
            self._videos = kept
            raise

    def files(self) -> Iterator[list[KnownFile]]:
        yield [
            KnownFile(v.id, v.folder_id, str(v.path), v.size_bytes, v.mtime_ns, v.state, v.info is not None)
            for v in sorted(self._videos.values(), key=lambda v: v.id)
        ]

    def without_source(self) -> Iterator[list[int]]:
        ready = [v for v in self._videos.values() if v.state == "ready" and v.info is not None]
        yield sorted(v.id for v in ready if v.info.source is None)

    def known_files(self, filter_: Filter) -> list[KnownFile]:
        passing = {video.id for video in self.videos(filter_)}
        return [video for block in self.files() for video in block if video.id in passing]

    def update_video(self, video: Video) -> None:
        known = self._videos.get(video.id)
        if known is None:
            raise StoreError("This clip is no longer in the library.")
        if any(v.path == video.path and v.id != video.id for v in self._videos.values()):
            raise StoreError(f"Another clip in the library already has the path {video.path}.")
        # added_s is written once, when the video is registered
        if known.info is not None and (video.info is None or video.info.fingerprint != known.info.fingerprint):
            self._note_last_place(known.info.fingerprint, video.path)
        self._videos[video.id] = _at(replace(video, added_s=known.added_s), video.path)

    def set_states(self, video_ids: Iterable[int], state: VideoState, note: str = "") -> None:
        for video_id in video_ids:
            if video_id in self._videos:
                self._videos[video_id] = replace(self._videos[video_id], state=state, note=note, needs_proxy=False)

    def find_fingerprint(self, fingerprint: str) -> list[Video]:
        return [v for v in self.videos() if v.info is not None and v.info.fingerprint == fingerprint]

    def forget(self, video_ids: Collection[int]) -> list[int]:
        gone = [s.id for s in self._segments.values() if s.video_id in set(video_ids)]
        self._drop(gone)
        for video_id in video_ids:
            self._note_leaving(self._videos.pop(video_id, None) or self._aside.pop(video_id, (None,))[0])
        return gone

    # ---- segments

    def put(self, video: Video, spec: EncoderSpec, clips: Sequence[SegmentVectors]) -> list[Segment]:
        was = self._videos.get(video.id)
        self.update_video(video)
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

    def segments(self, ids: Sequence[int]) -> list[Segment]:
        return [self._segments[int(i)] for i in ids if int(i) in self._segments]

    def segments_of(self, video_id: int, spec: EncoderSpec) -> list[Segment]:
        mine = [s for s in self._segments.values() if s.video_id == video_id and self._space_of[s.id] == spec.key]
        return sorted(mine, key=lambda s: (s.start_s, s.id))

    def segment_ids(self, spec: EncoderSpec, filter_: Filter) -> IdArray:
        passing = {video.id for video in self.videos(filter_)}
        ids = [s.id for s in self._segments.values() if self._space_of[s.id] == spec.key and s.video_id in passing]
        return np.array(sorted(ids), np.int64)

    # ---- pieces

    def keep_piece(self, fingerprint: str, spec: EncoderSpec, how: str, piece: ChunkCheckpoint, today_s: float) -> None:
        self._chunks[fingerprint, spec.key, how, piece.number] = piece, today_s

    def kept_pieces(self, fingerprint: str, spec: EncoderSpec, how: str) -> list[ChunkCheckpoint]:
        found = {at: piece for at, (piece, _) in self._chunks.items() if at[:3] == (fingerprint, spec.key, how)}
        return [found[at] for at in sorted(found)]

    def drop_pieces(self, before_s: float) -> None:
        self._chunks = {at: kept for at, kept in self._chunks.items() if kept[1] >= before_s}

    # ---- vectors

    def frame_vectors(self, ids: Sequence[int]) -> list[HalfArray]:
        return [_known(self._frames, i) for i in ids]

    def segment_vectors(self, ids: Sequence[int]) -> FloatArray:
        rows = [_known(self._pooled, i) for i in ids]
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

    # ---- the whole

    def generation(self, spec: EncoderSpec) -> int:
        return self._generations.get(spec.key, 0)

    def remember_spec(self, spec: EncoderSpec) -> None:
        self._specs[spec.key] = spec
        self._last_spec = spec

    def specs(self) -> list[EncoderSpec]:
        present = {key for i, key in self._space_of.items() if self._segments[i].video_id in self._videos}
        return [spec for key, spec in self._specs.items() if key in present]

    def lacking(self, spec: EncoderSpec, other: EncoderSpec) -> list[int]:
        videos = [v for v in self._videos.values() if v.state in ("waiting", "ready")]
        return [v.id for v in videos if self.has_vectors(v.id, other) and not self.has_vectors(v.id, spec)]

    def spec_of(self, segment_id: int) -> EncoderSpec | None:
        return self._specs.get(self._space_of.get(int(segment_id), ""))

    def note_source(self, spec: EncoderSpec, source: str) -> None:
        self._sources[spec.key] = source

    def source_of(self, spec: EncoderSpec) -> str:
        return self._sources.get(spec.key, "")

    def last_spec(self) -> EncoderSpec | None:
        return self._last_spec

    def counts(self, spec: EncoderSpec | None) -> LibraryStatus:
        spec = spec or self._last_spec
        states = [v.state for v in self._videos.values()]
        ids = self.segment_ids(spec, Filter()).tolist() if spec else []
        found = {self._segments[i].video_id for i in ids}
        return LibraryStatus(
            folders=tuple(self.folders()),
            waiting=states.count("waiting"),
            ready=states.count("ready"),
            failed=states.count("failed"),
            missing=states.count("missing"),
            offline=states.count("offline"),
            segments=len(ids),
            footage_s=sum(v.info.duration_s for v in self._videos.values() if v.id in found and v.info),
            encoder=None,
            encoder_state=None,
            index="",
            searchable=sum(self._videos[i].state in ("ready", "missing", "offline") for i in found),
        )

    def coverage(self, spec: EncoderSpec) -> ModelCoverage:
        videos = [v for v in self._videos.values() if v.state != "failed"]
        seen = {v.id: v for v in videos if self.has_vectors(v.id, spec) and (v.state != "waiting" or v.is_current)}
        segments = [s for s in self._segments.values() if self._space_of[s.id] == spec.key and s.video_id in seen]
        footage_s = sum(v.info.duration_s for v in seen.values() if v.info)
        return ModelCoverage(spec, len(seen), len(videos), len(segments), footage_s)

    def vector_bytes(self, spec: EncoderSpec) -> int:
        ids = [i for i, key in self._space_of.items() if key == spec.key]
        return sum(self._frames[i].nbytes + self._pooled[i].nbytes for i in ids)

    def known_alone(self, spec: EncoderSpec) -> int:
        others = [other for other in self.specs() if other.key != spec.key]
        mine = [v for v in self._videos if self.has_vectors(v, spec)]
        return sum(not any(self.has_vectors(v, other) for other in others) for v in mine)

    def drop_vectors(self, spec: EncoderSpec, videos: int) -> int:
        self._chunks = {at: kept for at, kept in self._chunks.items() if at[1] != spec.key}
        seen = [v for v in self._videos if self.has_vectors(v, spec)][:videos]
        for video_id in seen:
            self._drop([s.id for s in self.segments_of(video_id, spec)])
        return len(seen)

    def shrink(self) -> int:
        return 0

    def close(self) -> None:
        return

    def _drop(self, segment_ids: list[int]) -> None:
        self._grow({self._space_of[i] for i in segment_ids})
        for i in segment_ids:
            for rows in (self._segments, self._space_of, self._frames, self._pooled):
                rows.pop(i)

    def _grow(self, keys: set[str]) -> None:
        for key in keys:
            self._generations[key] = self._generations.get(key, 0) + 1


def _at(video: Video, path: Path) -> Video:
    """A video at a place; what is known of it speaks of the same place."""
    return replace(video, path=path, info=video.info and replace(video.info, path=path))


def _known(rows: dict[int, T], segment_id: int) -> T:
    if int(segment_id) not in rows:
        raise StoreError("This moment is no longer in the library.")
    return rows[int(segment_id)]
