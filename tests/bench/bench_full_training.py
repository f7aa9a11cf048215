"""Full training against bare forward and backward on pairs that lie ready: what drawing, chunks and steps cost."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch

from core.finetune.full.pair_batches import draw_chunks
from core.finetune.full.recipe import CLIP2VIDEO
from core.finetune.full.trainer import FullTrainer
from tests.bench.gpu_card import Card
from tests.bench.gpu_parts import _bare_step, _pair_model, _pairs, _style
from tests.bench.harness import BenchRow, bench, side_by_side

BATCH = 16


@bench("FT1")
def full_training() -> Iterator[BenchRow]:
    """Small towers, whose arithmetic does not hide what is around it."""
    card = Card(torch.device("cpu"), is_quick=True)
    pairs = _pairs(card, BATCH)
    recipe = replace(CLIP2VIDEO, batch=BATCH, epochs=10_000)
    trainers = [FullTrainer(_pair_model(card), pairs, _style(card), replace(recipe, chunk=size)) for size in (0, 4)]
    bare = _pair_model(card).train()
    (batch,) = draw_chunks(pairs, np.arange(BATCH), BATCH, _style(card), bare.tokens, 0, 0, 0)
    rivals = [_bare_step(bare, batch), *(each.advance for each in trainers)]
    for rival in rivals:
        rival()
    bare_s, whole_s, chunked_s = side_by_side(rivals, 5)
    for each in trainers:
        each.close()
    detail = f"{BATCH / whole_s:.1f} against {BATCH / bare_s:.1f} pairs/s, small towers"
    yield BenchRow("FT1", "full training, pairs/s, vs bare forward and backward", bare_s / whole_s, detail=detail)
    yield BenchRow("FT1", "the same in chunks of a quarter", bare_s / chunked_s, detail="towers run twice forward")
