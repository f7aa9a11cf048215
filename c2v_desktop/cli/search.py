"""`c2v search`: find the moments that match a sentence."""

import argparse
from pathlib import Path

from c2v_desktop.cli import compare
from c2v_desktop.cli.argument_parser import positive
from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import open_for_search
from c2v_desktop.cli.filter_options import add_filter_options
from c2v_desktop.cli.query_options import add_query_options, build_query, expect_query
from c2v_desktop.cli.server_answer import ask_running
from c2v_desktop.serve import queries


def add_parser(commands: Commands) -> None:
    """`c2v search SENTENCE`."""
    search = add_command(commands, "search", run, "find the moments that match a sentence")
    add_query_options(search)
    search.add_argument("--top", type=positive, default=10, metavar="N", help="number of moments (default: 10)")
    search.add_argument(
        "--by-clip", "--by-film", dest="by_clip", action="store_true", help="only the best moment of each clip"
    )
    search.add_argument(
        "--folder",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="only clips in this folder; may be repeated",
    )
    add_filter_options(search)
    who = search.add_mutually_exclusive_group()
    who.add_argument(
        "--model", default="", metavar="NAME", help="search with this model, which must have indexed clips"
    )
    pair = ("MODEL_A", "MODEL_B")
    who.add_argument(
        "--compare", nargs=2, metavar=pair, help="rankings of two models side by side, with differences in rank"
    )
    who.add_argument(
        "--fuse", nargs=2, metavar=pair, help="one ranking from two models, combined by rank, not by score"
    )


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Rank moments with one model, or with two. Raises: C2VError."""
    expect_query(options)
    if options.compare or options.fuse:
        return compare.compare(context, options)
    more = {"limit": options.top, "by_clip": options.by_clip, "model": options.model}
    answered = ask_running(context, options, "search", more)
    if answered is not None:
        return answered
    with open_for_search(context) as session:
        query = build_query(session, options)
        reply = session.do(queries.search, session.library, query, options.top, options.by_clip, options.model)
    return CommandResult(reply.lines, reply.data)
