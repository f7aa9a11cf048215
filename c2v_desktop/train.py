"""`c2v train-demo`: the bundled demo model, from a seed to the file.

Imported when asked for: it brings torch along.
"""

import argparse
import sys
from dataclasses import replace

from c2v_desktop.commands import Context, Outcome
from core.finetune.demo.train import Plan, train_demo
from core.finetune.demo.trials import Budget
from core.finetune.exam.sitting import sizes_for


def train(context: Context, options: argparse.Namespace) -> Outcome:
    """Train, examine, write file, record and card. Raises: C2VError."""
    plan = Plan(options.out.expanduser().absolute(), options.seed, keep=options.keep, device=options.device)
    plan = replace(plan, sizes=sizes_for(options.size), films=options.films or plan.films)
    if options.steps:
        plan = replace(plan, steps=tuple(options.steps))
    if options.ablation:
        plan = replace(plan, trials=replace(Budget(), seeds=tuple(range(1, options.ablation + 1))))
    lines = train_demo(plan, _say)
    said = f"Written: {plan.out}, with its record (.json) and card (.md)."
    return Outcome([*lines, "", said], {"out": str(plan.out), "command": plan.command})


def _say(text: str) -> None:
    """How far it is, on standard error."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201  this is the command line's
