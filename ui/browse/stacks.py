"""Results that stand below others: near-identical takes, and further moments of one clip. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.values import Hit, Video

TOP_RANKS = 8
"""So many results keep their rank when the rest is grouped by clip."""
Stacks = tuple[tuple[int, ...], ...]
"""Ids of segments, the best first."""


@dataclass(frozen=True, slots=True)
class StackPlace:
    """Where a result stands in its stack."""

    lead: int
    """Segment of the best take, which stands for all."""
    number: int
    """1 for the best."""
    count: int
    is_open: bool
    is_of_clip: bool = False
    """True for moments of one clip, False for near-identical takes."""

    @property
    def is_lead(self) -> bool:
        """True for the card that opens and closes the stack."""
        return self.number == 1


class StackedList:
    """Results in their order; the further takes of a stack are hidden, or stand beside its first while it is open."""

    def __init__(
        self, hits: Sequence[Hit] = (), stacks: Sequence[Sequence[int]] = (), *, by_clip: bool = False
    ) -> None:
        self._hits = tuple(hits)
        self._takes: Stacks = tuple(tuple(stack) for stack in stacks)
        self._by_clip = by_clip
        self._opened: set[int] = set()
        self._is_folding = True
        self._stack()

    def _stack(self) -> None:
        """Work out which result stands where."""
        takes = self._takes if self._is_folding else ()
        clips: Stacks = ()
        if self._by_clip:
            takes, clips = grouped(self._hits, takes)
        self._stacks = (*takes, *clips)
        self._of_clips = {stack[0] for stack in clips}
        self._place = {id_: (stack, number) for stack in self._stacks for number, id_ in enumerate(stack, start=1)}

    @property
    def is_folding(self) -> bool:
        """Whether near-identical takes are one card."""
        return self._is_folding

    @is_folding.setter
    def is_folding(self, is_folding: bool) -> None:
        self._is_folding = is_folding
        self._stack()

    def relisted(self, hits: Sequence[Hit], stacks: Sequence[Sequence[int]], *, by_clip: bool) -> "StackedList":
        """Other results, or the same in another order; what was open of them stays open."""
        made = StackedList(hits, stacks, by_clip=by_clip)
        made.is_folding = self._is_folding
        made._opened = {id_ for id_ in self._opened if id_ in made._place}
        return made

    @property
    def count(self) -> int:
        """Takes that stand below others, hidden or not."""
        return sum(len(stack) - 1 for stack in self._takes)

    def place(self, segment_id: int) -> StackPlace | None:
        """Where a result stands; None for one that stands alone, and while nothing is folded."""
        found = self._place.get(segment_id)
        if found is None:
            return None
        stack, number = found
        return StackPlace(stack[0], number, len(stack), stack[0] in self._opened, stack[0] in self._of_clips)

    def shown(self) -> list[Hit]:
        """What the list shows. Every take is shown or counted by the first of its stack."""
        if not self._stacks:
            return list(self._hits)
        by_id = {hit.segment.id: hit for hit in self._hits}
        shown: list[Hit] = []
        for hit in self._hits:
            stack, number = self._place.get(hit.segment.id, ((), 1))
            if number > 1:
                continue
            shown.append(hit)
            if hit.segment.id in self._opened:
                shown += [by_id[id_] for id_ in stack[1:]]
        return shown

    def refresh(self, videos: Mapping[int, Video]) -> None:
        """Clips behind the results changed, those of hidden takes as well."""
        self._hits = tuple(
            hit if videos.get(hit.video.id, hit.video) == hit.video else replace(hit, video=videos[hit.video.id])
            for hit in self._hits
        )

    def toggle(self, segment_id: int) -> bool:
        """Open the stack of a result, or close it; False for one that stands alone."""
        place = self.place(segment_id)
        if place is None:
            return False
        self._opened ^= {place.lead}
        return True

    def lead_of(self, segment_id: int) -> int:
        """The result that stands for this one: itself, or the first of its stack while that is closed."""
        place = self.place(segment_id)
        return segment_id if place is None or place.is_open else place.lead


def grouped(hits: Sequence[Hit], takes: Stacks, top: int = TOP_RANKS) -> tuple[Stacks, Stacks]:
    """The first results by rank, each clip of all others once: stacks of takes that stay, and those of clips.

    Takes stay together among the first results; below them a take stands with its clip.
    """
    below = {id_ for stack in takes for id_ in stack[1:]}
    first = {hit.segment.id for hit in [hit for hit in hits if hit.segment.id not in below][:top]}
    kept = tuple(stack for stack in takes if stack[0] in first)
    first |= {id_ for stack in kept for id_ in stack}
    clips: dict[int | str, list[int]] = {}
    for hit in hits:
        if hit.segment.id not in first:
            content = hit.video.info.fingerprint if hit.video.info is not None else hit.video.id
            clips.setdefault(content, []).append(hit.segment.id)
    return kept, tuple(tuple(ids) for ids in clips.values() if len(ids) > 1)
