"""`c2v clips`: list the clips of the library, filtered, or count them by each kind of filter."""

import argparse
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import expect_library, expect_videos, open_engine
from c2v_desktop.cli.filter_options import add_filter_options, filter_with
from c2v_desktop.cli.selection import filter_below
from c2v_desktop.format.kept_text import clip_json, clip_line, facet_lines, facets_json
from core.values import Filter


def add_parser(commands: Commands) -> None:
    """`c2v clips [DIR...]`."""
    clips = add_command(commands, "clips", run, "list clips with their ratings and tags; filters choose which")
    clips.add_argument("folders", nargs="*", type=Path, metavar="PATH", help="only clips in these folders")
    clips.add_argument("--counts", action="store_true", help="count the clips that each filter would leave instead")
    add_filter_options(clips)


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """List clips. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context, read_only=True) as session:
        expect_videos(session)
        filter_ = filter_below(session, options.folders) if options.folders else Filter()
        filter_ = filter_with(session, options, filter_)
        if options.counts:
            facets = session.do(session.library.facets, filter_)
            names = {each.id: each.name for each in session.do(session.library.collections)}
            return CommandResult([f"clips: {facets.clips:,}", *facet_lines(facets, names)], facets_json(facets))
        videos = session.do(session.library.videos, filter_)
    lines = [clip_line(video) for video in videos]
    return CommandResult(lines or ["No clip passes these filters."], [clip_json(video) for video in videos])
