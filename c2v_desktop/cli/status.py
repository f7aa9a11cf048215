"""`c2v status`: what the library holds, without loading the model."""

import argparse
from dataclasses import replace

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import NOTHING
from c2v_desktop.cli.exit_codes import NOTHING_INDEXED
from c2v_desktop.format import answers
from c2v_desktop.format.removals import removal_json, removed_text
from core.store.catalogue import SqliteCatalogue


def add_parser(commands: Commands) -> None:
    """`c2v status`."""
    add_command(commands, "status", run, "what the library holds")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Counts, without waking the model."""
    if not context.places.catalogue.exists():
        data = {"videos": {}, "segments": 0, "footage_s": 0.0, "model": None, "folders": []}
        return CommandResult([NOTHING], data, NOTHING_INDEXED)
    catalogue = SqliteCatalogue(context.places.catalogue, read_only=True)
    try:
        spec = catalogue.last_spec()
        state = replace(catalogue.counts(spec), encoder=spec)
        removals, passed_over = catalogue.removals(), catalogue.passed_over()
    finally:
        catalogue.close()
    lines = answers.status_lines(state, passed_over) if state.total or state.folders else [NOTHING]
    if removals:
        lines.append(removed_text(removals))
    data = {**answers.status_json(state, passed_over), "removed": [removal_json(each) for each in removals]}
    return CommandResult(lines, data, 0 if state.segments else NOTHING_INDEXED)
