"""Clips are brought into their order beside the main thread where there are many. No Qt."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from core.values import Video
from ui.browse.columns import Order
from ui.browse.ordering import Arrangement, Ordering

Aside = Callable[[Callable[[], Any], Callable[[Any], None]], None]
"""Does the first on another thread, then hands what came of it to the second, on the main one."""
ShowRows = Callable[[Sequence[Video]], None]
MANY: Final = 2_000
"""Fewer clips are in their order sooner than another thread begins."""


def at_once(work: Callable[[], Any], then: Callable[[Any], None]) -> None:
    """Here and now."""
    then(work())


class Arranger:
    """Orders clips and hands them on; of several requests the last one counts. Thread: main."""

    def __init__(self, ordering: Ordering) -> None:
        self._ordering = ordering
        self.aside: Aside = at_once
        self._wanted: tuple[Arrangement, ShowRows] | None = None
        """What is being ordered, and what shows it then."""

    @property
    def is_waiting(self) -> bool:
        """Clips are on their way that take the place of what is shown."""
        return self._wanted is not None

    def arrange(self, wanted: Arrangement, show: ShowRows) -> None:
        """Order clips, and show them."""
        self._wanted = wanted, show
        if wanted.order is None or len(wanted.videos) < MANY:
            self._take(wanted, show, wanted.rows())
        else:
            self.aside(wanted.rows, lambda rows: self._take(wanted, show, rows))

    def sort(self, order: Order | None, show: ShowRows) -> None:
        """Order otherwise what is shown, or what is on its way, which is shown as it was to be."""
        videos = self._ordering.videos
        if self._wanted is not None:
            videos, show = self._wanted[0].videos, self._wanted[1]
        self._ordering.sort_clips(order)
        self.arrange(self._ordering.arrangement(videos), show)

    def forget(self) -> None:
        """Something else is shown now."""
        self._wanted = None

    def _take(self, done: Arrangement, show: ShowRows, rows: Sequence[Video]) -> None:
        if self._wanted is not None and self._wanted[0] is done:
            self._wanted = None
            self._ordering.take_clips(done)
            show(rows)
