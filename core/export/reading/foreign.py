"""What a file of another program says: stretches of clips, each on the clock that the file counts by."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from core.errors import ExportError
from core.sentences import sentence

SourceClock = Literal["file", "timecode", "label"]
"""Seconds from the first frame; seconds of the recorded clock, which goes on behind midnight; labels, as written."""
MOST_BYTES: Final = 256 << 20
"""A timeline that is larger is none."""


@dataclass(frozen=True, slots=True)
class ForeignMoment:
    """A stretch of a clip as another program wrote it. Both points None: the whole clip."""

    name: str
    """Of the clip."""
    path: str = ""
    """As that program has it; empty where it does not say."""
    reel: str = ""
    clock: SourceClock = "file"
    start: Fraction | str | None = None
    end: Fraction | str | None = None
    rate: Fraction | None = None
    """At which it counts; None where the file does not say."""
    drop: bool | None = None
    """Of labels; None where the file does not say."""
    note: str = ""
    fingerprint: str = ""
    """Content, in files that were written here."""
    where: str = ""
    """Its place in the file, for a message: event 003, row 7."""


@dataclass(frozen=True, slots=True)
class ForeignTimeline:
    """What was read."""

    title: str
    moments: tuple[ForeignMoment, ...]
    notes: tuple[str, ...] = ()
    """What was not read, in sentences."""


def unreadable(said: str) -> ExportError:
    """An error for a file that is not what it should be."""
    return ExportError(said, sentence("Export it again from the editing program, or as another format."))
