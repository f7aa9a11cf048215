"""The teaching window's controller: which page is shown, which can be gone to, and what is kept of it."""

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, QObject
from PySide6.QtWidgets import QWidget

from c2v_desktop.finetune_wizard.example_flow import ExampleFlow
from c2v_desktop.finetune_wizard.pair_flow import PairFlow
from c2v_desktop.finetune_wizard.run_flow import RunFlow
from c2v_desktop.finetune_wizard.use_flow import UseFlow
from c2v_desktop.finetune_wizard.wizard_context import WizardContext
from c2v_desktop.finetune_wizard.wizard_host import WizardHost
from c2v_desktop.finetune_wizard.wizard_state import WizardFile
from c2v_desktop.models.worker import Worker
from core.lane import Lane
from core.ports.teaching import TeachingEngine
from core.values import tag_key
from core.values.teaching import FEWEST_EXAMPLES, MOST_EXAMPLES, KeptModel, TeachingRunSummary, TeachingWay
from ui.finetune.teaching_parts import NAME_STEPS, STEPS, TaughtMoment, TeachingStep
from ui.finetune.teaching_window import TeachingWindow
from ui.finetune.way_page import WAYS, RunLine, way_title
from ui.models.ask_dialog import ask
from ui.tasks import Tasks
from ui.translate import translate
from ui.widgets import amounts

_PATIENCE_S = 1.0


