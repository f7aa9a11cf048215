"""Second stage: the temporal heads learn what happens, in which order and when; the sentences learn on.

Frame vectors are fixed. Beside the contrast with the other videos of the batch, among them the same set-up with other
events and the same video backwards, losses that teach what contrast alone does not: twins of captions with events or
the colours swapped, and where a phrase points (the ledger's rows), on captions that name one event of two.
"""

from pathlib import Path
from typing import Final, NamedTuple

import torch
from torch import Tensor

from core.demo_model.deletion import deletion_loss, frame_credit
from core.demo_model.training_batches import Emphasis, TrainingBatch, draw_training_batch
from core.demo_model.video_store import VideoStore
from core.encode.attribution import aligned_cells, fold_to_frames, token_loadings
from core.encode.backends.clip2video import Clip2VideoModel, end_vectors
from core.encode.temporal import Aggregate, AlignedPath, pool_frames, unit
from core.finetune.losses import contrast, pointing, prefer, rank_loss
from core.finetune.training_loop import LearningRate, Losses, Say, TrainingLength, TrainingLoop
from core.synthetic.world import VIDEO_FRAMES

BATCH: Final = 96
PEAK: Final = 3e-3
"""Chosen on validation videos (1,100 steps): motion pointing was 0.60 at 1.2e-3, 0.62 at 2e-3 and 0.94 at this."""
MEAN_PEAK: Final = 1.2e-3


class EncodedCaptions(NamedTuple):
    """Captions as the model reads them. Shapes: hidden (N, L, E); mask (N, L)."""

    hidden: Tensor
    words: Aggregate
    mask: Tensor


def train_heads(
    model: Clip2VideoModel,
    store: VideoStore,
    seed: int,
    length: TrainingLength,
    keep: Path | None,
    say: Say,
    batch: int = BATCH,
) -> TrainingLoop[TrainingBatch]:
    """Train everything but the image tower. Gives back the finished course."""
    model.train()
    model.clip.visual.requires_grad_(False)
    emphasis = Emphasis()
    loop: TrainingLoop[TrainingBatch] = TrainingLoop("films", [model], length, LearningRate(peak=PEAK), keep)

    def losses(examples: TrainingBatch) -> Losses:
        ramp = min(1.0, max(0.1, loop.progress / 0.25))
        weights = {"global": 1.0, "aligned": 1.0, "twins": ramp * emphasis.twins, "pointing": ramp * emphasis.pointing,
                   "deletion": ramp * emphasis.deletion}  # fmt: skip
        return {name: (weights[name], part) for name, part in batch_losses(model, examples, emphasis).items()}

    for found in loop.run(seed, lambda rng: draw_training_batch(store, rng, batch, emphasis), losses):
        if loop.step % 50 == 1:
            say(loop.line(found))
    model.clip.visual.requires_grad_(True)
    return loop


def batch_losses(
    model: Clip2VideoModel, examples: TrainingBatch, emphasis: Emphasis | None = None
) -> dict[str, Tensor]:
    """Every loss of one batch; contrast is halved between the global and the aligned side as in the score."""
    emphasis = emphasis or Emphasis()
    B, w = len(examples.video_batch.videos), model.center_weight
    scale = model.clip.logit_scale.exp().clamp(max=100)
    hidden = model.encode_words(examples.words.ids)
    text = unit(end_vectors(hidden, examples.words.ids))
    spoken = EncodedCaptions(hidden, model.gather_words(hidden, examples.words.mask), examples.words.mask)
    frames, mask = examples.video_batch.vectors, examples.video_batch.mask
    whole, aligned = model.global_path(frames, mask), model.aligned_path(frames, mask)
    sides = {
        "global": text @ whole.vector.T,  # (B + S, B)
        "aligned": spoken.words.vector @ aligned.aggregate.vector.T,
    }
    losses = {
        "global": w * _contrast(scale * sides["global"], examples.matches, B),
        "aligned": (1 - w) * _contrast(scale * sides["aligned"], examples.matches, B),
        "twins": sum((0.5 * _twins(scores, examples.twins, scale) for scores in sides.values()), scale * 0),
    }
    if emphasis.pointing:
        rows, real = captioned_rows(model, examples, spoken, aligned), mask[examples.captioned.videos]
        losses["pointing"] = pointing(rows, examples.captioned.spans, real, emphasis.sharpness)
    if emphasis.deletion:
        own = text[:B], spoken.words.vector[:B]
        credit = frame_credit(model, *own, whole, aligned, mask).detach()
        part = slice(0, B, 2)  # every second video: this loss costs as much as all the others
        clips = frames[part], mask[part], examples.video_batch.empty
        sentence = model.join_halves(*own)[part]
        losses["deletion"] = deletion_loss(model, clips, sentence, credit[part], examples.chance[part])
    return losses


