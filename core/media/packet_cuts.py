"""Where cuts may lie, by the sizes of packets alone: frames that are decoded although nothing leans on them. Pure.

A picture that begins a shot finds nothing to lean on, so its packet is larger than those around it. The frames shown
just before it are then needed to tell at which of them the shot begins. Where sizes do not tell, the frames that were
decoded still show that something changed, and those between them are decoded in a second look.
"""

import numpy as np
from numpy.typing import NDArray

from core.media.cut_detection import FLASH_FRAMES
from core.media.packet_index import PacketIndex
from core.media.picture_layers import BASE
from core.values import IdArray

LARGE = 2.0
"""A packet so many times larger than the usual one around it may begin a shot."""
AROUND_HEADS = 12
"""Packets on either side, of those that are shown later than all before them, that tell what is usual."""
LONGEST_GROUP = 1000
"""In longer groups all is decoded: a second look would begin too far back. Units: packets."""


def frames_to_see(index: PacketIndex) -> NDArray[np.bool_]:
    """Packets whose frames cut detection wants to see even if no wanted frame leans on them. Shapes: -> (N,)."""
    layers, keys = index.layers, index.keys
    if not len(layers):
        return np.ones(len(index), dtype=np.bool_)
    seen: NDArray[np.bool_] = layers == BASE
    heads = np.flatnonzero(np.append(True, index.pts[1:] > np.maximum.accumulate(index.pts)[:-1]))
    is_suspect = index.key[heads] | (index.sizes[heads] > LARGE * _usual(index.sizes[heads], index.key[heads]))
    bounds = np.append(heads, len(index))
    for at in np.flatnonzero(is_suspect):
        seen[bounds[at] : bounds[at + 1]] = True
    for first, stop in zip(keys, np.append(keys[1:], len(index)), strict=True):
        seen[first:stop] |= stop - first > LONGEST_GROUP
    for odd in (0, 1):  # first those of other layers that something leans on
        seen[_in_long_gaps(index, seen) & (layers % 2 == odd)] = True
    return seen


def _usual(sizes: IdArray, is_key: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The median of the sizes around each, keyframes left out."""
    plain = np.where(is_key, np.nan, sizes.astype(np.float64))
    if np.isnan(plain).all():
        return np.full(len(sizes), np.inf)
    width = 2 * AROUND_HEADS + 1
    padded = np.pad(plain, AROUND_HEADS, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)
    counts = (~np.isnan(windows)).sum(axis=1)
    usual = np.full(len(sizes), np.inf)
    usual[counts > 0] = np.nanmedian(windows[counts > 0], axis=1)
    return usual


def _in_long_gaps(index: PacketIndex, seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Packets among more unseen ones in a row, as they are shown, than a flash lasts: a short shot might hide there."""
    unseen = np.append(np.append(False, ~seen[index.order]), False)
    edges = np.flatnonzero(unseen[1:] != unseen[:-1])
    long = np.zeros(len(index), dtype=np.bool_)
    for begin, stop in zip(edges[::2], edges[1::2], strict=True):
        long[index.order[begin:stop]] = stop - begin > FLASH_FRAMES
    return long
