"""`c2v status`: what the library holds, without loading the model."""

import argparse

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import NOTHING
from c2v_desktop.cli.exit_codes import NOTHING_INDEXED
from c2v_desktop.format import answers
from c2v_desktop.format.removal_text import removal_json, removed_text
from c2v_desktop.library_files import has_catalogue, open_catalogue_reader


def add_parser(commands: Commands) -> None:
    """`c2v status`."""
    add_command(commands, "status", run, "show what the library contains")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Counts, without loading the model."""
    if not has_catalogue(context.places):
        data = {"videos": {}, "segments": 0, "footage_s": 0.0, "model": None, "folders": []}
        return CommandResult([NOTHING], data, NOTHING_INDEXED)
    with open_catalogue_reader(context.places) as reader:
        state, removals, passed_over = reader.status(), reader.removals(), reader.passed_over()
    lines = answers.status_lines(state, passed_over) if state.total or state.folders else [NOTHING]
    if removals:
        lines.append(removed_text(removals))
    data = {**answers.status_json(state, passed_over), "removed": [removal_json(each) for each in removals]}
    return CommandResult(lines, data, 0 if state.segments else NOTHING_INDEXED)
