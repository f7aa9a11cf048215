"""`c2v models import`: import a model from a folder, a USB drive or a checkpoint file."""

import argparse
import os
from dataclasses import asdict
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.models_common import bringing, checkpoint_inspector
from c2v_desktop.cli.models_use import report_installed
from c2v_desktop.format import model_tables as tables
from c2v_desktop.models import checkpoint_import
from c2v_desktop.models.model_choice import find_entry, unknown
from core.errors import ModelStoreError
from core.model_store.store import ModelRecord

MISFIT = 1


def add_parser(commands: Commands) -> None:
    """`c2v models import PATH`."""
    bring = add_command(
        commands, "import", run, "import a model from a folder, a USB drive or a checkpoint file", "unused"
    )
    bring.add_argument("path", type=Path, metavar="PATH", help="a model's folder, or a checkpoint file")
    bring.add_argument("--as", dest="entry", metavar="ID", help="import it as this model of `c2v models list`")
    bring.add_argument(
        "--model", default="", metavar="NAME", help="its architecture in open_clip, if the file does not say"
    )
    bring.add_argument("--id", default="", metavar="ID", help="its id on the command line")
    bring.add_argument("--name", default="", metavar="TEXT", help="its name in lists")
    bring.add_argument("--towers", action="store_true", help="import only its image and text towers")
    bring.add_argument("--use", action="store_true", help="also choose it as the model in use")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Import a model from a folder, a USB drive or a file. Raises: ModelStoreError and its kind, EncoderError."""
    path = Path(os.path.abspath(options.path.expanduser()))  # noqa: PTH100  resolve() would follow links
    entry = find_entry(options.entry) if options.entry else None
    if options.entry and entry is None:
        raise unknown(options.entry)
    if not path.exists():
        raise ModelStoreError(f"There is nothing at {path}.", "Name a folder with a model, or a checkpoint file.")
    look = checkpoint_inspector()  # before anything is copied
    try:
        with bringing(context, _approve_import) as installer:
            if path.is_dir():
                record = installer.install_folder(path, entry)
            elif entry is not None:
                record = checkpoint_import.import_entry_file(installer, path, entry)
            else:
                request = checkpoint_import.ImportRequest(options.id, options.name, options.model, options.towers)
                record = checkpoint_import.import_own_file(installer, look, path, request)
    except checkpoint_import.CheckpointMismatchError as error:
        data = {"imported": None, "fit": asdict(error.fit)}
        return CommandResult([error.title, "", *tables.misfit_lines(error.fit.misfits)], data, MISFIT)
    return report_installed(context, record, use=options.use)


def _approve_import(weights: Path, record: ModelRecord) -> None:
    """Check imported weights, and try them."""
    from core.encode import checkpoint_check

    checkpoint_import.approve_import(checkpoint_check, weights, record)
