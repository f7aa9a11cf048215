"""Background pictures of the drawn world: ten kinds, any number of pictures of each.

Shapes: a picture shows 192 by 96 world units, so that a wide video and a panning camera stay inside it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import cv2
import numpy as np

from core.synthetic.world import BACKGROUNDS
from core.values import ByteArray, FloatArray

WIDTH: Final = 192
HEIGHT: Final = 96
_FINE: Final = 4
"""Pixels per world unit at which pictures are made; coarser ones are scaled down from it."""

Rng = np.random.Generator


@lru_cache(maxsize=1024)
def background_picture(kind: str, picture: int, scale: int) -> ByteArray:
    """Paint a background. Shapes: (96 * scale, 192 * scale, 3) RGB; `scale` 1, 2 or 4 pixels per world unit."""
    if scale < _FINE:
        fine = _paint(kind, picture)
        return np.asarray(cv2.resize(fine, (WIDTH * scale, HEIGHT * scale), interpolation=cv2.INTER_AREA), np.uint8)
    return _paint(kind, picture)


def _paint(kind: str, picture: int) -> ByteArray:
    rng = np.random.default_rng([BACKGROUNDS.index(kind), picture, 7])
    canvas = _PAINTERS[kind](rng)
    varied = canvas * rng.uniform(0.92, 1.06) + rng.normal(0, 2.0, canvas.shape)
    return np.asarray(np.clip(varied, 0, 255), np.uint8)


def _noise(rng: Rng, cell: float) -> FloatArray:
    """Smooth noise of mean 0 and about unit spread. Units: cell in world units."""
    small = rng.normal(0, 1, (max(2, round(HEIGHT / cell)), max(2, round(WIDTH / cell)), 1)).astype(np.float32)
    big = cv2.resize(small, (WIDTH * _FINE, HEIGHT * _FINE), interpolation=cv2.INTER_CUBIC)
    return np.asarray(big, np.float32)[..., None]


def _ramp(rng: Rng, top: tuple[int, int, int], bottom: tuple[int, int, int]) -> FloatArray:
    part = np.linspace(0, 1, HEIGHT * _FINE, dtype=np.float32)[:, None, None]
    shift = rng.normal(0, 5, 3).astype(np.float32)
    plain = np.asarray(top, np.float32) * (1 - part) + np.asarray(bottom, np.float32) * part + shift
    return np.asarray(np.broadcast_to(plain, (HEIGHT * _FINE, WIDTH * _FINE, 3)).copy(), np.float32)


def _sky(rng: Rng) -> FloatArray:
    canvas = _ramp(rng, (95, 160, 230), (170, 210, 245))
    clouds = np.clip(_noise(rng, 14) + 0.5 * _noise(rng, 6) - 0.5, 0, 1)
    return np.asarray(canvas * (1 - 0.8 * clouds) + 250 * 0.8 * clouds, np.float32)


def _grass(rng: Rng) -> FloatArray:
    canvas = _ramp(rng, (100, 185, 75), (70, 150, 50)) + 10 * _noise(rng, 10)
    return canvas + 14 * _noise(rng, 1.5) * np.asarray((0.8, 1.0, 0.5), np.float32)


def _night(rng: Rng) -> FloatArray:
    canvas = _ramp(rng, (12, 14, 45), (30, 28, 70)) + 4 * _noise(rng, 20)
    for _ in range(110):
        place = (int(rng.integers(WIDTH * _FINE)), int(rng.integers(HEIGHT * _FINE)))
        bright = float(rng.uniform(120, 255))
        cv2.circle(canvas, place, int(rng.integers(1, 4)), (bright, bright, bright * 0.85), -1)
    return canvas


def _sand(rng: Rng) -> FloatArray:
    rows = np.arange(HEIGHT * _FINE, dtype=np.float32)[:, None, None]
    waves = np.sin(rows / rng.uniform(9, 14) + 2.5 * _noise(rng, 24))
    canvas = _ramp(rng, (230, 205, 150), (210, 180, 120)) + 9 * waves
    return np.asarray(canvas + 5 * _noise(rng, 1.5), np.float32)


def _sea(rng: Rng) -> FloatArray:
    rows = np.arange(HEIGHT * _FINE, dtype=np.float32)[:, None, None]
    waves = np.sin(rows / rng.uniform(5, 8) + 3.0 * _noise(rng, 9))
    tint = np.asarray((0.8, 1.0, 0.9), np.float32)
    canvas = _ramp(rng, (15, 100, 130), (10, 70, 110))
    return np.asarray(canvas + (16 * waves + 8 * _noise(rng, 6)) * tint, np.float32)


def _brick(rng: Rng) -> FloatArray:
    canvas = np.full((HEIGHT * _FINE, WIDTH * _FINE, 3), 175, np.float32)
    high, wide = int(rng.integers(20, 28)), int(rng.integers(44, 60))
    for row, top in enumerate(range(0, HEIGHT * _FINE, high)):
        for left in range(-wide + (row % 2) * wide // 2, WIDTH * _FINE, wide):
            tone = rng.normal(0, 12) + np.asarray((150, 75, 55))
            cv2.rectangle(canvas, (left + 2, top + 2), (left + wide - 3, top + high - 3), tone.tolist(), -1)
    return canvas + 5 * _noise(rng, 2) + 8 * _noise(rng, 20)


def _snow(rng: Rng) -> FloatArray:
    canvas = _ramp(rng, (225, 232, 242), (238, 242, 248)) + 6 * _noise(rng, 16)
    for _ in range(160):
        place = (int(rng.integers(WIDTH * _FINE)), int(rng.integers(HEIGHT * _FINE)))
        cv2.circle(canvas, place, int(rng.integers(2, 5)), (196, 206, 226), -1)
    return canvas


def _city(rng: Rng) -> FloatArray:
    canvas = _ramp(rng, (185, 190, 200), (205, 205, 205))
    left = -10
    while left < WIDTH * _FINE:
        wide, top = int(rng.integers(40, 80)), int(rng.integers(8, HEIGHT * _FINE // 2))
        tone = float(rng.uniform(95, 145))
        cv2.rectangle(canvas, (left, top), (left + wide, HEIGHT * _FINE), (tone, tone * 1.02, tone * 1.08), -1)
        for y in range(top + 8, HEIGHT * _FINE, 20):
            for x in range(left + 7, left + wide - 10, 16):
                lit = (225.0, 215.0, 150.0) if rng.random() < 0.4 else (tone * 0.6, tone * 0.6, tone * 0.7)
                cv2.rectangle(canvas, (x, y), (x + 7, y + 10), lit, -1)
        left += wide + int(rng.integers(2, 10))
    return canvas


def _plain(rng: Rng) -> FloatArray:
    tone = rng.uniform(165, 205) * np.asarray((1.0, rng.uniform(0.96, 1.0), rng.uniform(0.9, 0.98)))
    top = (int(tone[0]), int(tone[1]), int(tone[2]))
    canvas = _ramp(rng, top, (top[0] - 12, top[1] - 12, top[2] - 12))
    # Soft patches: on a wall without any, a panning camera and a moving thing would look the same.
    return canvas + 7 * _noise(rng, 18) + 3 * _noise(rng, 5)


def _stripes(rng: Rng) -> FloatArray:
    columns = np.arange(WIDTH * _FINE, dtype=np.float32)[None, :, None]
    rows = np.arange(HEIGHT * _FINE, dtype=np.float32)[:, None, None]
    slant, wide = rng.uniform(-0.7, 0.7), rng.uniform(26, 40)
    dark = (np.sin((columns + slant * rows) * np.pi / wide) > 0).astype(np.float32)
    light_tone = np.asarray((205, 200, 185), np.float32) + rng.normal(0, 5, 3).astype(np.float32)
    return np.asarray(light_tone - dark * rng.uniform(60, 80), np.float32) + 3 * _noise(rng, 2)


_PAINTERS: Final[dict[str, Callable[[Rng], FloatArray]]] = {
    "sky": _sky,
    "grass": _grass,
    "night": _night,
    "sand": _sand,
    "sea": _sea,
    "brick": _brick,
    "snow": _snow,
    "city": _city,
    "plain": _plain,
    "stripes": _stripes,
}
