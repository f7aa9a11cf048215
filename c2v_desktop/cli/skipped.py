"""`c2v skipped`: what could not be indexed, and why."""

import argparse
from collections.abc import Sequence

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import NOTHING, count_videos
from c2v_desktop.cli.exit_codes import NOTHING_INDEXED
from c2v_desktop.format import answers, units
from c2v_desktop.library_files import has_catalogue, open_catalogue_reader
from core.ports import Disk
from core.values import Filter, PassedOver, SkippedItems, Video

FAILED = Filter(states=frozenset({"failed"}))


def add_parser(commands: Commands) -> None:
    """`c2v skipped [--all]`."""
    skipped = add_command(commands, "skipped", run, "list clips that could not be indexed, and why")
    skipped.add_argument(
        "--all", action="store_true", help="also list other files and folders that were skipped, and why"
    )


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """List failed clips with their reasons, without loading the model; if asked, everything else that was skipped."""
    is_there = has_catalogue(context.places) if options.all else count_videos(context)
    if not is_there:
        return CommandResult([NOTHING], [], NOTHING_INDEXED)
    disk = _disk(context) if options.all else None
    with open_catalogue_reader(context.places, disk) as reader:
        videos = reader.videos(FAILED)
        passed = list(reader.list_all_skipped()) if options.all else []
    lines = ["No clips were skipped."]
    if videos:
        head = f"{units.count(len(videos), 'clip was', 'clips were')} skipped; `c2v retry` indexes skipped clips again:"
        lines = [head, *answers.failure_lines(videos)]
    if not options.all:
        return CommandResult(lines, answers.failures_json(videos))
    return CommandResult(lines + _passed_lines(passed), _all_json(videos, passed))


def _disk(context: Context) -> Disk:
    from c2v_desktop.compose import make_disk  # slow to import; the list of failed clips does without

    return make_disk(context.settings)


def _passed_lines(passed: Sequence[SkippedItems]) -> list[str]:
    """By reason, the rarest first: a thousand sidecars must not hide one clip. Unreadable folders are last."""
    by_reason: dict[str, list[PassedOver]] = {}
    for each in (item for folder in passed for item in folder.items):
        by_reason.setdefault(each.reason, []).append(each)
    total = sum(len(mine) for mine in by_reason.values())
    lines = [f"{units.count(total, 'other file or folder was', 'other files or folders were')} skipped:"]
    if not total:
        lines = ["Nothing else was skipped."]
    for reason, mine in sorted(by_reason.items(), key=lambda pair: len(pair[1])):
        lines += ["", f"{reason} ({len(mine):,})", *(f"  {units.shown(each.example)}" for each in mine)]
    away = [folder for folder in passed if folder.absence]
    if away:
        lines += ["", f"{units.count(len(away), 'folder')} could not be searched:"]
        lines += [f"  {units.shown(each.folder.path)}\n      {each.absence}" for each in away]
    return lines


def _all_json(videos: Sequence[Video], passed: Sequence[SkippedItems]) -> list[dict[str, str]]:
    rows = [{**each, "kind": "failed"} for each in answers.failures_json(videos)]
    for folder in passed:
        rows += [{"path": str(each.example), "reason": each.reason, "kind": each.kind} for each in folder.items]
        if folder.absence:
            rows.append({"path": str(folder.folder.path), "reason": folder.absence, "kind": "offline"})
    return rows
