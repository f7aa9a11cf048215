"""Another model is put to work while the window is open: loaded first, then told what it means, then done."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

from c2v_desktop.models.worker import Errand
from c2v_desktop.models_page.controller import ModelRoom
from core.errors import C2VError
from core.lane import Lane, Priority
from core.library import Library
from core.ports import Encoder
from core.settings import EncoderSettings, Settings
from core.values import Outlook
from ui.models.ask_dialog import ask
from ui.models.model_card import ModelCard, outlook_words

_LATER = "It is used after a restart. Clips that another model has indexed are then re-indexed."


@dataclass(frozen=True, slots=True)
class Rooms:
    """The open library, its lane, and who changes its model."""

    library: Library
    engine: Lane
    use_model: Callable[[Encoder, str], Coroutine[Any, Any, None]]


class Switch:
    """One change at a time. Nothing is changed before the user has read what it means."""

    def __init__(self, room: ModelRoom) -> None:
        self._room, self._tasks = room, room.tasks
        self.rooms: Rooms | None = None
        self._waiting: Encoder | None = None
        """Loaded, while its question is on the screen."""

    def begin(self, key: str) -> None:
        """Load the model and ask; without an open library it is only chosen for the next start."""
        is_loading = any(errand.kind in ("load", "change") for errand in self._room.errands.values())
        if self._waiting is None and not is_loading:
            words = "Loading the model…" if self._is_live else "Looking at it…"
            self._room.begin(key, "load", words, lambda errand: self._prepare(key, errand))

    def warning(self) -> str:
        """What else removing a model may mean just now."""
        meanwhile = self.rooms.library.answers_meanwhile if self.rooms is not None else None
        if meanwhile is None:
            return ""
        return (
            f" {meanwhile.name} still answers until all films are indexed anew; if that is the one you remove, answers "
            "come from what the new one knows by then."
        )

    def close(self) -> None:
        """Nobody waits for an answer any more."""
        self._refuse()

    @property
    def _is_live(self) -> bool:
        return self.rooms is not None and not self.rooms.library.is_read_only

    async def _prepare(self, key: str, errand: Errand) -> None:
        settings, card = self._room.encoder_of(key), self._room.card(key)
        if self.rooms is None or not self._is_live:
            self._ask((f"Use {card.name}", _LATER, "Use it"), lambda: self._choose(key, settings))
            return
        encoder = self._room.means.make_encoder(settings)
        try:
            await self._tasks.ask(self._room.worker.lane, Priority.LOAD, self._load, encoder, errand)
            outlook: Outlook = await self._tasks.ask(
                self.rooms.engine, Priority.BROWSE, self.rooms.library.outlook, encoder.spec
            )
            errand.stop.check()
        except BaseException:
            encoder.close()
            raise
        self._waiting = encoder
        words = (f"Use {card.name}", self._words(card, outlook), "Use it")
        self._ask(words, lambda: self._agree(key, settings))

    def _ask(self, words: tuple[str, str, str], then: Callable[[], object]) -> None:
        """The page may have been closed while the model was loaded; then it comes back with the question."""
        self._room.page.show()
        ask(self._room.page, words, then, self._refuse)

    def _load(self, encoder: Encoder, errand: Errand) -> None:
        """Thread: the worker's."""
        errand.stop.ends(encoder.close)
        try:
            _ = encoder.spec
        except C2VError:
            errand.stop.check()
            raise

    def _words(self, card: ModelCard, outlook: Outlook) -> str:
        assert self.rooms is not None
        status_spec = self.rooms.library.answers_meanwhile
        running = next((each for each in self._room.page.rows.values() if each.card.state == "in use"), None)
        answers = status_spec.name if status_spec is not None else running.card.name if running is not None else ""
        speed = card.speed.images_per_s if card.speed is not None else 0.0
        return outlook_words(card.name, outlook, speed, answers)

    def _choose(self, key: str, settings: EncoderSettings) -> bool:
        """Keep it in the settings; False, with a sentence, when they cannot be written."""
        try:
            self._room.chosen.change(lambda now: _with_model(now, settings))
        except C2VError as error:
            self._room.complain(key, error)
            return False
        self._room.refresh()
        return True

    def _agree(self, key: str, settings: EncoderSettings) -> None:
        encoder, self._waiting = self._waiting, None
        if encoder is None or self.rooms is None:
            return
        if not self._choose(key, settings):
            encoder.close()
            return
        self._room.begin(key, "change", "Putting it to work…", lambda _: self._change(encoder, settings))

    async def _change(self, encoder: Encoder, settings: EncoderSettings) -> None:
        assert self.rooms is not None
        await self.rooms.use_model(encoder, self._room.means.encoder_source(settings))
        self._room.chosen.note_running(settings)

    def _refuse(self) -> None:
        encoder, self._waiting = self._waiting, None
        if encoder is not None:
            encoder.close()


def _with_model(now: Settings, settings: EncoderSettings) -> Settings:
    """Only which model it is; where and how it runs may have been changed meanwhile."""
    kept = replace(now.encoder, backend=settings.backend, weights=settings.weights, model=settings.model)
    return replace(now, encoder=kept)
