"""`c2v models info`: everything known about a model."""

import argparse

import resources
from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.models_common import model_store_of
from c2v_desktop.format import model_tables as tables
from c2v_desktop.models.model_choice import DEMO, find_entry, must_be_here, must_be_whole, unknown
from core.errors import DamagedDownloadError
from core.model_store.installer import file_sum
from core.model_store.store import ModelRecord, ModelStore


def add_parser(commands: Commands) -> None:
    """`c2v models info ID`."""
    info = add_command(commands, "info", run, "show everything known about a model", "optional")
    info.add_argument("id", metavar="ID", help="as in `c2v models list`")
    info.add_argument("--check", action="store_true", help="also read its files and verify their checksums")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """All that is known of a model; `--check` reads its files again. Raises: ModelStoreError, DamagedDownloadError."""
    if options.id == DEMO:
        card = resources.path("models/demo.md").read_text(encoding="utf-8")
        return CommandResult(card.splitlines(), {"card": card})
    store = model_store_of(context)
    entry, record = find_entry(options.id), store.find(options.id)
    if entry is None and record is None:
        raise unknown(options.id)
    lines, data = tables.info_lines(entry, record), tables.info_json(entry, record)
    if record is not None:
        from c2v_desktop.format.model_formats import info_lines

        lines += info_lines(store.weights(record), context.settings.encoder.precision)
    if options.check:
        _check(store, must_be_here(store, options.id))
        lines.append(f"{'checked':<10} all files are unchanged")
    return CommandResult(lines, {**data, "checked": options.check})


def _check(store: ModelStore, record: ModelRecord) -> None:
    """Read all files again. Raises: DamagedDownloadError."""
    must_be_whole(store, record)
    for file in record.files:
        path = store.folder / record.id / file.name
        if file_sum(path) != file.sha256:
            raise DamagedDownloadError(
                f"{path} is damaged: its checksum has changed since it was installed.",
                f"Remove the model and install it again: c2v models remove {record.id}",
            )
