"""Teaching as text and JSON: pairs and their problems, estimates, events, figures, runs."""

import shlex
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from c2v_desktop.format import units
from core.values.teaching import (
    STILL_FOUND,
    CheckedPairs,
    EpochFigures,
    Figure,
    Split,
    TeachingEstimate,
    TeachingEvent,
    TeachingFailed,
    TeachingOutcome,
    TeachingProgress,
    TeachingRunSummary,
    TeachingWay,
)

_SHOWN: Final = 20
_FOLDERS: Final = 5
_WORDS: Final = 15


def check_lines(pairs: CheckedPairs) -> list[str]:
    """Counts, problems, advice."""
    splits = Counter(split for split in pairs.splits if split is not None)
    named: tuple[tuple[Split, str], ...] = (
        ("train", "training"), ("validation", "validation"), ("test", "the comparison")
    )  # fmt: skip
    parts = ", ".join(f"{splits[each]} for {name}" for each, name in named if splits[each])
    lines = [f"{units.count(pairs.usable, 'caption')} can be used{f': {parts}' if parts else ''}."]
    if pairs.problems:
        kinds = Counter(problem.kind for problem in pairs.problems)
        listed = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in kinds.most_common())
        lines.append(f"{units.count(len(pairs.problems), 'problem')}: {listed}.")
        for problem in pairs.problems[:_SHOWN]:
            where = f"{problem.origin}: " if problem.origin else ""
            lines.append(f"  {where}{problem.message}{f' {problem.hint}' if problem.hint else ''}")
        if len(pairs.problems) > _SHOWN:
            lines.append(f"  … and {len(pairs.problems) - _SHOWN} more (--json lists all)")
        lines += [first] if (first := index_line(pairs)) else []
    if pairs.unknown_words:
        words = ", ".join(f"{word} ({count})" for word, count in pairs.unknown_words[:_WORDS])
        lines.append(f"{units.count(len(pairs.unknown_words), 'word')} that the model never learned: {words}")
    if pairs.misread_words:
        words = ", ".join(f"{word} ({count})" for word, count in pairs.misread_words[:_WORDS])
        lines.append(f"{units.count(len(pairs.misread_words), 'word')} that it seems to read wrongly: {words}")
    return [*lines, *(f"{each.way}: {each.message}" for each in pairs.advice)]


def index_line(pairs: CheckedPairs) -> str:
    """What to type where clips are not indexed; empty where all are."""
    waiting = {pairs.pairs[each.pair].path.parent for each in pairs.problems
               if each.kind == "not_indexed" and each.pair is not None}  # fmt: skip
    if not waiting:
        return ""
    folders = sorted(each for each in waiting if not waiting.intersection(each.parents))
    named = " ".join(shlex.quote(str(each)) for each in folders[:_FOLDERS])
    return f"Index first: c2v index {named}{' …' if len(folders) > _FOLDERS else ''}"


def check_json(pairs: CheckedPairs) -> dict[str, Any]:
    """All pairs and problems."""
    return {
        "usable": pairs.usable,
        "pairs": [
            {
                "path": str(pair.path),
                "caption": pair.caption,
                "start_s": None if pair.start_s is None else float(pair.start_s),
                "end_s": None if pair.end_s is None else float(pair.end_s),
                "origin": pair.origin,
                "split": split,
            }
            for pair, split in zip(pairs.pairs, pairs.splits, strict=True)
        ],
        "problems": [asdict(each) for each in pairs.problems],
        "unknown_words": [list(each) for each in pairs.unknown_words],
        "misread_words": [list(each) for each in pairs.misread_words],
        "advice": [asdict(each) for each in pairs.advice],
    }


def estimate_lines(found: TeachingEstimate) -> list[str]:
    """Time, memory and disk."""
    if found.refusal:
        return [found.refusal]
    return [
        f"About {units.rounded_time(found.seconds)}, {units.size_text(found.memory_bytes)} of memory and "
        f"{units.size_text(found.disk_bytes)} on the disk, measured on this computer."
    ]


