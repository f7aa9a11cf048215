"""Frozen in Time to be trained, and where its training starts.

Source: Frozen in Time, arXiv 2104.00650; models specification 2.4 to 2.9.
"""

from collections.abc import Mapping
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor

from core.encode.frozen.frame_windows import interleaved
from core.encode.frozen.frozen_layout import FrozenSizes
from core.encode.frozen.model import FrozenModel
from core.encode.frozen.stages import MEAN, STD, TEMPERATURE
from core.encode.preprocessing import normalise
from core.encode.temporal import unit
from core.errors import WeightsCorruptError
from core.finetune.full.pair_model import PairBatch, PairModel, PairVectors, real_places
from core.finetune.losses import contrast


class FrozenPairs(PairModel):
    """Both towers of a Frozen model; `tokens` reads its captions. Its text tower has dropout, as the authors' has."""

    def __init__(self, model: FrozenModel, tokens: object) -> None:
        super().__init__()
        self.model = model
        self.frames = model.sizes.tower.frames
        self.tokens = tokens

    def forward(self, batch: PairBatch) -> PairVectors:
        """Rows: videos and sentences, unit vectors."""
        return PairVectors(
            (self.video_vectors(batch.frames, batch.mask), self.text_vectors(batch.ids, batch.words)), ()
        )

    def loss(self, vectors: PairVectors, clips: Tensor) -> Tensor:
        """The normalised softmax at a fixed temperature: the *sum* of both directions."""
        video, text = vectors.rows
        return 2 * contrast(text @ video.T / TEMPERATURE, clips[:, None] == clips[None])

    def text_vectors(self, ids: Tensor, words: Tensor) -> Tensor:
        """Shapes: (N, L), (N, L) -> (N, E)."""
        with self.towers():
            vectors = self.model.encode_words(ids, words)
        return unit(vectors.float())

    def video_vectors(self, frames: Tensor, mask: Tensor) -> Tensor:
        """Videos of fewer frames are filled up with zeros after normalising, which are seen like any other.

        Shapes: as in `PairBatch` -> (B, E).
        """
        pixels = normalise(frames, MEAN, STD)
        pixels = self._shrunk(torch.cat([pixels, torch.zeros_like(pixels[:1])]))
        with self.towers():
            vectors = self.model.encode_videos(pixels[real_places(mask)])
        return unit(vectors.float())

    def judged_vectors(self, frames: Tensor, mask: Tensor) -> Tensor:
        """Interleaved windows of as many frames as the model knows, added up: as the encoder does it."""
        pixels = self._shrunk(normalise(frames, MEAN, STD))
        places, sums = real_places(mask), []
        for row, count in zip(places, mask.sum(1).int().tolist(), strict=True):
            windows = [pixels[row[list(window)]] for window in interleaved(count, self.frames)]
            with self.towers():
                sums.append(sum(self.model.encode_videos(each[None])[0].float() for each in windows))
        return unit(torch.stack([cast(Tensor, each) for each in sums]))

    def scale(self) -> Tensor:
        """One over the temperature."""
        return torch.tensor(1 / TEMPERATURE, device=self.device)

    def is_tower(self, name: str) -> bool:
        """Everything was trained before but the two projections; all learn at one rate."""
        return not name.removeprefix("model.").startswith(("vid_proj.", "txt_proj."))

    def save_activations(self, enabled: bool) -> None:
        """Block by block in the video tower; captions are short."""
        self.model.video_model.saves_activations = enabled

    def _shrunk(self, pixels: Tensor) -> Tensor:
        """The second of the authors' two resizes, where frames are larger than the tower wants them."""
        side = self.model.sizes.tower.image_px
        if pixels.shape[-1] == side:
            return pixels
        return F.interpolate(pixels, (side, side), mode="bilinear", antialias=True)


def frame_side(image_px: int) -> int:
    """Side of kept frames: the authors' test makes a square of 256 first, then 224."""
    return image_px * 8 // 7


def start_frozen(
    vision: Mapping[str, Tensor], text: Mapping[str, Tensor], sizes: FrozenSizes, seed: int = 0
) -> FrozenModel:
    """A model ready for its curriculum: a vision transformer's weights, DistilBERT's, and a time branch that is silent.

    So it begins as an image model. `vision` has timm's names, `text` those of DistilBERT, with or without the prefix
    `distilbert.`. Raises: WeightsCorruptError.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = FrozenModel(sizes)
    silent_time(model)
    named = {name.removeprefix("distilbert."): weight for name, weight in text.items()}
    _fill(model.video_model, vision, "image tower", ("temporal_embed", "timeattn", "norm3"))
    _fill(model.text_model, named, "text tower", ("position_ids",))
    return model


@torch.no_grad()
def silent_time(model: FrozenModel) -> None:
    """The authors' start of the time branch: it gives zero, and yet gradients reach it."""
    tower = model.video_model
    tower.temporal_embed.zero_()
    for name, weight in tower.named_parameters():
        if ".timeattn." in name:
            weight.fill_(1.0 if name.endswith("proj.weight") else 0.0)


def _fill(tower: torch.nn.Module, weights: Mapping[str, Tensor], what: str, without: tuple[str, ...]) -> None:
    known = tower.state_dict()
    fitting = {name: weight for name, weight in weights.items() if name in known and weight.shape == known[name].shape}
    missing = [name for name in known if name not in fitting and not any(part in name for part in without)]
    if missing:
        raise WeightsCorruptError(
            f"These weights do not fit the {what}: {missing[0]} is missing or of a different size.",
            "Choose weights of the same architecture.",
        )
    tower.load_state_dict(fitting, strict=False)
