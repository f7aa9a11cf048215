"""Videos of the library, in dictionaries."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from os import fsencode
from pathlib import Path

from core.errors import StoreError
from core.values import (
    EncoderSpec,
    Filter,
    KnownFile,
    LibraryStatus,
    Video,
    VideoState,
)
from tests.fakes.memory_tables import MemoryTables, moved_to


class MemoryVideos(MemoryTables):
    """Fits the port VideoCatalogue."""

    def videos(self, filter_: Filter | None = None) -> list[Video]:
        passes = (filter_ or Filter()).judge(list(self._folders.values()))
        chosen = [v for v in map(self._catalogue._with_kept, self._videos.values()) if passes(v)]
        return sorted(chosen, key=lambda v: fsencode(v.path))

    def video(self, video_id: int) -> Video | None:
        video = self._videos.get(video_id)
        return None if video is None else self._catalogue._with_kept(video)

    def add_video(self, folder_id: int, path: Path, size_bytes: int, mtime_ns: int, added_s: float) -> Video:
        for video in self._videos.values():
            if video.path == path:
                return self._catalogue._with_kept(video)
        if folder_id not in self._folders:
            raise StoreError("This folder is no longer in the library.")
        video = Video(next(self._video_ids), folder_id, path, size_bytes, mtime_ns, added_s, "waiting")
        self._videos[video.id] = video
        return video

    def update_video(self, video: Video) -> None:
        known = self._videos.get(video.id)
        if known is None:
            raise StoreError("This clip is no longer in the library.")
        if any(v.path == video.path and v.id != video.id for v in self._videos.values()):
            raise StoreError(f"Another clip in the library already has the path {video.path}.")
        # added_s is written once, when the video is registered
        if known.info is not None and (video.info is None or video.info.fingerprint != known.info.fingerprint):
            self._catalogue._note_last_place(known.info.fingerprint, video.path)
        self._videos[video.id] = moved_to(replace(video, added_s=known.added_s), video.path)

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

    def set_states(self, video_ids: Iterable[int], state: VideoState, note: str = "") -> None:
        for video_id in video_ids:
            if video_id in self._videos:
                self._videos[video_id] = replace(self._videos[video_id], state=state, note=note, needs_proxy=False)

    def files(self) -> Iterator[list[KnownFile]]:
        yield [
            KnownFile(v.id, v.folder_id, str(v.path), v.size_bytes, v.mtime_ns, v.state, v.info is not None)
            for v in sorted(self._videos.values(), key=lambda v: v.id)
        ]

    def without_source(self) -> Iterator[list[int]]:
        ready = [v for v in self._videos.values() if v.state == "ready" and v.info is not None]
        yield sorted(v.id for v in ready if v.info.source is None or not v.info.source.is_complete)

    def known_files(self, filter_: Filter) -> list[KnownFile]:
        passing = {video.id for video in self.videos(filter_)}
        return [video for block in self.files() for video in block if video.id in passing]

    def find_fingerprint(self, fingerprint: str) -> list[Video]:
        return [v for v in self.videos() if v.info is not None and v.info.fingerprint == fingerprint]

    def find_removed(self, *, path: Path | None = None, fingerprint: str = "") -> list[Video]:
        found = [
            (-of, v.id, v)
            for v, of in self._aside.values()
            if (v.path == path if path is not None else v.info is not None and v.info.fingerprint == fingerprint)
        ]
        return [self._catalogue._with_kept(v) for _, _, v in sorted(found, key=lambda each: each[:2])]

    def has_removed(self) -> bool:
        return bool(self._aside)

    def revive(self, video_id: int, folder_id: int) -> None:
        removal = self._aside[video_id][1]
        self._bring(video_id, folder_id)
        self._changed(self._segments_of([video_id]))
        if removal not in {of for _, of in self._aside.values()} | set(self._excluded.values()):
            self._end(removal)

    def forget(self, video_ids: Collection[int]) -> list[int]:
        gone = [s.id for s in self._segments.values() if s.video_id in set(video_ids)]
        self._drop(gone)
        for video_id in video_ids:
            self._catalogue._note_leaving(self._videos.pop(video_id, None) or self._aside.pop(video_id, (None,))[0])
        return gone

    def counts(self, spec: EncoderSpec | None) -> LibraryStatus:
        spec = spec or self._last_spec
        states = [v.state for v in self._videos.values()]
        ids = self._catalogue.segment_ids(spec, Filter()).tolist() if spec else []
        found = {self._segments[i].video_id for i in ids}
        return LibraryStatus(
            folders=tuple(self._catalogue.folders()),
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
