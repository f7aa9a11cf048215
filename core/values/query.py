"""What is asked, and of which films."""

from dataclasses import dataclass, field

from core.values.filter import Filter


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of the query. `start`/`stop` are character positions in `Query.text`."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Query:
    """A sentence, its phrases (ordered, not overlapping) and a filter."""

    text: str
    phrases: tuple[Phrase, ...]
    filter: Filter = field(default_factory=Filter)
