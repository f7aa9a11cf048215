"""What a run came to is compared, kept under a name, used, and taken back."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from c2v_desktop.finetune_wizard.run_follower import RunFollower
from c2v_desktop.finetune_wizard.wizard_context import WizardContext
from core.errors import C2VError
from core.values.teaching import FoundMoment, TeachingOutcome
from ui import safe_text
from ui.finetune.outcome_page import SENTENCES, SentenceRow
from ui.finetune.teaching_parts import Thumbnail
from ui.finetune.teaching_text import error_text, outcome_text
from ui.finetune.use_page import UseState
from ui.translate import translate
from ui.widgets import formatting


class UseFlow(QObject):
    """Steers the pages of figures and of use."""

    def __init__(self, context: WizardContext, follower: RunFollower) -> None:
        super().__init__(context)
        self._context, self._follower = context, follower
        self._outcome_page, self._page = context.window.outcome, context.window.use_page
        self._outcome_page.compare_asked.connect(self._compare)
        self._page.keep_asked.connect(lambda name: context.start(context.on_page(self._page, self._keep(name))))
        self._page.use_asked.connect(self._use)
        self._page.back_asked.connect(self._go_back)
        self._page.models_asked.connect(context.host.open_models)
        self._page.words_asked.connect(context.host.open_words)
        follower.changed.connect(self.show)

    # ---- own sentences

    def offer_sentences(self) -> None:
        """Those of before, else the last searches."""
        if not self._outcome_page.sentences:
            kept = self._context.state.sentences
            self._outcome_page.show_sentences(kept or self._context.host.sentences(SENTENCES))

    def _compare(self, sentences: Sequence[str]) -> None:
        self._context.keep(sentences=tuple(sentences))
        self._context.start(self._compare_them(sentences))

    async def _compare_them(self, sentences: Sequence[str]) -> None:
        context, page = self._context, self._outcome_page
        outcome = self._follower.outcome
        if outcome is None:
            return
        page.say(translate("Finetune", "Searching before and after…"), "muted", is_busy=True)
        try:
            found = await context.ask(context.engine.preview, self._follower.id, list(sentences), newest="preview")
        except C2VError as error:
            page.say(error_text(error), "error")
            return
        page.say_verdict(outcome)
        page.show_answers(
            [
                SentenceRow(
                    each.sentence,
                    tuple(self._thumbnail(moment) for moment in each.before),
                    tuple(self._thumbnail(moment) for moment in each.after),
                )
                for each in found
            ]
        )

    def _thumbnail(self, moment: FoundMoment) -> Thumbnail:
        video = self._context.find(moment.path)
        at_s = (moment.start_s + moment.end_s) / 2
        text = f"{formatting.duration(moment.start_s)} · {safe_text.name_of(moment.path)}"
        return Thumbnail(video, at_s, text, f"{moment.path}\n{text}", (moment.path, moment.start_s))

    # ---- use

    @property
    def _is_words(self) -> bool:
        """What was learned are words of the library, not a model of its own."""
        return self._context.state.way in ("name", "words")

    def suggest_name(self) -> None:
        """A name to begin with: that of the model before, and what was taught."""
        if not self._page.name.text():
            base = self._context.host.model()[1]
            self._page.suggest_name(translate("Finetune", "{model}, taught").format(model=base) if base else "")
        self.show()

    def show(self) -> None:
        """How things stand now."""
        state, outcome, host = self._context.state, self._follower.outcome, self._context.host
        in_use, name = host.model()
        has_result = outcome is not None and outcome.result is not None
        is_used = state.is_kept and (self._is_words or (bool(state.model) and in_use == state.model))
        self._page.show_use(
            UseState(
                can_keep=has_result and not state.is_kept,
                is_words=self._is_words,
                kept_as=state.kept_as,
                in_use=name,
                is_used=is_used,
                back_to=host.model_name(state.before) if state.before != state.model else "",
                why_not=_why_not(outcome),
            )
        )

    async def _keep(self, name: str) -> None:
        context, page = self._context, self._page
        page.say(translate("Finetune", "Keeping what was learned…"), "muted", is_busy=True)
        if self._is_words:
            name = context.state.name.strip() if context.state.way == "name" else ""
        model = await context.ask(context.engine.adopt, self._follower.id, name)
        before = context.state.before or context.host.model()[0]
        words = context.host.kept_words if self._is_words else ()
        handed_over = context.host.handed_over if self._is_words else ""
        kept_as = name or ", ".join(words)
        context.keep(is_kept=True, kept_as=kept_as, model=model, before=before, words=words, handed_over=handed_over)
        page.say()
        self.show()
        context.changed.emit()

    def _use(self) -> None:
        self._context.host.use_model(self._context.state.model, is_agreed=False)

    def _go_back(self) -> None:
        if self._is_words:
            self._context.start(self._context.on_page(self._page, self._take_back()))
        else:
            self._context.host.use_model(self._context.state.before, is_agreed=True)

    async def _take_back(self) -> None:
        state = self._context.state
        await self._context.host.take_back_words(state.words, state.handed_over)
        self._context.keep(is_kept=False, kept_as="", words=(), handed_over="")
        self.show()


def _why_not(outcome: TeachingOutcome | None) -> str:
    """Empty when there is something to keep."""
    if outcome is None:
        return translate("Finetune", "There is nothing to keep yet.")
    return outcome_text(outcome) if outcome.result is None else ""
