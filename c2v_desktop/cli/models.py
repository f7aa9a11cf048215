"""`c2v models`: the shelf of models, from looking at it to putting one to work. Fetches only what it is told to."""

import argparse
import os
from dataclasses import asdict, replace
from pathlib import Path

import resources
from c2v_desktop.cli.commands import CommandResult, Context
from c2v_desktop.cli.models_common import bringing, encoder_of, model_store_of, say, used
from c2v_desktop.cli.progress_bar import moving_line
from c2v_desktop.format import model_tables as tables
from c2v_desktop.library_location import has_library
from c2v_desktop.models import checkpoint_import
from c2v_desktop.models.model_choice import (
    DEMO,
    encoder_with,
    endpoint,
    find_entry,
    lacks,
    must_be_here,
    must_be_whole,
    shelf,
    today,
    unknown,
    version_words,
)
from c2v_desktop.shell.interrupt import interrupt
from core.encode.checkpoint_report import CheckpointInspector
from core.errors import DamagedDownloadError, ShelfError
from core.model_store.downloader import Downloader, DownloadWait
from core.model_store.http_client import split_secret
from core.model_store.installer import file_sum
from core.model_store.store import ModelRecord, ModelStore, is_name
from core.settings import Settings, change_settings

MISFIT = 1


def list_models(context: Context, options: argparse.Namespace) -> CommandResult:
    """The shelf, what of it is here, and models of one's own."""
    store, chosen = model_store_of(context), used(context)
    here = {record.id: record for record in store.records()}
    rows = [tables.demo_row(chosen == DEMO)]
    for entry in shelf():
        record = here.pop(entry.id, None)
        rows.append(tables.row(entry, record, in_use=chosen == entry.id, half_here=store.has_part(entry.id)))
    rows += [tables.row(None, record, in_use=chosen == key, half_here=False) for key, record in here.items()]
    rows += [tables.unreadable_row(key, error) for key, error in store.unreadable().items()]
    outside = "" if chosen else context.settings.encoder.weights or context.settings.encoder.model
    data = {"models": [asdict(row) for row in rows], "outside": outside, "folder": str(context.places.models)}
    lines = tables.list_lines(rows, outside)
    return CommandResult([*lines, "", store.absence] if store.absence else lines, data)


def info(context: Context, options: argparse.Namespace) -> CommandResult:
    """All that is known of a model; `--check` reads its files again. Raises: ShelfError, DamagedDownloadError."""
    if options.id == DEMO:
        card = resources.path("models/demo.md").read_text(encoding="utf-8")
        return CommandResult(card.splitlines(), {"card": card})
    store = model_store_of(context)
    entry, record = find_entry(options.id), store.find(options.id)
    if entry is None and record is None:
        raise unknown(options.id)
    lines, data = tables.info_lines(entry, record), tables.info_json(entry, record)
    if record is not None:
        from c2v_desktop.cli.models_formats import info_lines

        lines += info_lines(store.weights(record), context.settings.encoder.precision)
    if options.check:
        _check(store, must_be_here(store, options.id))
        lines.append(f"{'checked':<10} all files are as they came")
    return CommandResult(lines, {**data, "checked": options.check})


def install(context: Context, options: argparse.Namespace) -> CommandResult:
    """Fetch a model of the shelf. Raises: ShelfError and its kind, WeightsCorruptError."""
    entry = find_entry(options.id)
    if entry is None:
        raise unknown(options.id)
    lacking, network = lacks(entry), context.settings.network
    if lacking is not None:
        raise lacking
    source = endpoint(network, options.mirror or "")
    say(f"{entry.name}, about {tables.size_text(entry.bytes_expected)}, from {split_secret(source)[0]}")
    say(f"Licence: {entry.licence}. {entry.licence_note} {entry.licence_url}")
    if entry.holder:
        say(f"Copyright: {entry.holder}")
    say(f"Version: {version_words(entry, None)}")
    try:
        with bringing(context, _approve) as installer:
            record = installer.install(entry, replace(Downloader(proxy=network.proxy), waiting=_say_wait), source)
    except KeyboardInterrupt:
        say(f"Paused. `c2v models install {entry.id}` goes on where it was.")
        raise
    return _arrived(context, record, put_to_work=options.use)


def import_model(context: Context, options: argparse.Namespace) -> CommandResult:
    """Bring a model in from a folder, a stick or a file. Raises: ShelfError and its kind, EncoderError."""
    path = Path(os.path.abspath(options.path.expanduser()))  # noqa: PTH100  resolve() would follow links
    entry = find_entry(options.entry) if options.entry else None
    if options.entry and entry is None:
        raise unknown(options.entry)
    if not path.exists():
        raise ShelfError(f"There is nothing at {path}.", "Give a folder with a model, or a checkpoint file.")
    look = _look()  # before anything is copied
    try:
        with bringing(context, _approve_import) as installer:
            if path.is_dir():
                record = installer.bring_folder(path, entry)
            elif entry is not None:
                record = checkpoint_import.bring_entry_file(installer, path, entry)
            else:
                wish = checkpoint_import.ImportRequest(options.id, options.name, options.model, options.towers)
                record = checkpoint_import.bring_own_file(installer, look, path, wish)
    except checkpoint_import.CheckpointMismatchError as error:
        data = {"imported": None, "fit": asdict(error.fit)}
        return CommandResult([error.title, "", *tables.misfit_lines(error.fit.misfits)], data, MISFIT)
    return _arrived(context, record, put_to_work=options.use)


