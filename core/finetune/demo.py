"""Trains the bundled demo model, from a seed to the file.

`python -m core.finetune.demo --out FILE --minutes N --seed S`
The model understands drawn films only. Beside the weights a card is written with what was measured.
"""

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from core.encode.backends.clip2video import Clip2VideoModel, build_from_state_dict
from core.encode.weights import TABLE, CheckpointMeta, read_checkpoint, write_checkpoint
from core.finetune.card import Making, write_card
from core.finetune.course import Length, Say
from core.finetune.exam import Sizes, examine
from core.finetune.films import FilmStore, fill_store
from core.finetune.heads import train_heads, train_mean
from core.finetune.network import demo_sizes, fresh_network
from core.finetune.towers import train_towers
from core.finetune.words import VOCABULARY, full_table, small_table, used_tokens

NAME = "Demo model (drawn films only)"
SHARES = {"pictures": 0.5, "films": 0.44, "mean": 0.06}
"""How the minutes are divided; drawing the film store and the exam come on top."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One training run. `steps` (pictures, films, mean) takes the place of `minutes` for exact repetition."""

    out: Path
    seed: int
    minutes: float
    steps: tuple[int, int, int] | None
    films: int
    keep: Path | None
    threads: int
    exam: Sizes

    def length(self, stage: str) -> Length:
        """How long a stage lasts."""
        if self.steps is not None:
            return Length(steps=self.steps[list(SHARES).index(stage)])
        return Length(minutes=self.minutes * SHARES[stage])


@dataclass(frozen=True, slots=True)
class StageTime:
    """What a stage took. `steps` 0 for stages that have none."""

    stage: str
    seconds: float
    steps: int = 0


def main(arguments: list[str] | None = None) -> int:
    """Train, write, examine what was written, and write the card."""
    plan = read_plan(arguments)
    torch.set_num_threads(plan.threads)
    if plan.keep is not None:
        plan.keep.mkdir(parents=True, exist_ok=True)
    model, mean, times = train(plan, say)
    write_model(model, plan.out)
    started_s = time.monotonic()
    marks = examine(load_small(plan.out), mean, sizes=plan.exam)
    times.append(StageTime("exam", time.monotonic() - started_s))
    making = Making(plan.seed, plan.films, times)
    for line in write_card(plan.out.with_suffix(".md"), marks, making, plan.out.stat().st_size):
        say(line)
    return 0


def train(plan: Plan, say: Say) -> tuple[Clip2VideoModel, Clip2VideoModel, list[StageTime]]:
    """All stages: pictures, the store of frame vectors, films, and the mean-pooling model to compare with."""
    model = fresh_network(plan.seed)
    pictures = train_towers(model, plan.seed, plan.length("pictures"), plan.keep, say)
    times = [StageTime("pictures", pictures.spent_s, pictures.step)]
    started_s = time.monotonic()
    store = _store(model, plan)
    times.append(StageTime("film store", time.monotonic() - started_s))
    mean = fresh_network(plan.seed)
    mean.load_state_dict(model.state_dict())
    films = train_heads(model, store, plan.seed, plan.length("films"), plan.keep, say)
    times.append(StageTime("films", films.spent_s, films.step))
    plain = train_mean(mean, store, plan.seed, plan.length("mean"), plan.keep, say)
    times.append(StageTime("mean pooling, to compare", plain.spent_s, plain.step))
    return model, mean, times


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


def read_plan(arguments: list[str] | None) -> Plan:
    """Command line -> plan."""
    parser = argparse.ArgumentParser(prog="python -m core.finetune.demo", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where the .safetensors file goes; the card beside it")
    parser.add_argument("--minutes", type=float, default=60.0, help="training time, the store and the exam not counted")
    parser.add_argument("--steps", type=int, nargs=3, metavar=("PICTURES", "FILMS", "MEAN"),
                        help="exact steps instead of minutes: the same file on every run")  # fmt: skip
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--films", type=int, default=14_000, help="films whose frame vectors are kept for training")
    parser.add_argument("--keep", type=Path, help="folder for states, so that a run that was broken off can go on")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--exam", type=float, default=1.0, help="size of the exam; 1 means 1,000 films")
    given = parser.parse_args(arguments)
    full = Sizes()
    exam = replace(full, **{part: max(10, round(getattr(full, part) * given.exam)) for part in full.__slots__})
    steps = tuple(given.steps) if given.steps else None
    return Plan(given.out, given.seed, given.minutes, steps, given.films, given.keep, given.threads, exam)


def say(line: str) -> None:
    """A line for whoever watches."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _store(model: Clip2VideoModel, plan: Plan) -> FilmStore:
    model.eval()
    return fill_store(model, np.random.default_rng([plan.seed, 9]), plan.films)


if __name__ == "__main__":
    raise SystemExit(main())
