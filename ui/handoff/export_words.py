"""Sentences of the export dialog: what a plan will give, and what was written."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from core.export import ExportPlan, SubclipOutcome, SubclipPlan
from core.values import COPY
from ui import safe_text
from ui.handoff.parts import error_words
from ui.handoff.problem_table import LISTED
from ui.translate import translate
from ui.widgets import amounts
from ui.widgets.formatting import count

_FEW: Final = 2
"""So many files are named."""


def plan_words(plan: ExportPlan) -> str:
    """What the other program will have, and what it will not."""
    handoff, left_out = plan.handoff, sum(problem.is_left_out for problem in plan.problems)
    if not handoff.moments:
        return translate("Handoff", "There are no moments to export.")
    label_end = handoff.start + handoff.frames
    words = [
        translate("Handoff", "{moments}, {start} to {end} at {rate} frames a second.").format(
            moments=amounts.moments(len(handoff.moments)),
            start=handoff.start,
            end=label_end,
            rate=amounts.number(handoff.rate, digits=5),
        ),
        *_left_out(left_out),
    ]
    if not plan.problems:
        words.append(translate("Handoff", "Everything arrives as it is."))
    elif len(plan.problems) > LISTED:
        words.append(translate("Handoff", "The first {number} are listed.").format(number=count(LISTED)))
    return " ".join(words)


def subclips_words(plan: SubclipPlan, taken: int) -> str:
    """How many files there will be, `taken` of which are there already."""
    left_out = sum(problem.is_left_out for problem in plan.problems)
    if not plan.subclips:
        return " ".join((translate("Handoff", "There are no moments to export."), *_left_out(left_out)))
    words = [amounts.subclips(len(plan.subclips)) + ".", *_left_out(left_out)]
    if taken:
        words.append(
            translate("Handoff", "Not replaced, as they already exist: {files}.").format(files=amounts.files(taken))
        )
    return " ".join(words)


def measured_words(plan: SubclipPlan, outcomes: Sequence[SubclipOutcome]) -> str:
    """What copies will be, once it is known."""
    off = sum(any(each.off_frames) for each in outcomes)
    failed = sum(each.made is None for each in outcomes)
    words = []
    if off:
        words.append(
            translate("Handoff", "{subclips} longer than in and out: copies begin at keyframes.").format(
                subclips=amounts.subclips(off)
            )
        )
    elif plan.how == COPY and outcomes and not failed:
        words.append(translate("Handoff", "Each is exact to the frame."))
    if failed:
        words.append(translate("Handoff", "{subclips} cannot be made.").format(subclips=amounts.subclips(failed)))
    return " ".join(words)


def written_words(paths: Sequence[Path]) -> str:
    """What was written."""
    names = [safe_text.name_of(path) for path in paths]
    if len(names) <= _FEW:
        return translate("Handoff", "Wrote {files}.").format(files=", ".join(names))
    return translate("Handoff", "Wrote {files}: {first} and more.").format(
        files=amounts.files(len(names)), first=names[0]
    )


def subclips_written_words(outcomes: Sequence[SubclipOutcome], folder: Path, *, is_stopped: bool) -> str:
    """What was written of subclips, and what was not."""
    written = sum(each.is_written for each in outcomes)
    failed = [each.error for each in outcomes if each.error is not None]
    words = [translate("Handoff", "Stopped.")] if is_stopped else []
    if written:
        words.append(
            translate("Handoff", "Wrote {subclips} into {folder}.").format(
                subclips=amounts.subclips(written), folder=safe_text.name_of(folder) or str(folder)
            )
        )
    elif is_stopped:
        words.append(translate("Handoff", "Nothing was written."))
    if failed:
        words.append(
            translate("Handoff", "{subclips} could not be written: {why}").format(
                subclips=amounts.subclips(len(failed)), why=error_words(failed[0])
            )
        )
    return " ".join(words)


def _left_out(number: int) -> list[str]:
    if not number:
        return []
    return [translate("Handoff", "{moments} left out.").format(moments=amounts.moments(number))]
