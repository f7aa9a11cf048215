"""The order in which waiting videos are indexed."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from core.ingest.progress_meter import Meter
from core.ingest.read_ahead import BLINK_S
from core.ports import Catalogue, Clock, Disk
from core.values import Filter, Video

SETTLE_S = 10.0
"""How long an ingest with nothing else to do waits for files that were written a moment ago."""


def in_order(videos: Sequence[Video], preferred: Sequence[Path]) -> list[Video]:
    """What was dropped by hand (the last drop first), then the newest, then small videos before large ones.

    Still pictures come after all videos, so that a folder of photographs delays nothing, except those dropped singly.
    """

    def rank(video: Video) -> tuple[bool, int, float, int, Path]:
        waits = video.looks_still and video.path not in preferred
        return waits, _drop_of(video, preferred), -video.added_s, video.size_bytes, video.path

    return sorted(videos, key=rank)


def _drop_of(video: Video, preferred: Sequence[Path]) -> int:
    """Which drop it came with, the last one being 0."""
    return next((i for i, path in enumerate(preferred) if video.path.is_relative_to(path)), len(preferred))


class IndexQueue:
    """Videos waiting to be indexed, read again from the catalogue when invalidated. Thread: the engine lane."""

    def __init__(self, catalogue: Catalogue, disk: Disk, now_s: Clock) -> None:
        self._catalogue = catalogue
        self._disk = disk
        self._now_s = now_s
        self._preferred: list[Path] = []
        self._waiting: list[Video] = []
        self._unsettled: dict[int, Video] = {}
        self._left_out: set[int] = set()
        """Being indexed when the queue was last read."""
        self._taken_s = 0.0
        self._waits_from_s: float | None = None
        self._is_stale = True
        self.news = 0
        """Grows whenever there may be more to index than before."""

    def prefer(self, paths: Sequence[Path]) -> None:
        """These were given by hand a moment ago: they come first."""
        self._preferred = [*paths, *(known for known in self._preferred if known not in paths)]
        self.invalidate()

    def invalidate(self) -> None:
        """The catalogue has changed: read it again before the next video."""
        self._is_stale = True
        self.news += 1

    def back(self, video_id: int) -> None:
        """A video is no longer being indexed; if the queue was read meanwhile, it may need another turn."""
        if video_id in self._left_out:
            self._is_stale = True

    def outranks(self, video: Video, meter: Meter, in_progress: Collection[int]) -> bool:
        """True when the next video was given by hand after this one."""
        self._refresh(meter, in_progress)
        return bool(self._waiting) and _drop_of(self._waiting[-1], self._preferred) < _drop_of(video, self._preferred)

    def _refresh(self, meter: Meter, in_progress: Collection[int]) -> None:
        if self._is_stale:
            self._refill(in_progress)
            meter.expect(self._waiting)

    def take(self, meter: Meter, in_progress: Collection[int] = ()) -> Video | None:
        """The next video to index, or None when there is none now; those in progress are not given again."""
        self._refresh(meter, in_progress)
        if not self._waiting and self._unsettled and self._now_s() - self._taken_s >= BLINK_S:
            self._waiting, self._unsettled = list(self._unsettled.values()), {}
        if self._waiting:
            self._taken_s = self._now_s()
        while self._waiting:
            video = self._catalogue.video(self._waiting.pop().id)
            if video is not None and video.state == "waiting" and self._is_settled(video):
                self._waits_from_s = None
                return video
        return None

    def gives_up(self, meter: Meter) -> bool:
        """After `take` gave nothing: True when no video is left, or only files that are still being written."""
        now_s = self._now_s()
        self._waits_from_s = now_s if self._waits_from_s is None else self._waits_from_s
        if self._unsettled and now_s - self._waits_from_s <= SETTLE_S:
            return False
        meter.expect([])
        self._is_stale, self._waits_from_s = True, None
        return True

    def _refill(self, in_progress: Collection[int]) -> None:
        """Read the waiting videos whose drives are connected."""
        self._is_stale = False
        online = {folder.id for folder in self._catalogue.folders() if folder.online}
        waiting = self._catalogue.videos(Filter(states=frozenset({"waiting"})))
        self._left_out = {*in_progress}
        ours = [v for v in waiting if v.folder_id in online and v.id not in in_progress]
        self._waiting = in_order(ours, self._preferred)[::-1]
        self._unsettled = {}

    def _is_settled(self, video: Video) -> bool:
        """False while the file is being written; its size of now is then noted, to be compared with next time."""
        if self._disk.is_quiet(video.path, video.size_bytes, video.mtime_ns):
            return True
        try:
            now = video.path.stat()
        except OSError:
            return True  # gone or unreachable: the pipeline says so in a person's words
        grown = replace(video, size_bytes=now.st_size, mtime_ns=now.st_mtime_ns)
        if grown != video:
            self._catalogue.update_video(grown)
        self._unsettled[video.id] = grown
        return False
