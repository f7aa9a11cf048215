"""Exports and imports as text and as JSON. Pure."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from c2v_desktop.format.units import count, shown
from core.export import ExportPlan, HandoffProblem
from core.printable import printable


def problem_lines(problems: Sequence[HandoffProblem]) -> list[str]:
    """The table of problems: what is wrong, and what is done about it."""
    return [f"  {printable(each.clip)}: {each.what} {each.done}" if each.clip else f"  {each.what} {each.done}"
            for each in problems]  # fmt: skip


def problem_json(problem: HandoffProblem) -> dict[str, Any]:
    """The same for scripts."""
    return {
        "kind": problem.kind,
        "clip": problem.clip,
        "what": problem.what,
        "done": problem.done,
        "left_out": problem.is_left_out,
    }


def plan_lines(plan: ExportPlan, targets: Sequence[Path], *, is_dry: bool) -> list[str]:
    """What was written, or would be."""
    handoff = plan.handoff
    lines = []
    if plan.problems:
        lines += [f"{count(len(plan.problems), 'thing')} to know:", *problem_lines(plan.problems)]
    label = handoff.start + handoff.frames
    length = f"{handoff.start} to {label} at {float(handoff.rate):.5g} frames a second"
    lines.append(f"{count(len(handoff.moments), 'moment')}, {length}.")
    return [*lines, *(f"{'Would write' if is_dry else 'Wrote'} {shown(each)}." for each in targets)]


def plan_json(plan: ExportPlan, targets: Sequence[Path], *, is_dry: bool) -> dict[str, Any]:
    """The same for scripts: rates as exact fractions."""
    handoff = plan.handoff
    return {
        "format": plan.format.key,
        "dry_run": is_dry,
        "files": [str(each) for each in targets],
        "moments": len(handoff.moments),
        "left_out": sum(each.is_left_out for each in plan.problems),
        "rate": str(handoff.rate),
        "drop_frame": handoff.drop,
        "start": str(handoff.start),
        "frames": handoff.frames,
        "problems": [problem_json(each) for each in plan.problems],
    }
