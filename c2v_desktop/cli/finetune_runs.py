"""`c2v finetune list | adopt | discard`."""

import argparse

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.finetune_common import engine_of
from c2v_desktop.format import finetune_text as text


def add_parsers(commands: Commands) -> None:
    """The commands about runs on disk."""
    add_command(commands, "list", run_list, "list training runs, latest first")
    adopt = add_command(commands, "adopt", run_adopt, "keep what a training run learned, as a model or as words")
    adopt.add_argument("id", metavar="ID", help="as in `c2v finetune list`")
    adopt.add_argument("--name", required=True, metavar="TEXT", help="the name of the new model")
    discard = add_command(commands, "discard", run_discard, "delete a training run; what was kept of it stays")
    discard.add_argument("id", metavar="ID", help="as in `c2v finetune list`")


def run_list(context: Context, _: argparse.Namespace) -> CommandResult:
    """All runs. Raises: C2VError."""
    runs = engine_of(context).runs()
    return CommandResult(text.runs_lines(runs), {"runs": [text.run_json(run) for run in runs]})


def run_adopt(context: Context, options: argparse.Namespace) -> CommandResult:
    """Hand over. Raises: C2VError."""
    engine = engine_of(context)
    model = engine.adopt(options.id, options.name)
    if not model:
        return CommandResult(["The words are kept in the library. Searches understand them."], {"adopted": ""})
    lines = [f"{options.name} is kept as {model}.", f"Use it with: c2v models use {model}, then c2v index."]
    return CommandResult(lines, {"adopted": model})


def run_discard(context: Context, options: argparse.Namespace) -> CommandResult:
    """Delete. Raises: C2VError."""
    engine_of(context).discard(options.id)
    return CommandResult([f"Deleted {options.id}."], {"discarded": options.id})
