"""Exports and imports as text and as JSON. Pure."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from c2v_desktop.format.units import count, shown
from core.export import ExportPlan, HandoffProblem
from core.export.reading import ImportPlan, MatchedMoment, UnmatchedMoment
from core.export.timeline_relinking import RelinkPlan
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


def unmatched_lines(unmatched: Sequence[UnmatchedMoment]) -> list[str]:
    """The table of what could not be found."""
    return [f"  {each.where}  {printable(each.name)}: {each.why}" for each in unmatched]


def import_lines(plan: ImportPlan, collection: str, *, is_dry: bool) -> list[str]:
    """What was kept, or would be."""
    lines = list(plan.notes)
    if plan.unmatched:
        lines += [f"{count(len(plan.unmatched), 'moment')} could not be matched:", *unmatched_lines(plan.unmatched)]
    stem = sum(each.by == "stem" for each in plan.moments)
    if stem:
        lines.append(f"{count(stem, 'moment')} matched by name without its suffix, as proxies and copies are named.")
    kept = f"{count(len(plan.moments), 'moment')} in {printable(collection)}"
    return [*lines, f"Would keep {kept}." if is_dry else f"Kept {kept}."]


def import_json(plan: ImportPlan, collection: str, *, is_dry: bool) -> dict[str, Any]:
    """The same for scripts."""
    return {
        "dry_run": is_dry,
        "collection": collection,
        "title": plan.title,
        "moments": [_matched_json(each) for each in plan.moments],
        "unmatched": [
            {"kind": each.kind, "name": each.name, "where": each.where, "why": each.why} for each in plan.unmatched
        ],
        "notes": list(plan.notes),
    }


def relink_lines(plan: RelinkPlan, target: Path, *, is_dry: bool) -> list[str]:
    """Which files were found where, and which were not."""
    lines = [f"  {printable(each.old)} is {printable(each.new)}, by its {each.by}." for each in plan.files]
    if plan.lost:
        lines += [f"{count(len(plan.lost), 'file')} not found, left as they are:", *unmatched_lines(plan.lost)]
    return [*lines, f"{'Would write' if is_dry else 'Wrote'} {shown(target)}."]


def relink_json(plan: RelinkPlan, target: Path, *, is_dry: bool) -> dict[str, Any]:
    """The same for scripts."""
    return {
        "dry_run": is_dry,
        "file": str(target),
        "files": [{"old": each.old, "new": each.new, "by": each.by} for each in plan.files],
        "lost": [{"kind": each.kind, "name": each.name, "where": each.where, "why": each.why} for each in plan.lost],
    }


def _matched_json(moment: MatchedMoment) -> dict[str, Any]:
    return {
        "path": str(moment.video.path),
        "in": None if moment.start_s is None else str(moment.start_s),
        "out": None if moment.end_s is None else str(moment.end_s),
        "note": moment.note,
        "by": moment.by,
        "where": moment.where,
    }
