"""Trains the bundled demo model, from a seed to the file, its record and its card.

The model understands drawn videos only. `c2v train-demo` calls this.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from core.demo_model.ablation_runs import Budget, run_trials
from core.demo_model.head_training import BATCH, train_heads, train_mean
from core.demo_model.network import demo_sizes, fresh_network
from core.demo_model.tower_training import train_towers
from core.demo_model.video_store import VideoStore, fill_store
from core.encode.backends.clip2video import Clip2VideoModel, build_from_state_dict
from core.encode.weights import TABLE, CheckpointMeta, read_checkpoint, write_checkpoint
from core.errors import C2VError
from core.evaluation.ablation import Ablation, AblationRun, save_ablation
from core.evaluation.model_card import Making, write_card
from core.evaluation.record import StageTime
from core.evaluation.run import EvaluationSizes, evaluate_file
from core.finetune.training_loop import Say, TrainingLength, TrainingLoop
from core.synthetic.token_table import VOCABULARY, full_table, small_table, used_tokens

NAME: Final = "Demo model: drawn shapes, colours, motions"
STEPS: Final = (4000, 3000, 600)
"""Pictures, videos and mean pooling of the bundled file."""
VIDEOS: Final = 20_000


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """One training run. `keep` holds the states of stages, so that a run that was broken off continues."""

    out: Path
    seed: int = 7
    steps: tuple[int, int, int] = STEPS
    videos: int = VIDEOS
    keep: Path | None = None
    device: str = "auto"
    trials: Budget | None = None
    sizes: EvaluationSizes = field(default_factory=EvaluationSizes)

    @property
    def command(self) -> str:
        """How to run it again."""
        steps = " ".join(map(str, self.steps))
        return f"c2v train-demo --out {self.out.name} --seed {self.seed} --steps {steps} --films {self.videos}"


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """What training leaves: the model, one trained by mean pooling on the same frames, and what the stages took."""

    model: Clip2VideoModel
    mean: Clip2VideoModel
    times: list[StageTime]


def train_demo(plan: TrainingPlan, say: Say) -> list[str]:
    """Train, write, examine what was written, write record and card; gives back the measured lines.

    Raises: C2VError, when the file or the device cannot be used.
    """
    _check(plan)
    made = train(plan, say)
    write_model(made.model, plan.out)
    times = list(made.times)
    with _timed("exam", times):
        record = evaluate_file(plan.out, made.mean, made.model, sizes=plan.sizes, say=_every(say, 5.0))
    making = Making(plan.seed, plan.videos, times, command=plan.command)
    return write_card(plan.out.with_suffix(".md"), record, making, plan.out.stat().st_size)


def train(plan: TrainingPlan, say: Say) -> TrainedModel:
    """All stages: pictures, the store of frame vectors, videos, the mean-pooling model, and the ablation if asked."""
    device, times = find_device(plan.device), list[StageTime]()
    model = fresh_network(plan.seed).to(device)
    pictures, videos, mean_steps = (TrainingLength(steps=count) for count in plan.steps)
    times.append(_took("pictures", train_towers(model, plan.seed, pictures, plan.keep, say)))
    with _timed("film store", times):
        store = _store(model, plan)
    towers = _copy(model, device)
    times.append(_took("films", train_heads(model, store, plan.seed, videos, plan.keep, say)))
    mean = _copy(towers, device)
    times.append(_took("mean pooling, to compare", train_mean(mean, store, plan.seed, mean_steps, plan.keep, say)))
    if plan.trials is not None:
        with _timed("ablation", times):
            run_ablation(plan.out.with_name("ablation.json"), plan.trials, towers, store, say)
    return TrainedModel(model.cpu().eval(), mean.cpu().eval(), times)


def write_model(model: Clip2VideoModel, path: Path) -> None:
    """Write the model under official names with CLIP's whole vocabulary, rows never trained packed into one."""
    state = dict(model.state_dict())
    state[TABLE] = full_table(state[TABLE])
    whole = build_from_state_dict(state, model.center_weight, model.frames, model.words)
    meta = CheckpointMeta(NAME, True, model.frames, model.words, model.center_weight, vocab=VOCABULARY)
    write_checkpoint(path, whole, meta, used_tokens())


def load_small(path: Path) -> Clip2VideoModel:
    """The written model, as rounded in the file, with the small token table of the drawn world."""
    state = dict(read_checkpoint(path).state)
    table = state[TABLE]
    assert isinstance(table, torch.Tensor)
    state[TABLE] = small_table(table)
    model = build_from_state_dict(state)
    assert model.sizes == demo_sizes(len(small_table(table)))
    return model


def find_device(wanted: str) -> torch.device:
    """The device to train on; "auto" is a graphics card where torch sees one. Raises: C2VError."""
    name = ("cuda" if torch.cuda.is_available() else "cpu") if wanted == "auto" else wanted
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise C2VError("There is no graphics card that torch can use here.", "Leave --device out, or say cpu.")
    return torch.device(name)


def _check(plan: TrainingPlan) -> None:
    """Find out before an hour of work that its result has a place."""
    if plan.out.suffix != ".safetensors" or not plan.out.parent.is_dir():
        raise C2VError(
            f"The model cannot be written to {plan.out}.", "Name a .safetensors file in a folder that exists."
        )
    if plan.videos < 2 * BATCH:
        raise C2VError(f"{plan.videos} videos are too few to draw batches from.", f"Keep at least {2 * BATCH}.")
    if plan.keep is not None:
        try:
            plan.keep.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise C2VError(f"The folder {plan.keep} cannot be made.", "Choose another for --keep.") from error


def run_ablation(path: Path, budget: Budget, towers: Clip2VideoModel, store: VideoStore, say: Say) -> None:
    """Train the ablation and save its record after each run: an interrupted one is not lost."""
    runs: list[AblationRun] = []
    note = (
        f"Losses of the paper alone; one image tower for all; batches of 2 x {budget.batch} of {len(store):,} videos."
    )
    for run in run_trials(towers, store, budget, say):
        runs.append(run)
        save_ablation(path, Ablation(date.today().isoformat(), tuple(runs), note))


def _copy(model: Clip2VideoModel, device: torch.device) -> Clip2VideoModel:
    twin = fresh_network(0).to(device)
    twin.load_state_dict(model.state_dict())
    return twin


def _store(model: Clip2VideoModel, plan: TrainingPlan) -> VideoStore:
    model.eval()
    return fill_store(model, np.random.default_rng([plan.seed, 9]), plan.videos)


def _took(stage: str, loop: TrainingLoop[Any]) -> StageTime:
    return StageTime(stage, loop.spent_s, loop.step, loop.cpu_s)


@contextmanager
def _timed(stage: str, times: list[StageTime]) -> Iterator[None]:
    wall_s, cpu_s = time.monotonic(), time.process_time()
    yield
    times.append(StageTime(stage, time.monotonic() - wall_s, 0, time.process_time() - cpu_s))


def _every(say: Say, seconds: float) -> Say:
    """Pass on at most one line in so many seconds."""
    last_s = -seconds

    def tell(text: str) -> None:
        nonlocal last_s
        if time.monotonic() - last_s >= seconds:
            last_s = time.monotonic()
            say(text)

    return tell
