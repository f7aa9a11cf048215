"""How what is shown is ordered: sorted by a column, moments by rank and grouped by clip. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.values import Answer, Hit, Video
from ui.browse.columns import Order


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Clips, and the order they are to have; those that were shown `before` in that order stay where they were."""

    videos: Sequence[Video]
    order: Order | None
    before: Sequence[Video | Hit] = ()

    def rows(self) -> Sequence[Video]:
        """The clips in their order. Thread: any; it takes its time with many."""
        return self.videos if self.order is None else self.order.sort_again(self.videos, self.before)


class Ordering:
    """Clips or moments as they were given, and how they are sorted and grouped."""

    def __init__(self) -> None:
        self._of_clips: Order | None = None
        self._of_moments: Order | None = None
        """Those of another question come by rank again."""
        self._sorted_by: Order | None = None
        """Of the clips that are shown."""
        self._videos: Sequence[Video] = ()
        self._hits: tuple[Hit, ...] = ()
        self._stacks: Sequence[Sequence[int]] = ()
        self._is_ranked = True
        """The moments come by rank, not by name or date."""
        self.is_grouped = False
        """Whether moments are grouped by clip."""

    @property
    def has_moments(self) -> bool:
        """Whether moments are shown; False for clips, and for an answer without any."""
        return bool(self._hits)

    @property
    def of_clips(self) -> Order | None:
        """What clips are sorted by; None: by their paths."""
        return self._of_clips

    @property
    def of_moments(self) -> Order | None:
        """What the moments of this question are sorted by; None: by rank."""
        return self._of_moments

    @property
    def videos(self) -> Sequence[Video]:
        """The clips that are shown, as they were given."""
        return self._videos

    def arrangement(self, videos: Sequence[Video], shown: Sequence[Video | Hit] = ()) -> Arrangement:
        """How clips are to be ordered now; those `shown` in the same order stay where they are."""
        order = self._of_clips
        return Arrangement(videos, order, shown if self._sorted_by == order and not self._hits else ())

    def take_clips(self, done: Arrangement) -> None:
        """These clips are shown now, so ordered."""
        self._videos, self._hits, self._sorted_by = done.videos, (), done.order

    def take_answer(self, answer: Answer, *, keep_order: bool) -> None:
        """Moments, for `listing`; by rank unless the order is kept."""
        self._of_moments = self._of_moments if keep_order else None
        self._hits, self._stacks, self._videos, self._sorted_by = answer.hits, answer.stacks, (), None
        self._is_ranked = answer.query.sort == "match"

    def sort_clips(self, order: Order | None) -> None:
        """All clips come in another order from now on; `arrangement` says how."""
        self._of_clips = order
        self._sorted_by = None

    def sort_moments(self, order: Order | None) -> None:
        """The moments of this question; `listing` has them."""
        self._of_moments = order

    def listing(self) -> tuple[Sequence[Hit], Sequence[Sequence[int]], bool]:
        """The moments in their order, the takes among them, and whether they are grouped.

        Ranks are what grouping keeps: sorted by anything else, each moment stands by itself.
        """
        if self._of_moments is not None:
            return self._of_moments.sort(self._hits), (), False
        return self._hits, self._stacks, self.is_grouped and self._is_ranked
