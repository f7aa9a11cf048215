"""What is asked, and of which films."""

from dataclasses import dataclass, field

from core.values.footage import VideoState


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of the query. `start`/`stop` are character positions in `Query.text`."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which videos take part. Empty means all."""

    folder_ids: frozenset[int] = frozenset()
    states: frozenset[VideoState] = frozenset()
    added_after_s: float | None = None

    @property
    def is_empty(self) -> bool:
        """True when nothing is filtered out."""
        return not self.folder_ids and not self.states and self.added_after_s is None


@dataclass(frozen=True, slots=True)
class Query:
    """A sentence, its phrases (ordered, not overlapping) and a filter."""

    text: str
    phrases: tuple[Phrase, ...]
    filter: Filter = field(default_factory=Filter)
