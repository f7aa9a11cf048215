"""`c2v retry`: index again what could not be indexed."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, expect_library, expect_videos, open_engine
from c2v_desktop.cli.exit_codes import SOME_FAILED
from c2v_desktop.cli.indexing_bar import progress_bar
from c2v_desktop.cli.selection import videos_at
from c2v_desktop.cli.skipped import FAILED
from c2v_desktop.format import answers, units
from core.errors import QueryError
from core.values import Video


def add_parser(commands: Commands) -> None:
    """`c2v retry [PATH...]`."""
    retry = add_command(commands, "retry", run, "index skipped clips again; without PATH: all of them")
    retry.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="skipped clips, or folders that contain some"
    )


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Index failed clips again: those named, those in the folders named, or all."""
    expect_library(context)
    with open_engine(context) as session:
        expect_videos(session)
        chosen = _chosen(session, options.paths)
        if not chosen:
            return CommandResult(["No clips were skipped."], {"retried": 0, "ready": [], "failed": []})
        ids = [video.id for video in chosen]
        with progress_bar(session):
            session.do(session.library.wake)
            session.do(session.library.retry, ids)
            session.do(session.library.ingest, False)
        now = [video for video in session.do(session.library.videos) if video.id in set(ids)]
    well, bad = ([video for video in now if video.state == state] for state in ("ready", "failed"))
    lines = [f"Indexed {len(well):,} of {units.count(len(chosen), 'clip')}."]
    if bad:
        lines += [f"{units.count(len(bad), 'clip')} cannot be used:", *answers.failure_lines(bad)]
    data = {"retried": len(chosen), "ready": [str(f.path) for f in well], "failed": answers.failures_json(bad)}
    return CommandResult(lines, data, SOME_FAILED if bad else 0)


def _chosen(session: Engine, paths: Sequence[Path]) -> list[Video]:
    """The failed clips meant. Raises: QueryError, if there are none at a path."""
    failed = session.do(session.library.videos, FAILED)
    if not paths:
        return failed
    chosen: dict[int, Video] = {}
    for path in paths:
        mine = videos_at(session, failed, path)
        if not mine:
            whole = Path(os.path.abspath(path))  # noqa: PTH100  as it was given
            raise QueryError(
                f"No skipped clips in {units.shown(whole)}.", "`c2v skipped` lists skipped clips with their reasons."
            )
        chosen |= {video.id: video for video in mine}
    return list(chosen.values())
