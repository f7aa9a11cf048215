"""What `MemoryCatalogue` does with removed folders and videos."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core.values import (
    KEEP_REMOVED_S,
    EncoderSpec,
    Folder,
    IdArray,
    Link,
    PassedOver,
    Removal,
    RemovalImpact,
    RemovalPlan,
    Video,
    innermost,
)


class MemoryRemovals:
    """Mixed into the catalogue, whose dictionaries it uses."""

    _folders: dict[int, Folder]
    _videos: dict[int, Video]

    def __init__(self) -> None:
        super().__init__()
        self._excluded: dict[Path, int | None] = {}
        self._links: dict[int, list[Link]] = {}
        self._passed: dict[int, list[PassedOver]] = {}
        self._removals: dict[int, tuple[str, tuple[Path, ...], float]] = {}
        self._aside: dict[int, tuple[Video, int]] = {}
        self._folders_aside: dict[int, tuple[Folder, int]] = {}
        self._files: dict[int, frozenset[Path]] = {}
        self._last_removal = 0

    # ---- places

    def merge_folder(self, folder_id: int, place: Path) -> tuple[list[int], list[int]]:
        if folder_id not in self._folders:
            return [], []
        root, gone, left = self._folders.pop(folder_id), list[int](), list[int]()
        for video in [v for v in self._videos.values() if v.folder_id == folder_id]:
            inside = root.path in (video.path, *video.path.parents)
            there = place / video.path.relative_to(root.path) if inside else video.path
            other = next((v.id for v in self._videos.values() if v.path == there and v.id != video.id), None)
            owner = self._owner(there)
            if owner is None or (other and (self._segments_of([other]) or not self._segments_of([video.id]))):
                gone += self._catalogue.forget([video.id])
                left.append(video.id)
                continue
            if other is not None:
                gone += self._catalogue.forget([other])
                left.append(other)
            info = video.info and replace(video.info, path=there)
            self._videos[video.id] = replace(video, path=there, folder_id=owner, info=info)
        return gone, left

    def rehome(self, place: Path | None = None) -> list[int]:
        changed = []
        for video in sorted(self._videos.values(), key=lambda v: v.id):
            owner = self._owner(video.path)
            inside = place is None or video.path == place or place in video.path.parents
            if inside and owner is not None and owner != video.folder_id:
                self._videos[video.id] = replace(video, folder_id=owner)
                changed.append(video.id)
        return changed

    def excluded(self) -> list[Path]:
        return sorted(self._excluded)

    def include(self, place: Path) -> None:
        self._excluded.pop(place, None)

    def links(self) -> list[Link]:
        there = sorted(self._links.keys() & self._folders.keys())
        return [link for id_ in there for link in sorted(self._links[id_], key=lambda each: each.path)]

    def passed_over(self) -> list[PassedOver]:
        there = sorted(self._passed.keys() & self._folders.keys())
        return [each for id_ in there for each in sorted(self._passed[id_], key=lambda p: p.kind)]

    def note_look(self, folder_id: int, links: Sequence[Link], passed_over: Sequence[PassedOver]) -> None:
        self._links[folder_id], self._passed[folder_id] = [], []
        if folder_id in self._folders:
            self._links[folder_id], self._passed[folder_id] = [*links], [*passed_over]

    # ---- removals

    def impact(self, video_ids: Collection[int]) -> RemovalImpact:
        known = {**{i: v for i, (v, _) in self._aside.items()}, **self._videos}
        videos = [known[i] for i in dict.fromkeys(video_ids) if i in known]
        spec = self._catalogue.last_spec()
        here = {v.id: self._catalogue.segments_of(v.id, spec) if spec else [] for v in videos}
        ids = [i for i, s in self._catalogue._segments.items() if s.video_id in here]
        size = sum(self._catalogue._frames[i].nbytes + self._catalogue._pooled[i].nbytes for i in ids)
        footage_s = sum(v.info.duration_s for v in videos if here[v.id] and v.info)
        return RemovalImpact(len(videos), sum(map(len, here.values())), footage_s, size)

    @property
    def _catalogue(self) -> Any:
        return self

    def remove(self, plan: RemovalPlan, now_s: float) -> tuple[int, list[int]]:
        self._last_removal += 1
        everything = [*self._videos.values(), *(v for v, _ in self._aside.values())]
        at_s = max([now_s, *(v.added_s for v in everything)])
        self._removals[self._last_removal] = plan.kind, tuple(sorted(set(plan.paths))), at_s
        self._files |= {self._last_removal: plan.files}
        self._excluded |= dict.fromkeys(plan.excluded, self._last_removal)
        heirs = dict(plan.heirs)
        self._videos = {i: replace(v, folder_id=heirs.get(v.folder_id, v.folder_id)) for i, v in self._videos.items()}
        for id_ in plan.folder_ids & self._folders.keys():
            self._folders_aside[id_] = self._folders.pop(id_), self._last_removal
        gone = self._segments_of(plan.video_ids)
        for id_ in {*plan.video_ids} & self._videos.keys():
            self._aside[id_] = self._videos.pop(id_), self._last_removal
        self._changed(gone)
        return self._last_removal, gone

    def removals(self) -> list[Removal]:
        return [
            Removal(id_, kind, paths, at_s, self.impact([v for v, (_, r) in self._aside.items() if r == id_]))  # type: ignore[arg-type]
            for id_, (kind, paths, at_s) in sorted(self._removals.items(), reverse=True)
        ]

    def expired(self, now_s: float) -> list[int]:
        return [id_ for id_, (_, _, at_s) in self._removals.items() if at_s <= now_s - KEEP_REMOVED_S]

    def has_removed(self) -> bool:
        return bool(self._aside)

    def restore(self, removal: int, spec: EncoderSpec | None) -> tuple[list[int], list[int], list[int]]:
        spec = spec or self._catalogue.last_spec()
        asked = self._removals[removal][1] if removal in self._removals else ()
        folders = [folder for folder, of in self._folders_aside.values() if of == removal and folder.path in asked]
        back = []
        for folder in folders:
            del self._folders_aside[folder.id]
            again = next((f for f in self._folders.values() if f.path == folder.path), None)
            if again is None:
                self._folders[folder.id] = folder
                self._folders = dict(sorted(self._folders.items()))
                back.append(folder.id)
            else:
                self._aside = {
                    i: (replace(v, folder_id=again.id) if v.folder_id == folder.id else v, r)
                    for i, (v, r) in self._aside.items()
                }
        apart = {path for path, of in self._excluded.items() if of == removal}
        self._excluded = {path: of for path, of in self._excluded.items() if of != removal}
        videos = [v for v, of in self._aside.values() if of == removal]
        kind, clips = self._removals[removal][0] if asked else "clips", {v.path for v in videos} | apart
        for path in asked if kind == "folder" else [path for path in asked if path in clips]:
            if self._owner(path) is None:
                back.append(self._catalogue.add_folder(path, path in self._files[removal]).id)
        for folder_id in back:
            self.rehome(self._folders[folder_id].path)
        restored, replaced = [], []
        for video in sorted(videos, key=lambda v: v.id):
            owner = self._owner(video.path)
            if owner is None:
                continue
            other = next((v for v in self._videos.values() if v.path == video.path), None)
            if other is not None and self._segments_of([other.id]):
                if (other.info and other.info.fingerprint) == (video.info and video.info.fingerprint):
                    self._catalogue._note_leaving(self._aside.pop(video.id)[0])
                    self._drop_of([video.id])
                continue
            if other is not None:
                self._catalogue.forget([other.id])
                replaced.append(other.id)
            self._bring(video.id, owner)
            restored.append(video.id)
            if video.state == "ready" and not (spec and self._catalogue.segments_of(video.id, spec)):
                self._videos[video.id] = replace(self._videos[video.id], state="waiting")
        self._changed(self._segments_of(restored))
        if all(of != removal for _, of in self._aside.values()):
            self._end(removal)
        return restored, replaced, back

    def find_removed(self, *, path: Path | None = None, fingerprint: str = "") -> list[Video]:
        found = [
            (-of, v.id, v)
            for v, of in self._aside.values()
            if (v.path == path if path is not None else v.info is not None and v.info.fingerprint == fingerprint)
        ]
        return [self._catalogue._with_kept(v) for _, _, v in sorted(found, key=lambda each: each[:2])]

    def revive(self, video_id: int, folder_id: int) -> None:
        removal = self._aside[video_id][1]
        self._bring(video_id, folder_id)
        self._changed(self._segments_of([video_id]))
        if removal not in {of for _, of in self._aside.values()} | set(self._excluded.values()):
            self._end(removal)

    def purge(self, removal: int, videos: int) -> list[str]:
        chosen = [v for v, of in self._aside.values() if of == removal][:videos]
        for video in chosen:
            del self._aside[video.id]
            self._catalogue._note_leaving(video)
        self._drop_of([v.id for v in chosen])
        if len(chosen) < videos:
            self._end(removal)
        return [v.info.fingerprint if v.info else "" for v in chosen]

    def segment_ids_of(self, video_ids: Collection[int], spec: EncoderSpec) -> IdArray:
        ids = [s.id for i in video_ids for s in self._catalogue.segments_of(i, spec)]
        return np.array(sorted(ids), np.int64)

    # ---- within

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
        return [s.id for s in self._catalogue._segments.values() if s.video_id in {*video_ids}]

    def _drop_of(self, video_ids: Collection[int]) -> None:
        self._catalogue._drop(self._segments_of(video_ids))

    def _changed(self, segment_ids: Collection[int]) -> None:
        self._catalogue._grow({self._catalogue._space_of[i] for i in segment_ids})
