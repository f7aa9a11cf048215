"""Import from the page: a folder from a stick, or a checkpoint file, checked in a process of its own."""

import os
from pathlib import Path

from c2v_desktop.models.checkpoint_import import (
    CheckpointMismatchError,
    ImportRequest,
    import_entry_file,
    import_own_file,
)
from c2v_desktop.models.model_choice import downloadable_models, find_entry, slug
from c2v_desktop.models.worker import ModelJob
from c2v_desktop.models_page.controller import ModelsController
from core.errors import C2VError, Cancelled, ModelStoreError
from core.lane import Priority
from core.model_store.store import RECORD, ModelRecord
from ui.models.import_dialog import ImportChoice, ImportDialog
from ui.translate import noop, translate

KEY = "import"
_SAY_WHICH = noop("Models", "Choose which model it is under “Model”.")


class ImportFlow:
    """One at a time; closing its window stops it."""

    def __init__(self, models: ModelsController) -> None:
        self._models = models
        self.dialog: ImportDialog | None = None
        models.moved.connect(self._show_progress)

    def open(self) -> None:
        """Ask what to import."""
        if self.dialog is None:
            self.dialog = ImportDialog([(entry.id, entry.name) for entry in downloadable_models()], self._models.page)
            self.dialog.asked.connect(self._begin)
            self.dialog.stop_asked.connect(self._stop)
            self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def _begin(self, wanted: ImportChoice) -> None:
        self._models.begin(KEY, "import", "", lambda job: self._import(wanted, job))

    def _stop(self) -> None:
        if KEY in self._models.jobs:
            self._models.jobs[KEY].stop.ask()

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    async def _import(self, wanted: ImportChoice, job: ModelJob) -> None:
        self._busy(translate("Models", "Reading the file…"))
        try:
            record = await self._models.tasks.ask(self._models.worker.lane, Priority.LOAD, self._work, wanted, job)
        except CheckpointMismatchError as error:
            rows = [(each.name, each.problem, each.found, each.wanted) for each in error.fit.misfits]
            if self.dialog is not None:
                self.dialog.show_misfits(error.title, rows)
        except Cancelled:
            self._free(translate("Models", "Import stopped. Nothing was kept."))
        except C2VError as error:
            self._free(str(error), is_trouble=True)
        else:
            self._free(
                translate("Models", "{name} was imported. Click Use on the Models page to search with it.").format(
                    name=record.name
                )
            )
            self._models.refresh()
            self._models.page.reveal(record.id)

    def _work(self, wanted: ImportChoice, job: ModelJob) -> ModelRecord:
        """Thread: the worker's."""
        path = Path(os.path.abspath(wanted.path))  # noqa: PTH100  resolve() would follow links
        entry = find_entry(wanted.entry) if wanted.entry else None
        inspector = self._models.means.make_inspector()
        job.stop.ends(inspector.stop)
        installer = self._models.installer(job, inspector)
        if not path.exists():
            raise ModelStoreError(
                translate("Models", "{path} was not found.").format(path=path),
                translate("Models", "Choose a model folder or a checkpoint file."),
            )
        if path.is_dir():
            if entry is None and not (path / RECORD).is_file():
                raise ModelStoreError(
                    translate("Models", "The folder {path} has no {record}, so its model cannot be identified.").format(
                        path=path, record=RECORD
                    ),
                    translate("Models", _SAY_WHICH),
                )
            return installer.install_folder(path, entry)
        if entry is not None:
            return import_entry_file(installer, path, entry)
        return import_own_file(
            installer,
            inspector,
            path,
            ImportRequest(slug(wanted.name), wanted.name, wanted.architecture, wanted.towers),
        )

    def _show_progress(self) -> None:
        job = self._models.jobs.get(KEY)
        if job is not None and not job.stop.is_asked:
            is_copying = job.done > 0 and not job.is_checking
            self._busy(
                translate("Models", "Copying…") if is_copying else translate("Models", "Reading the file…"),
                job.done if is_copying else 0,
                job.total,
            )

    def _busy(self, sentence: str, done: int = 0, total: int = 0) -> None:
        if self.dialog is not None:
            self.dialog.show_busy(sentence, done, total)

    def _free(self, sentence: str, *, is_trouble: bool = False) -> None:
        if self.dialog is not None:
            self.dialog.show_form(sentence, is_trouble=is_trouble)
