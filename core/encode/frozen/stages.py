"""Every stage of Frozen in Time as a named tensor, and its losses, for parity tests, training and explanation."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from core.encode.frozen.model import FrozenModel
from core.encode.preprocessing import normalise

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
TEMPERATURE = 0.05
_LEAST_NORM = 1e-8


@dataclass(frozen=True, slots=True)
class VideoStages:
    """From pixels to a video's vector. Shapes: B videos, f frames, N patches, D width, E joint width."""

    tokens_in: Tensor
    """(B, 1+fN, D), after all embeddings"""
    block0_time_attn: Tensor
    """(B, 1+fN, D)"""
    block0_space_attn: Tensor
    """(B, 1+fN, D)"""
    block0_out: Tensor
    """(B, 1+fN, D)"""
    last_block_out: Tensor
    """(B, 1+fN, D)"""
    video_cls: Tensor
    """(B, D), after the last norm"""
    video_embed: Tensor
    """(B, E)"""
    frame_shares: Tensor
    """(B, f, E), summing to `video_embed`"""


@dataclass(frozen=True, slots=True)
class PairStages:
    """Videos beside sentences. Shapes: text_hidden (N, L, W); text_embed (N, E); sim (N, B), cosines, rows = text."""

    video: VideoStages
    text_hidden: Tensor
    text_embed: Tensor
    sim: Tensor


def read_video(model: FrozenModel, frames: Tensor) -> VideoStages:
    """Run the video tower and keep every stage; differentiable.

    Shapes: (B, f, 3, S, S), uint8 RGB or float already normalised.
    """
    videos = normalise(frames, MEAN, STD) if frames.dtype == torch.uint8 else frames
    tower = model.video_model
    tokens = tower.embed(videos)
    steps = list(tower.walk(tokens, videos.shape[1]))
    first, last = steps[0], steps[-1].out
    video_cls = tower.norm(last[:, 0])
    return VideoStages(
        tokens_in=tokens,
        block0_time_attn=first.time.out,
        block0_space_attn=first.space.out,
        block0_out=first.out,
        last_block_out=last,
        video_cls=video_cls,
        video_embed=model.vid_proj(video_cls),
        frame_shares=model.split_videos(videos),
    )


def read_pairs(model: FrozenModel, frames: Tensor, input_ids: Tensor, attention_mask: Tensor) -> PairStages:
    """Videos and sentences through the whole model. Shapes: (B, f, 3, S, S), (N, L), (N, L)."""
    video = read_video(model, frames)
    hidden = model.read_words(input_ids, attention_mask)
    text = model.txt_proj(hidden[:, 0])
    return PairStages(video, hidden, text, cosines(text, video.video_embed))


def cosines(text: Tensor, video: Tensor) -> Tensor:
    """Cosine of every sentence with every video. Shapes: (N, E), (B, E) -> (N, B)."""
    return F.normalize(text, dim=-1, eps=_LEAST_NORM) @ F.normalize(video, dim=-1, eps=_LEAST_NORM).T


def softmax_loss(similarity: Tensor, temperature: float = TEMPERATURE) -> Tensor:
    """Normalised softmax over matched pairs on the diagonal: the *sum* of both directions. Shapes: (B, B)."""
    logits = similarity / temperature
    truth = torch.arange(len(logits), device=logits.device)
    return F.cross_entropy(logits, truth) + F.cross_entropy(logits.T, truth)


def margin_loss(similarity: Tensor, margin: float = 0.2) -> Tensor:
    """Mean by which others come within the margin of the true partner, over both directions. Shapes: (B, B)."""
    true = similarity.diagonal()
    others = ~torch.eye(len(similarity), dtype=torch.bool, device=similarity.device)
    rows = F.relu(margin - true[:, None] + similarity)[others]
    columns = F.relu(margin - true[None] + similarity)[others]
    return torch.cat([rows, columns]).mean()
