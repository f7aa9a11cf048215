"""Runs the first stage: towers learn single pictures."""

from pathlib import Path
from typing import Final

import torch

from core.demo_model.training_pictures import WEIGHTS, SceneHeads, TrainingPictures, draw_pictures
from core.encode.backends.clip2video import Clip2VideoModel, end_vectors
from core.encode.temporal import unit
from core.finetune.losses import contrast
from core.finetune.training_loop import LearningRate, Losses, Say, TrainingLength, TrainingLoop

BATCH: Final = 96
"""Pictures in each of a step's two batches."""
TEXT_EVERY: Final = 2
"""The sentences take part in every second step; the heads in all."""


def train_towers(
    model: Clip2VideoModel, seed: int, length: TrainingLength, keep: Path | None, say: Say, batch: int = BATCH
) -> TrainingLoop[TrainingPictures]:
    """Train `model.clip` on drawn pictures. Gives back the finished course, for its step count and time."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed + 1)
        heads = SceneHeads(model.sizes.embed_dim, model.sizes.vision_width).to(model.clip.logit_scale.device)
    loop: TrainingLoop[TrainingPictures] = TrainingLoop(
        "pictures", [model.clip, heads], length, LearningRate(peak=2e-3), keep
    )
    model.train()
    model.clip.visual.output_tokens = True
    try:
        for losses in loop.run(
            seed,
            lambda rng: draw_pictures(rng, batch),
            lambda pictures: picture_losses(model, heads, pictures, with_text=loop.step % TEXT_EVERY == 0),
        ):
            if loop.step % 200 == 1:
                say(loop.line(losses))
    finally:
        model.clip.visual.output_tokens = False
    return loop


def picture_losses(model: Clip2VideoModel, heads: SceneHeads, pictures: TrainingPictures, with_text: bool) -> Losses:
    """Every loss of one batch with its weight."""
    with torch.autocast(pictures.pixels.device.type, dtype=torch.bfloat16):
        frames, patches = model.clip.visual(pictures.pixels)
    frames, patches = frames.float(), patches.float()
    parts = {name: (WEIGHTS[name], loss) for name, loss in heads(frames, patches, pictures.labels).items()}
    if with_text:
        ids = pictures.words
        text = unit(end_vectors(model.encode_words(ids), ids))
        scores = model.clip.logit_scale.exp().clamp(max=100) * text @ unit(frames).T
        parts["sentence"] = (1.0, contrast(scores, pictures.matches))
    return parts
