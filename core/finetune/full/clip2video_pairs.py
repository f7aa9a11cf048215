"""CLIP2Video to be trained: its loss on global and aligned vectors, on towers of any kind.

Source: CLIP2Video, arXiv 2106.11097; models specification 1.7 to 1.10.
"""

import torch
from torch import Tensor

from core.encode.backends.clip2video import Clip2VideoModel
from core.encode.preprocessing import normalise
from core.encode.temporal import unit
from core.finetune.full.pair_model import PairBatch, PairModel, PairVectors, keep_statistics, real_places
from core.finetune.full.recipe import MAX_LOGIT_SCALE
from core.finetune.losses import contrast


class Clip2VideoPairs(PairModel):
    """Towers and heads of a CLIP2Video; `tokens` reads its captions.

    With `learned_weight` that much of the loss is the global half's, whatever the score gives it at the moment.
    """

    def __init__(self, model: Clip2VideoModel, tokens: object, learned_weight: float | None = None) -> None:
        super().__init__()
        self.model = model
        self.frames = model.frames
        self.tokens = tokens
        self._learned = model.center_weight if learned_weight is None else learned_weight
        self._full = 0 < self._learned < 1

    def train(self, mode: bool = True) -> "Clip2VideoPairs":
        """Training mode, where batch norms keep their statistics."""
        super().train(mode)
        keep_statistics(self)
        return self

    def forward(self, batch: PairBatch) -> PairVectors:
        """Rows: global and aligned of videos, then of sentences; one half alone where the other has no weight."""
        texts = self._text_halves(batch.ids, batch.words)
        videos = self._video_halves(batch.frames, batch.mask)
        return PairVectors((*videos, *texts), (self.scale(),))

    def loss(self, vectors: PairVectors, clips: Tensor) -> Tensor:
        """The mean contrast of both halves, weighted as in the score."""
        count, (scale,) = len(vectors.rows) // 2, vectors.shared
        matches = clips[:, None] == clips[None]
        sides = zip(self._weights(), vectors.rows[:count], vectors.rows[count:], strict=True)
        parts = [weight * contrast(scale * text @ video.T, matches) for weight, video, text in sides]
        return torch.stack(parts).sum()

    def text_vectors(self, ids: Tensor, words: Tensor) -> Tensor:
        """Shapes: (N, L), (N, L) -> (N, 2E)."""
        return self._joined(self._text_halves(ids, words))

    def video_vectors(self, frames: Tensor, mask: Tensor) -> Tensor:
        """Shapes: as in `PairBatch` -> (B, 2E)."""
        return self._joined(self._video_halves(frames, mask))

    def scale(self) -> Tensor:
        """CLIP's own, which is learned too."""
        scale: Tensor = self.model.clip.logit_scale.exp()
        return scale

    def is_tower(self, name: str) -> bool:
        """As the authors tell: by the name `clip.`."""
        return name.removeprefix("model.").startswith("clip.")

    def save_activations(self, enabled: bool) -> None:
        """open_clip does it block by block; towers of convolutions do without."""
        self.model.clip.set_grad_checkpointing(enabled)

    @torch.no_grad()
    def after_step(self) -> None:
        """The scale stays at most 100, as CLIP's was trained."""
        self.model.clip.logit_scale.clamp_(max=MAX_LOGIT_SCALE)

    def _text_halves(self, ids: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        with self.towers():
            hidden = self.model.encode_words(ids)
        hidden = hidden.float()
        halves = []
        if self._learned > 0:
            halves.append(unit(self.model.end_of(hidden, ids)))
        if self._learned < 1:
            halves.append(self.model.gather_spoken(hidden, words).vector)
        return tuple(halves)

    def _video_halves(self, frames: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        statistics = self.model.preparation.statistics
        pixels = normalise(frames, statistics.mean, statistics.std)
        empty = torch.zeros_like(pixels[:1])  # what videos are filled up with: zeros after normalising
        with self.towers():
            seen = self.model.encode_frames(torch.cat([pixels, empty]))
        shown = seen.float()[real_places(mask)]
        halves = []
        if self._learned > 0:
            halves.append(self.model.global_path(shown, mask).vector)
        if self._learned < 1:
            halves.append(self.model.aligned_path(shown, mask).aggregate.vector)
        return tuple(halves)

    def _weights(self) -> list[float]:
        return [self._learned, 1 - self._learned] if self._full else [1.0]

    def _joined(self, halves: tuple[Tensor, ...]) -> Tensor:
        if self._full:
            return self.model.join_halves(*halves)
        silent = torch.zeros_like(halves[0])
        return torch.cat([halves[0], silent] if self._learned else [silent, halves[0]], dim=-1)
