"""Subclips: stretches of clips, written as files of their own."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

COPY: Final = "copy"
"""How a subclip is made without encoding: packets are taken over, from a keyframe on."""


@dataclass(frozen=True, slots=True)
class Transcode:
    """A preset by which a stretch is encoded again, exactly to the frame."""

    key: str
    title: str
    """What it is called on the screen."""
    suffix: str


TRANSCODES: Final[dict[str, Transcode]] = {
    each.key: each
    for each in (
        Transcode("prores-proxy", "ProRes 422 Proxy", ".mov"),
        Transcode("prores-lt", "ProRes 422 LT", ".mov"),
        Transcode("dnxhr-lb", "DNxHR LB", ".mov"),
        Transcode("h264", "H.264", ".mp4"),
    )
}
"""By the names that the command line uses; which of them can be written depends on the encoders that are there."""


@dataclass(frozen=True, slots=True)
class SubclipJob:
    """A stretch of a clip that is to become a file. Units: frames counted from 0 at `rate`; it ends before `end`."""

    path: Path
    """The clip."""
    first: int
    end: int
    rate: Fraction
    how: str = COPY
    """`COPY`, or the key of a transcode."""
    origin: str = ""
    """Label of the clip's first frame at that rate; empty where it has no timecode."""
    drop: bool = False
    """Whether these labels drop frames."""
    is_distrusted: bool = False
    """As in `MediaInfo`."""


@dataclass(frozen=True, slots=True)
class SubclipMade:
    """What became of a stretch. Units: exact seconds on the player's clock of the clip it was taken from."""

    start_s: Fraction
    end_s: Fraction
    frames: int
    start: str = ""
    """Label of its first frame; empty where it has none."""
    notes: tuple[str, ...] = ()
    """Sentences on what could not be kept."""
