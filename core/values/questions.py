"""What is asked, and of which films."""

from dataclasses import dataclass, field
from pathlib import Path

from core.values.footage import VideoState


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of the query. `start`/`stop` are character positions in `Query.text`."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which videos take part. Empty means all.

    A folder contains every clip that lies below it, whichever folder of the library looks after it.
    """

    folder_ids: frozenset[int] = frozenset()
    """Only clips that these folders of the library contain."""
    below: frozenset[Path] = frozenset()
    """Only clips at or below one of these paths, in the library's spelling (`Library.place_of`)."""
    singles: bool = False
    """Only clips that were added one by one."""
    states: frozenset[VideoState] = frozenset()
    added_after_s: float | None = None

    @property
    def is_empty(self) -> bool:
        """True when nothing is filtered out."""
        return self == Filter()


@dataclass(frozen=True, slots=True)
class Query:
    """A sentence, its phrases (ordered, not overlapping) and a filter."""

    text: str
    phrases: tuple[Phrase, ...]
    filter: Filter = field(default_factory=Filter)
