"""Trains a small Frozen in Time on drawn videos, from a seed to the file and its record.

The model understands drawn videos only. `c2v train-demo --backend frozen` calls this.
"""

from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import torch

from core.demo_model.frozen.curriculum import CurriculumStage, train_stages
from core.demo_model.frozen.vocabulary import CONTEXT, check_place, vocabulary, write_vocabulary
from core.demo_model.training import find_device
from core.encode.backends.frozen import build
from core.encode.encoder_options import EncoderOptions
from core.encode.frozen.checkpoint_files import BACKEND
from core.encode.frozen.model import FrozenModel
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.errors import C2VError
from core.evaluation.record import EvaluationRecord, Making, StageTime, save_record, weights_of
from core.evaluation.run import Evaluation, EvaluationSizes, evaluate_encoder
from core.evaluation.tables import markdown
from core.evaluation.viewer import Viewer
from core.finetune.training_loop import Say

NAME: Final = "Frozen in Time, small: drawn shapes, colours, motions"
STAGES: Final = (CurriculumStage(1, 1200), CurriculumStage(4, 1200), CurriculumStage(12, 400))


@dataclass(frozen=True, slots=True)
class FrozenTrainingPlan:
    """One training run. `keep` holds the states of stages, so that a run that was broken off continues."""

    out: Path
    seed: int = 7
    stages: tuple[CurriculumStage, ...] = STAGES
    keep: Path | None = None
    device: str = "auto"
    sizes: EvaluationSizes = field(default_factory=EvaluationSizes)

    @property
    def command(self) -> str:
        """How to run it again."""
        stages = " ".join(f"{stage.frames}:{stage.steps}" for stage in self.stages)
        return f"c2v train-demo --backend {BACKEND} --out {self.out.name} --seed {self.seed} --stages {stages}"


def train_frozen(plan: FrozenTrainingPlan, say: Say) -> list[str]:
    """Train, write, examine what was written, write the record; gives back the measured lines.

    `say` may raise `Cancelled`: what is kept by then is kept. Raises: C2VError.
    """
    _check(plan)
    trained = list(train_stages(plan.stages, plan.seed, find_device(plan.device), plan.keep, say))
    times = [StageTime(loop.name, loop.spent_s, loop.step, loop.cpu_s) for _, loop in trained]
    write_model(trained[-1][0], plan.out)
    record = evaluate_frozen(plan, say)
    making = Making(plan.seed, 0, times, command=plan.command, date=record.date)
    save_record(plan.out.with_suffix(".json"), replace(record, making=making))
    took = [f"{each.stage}: {each.steps} steps, {each.cpu_s / 60:.1f} minutes of processor time" for each in times]
    return [*markdown(record, judge=False), "", *took]


def write_model(model: FrozenModel, path: Path) -> None:
    """Write weights under the official names and the tokenizer file beside them. Raises: C2VError."""
    # `frames` of the meta data belongs to models without an embedding of time; here the weights say it.
    meta = CheckpointMeta(NAME, is_demo=True, words=CONTEXT, backend=BACKEND, vocab=len(vocabulary()))
    write_vocabulary(path)
    write_checkpoint(path, model, meta)


def evaluate_frozen(plan: FrozenTrainingPlan, say: Say) -> EvaluationRecord:
    """Evaluate the written file through the product's own encoder, in float32. Raises: EncoderError."""
    options = EncoderOptions(
        BACKEND, weights=str(plan.out), device="cpu", precision="float32", threads=torch.get_num_threads()
    )
    with closing(build(options)) as encoder:
        record = evaluate_encoder(Viewer(encoder), Evaluation(sizes=plan.sizes), say)
    sha256, size_bytes = weights_of(plan.out)
    model = replace(record.model, sha256=sha256, size_bytes=size_bytes)
    return replace(record, model=model, date=date.today().isoformat())


def _check(plan: FrozenTrainingPlan) -> None:
    """Find out before the work that its result has a place and its curriculum a sense."""
    if plan.out.suffix != ".safetensors" or not plan.out.parent.is_dir():
        raise C2VError(
            f"The model cannot be written to {plan.out}.", "Name a .safetensors file in a folder that exists."
        )
    check_place(plan.out)
    counts = [stage.frames for stage in plan.stages]
    if not counts or counts != sorted(set(counts)) or counts[-1] > 12:
        raise C2VError(
            "A curriculum goes from few frames to more, 12 at most.", "Such as --stages 1:1200 4:1200 12:400."
        )
    if plan.keep is not None:
        try:
            plan.keep.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise C2VError(f"The folder {plan.keep} cannot be made.", "Choose another for --keep.") from error
