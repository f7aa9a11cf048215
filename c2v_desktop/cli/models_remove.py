"""`c2v models remove`: delete a model from this computer."""

import argparse

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.models_common import model_store_of, used
from c2v_desktop.format.units import size_text
from c2v_desktop.models.model_choice import DEMO
from core.errors import ModelStoreError
from core.model_store.store import is_name


def add_parser(commands: Commands) -> None:
    """`c2v models remove ID`."""
    parser = add_command(commands, "remove", run, "delete a model from this computer (not the one in use)", "unused")
    parser.add_argument("id", metavar="ID", help="as in `c2v models list`")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Delete a model from this computer; never the one in use. Raises: ModelStoreError."""
    store, key = model_store_of(context), options.id
    if key == DEMO:
        raise ModelStoreError("The demo model is part of the program and cannot be removed.")
    broken = key in store.unreadable()
    record = None if broken else store.find(key)
    half = is_name(key) and store.has_part(key)
    if record is None and not half and not broken:
        raise ModelStoreError(f"{key} is not installed.", "`c2v models list` shows what is.")
    if used(context) == key:
        raise ModelStoreError(f"{key} is in use.", "Choose another one first, for example: c2v models use demo")
    store.remove(key)
    if record is None:
        return CommandResult(
            [f"Removed the {'damaged model' if broken else 'partial download of'} {key}."], {"removed": key, "bytes": 0}
        )
    return CommandResult([f"Removed {key}, {size_text(record.bytes)}."], {"removed": key, "bytes": record.bytes})
