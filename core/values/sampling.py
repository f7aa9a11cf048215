"""What is read of a video, and what is kept of that."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from pathlib import Path

from core.values.arrays import ByteArray, FloatArray, HalfArray

PICTURE_HEIGHT_PX = 180
LARGE_HEIGHT_PX = 1080
"""Of a still picture in the player."""
PROXY_LINES = 480
"""Of the video played where its original is away or cannot be played."""
LEAST_FREE_BYTES = 2 << 30
"""So much proxies leave free on their disk: for the library itself."""
PROXIES_FULL = "The disk for proxies is nearly full, so no more are made."

Span = tuple[float, float]
"""Seconds from (included) and to (not included) on the player's clock."""
WHOLE: Span = (0.0, inf)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One decoded frame as the encoder wants it. Shapes: pixels (S, S, 3) uint8 RGB, not normalised."""

    time_s: float
    pixels: ByteArray
    picture: bytes = b""
    """The whole upright frame as a small JPEG (height `PICTURE_HEIGHT_PX`), for grid and filmstrip."""
    cuts_s: tuple[float, ...] = ()
    """Hard cuts after the previous sample and not after this one: time of each new shot's first frame."""


@dataclass(frozen=True, slots=True)
class ProxyTarget:
    """Where a part of a video's proxy is to be written, and who hears in a sentence why that was not done."""

    path: Path
    tell: Callable[[str], None]
    """Thread: any."""


@dataclass(frozen=True, slots=True, eq=False)
class SegmentVectors:
    """A segment as the encoder sees it. Shapes: frames (F, E) float16; pooled (D,) float32, unit norm.

    `pooled` is computed from the *rounded* frame vectors, so that a ledger made from the stored ones
    adds up to the stored score.
    """

    start_s: float
    end_s: float
    frame_times_s: tuple[float, ...]
    frames: HalfArray
    pooled: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ChunkCheckpoint:
    """A piece of a long video that is read and encoded while the rest is not. Shapes: vectors (N, E) float16."""

    number: int
    times_s: tuple[float, ...]
    cuts_s: tuple[float, ...]
    vectors: HalfArray
