"""Paints scenes of the drawn world with OpenCV, small for training and large for sample videos."""

import math
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from core.synthetic.scene import Pose, Scene, scene_at
from core.synthetic.scenery import HEIGHT, WIDTH, background_picture
from core.synthetic.world import SIDE, VideoPlan
from core.values import ByteArray, FloatArray

PALETTE: Final = {
    "red": (215, 35, 35), "orange": (250, 140, 25), "yellow": (250, 225, 50), "green": (35, 155, 60),
    "blue": (40, 75, 215), "purple": (135, 55, 170), "pink": (250, 150, 195), "black": (22, 22, 22),
    "white": (248, 248, 248),
}  # fmt: skip

_BITS: Final = 4
Rgb = tuple[float, float, float]


def draw_video(video: VideoPlan, side_px: int = 64) -> ByteArray:
    """All frames of a video, at its steps. Shapes: (n, side_px, side_px, 3) uint8 RGB."""
    return np.stack([draw_scene(scene_at(video, time), side_px, side_px) for time in range(video.frames)])


def draw_scene(scene: Scene, width_px: int, height_px: int) -> ByteArray:
    """Paint one picture; its height shows 64 world units, its middle square is what the model will see.

    Shapes: (height_px, width_px, 3) uint8 RGB.
    """
    scale = height_px / SIDE
    canvas = _backdrop(scene, width_px, height_px)
    for pose in scene.poses:
        if pose.alpha <= 0.0:
            continue
        painted = canvas.copy() if pose.alpha < 1.0 else canvas
        _paint_thing(painted, pose, (width_px - height_px) / 2, scale)
        if pose.alpha < 1.0:
            canvas = cv2.addWeighted(painted, pose.alpha, canvas, 1.0 - pose.alpha, 0.0)  # type: ignore[assignment]
    if scene.light < 1.0:
        canvas = cv2.convertScaleAbs(canvas, alpha=scene.light)  # type: ignore[assignment]
    return canvas


