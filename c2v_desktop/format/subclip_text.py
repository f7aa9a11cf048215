"""Subclips as text and as JSON. Pure."""

from collections.abc import Sequence
from typing import Any

from c2v_desktop.format.export_text import problem_json, problem_lines
from c2v_desktop.format.units import count, shown
from core.export import SubclipOutcome, SubclipPlan
from core.printable import printable
from core.values import COPY


def subclips_lines(plan: SubclipPlan, outcomes: Sequence[SubclipOutcome], *, is_dry: bool) -> list[str]:
    """What was written, or would be; of copies how far they reach beyond in and out."""
    lines = [f"{count(len(plan.problems), 'thing')} to know:", *problem_lines(plan.problems)] if plan.problems else []
    for each in outcomes:
        made = each.made
        if made is None:
            lines.append(f"  {printable(each.planned.target.name)}: {each.why}")
            continue
        media, job = each.planned.moment.media, each.planned.job
        head, tail = each.off_frames
        label = made.start or str(media.label(job.first - head))
        extra = f", {count(head, 'frame')} early and {count(tail, 'frame')} late" if head or tail else ", exact"
        notes = "".join(f" {note}" for note in made.notes)
        lines.append(f"  {shown(each.planned.target)}: {count(made.frames, 'frame')} from {label}{extra}.{notes}")
    if plan.how == COPY:
        lines.append("Copies are not encoded again, so they begin at a keyframe. For exact ones use --encode PRESET.")
    good = sum(each.made is not None for each in outcomes)
    return [*lines, f"{'Would write' if is_dry else 'Wrote'} {count(good, 'subclip')}."]


def subclips_json(plan: SubclipPlan, outcomes: Sequence[SubclipOutcome], *, is_dry: bool) -> dict[str, Any]:
    """The same for scripts: times are exact fractions of a second."""
    return {
        "format": "subclips",
        "encode": plan.how,
        "dry_run": is_dry,
        "files": [str(each.planned.target) for each in outcomes if each.made is not None],
        "subclips": [_outcome_json(each) for each in outcomes],
        "left_out": sum(each.is_left_out for each in plan.problems),
        "problems": [problem_json(each) for each in plan.problems],
    }


def _outcome_json(outcome: SubclipOutcome) -> dict[str, Any]:
    job, made = outcome.planned.job, outcome.made
    head, tail = outcome.off_frames
    return {
        "path": str(job.path),
        "file": str(outcome.planned.target),
        "first_frame": job.first,
        "end_frame": job.end,
        "rate": str(job.rate),
        "in": None if made is None else str(made.start_s),
        "out": None if made is None else str(made.end_s),
        "frames": None if made is None else made.frames,
        "start": None if made is None else made.start,
        "frames_early": head,
        "frames_late": tail,
        "notes": [] if made is None else list(made.notes),
        "error": outcome.why,
    }
