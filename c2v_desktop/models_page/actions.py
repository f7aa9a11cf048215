"""The actions of the Models page: what each button does."""

import shutil
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from c2v_desktop.models import model_choice
from c2v_desktop.models.model_choice import find_entry, must_be_here, must_be_whole
from c2v_desktop.models.worker import ModelJob
from c2v_desktop.models_page.controller import ModelsController
from c2v_desktop.models_page.import_flow import ImportFlow
from c2v_desktop.models_page.switch import ModelSwitch, SwitchServices
from core.encode.format_measurements import FormatMeasurements, measured_here
from core.errors import C2VError, DamagedDownloadError, ModelStoreError
from core.lane import Priority
from core.model_store.entries import ModelEntry
from core.model_store.installer import file_sum
from core.model_store.store import MeasuredSpeed, ModelRecord
from core.settings import EncoderSettings
from ui.models.ask_dialog import ask
from ui.models.licence_dialog import LicenceDialog
from ui.translate import translate
from ui.widgets import formatting


class ModelActions(QObject):
    """Answers the page."""

    network_asked = Signal()

    def __init__(self, models: ModelsController) -> None:
        super().__init__(models)
        self.models, self.page = models, models.page
        self.switch, self.imports = ModelSwitch(models), ImportFlow(models)
        self.page.asked.connect(self.act)
        self.page.import_asked.connect(self.imports.open)
        self.page.network_asked.connect(self.network_asked)

    def use_services(self, services: SwitchServices) -> None:
        """The library is open: from now on its model can be changed without a restart."""
        self.switch.services = services

    def open(self) -> None:
        """Show the page."""
        self.page.show()
        self.page.raise_()
        self.page.activateWindow()

    def close(self) -> None:
        """The program ends."""
        self.page.hide()
        self.switch.close()
        self.models.close()

    def act(self, what: str, key: str) -> None:
        """What a button asks for."""
        models = self.models
        match what:
            case "install":
                self._ask_licence(key)
            case "resume":
                self._begin_fetch(key)
            case "pause" | "stop":
                models.stop(key)
            case "cancel":
                self._ask_discard(key)
            case "use":
                self.switch.begin(key)
            case "measure":
                models.begin(key, "measure", translate("Models", "Measuring…"), lambda job: self._measure(key, job))
            case "check":
                models.begin(key, "check", translate("Models", "Checking files…"), lambda job: self._check(key, job))
            case "remove":
                self._ask_remove(key)

    # ---- fetching

    def _ask_licence(self, key: str) -> None:
        dialog = LicenceDialog(self.models.card(key), _free_bytes(self.models.store.folder), self.page)
        dialog.accepted.connect(lambda: self._begin_fetch(key))
        dialog.open()

    def _begin_fetch(self, key: str) -> None:
        entry = find_entry(key)
        if entry is not None:
            self.models.begin(key, "fetch", "", lambda job: self._fetch(entry, job))

    async def _fetch(self, entry: ModelEntry, job: ModelJob) -> None:
        models, network = self.models, self.models.chosen.read().network
        source = model_choice.endpoint(network)
        fetcher = replace(models.means.make_fetcher(network.proxy, job.stop), waiting=job.wait)
        installer = models.installer(job, models.means.make_inspector())

        def work() -> ModelRecord:
            job.stop.check()
            job.begun = True
            return installer.install(entry, fetcher, source)

        try:
            await models.tasks.ask(models.downloads.lane, Priority.LOAD, work)
        finally:
            if job.discard:
                models.store.remove(entry.id)

    def _ask_discard(self, key: str) -> None:
        card = self.models.card(key)
        text = translate("Models", "Discard the partial download of {name} ({size})?").format(
            name=card.name, size=formatting.size(card.done_bytes)
        )
        ask(
            self.page,
            (translate("Models", "Discard download"), text, translate("Models", "Discard")),
            lambda: self._discard(key),
        )

    def _discard(self, key: str) -> None:
        """It may have been paused or have ended while the question was on the screen."""
        models, job = self.models, self.models.jobs.get(key)
        if job is not None:
            job.discard = True
            models.stop(key)
        elif key not in models.seen.records:
            models.begin(key, "remove", translate("Models", "Removing…"), lambda _: self._remove(key))

    # ---- what is here

    async def _measure(self, key: str, job: ModelJob) -> None:
        models, settings = self.models, self.models.encoder_of(key)
        before = self._found(settings)

        def work() -> MeasuredSpeed:
            from c2v_desktop.models.benchmark import measure_encoder

            if key != model_choice.DEMO:  # its file is part of the program, and no room for what is found
                models.means.try_formats(key, job.stop)
            encoder = models.means.make_encoder(settings)
            try:
                job.stop.ends(encoder.close)
                return measure_encoder(encoder, settings.batch, models.means.measure_s, model_choice.today())
            except C2VError:
                job.stop.check()  # stopped: its process was ended under its hands
                raise
            finally:
                encoder.close()

        models.note_speed(key, await models.tasks.ask(models.worker.lane, Priority.LOAD, work))
        now, found = models.now(), self._found(settings)
        if found not in (None, before) and key == now.in_use == now.chosen:
            await self.switch.reload(key, job)

    @staticmethod
    def _found(settings: EncoderSettings) -> FormatMeasurements | None:
        """What was measured of a model here, where it makes a difference."""
        measured = measured_here(Path(settings.weights).expanduser(), settings.threads) if settings.weights else None
        return measured if measured is not None and measured.changes_anything else None

    async def _check(self, key: str, job: ModelJob) -> None:
        models = self.models
        record = must_be_here(models.store, key)
        must_be_whole(models.store, record)

        def work() -> None:
            for file in record.files:
                job.stop.check()
                if file_sum(models.store.folder / key / file.name) != file.sha256:
                    raise DamagedDownloadError(
                        translate(
                            "Models", "{name} is damaged: its checksum has changed since it was installed."
                        ).format(name=file.name),
                        translate("Models", "Remove the model and install it again."),
                    )

        await models.tasks.ask(models.worker.lane, Priority.LOAD, work)

    def _ask_remove(self, key: str) -> None:
        card = self.models.card(key)
        size = f" ({formatting.size(card.bytes)})" if card.bytes else ""
        text = translate(
            "Models", "Delete {name}{size} from this computer? What it has indexed stays in the library."
        ).format(name=card.name, size=size)
        text += self.switch.warning()
        ask(
            self.page,
            (translate("Models", "Remove {name}").format(name=card.name), text, translate("Models", "Remove")),
            lambda: self._begin_remove(key),
        )

    def _begin_remove(self, key: str) -> None:
        """It may have come into use while the question was on the screen."""
        now = self.models.now()
        if key in (now.in_use, now.chosen):
            self.models.complain(
                key,
                ModelStoreError(
                    translate("Models", "This model is in use."), translate("Models", "Switch to another model first.")
                ),
            )
        else:
            self.models.begin(key, "remove", translate("Models", "Removing…"), lambda _: self._remove(key))

    async def _remove(self, key: str) -> None:
        await self.models.tasks.ask(self.models.worker.lane, Priority.LOAD, self.models.store.remove, key)


def _free_bytes(folder: Path) -> int:
    """On the disk where the models lie, or will."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return shutil.disk_usage(there).free
