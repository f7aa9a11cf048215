"""Writing stretches of clips as files of their own."""

from collections.abc import Generator
from pathlib import Path
from typing import Protocol

from core.values import SubclipJob, SubclipMade


class SubclipMaker(Protocol):
    """Makes subclips one at a time, outside of this process. Thread: one at a time."""

    def transcodes(self) -> tuple[str, ...]:
        """Keys of the transcodes whose encoders are there. Thread: any."""
        ...

    def subclip(self, job: SubclipJob, target: Path | None) -> Generator[float, None, SubclipMade]:
        """Write a stretch to a new file; yields how much is done, from 0 to 1. Closed early, it stops.

        With no target nothing is written: it only says what would result. What it leaves of a file that was not
        finished is for whoever asked to remove. Raises: MediaError, for this clip alone.
        """
        ...
