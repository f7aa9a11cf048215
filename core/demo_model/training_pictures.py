"""First stage: the image tower and the text tower learn single pictures.

Contrast with sentences, and beside it heads that read the scene off the frame vector and off each patch. The heads
are thrown away afterwards; they make the tower see shapes, which contrast alone learns slowly.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.encode.preprocessing import normalise
from core.synthetic.captions import Caption, describe_scene, holds, scene_facts, visible
from core.synthetic.drawing import draw_scene
from core.synthetic.scene import Pose, Scene, scene_at
from core.synthetic.token_table import tokenise
from core.synthetic.world import BACKGROUNDS, COLOURS, SHAPES, SIDE, TRAINING, Choice, ShotPlan, plan_video
from core.values import ByteArray

Rng = np.random.Generator
GRID: Final = 8
_PATCH: Final = SIDE / GRID
_SYMMETRY: Final = {"square": 4, "triangle": 3, "star": 5, "cross": 4, "circle": 0, "ring": 0}
IGNORE: Final = -100


@dataclass(frozen=True, slots=True)
class Labels:
    """What the heads shall read. Two slots for objects, the left one first; class -100 is not asked for.

    Shapes: background (N,); shape, colour (N, 2); numbers (N, 2, 6); seen (N, 2); view (N, 3);
    patch_shape, patch_colour (N, 64).
    """

    background: Tensor
    shape: Tensor
    colour: Tensor
    numbers: Tensor
    seen: Tensor
    view: Tensor
    patch_shape: Tensor
    patch_colour: Tensor


@dataclass(frozen=True, slots=True)
class TrainingPictures:
    """A batch.

    Shapes: pixels (N, 3, 64, 64) normalised; words (N, L); matches (N, N), true where caption i fits picture j.
    """

    pixels: Tensor
    labels: Labels
    words: Tensor
    matches: Tensor


def draw_pictures(rng: Rng, count: int, choice: Choice = TRAINING) -> TrainingPictures:
    """Draw pictures from videos, with labels and captions; few dark and empty ones."""
    scenes, pixels, captions = draw_scenes(rng, count, choice)
    matches = torch.from_numpy(holds(captions, [scene_facts(scene) for scene in scenes]))
    return TrainingPictures(to_input(pixels), label(scenes), tokenise(captions).ids, matches)


def draw_scenes(rng: Rng, count: int, choice: Choice = TRAINING) -> tuple[list[Scene], ByteArray, list[Caption]]:
    """Scenes from videos, painted, and a true caption of each. Shapes: n scenes, (n, 64, 64, 3), n captions."""
    scenes: list[Scene] = []
    while len(scenes) < count:
        video = plan_video(rng, choice)
        if rng.random() < 0.25:
            video = replace(video, shots=tuple(_any_hue(rng, shot) for shot in video.shots))
        for _ in range(2):
            scene = scene_at(video, float(rng.uniform(0, video.frames - 1)))
            dull = scene.light < 0.35 or not visible(scene)
            if not dull or rng.random() < 0.15:
                scenes.append(scene)
    scenes = scenes[:count]
    pixels = np.stack([rough(rng, draw_scene(scene, side, side)) for scene in scenes for side in [_side(rng)]])
    return scenes, pixels, [describe_scene(scene, rng) for scene in scenes]


def to_input(pixels: ByteArray) -> Tensor:
    """Shapes: (N, 64, 64, 3) uint8 -> (N, 3, 64, 64) normalised float."""
    return normalise(torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))))


def rough(rng: Rng, pixels: ByteArray) -> ByteArray:
    """A picture as it comes back from a video file: scaled down, a little soft, a little noisy."""
    if len(pixels) != int(SIDE):
        pixels = np.asarray(cv2.resize(pixels, (int(SIDE), int(SIDE)), interpolation=cv2.INTER_AREA), np.uint8)
    if rng.random() < 0.2:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (3, 3), float(rng.uniform(0.3, 0.8))), np.uint8)
    if rng.random() < 0.3:
        noise = rng.normal(0, float(rng.uniform(1, 5)), pixels.shape)
        pixels = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    return pixels


def _side(rng: Rng) -> int:
    return 128 if rng.random() < 0.4 else 64


def _any_hue(rng: Rng, shot: ShotPlan) -> ShotPlan:
    """Objects in colours without a name, so that shape is learned apart from colour."""
    hues = [(int(r), int(g), int(b)) for r, g, b in rng.integers(0, 256, (len(shot.things), 3))]
    things = [replace(thing, rgb=hue) for thing, hue in zip(shot.things, hues, strict=True)]
    return replace(shot, things=tuple(things))


# --------------------------------------------------------------------------- labels


def label(scenes: Sequence[Scene]) -> Labels:
    """Labels of pictures."""
    n = len(scenes)
    shape, colour = np.full((n, 2), IGNORE), np.full((n, 2), IGNORE)
    numbers, seen = np.zeros((n, 2, 6), np.float32), np.zeros((n, 2), np.float32)
    patch_shape, patch_colour = np.zeros((n, GRID * GRID), int), np.zeros((n, GRID * GRID), int)
    for row, scene in enumerate(scenes):
        for slot, pose in enumerate(visible(scene)[:2]):
            kind = SHAPES.index(pose.thing.shape)
            tint = IGNORE if pose.thing.rgb else COLOURS.index(pose.thing.colour)
            seen[row, slot], shape[row, slot], numbers[row, slot] = 1, kind, _numbers(pose)
            covered = _covered(pose)
            patch_shape[row, covered] = kind + 1
            patch_colour[row, covered] = IGNORE if tint == IGNORE else tint + 1
            if scene.light > 0.3:
                colour[row, slot] = tint
        if scene.light <= 0.3:
            patch_colour[row] = IGNORE
    view = [[scene.view_x / 24, scene.zoom, scene.light * 2 - 1] for scene in scenes]
    return Labels(
        background=torch.tensor([BACKGROUNDS.index(scene.background) for scene in scenes]),
        shape=torch.from_numpy(shape),
        colour=torch.from_numpy(colour),
        numbers=torch.from_numpy(numbers),
        seen=torch.from_numpy(seen),
        view=torch.tensor(view, dtype=torch.float32),
        patch_shape=torch.from_numpy(patch_shape),
        patch_colour=torch.from_numpy(patch_colour),
    )


def _numbers(pose: Pose) -> list[float]:
    fold = _SYMMETRY.get(pose.thing.shape, 1)
    turn = (np.sin(fold * pose.angle), np.cos(fold * pose.angle)) if fold else (0.0, 0.0)
    half = SIDE / 2
    return [pose.x / half - 1, pose.y / half - 1, float(np.log2(pose.radius / 11)), *turn, pose.alpha * 2 - 1]


_MIDDLES = (np.arange(GRID) + 0.5) * _PATCH


def _covered(pose: Pose) -> np.ndarray:
    far = np.hypot(_MIDDLES[None, :] - pose.x, _MIDDLES[:, None] - pose.y)
    near = far <= max(pose.radius * 0.85, 0.0)
    near |= far == far.min()
    return np.asarray(near.reshape(-1))


# --------------------------------------------------------------------------- heads and loss


class SceneHeads(nn.Module):
    """Reads the scene off a frame vector, and shape and colour off each patch."""

    def __init__(self, width: int, vision_width: int) -> None:
        super().__init__()
        self.parts = (len(BACKGROUNDS), 2 * len(SHAPES), 2 * len(COLOURS), 12, 2, 3)
        self.whole = nn.Linear(width, sum(self.parts))
        self.patch_shape = nn.Linear(vision_width, len(SHAPES) + 1)
        self.patch_colour = nn.Linear(vision_width, len(COLOURS) + 1)
        weight = torch.ones(len(SHAPES) + 1)
        weight[0] = 0.15
        self.register_buffer("patch_weight", weight, persistent=False)
        self.patch_weight: Tensor

    def forward(self, frames: Tensor, patches: Tensor, labels: Labels) -> dict[str, Tensor]:
        """The loss of each head. Shapes: frames (N, E); patches (N, 64, W)."""
        n = len(frames)
        background, shape, colour, numbers, seen, view = self.whole(frames).split(self.parts, dim=1)
        dense_shape = self.patch_shape(patches).flatten(0, 1)
        dense_colour = self.patch_colour(patches).flatten(0, 1)
        off = (numbers.view(n, 2, 6) - labels.numbers).abs() * labels.seen.unsqueeze(-1)
        return {
            "background": F.cross_entropy(background, labels.background),
            "shape": _slots(shape, labels.shape, len(SHAPES)),
            "colour": _slots(colour, labels.colour, len(COLOURS)),
            "numbers": off.sum() / labels.seen.sum().clamp(min=1),
            "seen": F.binary_cross_entropy_with_logits(seen, labels.seen),
            "view": (view - labels.view).abs().mean(),
            "patch_shape": F.cross_entropy(dense_shape, labels.patch_shape.flatten(), self.patch_weight),
            "patch_colour": F.cross_entropy(
                dense_colour, labels.patch_colour.flatten(), self.patch_weight[: len(COLOURS) + 1], ignore_index=IGNORE
            ),
        }

    def read_shape(self, frames: Tensor) -> Tensor:
        """Most likely shape of both slots. Shapes: (N, E) -> (N, 2)."""
        shape = self.whole(frames).split(self.parts, dim=1)[1]
        best: Tensor = shape.view(len(frames), 2, len(SHAPES)).argmax(-1)
        return best


WEIGHTS: Final = {"background": 0.5, "shape": 1.5, "colour": 1.0, "numbers": 0.7, "seen": 0.5, "view": 0.5,
                  "patch_shape": 1.0, "patch_colour": 0.5}  # fmt: skip


def _slots(logits: Tensor, wanted: Tensor, classes: int) -> Tensor:
    return F.cross_entropy(logits.reshape(-1, classes), wanted.flatten(), ignore_index=IGNORE)
