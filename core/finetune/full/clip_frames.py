"""Frames of clips for training: decoded once and kept at model size, decoded again each time, or drawn.

All offer the candidates of a clip by place; which of them a step shows is chosen by `frame_choice`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from core.ports import FrameSource
from core.values import ByteArray, FrameShape, MediaInfo

RATE: Final = 2.5
"""Candidates a second: every second of the 5 frames a second that the authors extract."""
LEAST: Final = 12
MOST: Final = 36


@dataclass(frozen=True, slots=True)
class ClipSpan:
    """A clip to learn from, or a stretch of it. Units: seconds on the player's clock; `end_s` None: to its end."""

    path: Path
    start_s: float = 0.0
    end_s: float | None = None
    fingerprint: str = ""
    """Its content where that is known: frames kept of it serve a moved file too."""
    times_s: tuple[float, ...] = ()
    """Its candidates, where they were chosen before, such as the frames that the library has of a moment."""


class ClipFrames(Protocol):
    """Frames of clips by number. Thread: any, one at a time."""

    def count(self, clip: int) -> int:
        """Candidates of a clip; 1 for a still. Raises: MediaError."""
        ...

    def take(self, clip: int, places: Sequence[int]) -> ByteArray:
        """Candidates at these places. Shapes: -> (n, S, S, 3) uint8. Raises: MediaError."""
        ...


class DecodedClips:
    """Reads clips through the decoder each time they are shown: no disk, much time."""

    def __init__(self, source: FrameSource, clips: Sequence[ClipSpan], shape: FrameShape) -> None:
        self._source, self._clips, self._shape = source, clips, shape
        self._infos: dict[Path, MediaInfo] = {}

    def count(self, clip: int) -> int:
        """Raises: MediaError."""
        return len(self._times(clip))

    def take(self, clip: int, places: Sequence[int]) -> ByteArray:
        """Shapes: -> (n, S, S, 3); places that show one frame share it. Raises: MediaError."""
        times = self._times(clip)
        return read_frames(self._source, self._info(clip), [times[place] for place in places], self._shape)

    def _times(self, clip: int) -> list[float]:
        return candidate_times(self._info(clip), self._clips[clip])

    def _info(self, clip: int) -> MediaInfo:
        path = self._clips[clip].path
        if path not in self._infos:
            self._infos[path] = self._source.probe(path)
        return self._infos[path]


class DrawnClips:
    """Clips that lie in memory. Shapes: (n, S, S, 3) each."""

    def __init__(self, clips: Sequence[ByteArray]) -> None:
        self._clips = clips

    def count(self, clip: int) -> int:
        """All frames are candidates."""
        return len(self._clips[clip])

    def take(self, clip: int, places: Sequence[int]) -> ByteArray:
        """Shapes: -> (n, S, S, 3)."""
        return self._clips[clip][list(places)]


class ChainedClips:
    """Several sources one after another: the numbers of the second begin behind those of the first."""

    def __init__(self, parts: Sequence[tuple[ClipFrames, int]]) -> None:
        self._parts = parts

    def count(self, clip: int) -> int:
        """Raises: MediaError."""
        part, number = self._of(clip)
        return part.count(number)

    def take(self, clip: int, places: Sequence[int]) -> ByteArray:
        """Shapes: -> (n, S, S, 3). Raises: MediaError."""
        part, number = self._of(clip)
        return part.take(number, places)

    def _of(self, clip: int) -> tuple[ClipFrames, int]:
        for part, size in self._parts:
            if clip < size:
                return part, clip
            clip -= size
        raise IndexError(clip)


def candidate_times(info: MediaInfo, span: ClipSpan) -> list[float]:
    """Times of a clip's candidates, first and last frame among them. A still has one. Units: seconds, ascending."""
    if span.times_s:
        return list(span.times_s)
    if info.is_still:
        return [0.0]
    end_s = info.duration_s if span.end_s is None else min(span.end_s, info.duration_s)
    frame_s = 1 / float(info.fps) if info.fps else 0.04
    start_s = min(max(0.0, span.start_s), max(0.0, end_s - frame_s))
    length_s = max(0.0, end_s - start_s)
    count = max(LEAST, min(MOST, round(length_s * RATE)))
    count = max(1, min(count, round(length_s / frame_s)))
    times = np.linspace(start_s, max(start_s, end_s - frame_s), count)
    return [round(float(time_s), 6) for time_s in times]


def read_frames(source: FrameSource, info: MediaInfo, times_s: Sequence[float], shape: FrameShape) -> ByteArray:
    """One frame for each time. Shapes: -> (n, S, S, 3). Raises: MediaError."""
    samples = source.frames(info, times_s, shape)
    shown = np.array([sample.time_s for sample in samples])
    # The port gives equal frames once: each time shows the last frame not after it.
    places = np.searchsorted(shown, np.asarray(times_s) + 1e-3, side="right") - 1
    return np.stack([samples[max(0, int(place))].pixels for place in places])
