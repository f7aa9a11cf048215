"""Downloadable models with random weights: files as they would come, and open_clip's own reading of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import pytest
import torch
from open_clip import factory
from open_clip.pretrained import get_pretrained_cfg, list_pretrained_tags_by_model
from open_clip.transform import PreprocessCfg, image_transform_v2
from PIL import Image
from safetensors.torch import save_file

import resources
from core.model_store.entries import ModelEntry, read_entries
from tests.unit.encode.towers import write_tokenizer

DOWNLOADABLE = read_entries(resources.path("models/downloadable.toml").read_text(encoding="utf-8"))
LARGE = 200_000_000
"""Parameters, from which on a model is built on demand only: memory, disk and minutes."""


def entry_params(build: bool = True) -> list[object]:
    """Downloadable models as parameters of a test; where they are built, the large ones are marked slow."""
    large = [pytest.mark.slow, pytest.mark.timeout(1800)]
    return [
        pytest.param(entry, id=entry.id, marks=large if build and entry.parameters > LARGE else [])
        for entry in DOWNLOADABLE
    ]


@dataclass(frozen=True)
class Transform:
    """open_clip's own way from a picture to numbers."""

    steps: Callable[[Image.Image], torch.Tensor]
    mean: tuple[float, ...]
    std: tuple[float, ...]

    def grey_levels(self, picture: np.ndarray) -> np.ndarray:
        """A picture as the transform leaves it, before normalising. Shapes: (H, W, 3) -> (S, S, 3)."""
        mean, std = (torch.tensor(each)[:, None, None] for each in (self.mean, self.std))
        ready = (self.steps(Image.fromarray(picture)) * std + mean) * 255
        return np.asarray(ready.permute(1, 2, 0).round().numpy()).astype(int)


@dataclass(frozen=True)
class Reference:
    """open_clip's own model and transform for weights that were published under one of its tags."""

    model: Any
    transform: Transform

    @torch.inference_mode()
    def vectors(self, pictures: Sequence[np.ndarray]) -> np.ndarray:
        """Pictures of any size -> unit vectors. Shapes: (N, E)."""
        ready = torch.stack([self.transform.steps(Image.fromarray(each)) for each in pictures])
        return np.asarray(self.model.encode_image(ready, normalize=True).numpy())

    @torch.inference_mode()
    def sentences(self, texts: Sequence[str], tokenize: Callable[[list[str]], torch.Tensor]) -> np.ndarray:
        """Sentences -> unit vectors. Shapes: (N, E)."""
        return np.asarray(self.model.encode_text(tokenize(list(texts)), normalize=True).numpy())


def write_weights(entry: ModelEntry, folder: Path, seed: int = 0) -> Path:
    """Random weights under the names of the entry's architecture, in half precision: half the disk."""
    torch.manual_seed(seed)
    model = open_clip.create_model(entry.architecture, load_weights=False, pretrained_text=False)
    path = folder / entry.weights.name
    save_file({name: each.half().contiguous() for name, each in model.state_dict().items()}, path)
    if entry.needs == "transformers":
        write_tokenizer(folder, ends=True)
    return path


def published_tag(entry: ModelEntry) -> str:
    """open_clip's tag of the weights that the entry names."""
    for tag in list_pretrained_tags_by_model(entry.architecture):
        if get_pretrained_cfg(entry.architecture, tag).get("hf_hub", "").rstrip("/") == entry.hub:
            return tag
    raise AssertionError(f"open_clip does not know {entry.hub}")


def published_transform(entry: ModelEntry) -> Transform:
    """What open_clip makes of the tag's own configuration, without the model."""
    tag = get_pretrained_cfg(entry.architecture, published_tag(entry))
    size = open_clip.get_model_config(entry.architecture)["vision_cfg"]["image_size"]
    look = PreprocessCfg(size, "RGB", tag["mean"], tag["std"], tag["interpolation"], tag["resize_mode"])
    return Transform(image_transform_v2(look, is_train=False), look.mean, look.std)


def read_reference(entry: ModelEntry, weights: Path, monkeypatch: pytest.MonkeyPatch) -> Reference:
    """As anybody would load it with open_clip, but for the download."""
    monkeypatch.setattr(factory, "download_pretrained", lambda *_, **__: str(weights))
    model, _, steps = open_clip.create_model_and_transforms(entry.architecture, pretrained=published_tag(entry))
    look = model.visual.preprocess_cfg
    return Reference(model.eval().requires_grad_(False), Transform(steps, tuple(look["mean"]), tuple(look["std"])))


def draw_picture(height: int, width: int) -> np.ndarray:
    """Something like a photograph: soft light, fine lines, hard edges, a little grain."""
    draw = np.random.default_rng(height * 10_000 + width)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    light = 120 + 60 * np.sin(x / 97 + np.cos(y / 61)) + 30 * np.sin((x + 2 * y) / 7)
    picture = np.stack([light, np.roll(light, 13, axis=1), light[:, ::-1]], axis=-1)
    picture[height // 3 : height // 2, width // 4 : width // 2] = (235, 40, 20)
    picture[(x + y).astype(int) % 43 == 0] = (15, 15, 30)
    return np.clip(picture + draw.normal(0, 4, picture.shape), 0, 255).astype(np.uint8)
