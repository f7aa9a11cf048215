"""Both towers of Frozen in Time and what joins them.

`state_dict()` of the model *is* the official checkpoint layout. Build it with `build_from_state_dict`.
"""

import os

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # before transformers: its hub library reads this when imported

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from transformers import DistilBertConfig, DistilBertModel

from core.encode.frozen.frame_shares import split_by_frame
from core.encode.frozen.frozen_layout import (
    TEMPORAL,
    FrozenMismatchError,
    FrozenSizes,
    Inflation,
    clean_state,
    compare,
    inflate,
)
from core.encode.frozen.frozen_layout import read_sizes as read_sizes
from core.encode.frozen.tower import SpaceTimeTower


class FrozenModel(nn.Module):
    """Videos and sentences to vectors of one space; both are compared by cosine."""

    def __init__(self, sizes: FrozenSizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.text_model: Any = build_text_tower(sizes)
        self.video_model = SpaceTimeTower(sizes.tower)
        self.txt_proj = nn.Sequential(nn.ReLU(), nn.Linear(sizes.text_width, sizes.joint))
        self.vid_proj = nn.Sequential(nn.Linear(sizes.tower.width, sizes.joint))

    def encode_videos(self, videos: Tensor) -> Tensor:
        """Not normalised. Shapes: (B, f, 3, S, S) normalised pixels -> (B, E)."""
        vectors: Tensor = self.vid_proj(self.video_model(videos))
        return vectors

    def split_videos(self, videos: Tensor) -> Tensor:
        """The same by frame: the sum over frames is `encode_videos`. Shapes: (B, f, 3, S, S) -> (B, f, E)."""
        return split_by_frame(self.video_model, self.vid_proj, videos)

    def read_words(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Hidden state of every token. Shapes: (N, L), (N, L) 1 for tokens, 0 for padding -> (N, L, W)."""
        hidden: Tensor = self.text_model(input_ids=ids, attention_mask=mask).last_hidden_state
        return hidden

    def encode_words(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The first token's, projected, not normalised. Shapes: (N, L), (N, L) -> (N, E)."""
        vectors: Tensor = self.txt_proj(self.read_words(ids, mask)[:, 0])
        return vectors


def build_text_tower(sizes: FrozenSizes) -> nn.Module:
    """DistilBERT of these sizes, with random weights; nothing is fetched."""
    config = DistilBertConfig(
        vocab_size=sizes.vocab,
        max_position_embeddings=sizes.positions,
        n_layers=sizes.text_layers,
        n_heads=sizes.text_heads,
        dim=sizes.text_width,
        hidden_dim=sizes.text_hidden,
        attn_implementation="sdpa",
    )
    tower: nn.Module = DistilBertModel(config)
    return tower


def build_from_state_dict(
    state: Mapping[str, object],
    *,
    frames: int = 0,
    inflation: Inflation = "zeros",
    heads: int = 0,
    text_heads: int = 0,
) -> FrozenModel:
    """Build the model that an official state dict belongs to, in float32 and evaluation mode.

    All sizes come from names and shapes, but for heads, which are 64 wide unless given. With `frames` the embedding of
    time is led to that many frames.
    Raises: WeightsCorruptError, FrozenMismatchError with the table of what is missing, unknown or of the wrong shape.
    """
    clean = clean_state(state)
    read_sizes(clean, heads, text_heads)  # first, so that a foreign file is called foreign
    if frames:
        clean[TEMPORAL] = inflate(clean[TEMPORAL], frames, inflation)
    with torch.device("meta"):
        model = FrozenModel(read_sizes(clean, heads, text_heads))
    if table := compare(clean, model.state_dict()):
        raise FrozenMismatchError(table)
    model.load_state_dict(clean, assign=True)
    # The one thing DistilBERT does not keep in its state: places 0, 1, 2, ...
    model.text_model.embeddings.position_ids = torch.arange(model.sizes.positions)[None]
    model.requires_grad_(True)
    return model.eval()
