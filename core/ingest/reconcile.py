"""What disk and catalogue disagree about, and what to do about it.

`compare` is pure: it decides. `Reconciler` looks, asks for content where only content can tell, and writes.
Nothing here deletes vectors of a film whose content still exists somewhere.
"""

from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from core.errors import MediaError, VanishedError
from core.ingest.ahead import Reader
from core.ingest.pipeline import is_current
from core.ingest.viewing import is_refined
from core.ports import Catalogue, Clock, Disk, FrameSource
from core.values import Changes, EncoderSpec, Filter, Folder, Video

LOOK_AT_ONCE = 200
"""Files looked at between two yields."""
WRITE_AT_ONCE = 100
"""Records written between two yields."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it lies on disk."""

    folder_id: int
    path: Path
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What a look at the disk says about the catalogue."""

    added: tuple[Found, ...]
    modified: tuple[tuple[Video, Found], ...]
    returned: tuple[Video, ...]
    vanished: tuple[Video, ...]


def compare(videos: Collection[Video], found: Collection[Found], looked_at: Collection[int]) -> Difference:
    """Decide film by film. `looked_at` are the folders that `found` is complete for.

    A path belongs to the film that has it, whatever root it was found under: roots may lie inside each other.
    """
    by_path = {video.path: video for video in videos}
    added: dict[Path, Found] = {}
    modified: list[tuple[Video, Found]] = []
    returned: list[Video] = []
    seen: set[Path] = set()
    for file in found:
        if file.path in seen:
            continue
        seen.add(file.path)
        video = by_path.get(file.path)
        if video is None:
            added[file.path] = file
        elif (video.size_bytes, video.mtime_ns) != (file.size_bytes, file.mtime_ns):
            modified.append((video, file))
        elif video.state == "missing":
            returned.append(video)
    gone = [v for v in videos if v.folder_id in looked_at and v.path not in seen]
    vanished = [v for v in gone if v.state != "missing" or v.info is None]
    return Difference(tuple(added.values()), tuple(modified), tuple(returned), tuple(vanished))


def possible_moves(added: Sequence[Found], homeless: Sequence[Video]) -> list[tuple[Found, list[Video]]]:
    """Pair each new file with the films of equal size that are nowhere to be found, the likeliest first."""
    by_size: dict[int, list[Video]] = {}
    for video in homeless:
        if video.info is not None:
            by_size.setdefault(video.size_bytes, []).append(video)
    return [
        (
            file,
            sorted(
                by_size[file.size_bytes], key=lambda v: (v.mtime_ns != file.mtime_ns, v.path.name != file.path.name)
            ),
        )
        for file in added
        if file.size_bytes in by_size
    ]


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reconciling looks with."""

    catalogue: Catalogue
    disk: Disk
    frames: FrameSource
    reader: Reader
    today_s: Clock
    spec: Callable[[], EncoderSpec | None]


