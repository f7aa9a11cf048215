"""The list of names and words: what the library knows is shown; what is asked is done on the engine lane."""

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject

from c2v_desktop.names_sharing import export_names, import_names, read_names, suggest_examples, taken_names
from core.errors import C2VError
from core.lane import Lane, Priority
from core.search.taught_words import figures_of
from core.values import Changes, EncoderSpec, TaughtWord
from ui.finetune.teaching_parts import TaughtMoment, moment_of_hit
from ui.finetune.teaching_text import word_text
from ui.finetune.word_model import WordRow
from ui.finetune.words_window import WordsWindow
from ui.models.ask_dialog import ask
from ui.tasks import Tasks
from ui.translate import translate
from ui.widgets import amounts
from ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from core.library import Library
    from ui.controllers.main import MainController

T = TypeVar("T")
_SUGGESTED = 12


class Teacher(Protocol):
    """The window that teaches, as far as this list needs it. Thread: main."""

    def open(self) -> None:
        """Show it as it was left."""
        ...

    def teach_again(self, name: str, examples: Sequence[TaughtMoment], suggested: Sequence[TaughtMoment] = ()) -> None:
        """Show the page of a name with its examples, and moments that may be further ones."""
        ...

    def teach_words(self) -> None:
        """Show the page of captions."""
        ...


