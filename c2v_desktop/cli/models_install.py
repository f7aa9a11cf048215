"""`c2v models install`: download a model."""

import argparse
from dataclasses import replace
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.models_common import bringing, checkpoint_inspector
from c2v_desktop.cli.models_use import report_installed
from c2v_desktop.cli.streams import say
from c2v_desktop.format.units import size_text
from c2v_desktop.models import checkpoint_import
from c2v_desktop.models.model_choice import endpoint, find_entry, lacks, unknown, version_words
from core.model_store.downloader import Downloader, DownloadWait
from core.model_store.http_client import split_secret
from core.model_store.store import ModelRecord


def add_parser(commands: Commands) -> None:
    """`c2v models install ID`."""
    install = add_command(commands, "install", run, "download a model; an interrupted download resumes", "unused")
    install.add_argument("id", metavar="ID", help="as in `c2v models list`")
    install.add_argument(
        "--mirror",
        metavar="URL",
        help="download from this mirror of Hugging Face (default: HF_ENDPOINT, or the settings)",
    )
    install.add_argument("--use", action="store_true", help="also choose it as the model in use")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Download a model. Raises: ModelStoreError and its kind, WeightsCorruptError."""
    entry = find_entry(options.id)
    if entry is None:
        raise unknown(options.id)
    lacking, network = lacks(entry), context.settings.network
    if lacking is not None:
        raise lacking
    source = endpoint(network, options.mirror or "")
    say(f"{entry.name}, about {size_text(entry.bytes_expected)}, from {split_secret(source)[0]}")
    say(f"Licence: {entry.licence}. {entry.licence_note} {entry.licence_url}")
    if entry.holder:
        say(f"Copyright: {entry.holder}")
    say(f"Version: {version_words(entry, None)}")
    try:
        with bringing(context, _approve) as installer:
            record = installer.install(entry, replace(Downloader(proxy=network.proxy), waiting=_say_wait), source)
    except KeyboardInterrupt:
        say(f"Paused. `c2v models install {entry.id}` resumes the download.")
        raise
    return report_installed(context, record, use=options.use)


def _approve(weights: Path, record: ModelRecord) -> None:
    """Check downloaded weights; torch is loaded only then."""
    checkpoint_import.approve(checkpoint_inspector(), weights, record)


def _say_wait(waiting: DownloadWait | None) -> None:
    if waiting is not None:
        say(f"{waiting.host} limits requests; the download continues at {waiting.until}. Press Ctrl-C to pause.")
