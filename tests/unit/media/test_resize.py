"""Frames are reduced as Pillow does it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.media.resize import reduce_frame
from core.values import FrameShape

FILTERS = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}


def by_pillow(rgb: np.ndarray, shape: FrameShape) -> np.ndarray:
    """Resize(short side) and CenterCrop, as torchvision's transforms round them."""
    height, width = rgb.shape[:2]
    side = shape.image_px
    wide = side if width <= height else int(side * width / height)
    tall = side if height <= width else int(side * height / width)
    if shape.resize_mode == "squash":
        wide = tall = side
    filter_ = FILTERS[shape.interpolation]
    # In two steps: Pillow 13 changed which direction of tall images comes first, every version before began with x.
    image = Image.fromarray(rgb).resize((wide, height), filter_).resize((wide, tall), filter_)
    top, left = round((tall - side) / 2.0), round((wide - side) / 2.0)
    return np.asarray(image.crop((left, top, left + side, top + side)))


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(height * 10_000 + width).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("size", [(270, 480), (480, 270), (224, 224), (18, 32), (16, 256), (321, 179), (1080, 1920)])
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
@pytest.mark.parametrize("mode", ["shortest", "squash"])
def test_equals_pillow_within_two_levels(size, interpolation, mode):
    shape = FrameShape(64, mode, interpolation)
    rgb = noise(*size)
    difference = np.abs(reduce_frame(rgb, shape).astype(int) - by_pillow(rgb, shape))
    assert difference.max() <= 2
    assert difference.mean() <= 0.05


@settings(max_examples=40, deadline=None)
@given(height=st.integers(1, 200), width=st.integers(1, 200), side=st.integers(8, 96))
def test_any_size_equals_pillow(height, width, side):
    shape = FrameShape(side)
    rgb = noise(height, width)
    assert np.abs(reduce_frame(rgb, shape).astype(int) - by_pillow(rgb, shape)).max() <= 2


def test_hard_edges_do_not_wrap_around():
    rgb = np.zeros((120, 200, 3), dtype=np.uint8)
    rgb[:, 100:] = 255
    rgb[60:] = 255 - rgb[60:]
    reduced = reduce_frame(rgb, FrameShape(50)).astype(int)
    assert np.abs(reduced - by_pillow(rgb, FrameShape(50))).max() <= 2


def test_longest_keeps_the_whole_frame_between_black_bars():
    reduced = reduce_frame(np.full((90, 160, 3), 200, dtype=np.uint8), FrameShape(64, "longest"))
    assert reduced.shape == (64, 64, 3)
    assert (reduced[:14] == 0).all()
    assert (reduced[-14:] == 0).all()
    assert (reduced[14:50] == 200).all()


def test_stored_pixels_that_are_not_square_are_stretched_as_displayed():
    shown = np.asarray(Image.fromarray(noise(9, 16)).resize((160, 90), Image.Resampling.BICUBIC))
    stored = np.asarray(Image.fromarray(shown).resize((90, 90), Image.Resampling.BICUBIC))
    reduced = reduce_frame(stored, FrameShape(32), (160, 90)).astype(int)
    assert np.abs(reduced - reduce_frame(shown, FrameShape(32))).mean() < 3
    assert np.abs(reduced - reduce_frame(stored, FrameShape(32))).mean() > 10


def test_a_flat_frame_stays_flat():
    for level in (0, 1, 127, 254, 255):
        assert (reduce_frame(np.full((77, 123, 3), level, dtype=np.uint8), FrameShape(32)) == level).all()
