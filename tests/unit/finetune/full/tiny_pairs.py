"""Pairs and models small enough to be trained in a test."""

import numpy as np
import torch

from core.finetune.full.clip2video_pairs import Clip2VideoPairs
from core.finetune.full.clip_frames import DrawnClips
from core.finetune.full.frozen_pairs import FrozenPairs
from core.finetune.full.pair_batches import FrameStyle, PairSet, make_batch
from core.finetune.full.pair_model import PairBatch
from tests.unit.encode import tiny
from tests.unit.encode.frozen import tiny as frozen_tiny

WORDS = ["red", "blue", "green", "square", "circle", "star", "moves", "grows", "left", "right", "up", "down"]


class WordTokens:
    """One token a word; the end has the largest id."""

    def read(self, text: str) -> list[int]:
        return [WORDS.index(word) + 2 for word in text.split()]

    def pad(self, sentences: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
        rows = [[1, *each, 40] for each in sentences]
        ids = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.int64)
        mask = torch.zeros_like(ids)
        for row, each in enumerate(rows):
            ids[row, : len(each)] = torch.tensor(each)
            mask[row, : len(each)] = 1
        return ids, mask


def draw_pairs(count: int, px: int = 32, frames: int = 6, seed: int = 0) -> PairSet:
    """Noise of different lengths, each with a sentence of different length."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(3, frames + 1, count)
    clips = [rng.integers(0, 256, (n, px, px, 3), dtype=np.uint8) for n in lengths]
    captions = [" ".join(rng.choice(WORDS, int(rng.integers(2, 6)))) for _ in range(count)]
    return PairSet(captions, np.arange(count), DrawnClips(clips))


def batch_of(pairs: PairSet, rows: range, frames: int = 6) -> PairBatch:
    clips = pairs.clips[list(rows)]
    shown = [pairs.frames.take(int(clip), range(pairs.frames.count(int(clip)))) for clip in clips]
    return make_batch(shown, [pairs.captions[row] for row in rows], clips, frames, WordTokens())


def clip2video(seed: int = 7, center_weight: float = 0.5) -> Clip2VideoPairs:
    model = tiny.tiny_model(seed, frames=6)
    model.center_weight = center_weight
    with torch.no_grad():
        model.clip.logit_scale.fill_(2.0)
    return Clip2VideoPairs(model, WordTokens()).train()


def frozen(seed: int = 5) -> FrozenPairs:
    return FrozenPairs(frozen_tiny.tiny_frozen(seed), WordTokens()).train()


CLIP2VIDEO_STYLE = FrameStyle(6, 32)
FROZEN_STYLE = FrameStyle(4, frozen_tiny.IMAGE_PX, by_segments=True)
MODELS = {"clip2video": clip2video, "frozen": frozen}


def pairs_for(name: str, count: int) -> PairSet:
    return draw_pairs(count) if name == "clip2video" else draw_pairs(count, px=frozen_tiny.IMAGE_PX, frames=4)


def gradients(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


def gap(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> float:
    assert a.keys() == b.keys()
    return max(float((a[name] - b[name]).abs().max()) for name in a)
