"""Settings, their estimate, and the run itself."""

from PySide6.QtCore import QObject, QTimer, Signal

from c2v_desktop.finetune_wizard.pair_flow import PairFlow
from c2v_desktop.finetune_wizard.run_follower import RunFollower
from c2v_desktop.finetune_wizard.wizard_context import WizardContext
from core.errors import C2VError
from core.values.teaching import TeachingEstimate, TeachingPlan, TeachingRunSummary, TeachingSettings
from ui.finetune.curves import preload_plots
from ui.finetune.teaching_text import error_text, failure_text, outcome_text, refusal_text, stage_text
from ui.translate import translate

_REST_MS = 600
"""After the last change of a setting a run is measured."""


class RunFlow(QObject):
    """Steers the pages of settings, training and figures."""

    started = Signal()
    finished = Signal(str, str)
    """A run ended: a sentence and a hint."""

    def __init__(self, context: WizardContext, pairs: PairFlow) -> None:
        super().__init__(context)
        self._context, self._pairs = context, pairs
        self._settings_page, self._page = context.window.settings, context.window.training
        self._outcome_page = context.window.outcome
        self.follower = RunFollower(context.engine, self)
        self.estimate: TeachingEstimate | None = None
        self._measured_for: TeachingPlan | None = None
        self._is_measuring = self._has_curves = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST_MS)
        self._timer.timeout.connect(self.measure_if_needed)
        self._settings_page.changed.connect(self._change)
        self._settings_page.measure_asked.connect(self._measure_again)
        self._page.pause_asked.connect(self.follower.pause)
        self._page.continue_asked.connect(self.follower.unpause)
        self._page.stop_asked.connect(self.follower.stop)
        self._page.resume_asked.connect(self._resume)
        self.follower.changed.connect(self._show_run)
        self.follower.epoch_came.connect(lambda: self._page.show_epochs(self.follower.epochs))
        self.follower.ended.connect(self._end)

    def close(self) -> None:
        """The program ends; the run can be resumed."""
        self._timer.stop()
        self.follower.close()

    def _prepare_curves(self) -> None:
        """Load what draws them while the user reads the settings, not in the middle of a training."""
        if not self._has_curves:
            self._has_curves = True
            self._page.curves.hold()
            self._context.start(self._load_curves())

    async def _load_curves(self) -> None:
        await self._context.ask(preload_plots)
        self._page.curves.load()

    # ---- settings

    def show_settings(self) -> None:
        """As they were left."""
        state = self._context.state
        self._settings_page.show_settings(state.settings, state.way or "words")

    def _change(self, settings: TeachingSettings) -> None:
        self._context.keep(settings=settings)
        self.estimate = None
        self._settings_page.show_estimate(None)
        self._timer.start()
        self._context.changed.emit()

    def measure_if_needed(self) -> None:
        """Unless these very settings and pairs were measured."""
        self.show_settings()
        self._prepare_curves()
        plan = self._pairs.plan()
        if self._pairs.usable and (self.estimate is None or plan != self._measured_for):
            self._context.start(self._measure(plan))

    def _measure_again(self) -> None:
        if self._pairs.usable:
            self._context.start(self._measure(self._pairs.plan()))

    async def _measure(self, plan: TeachingPlan) -> None:
        page, context = self._settings_page, self._context
        self.estimate, self._measured_for, self._is_measuring = None, plan, True
        page.show_estimate(None)
        page.say(translate("Finetune", "Measuring on this computer with a short trial…"), "muted", is_busy=True)
        context.changed.emit()
        try:
            self.estimate = await context.ask(context.engine.estimate, plan, newest="teaching-estimate")
        except C2VError as error:
            page.say(error_text(error), "error")
        else:
            page.say()
            page.show_estimate(self.estimate)
        self._is_measuring = False
        context.changed.emit()

    @property
    def why_not(self) -> str:
        """Why a run cannot be started; empty when it can."""
        if self.follower.is_active:
            return translate("Finetune", "A training run is in progress.")
        if self._is_measuring or self.estimate is None:
            return translate("Finetune", "Time and memory have not been measured yet.")
        return refusal_text(self.estimate)

    # ---- the run

    def start(self, plan: TeachingPlan) -> None:
        """Start teaching; what prevents it is shown where it was asked for."""
        context = self._context
        page = context.window.page_of(context.window.step)
        if self.follower.is_active:
            page.say(translate("Finetune", "A training run is in progress. Stop it first."), "warn")
            return
        try:
            self.follower.start(plan)
        except C2VError as error:
            page.say(error_text(error), "error")
            context.changed.emit()
            return
        context.keep(
            run=self.follower.id,
            is_under_way=True,
            is_kept=False,
            kept_as="",
            model="",
            before=context.host.model()[0],
        )
        if plan.way != "name":  # which has no epochs
            self._prepare_curves()
        self._page.show_epochs(())
        self._outcome_page.show_outcome(None)
        page.say()
        self.started.emit()

    def show_run(self, run: TeachingRunSummary) -> None:
        """A run of before, with its curves and figures."""
        self.follower.show(run)
        if run.plan.way != "name":
            self._prepare_curves()
        self._page.show_epochs(self.follower.epochs)
        self._outcome_page.show_outcome(run.outcome, run.plan.way)

    def _resume(self) -> None:
        try:
            self.follower.resume()
        except C2VError as error:
            self._page.say(error_text(error), "error")
        else:
            self._context.keep(is_under_way=True)

    def _show_run(self) -> None:
        follower, page = self.follower, self._page
        page.show_state(follower.state)
        page.show_progress(follower.progress)
        stage = stage_text(follower.progress) if follower.progress is not None else ""
        match follower.state:
            case "running":
                page.say(stage or translate("Finetune", "Starting…"), "muted", is_busy=True)
            case "paused":
                page.say(translate("Finetune", "Paused."), "warn")
            case "stopping":
                page.say(translate("Finetune", "Stopping, and measuring the best state…"), "muted", is_busy=True)
            case "closed":
                page.say(translate("Finetune", "This training run was interrupted. You can resume it."), "warn")
            case "failed":
                failure = follower.failure
                words = failure_text(failure) if failure is not None else ""
                page.say(words or translate("Finetune", "This training run failed."), "error")
                page.resume.setVisible(failure is None or failure.can_resume)
            case "finished":
                message = outcome_text(follower.outcome) if follower.outcome is not None else ""
                page.say(translate("Finetune", "Finished. {message}").format(message=message).rstrip(), "ok")
            case _:
                page.say(translate("Finetune", "No training run has been started."), "muted")
        self._context.changed.emit()

    def _end(self) -> None:
        follower = self.follower
        if follower.outcome is not None:
            self._context.keep(is_under_way=False)
            plan = follower.plan
            self._outcome_page.show_outcome(follower.outcome, plan.way if plan is not None else None)
            self.finished.emit(translate("Finetune", "The training is finished."), outcome_text(follower.outcome))
        elif follower.failure is not None:
            self._context.keep(is_under_way=follower.failure.can_resume)
            self.finished.emit(translate("Finetune", "The training failed."), failure_text(follower.failure))
