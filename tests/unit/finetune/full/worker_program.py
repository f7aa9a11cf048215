"""What `torchrun` starts in test_workers.py: steps of both models, with what came of them written by each process."""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch

from c2v_desktop.finetune_child.several_processes import follow, lead
from core.finetune.full.cached_gradients import differentiate
from core.finetune.full.full_way import FullWay
from core.finetune.full.recipe import CLIP2VIDEO, FROZEN
from core.finetune.full.trainer import FullTrainer
from core.finetune.full.workers import Workers, joined
from core.finetune.run_folder import RunFolder
from core.finetune.teaching_run import TeachingSession
from core.values.teaching import TeachingEvent
from tests.fakes.still_frames import StillFrames
from tests.unit.finetune.full.tiny_pairs import (
    CLIP2VIDEO_STYLE,
    FROZEN_STYLE,
    MODELS,
    batch_of,
    clip2video,
    gradients,
    pairs_for,
)

FRAMES = {"clip2video": 6, "frozen": 4}
RECIPES = {
    "clip2video": (replace(CLIP2VIDEO, batch=8, chunk=2, rate=1e-3, tower_share=0.1), CLIP2VIDEO_STYLE),
    "frozen": (replace(FROZEN, batch=8, chunk=2, rate=1e-3), FROZEN_STYLE),
}


def of_a_batch(name: str, sizes: list[int], workers: Workers) -> dict:
    """Loss and gradient of 8 pairs, this process' share of them in chunks."""
    pairs, model = pairs_for(name, 8), MODELS[name]()
    first = workers.rank * sum(sizes)
    places = [range(first + sum(sizes[:i]), first + sum(sizes[: i + 1])) for i in range(len(sizes))]
    chunks = [batch_of(pairs, rows, FRAMES[name]) for rows in places]
    loss = differentiate(model, workers.share(model), chunks, workers, seed=3)
    return {"loss": loss, **gradients(model)}


def of_a_run(name: str, workers: Workers, **changes: object) -> dict:
    """Losses and weights of three steps."""
    recipe, style = RECIPES[name]
    model = MODELS[name]() if "centre" not in changes else clip2video(center_weight=1.0)
    changes.pop("centre", None)
    trainer = FullTrainer(model, pairs_for(name, 8), style, replace(recipe, **changes), workers, steps=3)
    losses = torch.tensor([trainer.advance() for _ in range(3)])
    trainer.close()
    return {"losses": losses, **trainer.learned()}


def everything(workers: Workers) -> dict:
    """One process has chunks of the size of all processes' together, where chance must fall alike."""
    share = 8 // workers.size
    return {
        "whole": {name: of_a_batch(name, [share], workers) for name in ["clip2video"]},
        "chunks": {name: of_a_batch(name, [2] * (share // 2), workers) for name in MODELS},
        "run": {name: of_a_run(name, workers) for name in MODELS},
        "half of the heads": {"clip2video": of_a_run("clip2video", workers, centre=1.0)},
        "frozen layers": {"clip2video": of_a_run("clip2video", workers, frozen_layers=1)},
    }


def whole_run(folder: RunFolder, workers: Workers) -> TeachingEvent | None:
    """A run as the engine makes it; all but the first process only follow. What was told comes back last."""
    events: list[TeachingEvent] = []
    make = partial(FullWay, source=StillFrames(), workers=workers)
    if workers.is_first:
        lead(workers, TeachingSession(folder, make, events.append))
    else:
        follow(workers, make)
    return events[-1] if events else None


if __name__ == "__main__":
    torch.set_num_threads(1)
    root = Path(sys.argv[1])
    with joined(torch.device("cpu")) as (own, _):
        torch.save(everything(own), root / f"{own.rank}.pt")
        whole_run(RunFolder(root / "run"), own)