class Reconciler:
    """Brings the catalogue up to what is on disk. Thread: the engine lane."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight

    def run(self, folders: Sequence[Folder]) -> Generator[None, None, Changes]:
        """Look through these folders; returns what changed. Raises: StoreError."""
        found, looked_at, touched = yield from self._look(folders)
        yield
        videos = self._sight.catalogue.videos()
        difference = compare(videos, found, looked_at)
        homeless = [*difference.vanished, *(v for v in videos if v.state == "missing")]
        homeless = [v for v in homeless if v.id not in {r.id for r in difference.returned}]
        moved = yield from self._find_moves(difference.added, homeless)
        yield
        changed = touched | (yield from self._rewrite(self._news(difference, homeless, moved)))
        removed = yield from self._part_with([v for v in difference.vanished if v.id not in moved])
        taken = {file.path for file in moved.values()}
        changed |= yield from self._add([file for file in difference.added if file.path not in taken])
        changed |= {v.id for v in difference.vanished if v.info is not None}
        return Changes(frozenset(changed), frozenset(f.id for f in folders), frozenset(removed), "reconcile")

    def _look(self, folders: Sequence[Folder]) -> Generator[None, None, tuple[list[Found], set[int], set[int]]]:
        """Walk through the folders; returns the files, the folders seen whole, and films of a drive gone."""
        found: list[Found] = []
        looked_at: set[int] = set()
        touched: set[int] = set()
        for folder in folders:
            try:
                mine: list[Found] = []
                for path, size_bytes, mtime_ns in self._sight.disk.films_below(folder):
                    mine.append(Found(folder.id, path, size_bytes, mtime_ns))
                    if len(mine) % LOOK_AT_ONCE == 0:
                        yield
            except VanishedError:
                touched |= self._go_offline(folder)
                continue
            found += mine
            looked_at.add(folder.id)
            if not folder.online:
                self._sight.catalogue.set_online(folder.id, True)
            yield
        return found, looked_at, touched

    def _go_offline(self, folder: Folder) -> set[int]:
        """The root is not there: its films stay, as missing; those never indexed go on waiting."""
        catalogue = self._sight.catalogue
        if folder.online:
            catalogue.set_online(folder.id, False)
        ready = Filter(folder_ids=frozenset({folder.id}), states=frozenset({"ready"}))
        mine = [video.id for video in catalogue.videos(ready)]
        catalogue.set_states(mine, "missing")
        return set(mine)

    def _find_moves(self, added: Sequence[Found], homeless: Sequence[Video]) -> Generator[None, None, dict[int, Found]]:
        """Recognise moved and renamed films by their content; returns the new place by film id."""
        moved: dict[int, Found] = {}
        for file, candidates in possible_moves(added, homeless):
            free = [v for v in candidates if v.id not in moved]
            if not free:
                continue
            try:
                info = yield from self._sight.reader.read(partial(self._sight.frames.probe, file.path))
            except MediaError:
                continue
            same = [v for v in free if v.info is not None and v.info.fingerprint == info.fingerprint]
            if same:
                moved[same[0].id] = file
        return moved

    def _news(
        self, difference: Difference, homeless: Sequence[Video], moved: dict[int, Found]
    ) -> list[tuple[Video, Video]]:
        """Films as they were and as they are now: moved, there again, or changed."""
        news = [(v, self._arrived(v, moved[v.id])) for v in homeless if v.id in moved]
        news += [(v, self._restored(v)) for v in difference.returned]
        for video, file in difference.modified:
            size_bytes, mtime_ns = file.size_bytes, file.mtime_ns
            news.append((video, replace(video, size_bytes=size_bytes, mtime_ns=mtime_ns, state="waiting", note="")))
        return news

    def _rewrite(self, news: Sequence[tuple[Video, Video]]) -> Generator[None, None, set[int]]:
        """Write films anew; one that somebody else has written meanwhile is left to the next look."""
        changed = set[int]()
        for number, (before, now) in enumerate(news, start=1):
            if self._sight.catalogue.video(before.id) == before:
                self._sight.catalogue.update_video(now)
                changed.add(now.id)
            if number % WRITE_AT_ONCE == 0:
                yield
        return changed

    def _part_with(self, lost: Sequence[Video]) -> Generator[None, None, set[int]]:
        """Films that are gone stay as missing; one that could never be read has nothing worth keeping.

        Returns the films that were forgotten.
        """
        catalogue = self._sight.catalogue
        unread = {v.id for v in lost if v.info is None}
        catalogue.forget(unread)
        yield
        catalogue.set_states([v.id for v in lost if v.info is not None], "missing")
        yield
        return unread

    def _add(self, files: Sequence[Found]) -> Generator[None, None, set[int]]:
        """Register new films, all of one look with one date."""
        catalogue, added, now_s = self._sight.catalogue, set[int](), self._sight.today_s()
        for start in range(0, len(files), WRITE_AT_ONCE):
            there = {folder.id for folder in catalogue.folders()}
            for file in files[start : start + WRITE_AT_ONCE]:
                if file.folder_id in there:
                    made = catalogue.add_video(file.folder_id, file.path, file.size_bytes, file.mtime_ns, now_s)
                    added.add(made.id)
            yield
        return added

    def _arrived(self, video: Video, file: Found) -> Video:
        """A film at its new place, with everything known of it."""
        info = video.info and replace(video.info, path=file.path, size_bytes=file.size_bytes, mtime_ns=file.mtime_ns)
        there = replace(
            video,
            folder_id=file.folder_id,
            path=file.path,
            size_bytes=file.size_bytes,
            mtime_ns=file.mtime_ns,
            info=info,
        )
        return self._restored(there)

    def _restored(self, video: Video) -> Video:
        """A film that is there again: ready when its vectors are still good, else waiting."""
        spec = self._sight.spec()
        fit = spec is not None and is_current(video) and not is_refined(video)
        good = fit and spec is not None and self._sight.catalogue.has_vectors(video.id, spec)
        note = video.info.note if good and video.info else ""
        return replace(video, state="ready" if good else "waiting", note=note)
