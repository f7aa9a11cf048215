"""Removing and restoring, in dictionaries."""

import os
from collections.abc import Collection
from dataclasses import replace

from core.values import (
    KEEP_REMOVED_S,
    EncoderSpec,
    Removal,
    RemovalImpact,
    RemovalPlan,
)
from tests.fakes.memory_tables import MemoryTables


class MemoryRemovals(MemoryTables):
    """Fits the port RemovalCatalogue."""

    def impact(self, video_ids: Collection[int]) -> RemovalImpact:
        known = {**{i: v for i, (v, _) in self._aside.items()}, **self._videos}
        videos = [known[i] for i in dict.fromkeys(video_ids) if i in known]
        spec = self._catalogue.last_spec()
        here = {v.id: self._catalogue.segments_of(v.id, spec) if spec else [] for v in videos}
        ids = [i for i, s in self._segments.items() if s.video_id in here]
        size = sum(self._frames[i].nbytes + self._pooled[i].nbytes for i in ids)
        footage_s = sum(v.info.duration_s for v in videos if here[v.id] and v.info)
        return RemovalImpact(len(videos), sum(map(len, here.values())), footage_s, size)

    def remove(self, plan: RemovalPlan, now_s: float) -> tuple[int, list[int]]:
        self._last_removal += 1
        everything = [*self._videos.values(), *(v for v, _ in self._aside.values())]
        at_s = max([now_s, *(v.added_s for v in everything)])
        self._removals[self._last_removal] = plan.kind, tuple(sorted(set(plan.paths), key=os.fsencode)), at_s
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
            self._catalogue.rehome(self._folders[folder_id].path)
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

    def purge(self, removal: int, videos: int) -> list[str]:
        chosen = [v for v, of in self._aside.values() if of == removal][:videos]
        for video in chosen:
            del self._aside[video.id]
            self._catalogue._note_leaving(video)
        self._drop_of([v.id for v in chosen])
        if len(chosen) < videos:
            self._end(removal)
        return [v.info.fingerprint if v.info else "" for v in chosen]
