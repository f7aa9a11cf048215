"""`c2v explain`: take the score of a moment apart."""

import argparse

from c2v_desktop.cli.argument_parser import positive
from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import open_for_search
from c2v_desktop.cli.query_options import add_query_options, expect_query
from c2v_desktop.cli.search import ask, who_answered
from c2v_desktop.format import answers, units
from c2v_desktop.format.explanation import explanation_json, explanation_lines
from core.errors import QueryError
from core.library import write_query
from ui.browse.card import reason
from ui.widgets.formatting import recording


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
    with open_for_search(context) as session:
        answer = ask(session, options, options.rank, False)
        if len(answer.hits) < options.rank:
            raise QueryError(
                f"There is no moment of rank {options.rank}.",
                f"The search found {units.count(len(answer.hits), 'moment')}.",
            )
        hit = answer.hits[options.rank - 1]
        explanation = session.do(session.library.explain, answer.query, hit.segment.id)
        who = who_answered(session, options)
    said = reason(hit.video, explanation)
    head = answers.answer_lines(answer, [explanation.best_s] * len(answer.hits))[options.rank - 1]
    return CommandResult(
        [
            head,
            *([f"     {told}"] if (told := answers.remark(hit.video)) else []),
            *(f"     {told}" for told in recording(hit.video.info)),
            "",
            *explanation_lines(explanation, hit.video),
            *([said[0].upper() + said[1:]] if said else []),
            *who.lines,
        ],
        {
            "path": str(hit.video.path),
            "rank": hit.rank,
            "record": write_query(answer.query),
            "restarts": answers.restarts_json(hit.video),
            "source": answers.source_json(hit.video, best=explanation.best_s),
            **explanation_json(explanation),
            "models": who.data,
        },
    )
