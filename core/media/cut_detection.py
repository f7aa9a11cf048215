"""Where one shot ends and the next begins: hard cuts from tiny pictures of neighbouring frames. Pure.

The change between two frames is the distance of their colour histograms plus that of their blurred pictures.
A hard cut is a change that stands out from the motion around it.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from core.values import ByteArray, FloatArray

LOOK_CLOSER = 0.2
"""Two frames with others between them that differ by less hide no cut worth finding."""
LEAST_CHANGE = 0.25
"""Neighbouring frames that differ by less are of one shot, however still it is."""
STANDS_OUT, OVER_MOTION = 0.18, 1.3
"""A cut changes at least this much, plus so many times the motion around it."""
AROUND = 5
"""Frames on either side that tell how much motion is usual here."""
NEARLY = 0.06
"""What two changes may differ by of which one was measured in pictures that are only nearly right."""
FLASH_FRAMES = 3
"""A camera's flash lasts no longer; what is the same before and after it is one shot."""

_BINS = (16, 32, 32)
"""Histogram bins for brightness and the two colour differences."""


def _shares(bins: int) -> FloatArray:
    """How a level is divided between its two nearest bins. Shapes: (256, bins).

    With hard borders a flat dark picture that fades by one level would jump into the next bin as a whole.
    """
    places = np.arange(256) * (bins - 1) / 255.0
    shares = np.clip(1 - np.abs(places[:, None] - np.arange(bins)), 0, None)
    return np.asarray(shares, dtype=np.float32)


_SHARES = tuple(_shares(bins) for bins in _BINS)


def signature(glance: ByteArray) -> FloatArray:
    """A vector whose L1 distance to another is the change between the two frames.

    Shapes: (36, 64, 3) uint8 -> (512,) float32. Units: 0 equal, about 1 black against white.
    """
    parts = []
    for channel, shares in enumerate(_SHARES):
        counts = np.bincount(glance[..., channel].ravel(), minlength=256)
        parts.append(counts @ shares / (6.0 * glance.shape[0] * glance.shape[1]))
    blurred = cv2.resize(glance, (16, 9), interpolation=cv2.INTER_AREA)
    parts.append(blurred.ravel() / (16 * 9 * 255.0))
    return np.concatenate(parts).astype(np.float32)


def change(before: FloatArray, after: FloatArray) -> float:
    """How different two frames are, from their signatures."""
    return float(np.abs(before - after).sum())


def hard_cuts(changes: Sequence[float], signatures: Sequence[FloatArray]) -> list[int]:
    """Positions of frames that begin a new shot. `changes[i]` leads from frame i to frame i + 1."""
    return _without_flashes(_standing_out(changes, 0.0), signatures)


def possible_cuts(changes: Sequence[float]) -> list[int]:
    """As `hard_cuts` before a closer look: of changes that are nearly right, all that may stand out."""
    return _standing_out(changes, NEARLY)


def _standing_out(changes: Sequence[float], grace: float) -> list[int]:
    """Motion is the second largest change around: the largest may be the next cut of a quick sequence."""
    values = np.asarray(changes, dtype=np.float64)
    cuts: list[int] = []
    for at in np.flatnonzero(values + grace >= LEAST_CHANGE):
        around = np.concatenate([values[max(0, at - AROUND) : at], values[at + 1 : at + 1 + AROUND]])
        motion = float(np.partition(around, -2)[-2]) if len(around) > 1 else 0.0
        if values[at] + grace >= STANDS_OUT + OVER_MOTION * max(0.0, motion - grace):
            cuts.append(int(at) + 1)
    return cuts


def _without_flashes(cuts: list[int], signatures: Sequence[FloatArray]) -> list[int]:
    """Leave out pairs of cuts around a few bright frames after which the old shot continues."""
    kept: list[int] = []
    for cut in cuts:
        begun = kept[-1] if kept else None
        if (
            begun is not None
            and cut - begun <= FLASH_FRAMES
            and change(signatures[begun - 1], signatures[cut]) < LOOK_CLOSER
        ):
            kept.pop()
        else:
            kept.append(cut)
    return kept
