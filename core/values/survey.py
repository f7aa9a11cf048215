"""What a folder holds and how long indexing it takes here, found out before it is added."""

from dataclasses import dataclass
from typing import Literal

from core.values.indexing_cost import IndexingCost

SurveyStage = Literal["counting", "reading", "measuring", "done"]
"""Counting files, reading their lengths, indexing some of them on trial."""
SurveyGap = Literal["", "empty", "gone", "stopped", "slow", "model"]
"""Why no time can be said: nothing to index, the folder is not there, somebody stopped the measuring, nothing was
indexed in the time allowed, the model could not be loaded."""


@dataclass(frozen=True, slots=True)
class FolderSurvey:
    """How far a survey is, or what it found. Only what was counted, read or measured; None for what is not known."""

    stage: SurveyStage = "counting"
    clips: int = 0
    """Clips and stills that would be indexed."""
    known: int = 0
    """Files that the library has already; they are not among `clips`."""
    footage_s: float | None = None
    """Length of all clips together."""
    lengths: int = 0
    """Of how many clips the length was read; that of the others follows from their size."""
    frames_per_s: float | None = None
    """Sampled frames a second, measured by indexing some of these clips."""
    eta_s: float | None = None
    model: str = ""
    """The model it was measured with."""
    gap: SurveyGap = ""
    cost: IndexingCost | None = None
    """Where the time went, which says what another interval between samples would take."""

    @property
    def is_exact(self) -> bool:
        """True when the length of every clip was read."""
        return self.lengths >= self.clips
