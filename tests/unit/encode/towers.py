"""Small open_clip models of every kind of image tower, with random weights."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import open_clip
import torch
from torch import nn

WORDS = ("a", "the", "red", "blue", "car", "house", "drives", "up", "past", "slowly")
PREPROCESSING = {
    "mean": [0.5, 0.4, 0.3],
    "std": [0.2, 0.25, 0.3],
    "interpolation": "bilinear",
    "resize_mode": "squash",
}


@dataclass(frozen=True)
class Kind:
    """An architecture and what must be found out about it."""

    name: str
    config: dict[str, Any]
    image_px: int
    grid: int
    width: int
    context: int


def _text(width: int, context: int, **more: Any) -> dict[str, Any]:
    return {"context_length": context, "vocab_size": 49408, "width": width, "heads": 1, "layers": 2, **more}


def _timm(name: str, image_px: int, pool: str, proj: str | None = None) -> dict[str, Any]:
    told = {"timm_model_name": name, "timm_model_pretrained": False, "timm_pool": pool, "timm_proj": proj}
    return {"image_size": image_px, **told}


KINDS = (
    Kind(
        "tiny-vit",
        {
            "embed_dim": 64,
            "vision_cfg": {"image_size": 32, "layers": 1, "width": 64, "patch_size": 8},
            "text_cfg": _text(64, 20),
        },
        32, 4, 64, 20,
    ),
    Kind(
        "tiny-timm-vit",  # as PE-Core is built
        {"embed_dim": 64, "vision_cfg": _timm("test_vit", 160, "avg"), "text_cfg": _text(64, 24), "custom_text": True},
        160, 10, 64, 24,
    ),
    Kind(
        "tiny-resnet",  # text and joint space of different width
        {
            "embed_dim": 128,
            "vision_cfg": {"image_size": 64, "layers": [1, 1, 1, 1], "width": 16, "patch_size": None},
            "text_cfg": _text(64, 20),
        },
        64, 0, 128, 20,
    ),
    Kind(
        "tiny-convnext",
        {"embed_dim": 64, "vision_cfg": _timm("test_convnext", 64, "", "linear"), "text_cfg": _text(64, 20)},
        64, 0, 64, 20,
    ),
    Kind(
        "tiny-both-ways",  # as MobileCLIP reads: each word sees those after it, and the padding
        {
            "embed_dim": 64,
            "vision_cfg": _timm("test_convnext", 64, "avg", "linear"),
            "text_cfg": _text(64, 16, no_causal_mask=True),
            "custom_text": True,
        },
        64, 0, 64, 16,
    ),
)  # fmt: skip
_OWN_WORDS = {"vocab_size": 40, "hf_tokenizer_name": "nobody/nothing", "tokenizer_kwargs": {"clean": "canonicalize"}}
LAST = Kind(
    "tiny-last",  # as SigLIP reads: words of its own, no start token, the sentence is told at the last place
    {
        "embed_dim": 64,
        "vision_cfg": {"image_size": 32, "layers": 1, "width": 64, "patch_size": 8},
        "text_cfg": _text(64, 16, no_causal_mask=True, pool_type="last") | _OWN_WORDS,
        "custom_text": True,
    },
    32, 4, 64, 16,
)  # fmt: skip
FIRST = Kind(
    "tiny-first",
    LAST.config | {"text_cfg": _text(64, 16, no_causal_mask=True, pool_type="first")},
    32, 4, 64, 16,
)  # fmt: skip


def make_towers(kind: Kind, folder: Path) -> nn.Module:
    """open_clip's own model of that kind; its name is known to open_clip from now on."""
    file = folder / f"{kind.name}.json"
    file.write_text(json.dumps(kind.config))
    open_clip.add_model_config(file)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(4)
        model = open_clip.create_model(kind.name, load_weights=False)
    return model.eval().requires_grad_(False)


def write_tokenizer(folder: Path, *, ends: bool = False, **more: Any) -> None:
    """A small word list where the entry's tokenizer would lie; `ends` as SigLIP 2 ends its sentences."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    words = ["<pad>", "<eos>", "<bos>", "<unk>", *WORDS]
    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    if ends:
        made.post_processor = processors.TemplateProcessing(single="$A <eos>", special_tokens=[("<eos>", 1)])
        more = {"eos_token": "<eos>", **more}
    made.save(str(folder / "tokenizer.json"))
    said = {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<pad>", "unk_token": "<unk>", **more}
    (folder / "tokenizer_config.json").write_text(json.dumps(said))
