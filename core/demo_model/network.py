"""The demo network: CLIP2Video with small towers and a token table of the drawn world's words only."""

import math
from collections.abc import Callable
from typing import Final, TypeVar

import torch
from torch import Tensor

from core.encode.backends.clip2video import Clip2VideoModel
from core.encode.clip2video_layout import ModelSizes
from core.synthetic.token_table import MAX_WORDS, small_vocabulary
from core.synthetic.world import VIDEO_FRAMES

WIDTH: Final = 128
Model = TypeVar("Model", bound=Clip2VideoModel)


def demo_sizes(vocab: int) -> ModelSizes:
    """Sizes of the demo network. Heads are 64 wide, as the official layout wants them."""
    return ModelSizes(
        image_px=64,
        patch_px=8,
        vision_width=WIDTH,
        vision_layers=4,
        context_length=77,
        vocab=vocab,
        text_width=WIDTH,
        text_layers=2,
        embed_dim=WIDTH,
        temporal_layers=3,
        centres=5,
        positions=77,
    )


def fresh_network(seed: int) -> Clip2VideoModel:
    """A network before training, the same for the same seed."""
    return seeded(seed, lambda: Clip2VideoModel(demo_sizes(small_vocabulary()), 0.5, VIDEO_FRAMES, MAX_WORDS))


def seeded(seed: int, make: Callable[[], Model]) -> Model:
    """A network as `make` builds it, with random numbers of its own and starting values that suit a small one."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = make()
        with torch.no_grad():
            # CLIP's norm of frame vectors is large beside these: a small start would drown places and kinds.
            torch.nn.init.normal_(model.frame_position_embeddings.weight, std=0.3)
            torch.nn.init.normal_(model.type_position_embeddings.weight, std=0.3)
            # With CLIP's tiny random start, where a patch lies is drowned by what it shows, and places come late.
            model.clip.visual.positional_embedding[0].zero_()
            model.clip.visual.positional_embedding[1:] = patch_places(model.sizes.grid, model.sizes.vision_width)
            model.clip.logit_scale.fill_(math.log(14.0))
    return model


def patch_places(grid: int, width: int) -> Tensor:
    """Sines and cosines of column and row, half as large as unit features. Shapes: -> (grid * grid, width)."""
    row, column = (axis.flatten().float() for axis in torch.meshgrid(*[torch.arange(grid)] * 2, indexing="ij"))
    waves = math.pi / grid * 2.0 ** torch.linspace(0, 3, width // 4)
    angles = [axis[:, None] * waves for axis in (column, row)]
    return 0.5 * torch.cat([wave(angle) for angle in angles for wave in (torch.sin, torch.cos)], dim=1)
