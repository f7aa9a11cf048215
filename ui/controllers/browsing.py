"""The clips of the place that is chosen in the sidebar, and how many of them each filter would leave."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject

from core.lane import Lane, Priority
from core.library_reader import LibraryReader
from core.values import Facets, Filter, Video
from ui import safe_text
from ui.browse.arranging import MANY
from ui.library_model import LibraryModel, SidebarFilter, narrowed
from ui.tasks import Tasks
from ui.translate import noop, translate
from ui.window.main_window import MainWindow

_PLACE: Final = "place"
_EXAMPLES = ("a person walks in from the left", "close-up of hands", "cars on a street at night", "the camera pans")
_DRAWN_EXAMPLES = ("a red car drives up", "a small orange fish swims left", "a yellow star appears at night")
"""For the demo model, which knows drawn videos only."""
_TITLES = {
    "all": noop("Controllers", "All clips"),
    "new": noop("Controllers", "New"),
    "failed": noop("Controllers", "Failed"),
    "missing": noop("Controllers", "Missing"),
    "singles": noop("Controllers", "Single clips"),
}


class BrowseController(QObject):
    """Lists clips while nothing is asked; SearchController decides when."""

    def __init__(
        self, window: MainWindow, library_model: LibraryModel, reader: LibraryReader, pictures: Lane, tasks: Tasks
    ) -> None:
        super().__init__(window)
        self._window, self._library_model, self._tasks = window, library_model, tasks
        self._reader, self._pictures = reader, pictures
        self.just_seen: set[int] = set()
        """Clips that were marked as seen by playing: the list they are in keeps them until it is another one."""
        self._listed: tuple[SidebarFilter, Filter] | None = None
        window.grid.arrange_by(self._order_aside)
        window.query.filters.facets_wanted.connect(lambda: tasks.start(self._count()))

    def show_place(self, then: Callable[[], object] | None = None) -> None:
        """Show the clips of the chosen place, and sentences to try; `then` they are shown.

        Many are chosen and ordered beside the main thread, and come a moment later.
        """
        window, place = self._window, self._window.sidebar.place
        window.show_evidence(False)
        window.show_two(False)
        self.forget()
        if not self._library_model.is_loaded or not self._library_model.folders:
            if self._library_model.is_loaded:
                window.query.suggest(())
                window.grid.show_first_run()
            if then is not None:
                then()
            return
        window.query.suggest(_DRAWN_EXAMPLES if self.is_demo else _EXAMPLES)
        chosen = window.query.filters.filter
        is_same = (place, chosen) == self._listed
        if not is_same:
            self._listed = place, chosen
            self.just_seen.clear()
        choose = self._library_model.choosing(place, chosen=chosen, just_seen=self.just_seen)
        if len(self._library_model.videos) < MANY:
            window.grid.show_videos(choose(), self._title(place), place.kind, then)
        else:
            window.grid.set_stale(not is_same)
            self._tasks.start(self._show_later(choose, place, then))

    async def _show_later(
        self, choose: Callable[[], list[Video]], place: SidebarFilter, then: Callable[[], object] | None
    ) -> None:
        shown = await self._tasks.ask(self._pictures, Priority.QUERY, choose, newest=_PLACE)
        self._window.grid.show_videos(shown, self._title(place), place.kind, then)

    def forget(self) -> None:
        """Something else is shown: clips that are still being chosen are not wanted."""
        self._tasks.forget(_PLACE)

    async def count_ready(self) -> int:
        """Indexed clips of the chosen place that pass the filters."""
        choose = self._library_model.choosing(self._window.sidebar.place, chosen=self._window.query.filters.filter)
        return await self._tasks.ask(
            self._pictures, Priority.BROWSE, lambda: sum(video.state == "ready" for video in choose()), newest="ready"
        )

    def _order_aside(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Put clips in their order on the lane of the pictures."""
        self._tasks.start(self._order(work, then))

    async def _order(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        then(await self._tasks.ask(self._pictures, Priority.QUERY, work, newest="order"))

    def _title(self, place: SidebarFilter) -> str:
        folder = self._library_model.folder(place.folder_id)
        path = folder.path if folder is not None else place.path
        kept = self._library_model.kept_list(place.collection_id)
        if kept is not None:
            basket = translate("Controllers", "Basket")
            return basket if kept.collection.is_basket else safe_text.printable(kept.collection.name)
        if path is not None:
            return safe_text.name_of(path)
        return translate("Controllers", _TITLES[place.kind]) if place.kind in _TITLES else ""

    @property
    def is_demo(self) -> bool:
        """True while the demo model answers."""
        spec = self._library_model.status.encoder if self._library_model.status is not None else None
        return spec is not None and spec.is_demo

    async def _count(self) -> None:
        """How many clips each filter would leave in the chosen place."""
        place = self._window.sidebar.place
        wanted = narrowed(self._library_model.filter_of(place), self._window.query.filters.filter)
        facets, names = await self._tasks.ask(
            self._pictures, Priority.BROWSE, _read_facets, self._reader, wanted, newest="facets"
        )
        self._window.query.filters.show_facets(facets, names)


def _read_facets(reader: LibraryReader, wanted: Filter) -> tuple[Facets, dict[int, str]]:
    """Thread: the lane of the pictures."""
    names = {each.id: safe_text.printable(each.name) for each in reader.collections() if not each.is_smart}
    return reader.facets(wanted), names
