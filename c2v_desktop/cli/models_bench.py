"""`c2v models bench`: measure a model on this computer."""

import argparse
from dataclasses import asdict

from c2v_desktop.cli.argument_parser import positive
from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.models_common import encoder_of, model_store_of, used
from c2v_desktop.cli.progress_bar import moving_line
from c2v_desktop.format import model_tables as tables
from c2v_desktop.models.model_choice import DEMO, today


def add_parser(commands: Commands) -> None:
    """`c2v models bench [ID]`."""
    bench = add_command(
        commands, "bench", run, "benchmark a model on this computer (default: the one in use)", "unused"
    )
    bench.add_argument("id", nargs="?", default="", metavar="ID", help="as in `c2v models list`")
    bench.add_argument(
        "--seconds", type=positive, default=5, metavar="N", help="how long to encode pictures (default: 5)"
    )


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Benchmark the model in use, or another one: its number formats, then the one that is used.

    Raises: ModelStoreError, EncoderError.
    """
    from c2v_desktop.format.model_formats import format_lines
    from c2v_desktop.models.benchmark import measure
    from c2v_desktop.models.measure_formats import try_formats

    key = options.id or used(context)
    settings = encoder_of(context, options.id) if options.id else context.settings.encoder
    with moving_line("Benchmarking…"):
        # The demo model's file is part of the program, and not the place for results from this computer.
        formats = None if key == DEMO else try_formats(settings, context.places, options.seconds, today())
        name, speed = measure(settings, options.seconds, today())
    if key and key != DEMO:
        model_store_of(context).note_speed(key, speed)
    lines = [*format_lines(formats), ""] if formats is not None else []
    data = {"id": key, "name": name, "formats": asdict(formats) if formats is not None else None, **asdict(speed)}
    return CommandResult([*lines, f"{name}: {tables.speed_text(speed)}"], data)