def estimate_json(found: TeachingEstimate) -> dict[str, Any]:
    """The same."""
    return asdict(found)


def progress_line(event: TeachingProgress) -> str:
    """What it does now."""
    steps = f", step {event.step} of {event.steps}" if event.steps else ""
    eta = f", about {units.rounded_time(event.eta_s)} left" if event.eta_s is not None else ""
    return f"{event.stage}{steps}{eta}"


def epoch_line(event: EpochFigures) -> str:
    """What was measured after an epoch."""
    best = ", best so far" if event.is_best else ""
    return (
        f"Epoch {event.epoch} of {event.epochs}: loss {event.train_loss:.3f} (validation {event.validation_loss:.3f}), "
        f"R@1 {event.r_at_1:.1f}, R@5 {event.r_at_5:.1f}{best}"
    )


def outcome_lines(outcome: TeachingOutcome, way: TeachingWay | None) -> list[str]:
    """The verdict, and figures before and after."""
    lines = [outcome.message]
    if outcome.unread:
        lines.append(f"Clips of {units.count(outcome.unread, 'caption')} could not be read and were left out.")
    if outcome.figures:
        lines.append(f"Held-out captions: {outcome.queries}, among {units.count(outcome.clips, 'moment')}:")
        lines += [f"  {_figure(each)}" for each in outcome.figures]
    if outcome.general:
        is_former = outcome.general[0].name in STILL_FOUND.values()
        heading = "What came first before, for plain sentences about other clips:" if is_former else (
            "Other clips and sentences:"
        )  # fmt: skip
        lines += [heading, *(f"  {_figure(each)}" for each in outcome.general)]
    elif way in ("heads", "full"):  # names and words leave all else as it was
        lines.append(
            "Other clips and sentences were not measured: the library has too few other moments to tell whether the "
            "model forgot something. Compare your usual searches before you use it."
        )
    return lines


def next_lines(run_id: str, outcome: TeachingOutcome) -> list[str]:
    """What can be done with it."""
    if outcome.result is None:
        return ["Nothing changes: the model stays as it is."]
    return [f"Keep it with: c2v finetune adopt {run_id} --name NAME"]


def event_json(event: TeachingEvent) -> dict[str, Any]:
    """An event, its kind under "event"."""
    match event:
        case TeachingProgress():
            return {"event": "progress", **asdict(event)}
        case EpochFigures():
            return {"event": "epoch", **asdict(event)}
        case TeachingFailed():
            return {"event": "failed", **asdict(event)}
        case _:
            result = None if event.result is None else str(event.result)
            return {"event": "outcome", **asdict(event), "result": result}


def runs_lines(runs: Sequence[TeachingRunSummary]) -> list[str]:
    """One line a run."""
    if not runs:
        return ["No training runs yet. Start with `c2v finetune run`."]
    return [
        f"{run.id}  {run.plan.way:5}  {run.state:8}  {time.strftime('%Y-%m-%d %H:%M', time.localtime(run.started_s))}"
        f"  {units.count(run.plan.pairs.usable, 'caption')}{f'  {run.outcome.message}' if run.outcome else ''}"
        for run in runs
    ]


def run_json(run: TeachingRunSummary) -> dict[str, Any]:
    """A run without its pairs."""
    return {
        "id": run.id,
        "way": run.plan.way,
        "name": run.plan.name,
        "model": run.plan.model,
        "captions": run.plan.pairs.usable,
        "settings": asdict(run.plan.settings),
        "started_s": run.started_s,
        "state": run.state,
        "epochs": [asdict(each) for each in run.epochs],
        "outcome": None if run.outcome is None else event_json(run.outcome),
    }


def _figure(figure: Figure) -> str:
    return (
        f"{figure.name:21} {figure.before:6.1f} → {figure.after:6.1f}  (change {figure.low:+.1f} to {figure.high:+.1f})"
    )
