"""What the teaching window needs of the program around it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.values import Video
from ui.finetune.teaching_parts import TaughtMoment
from ui.images import Pictures


@dataclass(frozen=True, slots=True)
class KeptCounts:
    """What the library holds for teaching."""

    captions: int
    judgements: int


class WizardHost(Protocol):
    """The main window and its library. Thread: main; what takes time is awaited. Raises: C2VError."""

    @property
    def pictures(self) -> Pictures:
        """Pictures of clips."""
        ...

    def video_at(self, path: Path) -> Video | None:
        """The clip of the library at this path."""
        ...

    def selected(self) -> list[TaughtMoment]:
        """The moments of the selected cards."""
        ...

    async def basket(self) -> list[TaughtMoment]:
        """The moments of the basket."""
        ...

    def results(self, count: int) -> list[TaughtMoment]:
        """The first moments that the main window shows."""
        ...

    async def similar(self, examples: Sequence[TaughtMoment], count: int) -> list[TaughtMoment]:
        """Moments of the library that look like these, without them."""
        ...

    async def kept_counts(self) -> KeptCounts:
        """How many captions and judgements there are."""
        ...

    def index(self, paths: Sequence[Path]) -> None:
        """Add clips to the library, to be indexed."""
        ...

    def sentences(self, count: int) -> list[str]:
        """The last sentences that were searched for, newest first."""
        ...

    def model(self) -> tuple[str, str]:
        """Id and name of the model in use."""
        ...

    def model_name(self, model: str) -> str:
        """Name of a stored model; empty when it is not there any more."""
        ...

    def use_model(self, model: str, *, is_agreed: bool) -> None:
        """Switch to a stored model; unless `is_agreed`, after a question that says what it costs."""
        ...

    @property
    def kept_words(self) -> tuple[str, ...]:
        """The words that were handed over last."""
        ...

    @property
    def handed_over(self) -> str:
        """The change that kept them, as text: what undoes it."""
        ...

    async def take_back_words(self, words: Sequence[str], handed_over: str) -> None:
        """Undo that words were handed over; those that were taught before are as they were."""
        ...

    def open_models(self) -> None:
        """Show the Models page."""
        ...

    def open_words(self) -> None:
        """Show the list of names and words."""
        ...

    def say(self, title: str, hint: str, then: tuple[str, Callable[[], object]]) -> None:
        """A message in the main window, with what can be done."""
        ...
