"""`c2v explain`: take the score of a moment apart."""

import argparse

from c2v_desktop.cli.argument_parser import positive
from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import open_for_search
from c2v_desktop.cli.query_options import add_query_options, build_query, expect_query
from c2v_desktop.cli.server_answer import ask_running
from c2v_desktop.serve import queries


def add_parser(commands: Commands) -> None:
    """`c2v explain SENTENCE`."""
    explain = add_command(commands, "explain", run, "show how each phrase and frame adds to the score of a moment")
    add_query_options(explain)
    explain.add_argument(
        "--rank", type=positive, default=1, metavar="N", help="which result of the search (default: 1)"
    )


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Take the score of one moment apart. Raises: C2VError."""
    expect_query(options)
    answered = ask_running(context, options, "explain", {"rank": options.rank, "cells": True})
    if answered is not None:
        return answered
    with open_for_search(context) as session:
        query = build_query(session, options)
        reply = session.do(queries.explain, session.library, query, options.rank)
    return CommandResult(reply.lines, reply.data)
