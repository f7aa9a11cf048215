"""`c2v models use`: choose the model that searches and indexes."""

import argparse
from dataclasses import replace

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.models_common import encoder_of, model_store_of
from c2v_desktop.format import model_tables as tables
from c2v_desktop.format.units import size_text
from c2v_desktop.library_location import has_library
from c2v_desktop.models.model_choice import DEMO, encoder_with, must_be_here, must_be_whole
from core.model_store.store import ModelRecord
from core.settings import Settings, change_settings


def add_parser(commands: Commands) -> None:
    """`c2v models use ID`."""
    parser = add_command(commands, "use", run, "choose the model to index and search with", "unused")
    parser.add_argument("id", metavar="ID", help="as in `c2v models list`")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Choose a model. Raises: ModelStoreError, SettingsError."""
    return use_model(context, options.id)


def use_model(context: Context, key: str) -> CommandResult:
    """Write the choice into the settings. Raises: ModelStoreError, SettingsError."""
    if key != DEMO:
        must_be_whole(model_store_of(context), must_be_here(model_store_of(context), key))
    chosen, former = encoder_of(context, key), context.settings.encoder

    def put(now: Settings) -> Settings:
        return replace(now, encoder=encoder_with(now.encoder, model_store_of(context), key))

    change_settings(context.places.settings, put)
    lines = [f"Using {key} from the next start."]
    if chosen != former and has_library(context.places):
        lines.append("`c2v index` indexes your clips with it; until then the previous model answers.")
    return CommandResult(lines, {"used": key, "settings": str(context.places.settings)})


def report_installed(context: Context, record: ModelRecord, *, use: bool) -> CommandResult:
    """What to say about a model that was installed. Raises: SettingsError."""
    lines = [
        f"{record.name} is installed: {size_text(record.bytes)} in {context.places.models / record.id}.",
        f"`c2v models bench {record.id}` finds its fastest number format on this computer.",
    ]
    data = {"id": record.id, **tables.info_json(None, record)}
    if use:
        then = use_model(context, record.id)
        return CommandResult([*lines, *then.lines], {**data, **then.data})
    return CommandResult([*lines, f"To use it: `c2v models use {record.id}`."], data)
