"""When moments of two models are one moment: two models may cut a video differently. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from core.values import Hit, Segment

ENOUGH = 0.5
"""Share of the shorter moment that must lie inside the longer one."""


@dataclass(slots=True, eq=False)
class MergedMoment:
    """One moment to the viewer: what each of two answers has of it, best first."""

    hits: tuple[list[Hit], list[Hit]] = field(default_factory=lambda: ([], []))

    def rank(self, side: int) -> int | None:
        """The best rank this answer gives it; None when it is not there."""
        return self.hits[side][0].rank if self.hits[side] else None

    @property
    def ranks(self) -> tuple[int | None, int | None]:
        """Its rank in both."""
        return self.rank(0), self.rank(1)


def join(first: Sequence[Hit], second: Sequence[Hit], *, by_video: bool = False) -> list[MergedMoment]:
    """Put the hits of two answers together into moments.

    The rule: two hits are the same moment when their videos have the same content and at least half of the shorter
    one lies inside the longer one. Overlap is measured by the shorter, not by the union, because a model that looks
    at few frames cuts a long segment of another one into several. So a longer hit leads, and takes in every shorter
    one of the other answer that lies mostly inside it; one that would fit two leaders goes to the larger overlap,
    then to the earlier. Of a moment with several hits of one answer the best rank counts. With `by_video` a whole
    video is one moment.
    """
    videos: dict[Hashable, list[tuple[int, Hit]]] = defaultdict(list)
    for side, hits in enumerate((first, second)):
        for hit in hits:
            videos[content_of(hit)].append((side, hit))
    moments = [moment for found in videos.values() for moment in ([_whole(found)] if by_video else _moments(found))]
    for moment in moments:
        for hits in moment.hits:
            hits.sort(key=lambda hit: hit.rank)
    return moments


def content_of(hit: Hit) -> Hashable:
    """What makes copies of a video one video."""
    return hit.video.info.fingerprint if hit.video.info is not None else hit.video.id


def overlap(one: Segment, other: Segment) -> float:
    """Share of the shorter segment inside the longer. Still pictures have no length: the same place is all of it."""
    shared_s = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    shorter_s = min(one.end_s - one.start_s, other.end_s - other.start_s)
    if shorter_s <= 0:
        return float(shared_s >= 0)
    return max(0.0, shared_s) / shorter_s


def _whole(found: Sequence[tuple[int, Hit]]) -> MergedMoment:
    moment = MergedMoment()
    for side, hit in found:
        moment.hits[side].append(hit)
    return moment


def _moments(found: Sequence[tuple[int, Hit]]) -> Iterator[MergedMoment]:
    """Moments of one video: the longest hits first, so that leaders are there before those they take in."""
    leaders: list[tuple[int, Segment, MergedMoment]] = []
    for side, hit in sorted(found, key=lambda each: _length_first(each[1].segment)):
        near = [
            (-overlap(hit.segment, segment), segment.start_s, segment.id, moment)
            for of, segment, moment in leaders
            if of != side and overlap(hit.segment, segment) >= ENOUGH
        ]
        if near:
            min(near, key=lambda each: each[:3])[3].hits[side].append(hit)
            continue
        moment = MergedMoment()
        moment.hits[side].append(hit)
        leaders.append((side, hit.segment, moment))
        yield moment


def _length_first(segment: Segment) -> tuple[float, float, int]:
    return segment.start_s - segment.end_s, segment.start_s, segment.id
