"""A pair as it stands in a list, before anybody looked for its clip."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from core.values.teaching import PairProblem, ProblemReason

TimeUnit = Literal["seconds", "milliseconds", "frames"]
MOST_LIST_BYTES: Final = 128 * 1024 * 1024
"""A larger list is refused before it is read."""


@dataclass(frozen=True, slots=True)
class ListedPair:
    """What a list says, as text. Times and file are empty where it says nothing of them."""

    file: str
    caption: str
    folder: Path
    """Of the list: where relative paths begin."""
    origin: str
    start: str = ""
    end: str = ""
    duration: str = ""
    """Instead of an end."""
    split: str = ""
    units: tuple[TimeUnit, TimeUnit, TimeUnit] = ("seconds", "seconds", "seconds")
    """Of plain numbers in start, end and duration; 0:08.6 and timecode say it themselves."""
    is_found: bool = False
    """True when `file` is the path of a file that was met beside the caption."""


@dataclass(slots=True)
class Reading:
    """All that one or several lists gave."""

    pairs: list[ListedPair] = field(default_factory=list)
    problems: list[PairProblem] = field(default_factory=list)

    def row(
        self, message: str, hint: str, origin: str, reason: ProblemReason | None = None, **values: str | int | float
    ) -> None:
        """A row or file that gave no pair."""
        self.problems.append(PairProblem("row", message, hint, origin=origin, reason=reason, values=values))

    def add(self, more: "Reading") -> None:
        """Take over what another one read."""
        self.pairs += more.pairs
        self.problems += more.problems


def first_words(text: str, most: int = 40) -> str:
    """The beginning of a text that may be long, for a message."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def listed(names: Sequence[str], most: int = 3) -> str:
    """A few of many names."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
