"""A Frozen in Time model small enough for a test, and its tokenizer file; weights by the parity numbers' recipe."""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from core.encode.frozen.frozen_layout import FrozenSizes
from core.encode.frozen.model import FrozenModel, build_from_state_dict
from core.encode.frozen.tower import TowerSizes
from tests.unit.encode.tiny import recipe_weights

_PLAIN = (
    "a the red car drives up two people talk in quiet kitchen dog ##s ##ing cat yellow boat blue sky white rabbit , ."
)
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_PLAIN.split()]
VOCAB = 64
IMAGE_PX = 28  # frames of 32: the same proportion as 224 and 256


def sizes(frames: int = 4, depth: int = 2) -> FrozenSizes:
    tower = TowerSizes(image_px=IMAGE_PX, patch_px=14, width=64, depth=depth, heads=1, frames=frames)
    return FrozenSizes(
        tower, vocab=VOCAB, positions=24, text_width=64, text_hidden=128, text_layers=1, text_heads=1, joint=32
    )


def tiny_state(seed: int = 5, frames: int = 4) -> dict[str, Tensor]:
    model = FrozenModel(sizes(frames))
    return recipe_weights({name: tuple(each.shape) for name, each in model.state_dict().items()}, seed)


def tiny_frozen(seed: int = 5, frames: int = 4) -> FrozenModel:
    return build_from_state_dict(tiny_state(seed, frames))


def write_tokenizer(folder: Path) -> None:
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")


def write_tiny(folder: Path, seed: int = 5, frames: int = 4) -> Path:
    """Weights and tokenizer in a folder."""
    path = folder / "frozen.safetensors"
    save_file(tiny_state(seed, frames), path)
    write_tokenizer(folder)
    return path


def draw_videos(videos: int, frames: int, px: int = IMAGE_PX, seed: int = 1) -> Tensor:
    """Noise, as normalised pixels. Shapes: (B, f, 3, S, S)."""
    return torch.randn(videos, frames, 3, px, px, generator=torch.Generator().manual_seed(seed))
