"""`c2v models list`: models available, models installed, and which one is in use."""

import argparse
from dataclasses import asdict

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.models_common import model_store_of, used
from c2v_desktop.format import model_tables as tables
from c2v_desktop.models.model_choice import DEMO, downloadable_models


def add_parser(commands: Commands) -> None:
    """`c2v models list`."""
    add_command(commands, "list", run, "list models: available, installed, and the one in use", "optional")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Models that can be downloaded, and models that are installed."""
    store, chosen = model_store_of(context), used(context)
    here = {record.id: record for record in store.records()}
    rows = [tables.demo_row(chosen == DEMO)]
    for entry in downloadable_models():
        record = here.pop(entry.id, None)
        rows.append(tables.row(entry, record, in_use=chosen == entry.id, half_here=store.has_part(entry.id)))
    rows += [tables.row(None, record, in_use=chosen == key, half_here=False) for key, record in here.items()]
    rows += [tables.unreadable_row(key, error) for key, error in store.unreadable().items()]
    outside = "" if chosen else context.settings.encoder.weights or context.settings.encoder.model
    data = {"models": [asdict(row) for row in rows], "outside": outside, "folder": str(context.places.models)}
    lines = tables.list_lines(rows, outside)
    return CommandResult([*lines, "", store.absence] if store.absence else lines, data)
