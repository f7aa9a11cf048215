"""A tiny picture of a ProRes frame, straight from its packet: the DC coefficients alone, without decoding the rest.

A DC coefficient is the mean of a block of 8 x 8 samples. In each slice those of all blocks come first, so that the
rest, which is nearly all of a packet, need not be read. Slices lean on nothing: all of them are read side by side.
Source: SMPTE RDD 36, Apple ProRes bitstream syntax and decoding process.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.media.tiny_picture import GLANCE_COLUMNS, GLANCE_ROWS
from core.values import ByteArray, IdArray

MACROBLOCK_PX = 16
"""Wide and high: two luma blocks by two."""
CHROMA_BLOCKS = {2: 2, 3: 4}
"""Of a macroblock, for each of the two colour differences, by chroma format: 4:2:2 and 4:4:4."""
LUMA_BLOCKS = 4
CODES = np.array([0x04, 0x28, 0x28, 0x4D, 0x4D, 0x70, 0x70, 0xB8])
"""How a DC coefficient is written, by how large the step before it was; the last is for the first of a slice."""
FIRST, STEP_BEFORE_SECOND = 7, 5
MIDDLE, DC_SCALE = 128.0, 128.0
"""A coefficient of 0 is half brightness; so many quantiser steps are one level of eight bits."""
ENOUGH_ROWS = 24
"""Of macroblocks: of pictures with many more than these only every so many-th row is read."""
LOOKED_UP = 16
"""Code words up to this long are looked up in a table; longer ones are rare. Units: bits."""
LONGEST_WORD = 25
"""Words that are longer, if there ever are any, are not read: so many are in a window of 32 wherever in a byte it
begins."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where what lies in a packet. Shapes: starts (slices,) in reading order, byte positions."""

    rows: int
    """Of macroblocks; each has the same slices."""
    widths: tuple[int, ...]
    """Of the slices of a row, in macroblocks."""
    chroma_blocks: int
    weights: tuple[int, int]
    """Of the DC coefficient in the quantiser matrices of luma and chroma."""
    starts: IdArray


def tiny_prores_picture(packet: bytes) -> ByteArray | None:
    """As `tiny_picture` of the decoded frame, nearly: that takes samples here and there, this takes means.

    None where the packet is no progressive ProRes frame of version 1 that keeps to the rules.
    Shapes: -> (36, 64, 3) uint8.
    """
    try:
        layout = _layout(packet)
        return _tiny(packet, layout) if layout is not None else None
    except (IndexError, ValueError):  # shorter than it says
        return None


