"""Examples of a name: taken from the window, the basket, results and files; more are suggested."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from c2v_desktop.finetune_wizard.pair_flow import middle_s
from c2v_desktop.finetune_wizard.wizard_context import WizardContext
from core.values import STILL_SUFFIXES, Video
from core.values.teaching import CheckedPairs, Pair, Split, TeachingPlan
from ui import safe_text
from ui.finetune.teaching_parts import TaughtMoment, Thumbnail
from ui.translate import translate
from ui.widgets import formatting

_SUGGESTED, _RESULTS = 12, 24


class ExampleFlow(QObject):
    """Steers the page of a name."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        self._context = context
        self._page = page = context.window.name
        self._pictures: dict[Path, Video] = {}
        self._suggested: list[TaughtMoment] = []
        page.name_edited.connect(self._rename)
        page.selection_asked.connect(self._take_selection)
        page.basket_asked.connect(lambda: context.start(context.on_page(page, self._take_basket())))
        page.results_asked.connect(self._offer_results)
        page.files_added.connect(self.add_files)
        page.examples_removed.connect(self._remove)
        page.suggestions_asked.connect(lambda: context.start(context.on_page(page, self._suggest())))
        page.suggestions_taken.connect(self.add)

    @property
    def trouble(self) -> str:
        """Why the examples cannot be used; empty when they can."""
        for each in self._context.state.examples:
            video = self._context.find(each.path)
            if video is None and not _is_picture(each.path):
                return translate("Finetune", "{clip} is not in the library. Add it, or remove the example.").format(
                    clip=safe_text.name_of(each.path)
                )
            if video is not None and video.state == "waiting":
                return translate("Finetune", "{clip} is not indexed yet.").format(clip=safe_text.name_of(each.path))
        return ""

    def plan(self) -> TeachingPlan:
        """What the engine is to learn."""
        state = self._context.state
        name = state.name.strip()
        pairs = tuple(Pair(each.path, name, each.start_s, each.end_s) for each in state.examples)
        splits: tuple[Split, ...] = tuple("train" for _ in pairs)
        return TeachingPlan("name", CheckedPairs(pairs, splits=splits), name=name)

    def show(self) -> None:
        """As it was left."""
        self._page.show_name(self._context.state.name)
        self._page.show_examples([self._thumbnail(each) for each in self._context.state.examples])

    # ---- examples

    def add(self, moments: Sequence[TaughtMoment]) -> None:
        """Take these too."""
        before = self._context.state.examples
        self._use(tuple(dict.fromkeys([*before, *moments])))
        left = [each for each in self._suggested if each not in self._context.state.examples]
        if left != self._suggested:
            self._offer(left)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Pictures, and clips of the library; others cannot show a name."""
        good = [path for path in paths if _is_picture(path) or self._context.find(path) is not None]
        self.add([TaughtMoment(path) for path in good])
        if len(good) < len(paths):
            other = next(path for path in paths if path not in good)
            text = translate("Finetune", "{file} is neither a picture nor a clip of the library.")
            self._page.say(text.format(file=safe_text.name_of(other)), "warn")

    def offer(self, moments: Sequence[TaughtMoment]) -> None:
        """Moments that may be further examples."""
        self._offer([each for each in moments if each not in self._context.state.examples])

    def _take_selection(self) -> None:
        moments = self._context.host.selected()
        self.add(moments)
        if not moments:
            self._page.say(translate("Finetune", "Nothing is selected in the main window."), "warn")

    async def _take_basket(self) -> None:
        moments = await self._context.host.basket()
        self.add(moments)
        if not moments:
            self._page.say(translate("Finetune", "The basket is empty."), "warn")

    def _remove(self, moments: Sequence[TaughtMoment]) -> None:
        self._use(tuple(each for each in self._context.state.examples if each not in moments))

    def _use(self, examples: tuple[TaughtMoment, ...]) -> None:
        self._page.say()
        self._context.keep(examples=examples)
        self.show()
        self._context.changed.emit()

    def _rename(self, name: str) -> None:
        self._context.keep(name=name)
        self._context.changed.emit()

    # ---- suggestions

    async def _suggest(self) -> None:
        self._page.say(translate("Finetune", "Looking for similar moments…"), "muted", is_busy=True)
        examples = self._context.state.examples
        found = await self._context.host.similar(examples, _SUGGESTED)
        self._page.say()
        self._offer([each for each in found if each not in self._context.state.examples])
        if not self._suggested:
            self._page.say(translate("Finetune", "No more moments look like these."), "muted")

    def _offer_results(self) -> None:
        found = self._context.host.results(_RESULTS)
        self._page.say()
        self._offer([each for each in found if each not in self._context.state.examples])
        if not self._suggested:
            self._page.say(translate("Finetune", "The main window shows no more moments."), "warn")

    def _offer(self, moments: Sequence[TaughtMoment]) -> None:
        self._suggested = list(moments)
        self._page.show_suggestions([self._thumbnail(each) for each in moments])

    # ---- pictures

    def _thumbnail(self, moment: TaughtMoment) -> Thumbnail:
        video = self._context.find(moment.path) or self._picture_of(moment.path)
        duration_s = video.info.duration_s if video is not None and video.info is not None else 0.0
        at_s = middle_s(Pair(moment.path, "", moment.start_s, moment.end_s), duration_s)
        name = safe_text.name_of(moment.path)
        text = name if moment.start_s is None else f"{formatting.duration(float(moment.start_s))} · {name}"
        return Thumbnail(video, at_s, text, f"{moment.path}\n{text}", moment)

    def _picture_of(self, path: Path) -> Video | None:
        """A picture file that is not in the library, as the reader of pictures takes it."""
        if not _is_picture(path):
            return None
        if path not in self._pictures:
            self._pictures[path] = Video(-1 - len(self._pictures), 0, path, 0, 0, 0.0, "ready")
        return self._pictures[path]


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in STILL_SUFFIXES
