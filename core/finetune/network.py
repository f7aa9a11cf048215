"""The demo network: CLIP2Video with small towers and a token table of the drawn world's words only."""

import math
from typing import Final

import torch

from core.encode.backends.clip2video import Clip2VideoModel
from core.encode.layout import ModelSizes
from core.finetune.words import MAX_WORDS, small_vocabulary
from core.finetune.world import FILM_FRAMES

WIDTH: Final = 128


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
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Clip2VideoModel(demo_sizes(small_vocabulary()), 0.5, FILM_FRAMES, MAX_WORDS)
        with torch.no_grad():
            # CLIP's norm of frame vectors is large beside these: a small start would drown places and kinds.
            torch.nn.init.normal_(model.frame_position_embeddings.weight, std=0.3)
            torch.nn.init.normal_(model.type_position_embeddings.weight, std=0.3)
            model.clip.logit_scale.fill_(math.log(14.0))
    return model
