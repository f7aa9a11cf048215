"""What disk and catalogue disagree about. Pure: it decides from what was seen, video by video."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.values import KnownFile, Video

ABSENT = frozenset({"missing", "offline"})


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file as it lies on disk."""

    folder_id: int
    path: Path
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What a look saw: all there is in the folders `looked_at`, but for what lies below `hidden`."""

    looked_at: Collection[int]
    hidden: Collection[Path] = ()
    """Folders that are there but could not be read: nothing is known of what is below."""
    unmounted: Collection[Path] = ()
    """Where drives were mounted below a root and are not now."""
    doubtful: Collection[int] = ()
    """Roots that are away, nobody knows on which drive: their videos may have moved."""


@dataclass(slots=True)
class DiskDifference:
    """What a scan of the disk says about the catalogue."""

    added: list[FileEntry] = field(default_factory=list)
    modified: list[tuple[KnownFile, FileEntry]] = field(default_factory=list)
    returned: list[KnownFile] = field(default_factory=list)
    failed: list[KnownFile] = field(default_factory=list)
    """There and unchanged, but they could not be indexed: a proxy may have come since."""
    vanished: list[KnownFile] = field(default_factory=list)
    """Gone from a drive that is there."""
    away: list[KnownFile] = field(default_factory=list)
    """Their drive, mounted below a root, is not connected."""
    missing: list[KnownFile] = field(default_factory=list)
    """Known to be gone before, and still so."""
    doubtful: list[KnownFile] = field(default_factory=list)
    """Away, nobody knows on which drive: what is found elsewhere may be these videos, moved."""


class DiskComparison:
    """Compares block by block, so that 100,000 videos hold nobody up.

    A path belongs to the video that has it, whatever root it was found under: roots may lie inside each other.
    """

    def __init__(self, scan_result: ScanResult) -> None:
        self._scan_result = scan_result
        self._found: dict[str, FileEntry] = {}
        self._difference = DiskDifference()

    def see(self, files: Iterable[FileEntry]) -> None:
        """Note some files that were found; before any video is taken."""
        for file in files:
            self._found.setdefault(str(file.path), file)

    def take(self, files: Iterable[KnownFile]) -> None:
        """Compare some videos of the catalogue."""
        for video in files:
            file = self._found.pop(video.place, None)
            if file is None:
                self._not_seen(video)
            elif (video.size_bytes, video.mtime_ns) != (file.size_bytes, file.mtime_ns):
                self._difference.modified.append((video, file))
            elif video.state in ABSENT:
                self._difference.returned.append(video)
            elif video.state == "failed":
                self._difference.failed.append(video)

    def result(self) -> DiskDifference:
        """What was found, once all videos were taken."""
        self._difference.added += self._found.values()
        return self._difference

    def _not_seen(self, video: KnownFile) -> None:
        seen, known = self._scan_result, self._difference
        if video.folder_id not in seen.looked_at:
            if video.state == "missing":
                known.missing.append(video)
            elif video.state == "offline" and video.folder_id in seen.doubtful:
                known.doubtful.append(video)
        elif _is_below(video.path, seen.hidden):
            return
        elif _is_below(video.path, seen.unmounted):
            if video.was_read and video.state not in ABSENT:
                known.away.append(video)
        elif video.state == "missing" and video.was_read:
            known.missing.append(video)
        else:
            known.vanished.append(video)


def compare(videos: Iterable[KnownFile], found: Iterable[FileEntry], scan_result: ScanResult) -> DiskDifference:
    """Compare all at once."""
    comparison = DiskComparison(scan_result)
    comparison.see(found)
    comparison.take(videos)
    return comparison.result()


def match_by_fingerprint(prints: Mapping[FileEntry, str], unmatched: Sequence[Video]) -> dict[int, FileEntry]:
    """Give each video whose place was taken or is empty the file with its content; returns the file by video id.

    A video still at its own place keeps it; else the likeliest file by time, name and path. So renumbered takes, each
    with the name of its neighbour, and videos that swapped names all keep what is theirs.
    """
    by_print: dict[str, list[FileEntry]] = {}
    for file, content in prints.items():
        by_print.setdefault(content, []).append(file)
    settled: dict[int, FileEntry] = {}
    wanting: list[Video] = []
    for video in unmatched:
        files = by_print.get(_content(video), [])
        own = next((file for file in files if file.path == video.path), None)
        if own is not None:
            files.remove(own)
            settled[video.id] = own
        elif files:
            wanting.append(video)
    pairs = [(video, file) for video in wanting for file in by_print[_content(video)]]
    taken: set[Path] = set()
    for video, file in sorted(pairs, key=_unlikeliness):
        if video.id not in settled and file.path not in taken:
            settled[video.id] = file
            taken.add(file.path)
    return settled


def _unlikeliness(pair: tuple[Video, FileEntry]) -> tuple[bool, bool, Path, Path]:
    video, file = pair
    same_time = video.info is not None and video.info.mtime_ns == file.mtime_ns
    return not same_time, video.path.name != file.path.name, video.path, file.path


def _content(video: Video) -> str:
    return video.info.fingerprint if video.info is not None else ""


def _is_below(path: Path, places: Collection[Path]) -> bool:
    return any(path.is_relative_to(place) for place in places)
