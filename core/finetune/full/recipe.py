"""How a full fine-tuning learns: rates, schedule, groups of weights, what stays frozen.

Source: CLIP2Video's recipe as its parent code base has it (models specification 1.10); Frozen in Time (2.9).
"""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

import torch
from torch import nn

from core.finetune.full.bert_adam import BertAdam

Precision = Literal["auto", "float32", "bfloat16", "float16"]
MAX_LOGIT_SCALE: Final = math.log(100)
_BLOCK: Final = re.compile(r"(?:^|\.)(?:resblocks|blocks|layer)\.(\d+)\.")
_OUTER: Final = ("ln_final", "text_projection", "logit_scale", "logit_bias", "ln_post", "proj", "attn_pool", "norm")
"""Parts of a tower behind its blocks: learned however many of the blocks are frozen."""


@dataclass(frozen=True, slots=True)
class CurriculumPart:
    """So many frames of each video for this share of the steps."""

    frames: int
    share: float


@dataclass(frozen=True, slots=True)
class FullRecipe:
    """Everything that decides what weights come out, but for the data. The defaults are CLIP2Video's.

    Units: `warm_share` of all steps; `tower_share` of `rate`.
    """

    batch: int = 128
    """Pairs that are told apart in one step, over all processes."""
    chunk: int = 0
    """Pairs that are encoded at once; 0: the whole batch. It changes memory and time, never the gradient."""
    epochs: int = 5
    rate: float = 1e-4
    tower_share: float = 1e-3
    decay: float = 0.2
    warm_share: float = 0.1
    falls: bool = True
    """By a cosine after the warm-up, else the rate stays."""
    bert: bool = True
    """BERT's Adam: no bias correction, each tensor's gradient clipped by itself too. Else torch's AdamW."""
    clip_norm: float = 1.0
    frozen_layers: int = 0
    """Of each tower, counted from its input; 1 and more freeze the embeddings too."""
    precision: Precision = "auto"
    checkpointing: bool = False
    """Compute activations again on the way back instead of keeping them."""
    curriculum: tuple[CurriculumPart, ...] = ()
    one_caption_a_clip: bool = False
    """An epoch takes each clip once with one of its captions, else each caption once."""
    seed: int = 42


CLIP2VIDEO: Final = FullRecipe()
FROZEN: Final = FullRecipe(
    batch=16,
    rate=3e-5,
    tower_share=1.0,
    decay=0.0,
    warm_share=0.0,
    falls=False,
    bert=False,
    clip_norm=0.0,
    curriculum=(CurriculumPart(1, 0.9), CurriculumPart(4, 0.1)),
    one_caption_a_clip=True,
)
"""AdamW at one rate; images first, then videos of four frames."""


def rate_at(recipe: FullRecipe, step: int, steps: int) -> float:
    """Share of the peak rate for the step after `step` steps. The cosine does not begin at 1 after the warm-up."""
    done = step / max(1, steps)
    if done < recipe.warm_share:
        return done / recipe.warm_share
    return 0.5 * (1 + math.cos(math.pi * min(1.0, done))) if recipe.falls else 1.0


def frames_at(recipe: FullRecipe, step: int, steps: int, most: int) -> int:
    """How many frames of a video this step shows, `most` without a curriculum."""
    end = 0.0
    for part in recipe.curriculum:
        end += part.share
        if step < end * steps - 1e-9:
            return min(part.frames, most)
    return min(recipe.curriculum[-1].frames, most) if recipe.curriculum else most


def freeze_layers(model: nn.Module, layers: int, is_tower: Callable[[str], bool]) -> int:
    """Freeze embeddings and so many blocks of each tower; gives the number of weights still learned."""
    if layers > 0:
        for name, weight in model.named_parameters():
            if is_tower(name):
                weight.requires_grad_(_is_learned(name, layers))
    return sum(weight.numel() for weight in model.parameters() if weight.requires_grad)


def _is_learned(name: str, layers: int) -> bool:
    block = _BLOCK.search(name)
    if block is not None:
        return int(block[1]) >= layers
    return any(part in _OUTER or part.endswith("_proj") for part in name.split("."))


def parameter_groups(
    named: Iterable[tuple[str, nn.Parameter]], recipe: FullRecipe, is_tower: Callable[[str], bool]
) -> list[dict[str, Any]]:
    """Four groups: towers and the rest, each with and without decay. `share` is the group's of the rate.

    Only biases go without decay: in the authors' code the norms' weights have it too, as their names say nothing.
    """
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, weight in named:
        if weight.requires_grad:
            groups.setdefault((is_tower(name), "bias" not in name), []).append(weight)
    return [
        {
            "params": weights,
            "share": recipe.tower_share if in_tower else 1.0,
            "weight_decay": recipe.decay if decays else 0.0,
            "lr": 0.0,
        }
        for (in_tower, decays), weights in sorted(groups.items(), key=lambda each: each[0])
    ]


def make_optimiser(groups: list[dict[str, Any]], recipe: FullRecipe) -> torch.optim.Optimizer:
    """The optimiser of the recipe over `parameter_groups`; rates are set at each step by `set_rates`."""
    if recipe.bert:
        return BertAdam(groups)
    return torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.999), eps=1e-6)


def set_rates(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """Give each group its share of a rate."""
    for group in optimiser.param_groups:
        group["lr"] = rate * group["share"]
