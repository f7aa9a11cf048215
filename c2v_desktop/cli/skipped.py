"""`c2v skipped` and `c2v retry`: the films that could not be indexed, why, and another try."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from c2v_desktop.cli.commands import (
    NOTHING,
    CommandResult,
    Context,
    Engine,
    count_videos,
    engine,
    expect_library,
    expect_videos,
    progress_bar,
    videos_at,
)
from c2v_desktop.cli.exit_codes import NOTHING_INDEXED, SOME_FAILED
from c2v_desktop.format import answers
from core.errors import QueryError
from core.library.passed_over import list_passed_over
from core.store.catalogue import SqliteCatalogue
from core.values import Filter, PassedOver, SkippedItems, Video

FAILED = Filter(states=frozenset({"failed"}))


def skipped(context: Context, options: argparse.Namespace) -> CommandResult:
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
        head = f"{answers.count(len(videos), 'film is', 'films are')} skipped; `c2v retry` tries them again:"
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
    lines = [f"{answers.count(total, 'other file or folder is', 'other files or folders are')} skipped:"]
    if not total:
        lines = ["Nothing else is skipped."]
    for reason, mine in sorted(by_reason.items(), key=lambda pair: len(pair[1])):
        lines += ["", f"{reason} ({len(mine):,})", *(f"  {answers.shown(each.example)}" for each in mine)]
    away = [folder for folder in passed if folder.absence]
    if away:
        lines += ["", f"{answers.count(len(away), 'folder')} could not be looked through:"]
        lines += [f"  {answers.shown(each.folder.path)}\n      {each.absence}" for each in away]
    return lines


def _all_json(videos: Sequence[Video], passed: Sequence[SkippedItems]) -> list[dict[str, str]]:
    told = [{**each, "kind": "failed"} for each in answers.failures_json(videos)]
    for folder in passed:
        told += [{"path": str(each.example), "reason": each.reason, "kind": each.kind} for each in folder.items]
        if folder.absence:
            told.append({"path": str(folder.folder.path), "reason": folder.absence, "kind": "offline"})
    return told


def retry(context: Context, options: argparse.Namespace) -> CommandResult:
    """Index failed films once more: those named, those below a folder named, or all."""
    expect_library(context)
    with engine(context) as session:
        expect_videos(session)
        chosen = _chosen(session, options.paths)
        if not chosen:
            return CommandResult(["No film is skipped."], {"retried": 0, "ready": [], "failed": []})
        ids = [video.id for video in chosen]
        with progress_bar(session):
            session.do(session.library.wake)
            session.do(session.library.retry, ids)
            session.do(session.library.ingest)
        now = [video for video in session.do(session.library.videos) if video.id in set(ids)]
    well, bad = ([video for video in now if video.state == state] for state in ("ready", "failed"))
    lines = [f"{answers.count(len(well), 'film')} of {len(chosen)} could be indexed this time."]
    if bad:
        lines += [f"{answers.count(len(bad), 'film')} cannot be used:", *answers.failure_lines(bad)]
    data = {"retried": len(chosen), "ready": [str(f.path) for f in well], "failed": answers.failures_json(bad)}
    return CommandResult(lines, data, SOME_FAILED if bad else 0)


def _chosen(session: Engine, paths: Sequence[Path]) -> list[Video]:
    """The failed films meant. Raises: QueryError, when a path holds none."""
    failed = session.do(session.library.videos, FAILED)
    if not paths:
        return failed
    chosen: dict[int, Video] = {}
    for path in paths:
        mine = videos_at(session, failed, path)
        if not mine:
            whole = Path(os.path.abspath(path))  # noqa: PTH100  as it was given
            raise QueryError(
                f"No film is skipped at {answers.shown(whole)}.", "`c2v skipped` lists them with their reasons."
            )
        chosen |= {video.id: video for video in mine}
    return list(chosen.values())
