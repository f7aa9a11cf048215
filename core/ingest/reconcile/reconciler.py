"""Brings the catalogue up to what is on disk: looks, asks for content where only content can tell, and writes.

Nothing here deletes vectors of a video whose content is known nowhere else.
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from core.errors import MediaError, VanishedError
from core.gc_guard import many_records
from core.ingest.read_ahead import ReadAhead
from core.ingest.reconcile.disk_comparison import (
    DiskComparison,
    DiskDifference,
    FileEntry,
    ScanResult,
    match_by_fingerprint,
)
from core.ingest.reconcile.drives import Drives, RootUnavailable
from core.ports import Catalogue, Clock, Disk
from core.values import Changes, EncoderSpec, Folder, FolderLook, KnownFile, Video, passed_over_reason

LOOK_AT_ONCE = 200
"""Files scanned between two yields."""
WRITE_AT_ONCE = 100
"""Records read or written between two yields."""
COMPARE_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class ReconcileContext:
    """What a reconciling looks with."""

    catalogue: Catalogue
    disk: Disk
    reader: ReadAhead
    today_s: Clock
    spec: Callable[[], EncoderSpec | None]
    forget_segments: Callable[[Sequence[int]], None]
    """Called with the segments of videos that left the library."""
    proxies: dict[int, str] = field(default_factory=dict)
    """What `Disk.proxy_of` said of each failed video at the last scan."""
    take_back: Callable[[Sequence[int]], None] = lambda videos: None
    """Called with videos that came back into it with their vectors."""


@dataclass(slots=True)
class _Changed:
    """What has changed so far, to be broadcast in the end."""

    videos: set[int]
    folders: set[int]
    removed: set[int]


class Reconciler:
    """Compares and writes. Thread: the engine lane."""

    def __init__(self, context: ReconcileContext) -> None:
        self._context = context
        self._drives = Drives(context.catalogue, context.disk)
        self._reported = _Changed(set(), set(), set())

    def run(self, folders: Sequence[Folder]) -> Generator[None, None, Changes]:
        """Look through these folders; returns what changed. Raises: StoreError."""
        with many_records():
            found, scan_result, away = yield from self._look(folders)
            comparison = DiskComparison(scan_result)
            found.reverse()  # and taken from its end, nothing kept: 100,000 records take long to free at once
            while found:
                comparison.see(reversed(found[-COMPARE_AT_ONCE:]))
                del found[-COMPARE_AT_ONCE:]
                yield
            for block in self._context.catalogue.files():
                comparison.take(block)
                yield
        difference = comparison.result()
        yield from self._write(difference, away)
        reported = self._reported
        videos = frozenset(reported.videos - reported.removed)
        return Changes(videos, frozenset(reported.folders), frozenset(reported.removed), "reconcile")

    # ---- looking

    def _look(
        self, folders: Sequence[Folder]
    ) -> Generator[None, None, tuple[list[FileEntry], ScanResult, list[tuple[Path, str]]]]:
        """Walk through the folders; notes which drives came and went, and where links lead.

        Returns the files, what was seen, and places within folders that are not there now, each with why.
        """
        catalogue = self._context.catalogue
        found: list[FileEntry] = []
        looked_at: set[int] = set()
        hidden: list[Path] = []
        absent: list[tuple[Path, str]] = []
        roots = catalogue.folders()
        places = frozenset(str(root.path) for root in roots)
        excluded = frozenset(map(str, catalogue.excluded()))
        doubtful = {f.id for f in roots if not f.online and not self._drives.is_known(f)}
        for one in folders:
            folder = self._drives.find(one)
            if folder.path != one.path:
                self._reported.folders.add(folder.id)
                places = (places - {str(one.path)}) | {str(folder.path)}
                excluded = frozenset(map(str, catalogue.excluded()))
            taken = frozenset(str(link.target) for link in catalogue.links() if link.folder_id != folder.id)
            look = FolderLook(places, excluded, taken)
            mine = yield from self._walk(folder, look)
            doubtful.discard(folder.id)
            if isinstance(mine, RootUnavailable):
                yield from self._go_offline(folder, mine)
                if mine.is_deleted:
                    looked_at.add(folder.id)
                if mine.is_doubtful:
                    doubtful.add(folder.id)
                continue
            now = self._context.disk.volumes(folder.path)
            absent += [(v.mount, f"Drive {v.label} is not connected.") for v in self._drives.unmounted(folder, now)]
            absent += [
                (link, f"The link {link.name} leads to a location that is not available.") for link in look.broken
            ]
            self._drives.remember(folder, now)
            self._note_look(folder, look)
            hidden += look.unread
            found += mine
            looked_at.add(folder.id)
            if not folder.online:
                catalogue.set_online(folder.id, True)
                self._reported.folders.add(folder.id)
            yield
        return found, ScanResult(looked_at, hidden, [place for place, _ in absent], doubtful), absent

    def _note_look(self, folder: Folder, look: FolderLook) -> None:
        """Where links lead and what was passed over, when that is news."""
        catalogue = self._context.catalogue
        links = sorted(look.links, key=lambda link: str(link.path))
        passed = sorted(look.passed.values(), key=lambda each: each.kind)
        known = [link for link in catalogue.links() if link.folder_id == folder.id]
        noted = [each for each in catalogue.passed_over() if each.folder_id == folder.id]
        if sorted(known, key=lambda link: str(link.path)) != links or noted != passed:
            catalogue.note_look(folder.id, links, passed)
            self._reported.folders.add(folder.id)

    def _walk(self, folder: Folder, look: FolderLook) -> Generator[None, None, list[FileEntry] | RootUnavailable]:
        """All files below a root; or why they say nothing: its drive is away, or went while we looked."""
        disk, found = self._context.disk, list[FileEntry]()
        before = disk.volumes(folder.path)
        try:
            for seen in disk.videos_below(folder, look):
                if seen is None:
                    yield
                    continue
                found.append(FileEntry(folder.id, *seen))
                if len(found) % LOOK_AT_ONCE == 0:
                    yield
        except VanishedError:
            return self._drives.explain(folder)
        now = disk.volumes(folder.path)
        if before and (not now or not before[0].is_same(now[0])):
            return self._drives.stranger(folder)
        if self._drives.is_strange(folder, now):
            known = yield from self._is_copy(folder, found)
            return found if known else self._drives.stranger(folder)
        if not now and not found and disk.is_bare(folder.path) and (yield from self._had_videos(folder)):
            return RootUnavailable(f"{folder.path} is empty. Its drive may not be connected.", is_doubtful=True)
        return found

    def _is_copy(self, folder: Folder, found: Sequence[FileEntry]) -> Generator[None, None, bool]:
        """True when another drive in a root's place holds at least half of its videos: the footage was moved to it."""
        there = {(str(file.path), file.size_bytes) for file in found}
        mine, same = 0, 0
        for block in self._context.catalogue.files():
            videos = [video for video in block if video.folder_id == folder.id and video.was_read]
            mine += len(videos)
            same += sum((video.place, video.size_bytes) in there for video in videos)
            yield
        return 2 * same >= mine

    def _had_videos(self, folder: Folder) -> Generator[None, None, bool]:
        """True when something worth keeping is known of a root."""
        for block in self._context.catalogue.files():
            if any(video.folder_id == folder.id and video.was_read and video.state != "missing" for video in block):
                return True
            yield
        return False

    def _go_offline(self, folder: Folder, away: RootUnavailable) -> Generator[None, None, None]:
        """The root is not there: its videos stay; those never indexed keep waiting."""
        catalogue, states = self._context.catalogue, {"ready"}
        if (folder.online, folder.absence) != (False, away.absence):
            catalogue.set_online(folder.id, False, away.absence)
            self._reported.folders.add(folder.id)
            states.add("offline")
        if away.is_deleted:
            return
        mine: list[int] = []
        for block in catalogue.files():
            mine += [video.id for video in block if video.folder_id == folder.id and video.state in states]
            yield
        catalogue.set_states(mine, "offline", away.absence)
        self._reported.videos |= set(mine)

    # ---- deciding by content

    def _settle(
        self, difference: DiskDifference, unmatched: Sequence[Video]
    ) -> Generator[None, None, dict[int, FileEntry]]:
        """Read the content of files that may be one of these videos; returns each video's file."""
        sizes = {video.info.size_bytes for video in unmatched if video.info is not None}
        contested = [file for _, file in difference.modified] + difference.added
        prints: dict[FileEntry, str] = {}
        for file in contested:
            if file.size_bytes not in sizes:
                continue
            try:
                read = partial(self._context.disk.fingerprint, file.path)
                prints[file] = yield from self._context.reader.read(read)
            except MediaError:
                continue
        return match_by_fingerprint(prints, unmatched)

    def _videos(self, files: Iterable[KnownFile]) -> Generator[None, None, list[Video]]:
        """All that is known of these videos, as far as they are still there."""
        videos: list[Video] = []
        for number, file in enumerate(files, start=1):
            video = self._context.catalogue.video(file.id)
            if video is not None and video.path == file.path:
                videos.append(video)
            if number % WRITE_AT_ONCE == 0:
                yield
        return videos

    # ---- writing

    def _write(self, difference: DiskDifference, absent: Sequence[tuple[Path, str]]) -> Generator[None, None, None]:
        """Take the difference over, moves first."""
        gone = yield from self._videos([*difference.vanished, *difference.missing])
        changed = yield from self._videos(video for video, _ in difference.modified)
        doubtful = yield from self._videos(difference.doubtful)
        unmatched = [*gone, *changed, *doubtful]
        settled = yield from self._settle(difference, unmatched)
        yield
        taken = {file.path for file in settled.values()}
        overwritten = {video.id for video in changed if video.id not in settled and video.path in taken}
        self._forget(overwritten)
        yield from self._move([(video, settled[video.id]) for video in unmatched if video.id in settled])
        changed = [video for video in changed if video.id not in overwritten]
        files = {video.id: file for video, file in difference.modified}
        left_behind = [
            files[video.id] for video in changed if video.id in settled and files[video.id].path not in taken
        ]
        yield from self._rewrite([(f, _changed(f, files[f.id])) for f in changed if f.id not in settled])
        back = yield from self._videos(difference.returned)
        yield from self._rewrite([(video, self._restored(video)) for video in back])
        yield from self._try_again(difference.failed)
        yield from self._part_with([video for video in gone if video.id not in settled])
        for place, why in absent:
            self._set_apart(place, why, difference.away)
            yield
        yield from self._add([file for file in [*difference.added, *left_behind] if file.path not in taken])

    def _move(self, pairs: Sequence[tuple[Video, FileEntry]]) -> Generator[None, None, None]:
        """Write videos at their new places. Those that take places of one another are written together."""
        catalogue = self._context.catalogue
        moving = [(video, file) for video, file in pairs if video.path != file.path]
        knot = {video.path for video, _ in moving} & {file.path for _, file in moving}
        tangled = [(video, file) for video, file in moving if video.path in knot or file.path in knot]
        free = [(video, file) for video, file in pairs if video.path not in knot and file.path not in knot]
        blocks = [free[at : at + WRITE_AT_ONCE] for at in range(0, len(free), WRITE_AT_ONCE)]
        for block in [tangled, *blocks]:
            there = {folder.id for folder in catalogue.folders()}
            good = [(v, file) for v, file in block if catalogue.video(v.id) == v and file.folder_id in there]
            if block is not tangled or len(good) == len(block):  # else somebody else wrote: left to the next scan
                catalogue.rearrange([self._arrived(video, file) for video, file in good])
                self._reported.videos |= {video.id for video, _ in good}
            yield

    def _rewrite(self, news: Sequence[tuple[Video, Video]]) -> Generator[None, None, None]:
        """Write videos again; one that somebody else has written meanwhile is left to the next scan."""
        for number, (before, now) in enumerate(news, start=1):
            if self._context.catalogue.video(before.id) == before:
                self._context.catalogue.update_video(now)
                self._reported.videos.add(now.id)
            if number % WRITE_AT_ONCE == 0:
                yield

    def _try_again(self, failed: Sequence[KnownFile]) -> Generator[None, None, None]:
        """Videos that failed wait again once a proxy has come for them, or has been replaced since the last scan.

        One that failed with its proxy there is not tried at each look: it may be one that ends the decoder.
        """
        again: list[tuple[Video, Video]] = []
        for file in failed:
            proxy = self._context.disk.proxy_of(file.path)
            if not proxy:
                continue
            before = self._context.proxies.get(file.id)
            self._context.proxies[file.id] = proxy
            video = self._context.catalogue.video(file.id)
            if video is not None and (video.needs_proxy or before not in (None, proxy)):
                again.append((video, replace(video, state="waiting", note="", needs_proxy=False)))
            yield
        yield from self._rewrite(again)

    def _part_with(self, lost: Sequence[Video]) -> Generator[None, None, None]:
        """Videos that are gone stay as missing, unless there is nothing worth keeping.

        That is so for one that could never be read, and for one whose content the library has elsewhere.
        """
        catalogue, kept, needless = self._context.catalogue, list[Video](), set[int]()
        for number, video in enumerate(lost, start=1):
            if video.info is None or self._is_elsewhere(video, needless):
                needless.add(video.id)
            elif video.state != "missing":
                kept.append(video)
            if number % WRITE_AT_ONCE == 0:
                yield
        self._forget(needless)
        yield
        roots = {folder.id: folder.path for folder in catalogue.folders()}
        by_note: dict[str, list[int]] = {}
        for video in kept:
            by_note.setdefault(self._why_left_out(video, roots.get(video.folder_id)), []).append(video.id)
        for note, videos in by_note.items():
            catalogue.set_states(videos, "missing", note)
        self._reported.videos |= {video.id for video in kept}
        yield

    def _why_left_out(self, video: Video, root: Path | None) -> str:
        """A sentence for a clip whose file may be there, in a place that is passed over; else empty."""
        kind = self._context.disk.kept_out(root, video.path.parent) if root is not None else None
        return passed_over_reason(kind) if kind is not None else ""

    def _forget(self, videos: set[int]) -> None:
        self._context.forget_segments(self._context.catalogue.forget(videos))
        self._reported.removed |= videos

    def _is_elsewhere(self, video: Video, needless: set[int]) -> bool:
        """True when another video of the library has this content and what was made of it."""
        catalogue, spec = self._context.catalogue, self._context.spec() or self._context.catalogue.last_spec()
        if video.info is None or spec is None:
            return False
        twins = [
            twin for twin in catalogue.find_fingerprint(video.info.fingerprint) if twin.id not in {video.id, *needless}
        ]
        return any(t.state in {"ready", "offline"} and catalogue.has_vectors(t.id, spec) for t in twins)

    def _set_apart(self, place: Path, why: str, away: Sequence[KnownFile]) -> None:
        """Videos of a drive that was mounted below a root, or behind a link: it is not connected."""
        mine = [video.id for video in away if video.path.is_relative_to(place)]
        self._context.catalogue.set_states(mine, "offline", why)
        self._reported.videos |= set(mine)

    def _add(self, files: Sequence[FileEntry]) -> Generator[None, None, None]:
        """Register new videos, all of one scan with one date; one that was removed lately comes back as it was."""
        catalogue, now_s = self._context.catalogue, self._context.today_s()
        is_any_removed = catalogue.has_removed()
        for start in range(0, len(files), WRITE_AT_ONCE):
            there = {folder.id for folder in catalogue.folders()}
            for file in files[start : start + WRITE_AT_ONCE]:
                if file.folder_id not in there or (is_any_removed and self._revive(file)):
                    continue
                made = catalogue.add_video(file.folder_id, file.path, file.size_bytes, file.mtime_ns, now_s)
                self._reported.videos.add(made.id)
            yield

    def _revive(self, file: FileEntry) -> bool:
        """True when a removed video lay here and the file is still as it was then."""
        catalogue = self._context.catalogue
        stamp = file.size_bytes, file.mtime_ns
        videos = [v for v in catalogue.find_removed(path=file.path) if v.is_current]
        video = next((v for v in videos if (v.size_bytes, v.mtime_ns) == stamp), None)
        if video is None:
            return False
        catalogue.revive(video.id, file.folder_id)
        catalogue.update_video(self._restored(replace(video, folder_id=file.folder_id)))
        self._context.take_back([video.id])
        self._reported.videos.add(video.id)
        return True

    def _arrived(self, video: Video, file: FileEntry) -> Video:
        """A video at its new place, with everything known of it."""
        info = video.info and replace(video.info, path=file.path, size_bytes=file.size_bytes, mtime_ns=file.mtime_ns)
        folder_id = file.folder_id if file.path != video.path else video.folder_id
        place = {"path": file.path, "size_bytes": file.size_bytes, "mtime_ns": file.mtime_ns}
        return self._restored(replace(video, folder_id=folder_id, info=info, **place))  # type: ignore[arg-type]

    def _restored(self, video: Video) -> Video:
        """A video that is there again: ready when its vectors are still good, else waiting."""
        spec = self._context.spec()
        fit = spec is not None and video.is_current and not video.is_reindexed_exactly
        good = fit and spec is not None and self._context.catalogue.has_vectors(video.id, spec)
        note = video.info.note if good and video.info else ""
        return replace(video, state="ready" if good else "waiting", note=note, needs_proxy=False)


def _changed(video: Video, file: FileEntry) -> Video:
    """A video whose file has other content now."""
    waiting = replace(video, state="waiting", note="", needs_proxy=False)
    return replace(waiting, size_bytes=file.size_bytes, mtime_ns=file.mtime_ns)