class WizardController(QObject):
    """Lives as long as the main window, whether the teaching window is open or not."""

    def __init__(
        self,
        parent: QWidget,
        engine: TeachingEngine,
        host: WizardHost,
        tasks: Tasks,
        file: WizardFile,
        lane: Lane | None = None,
    ) -> None:
        """`lane` is where the engine works; one of its own where none is given."""
        super().__init__(parent)
        self._worker = Worker("teaching") if lane is None else None
        self.window = TeachingWindow(parent)
        self.window.use(host.pictures)
        chosen = lane or self._worker.lane  # type: ignore[union-attr]
        self.context = WizardContext(self.window, engine, host, tasks, chosen, file, self)
        self.pairs, self.examples = PairFlow(self.context), ExampleFlow(self.context)
        self.runs = RunFlow(self.context, self.pairs)
        self.uses = UseFlow(self.context, self.runs.follower)
        self._earlier: dict[str, TeachingRunSummary] = {}
        self._is_read = False
        self._connect()

    def _connect(self) -> None:
        window, context = self.window, self.context
        window.step_asked.connect(self.go)
        window.next_asked.connect(self._continue)
        window.back_asked.connect(self._go_back)
        window.shown.connect(self._open)
        window.way.way_chosen.connect(self._choose_way)
        window.way.run_opened.connect(lambda run: context.start(self._open_run(run)))
        window.way.run_discarded.connect(self._ask_to_discard)
        window.way.words_asked.connect(context.host.open_words)
        context.changed.connect(self._show)
        self.runs.started.connect(lambda: self.go("training"))
        self.runs.finished.connect(self._tell_end)

    def open(self) -> None:
        """Show the window where it was left."""
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def teach_name(self, moments: list[TaughtMoment]) -> None:
        """Begin a name with these moments; a name that was begun before takes them too."""
        state = self.context.state
        if state.way != "name" or state.is_kept:
            if state.is_kept:
                self._leave_run()
            self._choose_way("name")
            self.context.keep(name="", examples=())
        self.examples.add(moments)
        self.open()
        self.go("data")

    def teach_again(self, name: str, examples: Sequence[TaughtMoment], suggested: Sequence[TaughtMoment] = ()) -> None:
        """Begin a name that was taught before with its examples; `suggested` may be further ones."""
        if self.runs.follower.is_active:
            self.open_training()
            self.window.training.say(translate("Finetune", "A training run is in progress. Stop it first."), "warn")
            return

        def begin() -> None:
            self._leave_run()
            self._choose_way("name")
            self.context.keep(name=name, examples=tuple(examples))
            self.examples.show()
            self.open()
            self.go("data")
            self.examples.offer(suggested)

        state = self.context.state
        is_other = tag_key(state.name) != tag_key(name) or {*state.examples} - {*examples}
        if state.way != "name" or state.run or not state.examples or not is_other:
            begin()
            return
        text = translate("Finetune", "You started teaching {other} from {examples}. Start with {name} instead?")
        other = state.name.strip() or translate("Finetune", "a name")
        text = text.format(other=other, examples=amounts.examples(len(state.examples)), name=name)
        self.open()
        ask(self.window, (translate("Finetune", "Teach again"), text, translate("Finetune", "Begin")), begin)

    def teach_words(self) -> None:
        """Begin with captions; a training that is under way is shown instead."""
        if self.runs.follower.is_active:
            self.open_training()
            return
        self._choose_way("words")
        self.open()
        self.go("data")

    def open_training(self) -> None:
        """Show the window at its run."""
        self.context.keep(step="training")
        if self._is_read:
            self.go("training")
        self.open()

    def close(self) -> None:
        """The program ends: a run stops and can be resumed."""
        self.window.hide()
        self.runs.close()
        if self._worker is not None:
            self._worker.close(_PATIENCE_S)

    # ---- steps

    @property
    def steps(self) -> tuple[TeachingStep, ...]:
        """The steps of the chosen way."""
        return NAME_STEPS if self.context.state.way == "name" else STEPS

    def go(self, step: str) -> None:
        """Show a page, where it can be gone to."""
        wanted: TeachingStep = next((each for each in self.steps if each == step), "way")
        if wanted not in self._open_steps():
            wanted = "way"
        before = self.context.state.step
        self.context.keep(step=wanted)
        self.window.show_step(wanted)
        if wanted == "check" and (before != "check" or self.pairs.checked is None):
            self.pairs.check_if_needed()
        elif wanted == "settings":
            self.runs.measure_if_needed()
        elif wanted == "outcome":
            self.uses.offer_sentences()
        elif wanted == "use":
            self.uses.suggest_name()
        self._show()

    def _open_steps(self) -> set[TeachingStep]:
        state, follower = self.context.state, self.runs.follower
        found: set[TeachingStep] = {"way"}
        if state.way is not None:
            found.add("data")
            if state.way != "name" and self.pairs.has_sources:
                found.add("check")
                if self.pairs.usable:
                    found.add("settings")
        if follower.state != "none":
            found.add("training")
        if follower.outcome is not None:
            found |= {"outcome", "use"}
        return found & set(self.steps)

    def _continue(self) -> None:
        step = self.window.step
        if step == "settings" or (step == "data" and self.context.state.way == "name"):
            self.runs.start(self.examples.plan() if step == "data" else self.pairs.plan())
            return
        self.go(self.steps[self.steps.index(step) + 1])

    def _go_back(self) -> None:
        place = self.steps.index(self.window.step)
        if place:
            self.go(self.steps[place - 1])

    def _choose_way(self, way: TeachingWay) -> None:
        """A run of another way leaves the window, unless it works; it stays among the earlier ones."""
        follower = self.runs.follower
        if follower.plan is not None and follower.plan.way != way and not follower.is_active:
            self._leave_run()
        self.context.keep(way=way)
        self._show()

    def _leave_run(self) -> None:
        """Another one may begin."""
        self.runs.follower.clear()
        self.context.keep(run="", is_under_way=False, is_kept=False, kept_as="", model="", before="")

    # ---- showing

    def _show(self) -> None:
        window, state = self.window, self.context.state
        checked = self.pairs.checked
        advice = [each for each in checked.advice if each.way != "name"] if checked is not None else ()
        enough = [each.way for each in advice if each.is_enough]  # captions are no examples of a name
        suggested = next((way for way in WAYS if way in enough), None)
        window.way.choose(state.way)
        window.way.show_advice(advice, suggested)
        window.show_steps(self.steps, self._open_steps())
        self._show_foot()

    def _show_foot(self) -> None:
        window, state, follower = self.window, self.context.state, self.runs.follower
        step = window.step
        title, can_continue, why_not = translate("Finetune", "Next"), True, ""
        match step:
            case "way":
                can_continue = state.way is not None
            case "data" if state.way == "name":
                title, why_not = translate("Finetune", "Teach this name"), self._why_no_name()
                can_continue = not why_not
            case "data":
                can_continue = self.pairs.has_sources
            case "check":
                can_continue = bool(self.pairs.usable) and not self.pairs.is_checking
            case "settings":
                title, why_not = translate("Finetune", "Start training"), self.runs.why_not
                can_continue = not why_not
            case "training":
                can_continue = follower.outcome is not None
            case "outcome":
                can_continue = follower.outcome is not None
            case _:
                title = ""
        window.show_foot(can_go_back=step != "way", next_title=title, can_continue=can_continue, why_not=why_not)

    def _why_no_name(self) -> str:
        state = self.context.state
        if self.runs.follower.is_active:
            return translate("Finetune", "A training run is in progress.")
        if not state.name.strip():
            return translate("Finetune", "Write the name first.")
        if not FEWEST_EXAMPLES <= len(state.examples) <= MOST_EXAMPLES:
            return translate("Finetune", "Give {least} to {most} examples.").format(
                least=FEWEST_EXAMPLES, most=MOST_EXAMPLES
            )
        return self.examples.trouble

    # ---- opened, and runs of before

    def _open(self) -> None:
        if not self._is_read:
            self._is_read = True
            state = self.context.state
            self.pairs.show()
            self.examples.show()
            self.runs.show_settings()
            self.window.show_steps(self.steps, self._open_steps())
            if state.step in ("way", "data"):
                self.go(state.step)
            self.context.start(self._read_runs(state.step))
        else:
            self.pairs.count_kept()
            self.context.start(self._read_runs(None))
        self._show()

    async def _read_runs(self, step: TeachingStep | None) -> None:
        """Thread: main. The run of before comes back with its curves, and the page that was left."""
        context = self.context
        found = await context.ask(context.engine.runs, newest="teaching-runs")
        self._earlier = {run.id: run for run in found}
        self.window.way.show_runs([RunLine(run.id, _words_of(run)) for run in found])
        mine = self._earlier.get(context.state.run)
        if mine is not None and self.runs.follower.state == "none":
            self.runs.show_run(mine)
            self.uses.show()
        if step is None:
            return
        if step == "settings" and self.pairs.has_sources:
            await self.pairs.check()
        if step not in ("way", "data"):
            self.go(step)
        self._show()

    async def _open_run(self, run_id: str) -> None:
        await self._read_runs(None)  # it may have been kept since, or its model removed
        run = self._earlier.get(run_id)
        if run is None:
            return
        if self.runs.follower.is_active:
            self.window.way.say(translate("Finetune", "A training run is in progress. Stop it first."), "warn")
            return
        self.window.way.say()
        if run_id != self.context.state.run:
            kept = run.kept or KeptModel("", "", "")
            self.context.keep(run=run_id, is_under_way=False, is_kept=bool(kept.id))
            self.context.keep(kept_as=kept.name, model=kept.id, before=kept.former)
        self.context.keep(way=run.plan.way, name=run.plan.name or self.context.state.name)
        self.runs.show_run(run)
        self.uses.show()
        self.go("outcome" if run.outcome is not None else "training")

    def _ask_to_discard(self, run_id: str) -> None:
        run = self._earlier.get(run_id)
        if run is None:
            return
        if self.runs.follower.is_active and run_id == self.runs.follower.id:
            self.window.way.say(translate("Finetune", "A training run is in progress. Stop it first."), "warn")
            return
        text = translate("Finetune", "Delete the run {run} and its figures? What was kept of it stays.")
        words = (translate("Finetune", "Delete run"), text.format(run=_words_of(run)), translate("Finetune", "Delete"))
        ask(self.window, words, lambda: self.context.start(self._discard(run_id)))

    async def _discard(self, run_id: str) -> None:
        context = self.context
        await context.ask(context.engine.discard, run_id)
        if run_id == context.state.run:
            self._leave_run()
        await self._read_runs(None)
        self._show()

    def _tell_end(self, sentence: str, hint: str) -> None:
        """Whoever closed the window wants to know."""
        if not self.window.isVisible():
            self.context.host.say(sentence, hint, (translate("Finetune", "Show"), self.open_training))
        self.context.start(self._read_runs(None))


def _words_of(run: TeachingRunSummary) -> str:
    """A run as a line: when, what, and what became of it."""
    states = {
        "running": translate("Finetune", "running"),
        "paused": translate("Finetune", "paused"),
        "stopped": translate("Finetune", "interrupted"),
        "finished": translate("Finetune", "finished"),
        "failed": translate("Finetune", "failed"),
    }
    what = f"{way_title(run.plan.way)} “{run.plan.name}”" if run.plan.name else way_title(run.plan.way)
    when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(run.started_s)), QLocale.FormatType.ShortFormat)
    ended = {"better": translate("Finetune", "better"), "worse": translate("Finetune", "worse"),
             "no_clear_change": translate("Finetune", "no clear change")}  # fmt: skip
    how = ended[run.outcome.verdict] if run.outcome is not None else states[run.state]
    return f"{when} · {what} · {how}"