def remove(context: Context, options: argparse.Namespace) -> CommandResult:
    """Delete a model from this machine; never the one in use. Raises: ShelfError."""
    store, key = model_store_of(context), options.id
    if key == DEMO:
        raise ShelfError("The demo model is part of the program and stays.")
    broken = key in store.unreadable()
    record = None if broken else store.find(key)
    half = is_name(key) and store.has_part(key)
    if record is None and not half and not broken:
        raise ShelfError(f"{key} is not on this machine.", "`c2v models list` shows what is.")
    if used(context) == key:
        raise ShelfError(f"{key} is in use.", "Put another one to work first, for example: c2v models use demo")
    store.remove(key)
    if record is None:
        return CommandResult(
            [f"Removed the {'damaged' if broken else 'half fetched'} {key}."], {"removed": key, "bytes": 0}
        )
    return CommandResult([f"Removed {key}, {tables.size_text(record.bytes)}."], {"removed": key, "bytes": record.bytes})


def use(context: Context, options: argparse.Namespace) -> CommandResult:
    """Put a model to work from the next start on. Raises: ShelfError, SettingsError."""
    return _put_to_work(context, options.id)


def bench(context: Context, options: argparse.Namespace) -> CommandResult:
    """Measure the model in use, or another one that is here, on this machine: its number formats, then as it runs.

    Raises: ShelfError, EncoderError.
    """
    from c2v_desktop.cli.models_formats import format_lines, try_formats
    from c2v_desktop.models.benchmark import measure

    key = options.id or used(context)
    settings = encoder_of(context, options.id) if options.id else context.settings.encoder
    with moving_line("Measuring"):
        # The demo model's file is part of the program, and no room for what is measured here.
        formats = None if key == DEMO else try_formats(settings, context.places, options.seconds, today())
        name, speed = measure(settings, options.seconds, today())
    if key and key != DEMO:
        model_store_of(context).note_speed(key, speed)
    lines = [*format_lines(formats), ""] if formats is not None else []
    data = {"id": key, "name": name, "formats": asdict(formats) if formats is not None else None, **asdict(speed)}
    return CommandResult([*lines, f"{name}: {tables.speed_text(speed)}"], data)


# ---- within


def _approve(weights: Path, record: ModelRecord) -> None:
    """Look at weights that came; torch is loaded only then."""
    checkpoint_import.approve(_look(), weights, record)


def _look() -> CheckpointInspector:
    """Who looks at weights. Nothing is lost when Ctrl-C comes while torch is loaded, and so it ends that at once."""
    with interrupt.at_once():
        from core.encode import checkpoint_check
    return checkpoint_check


def _approve_import(weights: Path, record: ModelRecord) -> None:
    """Look at weights that were brought, and try them."""
    from core.encode import checkpoint_check

    checkpoint_import.approve_import(checkpoint_check, weights, record)


def _say_wait(waiting: DownloadWait | None) -> None:
    if waiting is not None:
        say(f"{waiting.host} takes no more requests just now: the download goes on at {waiting.until}. Ctrl-C pauses.")


def _arrived(context: Context, record: ModelRecord, *, put_to_work: bool) -> CommandResult:
    lines = [
        f"{record.name} is here: {tables.size_text(record.bytes)} in {context.places.models / record.id}.",
        f"`c2v models bench {record.id}` finds out in which number format it is fastest here.",
    ]
    data = {"id": record.id, **tables.info_json(None, record)}
    if put_to_work:
        then = _put_to_work(context, record.id)
        return CommandResult([*lines, *then.lines], {**data, **then.data})
    return CommandResult([*lines, f"`c2v models use {record.id}` puts it to work."], data)


def _put_to_work(context: Context, key: str) -> CommandResult:
    if key != DEMO:
        must_be_whole(model_store_of(context), must_be_here(model_store_of(context), key))
    chosen, former = encoder_of(context, key), context.settings.encoder

    def put(now: Settings) -> Settings:
        return replace(now, encoder=encoder_with(now.encoder, model_store_of(context), key))

    change_settings(context.places.settings, put)
    lines = [f"{key} is in use from the next start on."]
    if chosen != former and has_library(context.places):
        lines.append("Films indexed with another model are looked at again; the former model answers until then.")
    return CommandResult(lines, {"used": key, "settings": str(context.places.settings)})


def _check(store: ModelStore, record: ModelRecord) -> None:
    """Read all files again. Raises: DamagedDownloadError."""
    must_be_whole(store, record)
    for file in record.files:
        path = store.folder / record.id / file.name
        if file_sum(path) != file.sha256:
            raise DamagedDownloadError(
                f"{path} is damaged: its checksum is another than when it came.",
                f"Remove the model and bring it again: c2v models remove {record.id}",
            )
