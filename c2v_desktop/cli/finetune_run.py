"""`c2v finetune check | estimate | run | resume`."""

import argparse
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.finetune_common import add_plan, add_sources, check, engine_of, plan_of
from c2v_desktop.cli.progress_bar import moving_line
from c2v_desktop.cli.streams import say, write_event
from c2v_desktop.format import finetune_text as text
from c2v_desktop.format import units
from c2v_desktop.shell.interrupt import interrupt
from core.errors import QueryError
from core.finetune.launcher import launched
from core.ports.teaching import TeachingRun
from core.values.teaching import (
    EpochFigures,
    TeachingEvent,
    TeachingFailed,
    TeachingOutcome,
    TeachingProgress,
    TeachingWay,
)

if TYPE_CHECKING:
    from c2v_desktop.finetune.engine import FinetuneEngine

FAILED_RUN = 1
_CLOSE_S = 0.7
"""After Ctrl-C a run has so long to keep its last steps."""


def add_parsers(commands: Commands) -> None:
    """The commands that read captions, and `resume`."""
    checking = add_command(commands, "check", run_check, "check captions before anything is learned from them")
    add_sources(checking)
    estimate = add_command(commands, "estimate", run_estimate, "measure how long teaching takes on this computer")
    add_plan(estimate)
    start = add_command(commands, "run", run_run, "teach a model, and compare before and after")
    add_plan(start)
    resume = add_command(commands, "resume", run_resume, "continue a training run that was stopped")
    resume.add_argument("id", metavar="ID", help="as in `c2v finetune list`")


def run_check(context: Context, options: argparse.Namespace) -> CommandResult:
    """Read and check the captions. Raises: C2VError."""
    with moving_line("Checking captions…"):
        pairs = check(engine_of(context), options)
    return CommandResult(text.check_lines(pairs), text.check_json(pairs), 0 if pairs.usable else FAILED_RUN)


def run_estimate(context: Context, options: argparse.Namespace) -> CommandResult:
    """Measure a short trial. Raises: C2VError."""
    engine = engine_of(context)
    with moving_line("Checking captions…") as now:
        plan = plan_of(options, check(engine, options))
        now("Measuring a short trial…")
        found = engine.estimate(plan)
    return CommandResult(text.estimate_lines(found), text.estimate_json(found), FAILED_RUN if found.refusal else 0)


def run_run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Teach. Raises: C2VError, KeyboardInterrupt."""
    engine = engine_of(context)
    if _is_follower(options.way):
        return _work_along(engine)
    with moving_line("Checking captions…"):
        pairs = check(engine, options)
    if pairs.problems:
        left_out = len(pairs.pairs) - pairs.usable
        say(
            f"{units.count(pairs.usable, 'caption')} used, {units.count(left_out, 'caption')} left out; "
            "`c2v finetune check` says why."
        )
        if first := text.index_line(pairs):
            say(first)
    plan = plan_of(options, pairs)
    return _follow(lambda on_event: engine.start(plan, on_event), plan.way, options)


def run_resume(context: Context, options: argparse.Namespace) -> CommandResult:
    """Continue a run. Raises: C2VError, KeyboardInterrupt."""
    engine = engine_of(context)
    way = next((run.plan.way for run in engine.runs() if run.id == options.id), None)
    if _is_follower(*([way] if way else [])):
        return _work_along(engine)
    return _follow(lambda on_event: engine.resume(options.id, on_event), way, options)


def _is_follower(way: TeachingWay = "full") -> bool:
    """True in all but the first of the processes that torch's launcher started. Raises: QueryError."""
    group = launched()
    if group is not None and group.size > 1 and way != "full":
        raise QueryError("Only --way full is trained by several processes.", "Run it without torchrun.")
    return group is not None and group.rank > 0


def _work_along(engine: "FinetuneEngine") -> CommandResult:
    engine.follow()
    return CommandResult([], {})


def _follow(
    start: Callable[[Callable[[TeachingEvent], None]], TeachingRun],
    way: TeachingWay | None,
    options: argparse.Namespace,
) -> CommandResult:
    """Tell what happens until it has ended. Ctrl-C keeps the state. Raises: KeyboardInterrupt."""
    events: SimpleQueue[TeachingEvent] = SimpleQueue()
    run = start(events.put)
    if options.json:
        write_event({"event": "started", "id": run.id})
    else:
        say(f"Training {run.id}. Ctrl-C stops it and keeps what it learned.")
    try:
        with moving_line("Starting…") as now:
            end = _until_end(events, now, as_json=options.json)
    except KeyboardInterrupt:
        interrupt.is_busy = lambda: True
        run.close()
        _drain(events, run)
        say(f"Stopped. Continue with: c2v finetune resume {run.id}")
        raise
    if isinstance(end, TeachingFailed):
        lines = [end.message, end.hint] if end.hint else [end.message]
        if end.can_resume:
            lines.append(f"Continue with: c2v finetune resume {run.id}")
        return CommandResult(lines, {"id": run.id, **text.event_json(end)}, FAILED_RUN)
    lines = [*text.outcome_lines(end, way), *text.next_lines(run.id, end)]
    return CommandResult(lines, {"id": run.id, **text.event_json(end)})


def _until_end(
    events: "SimpleQueue[TeachingEvent]", now: Callable[[str], None], *, as_json: bool
) -> TeachingOutcome | TeachingFailed:
    while True:
        try:
            event = events.get(timeout=0.2)  # an endless wait cannot be interrupted by Ctrl-C on Windows
        except Empty:
            continue
        if isinstance(event, TeachingOutcome | TeachingFailed):
            return event
        if as_json:
            write_event(text.event_json(event))
        elif isinstance(event, TeachingProgress):
            now(text.progress_line(event))
        elif isinstance(event, EpochFigures):
            say(text.epoch_line(event))


def _drain(events: "SimpleQueue[TeachingEvent]", run: TeachingRun) -> None:
    """Wait until the process has kept its state and is gone."""
    wait = getattr(run, "wait", None)
    if wait is not None:
        wait(_CLOSE_S)
