"""From a moment of an answer to its explanation: for the heatmap, and for the strips of the cards in view."""

from PySide6.QtCore import QObject

from core.errors import Cancelled
from core.lane import Lane, Priority
from core.library import Library
from core.values import Answer, Explanation, Hit
from ui.tasks import Tasks
from ui.window.main_window import MainWindow


class ExplanationController(QObject):
    """Explains each moment of the present answer once."""

    def __init__(self, window: MainWindow, library: Library, engine: Lane, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._library, self._engine, self._tasks = window, library, engine, tasks
        self.answer: Answer | None = None
        """What the list shows; None while clips are browsed."""
        self._explanations: dict[tuple[int, int], Explanation] = {}
        """By segment and step."""
        window.grid.hits_seen.connect(lambda hits: tasks.start(self._explain_seen(hits, self.answer)))
        window.compare.hits_seen.connect(lambda hits: tasks.start(self._explain_seen(hits, self.answer)))

    def begin(self, answer: Answer | None) -> None:
        """Another answer is shown, or none; what is known of the one before is dropped."""
        self.answer, self._explanations = answer, {}

    async def explain(self, hit: Hit, newest: str, step: int = 0) -> Explanation:
        """The explanation of a moment of the present answer; of a joined one that of its first step, or a later one.

        Raises: C2VError; Cancelled, when it is no longer wanted.
        """
        answer = self.answer
        if answer is None:
            raise Cancelled
        segment = hit.then[step - 1] if step else hit.segment
        known = self._explanations.get((segment.id, step))
        if known is not None:
            return known
        explanation = await self._tasks.ask(
            self._engine, Priority.EXPLAIN, self._library.explain, answer.query, segment.id, step, newest=newest
        )
        if answer is self.answer:
            self._explanations[segment.id, step] = explanation
            if step == 0:
                self._window.grid.set_explanation(segment.id, explanation)
                self._window.compare.set_explanation(segment.id, explanation)
        return explanation

    async def explain_later(self, hit: Hit, newest: str) -> tuple[Explanation, ...]:
        """The explanations of all later steps of a joined moment; empty for any other. Raises: as `explain`."""
        answer = self.answer
        later = [await self.explain(hit, newest, step) for step in range(1, len(hit.then) + 1)]
        if later and answer is self.answer:
            self._window.grid.set_later(hit.segment.id, later)
        return tuple(later)

    async def _explain_seen(self, hits: list[Hit], answer: Answer | None) -> None:
        """Strips for the cards in view, one after another; scrolling on or another answer drops the rest."""
        for hit in hits:
            if answer is None or answer is not self.answer:
                return
            await self.explain(hit, "strips")
            await self.explain_later(hit, "strips")
