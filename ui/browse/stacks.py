"""Near-identical takes in the list: which results stand below another, and which stacks are open. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.values import Hit, Video


@dataclass(frozen=True, slots=True)
class StackPlace:
    """Where a result stands in its stack."""

    lead: int
    """Segment of the best take, which stands for all."""
    number: int
    """1 for the best."""
    count: int
    is_open: bool

    @property
    def is_lead(self) -> bool:
        """True for the card that opens and closes the stack."""
        return self.number == 1


class StackedList:
    """Results in their order; the further takes of a stack are hidden, or stand beside its first while it is open."""

    def __init__(self, hits: Sequence[Hit] = (), stacks: Sequence[Sequence[int]] = ()) -> None:
        self._hits = tuple(hits)
        self._stacks = tuple(tuple(stack) for stack in stacks)
        self._place = {id_: (stack, number) for stack in self._stacks for number, id_ in enumerate(stack, start=1)}
        self._opened: set[int] = set()
        self.is_folding = True

    @property
    def count(self) -> int:
        """Takes that stand below others, hidden or not."""
        return sum(len(stack) - 1 for stack in self._stacks)

    def place(self, segment_id: int) -> StackPlace | None:
        """Where a result stands; None for one that stands alone, and while nothing is folded."""
        found = self._place.get(segment_id) if self.is_folding else None
        if found is None:
            return None
        stack, number = found
        return StackPlace(stack[0], number, len(stack), stack[0] in self._opened)

    def shown(self) -> list[Hit]:
        """What the list shows. Every take is shown or counted by the first of its stack."""
        if not self.is_folding or not self._stacks:
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