def _layout(packet: bytes) -> _Layout | None:
    """The headers of the frame and its picture. Raises: IndexError, ValueError."""
    if packet[4:8] != b"icpf":
        return None
    header = 8
    size, columns_px, rows_px = (int.from_bytes(packet[at : at + 2], "big") for at in (header, header + 8, header + 10))
    chroma, interlaced = packet[header + 12] >> 6, packet[header + 12] >> 2 & 3
    if interlaced or chroma not in CHROMA_BLOCKS or not columns_px or not rows_px:
        return None
    has_luma, has_chroma = packet[header + 19] & 2, packet[header + 19] & 1
    luma = packet[header + 20] if has_luma else 4
    chroma_weight = packet[header + 20 + (64 if has_luma else 0)] if has_chroma else luma
    picture = header + size
    slice_table = picture + (packet[picture] >> 3)
    columns, rows = -(-columns_px // MACROBLOCK_PX), -(-rows_px // MACROBLOCK_PX)
    widths = _slice_widths(columns, 1 << (packet[picture + 7] >> 4 & 3))
    sizes = np.frombuffer(packet, ">u2", rows * len(widths), slice_table).astype(np.int64)
    first = slice_table + 2 * len(sizes)
    starts = first + np.cumsum(sizes) - sizes
    if first + sizes.sum() > len(packet) or sizes.min() < 6:
        return None
    return _Layout(rows, widths, CHROMA_BLOCKS[chroma], (luma, chroma_weight), starts)


def _slice_widths(columns: int, widest: int) -> tuple[int, ...]:
    """As many of the widest slices as fit, then ever narrower ones."""
    widths: list[int] = []
    while columns:
        widths += [widest] * (columns // widest)
        columns, widest = columns % widest, widest // 2
    return tuple(widths)


def _tiny(packet: bytes, layout: _Layout) -> ByteArray:
    """Read the slices of enough rows. Raises: IndexError, ValueError."""
    data = np.frombuffer(packet + bytes(8), dtype=np.uint8)
    thinned = range(0, layout.rows, max(1, layout.rows // ENOUGH_ROWS))
    across = len(layout.widths)
    slices = layout.starts.reshape(layout.rows, across)[thinned].ravel()
    widths = np.tile(np.array(layout.widths), len(thinned))
    scale = data[slices + 1].astype(np.int32)
    scale = np.where(scale > 128, 4 * scale - 384, scale)
    luma = slices + (data[slices] >> 3)
    first = luma + (data[slices + 2].astype(np.int64) << 8 | data[slices + 3])
    second = first + (data[slices + 4].astype(np.int64) << 8 | data[slices + 5])
    counts = np.concatenate([LUMA_BLOCKS * widths, *[layout.chroma_blocks * widths] * 2])
    coefficients = _dc_coefficients(data, np.concatenate([luma, first, second]), counts)
    planes: list[NDArray[Any]] = []
    weights = (layout.weights[0], layout.weights[1], layout.weights[1])
    for part, weight, blocks in zip(
        np.split(coefficients, 3), weights, (LUMA_BLOCKS, layout.chroma_blocks, layout.chroma_blocks), strict=True
    ):
        levels = np.float32(MIDDLE) + part.astype(np.float32) * (weight * scale / DC_SCALE).astype(np.float32)[:, None]
        whole = _in_place(levels, layout.widths, blocks, is_luma=not planes)
        planes.append(cv2.resize(whole, (GLANCE_COLUMNS, GLANCE_ROWS), interpolation=cv2.INTER_AREA))
    return np.stack(planes, axis=2).clip(0, 255).round().astype(np.uint8)


def _dc_coefficients(data: ByteArray, starts: IdArray, counts: IdArray) -> NDArray[np.int32]:
    """The first `counts` DC coefficients from each of these byte positions, behind them zeros.

    Shapes: starts, counts (N,) -> (N, largest count). Raises: IndexError, ValueError.
    """
    order = np.argsort(-counts, kind="stable")
    ends = np.searchsorted(-counts[order], -np.arange(counts.max()), side="left")
    windows: NDArray[np.uint32] = np.ndarray((len(data) - 3,), ">u4", data, strides=(1,))
    at = 8 * starts[order]
    value, sign = np.zeros((2, len(at)), np.int32)
    found = np.zeros((len(ends), len(at)), np.int32)
    step = np.full(len(at), FIRST, np.int32)
    for number, end in enumerate(ends):
        now, lengths = _code_words(windows, at[:end], np.minimum(step[:end], FIRST if not number else FIRST - 1))
        at[:end] += lengths
        if number:
            sign[:end] = (sign[:end] ^ -(now & 1)) * (now != 0)
            value[:end] += ((now + 1 >> 1) ^ sign[:end]) - sign[:end]
            step[:end] = now
        else:
            value[:] = now >> 1 ^ -(now & 1)
            step[:] = STEP_BEFORE_SECOND
        found[number, :end] = value[:end]
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return found.T[back]


def _code_words(
    windows: NDArray[np.uint32], at: IdArray, kinds: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Values and lengths (bits) of the words at these bit positions. Raises: IndexError, ValueError."""
    bits = windows[at >> 3].astype(np.uint32) << (at & 7).astype(np.uint32)
    words = _words().take(kinds << LOOKED_UP | (bits >> 32 - LOOKED_UP).astype(np.int32))
    values, lengths = words >> 8, words & 255
    if not lengths.all():
        rest = np.flatnonzero(lengths == 0)
        values[rest], lengths[rest] = _read(bits[rest], kinds[rest].astype(np.int64))
        if lengths.max() > LONGEST_WORD:
            raise ValueError("a code word is longer than any")
    return values, lengths


@cache
def _words() -> NDArray[np.int32]:
    """Value * 256 + length of the word that begins with these bits, 0 where it is longer. Shapes: (8 * 65536,)."""
    beginnings = np.arange(1 << LOOKED_UP, dtype=np.uint32) << np.uint32(32 - LOOKED_UP)
    kinds, bits = np.divmod(np.arange(len(CODES) << LOOKED_UP), 1 << LOOKED_UP)
    values, lengths = _read(beginnings[bits], kinds)
    return np.where(lengths <= LOOKED_UP, values << 8 | lengths, 0).astype(np.int32)


def _read(bits: NDArray[np.uint32], kinds: IdArray) -> tuple[IdArray, IdArray]:
    """Rice codes, and from a border on Exp-Golomb codes. Shapes: bits, kinds (N,) -> values, lengths (N,)."""
    codes, window = CODES[kinds], bits.astype(np.int64)
    border, rice, golomb = codes & 3, codes >> 5, codes >> 2 & 7
    zeros = 32 - np.frexp(window.astype(np.float64))[1].astype(np.int64)
    is_golomb = zeros > border
    lengths = np.where(is_golomb, golomb - border + 2 * zeros, zeros + 1 + rice)
    word = window >> np.maximum(0, 32 - lengths)
    of_rice = (zeros << rice) + (word & (1 << rice) - 1)
    return np.where(is_golomb, word - (1 << golomb) + (border + 1 << rice), of_rice), lengths


def _in_place(levels: NDArray[np.float32], widths: tuple[int, ...], blocks: int, is_luma: bool) -> NDArray[np.float32]:
    """The blocks of the slices, as they lie in the picture. Shapes: (slices, blocks) -> (2 rows, columns)."""
    rows = levels.reshape(-1, len(widths), levels.shape[1])
    across = blocks // 2
    parts = []
    for number, width in enumerate(widths):
        block = rows[:, number, : width * blocks].reshape(len(rows), width, 2, across)
        if across == 2 and not is_luma:  # 4:4:4 has its colour differences column by column
            block = block.swapaxes(2, 3)
        parts.append(block.transpose(0, 2, 1, 3).reshape(2 * len(rows), width * across))
    return np.concatenate(parts, axis=1)
