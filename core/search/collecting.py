"""Turns ids of segments into what a viewer counts as one result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.ports import Catalogue
from core.values import Segment, Video


@dataclass(slots=True)
class ResultGroup:
    """Hits that are one to the viewer: the same content at the same place, or the same video."""

    score: float
    segment: Segment
    video: Video
    copies: list[Video]
    found_id: int
    """The segment by which it was found; `segment` may be that of a copy whose file is there."""

    @property
    def is_missing(self) -> bool:
        """True when none of its files is left."""
        return all(video.state == "missing" for video in (self.video, *self.copies))


class ResultCollector:
    """Turns ids into groups of hits, best first."""

    def __init__(self, catalogue: Catalogue, by_video: bool, is_shown: Callable[[Video], bool]) -> None:
        self._catalogue = catalogue
        self._by_video = by_video
        self._is_shown = is_shown
        self._seen: set[int] = set()
        self._videos: dict[int, Video | None] = {}
        self._by_key: dict[object, ResultGroup] = {}
        self.groups: list[ResultGroup] = []

    @property
    def present(self) -> int:
        """Groups whose files were not deleted."""
        return sum(not group.is_missing for group in self.groups)

    @property
    def ranked(self) -> list[ResultGroup]:
        """Best first, and below all others those whose files were deleted: there is nothing left to cut with."""
        return sorted(self.groups, key=lambda group: group.is_missing)

    def clear(self) -> None:
        """Forget the results, not the videos."""
        self._seen.clear()
        self._by_key.clear()
        self.groups.clear()

    def take(self, ids: Sequence[int], scores: Sequence[float]) -> None:
        """Add further results; those seen in an earlier, shorter answer are passed over."""
        fresh = {i: s for i, s in zip(ids, scores, strict=True) if i not in self._seen}
        self._seen.update(fresh)
        for segment in self._catalogue.segments(list(fresh)):
            video = self._video(segment.video_id)
            if video is not None and self._is_shown(video):
                self._add(fresh[segment.id], segment, video)

    def _add(self, score: float, segment: Segment, video: Video) -> None:
        content: object = video.info.fingerprint if video.info is not None else video.id
        key = content if self._by_video else (content, segment.start_s, segment.end_s)
        group = self._by_key.get(key)
        if group is None:
            self._by_key[key] = group = ResultGroup(score, segment, video, [], segment.id)
            self.groups.append(group)
        elif video.id != group.video.id and all(video.id != copy.id for copy in group.copies):
            self._join(group, segment, video)

    def _join(self, group: ResultGroup, segment: Segment, video: Video) -> None:
        """Note another file with this content; one that is there speaks for one whose drive is away."""
        better = group.video.state != "ready" and video.state == "ready"
        same_place = (segment.start_s, segment.end_s) == (group.segment.start_s, group.segment.end_s)
        if better and same_place:
            group.copies.append(group.video)
            group.segment, group.video = segment, video
        else:
            group.copies.append(video)

    def _video(self, video_id: int) -> Video | None:
        if video_id not in self._videos:
            self._videos[video_id] = self._catalogue.video(video_id)
        return self._videos[video_id]
