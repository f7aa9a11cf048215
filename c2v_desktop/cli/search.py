"""`c2v search`: find the moments that match a sentence."""

import argparse
from pathlib import Path

from c2v_desktop.cli import compare
from c2v_desktop.cli.argument_parser import positive
from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, open_for_search
from c2v_desktop.cli.filter_options import add_filter_options
from c2v_desktop.cli.query_options import add_query_options, build_query, expect_query
from c2v_desktop.cli.selection import model_named
from c2v_desktop.format import answers
from core.values import Answer, Hit, Query


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
    with open_for_search(context) as session:
        answer = ask(session, options, options.top, options.by_clip)
        best_s = [_best_s(session, answer.query, hit) for hit in answer.hits]
        who = who_answered(session, options)
    return CommandResult(
        [*answers.answer_lines(answer, best_s), *who.lines], {**answers.answer_json(answer, best_s), "models": who.data}
    )


def ask(session: Engine, options: argparse.Namespace, limit: int, by_clip: bool) -> Answer:
    """Search as the options say."""
    query = build_query(session, options)
    name = getattr(options, "model", "")
    spec = model_named(session.do(session.library.models), name) if name else None
    return session.do(session.library.search, query, limit, by_clip, spec)


def who_answered(session: Engine, options: argparse.Namespace) -> CommandResult:
    """Which model answered, and a sentence if that is not the chosen one."""
    chosen = session.do(session.library.status).encoder
    former = session.library.answers_meanwhile
    named = getattr(options, "model", "")
    if named:
        asked = model_named(session.do(session.library.models), named)
        return CommandResult([], {"answering": asked.name, "chosen": chosen.name if chosen else None})
    answering = former or chosen
    data = {"answering": answering.name if answering else None, "chosen": chosen.name if chosen else None}
    if former is None or chosen is None:
        return CommandResult([], data)
    return CommandResult([answers.meanwhile(chosen.name, former.name)], data)


def _best_s(session: Engine, query: Query, hit: Hit) -> float:
    """The time to open the moment at."""
    explanation = session.do(session.library.explain, query, hit.segment.id)
    return explanation.best_s
