"""The curriculum: videos of one frame, then of more and more; pictures and videos take turns, one step each.

Source: Frozen in Time, arXiv 2104.00650, section 3.3, and the authors' answers on how the frame count grows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

from core.demo_model.frozen.batches import FrozenBatch, draw_pictures, draw_videos
from core.demo_model.frozen.network import fresh_network, grow
from core.demo_model.training_pictures import GRID, WEIGHTS, SceneHeads
from core.encode.frozen.frozen_layout import Inflation
from core.encode.frozen.model import FrozenModel
from core.encode.frozen.stages import TEMPERATURE, cosines
from core.encode.frozen.tower import BlockSteps
from core.finetune.losses import contrast, prefer, rank_loss
from core.finetune.training_loop import LearningRate, Losses, Say, TrainingLength, TrainingLoop

PICTURES: Final = 96
VIDEOS: Final = {1: 96, 4: 64}
"""Videos in each of a step's two batches, by frames; more frames than named take `FEWEST`."""
FEWEST: Final = 32
PEAK: Final = 2e-3
INFLATION: Final[Inflation] = "bilinear"
"""Frames stand at equal parts of a video: a stretched embedding keeps each at its part, zeros would not."""


@dataclass(frozen=True, slots=True)
class CurriculumStage:
    """So many steps with videos of so many frames; half of the steps are pictures'."""

    frames: int
    steps: int


class PictureHeads(nn.Module):
    """The demo's heads over this tower, each of whose patches stands for several of theirs. Thrown away afterwards."""

    def __init__(self, width: int, tower_width: int, grid: int) -> None:
        super().__init__()
        self.fold = GRID // grid
        self.finer = nn.Linear(tower_width, tower_width * self.fold**2) if self.fold > 1 else nn.Identity()
        self.heads = SceneHeads(width, tower_width)

    def forward(self, pictures: Tensor, patches: Tensor, shown: FrozenBatch) -> dict[str, Tensor]:
        """The loss of each head. Shapes: pictures (N, E); patches (N, n, W)."""
        assert shown.labels is not None
        N, n, W = patches.shape
        side, fold = round(n**0.5), self.fold
        fine = self.finer(patches).view(N, side, side, fold, fold, W).transpose(2, 3).reshape(N, -1, W)
        found: dict[str, Tensor] = self.heads(pictures, fine, shown.labels)
        return found


def train_stages(
    stages: tuple[CurriculumStage, ...], seed: int, device: torch.device, keep: Path | None, say: Say
) -> Iterator[tuple[FrozenModel, TrainingLoop[FrozenBatch]]]:
    """The model after each stage, with the finished course."""
    model = fresh_network(seed, stages[0].frames).to(device)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed + 1)
        sizes = model.sizes.tower
        heads = PictureHeads(model.sizes.joint, sizes.width, sizes.image_px // sizes.patch_px).to(device)
    for stage in stages:
        model = grow(model, stage.frames, INFLATION)
        yield model, train_stage(model, heads, stage, seed, keep, say)


def train_stage(
    model: FrozenModel, heads: PictureHeads, stage: CurriculumStage, seed: int, keep: Path | None, say: Say
) -> TrainingLoop[FrozenBatch]:
    """Train at one frame count. Gives back the finished course."""
    model.train()
    model.text_model.eval()  # its dropout would draw from one generator on two threads
    rate = LearningRate(peak=PEAK, warm_steps=max(1, min(100, stage.steps // 4)))
    name = f"films of {stage.frames}"
    loop: TrainingLoop[FrozenBatch] = TrainingLoop(name, [model, heads], TrainingLength(steps=stage.steps), rate, keep)
    count = VIDEOS.get(stage.frames, FEWEST)
    draws = [partial(draw_pictures, count=PICTURES), partial(draw_videos, count=count, frames=stage.frames)]
    for found in loop.run(seed, draws, partial(batch_losses, model, heads)):
        if loop.step % 50 in (1, 2):
            say(loop.line(found))
    model.eval()
    return loop


def batch_losses(model: FrozenModel, heads: PictureHeads, shown: FrozenBatch) -> Losses:
    """Every loss of one batch with its weight: contrast at the authors' temperature, and what it does not teach."""
    with torch.autocast(shown.videos.device.type, dtype=torch.bfloat16):
        vectors, patches = see(model, shown.videos)
    scores = cosines(model.encode_words(shown.ids, shown.mask), vectors) / TEMPERATURE
    B = len(shown.videos)
    if shown.labels is not None:
        parts = {name: (WEIGHTS[name], loss) for name, loss in heads(vectors, patches, shown).items()}
        return parts | {"sentence": (1.0, contrast(scores, shown.matches))}
    rows = torch.arange(B, len(scores), device=scores.device)
    return {
        "films": (1.0, 0.5 * (rank_loss(scores[:B], shown.matches[:B]) + rank_loss(scores.T, shown.matches.T))),
        "twins": (0.5, prefer(scores[shown.twins, shown.twins], scores[rows, shown.twins], 1.0)),
    }


def see(model: FrozenModel, videos: Tensor) -> tuple[Tensor, Tensor]:
    """Vectors of videos and their patches, in float32. Shapes: (B, f, 3, S, S) -> (B, E), (B, fN, W)."""
    tower = model.video_model
    tokens = tower.embed(videos)
    for steps in tower.walk(tokens, videos.shape[1]):
        tokens = _out(steps)
    tokens = tower.norm(tokens)
    return model.vid_proj(tokens[:, 0]).float(), tokens[:, 1:].float()


def _out(steps: BlockSteps) -> Tensor:
    return steps.out
