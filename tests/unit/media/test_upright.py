"""Decoded frames as people see them."""

import cv2
import numpy as np
import pytest
from av.video.frame import VideoFrame

from core.media.tiny_picture import tiny_picture
from core.media.upright import Posture, Upright, posture_of, upright


def frame_of(rgb: np.ndarray, pix_fmt: str = "rgb24") -> VideoFrame:
    frame = VideoFrame.from_ndarray(rgb, format="rgb24")
    return frame if pix_fmt == "rgb24" else frame.reformat(format=pix_fmt)


def corner() -> np.ndarray:
    """Dark, with a bright top left quarter."""
    rgb = np.full((40, 80, 3), 30, np.uint8)
    rgb[:20, :40] = 220
    return rgb


@pytest.mark.parametrize(("turn", "bright"), [(0, (0, 0)), (90, (0, 1)), (180, (1, 1)), (270, (1, 0))])
def test_turning_is_clockwise(turn, bright):
    shown = upright(frame_of(corner()), Posture(turn, 1.0), 224)
    assert shown.size == ((40, 80) if turn % 180 else (80, 40))
    height, width = shown.rgb.shape[:2]
    quarters = {
        (row, column): shown.rgb[row * height // 2 :, column * width // 2 :][: height // 2, : width // 2].mean()
        for row in (0, 1)
        for column in (0, 1)
    }
    assert max(quarters, key=quarters.get) == bright


def test_pixels_that_are_not_square_widen_the_picture():
    shown = upright(frame_of(corner()), Posture(0, 2.0), 224)
    assert shown.size == (160, 40)
    picture = cv2.imdecode(np.frombuffer(shown.picture(40), np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (40, 160, 3)


def test_absurd_and_nearly_square_pixels_are_square():
    frame = frame_of(corner())
    for aspect in (None, 0.0, 1.002, 1000.0, 0.0001):
        assert posture_of(frame, aspect).pixel_aspect == 1.0
    assert posture_of(frame, 16 / 15).pixel_aspect == pytest.approx(16 / 15)


def test_a_picture_is_never_enlarged():
    picture = upright(frame_of(corner()), Posture(0, 1.0), 1000).picture(1000)
    assert cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR).shape[:2] == (40, 80)


def test_a_sliver_of_a_video_still_has_a_picture():
    shown = Upright(np.zeros((400, 1, 3), np.uint8), (1, 400))
    assert cv2.imdecode(np.frombuffer(shown.picture(100), np.uint8), cv2.IMREAD_COLOR).shape[:2] == (100, 1)


@pytest.mark.parametrize(
    "pix_fmt", ["yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "nv12", "rgb24", "gray", "yuvj420p"]
)
def test_a_glance_shows_the_same_scene_in_every_format(pix_fmt):
    rgb = np.kron(np.array([[40, 200], [120, 80]], np.uint8), np.ones((72, 128), np.uint8))
    seen = tiny_picture(frame_of(np.dstack([rgb] * 3), pix_fmt))[..., 0].astype(int)
    assert seen.shape == (36, 64)
    quarters = [seen[4:14, 4:28].mean(), seen[4:14, 36:60].mean(), seen[22:32, 4:28].mean(), seen[22:32, 36:60].mean()]
    assert np.argsort(quarters).tolist() == [0, 3, 2, 1]


@pytest.mark.parametrize("size", [(2, 2), (16, 16), (64, 1024), (1080, 1920), (181, 323)])
def test_a_glance_of_any_size(size):
    frame = frame_of(np.full((*size, 3), 90, np.uint8), "yuv420p" if not any(n % 2 for n in size) else "yuv444p")
    assert tiny_picture(frame).shape == (36, 64, 3)
