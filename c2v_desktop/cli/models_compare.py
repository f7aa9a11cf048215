"""`c2v models compare`: what each model has indexed, its size and speed, and how well it finds."""

import argparse
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import NOTHING, expect_library
from c2v_desktop.cli.progress_bar import moving_line
from core.errors import NothingIndexedError


def add_parser(commands: Commands) -> None:
    """`c2v models compare`."""
    text = "compare models: what each has indexed, its size and speed, how well it finds"
    compare = add_command(commands, "compare", run, text)
    compare.add_argument(
        "--captions", type=Path, metavar="FOLDER", help="folder with a captions.csv, for known-item search"
    )
    compare.add_argument("--bench", action="store_true", help="also measure each model's speed, a few seconds each")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Figures of every model that has indexed clips of the library. Raises: C2VError."""
    expect_library(context)
    from c2v_desktop.format.library_models import library_model_lines, library_models_json  # bring OpenCV along
    from c2v_desktop.models.library_models import read_library_models

    with moving_line("Comparing…") as say:
        found = read_library_models(context.settings, context.places, options.captions, say, bench=options.bench)
    if not found.models:
        raise NothingIndexedError(NOTHING)
    return CommandResult(library_model_lines(found), library_models_json(found))
