"""Folders of the library, links and what was passed over, in dictionaries."""

import os
from collections.abc import Sequence
from dataclasses import replace
from os import fsencode
from pathlib import Path

from core.errors import StoreError
from core.values import (
    Folder,
    Link,
    PassedOver,
    Volume,
)
from tests.fakes.memory_tables import MemoryTables, moved_to


class MemoryRoots(MemoryTables):
    """Fits the port RootCatalogue."""

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
            self._videos[id_] = moved_to(self._videos[id_], new)

    def volumes(self, folder_id: int) -> list[Volume]:
        return sorted(self._volumes.get(folder_id, []), key=lambda v: fsencode(v.mount))

    def set_volumes(self, folder_id: int, volumes: Sequence[Volume]) -> None:
        if folder_id in self._folders:
            self._volumes[folder_id] = list(volumes)

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
        return sorted(self._excluded, key=os.fsencode)

    def include(self, place: Path) -> None:
        self._excluded.pop(place, None)

    def links(self) -> list[Link]:
        there = sorted(self._links.keys() & self._folders.keys())
        return [link for id_ in there for link in sorted(self._links[id_], key=lambda each: os.fsencode(each.path))]

    def passed_over(self) -> list[PassedOver]:
        there = sorted(self._passed.keys() & self._folders.keys())
        return [each for id_ in there for each in sorted(self._passed[id_], key=lambda p: p.kind)]

    def note_look(self, folder_id: int, links: Sequence[Link], passed_over: Sequence[PassedOver]) -> None:
        self._links[folder_id], self._passed[folder_id] = [], []
        if folder_id in self._folders:
            self._links[folder_id], self._passed[folder_id] = [*links], [*passed_over]
