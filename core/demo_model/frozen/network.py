"""A small Frozen in Time: before training, and led from few frames to more."""

import math
from typing import Final, cast

import torch
from torch import Tensor

from core.demo_model.frozen.vocabulary import CONTEXT, vocabulary
from core.demo_model.network import patch_places
from core.encode.frozen.frozen_layout import FrozenSizes, Inflation
from core.encode.frozen.model import FrozenModel, build_from_state_dict
from core.encode.frozen.tower import SpaceTimeBlock, TowerSizes
from core.synthetic.world import SIDE

WIDTH: Final = 128
PATCH_PX: Final = 16
"""As in the official model. Smaller patches cost four times as much for each frame."""


def video_sizes(frames: int) -> FrozenSizes:
    """Sizes of the network. Heads are 64 wide, as the official layout wants them."""
    tower = TowerSizes(int(SIDE), PATCH_PX, WIDTH, depth=4, heads=WIDTH // 64, frames=frames)
    return FrozenSizes(
        tower,
        vocab=len(vocabulary()),
        positions=CONTEXT,
        text_width=WIDTH,
        text_hidden=4 * WIDTH,
        text_layers=2,
        text_heads=WIDTH // 64,
        joint=WIDTH,
    )


def fresh_network(seed: int, frames: int = 1) -> FrozenModel:
    """A network before training, the same for the same seed; it begins as an image model, as the authors' does.

    Their silent start of the time branch (`qkv` of zeros, `proj` of ones) makes all its channels equal, and equal they
    would stay under equal steps; zeros in `proj` alone are as silent.
    """
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(seed)
        model = FrozenModel(video_sizes(frames))
        tower = model.video_model
        torch.nn.init.normal_(tower.cls_token, std=0.02)
        tower.pos_embed[0, 0].zero_()
        tower.pos_embed[0, 1:] = patch_places(tower.sizes.image_px // tower.sizes.patch_px, tower.sizes.width)
        for block in tower.blocks:
            branch = cast(SpaceTimeBlock, block).timeattn.proj
            branch.weight.zero_()
            branch.bias.zero_()
    return model


def grow(model: FrozenModel, frames: int, inflation: Inflation) -> FrozenModel:
    """The same network for another number of frames, with its embedding of time led there.

    From one frame there is nothing to lead: later frames begin at places of their own, the first stays where it is.
    """
    grown = build_from_state_dict(model.state_dict(), frames=frames, inflation=inflation)
    if model.sizes.tower.frames == 1:
        with torch.no_grad():
            grown.video_model.temporal_embed.add_(time_places(frames, grown.sizes.tower.width))
    return grown.to(model.video_model.cls_token.device)


def time_places(frames: int, width: int) -> Tensor:
    """Sines and cosines of the place in the video, beside those of the first frame. Shapes: -> (frames, width)."""
    waves = math.pi / frames * 2.0 ** torch.linspace(0, 3, width // 2)
    angles = torch.arange(frames)[:, None] * waves
    places = 0.5 * torch.cat([angles.sin(), angles.cos()], dim=1)
    return places - places[:1]
