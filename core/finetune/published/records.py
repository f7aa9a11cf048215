"""A published data set as read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.values.teaching import Split


@dataclass(frozen=True, slots=True)
class PublishedClip:
    """A clip by the name that the set gives it, and all its captions."""

    id: str
    captions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """Splits of a data set. Each caption of the test split is a query among all its clips."""

    name: str
    title: str
    splits: Mapping[Split, tuple[PublishedClip, ...]]
    source: str
    """The files that the captions and splits came from."""
    notes: tuple[str, ...] = ()
    """Where the root differs from the published protocol; a sentence each."""
    longest_s: float | None = None
    """Only so much of each clip counts: DiDeMo was annotated on the first half minute."""
    has_paragraphs: bool = False
    """True when all sentences of a clip are one query."""
    sizes: Mapping[Split, int] = field(default_factory=dict)
    """Clips of each split as published, where that is known."""

    def of(self, split: Split) -> tuple[PublishedClip, ...]:
        """The clips of a split; none where the root has no list of it."""
        return self.splits.get(split, ())
