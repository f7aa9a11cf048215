"""Switching models while the window is open: load the model, show the estimate, then switch."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

from c2v_desktop.models.worker import ModelJob
from c2v_desktop.models_page.controller import ModelsController
from core.errors import C2VError
from core.lane import Lane, Priority
from core.library import Library
from core.ports import Encoder
from core.settings import EncoderSettings, Settings
from core.values import SwitchEstimate
from ui.models.ask_dialog import ask
from ui.models.model_card import ModelCard, estimate_text
from ui.translate import noop, translate

_LATER = noop("Models", "It will be used after a restart. Clips indexed with another model are then re-indexed.")


@dataclass(frozen=True, slots=True)
class SwitchServices:
    """The open library, its lane, and who changes its model."""

    library: Library
    engine: Lane
    use_model: Callable[[Encoder, str], Coroutine[Any, Any, None]]


class ModelSwitch:
    """One change at a time. Nothing is changed before the user has read what it means."""

    def __init__(self, models: ModelsController) -> None:
        self._models, self._tasks = models, models.tasks
        self.services: SwitchServices | None = None
        self._waiting: Encoder | None = None
        """Loaded, while its question is on the screen."""

    def begin(self, key: str, *, is_agreed: bool = False) -> None:
        """Load the model and ask, unless the user agreed already; without an open library it is only chosen for the
        next start.
        """
        is_loading = any(job.kind in ("load", "change") for job in self._models.jobs.values())
        if self._waiting is None and not is_loading:
            words = translate("Models", "Loading the model…") if self._is_live else translate("Models", "Checking…")
            self._models.begin(key, "load", words, lambda job: self._prepare(key, job, is_agreed))

    async def reload(self, key: str, job: ModelJob) -> None:
        """Load the model in use again, because it can run faster now. Raises: C2VError."""
        if self._is_live and self._waiting is None:
            await self._prepare(key, job, is_agreed=True)

    def warning(self) -> str:
        """What else removing a model may mean at the moment."""
        meanwhile = self.services.library.answers_meanwhile if self.services is not None else None
        if meanwhile is None:
            return ""
        return translate(
            "Models",
            " Searches still use {name} until all clips are re-indexed. If you remove it, "
            "searches use the new model and find only what it has indexed so far.",
        ).format(name=meanwhile.name)

    def close(self) -> None:
        """Nobody waits for an answer any more."""
        self._refuse()

    @property
    def _is_live(self) -> bool:
        return self.services is not None and not self.services.library.is_read_only

    async def _prepare(self, key: str, job: ModelJob, is_agreed: bool) -> None:
        settings, card = self._models.encoder_of(key), self._models.card(key)
        if self.services is None or not self._is_live:
            self._ask(
                (
                    translate("Models", "Use {name}").format(name=card.name),
                    translate("Models", _LATER),
                    translate("Models", "Use this model"),
                ),
                lambda: self._choose(key, settings),
            )
            return
        encoder = self._models.means.make_encoder(settings)
        try:
            await self._tasks.ask(self._models.worker.lane, Priority.LOAD, self._load, encoder, job)
            switch_estimate = await self._tasks.ask(
                self.services.engine, Priority.BROWSE, self.services.library.switch_estimate, encoder.spec
            )
            job.stop.check()
        except BaseException:
            encoder.close()
            raise
        if is_agreed:
            if not self._choose(key, settings):
                encoder.close()
                return
            job.kind, job.words, job.can_stop = "change", translate("Models", "Switching models…"), False
            self._models.refresh()
            await self._change(encoder, settings)
            return
        self._waiting = encoder
        words = (
            translate("Models", "Use {name}").format(name=card.name),
            self._words(card, switch_estimate),
            translate("Models", "Use this model"),
        )
        self._ask(words, lambda: self._agree(key, settings))

    def _ask(self, words: tuple[str, str, str], then: Callable[[], object]) -> None:
        """The page may have been closed while the model was loaded, or not be what was asked from: then it comes with
        the question, and goes with the answer. It would hide the button that goes back.
        """
        page = self._models.page
        was_open = page.isVisible()
        page.show()

        def answered(follow: Callable[[], object]) -> None:
            if not was_open:
                page.close()
            follow()

        ask(page, words, lambda: answered(then), lambda: answered(self._refuse))

    def _load(self, encoder: Encoder, job: ModelJob) -> None:
        """Thread: the worker's."""
        job.stop.ends(encoder.close)
        try:
            _ = encoder.spec
        except C2VError:
            job.stop.check()
            raise

    def _words(self, card: ModelCard, switch_estimate: SwitchEstimate) -> str:
        assert self.services is not None
        status_spec = self.services.library.answers_meanwhile
        running = next((each for each in self._models.page.rows.values() if each.card.state == "in use"), None)
        answers = status_spec.name if status_spec is not None else running.card.name if running is not None else ""
        speed = card.speed.images_per_s if card.speed is not None else 0.0
        return estimate_text(card.name, switch_estimate, speed, answers)

    def _choose(self, key: str, settings: EncoderSettings) -> bool:
        """Keep it in the settings; False, with a sentence, when they cannot be written."""
        try:
            self._models.chosen.change(lambda now: _with_model(now, settings))
        except C2VError as error:
            self._models.complain(key, error)
            return False
        self._models.refresh()
        return True

    def _agree(self, key: str, settings: EncoderSettings) -> None:
        encoder, self._waiting = self._waiting, None
        if encoder is None or self.services is None:
            return
        if not self._choose(key, settings):
            encoder.close()
            return
        self._models.begin(
            key, "change", translate("Models", "Switching models…"), lambda _: self._change(encoder, settings)
        )

    async def _change(self, encoder: Encoder, settings: EncoderSettings) -> None:
        assert self.services is not None
        await self.services.use_model(encoder, self._models.means.encoder_source(settings))
        self._models.chosen.note_running(settings)

    def _refuse(self) -> None:
        encoder, self._waiting = self._waiting, None
        if encoder is not None:
            encoder.close()


def _with_model(now: Settings, settings: EncoderSettings) -> Settings:
    """Only which model it is; where and how it runs may have been changed meanwhile."""
    kept = replace(now.encoder, backend=settings.backend, weights=settings.weights, model=settings.model)
    return replace(now, encoder=kept)
