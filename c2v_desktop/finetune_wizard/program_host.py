"""The main window and its library, as the teaching window needs them."""

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from c2v_desktop.finetune_wizard.wizard_host import KeptCounts
from c2v_desktop.models.model_choice import DEMO, used_by
from c2v_desktop.models_page.launcher import ModelsLauncher
from c2v_desktop.names_sharing import take_back
from core.lane import Lane, Priority
from core.library import dump_change
from core.model_store.store import ModelStore
from core.values import BASKET_ID, Example, Given, KeptChange, Query, TaughtWord, Video
from ui.browse.card import Card
from ui.finetune.teaching_parts import TaughtMoment, moment_of_hit
from ui.images import Pictures
from ui.notices import Notice
from ui.tasks import Tasks
from ui.translate import translate
from ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from core.library import Library
    from ui.controllers.main import MainController

T = TypeVar("T")


class ProgramHost(QObject):
    """Fits WizardHost."""

    taught = Signal(object)
    """KeptChange: words were kept. From any thread."""
    words_asked = Signal()
    """The list of names and words is wanted."""

    def __init__(
        self,
        window: MainWindow,
        controller: "MainController",
        library: "Library",
        engine: Lane,
        tasks: Tasks,
        models: ModelsLauncher,
        store: ModelStore,
    ) -> None:
        super().__init__(window)
        self._window, self._controller, self._library = window, controller, library
        self._engine, self._tasks, self._models, self._store = engine, tasks, models, store
        self._by_path: dict[str, Video] | None = None
        self._kept_words: tuple[str, ...] = ()
        self._handed_over = ""
        controller.library_model.changed.connect(self._forget_paths)
        self.taught.connect(self._note_words)

    @property
    def pictures(self) -> Pictures:
        """Pictures of clips."""
        return self._controller.pictures

    # ---- moments

    def video_at(self, path: Path) -> Video | None:
        """The clip of the library at this path."""
        if self._by_path is None:
            self._by_path = {str(video.path): video for video in self._controller.library_model.videos.values()}
        return self._by_path.get(str(path))

    def _forget_paths(self) -> None:
        self._by_path = None

    def selected(self) -> list[TaughtMoment]:
        """The moments of the selected cards."""
        return [self._moment_of(card) for card in self._window.selected_cards()]

    def _moment_of(self, card: Card) -> TaughtMoment:
        span = self._controller.playing.span_of(card)
        if span is not None:
            return TaughtMoment(card.video.path, *span)
        return moment_of_hit(card.hit) if card.hit is not None else TaughtMoment(card.video.path)

    async def basket(self) -> list[TaughtMoment]:
        """The moments of the basket."""
        found = await self._ask(self._library.moments, BASKET_ID)
        return [TaughtMoment(each.path, each.start_s, each.end_s) for each in found]

    def results(self, count: int) -> list[TaughtMoment]:
        """The first moments that the main window shows."""
        answer = self._controller.search_controller.answer
        return [moment_of_hit(hit) for hit in answer.hits[:count]] if answer is not None else []

    async def similar(self, examples: Sequence[TaughtMoment], count: int) -> list[TaughtMoment]:
        """Moments of the library that look like these, without them."""
        asked = Query("", (), examples=tuple(self._example(each) for each in examples))
        answer = await self._ask(self._library.search, asked, count + 4 * len(examples), False)
        found = [moment_of_hit(hit) for hit in answer.hits]
        return [each for each in found if not any(_is_same(each, example) for example in examples)][:count]

    def _example(self, moment: TaughtMoment) -> Example:
        video = self.video_at(moment.path)
        info = video.info if video is not None else None
        if info is None or info.is_still:
            return Example("image", moment.path)
        end_s = float(moment.end_s) if moment.end_s is not None else info.duration_s
        return Example("moment", moment.path, float(moment.start_s or 0), end_s)

    async def kept_counts(self) -> KeptCounts:
        """How many captions and judgements there are."""
        captions = await self._ask(self._library.captions)
        judgements = await self._ask(self._library.judgements)
        return KeptCounts(len(captions), sum(each.is_right for each in judgements))

    def index(self, paths: Sequence[Path]) -> None:
        """Add clips to the library, to be indexed; those that are in it already only wait for their turn."""
        self._controller.add([Given.of(path) for path in paths])

    def sentences(self, count: int) -> list[str]:
        """The last sentences that were searched for, newest first."""
        found = dict.fromkeys(query.text.strip() for query in reversed(self._controller.navigation.past))
        return [text for text in found if text][:count]

    # ---- models

    def model(self) -> tuple[str, str]:
        """Id and name of the model in use."""
        key = used_by(self._models.running, self._store)
        return key, self.model_name(key) or Path(self._models.running.weights).stem

    def model_name(self, model: str) -> str:
        """Name of a stored model; empty when it is not there any more."""
        if model == DEMO:
            return translate("Finetune", "Demo model")
        record = self._store.find(model) if model else None
        return record.name if record is not None else ""

    def use_model(self, model: str, *, is_agreed: bool) -> None:
        """Switch to a stored model; unless `is_agreed`, after a question that says what it costs."""
        self._models.use(model, is_agreed=is_agreed)

    def open_models(self) -> None:
        """Show the Models page."""
        self._models.open()

    # ---- words

    def open_words(self) -> None:
        """Show the list of names and words."""
        self.words_asked.emit()

    def put_words(self, words: Sequence[TaughtWord]) -> None:
        """Keep words in the library. Thread: the engine of teaching's; it waits. Raises: C2VError."""
        change = self._engine.submit(Priority.BROWSE, self._library.put_words, words).result()
        self._kept_words = tuple(word.text for word in words)
        self._handed_over = dump_change(change)
        self.taught.emit(change)

    @property
    def kept_words(self) -> tuple[str, ...]:
        """The words that were handed over last."""
        return self._kept_words

    @property
    def handed_over(self) -> str:
        """The change that kept them, as text: what undoes it."""
        return self._handed_over

    def _note_words(self, change: KeptChange) -> None:
        self._controller.keeping.note(translate("Finetune", "teaching"), change)

    async def take_back_words(self, words: Sequence[str], handed_over: str) -> None:
        """Undo that words were handed over; those that were taught before are as they were."""
        title, library = translate("Finetune", "removal"), self._library
        await self._controller.keeping.do(title, lambda: take_back(library, words, handed_over))

    def say(self, title: str, hint: str, then: tuple[str, Callable[[], object]]) -> None:
        """A message in the main window, with what can be done."""
        self._window.notices.show_notice(Notice("info", title, hint, "teaching"), then)

    def _ask(self, work: Callable[..., T], *args: Any) -> Coroutine[Any, Any, T]:
        return self._tasks.ask(self._engine, Priority.BROWSE, work, *args)


def _is_same(one: TaughtMoment, other: TaughtMoment) -> bool:
    """Of one clip, and one within the other or over it."""
    if one.path != other.path:
        return False
    if None in (one.start_s, one.end_s, other.start_s, other.end_s):
        return True
    assert one.start_s is not None
    assert one.end_s is not None
    assert other.start_s is not None
    assert other.end_s is not None
    return one.start_s < other.end_s and other.start_s < one.end_s
