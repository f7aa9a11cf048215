"""`c2v train-demo`: models of the drawn world, from a seed to the file.

Imported when asked for: it brings torch along.
"""

import argparse
import sys
from dataclasses import replace

from c2v_desktop.cli.command import CommandResult, Context
from c2v_desktop.compose import write_null
from core import registry
from core.demo_model.ablation_runs import Budget
from core.demo_model.training import TrainingPlan, train_demo
from core.errors import C2VError
from core.evaluation.run import sizes_for


def train(context: Context, options: argparse.Namespace) -> CommandResult:
    """Train, examine, write the file and what was measured of it. Raises: C2VError."""
    return _train_frozen(options) if options.backend == "frozen" else _train_clip2video(options)


def _train_clip2video(options: argparse.Namespace) -> CommandResult:
    if options.stages:
        raise C2VError("--stages is for Frozen in Time.", "For CLIP2Video use --steps.")
    plan = TrainingPlan(options.out.expanduser().absolute(), options.seed, keep=options.keep, device=options.device)
    plan = replace(plan, sizes=sizes_for(options.size), videos=options.clips or plan.videos)
    if options.steps:
        plan = replace(plan, steps=tuple(options.steps))
    if options.ablation:
        plan = replace(plan, trials=replace(Budget(), seeds=tuple(range(1, options.ablation + 1))))
    lines = train_demo(plan, _say)
    write_null(plan.out)
    said = f"Written: {plan.out}, with its record (.json), card (.md) and scores of unrelated pairs (.null)."
    return CommandResult([*lines, "", said], {"out": str(plan.out), "command": plan.command})


def _train_frozen(options: argparse.Namespace) -> CommandResult:
    if options.steps or options.clips or options.ablation:
        raise C2VError("--steps, --clips and --ablation are for CLIP2Video.", "For Frozen in Time use --stages.")
    registry.load(registry.BACKENDS, options.backend)  # says which library is lacking
    from core.demo_model.frozen.curriculum import CurriculumStage
    from core.demo_model.frozen.train import FrozenTrainingPlan, train_frozen

    plan = FrozenTrainingPlan(
        options.out.expanduser().absolute(), options.seed, keep=options.keep, device=options.device
    )
    plan = replace(plan, sizes=sizes_for(options.size))
    if options.stages:
        plan = replace(plan, stages=tuple(CurriculumStage(*each) for each in options.stages))
    lines = train_frozen(plan, _say)
    said = f"Written: {plan.out}, with its record (.json) and its tokenizer (vocab.txt)."
    return CommandResult([*lines, "", said], {"out": str(plan.out), "command": plan.command})


def _say(text: str) -> None:
    """How far it is, on standard error."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201  this is the command line's
