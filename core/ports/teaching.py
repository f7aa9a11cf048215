"""What the wizard and `c2v finetune` need of the engine that teaches."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from core.values.teaching import (
    CheckedPairs,
    SentencePreview,
    TeachingEstimate,
    TeachingEvent,
    TeachingPlan,
    TeachingRunSummary,
)


class TeachingRun(Protocol):
    """A run in a process of its own. Thread: any; nothing here waits for a step."""

    @property
    def id(self) -> str:
        """Its name on disk."""
        ...

    def pause(self) -> None:
        """Hold after the step that is being made; `unpause` continues."""
        ...

    def unpause(self) -> None:
        """Continue after `pause`."""
        ...

    def stop(self) -> None:
        """End the training, keep the best state so far, and judge it."""
        ...

    def close(self) -> None:
        """End the process; the run can be resumed from its last kept step."""
        ...


class TeachingEngine(Protocol):
    """Reads pairs, measures what a run would take, runs it, and hands over what it learned.

    Thread: a worker's, but for `start` and `resume`, which return at once and tell `on_event` on a thread of their own.
    Raises: C2VError, with a sentence that can be shown.
    """

    def check(
        self, sources: Sequence[Path], with_kept: bool, seed: int = 0, *, takes_pictures: bool = False
    ) -> CheckedPairs:
        """Pairs from files and folders, and with `with_kept` from captions and judgements in the library.

        `takes_pictures`: picture files need not be in the library, as for a name.
        """
        ...

    def estimate(self, plan: TeachingPlan) -> TeachingEstimate:
        """Time, memory and disk of a run, by a short trial."""
        ...

    def start(self, plan: TeachingPlan, on_event: Callable[[TeachingEvent], None]) -> TeachingRun:
        """Begin a run."""
        ...

    def resume(self, run_id: str, on_event: Callable[[TeachingEvent], None]) -> TeachingRun:
        """Continue a run that was closed, or whose process died."""
        ...

    def runs(self) -> list[TeachingRunSummary]:
        """Runs on disk, latest first."""
        ...

    def discard(self, run_id: str) -> None:
        """Remove a run and what it wrote, but not what was handed over."""
        ...

    def preview(self, run_id: str, sentences: Sequence[str], limit: int = 5) -> list[SentencePreview]:
        """The first moments of the library for each sentence, before a finished run and after it; nothing is decoded.

        With the way `full` only the held-out clips, whose frames were encoded again, can answer.
        """
        ...

    def adopt(self, run_id: str, name: str) -> str:
        """Hand over what a run learned under a name: a stored model, whose id comes back, or words of the library,
        for which it is empty.
        """
        ...