def _backdrop(scene: Scene, width_px: int, height_px: int) -> ByteArray:
    scale = height_px / SIDE
    fine = 1 if scale <= 1 else 2 if scale <= 2 else 4
    picture = background_picture(scene.background, scene.picture, fine)
    step = fine / (scale * scene.zoom)
    left = (WIDTH / 2 + scene.view_x) * fine - width_px / 2 * step
    top = HEIGHT / 2 * fine - height_px / 2 * step
    # Shifted by half a pixel: a pixel's middle, not its corner, is what is looked up.
    matrix = np.asarray([[step, 0, left + (step - 1) / 2], [0, step, top + (step - 1) / 2]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(picture, matrix, (width_px, height_px), flags=flags, borderMode=cv2.BORDER_REFLECT_101)
    return np.ascontiguousarray(seen, np.uint8)


# --------------------------------------------------------------------------- objects


def _polygon(sides: int, turn: float = 0.0) -> FloatArray:
    angles = np.arange(sides) * 2 * math.pi / sides + turn
    return np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32)


def _star() -> FloatArray:
    points = _polygon(10, -math.pi / 2) * 1.12
    points[1::2] *= 0.42
    return points


def _outline(points: list[tuple[float, float]]) -> FloatArray:
    return np.asarray(points, np.float32)


_CIRCLE = _polygon(40) * 0.95
_T = 0.34
_OUTLINES: Final[dict[str, FloatArray]] = {
    "circle": _CIRCLE,
    "square": _polygon(4, math.pi / 4) * 1.15,
    "triangle": _polygon(3, -math.pi / 2) * 1.15,
    "star": _star(),
    "cross": _outline([(-_T, -1), (_T, -1), (_T, -_T), (1, -_T), (1, _T), (_T, _T),
                       (_T, 1), (-_T, 1), (-_T, _T), (-1, _T), (-1, -_T), (-_T, -_T)]),
    "car": _outline([(-1.2, 0.5), (-1.2, 0), (-0.75, -0.08), (-0.45, -0.6),
                     (0.4, -0.6), (0.72, -0.05), (1.2, 0.05), (1.2, 0.5)]),
    "house": _outline([(-0.85, 1), (-0.85, -0.15), (-1.1, -0.15), (0, -1.1), (1.1, -0.15), (0.85, -0.15), (0.85, 1)]),
    "tree": _outline([(-0.8, 0.45), (-0.35, -0.15), (-0.6, -0.15), (-0.2, -0.65), (-0.35, -0.65), (0, -1.2),
                     (0.35, -0.65), (0.2, -0.65), (0.6, -0.15), (0.35, -0.15), (0.8, 0.45)]),
    "fish": np.concatenate(
        [
            np.stack([0.35 + 0.8 * np.cos(_a), 0.55 * np.sin(_a)], 1).astype(np.float32)
            for _a in [np.linspace(-2.75, 2.75, 26)]
        ]
        + [_outline([(-1.1, 0.6), (-0.85, 0), (-1.1, -0.6)])]
    ),
}  # fmt: skip


class _Pen:
    """Puts shapes given in the object's own units onto the canvas."""

    def __init__(self, canvas: ByteArray, pose: Pose, left_px: float, scale: float) -> None:
        self._canvas = canvas
        cos, sin = math.cos(pose.angle), math.sin(pose.angle)
        self._turn = np.asarray([[cos, sin], [-sin, cos]], np.float32) * (pose.radius * scale)
        self._place = np.asarray([pose.x * scale + left_px - 0.5, pose.y * scale - 0.5], np.float32)
        self._line = max(1, round(pose.radius * scale * 0.11))

    def fill(self, points: FloatArray, colour: Rgb, edge: Rgb | None, hole: FloatArray | None = None) -> None:
        """A filled shape with an outline of its own colour `edge`."""
        parts = [self._fixed(part) for part in (points, hole) if part is not None]
        cv2.fillPoly(self._canvas, parts, colour, cv2.LINE_AA, _BITS)
        if edge is not None:
            cv2.polylines(self._canvas, parts, True, edge, self._line, cv2.LINE_AA, _BITS)

    def _fixed(self, points: FloatArray) -> NDArray[np.int32]:
        return np.round((points @ self._turn + self._place) * (1 << _BITS)).astype(np.int32)


def _box(x: float, y: float, half_width: float, half_height: float) -> FloatArray:
    left, top, right, bottom = x - half_width, y - half_height, x + half_width, y + half_height
    return _outline([(left, top), (right, top), (right, bottom), (left, bottom)])


def _paint_thing(canvas: ByteArray, pose: Pose, left_px: float, scale: float) -> None:
    pen = _Pen(canvas, pose, left_px, scale)
    red, green, blue = pose.thing.rgb or PALETTE[pose.thing.colour]
    colour = (float(red), float(green), float(blue))
    edge: Rgb = (150.0, 150.0, 150.0) if max(colour) < 60 else (colour[0] * 0.3, colour[1] * 0.3, colour[2] * 0.3)
    shape = pose.thing.shape
    if shape == "ring":
        pen.fill(_CIRCLE, colour, edge, hole=_CIRCLE * 0.52)
        return
    if shape == "tree":
        pen.fill(_box(0, 0.75, 0.17, 0.35), (110.0, 70.0, 35.0), edge)
    pen.fill(_OUTLINES[shape], colour, edge)
    if shape == "car":
        pen.fill(_outline([(-0.5, -0.1), (-0.3, -0.43), (0.28, -0.43), (0.46, -0.1)]), (190.0, 220.0, 235.0), None)
        for x in (-0.65, 0.65):
            pen.fill(_CIRCLE * 0.3 + _outline([(x, 0.5)]), (40.0, 40.0, 40.0), (150.0, 150.0, 150.0))
    elif shape == "house":
        pen.fill(_box(0.05, 0.62, 0.2, 0.38), (95.0, 60.0, 35.0), None)
        pen.fill(_box(-0.5, 0.2, 0.18, 0.18), (190.0, 220.0, 235.0), None)
    elif shape == "fish":
        pen.fill(_CIRCLE * 0.11 + _outline([(0.75, -0.12)]), edge, None)
