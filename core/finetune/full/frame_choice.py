"""Which frames of a clip a training step shows, and how they are varied. Pure.

Source: sampling and augmentation of CLIP2Video (models specification 1.11) and of Frozen in Time (2.8).
"""

import math
from typing import Final

import numpy as np
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional as transform

from core.encode.frozen.frame_windows import middle_frames, random_frames
from core.values import ByteArray

Rng = np.random.Generator
_SCALE: Final = (0.5, 1.0)
_RATIO: Final = (3 / 4, 4 / 3)
_TRIES: Final = 10


def spread_frames(count: int, frames: int, rng: Rng | None = None) -> list[int]:
    """CLIP2Video's: evenly over the clip, ends included; with `rng` inner ones are moved a little where there is room.

    Shapes: up to `frames` of `count` candidates, ascending.
    """
    if count <= frames:
        return list(range(count))
    places = np.linspace(0, count - 1, frames).astype(int)
    step = int(places[1] - places[0]) // 2 if frames > 1 else 0
    if rng is not None and step > 2:
        places[1:-1] += rng.integers(-step, step, frames - 2)
    return [int(place) for place in places]


def segment_frames(count: int, frames: int, rng: Rng | None = None) -> list[int]:
    """Frozen in Time's: one of each of so many equal parts, with `rng` by lot, else its middle."""
    if rng is None:
        return middle_frames(frames, count)
    return random_frames(frames, count, lambda n: int(rng.integers(n)))


def vary(pixels: ByteArray, side: int, rng: Rng) -> ByteArray:
    """A part of the picture, half of it at least, enlarged to `side`, and for every second clip mirrored.

    All frames of a clip alike. Shapes: (n, S, S, 3) -> (n, side, side, 3).
    """
    top, left, height, width = draw_crop(pixels.shape[1], pixels.shape[2], rng)
    frames = torch.from_numpy(np.ascontiguousarray(pixels)).permute(0, 3, 1, 2)
    out: Tensor = transform.resized_crop(frames, top, left, height, width, [side, side], antialias=True)
    if rng.random() < 0.5:
        out = transform.hflip(out)
    return np.ascontiguousarray(out.permute(0, 2, 3, 1).numpy())


def draw_crop(height: int, width: int, rng: Rng) -> tuple[int, int, int, int]:
    """Top, left, height and width of a part of a picture, as torchvision's RandomResizedCrop draws it."""
    for _ in range(_TRIES):
        area = height * width * rng.uniform(*_SCALE)
        ratio = math.exp(rng.uniform(math.log(_RATIO[0]), math.log(_RATIO[1])))
        h, w = round(math.sqrt(area / ratio)), round(math.sqrt(area * ratio))
        if 0 < h <= height and 0 < w <= width:
            return int(rng.integers(height - h + 1)), int(rng.integers(width - w + 1)), h, w
    return 0, 0, height, width