class NamesController(QObject):
    """Made when the list is first opened; lives as long as the main window. Thread: main."""

    def __init__(
        self,
        window: MainWindow,
        library: "Library",
        engine: Lane,
        tasks: Tasks,
        controller: "MainController",
        teacher: Callable[[], Teacher],
    ) -> None:
        super().__init__(window)
        self._library, self._engine, self._tasks = library, engine, tasks
        self._controller, self._teacher = controller, teacher
        self._words: dict[int, TaughtWord] = {}
        self.window = page = WordsWindow(window)
        page.use_undo(window.actions_["edit.undo"], window.actions_["edit.redo"])
        page.shown.connect(lambda: self._start(self._read()))
        page.renamed.connect(lambda id_, text: self._start(self._rename(id_, text)))
        page.removed.connect(lambda ids: self._start(self._remove(ids)))
        page.export_asked.connect(lambda ids, path: self._start(self._export(ids, path)))
        page.import_asked.connect(lambda path: self._start(self._import(path)))
        page.suggestions_asked.connect(lambda id_: self._start(self._suggest(id_)))
        page.again_asked.connect(self._teach_again)
        page.teach_asked.connect(lambda: self._teacher().open())
        tasks.changes.connect(self._follow)

    def open(self) -> None:
        """Show the list."""
        self.window.say()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _follow(self, changes: Changes) -> None:
        """Words were taught, taken back or renamed, or the library answers with another model."""
        if self.window.isVisible() and (changes.kept or changes.initiator == "model"):
            self._start(self._read())

    # ---- showing

    async def _read(self) -> None:
        words = await self._ask(self._library.taught_words)
        spec = (await self._ask(self._library.status)).encoder
        specs = await self._ask(self._library.models)
        self._words = {word.id: word for word in words}
        names = _names_of([*specs, spec] if spec is not None else specs)
        self.window.show_words([_row_of(word, spec, names) for word in words], spec.name if spec is not None else "")

    # ---- doing

    async def _rename(self, word_id: int, text: str) -> None:
        title, library = translate("Finetune", "renaming"), self._library
        await self._controller.keeping.do(title, lambda: library.rename_word(word_id, text))
        self.window.say()

    async def _remove(self, ids: Sequence[int]) -> None:
        title, library = translate("Finetune", "removal"), self._library
        names = self._names(ids)
        await self._controller.keeping.do(title, lambda: library.remove_words(ids))
        self.window.say(
            translate("Finetune", "Removed {names}. Undo brings back what was learned.").format(names=names)
        )

    async def _export(self, ids: Sequence[int], path: Path) -> None:
        words = [self._words[id_] for id_ in ids if id_ in self._words]
        made = await self._ask(lambda: export_names(self._library, path, words, is_partial=True))
        text = translate("Finetune", "Saved {words} of {model} in {file}.")
        self.window.say(text.format(words=amounts.taught(len(made.names)), model=made.model, file=path.name), "ok")

    async def _import(self, path: Path) -> None:
        found = await self._ask(read_names, path)
        taken = await self._ask(taken_names, self._library, found)

        async def take() -> None:
            title, library = translate("Finetune", "import"), self._library
            await self._controller.keeping.do(title, lambda: import_names(library, found))
            spec = (await self._ask(self._library.status)).encoder
            text = translate("Finetune", "Imported {words}, taught to {model}.")
            said = text.format(words=amounts.taught(len(found.words)), model=found.model)
            if found.is_for(spec):
                self.window.say(said, "ok")
            else:
                plain = translate("Finetune", "The model in use reads them as plain text. Teach them again.")
                self.window.say(f"{said} {plain}", "warn")

        if not taken:
            await take()
            return
        text = translate("Finetune", "This library has {names} already. Replace what was learned? Examples stay.")
        words = (
            translate("Finetune", "Import names and words"),
            text.format(names=", ".join(taken)),
            translate("Finetune", "Replace"),
        )
        ask(self.window, words, lambda: self._start(take()))

    async def _suggest(self, word_id: int) -> None:
        word = self._words.get(word_id)
        if word is None:
            return
        self.window.say(translate("Finetune", "Looking for moments that show {name}…").format(name=word.text), "muted")
        hits = await self._ask(suggest_examples, self._library, word, _SUGGESTED)
        self.window.say()
        if hits:
            self._teacher().teach_again(word.text, self._examples(word), [moment_of_hit(hit) for hit in hits])
        else:
            self.window.say(translate("Finetune", "No other moments were found."), "muted")

    def _teach_again(self, word_id: int) -> None:
        word = self._words.get(word_id)
        if word is None:
            return
        if word.kind == "name":
            self._teacher().teach_again(word.text, self._examples(word))
        else:
            self._teacher().teach_words()

    # ---- within

    def _examples(self, word: TaughtWord) -> list[TaughtMoment]:
        """Where they are now; clips that the library does not have any more keep their last place."""
        found: dict[str, set[Path]] = {}
        for video in self._controller.library_model.videos.values():
            if video.info is not None:
                found.setdefault(video.info.fingerprint, set()).add(video.path)
        moments = []
        for each in word.examples:
            places = found.get(each.fingerprint) or {each.path}
            path = each.path if each.path in places else min(places)
            moments.append(TaughtMoment(path, each.start_s, each.end_s))
        return moments

    def _names(self, ids: Sequence[int]) -> str:
        return ", ".join(self._words[id_].text for id_ in ids if id_ in self._words)

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        self._tasks.start(self._on_page(work))

    async def _on_page(self, work: Coroutine[Any, Any, object]) -> None:
        """Errors are shown on the page, and the list shows the present state."""
        try:
            await work
        except C2VError as error:
            self.window.say(str(error), "error")

    def _ask(self, work: Callable[..., T], *args: Any) -> Coroutine[Any, Any, T]:
        return self._tasks.ask(self._engine, Priority.BROWSE, work, *args)


def _names_of(specs: Sequence[EncoderSpec]) -> dict[str, list[str]]:
    """Names of models by their text tower."""
    found: dict[str, list[str]] = {}
    for spec in specs:
        names = found.setdefault(spec.text_key, [])
        if spec.name not in names:
            names.append(spec.name)
    return found


def _row_of(word: TaughtWord, spec: EncoderSpec | None, names: dict[str, list[str]]) -> WordRow:
    own = word.of_tower(spec.text_key) if spec is not None else None
    models = [
        name for each in word.vectors for name in names.get(each.tower_key) or [translate("Finetune", "another model")]
    ]
    figures = word_text(figures_of(own.figures)) if own is not None else ""
    return WordRow(
        word.id,
        word.text,
        word.kind,
        len(word.examples),
        word.taught_s,
        tuple(dict.fromkeys(models)),
        own is not None if spec is not None else None,
        figures,
    )
