"""Import from the page: a folder from a stick, or a checkpoint file, looked at by a process of its own."""

import os
from pathlib import Path

from c2v_desktop.models.checkpoint_import import MisfitsError, Wish, bring_entry_file, bring_own_file
from c2v_desktop.models.model_choice import find_entry, shelf, slug
from c2v_desktop.models.worker import Errand
from c2v_desktop.models_page.controller import ModelRoom
from core.errors import C2VError, Cancelled, ShelfError
from core.lane import Priority
from core.model_store.store import RECORD, Record
from ui.models.import_dialog import ImportDialog, Wanted

KEY = "import"
_SAY_WHICH = "Say which model of the shelf it is, under “It is”."


class Imports:
    """One at a time; closing its window stops it."""

    def __init__(self, room: ModelRoom) -> None:
        self._room = room
        self.dialog: ImportDialog | None = None
        room.moved.connect(self._show_progress)

    def open(self) -> None:
        """Ask what to import."""
        if self.dialog is None:
            self.dialog = ImportDialog([(entry.id, entry.name) for entry in shelf()], self._room.page)
            self.dialog.asked.connect(self._begin)
            self.dialog.stop_asked.connect(self._stop)
            self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def _begin(self, wanted: Wanted) -> None:
        self._room.begin(KEY, "import", "", lambda errand: self._import(wanted, errand))

    def _stop(self) -> None:
        if KEY in self._room.errands:
            self._room.errands[KEY].stop.ask()

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    async def _import(self, wanted: Wanted, errand: Errand) -> None:
        self._busy("Looking at it…")
        try:
            record: Record = await self._room.tasks.ask(
                self._room.worker.lane, Priority.LOAD, self._work, wanted, errand
            )
        except MisfitsError as error:
            rows = [(each.name, each.problem, each.found, each.wanted) for each in error.fit.misfits]
            if self.dialog is not None:
                self.dialog.show_misfits(error.title, rows)
        except Cancelled:
            self._free("Stopped; nothing was kept.")
        except C2VError as error:
            self._free(str(error), is_trouble=True)
        else:
            self._free(f"{record.name} is here. The Models page puts it to work.")
            self._room.refresh()
            self._room.page.reveal(record.id)

    def _work(self, wanted: Wanted, errand: Errand) -> Record:
        """Thread: the worker's."""
        path = Path(os.path.abspath(wanted.path))  # noqa: PTH100  resolve() would follow links
        entry = find_entry(wanted.entry) if wanted.entry else None
        inspector = self._room.means.make_inspector()
        errand.stop.ends(inspector.stop)
        bringer = self._room.bringer(errand, inspector)
        if not path.exists():
            raise ShelfError(f"There is nothing at {path}.", "Choose a folder with a model, or a checkpoint file.")
        if path.is_dir():
            if entry is None and not (path / RECORD).is_file():
                raise ShelfError(f"{path} has no {RECORD}, so it is not known what model lies in it.", _SAY_WHICH)
            return bringer.bring_folder(path, entry)
        if entry is not None:
            return bring_entry_file(bringer, path, entry)
        return bring_own_file(
            bringer, inspector, path, Wish(slug(wanted.name), wanted.name, wanted.architecture, wanted.towers)
        )

    def _show_progress(self) -> None:
        errand = self._room.errands.get(KEY)
        if errand is not None and not errand.stop.is_asked:
            is_copying = errand.done > 0 and not errand.is_checking
            self._busy("Copying…" if is_copying else "Looking at it…", errand.done if is_copying else 0, errand.total)

    def _busy(self, sentence: str, done: int = 0, total: int = 0) -> None:
        if self.dialog is not None:
            self.dialog.show_busy(sentence, done, total)

    def _free(self, sentence: str, *, is_trouble: bool = False) -> None:
        if self.dialog is not None:
            self.dialog.show_form(sentence, is_trouble=is_trouble)
