"""`c2v skipped`: what could not be indexed, and why."""

import argparse
from collections.abc import Sequence

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import NOTHING, count_videos
from c2v_desktop.cli.exit_codes import NOTHING_INDEXED
from c2v_desktop.format import answers, units
from core.library.passed_over import list_passed_over
from core.store.catalogue import SqliteCatalogue
from core.values import Filter, PassedOver, SkippedItems, Video

FAILED = Filter(states=frozenset({"failed"}))


def add_parser(commands: Commands) -> None:
    """`c2v skipped [--all]`."""
    skipped = add_command(commands, "skipped", run, "films that could not be indexed, and why")
    skipped.add_argument(
        "--all", action="store_true", help="also everything else that is skipped in the folders, and why"
    )


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """List failed films with their reasons, without waking the model; all that was passed over as well, if asked."""
    is_there = context.places.catalogue.exists() if options.all else count_videos(context)
    if not is_there:
        return CommandResult([NOTHING], [], NOTHING_INDEXED)
    catalogue = SqliteCatalogue(context.places.catalogue, read_only=True)
    try:
        videos = catalogue.videos(FAILED)
        passed = _look_again(context, catalogue) if options.all else []
    finally:
        catalogue.close()
    lines = ["No film is skipped."]
    if videos:
        head = f"{units.count(len(videos), 'film is', 'films are')} skipped; `c2v retry` tries them again:"
        lines = [head, *answers.failure_lines(videos)]
    if not options.all:
        return CommandResult(lines, answers.failures_json(videos))
    return CommandResult(lines + _passed_lines(passed), _all_json(videos, passed))


def _look_again(context: Context, catalogue: SqliteCatalogue) -> list[SkippedItems]:
    from c2v_desktop.compose import make_disk  # brings the machinery along, which the list of failed films does without

    return list(list_passed_over(catalogue, make_disk(context.settings)))


def _passed_lines(passed: Sequence[SkippedItems]) -> list[str]:
    """By reason, the rarest first: a thousand sidecars must not hide the one film. Then what could not be looked at."""
    by_reason: dict[str, list[PassedOver]] = {}
    for each in (item for folder in passed for item in folder.items):
        by_reason.setdefault(each.reason, []).append(each)
    total = sum(len(mine) for mine in by_reason.values())
    lines = [f"{units.count(total, 'other file or folder is', 'other files or folders are')} skipped:"]
    if not total:
        lines = ["Nothing else is skipped."]
    for reason, mine in sorted(by_reason.items(), key=lambda pair: len(pair[1])):
        lines += ["", f"{reason} ({len(mine):,})", *(f"  {units.shown(each.example)}" for each in mine)]
    away = [folder for folder in passed if folder.absence]
    if away:
        lines += ["", f"{units.count(len(away), 'folder')} could not be looked through:"]
        lines += [f"  {units.shown(each.folder.path)}\n      {each.absence}" for each in away]
    return lines


def _all_json(videos: Sequence[Video], passed: Sequence[SkippedItems]) -> list[dict[str, str]]:
    told = [{**each, "kind": "failed"} for each in answers.failures_json(videos)]
    for folder in passed:
        told += [{"path": str(each.example), "reason": each.reason, "kind": each.kind} for each in folder.items]
        if folder.absence:
            told.append({"path": str(folder.folder.path), "reason": folder.absence, "kind": "offline"})
    return told
