"""What the buttons of the Models page share: the folder, the settings, what is under way, and the page itself."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from c2v_desktop.models import model_choice
from c2v_desktop.models.checkpoint_import import approve, approve_import
from c2v_desktop.models.model_choice import DEMO, encoder_with, must_be_whole, used_by
from c2v_desktop.models.worker import Kind, ModelJob, StopFlag, Worker
from c2v_desktop.models_page.card_builder import OUTSIDE, ModelActivity, make_cards, survey_models
from core.encode.checkpoint_process import CheckpointProcess
from core.errors import C2VError, Cancelled
from core.model_store.downloader import Downloader
from core.model_store.http_client import split_secret
from core.model_store.installer import ModelInstaller
from core.model_store.store import MeasuredSpeed, ModelRecord, ModelStore
from core.ports import Encoder
from core.settings import EncoderSettings, Settings
from ui.models.model_card import ModelCard
from ui.models.page import ModelsPage
from ui.tasks import Tasks
from ui.translate import translate

_LOOK_EVERY_MS = 200
_MEASURE_S = 4.0
_PATIENCE_S = 1.0


def make_fetcher(proxy: str, stop: StopFlag) -> Downloader:
    """Fetches through a proxy, until it is stopped."""
    return Downloader(proxy=proxy, sleep=stop.sleep, coverage=stop.coverage)


@dataclass(frozen=True, slots=True)
class ModelServices:
    """Where tools come from; tests hand in others."""

    make_encoder: Callable[[EncoderSettings], Encoder]
    encoder_source: Callable[[EncoderSettings], str]
    make_inspector: Callable[[], CheckpointProcess]
    make_fetcher: Callable[[str, StopFlag], Downloader] = make_fetcher
    measure_s: float = _MEASURE_S
    try_formats: Callable[[str, StopFlag], None] = lambda key, stop: None
    """Tries the number formats of a model that is here, before its speed is measured."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The settings as the program has them, and the model that is running."""

    read: Callable[[], Settings]
    change: Callable[[Callable[[Settings], Settings]], Settings]
    running: Callable[[], EncoderSettings]
    note_running: Callable[[EncoderSettings], None]


