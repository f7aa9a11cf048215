"""A video to be played, and a frame of it on screen."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PySide6.QtGui import QImage


@dataclass(frozen=True, slots=True)
class PlayableVideo:
    """What the library knows of a video. Units: duration 0 when it is not known."""

    path: Path
    fps: Fraction
    codec: str = ""
    duration_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ShownFrame:
    """The frame on screen. Units: seconds from the start of the file."""

    image: QImage
    start_s: float
    end_s: float
