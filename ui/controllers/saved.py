"""Searches that are saved under a name, and the collections of the sidebar."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog

from core.library import Library
from core.values import KeptChange, Query, tidy
from ui.browse.save_dialog import SaveSearchDialog
from ui.controllers.keeping import KeepingController
from ui.controllers.search import SearchController
from ui.library_model import LibraryModel
from ui.notices import Notice
from ui.tasks import Tasks
from ui.translate import translate
from ui.widgets.query_words import query_words
from ui.window.main_window import MainWindow


class SavedSearchController(QObject):
    """Saves, renames and deletes; each is a step that can be undone. Thread: main."""

    def __init__(
        self,
        window: MainWindow,
        library: Library,
        search: SearchController,
        library_model: LibraryModel,
        keeping: KeepingController,
        tasks: Tasks,
    ) -> None:
        super().__init__(window)
        self._window, self._library, self._search = window, library, search
        self._library_model, self._keeping, self._tasks = library_model, keeping, tasks
        self.dialog: SaveSearchDialog | QInputDialog | None = None
        """The one that was opened last."""
        window.sidebar.kept_rename_asked.connect(self._ask_to_rename)
        window.sidebar.kept_delete_asked.connect(self._delete)
        window.sidebar.search_update_asked.connect(self._update)

    def save(self) -> None:
        """Ask for a name, and save what is asked now with its place and filters under it."""
        query = self._record()
        if query is None:
            return
        kept = self._library_model.kept_list(self._window.sidebar.place.collection_id)
        is_saved = kept is not None and kept.collection.is_smart
        name = kept.collection.name if kept is not None and is_saved else tidy(query_words(query, *self.names))[:60]
        dialog = SaveSearchDialog(
            self._window, name, query_words(query, *self.names), [each.collection for each in self._library_model.kept]
        )
        dialog.accepted.connect(lambda: self._do_save(dialog.name, query))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self.dialog = dialog

    def _record(self) -> Query | None:
        """What is asked; None, and why, where there is nothing to save."""
        query = self._search.record()
        if query == Query("", ()):
            text = translate("Controllers", "Nothing to save yet: describe a shot or choose a filter first.")
            self._window.notices.show_notice(Notice("info", text, "", "saved", fades=True))
            return None
        return query

    @property
    def names(self) -> tuple[dict[int, Path], dict[int, str]]:
        """Paths of folders and names of collections, by id."""
        folders = {each.id: each.path for each in self._library_model.folders}
        return folders, {each.collection.id: each.collection.name for each in self._library_model.kept}

    def _do_save(self, name: str, query: Query) -> None:
        said = translate("Controllers", "Saved the search “{name}”.").format(name=tidy(name))
        self._do(translate("Controllers", "saved search"), lambda: self._library.save_search(name, query), said)

    def _update(self, collection_id: int) -> None:
        """Save what is asked now in the place of a saved search."""
        kept, query = self._library_model.kept_list(collection_id), self._record()
        if kept is not None and query is not None:
            self._do_save(kept.collection.name, query)

    def _ask_to_rename(self, collection_id: int) -> None:
        kept = self._library_model.kept_list(collection_id)
        if kept is None:
            return
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(translate("Controllers", "Rename"))
        dialog.setLabelText(translate("Controllers", "New name"))
        dialog.setTextValue(kept.collection.name)
        rename = partial(self._library.rename_collection, collection_id)
        dialog.textValueSelected.connect(lambda name: self._do(translate("Controllers", "name"), lambda: rename(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self.dialog = dialog

    def _delete(self, collection_id: int) -> None:
        """At once, with its moments: undoing brings all of it back."""
        kept = self._library_model.kept_list(collection_id)
        if kept is None:
            return
        said = translate("Controllers", "Deleted “{name}”.").format(name=kept.collection.name)
        self._do(translate("Controllers", "removal"), lambda: self._library.remove_collection(collection_id), said)

    def _do(self, title: str, work: Callable[[], KeptChange], said: str = "") -> None:
        self._tasks.start(self._work(title, work, said))

    async def _work(self, title: str, work: Callable[[], KeptChange], said: str) -> None:
        change = await self._keeping.do(title, work)
        if said and not change.is_empty:
            self._keeping.show_done(said, "", self._keeping.undo_action())