class ModelsController(QObject):
    """One thing at a time is done to a model. Lives as long as the window, whether the page is open or not."""

    arrived = Signal(str)
    """Name of a model whose download ended well while the page was closed."""
    stranded = Signal(str, str)
    """Name, and why its download stopped while the page was closed."""
    fetching = Signal(str)
    """How far downloads are, in a few words; empty when there are none."""
    changed = Signal()
    """The state of models may be another."""
    moved = Signal()
    """A moment has passed while something is under way."""

    def __init__(
        self, window: QWidget, folder: Path, tasks: Tasks, chosen: ModelSettings, means: ModelServices
    ) -> None:
        super().__init__(window)
        self.tasks, self.chosen, self.means = tasks, chosen, means
        self.store = ModelStore(folder)
        self.page = ModelsPage(window)
        self.downloads, self.worker = Worker("downloads"), Worker("models")
        self.jobs: dict[str, ModelJob] = {}
        self._troubles: dict[str, str] = {}
        self._speeds: dict[str, MeasuredSpeed] = {}
        self._entries = model_choice.downloadable_models()
        self.seen = survey_models(self.store, self._entries, frozenset())
        self._now = self.now()
        self._is_closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._show_moving)
        self.page.shown.connect(self.refresh)

    def close(self) -> None:
        """The program ends: what is under way stops; a download resumes another day where it was."""
        self._is_closed = True
        self._timer.stop()
        for job in self.jobs.values():
            job.stop.ask()
        for worker in (self.downloads, self.worker):
            worker.close(_PATIENCE_S)

    # ---- what is shown

    def refresh(self) -> None:
        """Read the disk again."""
        self.seen = survey_models(self.store, self._entries, frozenset(self.jobs))
        self._now = self.now()
        cards = self._cards()
        self.page.show_cards(cards)
        self.page.set_lead(_lead(cards))
        self.changed.emit()

    def card(self, key: str) -> ModelCard:
        """One of them."""
        return next(card for card in self._cards() if card.id == key)

    def now(self) -> ModelActivity:
        """What is known beside the disk."""
        settings, running = self.chosen.read(), self.chosen.running()
        in_use = used_by(running, self.store)
        return ModelActivity(
            in_use=in_use,
            chosen=used_by(settings.encoder, self.store),
            outside="" if in_use else running.weights or running.model,
            every_s=settings.sampling.every_s,
            source=split_secret(model_choice.endpoint(settings.network))[0],
            jobs=self.jobs,
            troubles=self._troubles,
            speeds=self._speeds,
        )

    def complain(self, key: str, error: C2VError) -> None:
        """Say on its row what went wrong."""
        self._troubles[key] = str(error)
        self.refresh()

    def _cards(self) -> list[ModelCard]:
        return make_cards(self._entries, self.store, self.seen, self._now)

    def _show_moving(self) -> None:
        moving = {key for key, job in self.jobs.items() if job.kind == "fetch"}
        cards = [card for card in self._cards() if card.id in moving] if moving else []
        for card in cards:
            self.page.show_card(card)
        self.fetching.emit(_short(cards))
        self.moved.emit()

    # ---- work

    def begin(self, key: str, kind: Kind, words: str, work: Callable[[ModelJob], Coroutine[Any, Any, None]]) -> None:
        """Do something with a model, unless something is being done already."""
        if key not in self.jobs:
            self._troubles.pop(key, None)
            self.jobs[key] = job = ModelJob(kind, words=words, can_stop=kind not in ("remove", "change"))
            self._timer.start()
            self.refresh()
            self.tasks.start(self._through(key, job, work))

    def stop(self, key: str) -> None:
        """End what is being done with a model."""
        if key in self.jobs:
            self.jobs[key].stop.ask()
            self.refresh()

    async def _through(self, key: str, job: ModelJob, work: Callable[[ModelJob], Coroutine[Any, Any, None]]) -> None:
        try:
            await work(job)
            self._tell(key, job, "")
        except Cancelled:
            pass
        except C2VError as error:
            self._troubles[key] = str(error)
            self._tell(key, job, str(error))
        finally:
            del self.jobs[key]
            if not self.jobs:
                self._timer.stop()
            if not self._is_closed:
                self.refresh()
                self._show_moving()

    def _tell(self, key: str, job: ModelJob, trouble: str) -> None:
        """Whoever closed the page wants to know what became of a download, and why a model was not changed."""
        if self.page.isVisible():
            return
        if job.kind in ("load", "change") and trouble:
            self.page.show()
            self.page.reveal(key)
        if job.kind != "fetch":
            return
        name = self.card(key).name
        if trouble:
            self.stranded.emit(name, trouble)
        else:
            self.arrived.emit(name)

    # ---- tools

    def installer(self, job: ModelJob, inspector: CheckpointProcess) -> ModelInstaller:
        """Brings models here; their weights are checked by another process, and tried when they are imported.

        Thread: the work's.
        """
        approves = approve_import if job.kind == "import" else approve

        def look(weights: Path, record: ModelRecord) -> None:
            job.is_checking = True
            job.stop.ends(inspector.stop)
            approves(inspector, weights, record)

        return ModelInstaller(self.store, model_choice.today(), look, job.tell, job.stop.sleep)

    def encoder_of(self, key: str) -> EncoderSettings:
        """Settings of the encoder with this model, whose files are all there. Raises: ModelStoreError and its kind."""
        if key == OUTSIDE:
            return self.chosen.running()
        if key != DEMO:
            must_be_whole(self.store, model_choice.must_be_here(self.store, key))
        return encoder_with(self.chosen.read().encoder, self.store, key)

    def note_speed(self, key: str, speed: MeasuredSpeed) -> None:
        """Keep what was measured; of a model without a folder only while the program runs. Raises: ModelStoreError."""
        if key in self.seen.records:
            self.store.note_speed(key, speed)
        else:
            self._speeds[key] = speed


def _short(cards: list[ModelCard]) -> str:
    """Downloads for the status line."""
    return ", ".join(
        translate("Models", "{name} resumes at {waits_until}").format(name=card.name, waits_until=card.waits_until)
        if card.waits_until
        else f"{card.name} {100 * card.done_bytes // max(1, card.total_bytes)} %"
        for card in cards
    )


def _lead(cards: list[ModelCard]) -> str:
    used = next((card for card in cards if card.state == "in use"), None)
    if used is None:
        return ""
    if used.id == DEMO:
        return translate(
            "Models",
            "Using the demo model, which recognises only drawn shapes. For real footage, "
            "install one of the models below: PE-Core B/16 is the first choice; on a small "
            "computer, PE-Core S/16 or CLIP ViT-B/32.",
        )
    return translate("Models", "Using {name}. Switch any time; existing indexes are kept.").format(name=used.name)
