"""The dictionaries that the catalogues in memory share, and what several of them do with these."""

from collections.abc import Collection
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from core.errors import StoreError
from core.values import (
    ChunkCheckpoint,
    EncoderSpec,
    FloatArray,
    Folder,
    HalfArray,
    Link,
    PassedOver,
    Segment,
    Video,
    Volume,
    innermost,
)

T = TypeVar("T")


class MemoryTables:
    """Everything a library in memory holds. Each protocol of the catalogue is a class of its own over it."""

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
        self._excluded: dict[Path, int | None] = {}
        self._links: dict[int, list[Link]] = {}
        self._passed: dict[int, list[PassedOver]] = {}
        self._removals: dict[int, tuple[str, tuple[Path, ...], float]] = {}
        self._aside: dict[int, tuple[Video, int]] = {}
        self._folders_aside: dict[int, tuple[Folder, int]] = {}
        self._files: dict[int, frozenset[Path]] = {}
        self._last_removal = 0

    @property
    def _catalogue(self) -> Any:
        """All protocols together, for what one asks of another."""
        return self

    def _rebase_notes(self, root: Folder, after: Path) -> None:
        """The root lies elsewhere now, and with it what is noted of places in it."""

        def moved(path: Path) -> Path:
            inside = root.path in (path, *path.parents)
            return after / path.relative_to(root.path) if inside else path

        self._excluded = {moved(path): of for path, of in self._excluded.items()}
        self._catalogue._move_kept(moved)
        self._links = {i: [replace(link, path=moved(link.path)) for link in each] for i, each in self._links.items()}
        self._files = {i: frozenset(map(moved, files)) for i, files in self._files.items()}
        self._removals = {
            i: (kind, tuple(sorted(set(map(moved, paths)))), at_s) for i, (kind, paths, at_s) in self._removals.items()
        }
        for id_, (video, of) in self._aside.items():
            if video.folder_id == root.id:
                there = moved(video.path)
                info = video.info and replace(video.info, path=there)
                self._aside[id_] = replace(video, path=there, info=info), of

    def _end(self, removal: int) -> None:
        for id_, (folder, of) in list(self._folders_aside.items()):
            others = [r for v, r in self._aside.values() if v.folder_id == id_]
            if of == removal:
                del self._folders_aside[id_]
                if others:
                    self._folders_aside[id_] = folder, others[0]
        kept = {str(f.path) for f in [*self._folders.values(), *(f for f, _ in self._folders_aside.values())]}
        self._excluded = {
            path: None if of == removal else of
            for path, of in self._excluded.items()
            if innermost(path, kept) is not None
        }
        self._removals.pop(removal, None)

    def _bring(self, video_id: int, folder_id: int) -> None:
        self._videos[video_id] = replace(self._aside.pop(video_id)[0], folder_id=folder_id)

    def _owner(self, path: Path) -> int | None:
        roots = {str(f.path): f.id for f in self._folders.values()}
        place = innermost(path, {*roots, *map(str, self._excluded)})
        return None if place is None else roots.get(place)

    def _segments_of(self, video_ids: Collection[int]) -> list[int]:
        return [s.id for s in self._segments.values() if s.video_id in {*video_ids}]

    def _drop_of(self, video_ids: Collection[int]) -> None:
        self._drop(self._segments_of(video_ids))

    def _changed(self, segment_ids: Collection[int]) -> None:
        self._grow({self._space_of[i] for i in segment_ids})

    def _drop(self, segment_ids: list[int]) -> None:
        self._grow({self._space_of[i] for i in segment_ids})
        for i in segment_ids:
            for rows in (self._segments, self._space_of, self._frames, self._pooled):
                rows.pop(i)

    def _grow(self, keys: set[str]) -> None:
        for key in keys:
            self._generations[key] = self._generations.get(key, 0) + 1


def moved_to(video: Video, path: Path) -> Video:
    """A video at a place; what is known of it speaks of the same place."""
    return replace(video, path=path, info=video.info and replace(video.info, path=path))


def known(rows: dict[int, T], segment_id: int) -> T:
    if int(segment_id) not in rows:
        raise StoreError("This moment is no longer in the library.")
    return rows[int(segment_id)]
