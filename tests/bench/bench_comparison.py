"""CLIP2Video and Frozen in Time trained on the same drawn videos with the same budget, and the same evaluation of both.

Not run by default: C2V_BENCH_RIVALS=DIR names a folder for both models; what is trained there is not trained again.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from core.demo_model.training import TrainingPlan, train_demo
from core.evaluation.record import EvaluationRecord, load_record
from core.evaluation.run import SEED, sizes_for
from tests.bench.harness import BenchRow, Skipped, bench

SIZES = sizes_for(1000)
CLIP2VIDEO = {"steps": (400, 250, 1), "films": 4000}
FROZEN = ((1, 500), (4, 350), (12, 250))
"""Frames and steps of the curriculum. Both take about ten minutes of processor time."""
MARKS = ("random.r1", "random.r5", "random.r10", "hard.r1", "held_out.r1", "direction.accuracy", "order.then",
         "pointing.cut", "pointing.motion", "deletion.mean")  # fmt: skip


@bench("RV")
def rivals() -> Iterator[BenchRow]:
    folder = os.environ.get("C2V_BENCH_RIVALS")
    if not folder:
        raise Skipped("trains for half an hour; C2V_BENCH_RIVALS=DIR says where")
    home = Path(folder)
    records = {"CLIP2Video": _clip2video(home / "clip2video"), "Frozen in Time": _frozen(home / "frozen")}
    for id_ in MARKS:
        for name, record in records.items():
            mark = record.get(id_)
            if mark is not None:
                detail = f"95 % {mark.low:.3f} to {mark.high:.3f}, {mark.count} videos, seed {SEED}"
                yield BenchRow("RV", f"{name}: {mark.what}", mark.value, unit="", detail=detail)
    for name, record in records.items():
        times = record.making.times if record.making else ()
        minutes = sum(each.cpu_s for each in times if each.stage != "exam") / 60
        told = ", ".join(f"{each.stage} {each.cpu_s / 60:.1f}" for each in times)
        yield BenchRow("RV", f"{name}: training, processor time", minutes, unit="min", detail=told)


def _clip2video(home: Path) -> EvaluationRecord:
    home.mkdir(parents=True, exist_ok=True)
    plan = TrainingPlan(home / "rival.safetensors", keep=home / "keep", device="cpu", sizes=SIZES, **CLIP2VIDEO)
    return _trained(plan.out, lambda: train_demo(plan, print))


def _frozen(home: Path) -> EvaluationRecord:
    from core.demo_model.frozen.curriculum import CurriculumStage
    from core.demo_model.frozen.train import FrozenTrainingPlan, train_frozen

    home.mkdir(parents=True, exist_ok=True)
    stages = tuple(CurriculumStage(*each) for each in FROZEN)
    plan = FrozenTrainingPlan(home / "rival.safetensors", stages=stages, keep=home / "keep", device="cpu", sizes=SIZES)
    return _trained(plan.out, lambda: train_frozen(plan, print))


def _trained(out: Path, train) -> EvaluationRecord:
    if not out.with_suffix(".json").exists():
        train()
    return load_record(out.with_suffix(".json"))
