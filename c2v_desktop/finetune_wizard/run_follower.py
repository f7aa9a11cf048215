"""One run of the engine as the window sees it: its events come on another thread and reach the main one as signals."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.ports.teaching import TeachingEngine, TeachingRun
from core.values.teaching import (
    EpochFigures,
    TeachingEvent,
    TeachingFailed,
    TeachingOutcome,
    TeachingPlan,
    TeachingProgress,
    TeachingRunSummary,
)
from ui.finetune.training_page import RunState


class RunFollower(QObject):
    """Starts, resumes and holds a run, and knows what it came to."""

    changed = Signal()
    """State, progress or outcome are other than before."""
    epoch_came = Signal()
    ended = Signal()
    """There is an outcome, or a fault."""
    _received = Signal(int, object)
    """From any thread into the main one: which start of a run, and its event."""

    def __init__(self, engine: TeachingEngine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._run: TeachingRun | None = None
        self._number = 0
        self.id = ""
        self.plan: TeachingPlan | None = None
        self.state: RunState = "none"
        self.progress: TeachingProgress | None = None
        self.epochs: list[EpochFigures] = []
        self.outcome: TeachingOutcome | None = None
        self.failure: TeachingFailed | None = None
        self._received.connect(self._take)

    @property
    def is_active(self) -> bool:
        """True while its process works or waits."""
        return self.state in ("running", "paused", "stopping")

    def start(self, plan: TeachingPlan) -> None:
        """Begin a run. Raises: C2VError."""
        self.clear()
        self._hold(self._engine.start(plan, self._listener()))
        self.plan = plan

    def resume(self) -> None:
        """Continue the run that is shown. Raises: C2VError."""
        self._forget_end()
        self._hold(self._engine.resume(self.id, self._listener()))

    def show(self, run: TeachingRunSummary) -> None:
        """A run on disk, whose process is not ours."""
        self.clear()
        self.id, self.plan, self.epochs, self.outcome = run.id, run.plan, list(run.epochs), run.outcome
        self.state = "finished" if run.outcome is not None else "failed" if run.state == "failed" else "closed"
        self.changed.emit()

    def clear(self) -> None:
        """Show no run. Not while one is active."""
        self._number += 1
        self._run = None
        self.id, self.plan, self.state, self.epochs = "", None, "none", []
        self._forget_end()

    def pause(self) -> None:
        """Hold after the step that is being made."""
        if self._run is not None and self.state == "running":
            self._run.pause()
            self._be("paused")

    def unpause(self) -> None:
        """Continue after `pause`."""
        if self._run is not None and self.state == "paused":
            self._run.unpause()
            self._be("running")

    def stop(self) -> None:
        """End it, keep the best state, and judge that."""
        if self._run is not None and self.state in ("running", "paused"):
            self._run.stop()
            self._be("stopping")

    def close(self) -> None:
        """The program ends; the run can be resumed."""
        if self._run is not None and self.is_active:
            self._number += 1
            self._run.close()
            self._run = None
            self.state = "closed"

    def _listener(self) -> Callable[[TeachingEvent], None]:
        """Hears one start of a run; what an earlier one still says is not for this one."""
        self._number += 1
        number = self._number
        return lambda event: self._received.emit(number, event)  # Thread: the run's

    def _hold(self, run: TeachingRun) -> None:
        self._run, self.id = run, run.id
        self._be("running")

    def _forget_end(self) -> None:
        self.progress = self.outcome = self.failure = None

    def _be(self, state: RunState) -> None:
        self.state = state
        self.changed.emit()

    def _take(self, number: int, event: TeachingEvent) -> None:
        """Thread: main."""
        if number != self._number:
            return
        match event:
            case TeachingProgress():
                self.progress = event
                self.changed.emit()
            case EpochFigures():
                self.epochs = [each for each in self.epochs if each.epoch < event.epoch]  # resumed a little earlier
                self.epochs.append(event)
                self.epoch_came.emit()
            case TeachingOutcome():
                self.outcome, self._run = event, None
                self._be("finished")
                self.ended.emit()
            case TeachingFailed():
                self.failure, self._run = event, None
                self._be("failed")
                self.ended.emit()