def _contrast(scores: Tensor, matches: Tensor, videos: int) -> Tensor:
    """Captions against videos, and videos against all captions, twins among them."""
    if len(scores) == videos:
        return contrast(scores, matches)
    return 0.5 * (rank_loss(scores[:videos], matches[:videos]) + rank_loss(scores.T, matches.T))


def _twins(scores: Tensor, rows: Tensor, scale: Tensor) -> Tensor:
    """Each video prefers its caption to the twin. Shapes: scores (B + S, B); rows (S,)."""
    videos = scores.shape[1]
    return prefer(scores[rows, rows], scores[torch.arange(videos, len(scores), device=rows.device), rows], scale)


def captioned_rows(
    model: Clip2VideoModel, examples: TrainingBatch, spoken: EncodedCaptions, aligned: AlignedPath
) -> Tensor:
    """Ledger rows of the told events, summed over centres. Shapes: -> (N, F)."""
    cells = phrase_cells(model, spoken, aligned, examples.captioned.videos)
    return (cells.sum(2) * examples.captioned.spoken[:, :, None]).sum(1)


def phrase_cells(
    model: Clip2VideoModel, text: tuple[Tensor, Aggregate, Tensor], aligned: AlignedPath, rows: Tensor
) -> Tensor:
    """The aligned ledger of captions against the videos of the same row. Shapes: -> (N, L, K, F)."""
    hidden, words, mask = text
    counted = mask[rows].clone()
    counted[:, 0] = 0
    of_words = Aggregate(*(part[rows] for part in words))
    of_frames = Aggregate(*(part[rows] for part in aligned.aggregate))
    cells = aligned_cells(
        hidden[rows],
        token_loadings(of_words, counted),
        aligned.tokens[rows],
        token_loadings(of_frames, aligned.mask[rows]),
        model.emb_center,
    )
    return (1 - model.center_weight) * fold_to_frames(cells, VIDEO_FRAMES)


# --------------------------------------------------------------------------- the plain baseline


def train_mean(
    model: Clip2VideoModel, store: VideoStore, seed: int, length: TrainingLength, keep: Path | None, say: Say
) -> TrainingLoop[TrainingBatch]:
    """Train the sentences alone against the mean of the frame vectors: what can be had without any temporal part."""
    model.train()
    model.clip.visual.requires_grad_(False)
    loop: TrainingLoop[TrainingBatch] = TrainingLoop("mean", [model.clip], length, LearningRate(peak=MEAN_PEAK), keep)
    emphasis = Emphasis()

    def losses(examples: TrainingBatch) -> Losses:
        return {"contrast": (1.0, mean_loss(model, examples))}

    for found in loop.run(seed, lambda rng: draw_training_batch(store, rng, BATCH, emphasis), losses):
        if loop.step % 50 == 1:
            say(loop.line(found))
    model.clip.visual.requires_grad_(True)
    return loop


def mean_loss(model: Clip2VideoModel, examples: TrainingBatch) -> Tensor:
    """Contrast of sentences and mean frame vectors.

    A video and its reversal have one mean: they may not be told apart, so neither is wrong for the other.
    """
    B = len(examples.video_batch.videos)
    ids = examples.words.ids[:B]
    text = unit(end_vectors(model.encode_words(ids), ids))
    video = pool_frames(examples.video_batch.vectors, examples.video_batch.mask)
    same = (video @ video.T) > 1 - 1e-6
    matches = (examples.matches[:B].float() @ same.float()) > 0
    return contrast(model.clip.logit_scale.exp().clamp(max=100) * text @ video.T, matches)
