"""Imports timelines of other programs: read on the lane of the pictures, matched and kept on the engine lane."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.errors import C2VError, Cancelled, ExportError
from core.export import OutputFile, PathMapping, write_outputs
from core.export.reading import ForeignTimeline, ImportPlan, match_timeline, read_timeline_bytes, timeline_bytes
from core.export.timeline_relinking import RelinkPlan, relink
from core.lane import Priority
from core.library import Library
from core.library.handing_over import keep_imported
from core.values import BASKET_ID, Changes, KeptChange, contains, fold
from ui.controllers.keeping import KeepingController
from ui.controllers.selection import show_in_file_manager
from ui.controllers.services import Services
from ui.handoff.choices import ExportMemory
from ui.handoff.parts import error_words
from ui.handoff.timeline_import import TimelineImportDialog
from ui.library_model import LibraryModel, SidebarFilter
from ui.tasks import Tasks
from ui.translate import translate
from ui.window.main_window import MainWindow

_READING, _MATCHING = "import-read", "import-match"


class ImportController(QObject):
    """One dialog, which stays open. Thread: main."""

    wanted = Signal(object)
    """Path of a folder or file that the library is to take in."""

    def __init__(
        self,
        window: MainWindow,
        services: Services,
        keeping: KeepingController,
        library_model: LibraryModel,
        tasks: Tasks,
    ) -> None:
        super().__init__(window)
        self._window, self._services, self._tasks = window, services, tasks
        self._keeping, self._library_model = keeping, library_model
        self._path = Path()
        self._raw = b""
        self._timeline: ForeignTimeline | None = None
        self._plan: ImportPlan | None = None
        self._folders: list[Path] = []
        self._files: dict[str, Path] = {}
        self._to_search = ""
        """Name of the collection to search in, once it is there."""
        self.dialog = dialog = TimelineImportDialog(window)
        dialog.mappings_changed.connect(self._take_mappings)
        dialog.folder_chosen.connect(self.look_in)
        dialog.file_chosen.connect(self.use_file)
        dialog.keep_asked.connect(lambda name, is_to_search: tasks.start(self._keep(name, is_to_search)))
        dialog.relink_asked.connect(lambda target: tasks.start(self._relink(target)))
        dialog.reveal_asked.connect(show_in_file_manager)

    def open(self, path: Path) -> None:
        """Show what of a timeline the library has."""
        self._path, self._raw, self._timeline, self._plan = path, b"", None, None
        self._folders, self._files = [], {}
        self.dialog.show_mappings(self._memory().mappings)
        self.dialog.show_reading(path)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self._tasks.start(self._read(path))

    def follow(self, changes: Changes) -> None:
        """Clips have come, so that more may be found; or the collection to be searched in is there."""
        if self._to_search:
            self._search_in(self._to_search)
        has_lost = self._plan is not None and bool(self._plan.unmatched)
        if self.dialog.isVisible() and has_lost and (changes.videos or changes.removed):
            self._tasks.start(self._match())

    # ---- finding

    def look_in(self, folder: Path) -> None:
        """Find the clips in a folder."""
        self._folders.append(folder)
        self._take_in(folder)

    def use_file(self, name: str, path: Path) -> None:
        """Take a file for what the timeline calls by this name."""
        self._files[name] = path
        self._take_in(path)

    def _take_in(self, path: Path) -> None:
        self._tasks.start(self._match(path))

    async def _read(self, path: Path) -> None:
        dialog = self.dialog
        try:
            raw, timeline = await self._tasks.ask(
                self._services.pictures, Priority.BROWSE, _read, path, newest=_READING
            )
        except C2VError as error:
            if isinstance(error, Cancelled):
                raise
            dialog.show_trouble(error_words(error))
            return
        collections = await self._tasks.ask(self._services.engine, Priority.BROWSE, self._services.library.collections)
        self._raw, self._timeline = raw, timeline
        dialog.show_collections(collections, timeline.title or path.stem)
        await self._match()

    async def _match(self, added: Path | None = None) -> None:
        """`added`: what the library is to take in if it does not have it."""
        timeline = self._timeline
        if timeline is None:
            return
        plan, is_known = await self._tasks.ask(
            self._services.engine,
            Priority.BROWSE,
            _matched,
            self._services.library,
            timeline,
            self._memory().mappings,
            tuple(self._folders),
            dict(self._files),
            added,
            newest=_MATCHING,
        )
        self._plan = plan
        self.dialog.show_plan(plan, self._path.name)
        if added is not None and not is_known:
            self.dialog.say_waiting(added)
            self.wanted.emit(added)

    def _take_mappings(self) -> None:
        memory = self._memory()
        memory.mappings = self.dialog.paths.mappings
        memory.save()
        self._tasks.start(self._match())

    def _memory(self) -> ExportMemory:
        """Read each time: the export dialog writes it, too."""
        return ExportMemory(self._window.export_memory, self._remember, self._services.choices)

    def _remember(self, text: str) -> None:
        self._window.export_memory = text

    # ---- keeping

    async def _keep(self, name: str, is_to_search: bool) -> None:
        dialog, plan, library = self.dialog, self._plan, self._services.library
        if plan is None or not plan.moments:
            return
        is_basket = dialog.is_basket
        try:
            changes = await self._tasks.ask(
                self._services.engine, Priority.BROWSE, _kept, library, plan, "" if is_basket else name
            )
        except C2VError as error:
            if isinstance(error, Cancelled):
                raise
            dialog.show_trouble(error_words(error))
            return
        self._keeping.note_all(translate("Controllers", "import"), changes)
        dialog.show_kept(len(plan.moments), name)
        if is_to_search:
            self._to_search = "" if is_basket else name
            self._search_in(self._to_search)

    def _search_in(self, name: str) -> None:
        """Search in the moments of a collection, as soon as the sidebar has it; "" is the basket."""
        for kept in self._library_model.kept:
            mine = kept.collection
            if (mine.id == BASKET_ID if not name else fold(mine.name) == fold(name)) and not mine.is_smart:
                place = SidebarFilter("collection", collection_id=mine.id)
                if self._window.sidebar.can_choose(place):
                    self._to_search = ""
                    self._window.sidebar.choose(place)
                    filters = self._window.query.filters
                    filters.set_filter(replace(filters.filter, only_kept=True))
                    self._window.activateWindow()
                    self._window.query.focus()

    # ---- relinking

    async def _relink(self, target: Path) -> None:
        """Write the timeline with the paths that its clips have here; that the file may be replaced was asked."""
        dialog, timeline, services = self.dialog, self._timeline, self._services
        if timeline is None:
            return
        try:
            plan = await self._tasks.ask(
                services.engine,
                Priority.BROWSE,
                _relinked,
                services.library,
                self._raw,
                self._path.name,
                timeline,
                self._memory().mappings,
                tuple(self._folders),
                dict(self._files),
            )
            await self._tasks.ask(services.pictures, Priority.BROWSE, _written, plan, target)
        except C2VError as error:
            if isinstance(error, Cancelled):
                raise
            dialog.show_trouble(error_words(error))
            return
        dialog.show_relinked(target, len(plan.files), len(plan.lost))


def _read(path: Path) -> tuple[bytes, ForeignTimeline]:
    """A timeline as it stands in its file, and what it says. Thread: the lane of the pictures. Raises: ExportError."""
    raw = timeline_bytes(path)
    return raw, read_timeline_bytes(raw, path.name)


def _matched(
    library: Library,
    timeline: ForeignTimeline,
    mappings: Sequence[PathMapping],
    folders: Sequence[Path],
    files: Mapping[str, Path],
    added: Path | None,
) -> tuple[ImportPlan, bool]:
    """What is found, and whether the library knows a folder or file. Thread: the engine lane."""
    videos = library.videos()
    places = [place for folder in folders for place in library.places_of(folder)]
    known = {video.path for video in videos}
    chosen = _as_known(library, files, known)
    plan = match_timeline(timeline, videos, mappings, places, chosen)
    if added is None:
        return plan, True
    here = library.places_of(added)
    roots = [folder.path for folder in library.status().folders]
    return plan, bool(here & known) or any(contains(root, place) for root in roots for place in here)


def _as_known(library: Library, files: Mapping[str, Path], known: Collection[Path]) -> dict[str, Path]:
    """Files that a person chose, by the paths that the library has for them."""
    return {
        name: next((place for place in library.places_of(path) if place in known), path) for name, path in files.items()
    }


def _relinked(
    library: Library,
    raw: bytes,
    name: str,
    timeline: ForeignTimeline,
    mappings: Sequence[PathMapping],
    folders: Sequence[Path],
    files: Mapping[str, Path],
) -> RelinkPlan:
    """The timeline with other paths. Thread: the engine lane. Raises: ExportError."""
    videos = library.videos()
    places = [place for folder in folders for place in library.places_of(folder)]
    chosen = _as_known(library, files, {video.path for video in videos})
    plan = relink(raw, name, timeline, videos, mappings, places, chosen)
    if not plan.files:
        raise ExportError(
            translate("Controllers", "None of its clips can be reached now, so nothing was written."),
            translate("Controllers", "Connect their drives."),
        )
    return plan


def _written(plan: RelinkPlan, target: Path) -> None:
    """Thread: the lane of the pictures. Raises: ExportError."""
    for _ in write_outputs([OutputFile("", plan.content)], [target], replace=True):
        pass


def _kept(library: Library, plan: ImportPlan, name: str) -> list[KeptChange]:
    """Keep what was found; "" means the basket. Thread: the engine lane. Raises: QueryError, StoreError."""
    basket = next(each.name for each in library.collections() if each.id == BASKET_ID)
    return keep_imported(library, plan, name or basket)
